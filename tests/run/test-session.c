// SPDX-License-Identifier: GPL-3.0-or-later
/* Runs that are saved and go on: exactly as if nothing had happened. */
#include "saved-run.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/store/new-session.h"
#include "base/error.h"
#include "run/session-history.h"
#include "store/sessions.h"

/* Runs to generation `last`, from the session when there is one. */
static char *
run_to (SavedRun *fixture, guint64 last, guint n_threads)
{
  g_autofree char *hash = NULL;

  fixture->settings.stop_generations = last;
  fixture->settings.n_threads = n_threads;
  if (g_file_test (fixture->path, G_FILE_TEST_EXISTS))
    {
      run_job_open (fixture->job, fixture->path, TRUE);
      while (fixture->screen.last == NULL || fixture->screen.last->job.number == 0 ||
             fixture->screen.last->job.state == RUN_STATE_LOADING)
        g_assert_true (test_screen_take (&fixture->screen, 60000));
      g_assert_cmpstr (fixture->screen.last->job.message, ==, NULL);
      run_experiment_change (fixture->job, &fixture->settings);
      run_job_resume (fixture->job);
      test_screen_await_generation (&fixture->screen, RUN_STATE_FINISHED, last);
    }
  else
    {
      run_experiment_start (fixture->job, &fixture->settings, fixture->path, FALSE);
      test_screen_await (&fixture->screen, RUN_STATE_FINISHED);
    }
  g_assert_true (test_result (fixture->job, &hash, NULL));
  return g_steal_pointer (&hash);
}

/* In one go, without a session. */
static char *
run_through (SavedRun *fixture, guint64 last, guint64 *evaluations)
{
  g_autoptr (RunJob) job = test_job_new (NULL, NULL);
  TestScreen screen;
  char *hash;

  fixture->settings.stop_generations = last;
  test_screen_init (&screen, job);
  run_experiment_start (job, &fixture->settings, NULL, FALSE);
  test_screen_await (&screen, RUN_STATE_FINISHED);
  *evaluations = screen.last->evaluations;
  g_assert_true (test_result (job, &hash, NULL));
  test_screen_clear (&screen);
  return hash;
}

static void
test_goes_on_exactly (SavedRun *fixture, gconstpointer data)
{
  guint64 evaluations;
  g_autofree char *expected = NULL, *first = NULL;

  fixture->settings.method = (RunMethod) GPOINTER_TO_INT (data);
  expected = run_through (fixture, 24, &evaluations);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *hash = run_to (fixture, 8 * (i + 1), 1 + i);

      if (i == 2)
        {
          g_assert_cmpstr (hash, ==, expected);
          g_assert_cmpuint (fixture->screen.last->evaluations, ==, evaluations);
          g_assert_cmpuint (fixture->screen.last->n_history, ==, 24);
        }
      else
        g_assert_cmpstr (hash, !=, expected);
      saved_run_end (fixture);
      saved_run_begin (fixture);
    }
}

/* What was selected, found and drawn before is there again when the session is opened. */
static void
test_shows_what_was (SavedRun *fixture, gconstpointer data)
{
  g_autofree RunCell *cells = NULL;
  g_autofree char *before = run_to (fixture, 5, 2), *after = NULL;
  guint64 evaluations = fixture->screen.last->evaluations;

  cells = g_memdup2 (fixture->screen.cells, sizeof *cells * fixture->screen.n_cells);
  saved_run_end (fixture);
  saved_run_begin (fixture);
  run_job_open (fixture->job, fixture->path, TRUE);
  test_screen_await (&fixture->screen, RUN_STATE_FINISHED);
  g_assert_cmpstr (fixture->screen.last->job.session, ==, fixture->path);
  g_assert_cmpuint (fixture->screen.last->generation, ==, 5);
  g_assert_cmpuint (fixture->screen.last->evaluations, ==, evaluations);
  g_assert_cmpfloat (fixture->screen.last->seconds, >, 0);
  for (guint i = 0; i < TEST_N_CLASSES; i++)
    {
      g_assert_cmpfloat (fixture->screen.cells[i].confidence, ==, cells[i].confidence);
      g_assert_cmpuint (fixture->screen.cells[i].evaluation, ==, cells[i].evaluation);
      g_assert_cmpuint (fixture->screen.cells[i].improvements, ==, cells[i].improvements);
    }
  g_assert_true (test_result (fixture->job, &after, NULL));
  g_assert_cmpstr (before, ==, after);
}

