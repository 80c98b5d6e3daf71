// SPDX-License-Identifier: GPL-3.0-or-later
/* The run in the window: what starts, pauses and shows it. */
#include "window-fixture.h"

#include "ui/hints/hint-bar.h"
#include "ui/networks/networks.h"
#include "ui/perturb/perturb-page.h"
#include "ui/run/grid.h"
#include "ui/run/run-page.h"
#include "widget-test.h"

static gboolean
has_loaded_network (gpointer page)
{
  FooledPerturb *perturb = fooled_perturb_page_get_perturb (page);
  const RunPerturbSnapshot *snapshot =
      perturb != NULL ? fooled_perturb_get_snapshot (perturb) : NULL;

  return snapshot != NULL && snapshot->network != NULL;
}

/* The two presses of a double click take each other back. */
static void
test_pause_twice (WindowFixture *fixture, gconstpointer data)
{
  fooled_window_start (fixture->window, TRUE, FALSE);
  widget_test_await (window_has_selected, fixture);
  g_assert_true (window_has_pause_button (fixture));
  window_activate (fixture, "win.start-pause");
  g_assert_true (window_has_start_button (fixture));
  window_activate (fixture, "win.start-pause");
  g_assert_true (window_has_pause_button (fixture));
}

/* A step fills the grid; the first champion is selected without a click. */
static void
test_first_champion (WindowFixture *fixture, gconstpointer data)
{
  g_assert_null (window_selected (fixture));
  window_activate (fixture, "win.step");
  widget_test_await (window_has_selected, fixture);
  g_assert_cmpint (fooled_grid_get_selected (window_find (fixture, FOOLED_TYPE_GRID)), ==, 0);
  g_assert_cmpuint (window_selected (fixture)->class_index, ==, 0);
}

static void
test_start_pause (WindowFixture *fixture, gconstpointer data)
{
  g_assert_true (window_has_start_button (fixture));
  fooled_window_start (fixture->window, TRUE, FALSE);
  widget_test_await (window_has_pause_button, fixture);
  window_activate (fixture, "win.start-pause");
  widget_test_await (window_has_start_button, fixture);
  g_assert_nonnull (window_button (fixture, "Step"));
}

/* Ten crops are not for this network: it goes on with one, without a word. */
static void
test_no_crops (WindowFixture *fixture, gconstpointer data)
{
  g_settings_set_string (fixture->settings, "crops", "10");
  window_activate (fixture, "win.step");
  widget_test_await (window_has_selected, fixture);
}

/* A page that is asked for before it was made is whole when it is shown. */
static void
test_early_page (WindowFixture *fixture, gconstpointer data)
{
  FooledWindow *window = fooled_window_new (fixture->application, fixture->settings);
  FooledPerturbPage *page;

  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "perturb");
  page = FOOLED_PERTURB_PAGE (widget_test_find (GTK_WIDGET (window), FOOLED_TYPE_PERTURB_PAGE));
  widget_test_await (has_loaded_network, page);
  gtk_window_close (GTK_WINDOW (window));
}

/* 360 pixels are enough, whichever page. */
static void
test_narrow (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *content =
      adw_application_window_get_content (ADW_APPLICATION_WINDOW (fixture->window));
  int width;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  window_activate (fixture, "win.step");
  widget_test_await (window_has_selected, fixture);
  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 360);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (window_is_whole (fixture, "Champions"));
  g_assert_true (window_is_whole (fixture, "Children"));
}

static gboolean
shows_one_class (gpointer data)
{
  guint n_cells;

  g_object_get (window_find (data, FOOLED_TYPE_GRID), "n-cells", &n_cells, NULL);
  return n_cells == 1;
}

/* Another choice of classes is another run, and says so. */
static void
test_classes (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *grid;

  window_activate (fixture, "win.step");
  widget_test_await (window_has_selected, fixture);
  g_assert_false (window_has_text (fixture, "A new run is there, paused: press Start"));
  grid = window_find (fixture, FOOLED_TYPE_GRID);
  g_assert_true (gtk_widget_activate_action (grid, "classes.only", "u", 2));
  widget_test_await (shows_one_class, fixture);
  g_assert_true (window_has_text (fixture, "A new run is there, paused: press Start"));
  window_activate (fixture, "win.step");
  widget_test_await (window_has_selected, fixture);
  g_assert_cmpuint (window_selected (fixture)->class_index, ==, 2);
}

