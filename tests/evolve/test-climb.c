// SPDX-License-Identifier: GPL-3.0-or-later
/* Children that climb along the gradient (evolve/search.h). */
#include "evolve/search-private.h"

#include "scorer.h"

#include <string.h>

#define N_GENERATIONS 16
#define SHARE         0.5

static EvoSearchSettings
climb_settings (guint channels, double share)
{
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, channels);

  settings.gradient = scorer_gradient;
  settings.variation.gradient_share = share;
  return settings;
}

/* One whole run; interrupted every few calls when `interrupts` is not 0. */
static char *
run (guint channels, guint n_threads, guint64 interrupts)
{
  g_autoptr (BasePool) pool = base_pool_new (n_threads);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = climb_settings (channels, SHARE);
  guint n_interrupted = 0;
  BaseRandom random;
  Scorer scorer;
  char *result;

  scorer_init (&scorer, channels);
  scorer.scale = 0.1f;
  search = evo_search_new (&settings, scorer_score, &scorer);
  base_random_init (&random, 71, interrupts, 0);
  while (evo_search_generation (search) < N_GENERATIONS)
    {
      scorer.interrupt = 0;
      if (interrupts != 0)
        scorer.calls_until_interrupt = (gint) base_random_below (&random, 12);
      n_interrupted += !evo_search_advance (search, pool, &scorer.interrupt);
    }
  /* A gradient counts as three, and nothing is computed twice. */
  g_assert_cmpint (scorer.n_gradients, >, N_GENERATIONS / 2);
  g_assert_cmpint (scorer.n_gradients + scorer.n_images, ==, N_GENERATIONS * 50);
  g_assert_cmpuint (evo_search_evaluations (search), ==,
                    scorer.n_images + EVO_GRADIENT_COST * scorer.n_gradients);
  g_assert_true ((n_interrupted > 5) == (interrupts != 0));
  result = scorer_fingerprint (search);
  scorer_clear (&scorer);
  return result;
}

static void
test_determinism (void)
{
  for (guint channels = 1; channels <= 3; channels += 2)
    {
      g_autofree char *expected = run (channels, 1, 0);

      for (guint n_threads = 1; n_threads <= SCORER_MAX_THREADS; n_threads++)
        for (guint64 interrupts = 0; interrupts < 4; interrupts++)
          {
            g_autofree char *result = run (channels, n_threads, interrupts);

            g_assert_cmpstr (result, ==, expected);
          }
    }
}

/* Runs until so many evaluations are spent, and returns how high the champions are. */
static EvoStatistics
spend (const EvoSearchSettings *settings, guint64 evaluations, char **fingerprint)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  EvoStatistics statistics;
  Scorer scorer;

  scorer_init (&scorer, settings->channels);
  scorer.scale = 0.1f;
  search = evo_search_new (settings, scorer_score, &scorer);
  while (evo_search_evaluations (search) < evaluations)
    evo_search_advance (search, pool, NULL);
  evo_archive_statistics (evo_search_archive (search), &statistics);
  if (fingerprint != NULL)
    *fingerprint = scorer_fingerprint (search);
  scorer_clear (&scorer);
  return statistics;
}

/* Without a share the search is the plain one, to the bit; pixels never climb. */
static void
test_no_share (void)
{
  g_autofree char *plain = NULL, *none = NULL, *pixels = NULL, *same_pixels = NULL;
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 3);

  spend (&settings, 500, &plain);
  settings = climb_settings (3, 0);
  spend (&settings, 500, &none);
  g_assert_cmpstr (plain, ==, none);

  settings.encoding = EVO_ENCODING_PIXELS;
  spend (&settings, 500, &pixels);
  settings.variation.gradient_share = 1;
  spend (&settings, 500, &same_pixels);
  g_assert_cmpstr (pixels, ==, same_pixels);
}

