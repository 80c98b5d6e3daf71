// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../run/fixture.h"

#include "focus-walk.h"
#include "synthetic.h"
#include "ui/app/window.h"
#include "ui/hints/hint-bar.h"
#include "ui/run/grid.h"
#include "ui/run/run-page.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settings-keys.h"
#include "widget-test.h"
#include "window-fixture.h"

typedef struct
{
  GtkApplication *application;
  GSettings *settings;
  GtkWindow *window;
} Fixture;

/* data: whether there are hints. One that comes during a walk would make it another walk. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const hints[] = { "paper", "sure", "chance", "patterns", "draw",
                                       "faint", "pen",  "fool",   "blend",    NULL };

  fixture->settings = fooled_settings_new ();
  fooled_settings_reset_experiment (fixture->settings);
  g_settings_set_strv (fixture->settings, "hints-done",
                       data != NULL ? hints + G_N_ELEMENTS (hints) - 1 : hints);
  g_settings_set_string (fixture->settings, "network", TEST_NETWORK);
  g_settings_set_int (fixture->settings, "window-width", 1280);
  g_settings_set_int (fixture->settings, "window-height", 840);
  fixture->application = GTK_APPLICATION (adw_application_new (NULL, G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (fixture->application), NULL, NULL);
  fixture->window = GTK_WINDOW (fooled_window_new (fixture->application, fixture->settings));
  gtk_window_present (fixture->window);
  widget_test_draw (GTK_WIDGET (fixture->window));
  widget_test_await (window_has_all_pages, fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_close (fixture->window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->settings);
  g_object_unref (fixture->application);
}

static void
activate (Fixture *fixture, const char *detailed_name)
{
  widget_test_activate (GTK_WIDGET (fixture->window), detailed_name);
  widget_test_draw (GTK_WIDGET (fixture->window));
}

/* An action of a page itself, such as "perturb.draw". */
static void
activate_on_page (Fixture *fixture, const char *type, const char *name)
{
  GtkWidget *page = widget_test_find (GTK_WIDGET (fixture->window), g_type_from_name (type));

  g_assert_true (gtk_widget_activate_action (page, name, NULL));
  widget_test_draw (GTK_WIDGET (fixture->window));
}

static gboolean
has_specimen (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *page = widget_test_find (GTK_WIDGET (fixture->window), FOOLED_TYPE_RUN_PAGE);

  return fooled_run_page_get_specimen (FOOLED_RUN_PAGE (page)) != NULL;
}

static void
make_images (Fixture *fixture)
{
  activate (fixture, "win.step");
  widget_test_await (has_specimen, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window));
}

/* Before anything goes on the keyboard is where that begins: Space starts, too. */
static void
test_ready (Fixture *fixture, gconstpointer data)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->window));

  g_assert_true (GTK_IS_BUTTON (focus));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (focus)), ==, "Start Evolving");
  focus_walk (fixture->window, "before the first run");
}

static void
test_run (Fixture *fixture, gconstpointer data)
{
  make_images (fixture);
  focus_walk (fixture->window, "run");
  activate (fixture, "win.search");
  focus_walk (fixture->window, "run, search");
  activate (fixture, "win.view::offspring");
  focus_walk (fixture->window, "run, offspring");
}

static void
test_panels (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row =
      GTK_WIDGET (widget_test_find (GTK_WIDGET (fixture->window), ADW_TYPE_EXPANDER_ROW));

  make_images (fixture);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  g_settings_set_string (fixture->settings, "stop", "generations");
  widget_test_draw (GTK_WIDGET (fixture->window));
  focus_walk (fixture->window, "run, all rows");
  g_settings_set_string (fixture->settings, "method", "ascent");
  widget_test_draw (GTK_WIDGET (fixture->window));
  focus_walk (fixture->window, "run, ascent");
  activate (fixture, "win.show-settings");
  focus_walk (fixture->window, "run without settings");
  activate (fixture, "win.show-champion");
  focus_walk (fixture->window, "run without panels");
}

