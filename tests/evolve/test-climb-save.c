// SPDX-License-Identifier: GPL-3.0-or-later
/* Searches with climbs that are saved and restored, also in the middle of a generation. */
#include "base/error.h"
#include "scorer.h"

#include <string.h>

#define N_GENERATIONS 14

static EvoSearchSettings
climb_settings (void)
{
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 1);

  settings.gradient = scorer_gradient;
  settings.variation.gradient_share = 0.6;
  return settings;
}

static GByteArray *
save (const EvoSearch *search)
{
  GByteArray *bytes = g_byte_array_new ();

  evo_search_save (search, EVO_SAVE_ALL, bytes);
  return bytes;
}

static EvoSearch *
restore (const EvoSearchSettings *settings,
         Scorer *scorer,
         const guint8 *data,
         gsize size,
         GError **error)
{
  BaseUnpack in;

  memset (scorer->workspaces, 0, sizeof scorer->workspaces);
  base_unpack_init (&in, data, size);
  return evo_search_restore (settings, scorer_score, scorer, NULL, NULL, &in, error);
}

/* What a person does while it runs; at the same moments in every run. */
static void
change_settings (EvoSearch *search, EvoVariation variation)
{
  const EvoGenome *genome = evo_search_archive (search)->cells[2].genome;
  guint64 evaluation = evo_search_archive (search)->cells[2].origin.evaluation;

  switch (evo_search_generation (search))
    {
    case 3:
      evo_search_set_batch (search, 31);
      break;
    case 5:
      variation.gradient_share = 0.2;
      evo_search_set_variation (search, &variation);
      break;
    case 7:
      evo_search_set_parents (search, 1, &genome, &evaluation);
      break;
    case 9:
      evo_search_set_parents (search, 0, NULL, NULL);
      break;
    case 10:
      evo_search_set_variation (search, &variation);
      break;
    default:
      break;
    }
}

static char *
run (guint n_threads, double chance, guint64 key)
{
  BasePool *pools[SCORER_MAX_THREADS];
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = climb_settings ();
  guint n_restored = 0, n_broken = 0;
  BaseRandom random;
  Scorer scorer;
  char *result;

  for (guint i = 0; i < SCORER_MAX_THREADS; i++)
    pools[i] = base_pool_new (i + 1);
  scorer_init (&scorer, 1);
  scorer.scale = 0.1f;
  base_random_init (&random, 72, key, 0);
  search = evo_search_new (&settings, scorer_score, &scorer);
  while (evo_search_generation (search) < N_GENERATIONS)
    {
      g_autoptr (GByteArray) bytes = NULL, again = NULL;
      gboolean complete;

      scorer.interrupt = 0;
      if (chance > 0)
        scorer.calls_until_interrupt = (gint) base_random_below (&random, 12);
      complete = evo_search_advance (search, pools[n_threads - 1], &scorer.interrupt);
      if (complete)
        change_settings (search, settings.variation);
      if (!base_random_chance (&random, chance))
        continue;
      bytes = save (search);
      evo_search_free (search);
      n_threads = 1 + n_threads % SCORER_MAX_THREADS;
      search = restore (&settings, &scorer, bytes->data, bytes->len, NULL);
      g_assert_nonnull (search);
      again = save (search);
      g_assert_cmpmem (again->data, again->len, bytes->data, bytes->len);
      n_restored++;
      n_broken += !complete;
    }
  g_assert_true (chance == 0 || (n_restored > 4 && n_broken > 0));
  result = scorer_fingerprint (search);
  scorer_clear (&scorer);
  for (guint i = 0; i < SCORER_MAX_THREADS; i++)
    base_pool_free (pools[i]);
  return result;
}

static void
test_resumed_is_exact (void)
{
  g_autofree char *expected = run (1, 0, 0);

  for (guint64 key = 0; key < 12; key++)
    {
      g_autofree char *result = run (1 + key % SCORER_MAX_THREADS, 0.5, key);

      g_assert_cmpstr (result, ==, expected);
    }
}