static gboolean
has_offspring (gpointer data)
{
  g_autofree char *view = NULL;

  g_object_get (window_find (data, FOOLED_TYPE_RUN_PAGE), "view", &view, NULL);
  return g_str_equal (view, "offspring") && window_has_selected (data);
}

static void
test_views (WindowFixture *fixture, gconstpointer data)
{
  window_activate (fixture, "win.step");
  widget_test_await (window_has_selected, fixture);
  window_activate (fixture, "win.view::offspring");
  widget_test_await (has_offspring, fixture);
  window_activate (fixture, "win.show-settings");
  window_activate (fixture, "win.show-champion");
  window_activate (fixture, "win.zoom-in");
  g_assert_cmpint (g_settings_get_int (fixture->settings, "cell-size"), >, 112);
  g_settings_reset (fixture->settings, "cell-size");
  window_activate (fixture, "win.page::picks"); /* where no grid is to be seen */
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "zoom-in"));
  window_activate (fixture, "win.page::run");
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "zoom-in"));
}

/* The label in the popover of what explains the plot, as it is shown. */
static GtkLabel *
explanation (WindowFixture *fixture)
{
  g_autoptr (GPtrArray) buttons =
      widget_test_find_all (GTK_WIDGET (fixture->window), GTK_TYPE_MENU_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    {
      GtkPopover *popover = gtk_menu_button_get_popover (buttons->pdata[i]);
      g_autofree char *difference = gtk_test_accessible_check_property (
          buttons->pdata[i], GTK_ACCESSIBLE_PROPERTY_LABEL, "How to read this");

      if (difference != NULL)
        continue;
      gtk_menu_button_popup (buttons->pdata[i]);
      widget_test_draw (GTK_WIDGET (popover));
      return GTK_LABEL (widget_test_find (gtk_popover_get_child (popover), GTK_TYPE_LABEL));
    }
  return NULL;
}

/* at_once: without scrolling. */
static void
is_read_whole (WindowFixture *fixture, gboolean at_once)
{
  GtkLabel *label = explanation (fixture);
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (label), GTK_TYPE_SCROLLED_WINDOW);
  int width, height;

  g_assert_nonnull (label);
  pango_layout_get_pixel_size (gtk_label_get_layout (label), &width, &height);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (label)), >=, width);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (label)), >=, height);
  if (at_once)
    g_assert_cmpint (gtk_widget_get_height (scroller), >=, height);
  gtk_popover_popdown (
      GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (label), GTK_TYPE_POPOVER)));
}

/* What explains the plot is there from its first line to its last, with large letters and in a
 * narrow window, too. */
static void
test_explanation (WindowFixture *fixture, gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  widget_test_draw (GTK_WIDGET (fixture->window));
  is_read_whole (fixture, TRUE);
  g_object_set (settings, "gtk-xft-dpi", 96 * 1024 * 3 / 2, NULL);
  widget_test_draw (GTK_WIDGET (fixture->window));
  is_read_whole (fixture, FALSE);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  widget_test_draw (GTK_WIDGET (fixture->window));
  is_read_whole (fixture, FALSE);
}

/* The list of networks; NULL = it is not shown. */
static GtkWindow *
network_list (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (FOOLED_IS_NETWORKS (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return window;
    }
  return NULL;
}

/* By the key that is bound to its closing. */
static void
press_escape (GtkWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "window.close", NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* What opens the list of networks opens it again after it was closed. */
static void
test_networks_again (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows =
      widget_test_find_all (GTK_WIDGET (fixture->window), ADW_TYPE_ACTION_ROW);
  GtkWidget *row = NULL;

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (adw_preferences_row_get_title (rows->pdata[i]), "More Networks…"))
      row = rows->pdata[i];
  g_assert_nonnull (row);
  for (guint i = 0; i < 3; i++)
    {
      gtk_widget_activate (row);
      g_assert_nonnull (network_list ());
      press_escape (network_list ());
      g_assert_null (network_list ());
    }
}

static graphene_rect_t
bounds_of (WindowFixture *fixture, GType type)
{
  graphene_rect_t bounds;

  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (gtk_widget_compute_bounds (window_find (fixture, type),
                                            GTK_WIDGET (fixture->window), &bounds));
  return bounds;
}

/* Whether the pointer would meet the hint where that is, or would be. */
static gboolean
meets_hint (WindowFixture *fixture, GtkWidget *hint, GtkWidget *revealer)
{
  graphene_rect_t bounds;
  GtkWidget *met;

  g_assert_true (gtk_widget_compute_bounds (revealer, GTK_WIDGET (fixture->window), &bounds));
  met = gtk_widget_pick (GTK_WIDGET (fixture->window),
                         (double) (bounds.origin.x + bounds.size.width / 2),
                         (double) (bounds.origin.y + bounds.size.height / 2), GTK_PICK_DEFAULT);
  return met != NULL && (met == hint || gtk_widget_is_ancestor (met, hint));
}

/* A hint that comes or goes moves nothing; while there is none, nothing is in the way. */
static void
test_hint (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *hint = window_find (fixture, FOOLED_TYPE_HINT_BAR);
  GtkRevealer *revealer = GTK_REVEALER (widget_test_find (hint, GTK_TYPE_REVEALER));
  graphene_rect_t without = bounds_of (fixture, FOOLED_TYPE_GRID), with;

  g_assert_false (gtk_revealer_get_reveal_child (revealer));
  g_assert_false (meets_hint (fixture, hint, GTK_WIDGET (revealer)));
  gtk_revealer_set_reveal_child (revealer, TRUE);
  with = bounds_of (fixture, FOOLED_TYPE_GRID);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (revealer)), >, 20);
  g_assert_true (graphene_rect_equal (&with, &without));
}

