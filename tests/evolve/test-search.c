// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/search.h"
#include "scorer.h"
#include "support.h"

#include <math.h>
#include <string.h>

#define N_CLASSES SCORER_N_CLASSES

/* One whole run; interrupted every few micro-batches when `interrupts` is not 0. */
static char *
run (EvoEncoding encoding, guint channels, guint n_threads, guint64 interrupts, guint64 seed)
{
  g_autoptr (BasePool) pool = base_pool_new (n_threads);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = scorer_settings (encoding, channels);
  guint n_interrupted = 0;
  BaseRandom random;
  Scorer scorer;
  char *result;

  scorer_init (&scorer, channels);
  settings.seed = seed;
  search = evo_search_new (&settings, scorer_score, &scorer);
  base_random_init (&random, 52, interrupts, 0);
  while (evo_search_generation (search) < 20)
    {
      guint64 before = evo_search_generation (search);

      scorer.interrupt = 0;
      if (interrupts != 0)
        scorer.calls_until_interrupt = (gint) base_random_below (&random, 9);
      if (evo_search_advance (search, pool, &scorer.interrupt))
        g_assert_cmpuint (evo_search_generation (search), ==, before + 1);
      else
        {
          g_assert_cmpuint (evo_search_generation (search), ==, before);
          n_interrupted++;
        }
    }
  g_assert_cmpuint (evo_search_evaluations (search), ==, 20 * 50);
  /* No image is scored twice, interrupted or not. */
  g_assert_cmpint (scorer.n_images, ==, 20 * 50);
  g_assert_true ((n_interrupted > 5) == (interrupts != 0));
  result = scorer_fingerprint (search);
  scorer_clear (&scorer);
  return result;
}

static void
test_determinism (void)
{
  for (guint encoding = EVO_ENCODING_PIXELS; encoding <= EVO_ENCODING_CPPN; encoding++)
    for (guint channels = 1; channels <= 3; channels += 2)
      {
        g_autofree char *expected = run (encoding, channels, 1, 0, 5);
        g_autofree char *other_seed = run (encoding, channels, 1, 0, 6);

        g_assert_cmpstr (expected, !=, other_seed);
        for (guint n_threads = 1; n_threads <= SCORER_MAX_THREADS; n_threads++)
          for (guint64 interrupts = 0; interrupts < 4; interrupts++)
            {
              g_autofree char *result = run (encoding, channels, n_threads, interrupts, 5);

              g_assert_cmpstr (result, ==, expected);
            }
      }
}

static void
test_confidence_climbs (void)
{
  for (guint encoding = EVO_ENCODING_PIXELS; encoding <= EVO_ENCODING_CPPN; encoding++)
    {
      g_autoptr (BasePool) pool = base_pool_new (2);
      g_autoptr (EvoSearch) search = NULL;
      EvoSearchSettings settings = scorer_settings (encoding, 1);
      EvoStatistics start, end;
      Scorer scorer;

      scorer_init (&scorer, 1);
      search = evo_search_new (&settings, scorer_score, &scorer);
      evo_search_advance (search, pool, NULL);
      evo_archive_statistics (evo_search_archive (search), &start);
      for (guint i = 0; i < 40; i++)
        {
          EvoStatistics before, after;

          evo_archive_statistics (evo_search_archive (search), &before);
          g_assert_true (evo_search_advance (search, pool, NULL));
          evo_archive_statistics (evo_search_archive (search), &after);
          g_assert_cmpfloat (after.min, >=, before.min);
          g_assert_cmpfloat (after.median, >=, before.median);
        }
      evo_archive_statistics (evo_search_archive (search), &end);
      g_assert_cmpfloat (end.mean, >, start.mean + 0.1f);
      scorer_clear (&scorer);
    }
}

/* Every champion is what its image shows and scores what it is said to. */
static void
test_champions_are_true (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 1);
  const EvoArchive *archive;
  Scorer scorer;

  scorer_init (&scorer, 1);
  search = evo_search_new (&settings, scorer_score, &scorer);
  archive = evo_search_archive (search);
  for (guint generation = 0; generation < 30; generation++)
    {
      evo_search_advance (search, pool, NULL);
      for (guint i = 0; i < N_CLASSES; i++)
        {
          g_autoptr (BaseImage) image = support_render (archive->cells[i].genome);
          float confidences[N_CLASSES];

          scorer_score (&scorer, 0, &image, 1, NULL, confidences);
          g_assert_true (support_images_equal (image, archive->cells[i].image));
          g_assert_cmpfloat (archive->cells[i].confidence, ==, confidences[i]);
          g_assert_cmpuint (archive->cells[i].origin.evaluation / 50, ==,
                            archive->cells[i].origin.generation);
        }
    }
  scorer_clear (&scorer);
}

