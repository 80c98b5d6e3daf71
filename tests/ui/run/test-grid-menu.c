// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/grid.h"

#include "synthetic.h"
#include "ui/run/cell-item.h"
#include "ui/run/cell.h"
#include "widget-test.h"

#define N 10

typedef struct
{
  FooledGrid *grid;
  GtkWindow *window;
  GtkWidget *view;
  GListModel *model;
  RunNetworkInfo *network;
  gint selected; /* last signalled */
} Fixture;

static void
on_selected (FooledGrid *grid, gint index, Fixture *fixture)
{
  fixture->selected = index;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->grid = g_object_ref_sink (FOOLED_GRID (fooled_grid_new ()));
  fixture->window = widget_test_window (GTK_WIDGET (fixture->grid), 900, 600);
  fixture->view = widget_test_find (GTK_WIDGET (fixture->grid), GTK_TYPE_GRID_VIEW);
  fixture->model = G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (fixture->view)));
  fixture->network = synthetic_network (N, FALSE);
  fixture->selected = -2;
  g_signal_connect (fixture->grid, "selected", G_CALLBACK (on_selected), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (fixture->grid, fixture);
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->grid);
  run_network_info_unref (fixture->network);
}

/* All wanted cells are filled, as the image of synthetic_specimen for the class and confidence. */
static void
apply (Fixture *fixture, guint64 run_number, const gboolean *wanted, guint64 seed)
{
  g_autoptr (RunSnapshot) snapshot =
      synthetic_snapshot (fixture->network, RUN_VIEW_CHAMPIONS, N, 0);

  snapshot->job.number = run_number;
  snapshot->seed = seed;
  snapshot->wanted = g_memdup2 (wanted, wanted != NULL ? N * sizeof *wanted : 0);
  synthetic_snapshot_set_n_changed (snapshot, N);
  for (guint i = 0; i < N; i++)
    if (wanted == NULL || wanted[i])
      {
        synthetic_snapshot_fill (snapshot, i, i, 0.75f, 143);
        snapshot->changed[i].evaluation = 28600;
      }
  fooled_grid_apply (fixture->grid, snapshot);
  widget_test_draw (fixture->view);
}

static const FooledCellData *
data_at (Fixture *fixture, guint position)
{
  g_autoptr (FooledCellItem) item = g_list_model_get_item (fixture->model, position);

  return fooled_cell_item_get_data (item);
}

static guint
get (Fixture *fixture, const char *property)
{
  guint value;

  g_object_get (fixture->grid, property, &value, NULL);
  return value;
}

/* Classes that the run is not for have no cell. */
static void
test_wanted (Fixture *fixture, gconstpointer data)
{
  const gboolean wanted[N] = { [0] = TRUE, [3] = TRUE, [5] = TRUE };

  apply (fixture, 1, wanted, 1);
  g_assert_cmpuint (get (fixture, "n-shown"), ==, 3);
  g_assert_cmpuint (get (fixture, "n-cells"), ==, 3);
  g_assert_cmpuint (data_at (fixture, 1)->index, ==, 3);
  g_assert_cmpuint (data_at (fixture, 2)->index, ==, 5);
  fooled_grid_select (fixture->grid, 5);
  g_object_set (fixture->grid, "search", "3", NULL);
  g_assert_cmpuint (get (fixture, "n-shown"), ==, 1);
  g_object_set (fixture->grid, "search", "4", NULL);
  g_assert_cmpuint (get (fixture, "n-shown"), ==, 0);
  g_object_set (fixture->grid, "search", "", "sort", "confidence", NULL);
  g_assert_cmpuint (get (fixture, "n-shown"), ==, 3);
  g_assert_cmpint (fooled_grid_get_selected (fixture->grid), ==, 5);

  apply (fixture, 2, NULL, 1);
  g_assert_cmpuint (get (fixture, "n-shown"), ==, N);
  g_assert_cmpuint (get (fixture, "n-cells"), ==, N);
}

typedef struct
{
  FooledPickList *picks;
  StoreSpecimen *specimen;
  gboolean wanted;
} Wish;

static gboolean
is_fulfilled (gpointer data)
{
  Wish *wish = data;

  return (fooled_pick_list_find (wish->picks, wish->specimen) != NULL) == wish->wanted;
}

/* Makes it a pick, or no more one, until it is on the disk. */
static void
pick (FooledPickList *picks, StoreSpecimen *specimen, gboolean wanted)
{
  Wish wish = { picks, specimen, wanted };

  fooled_pick_list_set_wanted (picks, specimen, wanted);
  widget_test_await (is_fulfilled, &wish);
}