/* There the panels cover the grid. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  gtk_window_set_default_size (fixture->window, 360, 640);
  make_images (fixture);
  focus_walk (fixture->window, "run, narrow");
  activate (fixture, "win.show-settings");
  focus_walk (fixture->window, "run, narrow, settings");
}

static void
test_breed (Fixture *fixture, gconstpointer data)
{
  make_images (fixture);
  activate (fixture, "win.breed");
  focus_walk (fixture->window, "run, breeding");
}

static void
test_perturb (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "win.page::perturb");
  focus_walk (fixture->window, "perturb without a picture");
  activate_on_page (fixture, "FooledPerturbPage", "perturb.draw");
  focus_walk (fixture->window, "perturb, drawing");
}

static void
test_perturb_picture (Fixture *fixture, gconstpointer data)
{
  make_images (fixture);
  activate (fixture, "win.perturb");
  focus_walk (fixture->window, "perturb with a picture");
}

static gboolean
has_hint (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *bar = widget_test_find (GTK_WIDGET (fixture->window), FOOLED_TYPE_HINT_BAR);

  return gtk_revealer_get_child_revealed (GTK_REVEALER (widget_test_find (bar, GTK_TYPE_REVEALER)));
}

static void
test_hint (Fixture *fixture, gconstpointer data)
{
  make_images (fixture);
  activate (fixture, "win.perturb");
  widget_test_await (has_hint, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window));
  focus_walk (fixture->window, "perturb with a hint");
}

static GtkWidget *
focus_of (Fixture *fixture)
{
  return gtk_root_get_focus (GTK_ROOT (fixture->window));
}

static gboolean
is_in_grid (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *grid = widget_test_find (GTK_WIDGET (fixture->window), FOOLED_TYPE_GRID);

  return focus_of (fixture) != NULL && gtk_widget_get_mapped (focus_of (fixture)) &&
         gtk_widget_is_ancestor (focus_of (fixture), grid);
}

typedef struct
{
  Fixture *fixture;
  RunSnapshot *snapshot;
} Loading;

/* What the run itself has to say in between does not last. */
static gboolean
is_loading (gpointer data)
{
  const Loading *loading = data;
  GtkWindow *window = loading->fixture->window;

  g_signal_emit_by_name (fooled_window_get_run (FOOLED_WINDOW (window)), "snapshot",
                         loading->snapshot);
  return !gtk_widget_get_mapped (widget_test_find (GTK_WIDGET (window), FOOLED_TYPE_GRID));
}

/* A network that takes long to load: the keyboard is lent to no button, and comes back. */
static void
test_loading (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = widget_test_find (GTK_WIDGET (fixture->window), FOOLED_TYPE_RUN_PAGE);
  FooledRun *run = fooled_window_get_run (FOOLED_WINDOW (fixture->window));
  const RunSnapshot *last;
  g_autoptr (RunSnapshot) snapshot = NULL;

  make_images (fixture);
  last = fooled_run_get_snapshot (run);
  snapshot = synthetic_snapshot (last->network, last->view, last->n_cells, 0);
  snapshot->job.number = last->job.number; /* no news, to which the run would answer */
  gtk_widget_grab_focus (page);
  g_assert_true (is_in_grid (fixture));
  for (guint i = 0; i < 2; i++)
    {
      snapshot->job.state = RUN_STATE_LOADING;
      widget_test_await (is_loading, &(Loading){ fixture, snapshot });
      widget_test_draw (GTK_WIDGET (fixture->window));
      if (i == 1)
        gtk_widget_grab_focus (page); /* who wants it there, waits, too */
      widget_test_draw (GTK_WIDGET (fixture->window));
      g_assert_null (focus_of (fixture));
      snapshot->job.state = RUN_STATE_RUNNING;
      g_signal_emit_by_name (run, "snapshot", snapshot);
      widget_test_await (is_in_grid, fixture);
    }
}

static gboolean
has_pick (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *page =
      widget_test_find (GTK_WIDGET (fixture->window), g_type_from_name ("FooledPicksPage"));
  GtkGridView *view = GTK_GRID_VIEW (widget_test_find (page, GTK_TYPE_GRID_VIEW));

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_grid_view_get_model (view))) > 0;
}

