// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <string.h>

#include "formats/card.h"

#define N_GENERATIONS 25

typedef struct
{
  RunJob *job;
  RunSettings settings;
  TestScreen screen;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->job = test_job_new (NULL, NULL);
  test_settings_init (&fixture->settings);
  test_screen_init (&fixture->screen, fixture->job);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_screen_clear (&fixture->screen);
  run_settings_clear (&fixture->settings);
  run_job_free (fixture->job);
}

static char *
archive_hash (Fixture *fixture)
{
  char *hash;

  g_assert_true (test_result (fixture->job, &hash, NULL));
  g_assert_cmpuint (strlen (hash), ==, 64);
  return hash;
}

static void
test_stops_at_generation (Fixture *fixture, gconstpointer data)
{
  const RunSnapshot *last;

  fixture->settings.stop_generations = N_GENERATIONS;
  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await (&fixture->screen, RUN_STATE_FINISHED);
  last = fixture->screen.last;
  g_assert_cmpuint (last->generation, ==, N_GENERATIONS);
  g_assert_cmpuint (last->evaluations, ==, N_GENERATIONS * TEST_BATCH);
  g_assert_cmpuint (last->n_history, ==, N_GENERATIONS);
  g_assert_cmpuint (last->history[0].evaluations, ==, TEST_BATCH);
  g_assert_cmpfloat (last->history[0].median, <, last->median);
  g_assert_cmpuint (last->job.number, ==, 1);
  g_assert_cmpstr (last->network->id, ==, TEST_NETWORK);
  g_assert_cmpuint (last->network->n_parameters, ==, 4 * 9 + TEST_N_CLASSES * 4 * 36);
  g_assert_cmpint (last->method, ==, RUN_METHOD_EVOLVE_PIXELS);
  g_assert_cmpuint (last->seed, ==, 1);
  g_assert_cmpfloat (last->seconds, >, 0);
}

/* Whoever resumes a finished run goes on past the condition; a new one counts again. */
static void
test_goes_on_past_the_end (Fixture *fixture, gconstpointer data)
{
  fixture->settings.stop_generations = 5;
  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await (&fixture->screen, RUN_STATE_FINISHED);
  run_job_resume (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_RUNNING, 8);
  run_job_pause (fixture->job);
  test_screen_await (&fixture->screen, RUN_STATE_PAUSED);

  fixture->settings.stop_generations = fixture->screen.last->generation + 4;
  run_experiment_change (fixture->job, &fixture->settings);
  run_job_resume (fixture->job);
  test_screen_await (&fixture->screen, RUN_STATE_FINISHED);
  g_assert_cmpuint (fixture->screen.last->generation, ==, fixture->settings.stop_generations);
}

static void
test_stops_at_confidence (Fixture *fixture, gconstpointer data)
{
  gboolean wanted[TEST_N_CLASSES] = { FALSE, TRUE, TRUE };

  fixture->settings.stop_confidence = 0.6;
  fixture->settings.wanted = g_memdup2 (wanted, sizeof wanted);
  fixture->settings.n_wanted = TEST_N_CLASSES;
  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await (&fixture->screen, RUN_STATE_FINISHED);
  g_assert_cmpfloat (fixture->screen.last->min, >=, 0.6);
  for (guint i = 0; i < TEST_N_CLASSES; i++)
    g_assert_true (fixture->screen.cells[i].filled == wanted[i]);
  g_assert_cmpmem (fixture->screen.last->wanted, sizeof wanted, wanted, sizeof wanted);

  run_job_resume (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_RUNNING,
                                fixture->screen.last->generation + 3);
}

/* The cells that snapshots brought are the champions of the result. */
static void
test_cells_are_champions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) champions = NULL;
  const TestScreen *screen = &fixture->screen;

  fixture->settings.stop_generations = N_GENERATIONS;
  fixture->settings.seed = 7;
  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await (&fixture->screen, RUN_STATE_FINISHED);
  g_assert_true (test_result (fixture->job, NULL, &champions));
  g_assert_cmpuint (champions->len, ==, TEST_N_CLASSES);
  g_assert_null (screen->last->wanted);
  g_assert_cmpuint (screen->n_cells, ==, TEST_N_CLASSES);
  for (guint i = 0; i < TEST_N_CLASSES; i++)
    {
      const StoreSpecimen *champion = g_ptr_array_index (champions, i);
      g_autofree char *label = g_strdup_printf ("%u", i);

      g_assert_cmpfloat (champion->confidence, ==, screen->cells[i].confidence);
      g_assert_cmpuint (champion->origin.generation, ==, screen->cells[i].generation);
      g_assert_cmpuint (champion->origin.evaluation, ==, screen->cells[i].evaluation);
      g_assert_cmpuint (champion->origin.evaluation / TEST_BATCH, ==, champion->origin.generation);
      g_assert_cmpuint (champion->class_index, ==, i);
      g_assert_cmpstr (champion->label, ==, label);
      g_assert_cmpstr (champion->network_id, ==, TEST_NETWORK);
      g_assert_cmpstr (champion->encoding, ==, "pixels");
      g_assert_cmpuint (champion->seed, ==, 7);
      g_assert_cmpuint (champion->batch, ==, TEST_BATCH);
      g_assert_cmpuint (champion->n_crops, ==, 1);
      g_assert_nonnull (champion->variation);
      g_assert_cmpuint (champion->image->width, ==, TEST_SIDE);
      g_assert_cmpuint (champion->n_top, ==, EVO_TOP);
    }
}

