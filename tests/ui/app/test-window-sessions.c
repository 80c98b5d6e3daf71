// SPDX-License-Identifier: GPL-3.0-or-later
/* Runs that come back in the window, and what is said of those that cannot. */
#include "window-fixture.h"

#include <glib/gstdio.h>

#include "../../run/fixture.h"
#include "run/sessions.h"
#include "tests/store/new-session.h"
#include "ui/run/grid.h"
#include "ui/run/plot.h"
#include "ui/run/run-page.h"
#include "widget-test.h"

/* A run of this network in the fixture's folder, one generation old. */
static char *
make_session (WindowFixture *fixture)
{
  char *path = g_build_filename (fixture->folder, "run.fooled-session", NULL);
  RunJob *job = test_job_new (NULL, NULL);
  RunSettings settings;
  TestScreen screen;

  test_settings_init (&settings);
  test_screen_init (&screen, job);
  run_experiment_start (job, &settings, path, TRUE);
  run_job_step (job);
  test_screen_await_generation (&screen, RUN_STATE_PAUSED, 1);
  test_screen_clear (&screen);
  run_job_free (job);
  run_settings_clear (&settings);
  return path;
}

typedef struct
{
  WindowFixture *fixture;
  char *path;
} Expected;

static gboolean
is_in_session (gpointer data)
{
  Expected *expected = data;
  const RunSnapshot *snapshot =
      fooled_run_get_snapshot (fooled_window_get_run (expected->fixture->window));

  return snapshot != NULL && snapshot->generation >= 1 &&
         g_strcmp0 (snapshot->job.session, expected->path) == 0;
}

/* A session's file that is opened, dropped or named on the command line goes on. */
static void
test_session (WindowFixture *fixture, gconstpointer data)
{
  Expected expected = { fixture, make_session (fixture) };
  g_autoptr (GFile) file = g_file_new_for_path (expected.path);

  window_activate (fixture, "win.page::picks");
  fooled_run_pause (fooled_window_get_run (fixture->window));
  fooled_window_open (fixture->window, file);
  widget_test_await (is_in_session, &expected);
  widget_test_await (window_has_selected, fixture);
  g_assert_true (window_has_start_button (fixture));
  window_activate (fixture, "win.sessions");
  g_free (expected.path);
}

static gboolean
has_settled (gpointer data)
{
  return fooled_run_get_state (data) == RUN_STATE_PAUSED;
}

static gboolean
has_gone_on (gpointer data)
{
  return fooled_run_get_state (data) == RUN_STATE_RUNNING;
}