static void
test_picks (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "win.page::picks");
  focus_walk (fixture->window, "picks, none");
  activate (fixture, "win.page::run");
  make_images (fixture);
  activate (fixture, "win.star");
  widget_test_await (has_pick, fixture);
  activate (fixture, "win.page::picks");
  focus_walk (fixture->window, "picks");
}

static gboolean
is_asking (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *board =
      widget_test_find (GTK_WIDGET (fixture->window), g_type_from_name ("FooledQuizBoard"));

  return board != NULL && gtk_widget_get_mapped (board);
}

static void
test_quiz (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "win.page::quiz");
  focus_walk (fixture->window, "quiz, setup");
  activate_on_page (fixture, "FooledQuizPage", "quiz.start");
  widget_test_await (is_asking, fixture);
  widget_test_draw (GTK_WIDGET (fixture->window)); /* shown, it has no sizes before that */
  focus_walk (fixture->window, "quiz, question");
  activate_on_page (fixture, "FooledQuizPage", "quiz.end");
  widget_test_draw (GTK_WIDGET (fixture->window));
  focus_walk (fixture->window, "quiz, results");
}

static void
test_fool_it (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page =
      widget_test_find (GTK_WIDGET (fixture->window), g_type_from_name ("FooledQuizPage"));
  g_autoptr (GPtrArray) stacks = widget_test_find_all (page, GTK_TYPE_STACK);

  activate (fixture, "win.page::quiz");
  for (guint i = 0; i < stacks->len; i++)
    if (gtk_stack_get_child_by_name (stacks->pdata[i], "fool") != NULL)
      gtk_stack_set_visible_child_name (stacks->pdata[i], "fool");
  widget_test_draw (GTK_WIDGET (fixture->window));
  focus_walk (fixture->window, "fool it");
}

/* The newest window. */
static GtkWindow *
dialog (Fixture *fixture)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = g_list_model_get_n_items (windows);

  for (guint i = n; i > 0; i--)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i - 1);

      if (window != fixture->window && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return window;
    }
  g_assert_not_reached ();
}

static void
walk_dialog (Fixture *fixture, const char *where)
{
  GtkWindow *window = dialog (fixture);

  widget_test_draw (GTK_WIDGET (window));
  focus_walk (window, where);
  gtk_window_close (window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_dialogs (Fixture *fixture, gconstpointer data)
{
  make_images (fixture);
  activate (fixture, "win.networks");
  walk_dialog (fixture, "networks");
  activate (fixture, "win.sessions");
  walk_dialog (fixture, "sessions");
  activate (fixture, "win.shortcuts");
  walk_dialog (fixture, "shortcuts");
  gtk_widget_activate_action (widget_test_find (GTK_WIDGET (fixture->window), FOOLED_TYPE_GRID),
                              "classes.choose", NULL);
  walk_dialog (fixture, "choice of classes");
  activate (fixture, "win.start-from");
  walk_dialog (fixture, "start from an image");
  gtk_window_present (fooled_preferences_new (fixture->window, fixture->settings));
  walk_dialog (fixture, "preferences");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/ui/keyboard/ready", test_ready },
    { "/ui/keyboard/run", test_run },
    { "/ui/keyboard/panels", test_panels },
    { "/ui/keyboard/narrow", test_narrow },
    { "/ui/keyboard/loading", test_loading },
    { "/ui/keyboard/breed", test_breed },
    { "/ui/keyboard/perturb", test_perturb },
    { "/ui/keyboard/perturb-picture", test_perturb_picture },
    { "/ui/keyboard/picks", test_picks },
    { "/ui/keyboard/quiz", test_quiz },
    { "/ui/keyboard/fool-it", test_fool_it },
    { "/ui/keyboard/dialogs", test_dialogs },
  };
  int result;

  if (!widget_test_init (&argc, &argv))
    return 0;
  test_network_create ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add ("/ui/keyboard/hint", Fixture, &result, set_up, test_hint, tear_down);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
