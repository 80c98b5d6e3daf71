// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/grid.h"

#include "synthetic.h"
#include "ui/run/cell-item.h"
#include "ui/run/cell.h"
#include "ui/widgets/class-labels.h"
#include "widget-test.h"

typedef struct
{
  FooledGrid *grid;
  GtkWindow *window;
  GtkWidget *view;
  GListModel *model;
  guint n_items_changed;
  guint n_selected, n_activated;
  gint selected, activated; /* last signalled */
} Fixture;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  fixture->n_items_changed++;
}

static void
on_selected (FooledGrid *grid, gint index, Fixture *fixture)
{
  fixture->n_selected++;
  fixture->selected = index;
}

static void
on_activated (FooledGrid *grid, gint index, Fixture *fixture)
{
  fixture->n_activated++;
  fixture->activated = index;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->grid = g_object_ref_sink (FOOLED_GRID (fooled_grid_new ()));
  fixture->window = widget_test_window (GTK_WIDGET (fixture->grid), 900, 600);
  fixture->view = widget_test_find (GTK_WIDGET (fixture->grid), GTK_TYPE_GRID_VIEW);
  fixture->model = G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (fixture->view)));
  fixture->selected = fixture->activated = -2;
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (on_items_changed), fixture);
  g_signal_connect (fixture->grid, "selected", G_CALLBACK (on_selected), fixture);
  g_signal_connect (fixture->grid, "activated", G_CALLBACK (on_activated), fixture);
}

/* Every test ends with the proof that nothing keeps the grid alive. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (fixture->model, fixture);
  g_signal_handlers_disconnect_by_data (fixture->grid, fixture);
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->grid);
}

/* Cells first .. first + n - 1 with confidences 0.9, 0.899, ... */
static void
apply_cells (Fixture *fixture,
             RunNetworkInfo *network,
             guint n_cells,
             guint first,
             guint n,
             guint64 improvements)
{
  g_autoptr (RunSnapshot) snapshot = synthetic_snapshot (network, RUN_VIEW_CHAMPIONS, n_cells, 0);

  synthetic_snapshot_set_n_changed (snapshot, n);
  for (guint i = 0; i < n; i++)
    synthetic_snapshot_fill (snapshot, i, (first + i) % n_cells,
                             (float) (0.9 - 0.0005 * ((first + i) % n_cells)), improvements);
  fooled_grid_apply (fixture->grid, snapshot);
}

static void
apply_one (Fixture *fixture,
           RunNetworkInfo *network,
           guint index,
           float confidence,
           guint64 improvements)
{
  g_autoptr (RunSnapshot) snapshot = synthetic_snapshot (network, RUN_VIEW_CHAMPIONS, 10, 0);

  synthetic_snapshot_set_n_changed (snapshot, 1);
  synthetic_snapshot_fill (snapshot, 0, index, confidence, improvements);
  fooled_grid_apply (fixture->grid, snapshot);
}

static const FooledCellData *
data_at (Fixture *fixture, guint position)
{
  g_autoptr (FooledCellItem) item = g_list_model_get_item (fixture->model, position);

  return fooled_cell_item_get_data (item);
}

/* The row widget that shows the cell now, NULL = it is not alive. */
static GtkWidget *
row_of (Fixture *fixture, guint index)
{
  g_autoptr (GPtrArray) cells = widget_test_find_all (fixture->view, FOOLED_TYPE_CELL);

  for (guint i = 0; i < cells->len; i++)
    {
      FooledCellItem *item = fooled_cell_get_item (cells->pdata[i]);

      if (item != NULL && fooled_cell_item_get_data (item)->index == index)
        return gtk_widget_get_parent (cells->pdata[i]);
    }
  return NULL;
}

typedef struct
{
  Fixture *fixture;
  guint index;
  const char *name;
} Name;

static gboolean
is_named (gpointer data)
{
  Name *name = data;
  g_autofree char *difference =
      gtk_test_accessible_check_property (GTK_ACCESSIBLE (row_of (name->fixture, name->index)),
                                          GTK_ACCESSIBLE_PROPERTY_LABEL, name->name);

  return difference == NULL;
}

/* Names come with the cells' first frame. */
static void
await_name (Fixture *fixture, guint index, const char *name)
{
  widget_test_await (is_named, &(Name){ fixture, index, name });
}