/* About as high at equal cost, over five seeds: such a map is climbed as well by mutation. */
static void
test_is_worth_it (void)
{
  double with = 0, without = 0;

  for (guint64 seed = 1; seed <= 5; seed++)
    {
      EvoSearchSettings settings = climb_settings (1, SHARE);

      settings.seed = seed;
      with += (double) spend (&settings, 20000, NULL).median;
      settings.variation.gradient_share = 0;
      without += (double) spend (&settings, 20000, NULL).median;
    }
  g_test_message ("median %.4f with, %.4f without the gradient", with / 5, without / 5);
  g_assert_cmpfloat (with, >, 0.97 * without);
}

/* The first children climb, each on from a champion, and numbers stay their own. */
static void
test_children (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (GHashTable) champions =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  EvoSearchSettings settings = climb_settings (1, SHARE);
  guint64 evaluations = 0;
  gint n_all = 0;
  Scorer scorer;

  scorer_init (&scorer, 1);
  scorer.scale = 0.1f;
  search = evo_search_new (&settings, scorer_score, &scorer);
  for (guint generation = 0; generation < 12; generation++)
    {
      gint n_gradients = scorer.n_gradients;

      evo_search_advance (search, pool, NULL);
      n_gradients = scorer.n_gradients - n_gradients;
      g_assert_true (generation > 0 || n_gradients == 0);
      n_all += n_gradients;
      for (guint i = 0; i < 50; i++)
        {
          const EvoOffspring *child = evo_search_offspring (search, i);

          g_assert_cmpuint (child->origin.evaluation, ==, evaluations + i);
          if (generation > 0)
            g_assert_true (g_hash_table_contains (champions, &child->origin.parent));
        }
      evaluations += 50 + 2 * n_gradients;
      g_assert_cmpuint (evo_search_evaluations (search), ==, evaluations);
      for (guint i = 0; i < SCORER_N_CLASSES; i++)
        {
          const EvoOrigin *origin = &evo_search_archive (search)->cells[i].origin;

          g_hash_table_add (champions, g_memdup2 (&origin->evaluation, sizeof (guint64)));
        }
    }
  g_assert_cmpint (n_all, >, 0);
  scorer_clear (&scorer);
}

/* A climb that is where its class's champion is has that one's genome. */
static guint
check_places (const EvoSearch *search)
{
  guint n = 0;

  for (guint i = 0; i < search->climbs.climbs->len; i++)
    {
      const EvoClimb *climb = evo_climbs_get (&search->climbs, i);
      const EvoChampion *cell = &search->archive->cells[climb->class_index];
      g_autoptr (GBytes) own = evo_genome_serialise (climb->genome);
      g_autoptr (GBytes) champion = evo_genome_serialise (cell->genome);

      g_assert_cmpuint (climb->n_weights, ==, evo_genome_n_weights (climb->genome));
      for (guint k = 0; k < i; k++)
        g_assert_cmpuint (climb->class_index, !=, evo_climbs_get (&search->climbs, k)->class_index);
      if (cell->origin.evaluation != climb->parent)
        continue;
      g_assert_true (g_bytes_equal (own, champion));
      n += climb->n_steps > 0;
    }
  return n;
}

/* Steps that won their cell in the last generation, whose first child's number was `first`. */
static guint
count_won (const EvoSearch *search, guint64 first)
{
  guint n = 0;

  for (guint i = 0; i < search->climbs.climbs->len; i++)
    n += evo_climbs_get (&search->climbs, i)->n_steps > 0 &&
         evo_climbs_get (&search->climbs, i)->parent >= first;
  return n;
}

/* No champion gets worse; taking a gradient wins nothing; and what climbs cost stays within their
 * share, but for what they have saved up. Against the gradient, hardly any step would win. */
