// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/picks-page.h"

#include "synthetic.h"
#include "ui/picks/pick-cell.h"
#include "ui/picks/pick-order.h"
#include "widget-test.h"

#define N_MANY 30

typedef struct
{
  FooledPickList *list;
  FooledPicksPage *page;
  GtkStack *stack; /* the page, and another one, which is shown first */
  GtkWindow *window;
  RunNetworkInfo *network;
  StoreSpecimen *starred; /* that is waited for */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->network = synthetic_network (100, FALSE);
  fixture->list = fooled_pick_list_new ();
  fixture->page = FOOLED_PICKS_PAGE (fooled_picks_page_new ());
  fixture->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (fixture->stack, gtk_button_new_with_label ("elsewhere"), "elsewhere");
  gtk_stack_add_named (fixture->stack, GTK_WIDGET (fixture->page), "picks");
  fooled_picks_page_bind (fixture->page, fixture->list);
  fixture->window = widget_test_window (GTK_WIDGET (fixture->stack), 800, 600);
}

static gboolean
is_there (gpointer data)
{
  Fixture *fixture = data;

  return fooled_pick_list_find (fixture->list, fixture->starred) != NULL;
}

static gboolean
is_gone (gpointer data)
{
  return !is_there (data);
}

/* Caller unrefs. */
static StoreSpecimen *
star (Fixture *fixture, guint class_index, float confidence)
{
  StoreSpecimen *specimen =
      synthetic_specimen (fixture->network, EVO_ENCODING_CPPN, class_index, confidence, 3);

  fixture->starred = specimen;
  fooled_pick_list_set_wanted (fixture->list, specimen, TRUE);
  widget_test_await (is_there, fixture);
  return specimen;
}

static void
show (Fixture *fixture, const char *name)
{
  gtk_stack_set_visible_child_name (fixture->stack, name);
  widget_test_draw (GTK_WIDGET (fixture->window));
  widget_test_draw (GTK_WIDGET (fixture->window));
}

static guint
selected_class (Fixture *fixture)
{
  FooledPickItem *item = fooled_picks_page_get_selected (fixture->page);

  return item != NULL ? fooled_pick_item_get_specimen (item)->class_index : G_MAXUINT;
}

static gpointer
child (Fixture *fixture, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (fixture->page), FOOLED_TYPE_PICKS_PAGE, name);
}

static void
unstar_all (Fixture *fixture)
{
  while (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)) > 0)
    {
      g_autoptr (FooledPickItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);

      fixture->starred = fooled_pick_item_get_specimen (item);
      fooled_pick_list_set_wanted (fixture->list, fixture->starred, FALSE);
      widget_test_await (is_gone, fixture);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  unstar_all (fixture);
  widget_test_close (fixture->window);
  g_assert_finalize_object (fixture->list);
  run_network_info_unref (fixture->network);
}

/* What was starred last is what one comes for, however the picks are sorted. */
static void
test_starred_last (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) first = star (fixture, 1, 0.9f), second = NULL, third = NULL;

  show (fixture, "picks");
  g_assert_cmpuint (selected_class (fixture), ==, 1);
  show (fixture, "elsewhere");
  second = star (fixture, 2, 0.8f);
  show (fixture, "picks");
  g_assert_cmpuint (selected_class (fixture), ==, 2);

  gtk_drop_down_set_selected (child (fixture, "order_drop_down"), FOOLED_PICK_ORDER_CONFIDENCE);
  show (fixture, "elsewhere");
  third = star (fixture, 3, 0.7f);
  show (fixture, "picks");
  g_assert_cmpuint (selected_class (fixture), ==, 3);
}

/* What the user chose stays when nothing new was starred. */
static void
test_own_choice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) first = star (fixture, 1, 0.9f);
  g_autoptr (StoreSpecimen) second = star (fixture, 2, 0.8f);

  show (fixture, "picks");
  g_assert_cmpuint (selected_class (fixture), ==, 2);
  gtk_selection_model_select_item (child (fixture, "selection"), 1, TRUE);
  g_assert_cmpuint (selected_class (fixture), ==, 1);
  show (fixture, "elsewhere");
  show (fixture, "picks");
  g_assert_cmpuint (selected_class (fixture), ==, 1);
}