/* The star comes and goes with the pick, and is not one for the same image of another seed. */
static void
test_star (Fixture *fixture, gconstpointer data)
{
  FooledPickList *picks = fooled_pick_list_new ();
  g_autoptr (StoreSpecimen) third =
      synthetic_specimen (fixture->network, EVO_ENCODING_CPPN, 3, 0.75f, 2);
  g_autoptr (StoreSpecimen) fourth =
      synthetic_specimen (fixture->network, EVO_ENCODING_CPPN, 4, 0.75f, 2);
  g_autofree char *tooltip = NULL;
  g_autoptr (FooledCellItem) cell = NULL;

  pick (picks, third, TRUE);
  fooled_grid_set_picks (fixture->grid, picks);
  apply (fixture, 1, NULL, 1);
  g_assert_true (data_at (fixture, 3)->starred);
  g_assert_false (data_at (fixture, 4)->starred);
  cell = g_list_model_get_item (fixture->model, 3);
  tooltip = fooled_cell_item_tooltip (cell);
  g_assert_true (g_str_has_suffix (tooltip, "\nStarred"));

  pick (picks, fourth, TRUE);
  g_assert_true (data_at (fixture, 4)->starred);
  pick (picks, fourth, FALSE);
  g_assert_false (data_at (fixture, 4)->starred);
  g_assert_true (data_at (fixture, 3)->starred);
  apply (fixture, 2, NULL, 2);
  g_assert_false (data_at (fixture, 3)->starred);
  g_object_unref (picks);
}

static GMenuModel *
open_menu (Fixture *fixture, guint position)
{
  g_autoptr (GPtrArray) cells = widget_test_find_all (fixture->view, FOOLED_TYPE_CELL);
  GtkWidget *popover;

  gtk_widget_grab_focus (gtk_widget_get_parent (cells->pdata[position]));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->grid), "menu.popup", NULL));
  popover = widget_test_find (GTK_WIDGET (fixture->grid), GTK_TYPE_POPOVER_MENU);
  g_assert_nonnull (popover);
  g_assert_true (gtk_widget_get_visible (popover));
  return gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (popover));
}

/* What the menu's entry does, NULL = there is none with that action. Caller frees. */
static char *
entry (GMenuModel *menu, const char *action, int *class_index)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

      for (int k = 0; k < g_menu_model_get_n_items (section); k++)
        {
          g_autofree char *name = NULL;
          char *label = NULL;
          guint32 target;

          g_menu_model_get_item_attribute (section, k, G_MENU_ATTRIBUTE_ACTION, "s", &name);
          if (g_strcmp0 (name, action) != 0)
            continue;
          *class_index = -1;
          if (g_menu_model_get_item_attribute (section, k, G_MENU_ATTRIBUTE_TARGET, "u", &target))
            *class_index = (int) target;
          g_menu_model_get_item_attribute (section, k, G_MENU_ATTRIBUTE_LABEL, "s", &label);
          return label;
        }
    }
  return NULL;
}

static void
assert_entry (GMenuModel *menu, const char *action, const char *label, int class_index)
{
  int target = -2;
  g_autofree char *found = entry (menu, action, &target);

  g_assert_cmpstr (found, ==, label);
  g_assert_cmpint (target, ==, class_index);
}

/* The cell becomes the selected one, and the entries concern its class. */
static void
test_menu (Fixture *fixture, gconstpointer data)
{
  const gboolean wanted[N] = { [2] = TRUE, [7] = TRUE };
  FooledPickList *picks = fooled_pick_list_new ();
  g_autoptr (StoreSpecimen) seventh =
      synthetic_specimen (fixture->network, EVO_ENCODING_CPPN, 7, 0.75f, 2);
  GtkWidget *focus;
  GMenuModel *menu;

  fooled_grid_set_picks (fixture->grid, picks);
  apply (fixture, 1, wanted, 1);
  menu = open_menu (fixture, 1);
  g_assert_cmpint (fixture->selected, ==, 7);
  assert_entry (menu, "win.star", "_Star", -1);
  assert_entry (menu, "win.save", "Sa_ve", -1);
  assert_entry (menu, "win.copy", "_Copy", -1);
  assert_entry (menu, "classes.only", "Evolve _Only for This Class", 7);
  assert_entry (menu, "classes.leave-out", "_Leave This Class Out", 7);
  assert_entry (menu, "classes.all", "Evolve for _All Classes", -1);
  assert_entry (menu, "classes.choose", "C_hoose Classes…", -1);

  gtk_popover_popdown (
      GTK_POPOVER (widget_test_find (GTK_WIDGET (fixture->grid), GTK_TYPE_POPOVER_MENU)));
  focus = gtk_window_get_focus (fixture->window);
  g_assert_true (FOOLED_IS_CELL (gtk_widget_get_first_child (focus)));
  g_assert_cmpuint (fooled_cell_item_get_data (
                        fooled_cell_get_item (FOOLED_CELL (gtk_widget_get_first_child (focus))))
                        ->index,
                    ==, 7);

  pick (picks, seventh, TRUE);
  assert_entry (open_menu (fixture, 1), "win.star", "_Remove from the Picks", -1);
  assert_entry (open_menu (fixture, 0), "classes.only", "Evolve _Only for This Class", 2);
  g_assert_cmpint (fixture->selected, ==, 2);
  g_object_unref (picks);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/grid/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("wanted", test_wanted);
  ADD ("star", test_star);
  ADD ("menu", test_menu);
#undef ADD
  return g_test_run ();
}