static void
check_bounds (double share)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = climb_settings (3, share);
  double spent = 0;
  guint n_stepped = 0, n_won = 0, n_lost = 0;
  Scorer scorer;

  scorer_init (&scorer, 3);
  scorer.scale = 0.1f;
  search = evo_search_new (&settings, scorer_score, &scorer);
  while (evo_search_generation (search) < 60)
    {
      float before[SCORER_N_CLASSES];
      guint64 left[SCORER_N_CLASSES];
      guint64 first = evo_search_evaluations (search);
      gint n_gradients = scorer.n_gradients;

      memcpy (before, search->archive->bars, sizeof before);
      memcpy (left, search->climbs.left, sizeof left);
      evo_search_advance (search, pool, NULL);
      n_gradients = scorer.n_gradients - n_gradients;
      for (guint i = 0; i < SCORER_N_CLASSES; i++)
        {
          g_assert_cmpfloat (search->archive->bars[i], >=, before[i]);
          n_lost += search->climbs.left[i] != left[i];
        }
      n_won += count_won (search, first);
      for (guint i = 0; i < (guint) n_gradients; i++)
        g_assert_cmpuint (evo_search_offspring (search, i)->n_won, ==, 0);
      n_stepped += check_places (search);
      spent += n_gradients * EVO_GRADIENT_COST;
      g_assert_cmpuint (evo_search_evaluations (search), ==,
                        first + settings.batch + 2 * (guint) n_gradients);
      g_assert_cmpfloat (spent, <=,
                         share * (double) evo_search_evaluations (search) + settings.batch);
    }
  g_test_message ("share %.1f: %u steps won, %u climbs left off", share, n_won, n_lost);
  g_assert_cmpuint (n_stepped, >, 0);
  g_assert_cmpuint (n_won, >, n_lost / 2);
  scorer_clear (&scorer);
}

static void
test_bounds (void)
{
  check_bounds (0.1);
  check_bounds (0.5);
  check_bounds (1);
}

/* A gradient that leads nowhere is left alone, until the class has another champion. */
static void
test_left (void)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = climb_settings (1, 1);
  guint n_left = 0;
  Scorer scorer;

  scorer_init (&scorer, 1);
  scorer.scale = 0.1f;
  search = evo_search_new (&settings, scorer_score, &scorer);
  while (evo_search_generation (search) < 40)
    {
      evo_search_advance (search, pool, NULL);
      for (guint i = 0; i < search->climbs.climbs->len; i++)
        {
          const EvoClimb *climb = evo_climbs_get (&search->climbs, i);

          g_assert_cmpuint (search->climbs.left[climb->class_index], !=, climb->parent);
        }
      for (guint i = 0; i < SCORER_N_CLASSES; i++)
        n_left += search->climbs.left[i] == search->archive->cells[i].origin.evaluation;
    }
  g_assert_cmpuint (n_left, >, 0);
  scorer_clear (&scorer);
}

/* Parents that were set: everything is their children, and afterwards the climbs go on. */
static void
test_chosen_parents (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = climb_settings (1, SHARE);
  const EvoGenome *parent;
  guint64 evaluation = 3;
  gint n_gradients;
  Scorer scorer;

  scorer_init (&scorer, 1);
  scorer.scale = 0.1f;
  search = evo_search_new (&settings, scorer_score, &scorer);
  for (guint i = 0; i < 3; i++)
    evo_search_advance (search, pool, NULL);
  n_gradients = scorer.n_gradients;
  parent = evo_search_archive (search)->cells[1].genome;
  evo_search_set_parents (search, 1, &parent, &evaluation);
  evo_search_advance (search, pool, NULL);
  g_assert_cmpint (scorer.n_gradients, ==, n_gradients);
  for (guint i = 0; i < 50; i++)
    g_assert_cmpuint (evo_search_offspring (search, i)->origin.parent, ==, evaluation);
  evo_search_set_parents (search, 0, NULL, NULL);
  evo_search_advance (search, pool, NULL);
  g_assert_cmpint (scorer.n_gradients, >, n_gradients);
  scorer_clear (&scorer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/climb/determinism", test_determinism);
  g_test_add_func ("/evolve/climb/no-share", test_no_share);
  g_test_add_func ("/evolve/climb/is-worth-it", test_is_worth_it);
  g_test_add_func ("/evolve/climb/children", test_children);
  g_test_add_func ("/evolve/climb/bounds", test_bounds);
  g_test_add_func ("/evolve/climb/left", test_left);
  g_test_add_func ("/evolve/climb/chosen-parents", test_chosen_parents);
  return g_test_run ();
}