static void
test_pause_holds (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint64 evaluations;

  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await_generation (&fixture->screen, RUN_STATE_RUNNING, 1);
  g_assert_false (test_result (fixture->job, &before, NULL));
  g_assert_null (before);
  run_job_pause (fixture->job);
  test_screen_await (&fixture->screen, RUN_STATE_PAUSED);
  evaluations = fixture->screen.last->evaluations;
  before = archive_hash (fixture);
  g_assert_false (test_screen_take (&fixture->screen, 100));
  after = archive_hash (fixture);
  g_assert_cmpstr (before, ==, after);

  run_job_resume (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_RUNNING,
                                fixture->screen.last->generation + 1);
  g_assert_cmpuint (fixture->screen.last->evaluations, >, evaluations);
}

static void
test_step (Fixture *fixture, gconstpointer data)
{
  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  test_screen_await (&fixture->screen, RUN_STATE_PAUSED);
  g_assert_cmpuint (fixture->screen.last->generation, ==, 0);
  g_assert_false (fixture->screen.cells[0].filled);
  for (guint i = 1; i <= 5; i++)
    {
      run_job_step (fixture->job);
      test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, i);
      g_assert_cmpuint (fixture->screen.last->generation, ==, i);
      g_assert_cmpuint (fixture->screen.last->evaluations, ==, i * TEST_BATCH);
    }
  g_assert_true (fixture->screen.cells[0].filled);

  run_job_step (fixture->job);
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 7);
  g_assert_cmpuint (fixture->screen.last->generation, ==, 7);
  g_assert_false (test_screen_take (&fixture->screen, 50));
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *other = NULL;
  g_autofree char *again = NULL;

  fixture->settings.stop_generations = 6;
  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await_run (&fixture->screen, RUN_STATE_FINISHED, 1);
  first = archive_hash (fixture);

  fixture->settings.seed = 2;
  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  test_screen_await_run (&fixture->screen, RUN_STATE_PAUSED, 2);
  g_assert_cmpuint (fixture->screen.last->generation, ==, 0);
  g_assert_cmpuint (fixture->screen.last->n_history, ==, 0);
  g_assert_cmpfloat (fixture->screen.last->seconds, ==, 0);
  for (guint i = 0; i < TEST_N_CLASSES; i++)
    g_assert_false (fixture->screen.cells[i].filled);
  run_job_resume (fixture->job);
  test_screen_await_run (&fixture->screen, RUN_STATE_FINISHED, 2);
  other = archive_hash (fixture);
  g_assert_cmpstr (first, !=, other);

  fixture->settings.seed = 1;
  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await_run (&fixture->screen, RUN_STATE_FINISHED, 3);
  again = archive_hash (fixture);
  g_assert_cmpstr (first, ==, again);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await_generation (&fixture->screen, RUN_STATE_RUNNING, 1);
  run_job_cancel (fixture->job);
  test_screen_await (&fixture->screen, RUN_STATE_IDLE);
  g_assert_cmpuint (fixture->screen.n_cells, ==, 0);
  g_assert_null (fixture->screen.last->selected);
  g_assert_false (test_result (fixture->job, NULL, NULL));

  run_job_resume (fixture->job);
  run_job_step (fixture->job);
  g_assert_false (test_screen_take (&fixture->screen, 50));

  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await_run (&fixture->screen, RUN_STATE_RUNNING, 2);
}

