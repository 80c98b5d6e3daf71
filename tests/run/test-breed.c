// SPDX-License-Identifier: GPL-3.0-or-later
/* Runs that begin with images, and generations that are bred by hand: the same on any number of
 * threads and however often the program ends in between. */
#include "saved-run.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/pack.h"
#include "evolve/search.h"
#include "store/session.h"

/* The program ends and begins again. */
static void
reopen (SavedRun *fixture)
{
  saved_run_end (fixture);
  saved_run_begin (fixture);
  run_job_open (fixture->job, fixture->path, TRUE);
  while (fixture->screen.last == NULL || fixture->screen.last->job.number == 0 ||
         fixture->screen.last->job.state == RUN_STATE_LOADING)
    {
      g_assert_true (test_screen_take (&fixture->screen, 60000));
      if (fixture->screen.last->job.state == RUN_STATE_FAILED)
        g_error ("%s", fixture->screen.last->job.message);
    }
  g_assert_cmpstr (fixture->screen.last->job.message, ==, NULL);
}

static void
show_offspring (SavedRun *fixture)
{
  run_experiment_set_view (fixture->job, RUN_VIEW_OFFSPRING, RUN_MIN_CELL_SIZE);
  while (fixture->screen.last == NULL || fixture->screen.last->view != RUN_VIEW_OFFSPRING)
    g_assert_true (test_screen_take (&fixture->screen, 60000));
}

/* A new snapshot in which the run stands still and fulfils the condition. */
#define AWAIT(fixture, condition)                                                                  \
  while ((fixture)->screen.last->job.state == RUN_STATE_RUNNING || !(condition))                   \
  g_assert_true (test_screen_take (&(fixture)->screen, 60000))

static void
breed (SavedRun *fixture, guint n, const guint64 *evaluations)
{
  guint64 generation = fixture->screen.last->generation;

  run_experiment_breed (fixture->job, n, evaluations, RUN_VIEW_OFFSPRING);
  AWAIT (fixture, fixture->screen.last->generation == generation + 1);
  g_assert_cmpint (fixture->screen.last->job.state, ==, RUN_STATE_PAUSED);
  g_assert_true (fixture->screen.last->is_bred);
  g_assert_cmpuint (fixture->screen.n_cells, ==, RUN_BREED_BATCH);
}

static void
undo (SavedRun *fixture)
{
  guint64 n = fixture->screen.last->n_undone;

  run_experiment_undo (fixture->job);
  AWAIT (fixture, fixture->screen.last->n_undone == n + 1);
}

static void
run_on_to (SavedRun *fixture, guint64 last)
{
  fixture->settings.stop_generations = last;
  run_experiment_change (fixture->job, &fixture->settings);
  run_job_resume (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_FINISHED, last);
}

static guint64
number (SavedRun *fixture, guint cell)
{
  g_assert_true (fixture->screen.cells[cell].filled);
  return fixture->screen.cells[cell].evaluation;
}

/* --- Seeds --- */

/* Champions of a run with another seed. Caller unrefs. */
static GPtrArray *
make_specimens (RunMethod method)
{
  RunJob *job = test_job_new (NULL, NULL);
  GPtrArray *champions;
  RunSettings settings;
  TestScreen screen;

  test_settings_init (&settings);
  settings.method = method;
  settings.seed = 77;
  settings.stop_generations = 5;
  test_screen_init (&screen, job);
  run_experiment_start (job, &settings, NULL, FALSE);
  test_screen_await (&screen, RUN_STATE_FINISHED);
  g_assert_true (test_result (job, NULL, &champions));
  test_screen_clear (&screen);
  run_settings_clear (&settings);
  run_job_free (job);
  return champions;
}

static RunSeeds *
make_seeds (RunMethod method, guint n)
{
  g_autoptr (GPtrArray) specimens = make_specimens (method);
  RunSeeds *seeds;

  g_assert_cmpuint (specimens->len, >=, n);
  g_assert_cmpint (run_seeds_method ((StoreSpecimen *const *) specimens->pdata, n), ==, method);
  seeds = run_seeds_new ((StoreSpecimen *const *) specimens->pdata, n, method, NULL);
  g_assert_nonnull (seeds);
  return seeds;
}