/* The window is closed, and there is a new one, with what was stored. */
static void
open_again (WindowFixture *fixture)
{
  FooledWindow *window = g_object_ref (fixture->window);

  gtk_window_close (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (window);
  fixture->window = fooled_window_new (fixture->application, fixture->settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fooled_window_start (fixture->window, FALSE, FALSE);
}

/* A run that was paused is there again paused; one that went on goes on. */
static void
test_paused_again (WindowFixture *fixture, gconstpointer data)
{
  FooledRun *run = fooled_window_get_run (fixture->window);
  Expected expected = { fixture, NULL };
  guint64 generation;

  fooled_window_start (fixture->window, TRUE, FALSE);
  widget_test_await (window_has_selected, fixture);
  window_activate (fixture, "win.start-pause");
  widget_test_await (has_settled, run);
  expected.path = g_strdup (fooled_run_get_snapshot (run)->job.session);
  generation = fooled_run_get_snapshot (run)->generation;

  open_again (fixture);
  widget_test_await (is_in_session, &expected);
  widget_test_await (window_has_start_button, fixture);
  for (gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 5; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  run = fooled_window_get_run (fixture->window);
  g_assert_cmpint (fooled_run_get_state (run), ==, RUN_STATE_PAUSED);
  g_assert_cmpuint (fooled_run_get_snapshot (run)->generation, ==, generation);

  window_activate (fixture, "win.start-pause");
  widget_test_await (has_gone_on, run);
  open_again (fixture);
  widget_test_await (is_in_session, &expected);
  run = fooled_window_get_run (fixture->window);
  g_assert_cmpint (fooled_run_get_state (run), !=, RUN_STATE_PAUSED);
  g_assert_true (window_has_pause_button (fixture));
  g_free (expected.path);
}

static gboolean
is_empty_run (gpointer data)
{
  const RunSnapshot *snapshot =
      fooled_run_get_snapshot (fooled_window_get_run (FOOLED_WINDOW (data)));

  return snapshot != NULL && snapshot->generation == 0 && snapshot->job.state == RUN_STATE_PAUSED;
}

static gboolean
has_seed_99 (gpointer data)
{
  return fooled_run_get_settings (data)->seed == 99;
}

static gboolean
has_other_seed (gpointer data)
{
  return !has_seed_99 (data);
}

/* Where the panel says that there is no image, no cell looks as if it were shown there. */
static void
assert_nothing_selected (WindowFixture *fixture)
{
  GtkWidget *grid = window_find (fixture, FOOLED_TYPE_GRID);
  GtkGridView *view = GTK_GRID_VIEW (widget_test_find (grid, GTK_TYPE_GRID_VIEW));
  GtkSelectionModel *cells = gtk_grid_view_get_model (view);

  g_assert_true (window_has_text (fixture, "No Image Yet"));
  g_assert_cmpint (fooled_grid_get_selected (FOOLED_GRID (grid)), ==, -1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cells)), >, 0);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (cells)); i++)
    g_assert_false (gtk_selection_model_is_selected (cells, i));
}

/* Whatever ends a run can be taken back: it is there again as it was. */
static void
test_undo (WindowFixture *fixture, gconstpointer data)
{
  FooledRun *run = fooled_window_get_run (fixture->window);
  Expected expected = { fixture, NULL };
  guint64 generation;
  float confidence;

  fooled_window_start (fixture->window, TRUE, FALSE);
  widget_test_await (window_has_selected, fixture);
  window_activate (fixture, "win.start-pause");
  widget_test_await (has_settled, run);
  expected.path = g_strdup (fooled_run_get_snapshot (run)->job.session);
  generation = fooled_run_get_snapshot (run)->generation;
  confidence = window_selected (fixture)->confidence;

  window_activate (fixture, "win.restart");
  g_assert_true (window_has_text (fixture, "A new run is there, paused: press Start"));
  widget_test_await (is_empty_run, fixture->window);
  assert_nothing_selected (fixture);
  window_activate (fixture, "win.undo-run");
  widget_test_await (is_in_session, &expected);
  widget_test_await (window_has_selected, fixture);
  g_assert_cmpuint (fooled_run_get_snapshot (run)->generation, ==, generation);
  g_assert_cmpfloat (window_selected (fixture)->confidence, ==, confidence);
  g_assert_true (window_has_start_button (fixture));

  /* Another seed, and back before anything of the new run was heard; the settings follow. */
  while (g_main_context_iteration (NULL, FALSE))
    ; /* the settings are the session's */
  g_settings_set_uint64 (fixture->settings, "seed", 99);
  widget_test_await (has_seed_99, run);
  window_activate (fixture, "win.undo-run");
  widget_test_await (is_in_session, &expected);
  widget_test_await (has_other_seed, run);
  g_assert_cmpuint (g_settings_get_uint64 (fixture->settings, "seed"), !=, 99);
  g_free (expected.path);
}