/* Without a run a bad start is a state of its own, and the job stays usable. */
static void
test_failure (Fixture *fixture, gconstpointer data)
{
  RunSettings bad;

  run_settings_init (&bad, "no-such-network");
  run_experiment_start (fixture->job, &bad, NULL, FALSE);
  test_screen_await (&fixture->screen, RUN_STATE_FAILED);
  g_assert_nonnull (strstr (fixture->screen.last->job.message, "no-such-network"));
  g_assert_false (test_result (fixture->job, NULL, NULL));
  run_job_pause (fixture->job);
  run_experiment_select (fixture->job, 0);
  g_assert_false (test_screen_take (&fixture->screen, 50));

  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await_run (&fixture->screen, RUN_STATE_RUNNING, 1);
  test_screen_await_generation (&fixture->screen, RUN_STATE_RUNNING, 2);
  g_assert_null (fixture->screen.last->job.message);
  run_settings_clear (&bad);
}

/* Bad settings of every kind leave the run that goes on alone; each is reported once. */
static void
test_failure_keeps_the_run (Fixture *fixture, gconstpointer data)
{
  RunSettings bad[4];
  g_autofree char *no_network = g_build_filename (test_network_folder (), "broken.onnx", NULL);

  g_assert_true (g_file_set_contents (no_network, "this is no network", -1, NULL));
  run_settings_init (&bad[0], no_network);
  run_settings_copy (&fixture->settings, &bad[1]);
  bad[1].wanted = g_new0 (gboolean, TEST_N_CLASSES + 1);
  bad[1].wanted[0] = TRUE;
  bad[1].n_wanted = TEST_N_CLASSES + 1;
  run_settings_copy (&fixture->settings, &bad[2]);
  bad[2].batch = 1;
  run_settings_copy (&fixture->settings, &bad[3]);
  bad[3].n_crops = 10; /* the network's pictures are as large as its input */

  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await_generation (&fixture->screen, RUN_STATE_RUNNING, 1);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      guint64 generation;

      run_experiment_start (fixture->job, &bad[i], NULL, FALSE);
      while (fixture->screen.n_messages == i)
        g_assert_true (test_screen_take (&fixture->screen, 60000));
      g_assert_cmpint (fixture->screen.last->job.state, ==, RUN_STATE_RUNNING);
      g_assert_cmpuint (fixture->screen.last->job.number, ==, 1);
      generation = fixture->screen.last->generation;
      test_screen_await_generation (&fixture->screen, RUN_STATE_RUNNING, generation + 3);
      g_assert_cmpuint (fixture->screen.n_messages, ==, i + 1);
      run_settings_clear (&bad[i]);
    }
}

static void
test_change_of_batch (Fixture *fixture, gconstpointer data)
{
  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 1);
  fixture->settings.batch = 10;
  fixture->settings.n_threads = 3;
  run_experiment_change (fixture->job, &fixture->settings);
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 2);
  g_assert_cmpuint (fixture->screen.last->evaluations, ==, TEST_BATCH + 10);

  fixture->settings.batch = RUN_MAX_BATCH + 1;
  run_experiment_change (fixture->job, &fixture->settings);
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 3);
  g_assert_cmpuint (fixture->screen.last->evaluations, ==, TEST_BATCH + 20);
  g_assert_cmpuint (fixture->screen.n_messages, ==, 1);
}

/* What needs a restart does not slip into the run under way. */
static void
test_change_of_seed_is_ignored (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = NULL;
  g_autofree char *expected = NULL;

  fixture->settings.method = RUN_METHOD_EVOLVE_CPPN;
  fixture->settings.stop_generations = 5;
  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await_run (&fixture->screen, RUN_STATE_FINISHED, 1);
  expected = archive_hash (fixture);

  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  fixture->settings.seed = 99;
  fixture->settings.method = RUN_METHOD_EVOLVE_PIXELS;
  fixture->settings.variation.coordinates = EVO_COORDINATES_PIXEL;
  run_experiment_change (fixture->job, &fixture->settings);
  run_job_resume (fixture->job);
  test_screen_await_run (&fixture->screen, RUN_STATE_FINISHED, 2);
  g_assert_cmpuint (fixture->screen.last->seed, ==, 1);
  hash = archive_hash (fixture);
  g_assert_cmpstr (hash, ==, expected);
}