/* One that was removed comes back to its old place, and is the one that was starred last. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) first = star (fixture, 1, 0.9f);
  g_autoptr (StoreSpecimen) second = star (fixture, 2, 0.8f);

  show (fixture, "picks");
  show (fixture, "elsewhere");
  fixture->starred = first;
  fooled_pick_list_set_wanted (fixture->list, first, FALSE);
  widget_test_await (is_gone, fixture);
  fooled_pick_list_set_wanted (fixture->list, first, TRUE);
  widget_test_await (is_there, fixture);
  show (fixture, "picks");
  g_assert_cmpuint (selected_class (fixture), ==, 1);

  /* What is not there any more cannot be shown. */
  show (fixture, "elsewhere");
  fooled_pick_list_set_wanted (fixture->list, first, FALSE);
  widget_test_await (is_gone, fixture);
  show (fixture, "picks");
  g_assert_cmpuint (selected_class (fixture), ==, 2);
}

/* A search of before does not hide it. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) first = star (fixture, 1, 0.9f), second = NULL;

  show (fixture, "picks");
  gtk_editable_set_text (child (fixture, "search_entry"), "no such words");
  show (fixture, "elsewhere");
  second = star (fixture, 2, 0.8f);
  show (fixture, "picks");
  g_assert_cmpuint (selected_class (fixture), ==, 2);
  g_assert_cmpstr (gtk_editable_get_text (child (fixture, "search_entry")), ==, "");
}

/* Far down, it is brought into sight, and the keyboard begins there. */
static void
test_in_sight (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view = child (fixture, "grid_view");
  g_autoptr (StoreSpecimen) last = NULL;
  graphene_rect_t area;
  GtkWidget *focus;

  for (guint i = 0; i < N_MANY; i++)
    store_specimen_unref (star (fixture, i, 0.9f));
  show (fixture, "picks");
  gtk_drop_down_set_selected (child (fixture, "order_drop_down"), FOOLED_PICK_ORDER_CONFIDENCE);
  show (fixture, "elsewhere");
  last = star (fixture, N_MANY, 0.1f);
  show (fixture, "picks");
  g_assert_cmpuint (selected_class (fixture), ==, N_MANY);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->page));
  focus = gtk_window_get_focus (fixture->window);
  g_assert_true (FOOLED_IS_PICK_CELL (gtk_widget_get_first_child (focus)));
  g_assert_true (fooled_pick_cell_get_item (FOOLED_PICK_CELL (gtk_widget_get_first_child (
                     focus))) == fooled_picks_page_get_selected (fixture->page));
  g_assert_true (gtk_widget_compute_bounds (focus, view, &area));
  g_assert_cmpfloat (area.origin.y, >=, 0);
  g_assert_cmpfloat (area.origin.y + area.size.height, <=, gtk_widget_get_height (view));
}

/* Two columns of pictures, and all that is above and below them, fit on the narrowest window. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) first = star (fixture, 1, 0.9f);
  g_autoptr (StoreSpecimen) second = star (fixture, 2, 0.8f);
  GtkWidget *bar = widget_test_find (GTK_WIDGET (fixture->page), GTK_TYPE_ACTION_BAR);
  int minimum;

  show (fixture, "picks");
  adw_button_content_set_label (
      ADW_BUTTON_CONTENT (widget_test_find (bar, ADW_TYPE_BUTTON_CONTENT)), "Speichern");
  gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 350); /* the window has a frame */
}

/* In a wide window pictures are large; it may become a narrow one all the same, in one jump. */
static void
test_wide (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) first = star (fixture, 1, 0.9f);
  int minimum;

  gtk_window_set_default_size (fixture->window, 1280, 600);
  show (fixture, "picks");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->page)), >, 1000);
  gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 350);
}

int
main (int argc, char **argv)
{
  if (!widget_test_init (&argc, &argv))
    return 0;
#define ADD(path, function)                                                                        \
  g_test_add ("/ui/picks-page/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("starred-last", test_starred_last);
  ADD ("own-choice", test_own_choice);
  ADD ("again", test_again);
  ADD ("search", test_search);
  ADD ("in-sight", test_in_sight);
  ADD ("narrow", test_narrow);
  ADD ("wide", test_wide);
#undef ADD
  return g_test_run ();
}
