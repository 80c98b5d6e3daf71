// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/grid-search.h"

#include "synthetic.h"
#include "ui/run/cell-item.h"
#include "ui/run/cell.h"
#include "widget-test.h"

#define N 1000

typedef struct
{
  FooledGrid *grid;
  FooledGridSearch *search;
  GtkWindow *window;
  GtkWidget *view;
  GListModel *model;
  RunNetworkInfo *network; /* "class number 0" ..., also called "first" and "odd" or "even" */
  guint n_selected;
} Fixture;

static void
on_selected (FooledGrid *grid, gint index, Fixture *fixture)
{
  fixture->n_selected++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->grid = g_object_ref_sink (FOOLED_GRID (fooled_grid_new ()));
  fixture->search = g_object_ref_sink (FOOLED_GRID_SEARCH (fooled_grid_search_new ()));
  g_object_set (fixture->search, "grid", fixture->grid, NULL);
  gtk_widget_set_vexpand (GTK_WIDGET (fixture->grid), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->search));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->grid));
  fixture->window = widget_test_window (box, 900, 600);
  fixture->view = widget_test_find (GTK_WIDGET (fixture->grid), GTK_TYPE_GRID_VIEW);
  fixture->model = G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (fixture->view)));
  g_signal_connect (fixture->grid, "selected", G_CALLBACK (on_selected), fixture);

  fixture->network = synthetic_network (N, TRUE);
  fixture->network->synonyms = g_new0 (char *, N + 1);
  for (guint i = 0; i < N; i++)
    fixture->network->synonyms[i] = g_strdup (i == 0 ? "first, even" : i % 2 == 0 ? "even" : "odd");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->search);
  g_signal_handlers_disconnect_by_data (fixture->grid, fixture);
  g_assert_finalize_object (fixture->grid);
  run_network_info_unref (fixture->network);
}

static void
apply (Fixture *fixture, RunView view, guint64 run_number, guint first, guint n, guint64 round)
{
  g_autoptr (RunSnapshot) snapshot = synthetic_snapshot (fixture->network, view, N, 0);

  snapshot->job.number = run_number;
  synthetic_snapshot_set_n_changed (snapshot, n);
  for (guint i = 0; i < n; i++)
    {
      synthetic_snapshot_fill (snapshot, i, first + i, 0.25f, round);
      if (view == RUN_VIEW_OFFSPRING)
        snapshot->changed[i].class_index = (first + i + (guint) round) % N;
    }
  fooled_grid_apply (fixture->grid, snapshot);
}

static void
look_for (Fixture *fixture, const char *text)
{
  g_object_set (fixture->grid, "search", text, NULL);
}

static const FooledCellData *
data_at (Fixture *fixture, guint position)
{
  g_autoptr (FooledCellItem) item = g_list_model_get_item (fixture->model, position);

  return fooled_cell_item_get_data (item);
}

static guint
selected_position (Fixture *fixture)
{
  return gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (fixture->model));
}

static void
test_finds (Fixture *fixture, gconstpointer data)
{
  apply (fixture, RUN_VIEW_CHAMPIONS, 1, 0, N, 1);
  look_for (fixture, "Number 99");
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 19);
  for (guint i = 0; i < 9; i++)
    g_assert_cmpuint (data_at (fixture, i)->index, ==, 99 + 100 * i);
  for (guint i = 9; i < 19; i++)
    g_assert_cmpuint (data_at (fixture, i)->index, ==, 981 + i);
  widget_test_draw (fixture->view);

  look_for (fixture, "odd 99");
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 14);
  look_for (fixture, "first");
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 1);
  look_for (fixture, "");
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, N);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (data_at (fixture, i)->index, ==, i);
  g_assert_cmpuint (fixture->n_selected, ==, 0);
}

/* Cells go on changing while they are not shown, and while others are. */
static void
test_snapshots_go_on (Fixture *fixture, gconstpointer data)
{
  apply (fixture, RUN_VIEW_CHAMPIONS, 1, 0, N, 1);
  look_for (fixture, "number 500");
  apply (fixture, RUN_VIEW_CHAMPIONS, 1, 500, 2, 7);
  g_assert_cmpuint (data_at (fixture, 0)->improvements, ==, 7);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 1);
  look_for (fixture, "");
  g_assert_cmpuint (data_at (fixture, 501)->improvements, ==, 7);
  g_assert_cmpuint (data_at (fixture, 502)->improvements, ==, 1);
}