static void
test_shows_cells (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);

  apply_cells (fixture, network, 10, 0, 3, 1);
  widget_test_draw (fixture->view);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 10);
  g_assert_true (data_at (fixture, 2)->filled);
  g_assert_cmpfloat (data_at (fixture, 2)->confidence, ==, (float) (0.9 - 0.001));
  g_assert_nonnull (data_at (fixture, 2)->texture);
  g_assert_cmpint (gdk_texture_get_width (data_at (fixture, 2)->texture), ==, 112);
  g_assert_false (data_at (fixture, 3)->filled);
  g_assert_cmpstr (data_at (fixture, 3)->label, ==, "3");
  await_name (fixture, 2, "2, 89.90 %");
  await_name (fixture, 3, "3, empty");
}

static void
test_name_follows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);

  apply_cells (fixture, network, 10, 0, 10, 1);
  widget_test_draw (fixture->view);
  apply_one (fixture, network, 7, 0.9998f, 2);
  await_name (fixture, 7, "7, 99.98 %");
}

/* A picture is held by its cell alone, once, and let go of when the next one comes. */
static void
test_pictures_are_not_copied (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);
  g_autoptr (BaseImage) image = base_image_new (56, 56, 3);
  g_autoptr (RunSnapshot) snapshot = synthetic_snapshot (network, RUN_VIEW_CHAMPIONS, 10, 0);

  synthetic_snapshot_set_n_changed (snapshot, 1);
  snapshot->changed[0].filled = TRUE;
  snapshot->changed[0].image = base_image_ref (image);
  fooled_grid_apply (fixture->grid, snapshot);
  widget_test_draw (fixture->view);
  g_assert_true (data_at (fixture, 0)->image == image);
  g_assert_nonnull (data_at (fixture, 0)->texture);

  g_clear_pointer (&snapshot, run_job_snapshot_unref);
  g_assert_false (g_atomic_ref_count_compare (&image->ref_count, 1));
  apply_one (fixture, network, 0, 0.5f, 1);
  widget_test_draw (fixture->view);
  widget_test_draw (fixture->view);
  g_assert_true (g_atomic_ref_count_compare (&image->ref_count, 1));
}

static void
test_no_items_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (1000, FALSE);
  g_autoptr (GPtrArray) cells = NULL;
  FooledCellItem *item;

  apply_cells (fixture, network, 1000, 0, 1000, 1);
  widget_test_draw (fixture->view);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 1000);
  cells = widget_test_find_all (fixture->view, FOOLED_TYPE_CELL);
  g_assert_cmpuint (cells->len, <, 400);

  item = g_list_model_get_item (fixture->model, 150);
  fixture->n_items_changed = 0;
  for (guint round = 0; round < 10; round++)
    {
      apply_cells (fixture, network, 1000, 150 + 200 * round, 200, 2 + round);
      widget_test_draw (fixture->view);
    }
  g_assert_cmpuint (fixture->n_items_changed, ==, 0);
  g_assert_cmpuint (data_at (fixture, 150)->improvements, ==, 7);
  g_assert_true (fooled_cell_item_get_data (item) == data_at (fixture, 150));
  g_object_unref (item);
}

static void
test_new_run_empties (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);
  g_autoptr (RunSnapshot) snapshot = synthetic_snapshot (network, RUN_VIEW_CHAMPIONS, 10, 0);

  apply_cells (fixture, network, 10, 0, 10, 5);
  fooled_grid_select (fixture->grid, 4);
  fixture->n_items_changed = 0;
  snapshot->job.number = 2;
  fooled_grid_apply (fixture->grid, snapshot);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_false (data_at (fixture, i)->filled);
      g_assert_null (data_at (fixture, i)->image);
    }
  g_assert_cmpuint (fixture->n_items_changed, ==, 0);
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, -1);
  g_assert_cmpuint (fixture->n_selected, ==, 0);
}

static void
test_other_lengths (Fixture *fixture, gconstpointer data)
{
  static const guint lengths[] = { 10, 1000, 3, 0, 200, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      guint n = lengths[i];
      g_autoptr (RunNetworkInfo) network = synthetic_network (MAX (n, 1), i % 2 == 1);

      apply_cells (fixture, network, n, 0, n, 1);
      widget_test_draw (fixture->view);
      g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, n);
    }
  g_assert_cmpuint (fixture->n_selected, ==, 0);
}

