// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../run/fixture.h"

#include "ui/run/run.h"

/* Never reached by a test that passes. */
#define GIVE_UP_SECONDS 60

/* What a window hears of its run. */
typedef struct
{
  FooledRun *run;
  GThread *main_thread;
  guint n_snapshots;
  guint n_states;
  guint n_running;
  gboolean wrong_thread;
} Listener;

static void
snapshot_arrived (Listener *listener, const RunSnapshot *snapshot)
{
  listener->n_snapshots++;
  if (g_thread_self () != listener->main_thread)
    listener->wrong_thread = TRUE;
  g_assert_true (fooled_run_get_snapshot (listener->run) == snapshot);
}

static void
state_changed (Listener *listener)
{
  listener->n_states++;
}

static void
running_changed (Listener *listener)
{
  listener->n_running++;
}

static void
listener_init (Listener *listener)
{
  RunSettings settings;

  *listener = (Listener){ .run = fooled_run_new (), .main_thread = g_thread_self () };
  g_signal_connect_swapped (listener->run, "snapshot", G_CALLBACK (snapshot_arrived), listener);
  g_signal_connect_swapped (listener->run, "notify::state", G_CALLBACK (state_changed), listener);
  g_signal_connect_swapped (listener->run, "notify::running", G_CALLBACK (running_changed),
                            listener);
  test_settings_init (&settings);
  fooled_run_set_settings (listener->run, &settings);
  run_settings_clear (&settings);
}

static gboolean
give_up (gpointer data)
{
  g_error ("What the test waits for does not happen");
  return G_SOURCE_REMOVE;
}