static char *
run_from_seeds (SavedRun *fixture, guint64 last, guint n_threads)
{
  char *hash = NULL;

  fixture->settings.n_threads = n_threads;
  fixture->settings.stop_generations = last;
  run_experiment_start (fixture->job, &fixture->settings, NULL, FALSE);
  test_screen_await_generation (&fixture->screen, RUN_STATE_FINISHED, last);
  g_assert_true (test_result (fixture->job, &hash, NULL));
  saved_run_end (fixture);
  saved_run_begin (fixture);
  return hash;
}

static void
test_seeds_go_on_exactly (SavedRun *fixture, gconstpointer data)
{
  RunMethod method = (RunMethod) GPOINTER_TO_INT (data);
  g_autofree char *expected = NULL, *again = NULL, *without = NULL, *hash = NULL;
  RunSettings random;

  fixture->settings.method = method;
  fixture->settings.seeds = make_seeds (method, 3);
  expected = run_from_seeds (fixture, 9, 1);
  again = run_from_seeds (fixture, 9, 3);
  g_assert_cmpstr (expected, ==, again);
  run_settings_copy (&fixture->settings, &random);
  g_clear_pointer (&random.seeds, run_seeds_unref);
  g_assert_true (run_settings_need_restart (&fixture->settings, &random));
  g_assert_false (run_settings_need_restart (&fixture->settings, &fixture->settings));
  run_settings_clear (&random);

  /* Saved in its first generations and gone on with. */
  fixture->settings.stop_generations = 1;
  run_experiment_start (fixture->job, &fixture->settings, fixture->path, TRUE);
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_FINISHED, 1);
  reopen (fixture);
  g_assert_true (run_seeds_equal (fixture->screen.last->settings->seeds, fixture->settings.seeds));
  g_assert_cmpuint (fixture->screen.last->settings->seeds->seeds[0].origin.evaluation, ==,
                    fixture->settings.seeds->seeds[0].origin.evaluation);
  run_on_to (fixture, 4);
  reopen (fixture);
  run_on_to (fixture, 9);
  g_assert_true (test_result (fixture->job, &hash, NULL));
  g_assert_cmpstr (hash, ==, expected);

  saved_run_end (fixture);
  saved_run_begin (fixture);
  g_clear_pointer (&fixture->settings.seeds, run_seeds_unref);
  without = run_from_seeds (fixture, 9, 1);
  g_assert_cmpstr (without, !=, expected);
}

/* Generation 0 holds the seeds as they are, then children of them. */
static void
test_seeds_are_first (SavedRun *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) specimens = make_specimens (RUN_METHOD_EVOLVE_CPPN);

  fixture->settings.method = RUN_METHOD_EVOLVE_CPPN;
  fixture->settings.seeds =
      run_seeds_new ((StoreSpecimen *const *) specimens->pdata, 2, RUN_METHOD_EVOLVE_CPPN, NULL);
  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 1);
  show_offspring (fixture);
  for (guint i = 0; i < 3; i++)
    {
      run_experiment_select (fixture->job, (gint) i);
      while (fixture->screen.last->selected_index != (gint) i)
        g_assert_true (test_screen_take (&fixture->screen, 60000));
      if (i < 2)
        {
          const StoreSpecimen *seed = specimens->pdata[i];

          g_assert_true (g_bytes_equal (fixture->screen.last->selected->genome, seed->genome));
          g_assert_cmpuint (fixture->screen.last->selected->origin.parent, ==, EVO_NO_PARENT);
        }
      else
        g_assert_cmpuint (fixture->screen.last->selected->origin.parent, <, 2);
    }
}