/* The labels belong to the network that the grid keeps. */
static void
test_labels_outlive_the_snapshot (Fixture *fixture, gconstpointer data)
{
  RunNetworkInfo *network = synthetic_network (10, TRUE);

  apply_cells (fixture, network, 10, 0, 10, 1);
  run_network_info_unref (network);
  widget_test_draw (fixture->view);
  await_name (fixture, 9, "class number 9, 89.55 %");
}

static void
test_improvements_are_marked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);

  apply_cells (fixture, network, 10, 0, 10, 3);
  g_assert_cmpint (data_at (fixture, 5)->improved_time, ==, 0);
  apply_one (fixture, network, 5, 0.95f, 3); /* sent again, for another cell size */
  g_assert_cmpint (data_at (fixture, 5)->improved_time, ==, 0);
  apply_one (fixture, network, 5, 0.95f, 4);
  g_assert_cmpint (data_at (fixture, 5)->improved_time, >, 0);
  widget_test_draw (fixture->view);
}

static void
test_user_selects (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);

  apply_cells (fixture, network, 10, 0, 10, 1);
  widget_test_draw (fixture->view);
  gtk_widget_activate_action (fixture->view, "list.select-item", "(ubb)", 3, FALSE, FALSE);
  g_assert_cmpuint (fixture->n_selected, ==, 1);
  g_assert_cmpint (fixture->selected, ==, 3);
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, 3);
  gtk_widget_activate_action (fixture->view, "list.activate-item", "u", 6);
  g_assert_cmpuint (fixture->n_activated, ==, 1);
  g_assert_cmpint (fixture->activated, ==, 6);
}

static void
test_program_selects (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (1000, FALSE);
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (fixture->model);

  apply_cells (fixture, network, 1000, 0, 1000, 1);
  widget_test_draw (fixture->view);
  fooled_grid_select (fixture->grid, 900);
  widget_test_draw (fixture->view);
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, 900);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 900);
  g_assert_nonnull (row_of (fixture, 900)); /* scrolled to */
  fooled_grid_select (fixture->grid, -1);
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, -1);
  fooled_grid_select (fixture->grid, 1000);
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, -1);
  g_assert_cmpuint (fixture->n_selected, ==, 0);
}

/* Another order moves contents, not items, and the selection goes with its cell. */
static void
test_sort (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (fixture->model);
  static const float confidences[] = { 0.5f, 1, 0.2f, 0.9f };

  for (guint i = 0; i < G_N_ELEMENTS (confidences); i++)
    apply_one (fixture, network, i, confidences[i], 1);
  fooled_grid_select (fixture->grid, 3);
  fixture->n_items_changed = 0;

  g_object_set (fixture->grid, "sort", "confidence", NULL);
  g_assert_cmpuint (data_at (fixture, 0)->index, ==, 1);
  g_assert_cmpuint (data_at (fixture, 1)->index, ==, 3);
  g_assert_cmpuint (data_at (fixture, 2)->index, ==, 0);
  g_assert_cmpuint (data_at (fixture, 3)->index, ==, 2);
  g_assert_cmpuint (data_at (fixture, 4)->index, ==, 4);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 1);
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, 3);

  g_object_set (fixture->grid, "sort", "latest", NULL);
  g_assert_cmpuint (data_at (fixture, 0)->index, ==, 3);
  g_assert_cmpuint (data_at (fixture, 3)->index, ==, 0);

  g_object_set (fixture->grid, "sort", "class", NULL);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (data_at (fixture, i)->index, ==, i);
  g_assert_cmpuint (fixture->n_items_changed, ==, 0);
  g_assert_cmpuint (fixture->n_selected, ==, 0);
}

static gboolean
leads (gpointer data)
{
  return data_at (data, 0)->index == 8;
}

/* A snapshot alone does not shuffle the cells; the next renewal of the order does, but not while
 * the pointer is there, even if it has not moved since before. */