static void
test_sorted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunSnapshot) snapshot =
      synthetic_snapshot (fixture->network, RUN_VIEW_CHAMPIONS, N, 0);

  synthetic_snapshot_set_n_changed (snapshot, 2);
  synthetic_snapshot_fill (snapshot, 0, 12, 0.9f, 1);
  synthetic_snapshot_fill (snapshot, 1, 998, 0.5f, 1);
  fooled_grid_apply (fixture->grid, snapshot);
  look_for (fixture, "number 99");
  g_object_set (fixture->grid, "sort", "confidence", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 19);
  g_assert_cmpuint (data_at (fixture, 0)->index, ==, 998);
  g_assert_cmpuint (data_at (fixture, 1)->index, ==, 99);
}

/* What the user looks at stays what it is, also while its cell is not shown. */
static void
test_selection_stays (Fixture *fixture, gconstpointer data)
{
  apply (fixture, RUN_VIEW_CHAMPIONS, 1, 0, N, 1);
  fooled_grid_select (fixture->grid, 700);
  look_for (fixture, "number 70");
  g_assert_cmpuint (selected_position (fixture), ==, 7); /* after 70, 170 .. 670 */
  look_for (fixture, "number 71");
  g_assert_cmpuint (selected_position (fixture), ==, GTK_INVALID_LIST_POSITION);
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, 700);
  look_for (fixture, "");
  g_assert_cmpuint (selected_position (fixture), ==, 700);
  g_assert_cmpuint (fixture->n_selected, ==, 0);
}

static void
test_new_run (Fixture *fixture, gconstpointer data)
{
  apply (fixture, RUN_VIEW_CHAMPIONS, 1, 0, N, 1);
  look_for (fixture, "number 42");
  apply (fixture, RUN_VIEW_CHAMPIONS, 2, 0, 0, 0);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 20);
  g_assert_cmpuint (data_at (fixture, 19)->index, ==, 942);
  g_assert_false (data_at (fixture, 19)->filled);
}

/* Which offspring are found changes with every generation. */
static void
test_offspring (Fixture *fixture, gconstpointer data)
{
  look_for (fixture, "number 999");
  apply (fixture, RUN_VIEW_OFFSPRING, 1, 0, N, 9);
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, 1);
  g_assert_cmpuint (data_at (fixture, 0)->index, ==, 990);
  apply (fixture, RUN_VIEW_OFFSPRING, 1, 0, N, 100);
  g_assert_cmpuint (data_at (fixture, 0)->index, ==, 899);
}

static const char *
count_text (Fixture *fixture)
{
  g_autoptr (GPtrArray) labels =
      widget_test_find_all (GTK_WIDGET (fixture->search), GTK_TYPE_LABEL);

  return gtk_label_get_label (labels->pdata[labels->len - 1]);
}

static GtkWidget *
entry_of (Fixture *fixture)
{
  return widget_test_find (GTK_WIDGET (fixture->search), GTK_TYPE_SEARCH_ENTRY);
}

static gboolean
found_nothing (gpointer data)
{
  return g_list_model_get_n_items (((Fixture *) data)->model) == 0;
}

static void
test_bar (Fixture *fixture, gconstpointer data)
{
  GtkWidget *nothing = widget_test_find (GTK_WIDGET (fixture->grid), ADW_TYPE_STATUS_PAGE);
  GtkEditable *entry = GTK_EDITABLE (entry_of (fixture));

  apply (fixture, RUN_VIEW_CHAMPIONS, 1, 0, N, 1);
  g_object_set (fixture->search, "search-mode", TRUE, NULL);
  g_assert_cmpstr (count_text (fixture), ==, "1\302\240000 of 1\302\240000");
  gtk_editable_set_text (entry, "number 100"); /* Enter does not wait for the typing to pause */
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (count_text (fixture), ==, "1 of 1\302\240000");
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, 100);
  g_assert_cmpuint (fixture->n_selected, ==, 1);
  g_assert_false (gtk_widget_get_visible (nothing));

  gtk_editable_set_text (entry, "number 100 and then some");
  widget_test_await (found_nothing, fixture);
  g_assert_cmpstr (count_text (fixture), ==, "0 of 1\302\240000");
  g_assert_true (gtk_widget_get_visible (nothing));
  widget_test_draw (GTK_WIDGET (fixture->window));

  g_object_set (fixture->search, "search-mode", FALSE, NULL);
  g_assert_false (gtk_widget_get_visible (nothing));
  g_assert_cmpuint (g_list_model_get_n_items (fixture->model), ==, N);
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, 100);
}