/* A picture that somebody holds stays as it was while evolution goes on. */
static void
test_held_images_stay (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_PIXELS, 1);
  BaseImage *held[50], *copies[50];
  Scorer scorer;

  scorer_init (&scorer, 1);
  search = evo_search_new (&settings, scorer_score, &scorer);
  evo_search_advance (search, pool, NULL);
  for (guint i = 0; i < 50; i++)
    {
      held[i] = base_image_ref (evo_search_offspring (search, i)->image);
      copies[i] = base_image_copy (held[i]);
    }
  for (guint i = 0; i < 6; i++)
    evo_search_advance (search, pool, NULL);
  for (guint i = 0; i < 50; i++)
    {
      g_assert_true (support_images_equal (held[i], copies[i]));
      base_image_unref (held[i]);
      base_image_unref (copies[i]);
    }
  scorer_clear (&scorer);
}

/* Generation 0 fills one cell with each of its children; nothing later is ever better. */
#define N_CELLS 8

static gint next_child;

static gboolean
one_cell_each (gpointer data,
               guint workspace,
               BaseImage *const *images,
               guint n,
               const gint *interrupt,
               float *confidences)
{
  for (guint i = 0; i < n * N_CELLS; i++)
    confidences[i] = 0.0f;
  for (guint i = 0; i < n && next_child < N_CELLS; i++, next_child++)
    confidences[i * N_CELLS + (guint) next_child] = 1.0f;
  return TRUE;
}

static void
test_parents_are_uniform (void)
{
  const gboolean wanted[N_CELLS] = { TRUE, TRUE, FALSE, TRUE, TRUE, TRUE, TRUE, TRUE };
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_PIXELS, 1);
  guint counts[N_CELLS] = { 0 };
  guint n_counts = 0;
  const EvoArchive *archive;

  next_child = 0;
  settings.n_classes = N_CELLS;
  settings.wanted = wanted;
  settings.variation.pixel_chance = 0.0;
  search = evo_search_new (&settings, one_cell_each, NULL);
  archive = evo_search_archive (search);
  evo_search_advance (search, pool, NULL);
  for (guint i = 0; i < 50; i++)
    g_assert_true (evo_search_offspring (search, i)->origin.parent == EVO_NO_PARENT);
  for (guint generation = 1; generation < 200; generation++)
    {
      evo_search_advance (search, pool, NULL);
      for (guint i = 0; i < evo_search_n_offspring (search); i++)
        {
          const EvoGenome *child = evo_search_offspring (search, i)->genome;
          guint n_parents = 0;

          for (guint cell = 0; cell < N_CELLS; cell++)
            if (wanted[cell] && support_genomes_equal (archive->cells[cell].genome, child))
              {
                const EvoOrigin *origin = &evo_search_offspring (search, i)->origin;

                g_assert_cmpuint (origin->generation, ==, generation);
                g_assert_cmpuint (origin->evaluation, ==, generation * 50 + i);
                g_assert_cmpuint (origin->parent, ==, archive->cells[cell].origin.evaluation);
                counts[cell]++;
                n_parents++;
              }
          g_assert_cmpuint (n_parents, ==, 1);
          n_counts++;
        }
    }
  g_assert_cmpuint (n_counts, ==, 199 * 50);
  g_assert_cmpuint (counts[2], ==, 0);
  counts[2] = counts[N_CELLS - 1];
  support_assert_uniform (counts, N_CELLS - 1);
}

/* The slots of a micro-batch do not depend on who works on it, and none is larger than agreed. */
typedef struct
{
  guint micro_batch;
  gint n_images;
  gint n_short;
} Slots;

static gboolean
check_slots (gpointer data,
             guint workspace,
             BaseImage *const *images,
             guint n,
             const gint *interrupt,
             float *confidences)
{
  Slots *slots = data;

  g_assert_cmpuint (workspace, <, 2);
  g_assert_cmpuint (n, <=, slots->micro_batch);
  g_assert_cmpuint (n, >=, 1);
  g_atomic_int_add (&slots->n_images, (gint) n);
  g_atomic_int_add (&slots->n_short, n < slots->micro_batch);
  for (guint i = 0; i < n * N_CLASSES; i++)
    confidences[i] = NAN;
  return TRUE;
}