/* While a run cannot be saved a banner says why. */
static void
test_unsaved (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *page = window_find (fixture, FOOLED_TYPE_RUN_PAGE);
  GtkRevealer *banner = GTK_REVEALER (widget_test_find (page, GTK_TYPE_REVEALER));
  FooledRun *run = fooled_window_get_run (fixture->window);
  g_autoptr (RunSnapshot) bad = run_snapshot_new ();
  g_autoptr (RunSnapshot) good = run_snapshot_new ();

  g_assert_false (gtk_revealer_get_reveal_child (banner));
  bad->job.save_error = g_strdup ("The disk is full.");
  bad->job.session = g_strdup ("/a/long/way/to/run.fooled-session");
  g_signal_emit_by_name (run, "snapshot", bad);
  g_assert_true (gtk_revealer_get_reveal_child (banner));
  g_assert_true (window_has_text (fixture, "This run is not being saved: The disk is full."));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (gtk_widget_get_parent (GTK_WIDGET (banner))), ==,
                   bad->job.session);
  g_signal_emit_by_name (run, "snapshot", good);
  g_assert_false (gtk_revealer_get_reveal_child (banner));
}

/* A session that cannot be opened is no run that cannot start. */
static void
test_cannot_open (WindowFixture *fixture, gconstpointer data)
{
  FooledRun *run = fooled_window_get_run (fixture->window);
  g_autoptr (RunSnapshot) snapshot = run_snapshot_new ();

  snapshot->job.state = RUN_STATE_FAILED;
  snapshot->job.message = g_strdup ("It is damaged.");
  snapshot->job.cannot_open = TRUE;
  g_signal_emit_by_name (run, "snapshot", snapshot);
  widget_test_draw (GTK_WIDGET (fixture->window));
  g_assert_true (window_is_whole (fixture, "This Session Cannot Be Opened"));
  g_assert_true (window_is_whole (fixture, "It is damaged."));
  g_assert_false (window_is_whole (fixture, "This Run Cannot Start"));
  g_assert_false (gtk_widget_get_mapped (window_find (fixture, FOOLED_TYPE_PLOT)));
}

static gboolean
has_finished (gpointer data)
{
  return fooled_run_get_state (data) == RUN_STATE_FINISHED;
}

static gboolean
has_refused (gpointer data)
{
  return window_has_toast (data, "This session was made with the network “Gone”");
}

/* A session whose network is not there. */
static char *
make_session_of_gone (const RunSettings *like)
{
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (GError) error = NULL;
  char *path = run_sessions_new_path ();
  RunSettings settings;

  run_settings_copy (like, &settings);
  g_free (settings.network);
  settings.network = g_strdup ("gone");
  info->work = g_strdup ("evolve");
  info->method = g_strdup (run_method (settings.method)->name);
  info->network_id = g_strdup (settings.network);
  info->network_name = g_strdup ("Gone");
  info->settings = run_settings_to_text (&settings);
  run_settings_clear (&settings);
  store_session_close (new_session (path, info, &error));
  g_assert_no_error (error);
  return path;
}

/* Why a session cannot be opened stays to be read beside the finished run that is back. */
static void
test_refusal_stays (WindowFixture *fixture, gconstpointer data)
{
  FooledRun *run = fooled_window_get_run (fixture->window);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  g_settings_set_uint (fixture->settings, "stop-generations", 2);
  g_settings_set_string (fixture->settings, "stop", "generations");
  fooled_window_start (fixture->window, TRUE, FALSE);
  widget_test_await (has_finished, run);
  path = make_session_of_gone (fooled_run_get_settings (run));
  file = g_file_new_for_path (path);
  fooled_window_open (fixture->window, file);
  widget_test_await (has_refused, fixture);
  for (gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (has_refused (fixture));
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  static const WindowTest tests[] = {
    { "/ui/window/session", test_session },
    { "/ui/window/paused-again", test_paused_again },
    { "/ui/window/undo", test_undo },
    { "/ui/window/unsaved", test_unsaved },
    { "/ui/window/cannot-open", test_cannot_open },
    { "/ui/window/refusal-stays", test_refusal_stays },
  };

  return window_run_tests (&argc, &argv, tests, G_N_ELEMENTS (tests));
}