static void
test_order_is_calm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);

  apply_cells (fixture, network, 10, 0, 10, 1);
  g_object_set (fixture->grid, "sort", "confidence", NULL);
  apply_one (fixture, network, 8, 0.99f, 2);
  g_assert_cmpuint (data_at (fixture, 0)->index, ==, 0);
  g_assert_cmpuint (data_at (fixture, 8)->index, ==, 8);
  g_assert_cmpfloat (data_at (fixture, 8)->confidence, ==, 0.99f);

  /* The pointer of a display without a mouse rests in its middle, and so over the cells. */
  for (gint64 end = g_get_monotonic_time () + 5 * G_USEC_PER_SEC / 2;
       g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (leads (fixture));
  gtk_window_set_default_size (fixture->window, 900, 300);
  widget_test_await (leads, fixture);
  g_assert_cmpfloat (data_at (fixture, 0)->confidence, ==, 0.99f);

  /* Cells are found where they are now. */
  apply_one (fixture, network, 8, 0.995f, 3);
  g_assert_cmpfloat (data_at (fixture, 0)->confidence, ==, 0.995f);
}

static void
count (guint *n)
{
  (*n)++;
}

static gboolean
in_sight (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *row = row_of (fixture, (guint) fooled_grid_get_selected (fixture->grid));
  graphene_rect_t bounds;

  return row != NULL && gtk_widget_get_mapped (row) &&
         gtk_widget_compute_bounds (row, GTK_WIDGET (fixture->grid), &bounds) &&
         bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= gtk_widget_get_height (GTK_WIDGET (fixture->grid));
}

/* The selected cell stays in sight when the order takes it elsewhere, and whoever shows the first
 * one learns that it is another. */
static void
test_order_is_followed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (600, FALSE);
  guint n_sorted = 0;

  g_assert_cmpint (fooled_grid_get_first (fixture->grid), ==, -1);
  apply_cells (fixture, network, 600, 0, 600, 1);
  g_object_set (fixture->grid, "sort", "confidence", NULL);
  g_assert_cmpint (fooled_grid_get_first (fixture->grid), ==, 0);
  fooled_grid_select (fixture->grid, 0);
  widget_test_await (in_sight, fixture);

  g_signal_connect_swapped (fixture->grid, "sorted", G_CALLBACK (count), &n_sorted);
  g_object_set (fixture->grid, "sort", "latest", NULL);
  g_assert_cmpuint (n_sorted, ==, 1);
  apply_cells (fixture, network, 600, 1, 599, 2); /* all others are newer */
  g_object_set (fixture->grid, "sort", "confidence", NULL);
  widget_test_await (in_sight, fixture);
  g_object_set (fixture->grid, "sort", "latest", NULL);
  g_assert_cmpint (fooled_grid_get_first (fixture->grid), !=, 0);
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, 0);
  widget_test_await (in_sight, fixture);
}

static RunNetworkInfo *
network_with_rifle (void)
{
  RunNetworkInfo *network = synthetic_network (10, FALSE);

  g_free (network->labels[3]);
  network->labels[3] = g_strdup ("rifle");
  return network;
}

static guint
n_shown (Fixture *fixture)
{
  return g_list_model_get_n_items (fixture->model);
}

/* Its place goes with the switch and comes back, with the image that was found meanwhile. */
static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = network_with_rifle ();

  apply_cells (fixture, network, 10, 0, 10, 1);
  g_assert_cmpuint (n_shown (fixture), ==, 10);
  fooled_grid_select (fixture->grid, 3);

  fooled_classroom_hold ();
  g_assert_cmpuint (n_shown (fixture), ==, 9);
  for (guint i = 0; i < 9; i++)
    g_assert_cmpstr (data_at (fixture, i)->label, !=, "rifle");
  g_assert_cmpuint (data_at (fixture, 3)->index, ==, 4);
  g_object_set (fixture->grid, "search", "rifle", NULL);
  g_assert_cmpuint (n_shown (fixture), ==, 0);
  g_object_set (fixture->grid, "search", "", NULL);
  g_assert_cmpuint (n_shown (fixture), ==, 9);
  apply_one (fixture, network, 3, 0.99f, 2);
  g_assert_cmpuint (n_shown (fixture), ==, 9);

  fooled_classroom_release ();
  g_assert_cmpuint (n_shown (fixture), ==, 10);
  g_assert_cmpstr (data_at (fixture, 3)->label, ==, "rifle");
  g_assert_cmpfloat (data_at (fixture, 3)->confidence, ==, 0.99f);
}

/* A network that comes while a class looks on. */
static void
test_left_out_from_the_start (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = network_with_rifle ();

  fooled_classroom_hold ();
  apply_cells (fixture, network, 10, 0, 10, 1);
  g_assert_cmpuint (n_shown (fixture), ==, 9);
  fooled_classroom_release ();
  g_assert_cmpuint (n_shown (fixture), ==, 10);
}