/* A plot needs no more than the file: what the run itself showed, times included. */
static void
test_history (SavedRun *fixture, gconstpointer data)
{
  g_autoptr (RunSessionHistory) history = NULL;
  g_autoptr (RunSessionHistory) none = NULL;
  g_autofree char *hash = run_to (fixture, 9, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (RunSnapshot) last = run_job_snapshot_ref ((gpointer) fixture->screen.last);

  saved_run_end (fixture);
  history = run_session_history_read (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (history->path, ==, fixture->path);
  g_assert_cmpuint (history->n_points, ==, 9);
  g_assert_cmpuint (last->n_history, ==, 9);
  for (guint i = 0; i < 9; i++)
    {
      g_assert_cmpuint (history->points[i].evaluations, ==, last->history[i].evaluations);
      g_assert_cmpfloat (history->points[i].min, ==, last->history[i].min);
      g_assert_cmpfloat (history->points[i].median, ==, last->history[i].median);
      g_assert_cmpfloat (history->points[i].max, ==, last->history[i].max);
      g_assert_cmpfloat (history->points[i].seconds, ==, last->history[i].seconds);
      g_assert_cmpfloat (history->points[i].seconds, >, i > 0 ? history->points[i - 1].seconds : 0);
    }
  g_assert_cmpfloat (history->points[8].seconds, <=, last->seconds);
  saved_run_begin (fixture);
  none = run_session_history_read ("/nowhere/there.fooled-session", &error);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_assert_null (none);
}

/* Every champion's line goes back to an image of generation 0. */
/* A name that the user gave it stays when the run goes on. */
static void
test_keeps_name (SavedRun *fixture, gconstpointer data)
{
  g_autofree char *before = run_to (fixture, 3, 1), *after = NULL;
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  saved_run_end (fixture);
  g_assert_true (store_session_rename (fixture->path, "Mine", &error));
  g_assert_no_error (error);
  saved_run_begin (fixture);
  after = run_to (fixture, 6, 1);
  g_assert_cmpstr (after, !=, before);
  saved_run_end (fixture);
  session = store_session_open (fixture->path, TRUE, NULL);
  info = store_session_info (session, NULL);
  g_assert_cmpstr (info->name, ==, "Mine");
  g_assert_cmpuint (info->generation, ==, 6);
}

static void
test_ancestors (SavedRun *fixture, gconstpointer data)
{
  g_autofree char *hash = NULL;
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (GArray) champions = NULL;

  fixture->settings.method = RUN_METHOD_EVOLVE_CPPN;
  hash = run_to (fixture, 12, 2);
  saved_run_end (fixture);
  session = store_session_open (fixture->path, TRUE, NULL);
  champions = store_session_read_champions (session, NULL);
  g_assert_cmpuint (champions->len, ==, TEST_N_CLASSES);
  for (guint i = 0; i < champions->len; i++)
    {
      const StoreHeldCell *cell = &g_array_index (champions, StoreHeldCell, i);
      g_autoptr (GPtrArray) line =
          store_session_read_ancestors (session, cell->champion.evaluation, NULL);

      g_assert_cmpuint (line->len, >=, 1);
      for (guint j = 0; j < line->len; j++)
        {
          const StoreIndividual *ancestor = g_ptr_array_index (line, j);
          const StoreIndividual *before = j > 0 ? g_ptr_array_index (line, j - 1) : NULL;

          g_assert_cmpuint (ancestor->origin.parent, ==,
                            before != NULL ? before->origin.evaluation : EVO_NO_PARENT);
          g_assert_cmpuint (ancestor->n_crowns, >=, 1);
          g_assert_nonnull (ancestor->genome);
          if (before == NULL)
            g_assert_cmpuint (ancestor->origin.generation, ==, 0);
        }
    }
}

/* A folder that is not there yet for good: the run goes on, says why it is not saved, and is saved
 * once it can be. */
static void
test_cannot_be_saved (SavedRun *fixture, gconstpointer data)
{
  g_autofree char *obstacle = g_build_filename (fixture->folder, "obstacle", NULL);
  g_autofree char *path = g_build_filename (obstacle, "run" STORE_SESSION_SUFFIX, NULL);
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  /* A file in place of the folder keeps even root from writing. */
  g_assert_true (g_file_set_contents (obstacle, "", 0, NULL));
  run_experiment_start (fixture->job, &fixture->settings, path, FALSE);
  test_screen_await_generation (&fixture->screen, RUN_STATE_RUNNING, 3);
  run_job_pause (fixture->job);
  test_screen_await (&fixture->screen, RUN_STATE_PAUSED);
  while (fixture->screen.last->job.save_error == NULL)
    g_assert_true (test_screen_take (&fixture->screen, 60000));
  g_assert_cmpint (fixture->screen.last->job.state, ==, RUN_STATE_PAUSED);
  g_assert_nonnull (strstr (fixture->screen.last->job.save_error, "“obstacle”"));
  g_assert_null (strstr (fixture->screen.last->job.save_error, fixture->folder));

  g_assert_cmpint (g_unlink (obstacle), ==, 0);
  run_job_step (fixture->job);
  while (fixture->screen.last->job.save_error != NULL)
    g_assert_true (test_screen_take (&fixture->screen, 60000));
  saved_run_end (fixture);
  session = store_session_open (path, TRUE, &error);
  g_assert_no_error (error);
  info = store_session_info (session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (info->generation, >=, 4);
  g_clear_pointer (&session, store_session_close);
  g_unlink (path);
  g_rmdir (obstacle);
}

/* A session that cannot be opened leaves the run that is there alone. */
static void
test_bad_session (SavedRun *fixture, gconstpointer data)
{
  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await_generation (&fixture->screen, RUN_STATE_RUNNING, 1);
  g_assert_true (g_file_set_contents (fixture->path, "no session", -1, NULL));
  run_job_open (fixture->job, fixture->path, FALSE);
  while (fixture->screen.last->job.message == NULL)
    g_assert_true (test_screen_take (&fixture->screen, 60000));
  g_assert_cmpint (fixture->screen.last->job.state, ==, RUN_STATE_RUNNING);
  g_assert_cmpuint (fixture->screen.last->job.number, ==, 1);
}

/* A session whose network has gone says which one it was and what to do, and is left alone. */
static void
test_network_gone (SavedRun *fixture, gconstpointer data)
{
  g_autofree char *hash = run_to (fixture, 2, 1);
  g_autofree char *card =
      g_build_filename (test_network_folder (), TEST_NETWORK ".card", NULL);
  g_autofree char *away = g_build_filename (fixture->folder, "away", NULL);
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  saved_run_end (fixture);
  session = store_session_open (fixture->path, TRUE, &error);
  g_assert_no_error (error);
  info = store_session_info (session, &error);
  g_assert_no_error (error);
  g_clear_pointer (&session, store_session_close);

  g_assert_cmpint (g_rename (card, away), ==, 0);
  saved_run_begin (fixture);
  run_job_open (fixture->job, fixture->path, FALSE);
  test_screen_await (&fixture->screen, RUN_STATE_FAILED);
  g_assert_true (fixture->screen.last->job.cannot_open);
  g_assert_nonnull (strstr (fixture->screen.last->job.message, "no longer there"));
  g_assert_nonnull (strstr (fixture->screen.last->job.message, info->network_name));

  g_assert_cmpint (g_rename (away, card), ==, 0);
  run_job_open (fixture->job, fixture->path, TRUE);
  test_screen_await (&fixture->screen, RUN_STATE_FINISHED);
  g_assert_cmpuint (fixture->screen.last->generation, ==, 2);
}

/* A program that ended before its first checkpoint leaves a session without a state: it begins. */
static void
test_before_the_first_checkpoint (SavedRun *fixture, gconstpointer data)
{
  guint64 evaluations;
  g_autofree char *expected = run_through (fixture, 6, &evaluations), *hash = NULL;
  g_autofree char *settings = run_settings_to_text (&fixture->settings);
  StoreSessionInfo info = { .name = (char *) "run",
                            .work = (char *) "evolve",
                            .state = (char *) "paused",
                            .settings = settings };

  store_session_close (new_session (fixture->path, &info, NULL));
  hash = run_to (fixture, 6, 2);
  g_assert_cmpstr (hash, ==, expected);
}

/* Another run gets another session, and the first stays as it was. */
static void
test_nothing_is_overwritten (SavedRun *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->folder, "other" STORE_SESSION_SUFFIX, NULL);
  g_autofree char *first = run_to (fixture, 4, 2), *again = NULL;

  fixture->settings.seed = 9;
  run_experiment_start (fixture->job, &fixture->settings, other, FALSE);
  test_screen_await_run (&fixture->screen, RUN_STATE_FINISHED, 2);
  saved_run_end (fixture);
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  saved_run_begin (fixture);
  run_job_open (fixture->job, fixture->path, TRUE);
  test_screen_await (&fixture->screen, RUN_STATE_FINISHED);
  g_assert_true (test_result (fixture->job, &again, NULL));
  g_assert_cmpstr (again, ==, first);
}

/* Makes a generation and waits until it is saved. */
static void
step_and_save (SavedRun *fixture, guint64 generation)
{
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, generation);
}

/* The file is there, and with it its first checkpoint. */
static gboolean
has_checkpoint (const char *path)
{
  g_autoptr (StoreSession) session = store_session_open (path, TRUE, NULL);
  g_autoptr (GBytes) state = session != NULL ? store_session_read_state (session, NULL) : NULL;

  return state != NULL && g_bytes_get_size (state) > 0;
}

/* What cannot be written can be looked at, and says that it is not saved; only where a person looks.
 * A limit on the size of files stands for a full disk. */
static void
test_cannot_be_written (SavedRun *fixture, gconstpointer data)
{
  SavedRun other = { .path = fixture->path };
  struct rlimit limit, none;
  g_autofree char *before = NULL, *after = NULL;
  gsize size, size_after;

  run_experiment_start (fixture->job, &fixture->settings, fixture->path, TRUE);
  step_and_save (fixture, 1);
  saved_run_end (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &before, &size, NULL));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  none = limit;
  none.rlim_cur = 100;
  saved_run_begin (&other);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
  run_job_open (other.job, fixture->path, FALSE);
  test_screen_await (&other.screen, RUN_STATE_FAILED);
  g_assert_true (other.screen.last->job.cannot_open);
  run_job_watch (other.job, fixture->path, FALSE);
  test_screen_await_generation (&other.screen, RUN_STATE_PAUSED, 1);
  /* Nothing will save it by itself. */
  g_assert_cmpstr (other.screen.last->job.save_error, ==,
                   "The disk is full or takes no more. Make room, then open this session again.");
  g_assert_false (other.screen.last->job.cannot_open);
  g_assert_false (other.screen.last->job.is_watched);
  run_job_step (other.job);
  test_screen_await_generation (&other.screen, RUN_STATE_PAUSED, 2);
  g_assert_nonnull (other.screen.last->job.save_error);
  saved_run_end (&other);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_true (g_file_get_contents (fixture->path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size, after, size_after);
}

/* A job shows what another one saves in its session, leaves it alone, and goes on once it may. */
static void
test_watched (SavedRun *fixture, gconstpointer data)
{
  g_autofree char *expected = NULL, *hash = NULL;
  SavedRun other = { .path = fixture->path };
  guint64 evaluations;

  fixture->settings.method = (RunMethod) GPOINTER_TO_INT (data);
  expected = run_through (fixture, 6, &evaluations);
  fixture->settings.stop_generations = 6;
  run_experiment_start (fixture->job, &fixture->settings, fixture->path, TRUE);
  step_and_save (fixture, 1);
  while (!has_checkpoint (fixture->path))
    g_usleep (1000);

  saved_run_begin (&other);
  run_job_watch (other.job, fixture->path, FALSE);
  test_screen_await_generation (&other.screen, RUN_STATE_PAUSED, 1);
  g_assert_true (other.screen.last->job.is_watched);
  g_assert_cmpstr (other.screen.last->job.session, ==, fixture->path);
  for (guint64 i = 2; i <= 4; i++)
    {
      run_job_resume (other.job);
      run_job_step (other.job);
      step_and_save (fixture, i);
      test_screen_await_generation (&other.screen, RUN_STATE_PAUSED, i);
      g_assert_cmpuint (other.screen.last->generation, ==, i);
      g_assert_cmpuint (other.screen.last->n_history, ==, i);
      for (guint j = 0; j < TEST_N_CLASSES; j++)
        g_assert_cmpuint (other.screen.cells[j].evaluation, ==,
                          fixture->screen.cells[j].evaluation);
    }
  g_assert_true (other.screen.last->job.is_watched);

  saved_run_end (fixture);
  while (other.screen.last->job.is_watched)
    g_assert_true (test_screen_take (&other.screen, 60000));
  run_job_resume (other.job);
  test_screen_await (&other.screen, RUN_STATE_FINISHED);
  g_assert_cmpuint (other.screen.last->evaluations, ==, evaluations);
  g_assert_true (test_result (other.job, &hash, NULL));
  g_assert_cmpstr (hash, ==, expected);
  saved_run_end (&other);
}

static void
await_waiting (SavedRun *other, const char *path)
{
  saved_run_begin (other);
  run_job_watch (other->job, path, FALSE);
  test_screen_await (&other->screen, RUN_STATE_LOADING);
  g_assert_nonnull (other->screen.last->job.message);
  g_assert_true (other->screen.last->job.is_watched);
  g_assert_cmpstr (other->screen.last->job.session, ==, path);
  run_job_resume (other->job); /* there is nothing that could */
}

static void
await_lock (const char *path)
{
  while (!store_lock_is_held (path))
    g_usleep (1000);
}

/* What another program has just begun, and saved nothing of, is waited for, and followed. */
static void
test_waited_for (SavedRun *fixture, gconstpointer data)
{
  SavedRun other = { .path = fixture->path };

  run_experiment_start (fixture->job, &fixture->settings, fixture->path, TRUE);
  await_lock (fixture->path);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  await_waiting (&other, fixture->path);

  step_and_save (fixture, 1);
  test_screen_await_generation (&other.screen, RUN_STATE_PAUSED, 1);
  g_assert_true (other.screen.last->job.is_watched);
  step_and_save (fixture, 2);
  test_screen_await_generation (&other.screen, RUN_STATE_PAUSED, 2);
  saved_run_end (&other);
}

/* The same where there is a file, but no checkpoint in it; the other program ends before there is
 * one, and the run begins here. */
static void
test_never_saved (SavedRun *fixture, gconstpointer data)
{
  g_autofree char *settings = run_settings_to_text (&fixture->settings);
  StoreSessionInfo info = { .name = (char *) "run",
                            .work = (char *) "evolve",
                            .state = (char *) "running",
                            .evaluations = 40,
                            .settings = settings };
  StoreSession *session = new_session (fixture->path, &info, NULL);
  SavedRun other = { .path = fixture->path };

  await_waiting (&other, fixture->path);
  store_session_close (session);
  test_screen_await (&other.screen, RUN_STATE_PAUSED);
  g_assert_false (other.screen.last->job.is_watched);
  run_job_step (other.job);
  test_screen_await_generation (&other.screen, RUN_STATE_PAUSED, 1);
  saved_run_end (&other);
}

/* The other program ends, and there is no file. */
static void
test_never_began (SavedRun *fixture, gconstpointer data)
{
  StoreLock *lock = store_session_reserve (fixture->path, NULL);
  SavedRun other = { .path = fixture->path };

  await_waiting (&other, fixture->path);
  store_lock_release (lock);
  test_screen_await (&other.screen, RUN_STATE_FAILED);
  g_assert_nonnull (other.screen.last->job.message);
  g_assert_false (other.screen.last->job.is_watched);
  saved_run_end (&other);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  test_network_create ();
#define ADD(name, data, function)                                                                  \
  g_test_add ("/run/session/" name, SavedRun, GINT_TO_POINTER (data), saved_run_set_up, function,  \
              saved_run_tear_down)
  ADD ("goes-on-exactly/cppn", RUN_METHOD_EVOLVE_CPPN, test_goes_on_exactly);
  ADD ("goes-on-exactly/pixels", RUN_METHOD_EVOLVE_PIXELS, test_goes_on_exactly);
  ADD ("goes-on-exactly/cppn-gradient", RUN_METHOD_EVOLVE_CPPN_GRADIENT, test_goes_on_exactly);
  ADD ("goes-on-exactly/ascent", RUN_METHOD_ASCENT, test_goes_on_exactly);
  ADD ("shows-what-was", 0, test_shows_what_was);
  ADD ("history", 0, test_history);
  ADD ("keeps-name", 0, test_keeps_name);
  ADD ("ancestors", 0, test_ancestors);
  ADD ("cannot-be-saved", 0, test_cannot_be_saved);
  ADD ("bad-session", 0, test_bad_session);
  ADD ("network-gone", 0, test_network_gone);
  ADD ("cannot-be-written", 0, test_cannot_be_written);
  ADD ("before-the-first-checkpoint", 0, test_before_the_first_checkpoint);
  ADD ("watched/cppn", RUN_METHOD_EVOLVE_CPPN, test_watched);
  ADD ("watched/ascent", RUN_METHOD_ASCENT, test_watched);
  ADD ("waited-for", 0, test_waited_for);
  ADD ("never-saved", 0, test_never_saved);
  ADD ("never-began", 0, test_never_began);
  ADD ("nothing-is-overwritten", 0, test_nothing_is_overwritten);
#undef ADD
  result = g_test_run ();
  test_network_remove ();
  return result;
}