static void
test_views (Fixture *fixture, gconstpointer data)
{
  guint n_won = 0;

  run_experiment_set_view (fixture->job, RUN_VIEW_OFFSPRING, 48);
  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  test_screen_await_run (&fixture->screen, RUN_STATE_PAUSED, 1);
  g_assert_cmpint (fixture->screen.last->view, ==, RUN_VIEW_OFFSPRING);
  g_assert_cmpuint (fixture->screen.n_cells, ==, TEST_BATCH);
  g_assert_false (fixture->screen.cells[0].filled);

  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 1);
  for (guint i = 0; i < TEST_BATCH; i++)
    {
      g_assert_true (fixture->screen.cells[i].filled);
      n_won += fixture->screen.cells[i].n_won;
    }
  g_assert_cmpuint (n_won, >=, TEST_N_CLASSES);

  /* Each change of the view sends all cells again, made for the new size. */
  for (guint size = 16; size <= 1024; size *= 4)
    {
      run_experiment_set_view (fixture->job, RUN_VIEW_CHAMPIONS, size);
      g_assert_true (test_screen_take (&fixture->screen, 60000));
      g_assert_cmpint (fixture->screen.last->view, ==, RUN_VIEW_CHAMPIONS);
      g_assert_cmpuint (fixture->screen.last->cell_size, ==, size);
      g_assert_cmpuint (fixture->screen.last->n_changed, ==, TEST_N_CLASSES);
    }

  /* What was taken is not sent again. */
  run_experiment_select (fixture->job, 1);
  g_assert_true (test_screen_take (&fixture->screen, 60000));
  g_assert_cmpuint (fixture->screen.last->n_changed, ==, 0);

  /* Nothing is sent to whoever does not look; what is selected is there all the same. */
  run_experiment_set_view (fixture->job, RUN_VIEW_CHAMPIONS, RUN_NO_CELLS);
  g_assert_true (test_screen_take (&fixture->screen, 60000));
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 2);
  g_assert_cmpuint (fixture->screen.last->n_changed, ==, 0);
  g_assert_nonnull (fixture->screen.last->selected);
  run_experiment_set_view (fixture->job, RUN_VIEW_CHAMPIONS, 32);
  g_assert_true (test_screen_take (&fixture->screen, 60000));
  g_assert_cmpuint (fixture->screen.last->n_changed, ==, TEST_N_CLASSES);
}

static void
test_selection (Fixture *fixture, gconstpointer data)
{
  TestScreen *screen = &fixture->screen;
  g_autoptr (StoreSpecimen) selected = NULL;

  fixture->settings.method = RUN_METHOD_EVOLVE_CPPN;
  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  run_experiment_select (fixture->job, 2);
  test_screen_await_run (screen, RUN_STATE_PAUSED, 1);
  while (screen->last->selected_index != 2)
    g_assert_true (test_screen_take (screen, 60000));
  g_assert_null (screen->last->selected);

  run_job_step (fixture->job);
  test_screen_await_generation (screen, RUN_STATE_PAUSED, 1);
  selected = store_specimen_ref (screen->last->selected);
  g_assert_cmpuint (selected->class_index, ==, 2);
  g_assert_cmpfloat (selected->confidence, ==, screen->cells[2].confidence);
  g_assert_nonnull (selected->diagram);
  g_assert_cmpuint (selected->genome_size, >, 0);

  /* An unchanged cell keeps its very specimen. */
  run_experiment_set_view (fixture->job, RUN_VIEW_CHAMPIONS, 100);
  g_assert_true (test_screen_take (screen, 60000));
  g_assert_true (screen->last->selected == selected);

  run_experiment_set_view (fixture->job, RUN_VIEW_OFFSPRING, 100);
  run_experiment_select (fixture->job, 5);
  while (screen->last->selected_index != 5)
    g_assert_true (test_screen_take (screen, 60000));
  g_assert_cmpuint (screen->last->selected->class_index, ==, screen->cells[5].class_index);
  g_assert_cmpuint (screen->last->selected->origin.evaluation, ==, 5);

  run_experiment_select (fixture->job, TEST_BATCH); /* not there */
  g_assert_true (test_screen_take (screen, 60000));
  g_assert_cmpint (screen->last->selected_index, ==, -1);
  g_assert_null (screen->last->selected);
}

static void
test_free_while_running (void)
{
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (RunJob) job = test_job_new (NULL, NULL);
      RunSettings settings;

      test_settings_init (&settings);
      run_experiment_start (job, &settings, NULL, FALSE);
      if (i % 2 == 0)
        run_job_snapshot_unref (run_job_wait (job, 60000));
      run_settings_clear (&settings);
    }
}

