// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#define N_COMMANDS 400

/* Several micro-batches, so that commands meet generations in their middle. */
#define BATCH 150

static char *
hash_of (const RunSettings *settings, guint64 *evaluations)
{
  g_autoptr (RunJob) job = test_job_new (NULL, NULL);
  TestScreen screen;
  char *hash = NULL;

  test_screen_init (&screen, job);
  run_experiment_start (job, settings, NULL, FALSE);
  test_screen_await (&screen, RUN_STATE_FINISHED);
  g_assert_true (test_result (job, &hash, NULL));
  if (evaluations != NULL)
    *evaluations = screen.last->evaluations;
  test_screen_clear (&screen);
  return hash;
}

/* The hash of a run that nobody disturbs. */
static char *
hash_of_run (RunMethod method, guint n_threads, guint64 n_generations, guint64 *evaluations)
{
  RunSettings settings;
  char *hash;

  test_settings_init (&settings);
  settings.method = method;
  settings.batch = BATCH;
  settings.n_threads = n_threads;
  settings.stop_generations = n_generations;
  hash = hash_of (&settings, evaluations);
  run_settings_clear (&settings);
  return hash;
}

static void
test_threads (gconstpointer data)
{
  RunMethod method = GPOINTER_TO_INT (data);
  g_autofree char *expected = hash_of_run (method, 1, 30, NULL);

  for (guint n_threads = 2; n_threads <= 3; n_threads++)
    {
      g_autofree char *hash = hash_of_run (method, n_threads, 30, NULL);

      g_assert_cmpstr (hash, ==, expected);
    }
}

/* People may watch: a run that begins slowly ends where any other does, and takes its time. */
static void
test_slow_start (void)
{
  g_autofree char *expected = hash_of_run (RUN_METHOD_EVOLVE_PIXELS, 1, 4, NULL);
  g_autofree char *hash = NULL;
  gint64 begin = g_get_monotonic_time ();
  gint64 least = 3 * BATCH * RUN_SLOW_SECONDS * G_TIME_SPAN_SECOND / RUN_SLOW_IMAGES;
  RunSettings settings;

  test_settings_init (&settings);
  settings.method = RUN_METHOD_EVOLVE_PIXELS;
  settings.batch = BATCH;
  settings.n_threads = 1;
  settings.stop_generations = 4;
  settings.slow_start = TRUE;
  hash = hash_of (&settings, NULL);
  g_assert_cmpstr (hash, ==, expected);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, least); /* it waits: no upper bound */
  run_settings_clear (&settings);
}

/* A command that must not change the result. */
static void
disturb (RunJob *job, RunSettings *settings)
{
  switch (g_test_rand_int_range (0, 7))
    {
    case 0:
      run_job_pause (job);
      break;
    case 1:
      run_job_step (job);
      break;
    case 2:
      run_experiment_set_view (job, (RunView) g_test_rand_int_range (0, 2),
                               (guint) g_test_rand_int_range (16, 64));
      break;
    case 3:
      run_experiment_select (job, g_test_rand_int_range (-1, TEST_BATCH));
      break;
    case 4:
      settings->n_threads = (guint) g_test_rand_int_range (1, 4);
      run_experiment_change (job, settings);
      break;
    case 5:
      test_result (job, NULL, NULL);
      break;
    default:
      run_job_resume (job);
      g_usleep ((gulong) g_test_rand_int_range (0, 2000));
      break;
    }
}

/* Pauses in the middle of generations, steps, views, changes of threads: the same bits. */
static void
test_disturbed (gconstpointer data)
{
  RunMethod method = GPOINTER_TO_INT (data);
  g_autofree char *expected = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (RunJob) job = test_job_new (NULL, NULL);
  TestScreen screen;
  RunSettings settings;
  guint64 reached, evaluations;

  test_screen_init (&screen, job);
  test_settings_init (&settings);
  settings.method = method;
  settings.batch = BATCH;
  run_experiment_start (job, &settings, NULL, FALSE);
  for (guint i = 0; i < N_COMMANDS; i++)
    {
      disturb (job, &settings);
      test_screen_take (&screen, 0);
    }

  run_job_pause (job);
  while (!test_result (job, NULL, NULL))
    g_thread_yield ();
  while (test_screen_take (&screen, 0))
    ;
  reached = screen.last->generation + 1;
  run_job_step (job);
  test_screen_await_generation (&screen, RUN_STATE_PAUSED, reached);
  g_assert_cmpuint (screen.last->generation, ==, reached);
  g_assert_true (test_result (job, &hash, NULL));

  expected = hash_of_run (method, 2, reached, &evaluations);
  g_assert_cmpuint (screen.last->evaluations, ==, evaluations);
  g_assert_true (run_method (method)->climbs ? evaluations > reached * BATCH
                                             : evaluations == reached * BATCH);
  g_assert_cmpstr (hash, ==, expected);
  test_screen_clear (&screen);
  run_settings_clear (&settings);
}

int
main (int argc, char **argv)
{
  static const RunMethod methods[] = { RUN_METHOD_EVOLVE_CPPN, RUN_METHOD_EVOLVE_PIXELS,
                                       RUN_METHOD_EVOLVE_CPPN_GRADIENT };
  int result;

  g_test_init (&argc, &argv, NULL);
  test_network_create ();
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *threads =
          g_strconcat ("/run/determinism/threads/", run_method (methods[i])->name, NULL);
      g_autofree char *disturbed =
          g_strconcat ("/run/determinism/disturbed/", run_method (methods[i])->name, NULL);

      g_test_add_data_func (threads, GINT_TO_POINTER (methods[i]), test_threads);
      g_test_add_data_func (disturbed, GINT_TO_POINTER (methods[i]), test_disturbed);
    }
  g_test_add_func ("/run/determinism/slow-start", test_slow_start);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