static void
test_seeds_are_checked (SavedRun *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) specimens = make_specimens (RUN_METHOD_EVOLVE_PIXELS);
  g_autoptr (GError) error = NULL, many = NULL, other = NULL;
  StoreSpecimen *const *images = (StoreSpecimen *const *) specimens->pdata;

  g_assert_null (run_seeds_new (images, 1, RUN_METHOD_EVOLVE_CPPN, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  g_assert_null (run_seeds_new (images, RUN_MAX_SEEDS + 1, RUN_METHOD_EVOLVE_PIXELS, &many));
  g_assert_error (many, BASE_ERROR, BASE_ERROR_ARGUMENT);

  fixture->settings.seeds = run_seeds_new (images, 3, RUN_METHOD_EVOLVE_PIXELS, NULL);
  g_assert_true (run_settings_check (&fixture->settings, NULL));
  g_assert_cmpuint (run_seeds_n_foreign (fixture->settings.seeds, TEST_NETWORK), ==, 0);
  g_assert_cmpuint (run_seeds_n_foreign (fixture->settings.seeds, "another"), ==, 3);
  g_assert_cmpuint (run_seeds_n_resized (fixture->settings.seeds, 8, 8, 1), ==, 0);
  g_assert_cmpuint (run_seeds_n_resized (fixture->settings.seeds, 9, 8, 3), ==, 3);
  fixture->settings.batch = 2;
  g_assert_false (run_settings_check (&fixture->settings, &other));
  g_assert_error (other, BASE_ERROR, BASE_ERROR_ARGUMENT);
  fixture->settings.batch = 40;
  fixture->settings.method = RUN_METHOD_EVOLVE_CPPN;
  g_assert_false (run_settings_check (&fixture->settings, NULL));
}

/* A CPPN's picture as pixels: a run of pixels may begin with both kinds. */
static void
test_seeds_of_pixels (SavedRun *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) specimens = make_specimens (RUN_METHOD_EVOLVE_CPPN);
  const StoreSpecimen *specimen = specimens->pdata[0];
  g_autoptr (RunSeeds) seeds =
      run_seeds_new ((StoreSpecimen *const *) specimens->pdata, 1, RUN_METHOD_EVOLVE_PIXELS, NULL);
  g_autoptr (GPtrArray) genomes = run_seeds_genomes (seeds);
  g_autoptr (BaseImage) image = base_image_new (TEST_SIDE, TEST_SIDE, 1);

  g_assert_cmpint (evo_genome_encoding (genomes->pdata[0]), ==, EVO_ENCODING_PIXELS);
  evo_genome_render (genomes->pdata[0], image);
  g_assert_cmpmem (image->pixels, base_image_size (image), specimen->image->pixels,
                   base_image_size (specimen->image));
}

static void
test_seeds_damaged (SavedRun *fixture, gconstpointer data)
{
  g_autoptr (RunSeeds) seeds = make_seeds (RUN_METHOD_EVOLVE_CPPN, 3), same = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  BaseUnpack in;

  run_seeds_save (seeds, bytes);
  base_unpack_init (&in, bytes->data, bytes->len);
  same = run_seeds_restore (&in);
  g_assert_true (base_unpack_finish (&in, NULL));
  g_assert_true (run_seeds_equal (seeds, same));
  for (guint n = 0; n < bytes->len; n++)
    {
      g_autoptr (RunSeeds) shorter = NULL;

      base_unpack_init (&in, bytes->data, n);
      shorter = run_seeds_restore (&in);
      g_assert_true (in.failed);
      g_assert_null (shorter);
    }
  for (guint i = 0; i < bytes->len; i++)
    {
      g_autoptr (RunSeeds) other = NULL;

      bytes->data[i] ^= 0xff;
      base_unpack_init (&in, bytes->data, bytes->len);
      other = run_seeds_restore (&in); /* whatever it says, it does not crash */
      bytes->data[i] ^= 0xff;
    }
}

/* --- Breeding by hand --- */