static void
count (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

/* One call each time the mailbox fills; none while it stays full, none after the end. */
static void
test_notify (void)
{
  gint n_calls = 0;
  RunJob *job = test_job_new (count, &n_calls);
  RunSettings settings;
  gint n_at_end;

  test_settings_init (&settings);
  run_experiment_start (job, &settings, NULL, TRUE);
  for (guint i = 0; i < 20; i++)
    run_job_step (job);
  while (!test_result (job, NULL, NULL))
    g_thread_yield ();
  g_assert_cmpint (g_atomic_int_get (&n_calls), ==, 1);

  run_job_snapshot_unref (run_job_take_snapshot (job));
  run_job_step (job);
  run_job_snapshot_unref (run_job_wait (job, 60000));
  run_job_resume (job);
  run_job_free (job);
  n_at_end = g_atomic_int_get (&n_calls);
  g_assert_cmpint (n_at_end, >=, 2);
  g_usleep (20000);
  g_assert_cmpint (g_atomic_int_get (&n_calls), ==, n_at_end);
  run_settings_clear (&settings);
}

/* A network whose pictures are so large that champions' images are not kept: six of them are more
 * than 32 MB. */
#define LARGE_SIDE 2500

static char *
write_large_card (void)
{
  g_autofree char *weights = g_build_filename (test_network_folder (), TEST_NETWORK ".onnx", NULL);
  g_autoptr (FmtCard) card = fmt_card_guess (weights, 1, TEST_SIDE, TEST_SIDE, TEST_N_CLASSES);
  char *path = g_build_filename (test_network_folder (), "large.card", NULL);

  card->image_width = card->image_height = LARGE_SIDE;
  g_assert_true (fmt_card_save (card, path, NULL));
  return path;
}

static RunSnapshot *
await_cells (RunJob *job)
{
  for (;;)
    {
      RunSnapshot *snapshot = run_job_wait (job, 60000);

      g_assert_nonnull (snapshot);
      if (snapshot->generation == 2 && snapshot->n_changed == TEST_N_CLASSES)
        return snapshot;
      run_job_snapshot_unref (snapshot);
    }
}

/* Whenever the cells change their size, images that are not kept are drawn again, each as it was.
 */
static void
test_images_are_drawn_again (void)
{
  RunJob *job = test_job_new (NULL, NULL);
  g_autofree char *card = write_large_card ();
  RunSettings settings;

  test_settings_init (&settings);
  g_free (settings.network);
  settings.network = g_strdup (card);
  settings.batch = 4;
  settings.stop_generations = 2;
  run_experiment_set_view (job, RUN_VIEW_CHAMPIONS, 16);
  run_experiment_start (job, &settings, NULL, FALSE);
  while (!test_result (job, NULL, NULL))
    g_usleep (1000);
  for (guint size = 24; size <= 48; size *= 2)
    {
      g_autoptr (RunSnapshot) snapshot = NULL;

      run_experiment_set_view (job, RUN_VIEW_CHAMPIONS, size);
      snapshot = await_cells (job);
      while (snapshot->cell_size != size)
        {
          run_job_snapshot_unref (snapshot);
          snapshot = await_cells (job);
        }
      for (guint i = 0; i < TEST_N_CLASSES; i++)
        {
          g_autoptr (StoreSpecimen) champion = run_experiment_champion (job, i);
          g_autoptr (BaseImage) expected = base_image_for_cell (champion->image, size);
          const RunCell *cell = &snapshot->changed[i];

          g_assert_cmpuint (champion->image->width, ==, LARGE_SIDE);
          g_assert_cmpuint (cell->evaluation, ==, champion->origin.evaluation);
          g_assert_cmpmem (cell->image->pixels, base_image_size (cell->image), expected->pixels,
                           base_image_size (expected));
        }
    }
  run_job_free (job);
  run_settings_clear (&settings);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  test_network_create ();
#define ADD(name, function)                                                                        \
  g_test_add ("/run/experiment/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("stops-at-generation", test_stops_at_generation);
  ADD ("goes-on-past-the-end", test_goes_on_past_the_end);
  ADD ("stops-at-confidence", test_stops_at_confidence);
  ADD ("cells-are-champions", test_cells_are_champions);
  ADD ("pause-holds", test_pause_holds);
  ADD ("step", test_step);
  ADD ("restart", test_restart);
  ADD ("stop", test_stop);
  ADD ("failure", test_failure);
  ADD ("failure-keeps-the-run", test_failure_keeps_the_run);
  ADD ("change-of-batch", test_change_of_batch);
  ADD ("change-of-seed-is-ignored", test_change_of_seed_is_ignored);
  ADD ("views", test_views);
  ADD ("selection", test_selection);
#undef ADD
  g_test_add_func ("/run/experiment/free-while-running", test_free_while_running);
  g_test_add_func ("/run/experiment/notify", test_notify);
  g_test_add_func ("/run/experiment/images-are-drawn-again", test_images_are_drawn_again);
  result = g_test_run ();
  test_network_remove ();
  return result;
}