static GtkWidget *
find_toast (WindowFixture *fixture)
{
  GType type = g_type_from_name ("AdwToastWidget");

  return type != 0 ? window_find (fixture, type) : NULL;
}

static gboolean
shows_toast (gpointer data)
{
  return find_toast (data) != NULL;
}

/* A toast covers neither the switcher of pages below a narrow window nor a hint. */
static void
test_toast (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *revealer =
      widget_test_find (window_find (fixture, FOOLED_TYPE_HINT_BAR), GTK_TYPE_REVEALER);
  graphene_rect_t bar, hint, toast;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  gtk_revealer_set_reveal_child (GTK_REVEALER (revealer), TRUE);
  window_activate (fixture, "win.step");
  widget_test_await (window_has_selected, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window));
  bar = bounds_of (fixture, ADW_TYPE_VIEW_SWITCHER_BAR);
  g_assert_true (gtk_widget_compute_bounds (gtk_revealer_get_child (GTK_REVEALER (revealer)),
                                            GTK_WIDGET (fixture->window), &hint));
  g_assert_cmpfloat (hint.size.height, >, 20);
  g_assert_cmpfloat (bar.size.height, >, 20);
  window_activate (fixture, "win.restart");
  widget_test_await (shows_toast, fixture);
  toast = bounds_of (fixture, g_type_from_name ("AdwToastWidget"));
  g_assert_false (graphene_rect_intersection (&toast, &bar, NULL));
  g_assert_false (graphene_rect_intersection (&toast, &hint, NULL));
  g_assert_true (window_is_whole (fixture, "A new run is there, paused: press Start"));
}

/* Until the first generation is complete nothing counts its images as none. */
static void
test_first_generation (WindowFixture *fixture, gconstpointer data)
{
  FooledRun *run = fooled_window_get_run (fixture->window);
  g_autoptr (RunSnapshot) first = run_snapshot_new ();
  g_autoptr (RunSnapshot) second = run_snapshot_new ();

  first->job.state = second->job.state = RUN_STATE_RUNNING;
  first->method = second->method = RUN_METHOD_EVOLVE_CPPN;
  first->beginning = 0.5;
  g_signal_emit_by_name (run, "snapshot", first);
  g_assert_true (window_has_text (fixture, "the first images are being tried"));
  second->job.state = RUN_STATE_PAUSED; /* its figures are shown at once */
  second->generation = 1;
  g_signal_emit_by_name (run, "snapshot", second);
  g_assert_false (window_has_text (fixture, "the first images are being tried"));
}

int
main (int argc, char **argv)
{
  static const WindowTest tests[] = {
    { "/ui/window/first-champion", test_first_champion },
    { "/ui/window/start-pause", test_start_pause },
    { "/ui/window/pause-twice", test_pause_twice },
    { "/ui/window/no-crops", test_no_crops },
    { "/ui/window/early-page", test_early_page },
    { "/ui/window/narrow", test_narrow },
    { "/ui/window/classes", test_classes },
    { "/ui/window/views", test_views },
    { "/ui/window/explanation", test_explanation },
    { "/ui/window/networks-again", test_networks_again },
    { "/ui/window/hint", test_hint },
    { "/ui/window/toast", test_toast },
    { "/ui/window/first-generation", test_first_generation },
  };

  return window_run_tests (&argc, &argv, tests, G_N_ELEMENTS (tests));
}