/* Hand and machine take turns; `reopening`: the program ends after every step. */
static char *
take_turns (SavedRun *fixture, guint n_threads, gboolean reopening)
{
  guint64 parents[2];
  char *hash = NULL;

  fixture->settings.n_threads = n_threads;
  fixture->settings.stop_generations = 3;
  run_experiment_start (fixture->job, &fixture->settings, reopening ? fixture->path : NULL, FALSE);
  test_screen_await_generation (&fixture->screen, RUN_STATE_FINISHED, 3);
  for (guint i = 0; i < 5; i++)
    {
      if (reopening)
        reopen (fixture);
      show_offspring (fixture);
      if (i == 3)
        {
          undo (fixture);
          g_assert_cmpuint (fixture->screen.last->n_chosen, ==, 2);
          continue;
        }
      parents[0] = number (fixture, 4 + i);
      parents[1] = number (fixture, 20 - i);
      breed (fixture, 2, parents);
      for (guint j = 0; j < RUN_BREED_BATCH; j++)
        g_assert_cmpuint (number (fixture, j), >, parents[1]);
    }
  if (reopening)
    reopen (fixture);
  run_on_to (fixture, 12);
  g_assert_false (fixture->screen.last->is_bred);
  g_assert_cmpuint (fixture->screen.last->n_undo, ==, 0);
  /* 3 generations and those after the four bred ones. */
  g_assert_cmpuint (fixture->screen.last->evaluations, ==, 8 * TEST_BATCH + 4 * RUN_BREED_BATCH);
  g_assert_true (test_result (fixture->job, &hash, NULL));
  saved_run_end (fixture);
  saved_run_begin (fixture);
  return hash;
}

static void
test_turns_go_on_exactly (SavedRun *fixture, gconstpointer data)
{
  g_autofree char *one = NULL, *three = NULL, *reopened = NULL;

  fixture->settings.method = (RunMethod) GPOINTER_TO_INT (data);
  one = take_turns (fixture, 1, FALSE);
  three = take_turns (fixture, 3, FALSE);
  reopened = take_turns (fixture, 2, TRUE);
  g_assert_cmpstr (one, ==, three);
  g_assert_cmpstr (one, ==, reopened);
}

/* Whenever the program ends, the generation that was ordered is made. */
static void
test_order_is_saved (SavedRun *fixture, gconstpointer data)
{
  g_autofree char *expected = NULL;

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *hash = NULL;
      guint64 parent;

      fixture->settings.stop_generations = 0;
      run_experiment_start (fixture->job, &fixture->settings, fixture->path, TRUE);
      run_job_step (fixture->job);
      test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 1);
      show_offspring (fixture);
      parent = number (fixture, 7);
      if (i == 0)
        breed (fixture, 1, &parent);
      else
        {
          run_experiment_breed (fixture->job, 1, &parent, RUN_VIEW_OFFSPRING);
          g_usleep (200 * (i - 1));
          run_job_pause (fixture->job);
        }
      reopen (fixture);
      show_offspring (fixture);
      if (fixture->screen.last->generation == 1)
        {
          run_job_step (fixture->job);
          AWAIT (fixture, fixture->screen.last->generation == 2);
        }
      g_assert_true (fixture->screen.last->is_bred);
      g_assert_cmpuint (fixture->screen.n_cells, ==, RUN_BREED_BATCH);
      g_assert_true (test_result (fixture->job, &hash, NULL));
      if (i == 0)
        expected = g_strdup (hash);
      g_assert_cmpstr (hash, ==, expected);
      saved_run_end (fixture);
      g_unlink (fixture->path);
      saved_run_begin (fixture);
    }
}