/* Until the run is in that state, in at least that generation of at least that run. */
static void
await (FooledRun *run, RunState state, guint64 generation, guint64 run_number)
{
  guint timeout = g_timeout_add_seconds (GIVE_UP_SECONDS, give_up, NULL);
  const RunSnapshot *snapshot;

  while ((snapshot = fooled_run_get_snapshot (run)) == NULL || snapshot->job.state != state ||
         snapshot->generation < generation || snapshot->job.number < run_number)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_lifetime (void)
{
  FooledRun *run = fooled_run_new ();

  g_assert_cmpint (fooled_run_get_state (run), ==, RUN_STATE_IDLE);
  g_assert_null (fooled_run_get_snapshot (run));
  g_assert_finalize_object (run);
}

static void
test_start_and_pause (void)
{
  Listener listener;
  gboolean running;
  guint64 generation;

  listener_init (&listener);
  fooled_run_start (listener.run);
  await (listener.run, RUN_STATE_RUNNING, 3, 0);
  g_object_get (listener.run, "running", &running, NULL);
  g_assert_true (running);
  g_assert_cmpuint (listener.n_running, ==, 1);

  fooled_run_pause (listener.run);
  await (listener.run, RUN_STATE_PAUSED, 0, 0);
  g_object_get (listener.run, "running", &running, NULL);
  g_assert_false (running);
  g_assert_cmpuint (listener.n_running, ==, 2);
  generation = fooled_run_get_snapshot (listener.run)->generation;

  fooled_run_start (listener.run);
  await (listener.run, RUN_STATE_RUNNING, generation + 2, 0);
  g_assert_cmpuint (listener.n_snapshots, >, 0);
  g_assert_cmpuint (listener.n_states, >=, 3);
  g_assert_false (listener.wrong_thread);
  g_assert_finalize_object (listener.run);
}

/* However fast the presses follow each other, each takes back the one before: what the engine has
 * obeyed so far does not matter. */
static void
test_toggle (void)
{
  Listener listener;
  gboolean running;
  guint64 generation;

  listener_init (&listener);
  fooled_run_toggle (listener.run);
  fooled_run_toggle (listener.run);
  fooled_run_toggle (listener.run);
  await (listener.run, RUN_STATE_RUNNING, 1, 0);

  fooled_run_toggle (listener.run);
  g_object_get (listener.run, "running", &running, NULL);
  g_assert_false (running);
  fooled_run_toggle (listener.run);
  g_object_get (listener.run, "running", &running, NULL);
  g_assert_true (running);
  generation = fooled_run_get_snapshot (listener.run)->generation;
  await (listener.run, RUN_STATE_RUNNING, generation + 20, 0);

  for (guint i = 0; i < 5; i++)
    fooled_run_toggle (listener.run);
  await (listener.run, RUN_STATE_PAUSED, 0, 0);
  drain ();
  g_object_get (listener.run, "running", &running, NULL);
  g_assert_false (running);
  g_assert_finalize_object (listener.run);
}

/* A run that ends by itself can be started again with one press. */
static void
test_toggle_finished (void)
{
  Listener listener;
  RunSettings settings;
  gboolean running;

  listener_init (&listener);
  run_settings_copy (fooled_run_get_settings (listener.run), &settings);
  settings.stop_generations = 3;
  fooled_run_set_settings (listener.run, &settings);
  fooled_run_toggle (listener.run);
  await (listener.run, RUN_STATE_FINISHED, 3, 0);
  g_object_get (listener.run, "running", &running, NULL);
  g_assert_false (running);
  settings.stop_generations = 0;
  fooled_run_set_settings (listener.run, &settings);
  fooled_run_toggle (listener.run);
  await (listener.run, RUN_STATE_RUNNING, 5, 0);
  g_object_get (listener.run, "running", &running, NULL);
  g_assert_true (running);
  run_settings_clear (&settings);
  g_assert_finalize_object (listener.run);
}

static void
count (guint *n)
{
  (*n)++;
}

/* Start says that nothing is left to do, instead of looking as if something went on. */
static void
test_start_at_end (void)
{
  Listener listener;
  RunSettings settings;
  gboolean running;
  guint n = 0;

  listener_init (&listener);
  run_settings_copy (fooled_run_get_settings (listener.run), &settings);
  settings.stop_generations = 3;
  fooled_run_set_settings (listener.run, &settings);
  g_signal_connect_swapped (listener.run, "at-end", G_CALLBACK (count), &n);
  fooled_run_toggle (listener.run);
  await (listener.run, RUN_STATE_FINISHED, 3, 0);
  g_assert_cmpuint (n, ==, 0);
  for (guint i = 1; i <= 2; i++)
    {
      fooled_run_toggle (listener.run);
      g_assert_cmpuint (n, ==, i);
      g_object_get (listener.run, "running", &running, NULL);
      g_assert_false (running);
    }
  run_settings_clear (&settings);
  g_assert_finalize_object (listener.run);
}

/* Before the first run as well as in one. */
static void
test_step (void)
{
  Listener listener;

  listener_init (&listener);
  fooled_run_step (listener.run);
  await (listener.run, RUN_STATE_PAUSED, 1, 0);
  g_assert_cmpuint (fooled_run_get_snapshot (listener.run)->generation, ==, 1);
  fooled_run_step (listener.run);
  await (listener.run, RUN_STATE_PAUSED, 2, 0);
  g_assert_cmpuint (fooled_run_get_snapshot (listener.run)->generation, ==, 2);
  g_assert_finalize_object (listener.run);
}

static void
test_settings_restart (void)
{
  Listener listener;
  RunSettings settings;
  guint64 run_number;

  listener_init (&listener);
  fooled_run_start (listener.run);
  await (listener.run, RUN_STATE_RUNNING, 2, 0);
  fooled_run_pause (listener.run);
  await (listener.run, RUN_STATE_PAUSED, 2, 0);
  run_number = fooled_run_get_snapshot (listener.run)->job.number;

  run_settings_copy (fooled_run_get_settings (listener.run), &settings);
  settings.batch = TEST_BATCH / 2; /* goes on with the run */
  fooled_run_set_settings (listener.run, &settings);
  fooled_run_step (listener.run);
  await (listener.run, RUN_STATE_PAUSED, 3, 0);
  g_assert_cmpuint (fooled_run_get_snapshot (listener.run)->job.number, ==, run_number);

  settings.seed++; /* begins another one, paused like this one */
  fooled_run_set_settings (listener.run, &settings);
  await (listener.run, RUN_STATE_PAUSED, 0, run_number + 1);
  g_assert_cmpuint (fooled_run_get_snapshot (listener.run)->generation, ==, 0);
  g_assert_cmpuint (fooled_run_get_snapshot (listener.run)->seed, ==, settings.seed);

  fooled_run_start (listener.run);
  await (listener.run, RUN_STATE_RUNNING, 2, run_number + 1);
  settings.seed++; /* running like this one */
  fooled_run_set_settings (listener.run, &settings);
  await (listener.run, RUN_STATE_RUNNING, 2, run_number + 2);
  run_settings_clear (&settings);
  g_assert_finalize_object (listener.run);
}

static void
test_failure (void)
{
  Listener listener;
  RunSettings settings;

  listener_init (&listener);
  run_settings_copy (fooled_run_get_settings (listener.run), &settings);
  g_free (settings.network);
  settings.network = g_strdup ("no-such-network");
  fooled_run_set_settings (listener.run, &settings);
  fooled_run_start (listener.run);
  await (listener.run, RUN_STATE_FAILED, 0, 0);
  g_assert_nonnull (fooled_run_get_snapshot (listener.run)->job.message);

  g_free (settings.network);
  settings.network = g_strdup (TEST_NETWORK);
  fooled_run_set_settings (listener.run, &settings);
  await (listener.run, RUN_STATE_RUNNING, 1, 0);
  run_settings_clear (&settings);
  g_assert_finalize_object (listener.run);
}

/* Whatever comes after is ignored, and nothing is heard any more. */
static void
test_shutdown (void)
{
  Listener listener;
  guint n_snapshots;

  listener_init (&listener);
  fooled_run_start (listener.run);
  await (listener.run, RUN_STATE_RUNNING, 1, 0);
  fooled_run_shutdown (listener.run);
  n_snapshots = listener.n_snapshots;
  fooled_run_shutdown (listener.run);
  fooled_run_start (listener.run);
  fooled_run_step (listener.run);
  fooled_run_pause (listener.run);
  fooled_run_restart (listener.run);
  fooled_run_select (listener.run, 0);
  fooled_run_set_view (listener.run, RUN_VIEW_OFFSPRING, 64);
  drain ();
  g_assert_cmpuint (listener.n_snapshots, ==, n_snapshots);
  g_assert_finalize_object (listener.run);
}

static void
reopen (Listener *listener, const char *path)
{
  g_assert_finalize_object (listener->run);
  listener_init (listener);
  fooled_run_open_session (listener->run, path, FALSE);
}

static gboolean
is_running (Listener *listener)
{
  gboolean running;

  g_object_get (listener->run, "running", &running, NULL);
  return running;
}

/* A session that was paused is there again paused, and whoever asks for a start meanwhile gets it.
 */
static void
test_session_as_it_was (void)
{
  g_autofree char *path = NULL;
  guint64 generation;
  Listener listener;

  listener_init (&listener);
  fooled_run_set_saving (listener.run, TRUE);
  fooled_run_start (listener.run);
  await (listener.run, RUN_STATE_RUNNING, 2, 0);
  path = g_strdup (fooled_run_get_snapshot (listener.run)->job.session);
  fooled_run_pause (listener.run);
  await (listener.run, RUN_STATE_PAUSED, 0, 0);
  generation = fooled_run_get_snapshot (listener.run)->generation;

  reopen (&listener, path);
  await (listener.run, RUN_STATE_PAUSED, generation, 0);
  g_assert_false (is_running (&listener));
  g_assert_true (fooled_run_wants_pause (listener.run));
  g_usleep (G_USEC_PER_SEC / 10);
  drain ();
  g_assert_cmpint (fooled_run_get_state (listener.run), ==, RUN_STATE_PAUSED);
  g_assert_cmpuint (fooled_run_get_snapshot (listener.run)->generation, ==, generation);

  reopen (&listener, path);
  fooled_run_start (listener.run);
  await (listener.run, RUN_STATE_RUNNING, generation + 2, 0);
  g_assert_true (is_running (&listener));

  reopen (&listener, path);
  await (listener.run, RUN_STATE_RUNNING, generation + 3, 0);
  g_assert_true (is_running (&listener));
  g_assert_false (fooled_run_wants_pause (listener.run));
  g_assert_finalize_object (listener.run);
}

/* A run that goes away in the middle of its work, with a wake-up under way. */
static void
test_dispose_while_running (void)
{
  for (guint i = 0; i < 20; i++)
    {
      Listener listener;

      listener_init (&listener);
      fooled_run_start (listener.run);
      if (i % 2 == 0)
        await (listener.run, RUN_STATE_RUNNING, 1, 0);
      g_usleep (i * 500);
      g_assert_finalize_object (listener.run);
      drain ();
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  test_network_create ();
  g_test_add_func ("/ui/run/lifetime", test_lifetime);
  g_test_add_func ("/ui/run/start-and-pause", test_start_and_pause);
  g_test_add_func ("/ui/run/toggle", test_toggle);
  g_test_add_func ("/ui/run/toggle-finished", test_toggle_finished);
  g_test_add_func ("/ui/run/start-at-end", test_start_at_end);
  g_test_add_func ("/ui/run/step", test_step);
  g_test_add_func ("/ui/run/settings-restart", test_settings_restart);
  g_test_add_func ("/ui/run/failure", test_failure);
  g_test_add_func ("/ui/run/shutdown", test_shutdown);
  g_test_add_func ("/ui/run/session-as-it-was", test_session_as_it_was);
  g_test_add_func ("/ui/run/dispose-while-running", test_dispose_while_running);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
