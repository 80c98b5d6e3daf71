// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#define N_COMMANDS 12000

/* A random command, good or bad. */
static void
send_any (RunJob *job)
{
  RunSettings settings;
  int kind = g_test_rand_int_range (0, 24);

  test_settings_init (&settings);
  settings.method = (RunMethod) g_test_rand_int_range (0, RUN_N_METHODS);
  settings.seed = (guint64) g_test_rand_int_range (0, 100);
  settings.batch = (guint) g_test_rand_int_range (1, 100);
  settings.n_threads = (guint) g_test_rand_int_range (0, 4);
  settings.stop_generations = (guint64) g_test_rand_int_range (0, 30);
  if (g_test_rand_bit ())
    settings.stop_confidence = g_test_rand_double ();
  if (kind == 0)
    {
      g_free (settings.network);
      settings.network = g_strdup ("no-such-network");
    }

  if (kind <= 3)
    run_experiment_start (job, &settings, NULL, g_test_rand_bit ());
  else if (kind <= 6)
    run_experiment_change (job, &settings);
  else if (kind <= 8)
    run_job_pause (job);
  else if (kind <= 13)
    run_job_resume (job);
  else if (kind <= 16)
    run_job_step (job);
  else if (kind == 17)
    run_job_cancel (job);
  else if (kind <= 19)
    run_experiment_set_view (job, g_test_rand_bit () ? RUN_VIEW_CHAMPIONS : RUN_VIEW_OFFSPRING,
                         (guint) g_test_rand_int_range (RUN_MIN_CELL_SIZE, 64));
  else if (kind <= 21)
    run_experiment_select (job, g_test_rand_int_range (-1, 50));
  else if (kind == 22)
    test_result (job, NULL, NULL);
  else
    g_usleep ((gulong) g_test_rand_int_range (0, 3000));
  run_settings_clear (&settings);
}

static void
count (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

/* Whatever is sent in whatever order: every snapshot is sound, and what the screen pieced together
 * is what the archive holds in the end. */
static void
test_random_commands (void)
{
  gint n_calls = 0;
  RunJob *job = test_job_new (count, &n_calls);
  g_autoptr (GPtrArray) champions = NULL;
  TestScreen screen;
  RunSettings settings;
  guint64 run_number;

  test_screen_init (&screen, job);
  for (guint i = 0; i < N_COMMANDS; i++)
    {
      send_any (job);
      if (g_test_rand_int_range (0, 4) == 0)
        test_screen_take (&screen, 0);
    }

  test_settings_init (&settings);
  settings.stop_generations = 10;
  run_experiment_set_view (job, RUN_VIEW_CHAMPIONS, 32);
  run_experiment_start (job, &settings, NULL, FALSE);
  while (test_screen_take (&screen, 2000) &&
         (screen.last->job.state != RUN_STATE_FINISHED || screen.last->generation != 10))
    ;
  g_assert_cmpint (screen.last->job.state, ==, RUN_STATE_FINISHED);
  run_number = screen.last->job.number;
  g_assert_true (test_result (job, NULL, &champions));
  g_assert_cmpuint (screen.n_cells, ==, TEST_N_CLASSES);
  for (guint i = 0; i < TEST_N_CLASSES; i++)
    {
      const StoreSpecimen *champion = g_ptr_array_index (champions, i);

      g_assert_cmpfloat (champion->confidence, ==, screen.cells[i].confidence);
    }
  g_assert_cmpuint (run_number, >, 1);
  g_assert_cmpint (g_atomic_int_get (&n_calls), >=, (gint) screen.n_taken);

  test_screen_clear (&screen);
  run_settings_clear (&settings);
  run_job_free (job);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  test_network_create ();
  g_test_add_func ("/run/stress/random-commands", test_random_commands);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