static FooledCell *
cell_of (Fixture *fixture, guint index)
{
  g_autoptr (GPtrArray) cells = widget_test_find_all (fixture->view, FOOLED_TYPE_CELL);

  for (guint i = 0; i < cells->len; i++)
    {
      FooledCellItem *item = fooled_cell_get_item (cells->pdata[i]);

      if (item != NULL && fooled_cell_item_get_data (item)->index == index)
        return cells->pdata[i];
    }
  return NULL;
}

static gboolean
is_named (gpointer data)
{
  GtkWidget *cell = GTK_WIDGET (cell_of (data, 100));
  g_autofree char *difference = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (gtk_widget_get_parent (cell)), GTK_ACCESSIBLE_PROPERTY_LABEL,
      "class number 100, 25.00 %");

  return difference == NULL;
}

/* A cell that changes far below is left alone until it can be seen. */
static void
test_far_cells_wait (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (fixture->view));

  apply (fixture, RUN_VIEW_CHAMPIONS, 1, 0, 0, 0);
  widget_test_draw (fixture->view);
  g_assert_nonnull (cell_of (fixture, 100));
  apply (fixture, RUN_VIEW_CHAMPIONS, 1, 0, N, 1);
  widget_test_draw (fixture->view);
  g_assert_nonnull (data_at (fixture, 0)->texture);
  g_assert_null (data_at (fixture, 100)->texture);
  g_assert_false (is_named (fixture));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) / 10);
  widget_test_await (is_named, fixture);
  widget_test_draw (fixture->view);
  g_assert_nonnull (data_at (fixture, 100)->texture);
}

static int
shown_size (Fixture *fixture)
{
  int size;

  g_object_get (fixture->grid, "shown-size", &size, NULL);
  return size;
}

static gboolean
is_enlarged (gpointer data)
{
  return shown_size (data) > 256;
}

static gboolean
is_not_enlarged (gpointer data)
{
  return !is_enlarged (data);
}

/* What is found of many has the room of all, unless another size was chosen; nothing found changes
 * nothing. The images of the others need not become as large. */
static void
test_enlarged (Fixture *fixture, gconstpointer data)
{
  int usual;

  g_object_set (fixture->grid, "fit", TRUE, NULL);
  apply (fixture, RUN_VIEW_CHAMPIONS, 1, 0, N, 1);
  widget_test_draw (fixture->view);
  usual = shown_size (fixture);
  look_for (fixture, "nothing of this kind");
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_cmpint (shown_size (fixture), ==, usual);
  look_for (fixture, "first");
  widget_test_await (is_enlarged, fixture);
  g_assert_cmpuint (fooled_grid_get_device_cell_size (fixture->grid), <,
                    (guint) shown_size (fixture));
  look_for (fixture, "");
  widget_test_await (is_not_enlarged, fixture);
  g_assert_cmpint (shown_size (fixture), ==, usual);

  g_object_set (fixture->grid, "fit", FALSE, "cell-size", 64, NULL);
  look_for (fixture, "first");
  widget_test_draw (fixture->view);
  widget_test_draw (fixture->view);
  g_assert_cmpint (shown_size (fixture), ==, 64);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/grid-search/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("finds", test_finds);
  ADD ("snapshots-go-on", test_snapshots_go_on);
  ADD ("sorted", test_sorted);
  ADD ("selection-stays", test_selection_stays);
  ADD ("new-run", test_new_run);
  ADD ("offspring", test_offspring);
  ADD ("bar", test_bar);
  ADD ("far-cells-wait", test_far_cells_wait);
  ADD ("enlarged", test_enlarged);
#undef ADD
  return g_test_run ();
}