static void
test_cell_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (fixture->grid));

  apply_cells (fixture, network, 10, 0, 10, 1);
  for (int size = 48; size <= 256; size += 52)
    {
      GtkWidget *cell;

      g_object_set (fixture->grid, "cell-size", size, NULL);
      widget_test_draw (fixture->view);
      g_assert_cmpuint (fooled_grid_get_device_cell_size (fixture->grid), ==, size * scale);
      cell = widget_test_find (fixture->view, FOOLED_TYPE_CELL);
      g_assert_cmpint (gtk_widget_get_width (cell), ==, size);
    }
}

static void
test_offspring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) network = synthetic_network (10, FALSE);
  g_autoptr (RunSnapshot) snapshot = synthetic_snapshot (network, RUN_VIEW_OFFSPRING, 40, 0);

  synthetic_snapshot_set_n_changed (snapshot, 40);
  for (guint i = 0; i < 40; i++)
    synthetic_snapshot_fill (snapshot, i, i, (float) i / 40, 0);
  snapshot->changed[13].n_won = 2;
  g_object_set (fixture->grid, "sort", "confidence", NULL);
  fooled_grid_apply (fixture->grid, snapshot);
  widget_test_draw (fixture->view);
  g_assert_cmpuint (data_at (fixture, 0)->index, ==, 39);
  await_name (fixture, 13, "3, 32.50 %");
  g_assert_cmpint (data_at (fixture, 0)->improved_time, ==, 0);
}

static int
shown_size (Fixture *fixture)
{
  int size;

  g_object_get (fixture->grid, "shown-size", &size, NULL);
  return size;
}

static gboolean
needs_no_scrolling (Fixture *fixture)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (fixture->view, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));

  return gtk_adjustment_get_upper (adjustment) <= gtk_adjustment_get_page_size (adjustment);
}

/* Until the size follows the room. */
static void
settle (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    {
      widget_test_draw (GTK_WIDGET (fixture->window));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

/* Ten cells are as large as the room allows, smaller ones included; a thousand keep their size. */
static void
test_fit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) ten = synthetic_network (10, FALSE);
  g_autoptr (RunNetworkInfo) many = synthetic_network (1000, FALSE);
  int size;

  apply_cells (fixture, ten, 10, 0, 10, 1);
  settle (fixture);
  g_assert_cmpint (shown_size (fixture), ==, 112);
  g_object_set (fixture->grid, "fit", TRUE, NULL);
  settle (fixture);
  size = shown_size (fixture);
  g_assert_cmpint (size, >, 140);
  g_assert_true (needs_no_scrolling (fixture));
  g_assert_cmpuint (fooled_grid_get_device_cell_size (fixture->grid), ==, size);

  gtk_window_set_default_size (fixture->window, 380, 480);
  settle (fixture);
  g_assert_cmpint (shown_size (fixture), <, 112);
  g_assert_true (needs_no_scrolling (fixture));

  apply_cells (fixture, many, 1000, 0, 1000, 1);
  settle (fixture);
  g_assert_cmpint (shown_size (fixture), ==, 112);
  g_object_set (fixture->grid, "fit", FALSE, "cell-size", 64, NULL);
  g_assert_cmpint (shown_size (fixture), ==, 64);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/grid/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("shows-cells", test_shows_cells);
  ADD ("name-follows", test_name_follows);
  ADD ("pictures-are-not-copied", test_pictures_are_not_copied);
  ADD ("no-items-changed", test_no_items_changed);
  ADD ("new-run-empties", test_new_run_empties);
  ADD ("other-lengths", test_other_lengths);
  ADD ("labels-outlive-the-snapshot", test_labels_outlive_the_snapshot);
  ADD ("improvements-are-marked", test_improvements_are_marked);
  ADD ("user-selects", test_user_selects);
  ADD ("program-selects", test_program_selects);
  ADD ("sort", test_sort);
  ADD ("order-is-calm", test_order_is_calm);
  ADD ("order-is-followed", test_order_is_followed);
  ADD ("left-out", test_left_out);
  ADD ("left-out-from-the-start", test_left_out_from_the_start);
  ADD ("cell-size", test_cell_size);
  ADD ("offspring", test_offspring);
  ADD ("fit", test_fit);
#undef ADD
  return g_test_run ();
}