/* In the middle of a generation, with some climbs done. */
static GByteArray *
save_under_way (const EvoSearchSettings *settings, Scorer *scorer, gint n_done)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = evo_search_new (settings, scorer_score, scorer);

  for (guint i = 0; i < 3; i++)
    evo_search_advance (search, pool, NULL);
  scorer->calls_until_interrupt = n_done;
  g_assert_false (evo_search_advance (search, pool, &scorer->interrupt));
  scorer->interrupt = 0;
  scorer->calls_until_interrupt = -1;
  return save (search);
}

/* Gradients that are there are not taken again; that of the climb at work may be. */
static void
test_part_is_kept (void)
{
  EvoSearchSettings settings = climb_settings ();
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (EvoSearch) whole = NULL, search = NULL;
  gint n_whole, n_done, n_rest;
  Scorer scorer;

  settings.variation.gradient_share = 1;
  scorer_init (&scorer, 1);
  scorer.scale = 0.1f;
  whole = evo_search_new (&settings, scorer_score, &scorer);
  for (guint i = 0; i < 3; i++)
    g_assert_true (evo_search_advance (whole, pool, NULL));
  n_done = scorer.n_gradients;
  g_assert_true (evo_search_advance (whole, pool, NULL));
  n_whole = scorer.n_gradients - n_done;

  memset (scorer.workspaces, 0, sizeof scorer.workspaces);
  scorer.n_gradients = -n_done;
  bytes = save_under_way (&settings, &scorer, 3);
  n_done = scorer.n_gradients;
  search = restore (&settings, &scorer, bytes->data, bytes->len, NULL);
  scorer.n_gradients = 0;
  g_assert_true (evo_search_advance (search, pool, NULL));
  n_rest = scorer.n_gradients;
  g_test_message ("%d gradients, %d of them before, %d after", n_whole, n_done, n_rest);
  g_assert_cmpint (n_done, >=, 2);
  g_assert_cmpint (n_rest, >, 0);
  g_assert_cmpint (n_rest, <=, n_whole - n_done + 1);
  scorer_clear (&scorer);
}

/* Cut off anywhere it is refused; with bytes changed it is refused or a search that can go on. A
 * search without a gradient cannot go on with climbs under way. */
static void
test_damaged (void)
{
  EvoSearchSettings settings = climb_settings (), plain;
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) error = NULL, old = NULL;
  BaseRandom random;
  Scorer scorer;

  settings.batch = 24;
  settings.variation.gradient_share = 1;
  scorer_init (&scorer, 1);
  scorer.scale = 0.1f;
  bytes = save_under_way (&settings, &scorer, 2);
  for (gsize size = 0; size < bytes->len; size += 1 + size / 97)
    g_assert_null (restore (&settings, &scorer, bytes->data, size, NULL));
  base_random_init (&random, 73, 0, 0);
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);
      g_autoptr (EvoSearch) other = NULL;

      for (guint k = 0; k < 1 + i % 3; k++)
        copy[base_random_below (&random, bytes->len)] = (guint8) base_random_next (&random);
      other = restore (&settings, &scorer, copy, bytes->len, NULL);
      if (other != NULL && evo_search_n_offspring (other) > 0)
        {
          evo_search_advance (other, pool, NULL);
          evo_search_advance (other, pool, NULL);
        }
    }
  plain = settings;
  plain.gradient = NULL;
  g_assert_null (restore (&plain, &scorer, bytes->data, bytes->len, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  /* That of the version before climbs. */
  bytes->data[BASE_PACK_TAG_SIZE] = 2;
  g_assert_null (restore (&settings, &scorer, bytes->data, bytes->len, &old));
  g_assert_error (old, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
  scorer_clear (&scorer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/climb-save/resumed-is-exact", test_resumed_is_exact);
  g_test_add_func ("/evolve/climb-save/part-is-kept", test_part_is_kept);
  g_test_add_func ("/evolve/climb-save/damaged", test_damaged);
  return g_test_run ();
}