static void
test_undo (SavedRun *fixture, gconstpointer data)
{
  g_autofree RunCell *first = NULL, *second = NULL;
  g_autofree char *before = NULL, *after = NULL;
  guint64 parents[2], other;
  guint n_first;

  fixture->settings.method = (RunMethod) GPOINTER_TO_INT (data);
  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 1);
  run_experiment_undo (fixture->job); /* there is nothing to take back */
  show_offspring (fixture);
  g_assert_cmpuint (fixture->screen.last->n_undo, ==, 0);
  g_assert_cmpuint (fixture->screen.last->n_undone, ==, 0);
  n_first = fixture->screen.n_cells;
  g_assert_cmpuint (n_first, ==, TEST_BATCH);
  first = g_memdup2 (fixture->screen.cells, n_first * sizeof *first);

  parents[0] = number (fixture, 3);
  parents[1] = number (fixture, 30);
  breed (fixture, 2, parents);
  g_assert_cmpuint (fixture->screen.last->n_undo, ==, 1);
  second = g_memdup2 (fixture->screen.cells, RUN_BREED_BATCH * sizeof *second);
  other = number (fixture, 34);
  breed (fixture, 1, &other);
  g_assert_cmpuint (fixture->screen.last->n_undo, ==, 2);
  g_assert_true (test_result (fixture->job, &before, NULL));

  undo (fixture);
  g_assert_cmpuint (fixture->screen.last->n_chosen, ==, 1);
  g_assert_cmpuint (fixture->screen.last->chosen[0], ==, other);
  g_assert_cmpint (fixture->screen.last->undone_view, ==, RUN_VIEW_OFFSPRING);
  g_assert_cmpuint (fixture->screen.n_cells, ==, RUN_BREED_BATCH);
  for (guint i = 0; i < RUN_BREED_BATCH; i++)
    {
      g_assert_cmpuint (fixture->screen.cells[i].evaluation, ==, second[i].evaluation);
      g_assert_cmpfloat (fixture->screen.cells[i].confidence, ==, second[i].confidence);
      g_assert_cmpuint (fixture->screen.cells[i].n_won, ==, second[i].n_won);
    }
  undo (fixture);
  g_assert_cmpuint (fixture->screen.last->n_undo, ==, 0);
  g_assert_false (fixture->screen.last->is_bred);
  g_assert_cmpuint (fixture->screen.n_cells, ==, n_first);
  for (guint i = 0; i < n_first; i++)
    {
      g_assert_cmpuint (fixture->screen.cells[i].evaluation, ==, first[i].evaluation);
      g_assert_cmpfloat (fixture->screen.cells[i].confidence, ==, first[i].confidence);
    }
  /* The archive keeps its champions, and numbers count on. */
  g_assert_true (test_result (fixture->job, &after, NULL));
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (fixture->screen.last->generation, ==, 3);
  breed (fixture, 2, parents);
  g_assert_cmpuint (number (fixture, 0), ==, TEST_BATCH + 2 * RUN_BREED_BATCH);
}

/* The image that an undo shows is the one that was there, to the pixel. */
static void
test_undo_draws_the_same (SavedRun *fixture, gconstpointer data)
{
  g_autoptr (StoreSpecimen) before = NULL;
  guint64 parent;

  fixture->settings.method = (RunMethod) GPOINTER_TO_INT (data);
  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 1);
  show_offspring (fixture);
  parent = number (fixture, 11);
  breed (fixture, 1, &parent);
  run_experiment_select (fixture->job, 17);
  while (fixture->screen.last->selected_index != 17)
    g_assert_true (test_screen_take (&fixture->screen, 60000));
  before = store_specimen_ref (fixture->screen.last->selected);
  g_assert_cmpuint (before->origin.parent, ==, parent);
  parent = number (fixture, 2);
  breed (fixture, 1, &parent);
  undo (fixture);
  while (fixture->screen.last->selected == NULL ||
         fixture->screen.last->selected->origin.evaluation != before->origin.evaluation)
    g_assert_true (test_screen_take (&fixture->screen, 60000));
  g_assert_true (g_bytes_equal (fixture->screen.last->selected->genome, before->genome));
  g_assert_cmpmem (fixture->screen.last->selected->image->pixels, TEST_SIDE * TEST_SIDE,
                   before->image->pixels, TEST_SIDE * TEST_SIDE);
}

/* A champion may be a parent; what is not there cannot. A gradient ascent has no parents. */
static void
test_who_can_be_chosen (SavedRun *fixture, gconstpointer data)
{
  guint64 nobody = 1000000, champion;

  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 1);
  run_experiment_breed (fixture->job, 1, &nobody, RUN_VIEW_CHAMPIONS);
  while (fixture->screen.last->job.message == NULL)
    g_assert_true (test_screen_take (&fixture->screen, 60000));
  g_assert_cmpuint (fixture->screen.last->generation, ==, 1);
  champion = number (fixture, 2);
  run_experiment_breed (fixture->job, 1, &champion, RUN_VIEW_CHAMPIONS);
  AWAIT (fixture, fixture->screen.last->generation == 2);
  g_assert_true (fixture->screen.last->is_bred);

  fixture->settings.method = RUN_METHOD_ASCENT;
  run_experiment_start (fixture->job, &fixture->settings, NULL, TRUE);
  test_screen_await_run (&fixture->screen, RUN_STATE_PAUSED, 2);
  run_experiment_breed (fixture->job, 1, &champion, RUN_VIEW_CHAMPIONS);
  while (fixture->screen.last->job.message == NULL)
    g_assert_true (test_screen_take (&fixture->screen, 60000));
  g_assert_cmpint (fixture->screen.last->job.state, ==, RUN_STATE_PAUSED);
}