static void
test_batches (void)
{
  static const guint micro_batches[] = { 1, 7, 50, 64 };

  for (guint k = 0; k < G_N_ELEMENTS (micro_batches); k++)
    {
      g_autoptr (BasePool) pool = base_pool_new (2);
      g_autoptr (EvoSearch) search = NULL;
      EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 1);
      Slots slots = { .micro_batch = micro_batches[k] };

      settings.micro_batch = micro_batches[k];
      search = evo_search_new (&settings, check_slots, &slots);
      g_assert_true (evo_search_advance (search, pool, NULL));
      g_assert_cmpint (slots.n_images, ==, 50);
      g_assert_cmpint (slots.n_short, ==, 50 % micro_batches[k] != 0);
      /* Nothing entered the archive, so the next generation is random again. */
      g_assert_null (evo_search_archive (search)->cells[0].genome);
      g_assert_true (evo_search_advance (search, pool, NULL));
      g_assert_cmpuint (evo_search_generation (search), ==, 2);
    }
}

static void
test_new_settings_wait (void)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_PIXELS, 1);
  EvoVariation still = settings.variation;
  const EvoArchive *archive;
  Scorer scorer;

  scorer_init (&scorer, 1);
  still.pixel_chance = 0.0;
  search = evo_search_new (&settings, scorer_score, &scorer);
  archive = evo_search_archive (search);
  evo_search_advance (search, pool, NULL);

  /* In the middle of generation 1. */
  scorer.calls_until_interrupt = 1;
  g_assert_false (evo_search_advance (search, pool, &scorer.interrupt));
  evo_search_set_batch (search, 7);
  evo_search_set_variation (search, &still);
  scorer.interrupt = 0;
  g_assert_true (evo_search_advance (search, pool, &scorer.interrupt));
  g_assert_cmpuint (evo_search_n_offspring (search), ==, 50);
  g_assert_cmpuint (evo_search_evaluations (search), ==, 100);

  g_assert_true (evo_search_advance (search, pool, NULL));
  g_assert_cmpuint (evo_search_n_offspring (search), ==, 7);
  g_assert_cmpuint (evo_search_evaluations (search), ==, 107);
  for (guint i = 0; i < 7; i++)
    {
      gboolean is_copy = FALSE;

      for (guint cell = 0; cell < N_CLASSES; cell++)
        is_copy |= support_genomes_equal (evo_search_offspring (search, i)->genome,
                                          archive->cells[cell].genome);
      g_assert_true (is_copy);
    }
  evo_search_set_batch (search, 120);
  g_assert_true (evo_search_advance (search, pool, NULL));
  g_assert_cmpuint (evo_search_n_offspring (search), ==, 120);
  g_assert_cmpuint (evo_search_evaluations (search), ==, 227);
  scorer_clear (&scorer);
}

/* The more champions are drawn, the newer is the parent; of very many it is the newest of all. */
static void
test_newest_parents (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 1);
  Scorer scorer;

  scorer_init (&scorer, 1);
  settings.variation.tournament = EVO_MAX_TOURNAMENT;
  search = evo_search_new (&settings, scorer_score, &scorer);
  evo_search_advance (search, pool, NULL);
  for (guint generation = 1; generation < 6; generation++)
    {
      const EvoArchive *archive = evo_search_archive (search);
      guint64 newest = 0;

      for (guint i = 0; i < N_CLASSES; i++)
        newest = MAX (newest, archive->cells[i].origin.evaluation);
      evo_search_advance (search, pool, NULL);
      for (guint i = 0; i < settings.batch; i++)
        g_assert_cmpuint (evo_search_offspring (search, i)->origin.parent, ==, newest);
    }
  scorer_clear (&scorer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/search/determinism", test_determinism);
  g_test_add_func ("/evolve/search/confidence-climbs", test_confidence_climbs);
  g_test_add_func ("/evolve/search/champions-are-true", test_champions_are_true);
  g_test_add_func ("/evolve/search/held-images-stay", test_held_images_stay);
  g_test_add_func ("/evolve/search/parents-are-uniform", test_parents_are_uniform);
  g_test_add_func ("/evolve/search/newest-parents", test_newest_parents);
  g_test_add_func ("/evolve/search/batches", test_batches);
  g_test_add_func ("/evolve/search/new-settings-wait", test_new_settings_wait);
  return g_test_run ();
}