/* Whoever descends from an image that was never a champion still leads back to it. */
static void
test_ancestors (SavedRun *fixture, gconstpointer data)
{
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (GArray) champions = NULL;
  guint64 parent = 0, next;
  guint n_bred = 0;

  fixture->settings.method = RUN_METHOD_EVOLVE_CPPN;
  run_experiment_start (fixture->job, &fixture->settings, fixture->path, TRUE);
  run_job_step (fixture->job);
  test_screen_await_generation (&fixture->screen, RUN_STATE_PAUSED, 1);
  show_offspring (fixture);
  for (guint i = 0; i < fixture->screen.n_cells; i++)
    if (fixture->screen.cells[i].n_won == 0)
      parent = number (fixture, i);
  next = parent;
  for (guint i = 0; i < 40; i++)
    {
      guint best = 0;

      breed (fixture, 1, &next);
      for (guint j = 1; j < RUN_BREED_BATCH; j++)
        if (fixture->screen.cells[j].confidence > fixture->screen.cells[best].confidence)
          best = j;
      next = number (fixture, best);
    }
  saved_run_end (fixture);
  session = store_session_open (fixture->path, TRUE, NULL);
  champions = store_session_read_champions (session, NULL);
  for (guint i = 0; i < champions->len; i++)
    {
      const StoreHeldCell *cell = &g_array_index (champions, StoreHeldCell, i);
      g_autoptr (GPtrArray) line =
          store_session_read_ancestors (session, cell->champion.evaluation, NULL);
      const StoreIndividual *first = line->pdata[0];

      g_assert_cmpuint (first->origin.parent, ==, EVO_NO_PARENT);
      if (first->origin.evaluation == parent)
        {
          n_bred++;
          g_assert_cmpuint (line->len, >=, 2);
          g_assert_cmpuint (first->n_crowns, ==, 0);
        }
    }
  g_assert_cmpuint (n_bred, >, 0);
  saved_run_begin (fixture);
}

#define ADD(name, method, test)                                                                    \
  g_test_add ("/breed/" name, SavedRun, GINT_TO_POINTER (method), saved_run_set_up, test, saved_run_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  test_network_create ();
  ADD ("seeds/go-on-exactly/pixels", RUN_METHOD_EVOLVE_PIXELS, test_seeds_go_on_exactly);
  ADD ("seeds/go-on-exactly/cppn", RUN_METHOD_EVOLVE_CPPN, test_seeds_go_on_exactly);
  ADD ("seeds/are-first", 0, test_seeds_are_first);
  ADD ("seeds/are-checked", 0, test_seeds_are_checked);
  ADD ("seeds/of-pixels", 0, test_seeds_of_pixels);
  ADD ("seeds/damaged", 0, test_seeds_damaged);
  ADD ("hand/turns/pixels", RUN_METHOD_EVOLVE_PIXELS, test_turns_go_on_exactly);
  ADD ("hand/turns/cppn", RUN_METHOD_EVOLVE_CPPN, test_turns_go_on_exactly);
  ADD ("hand/order-is-saved", 0, test_order_is_saved);
  ADD ("hand/undo/pixels", RUN_METHOD_EVOLVE_PIXELS, test_undo);
  ADD ("hand/undo/cppn", RUN_METHOD_EVOLVE_CPPN, test_undo);
  ADD ("hand/undo/draws-the-same/pixels", RUN_METHOD_EVOLVE_PIXELS, test_undo_draws_the_same);
  ADD ("hand/undo/draws-the-same/cppn", RUN_METHOD_EVOLVE_CPPN, test_undo_draws_the_same);
  ADD ("hand/who-can-be-chosen", 0, test_who_can_be_chosen);
  ADD ("hand/ancestors", 0, test_ancestors);
  status = g_test_run ();
  test_network_remove ();
  return status;
}
