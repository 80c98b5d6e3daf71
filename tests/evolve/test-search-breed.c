// SPDX-License-Identifier: GPL-3.0-or-later
#include "scorer.h"
#include "support.h"

#include <string.h>

/* Settings under which a child is its parent's exact copy. */
static EvoSearchSettings
still_settings (EvoEncoding encoding)
{
  EvoSearchSettings settings = scorer_settings (encoding, 1);

  settings.variation.pixel_chance = 0;
  settings.variation.weight_chance = settings.variation.activation_chance = 0;
  settings.variation.add_link_chance = settings.variation.delete_link_chance = 0;
  settings.variation.add_node_chance = settings.variation.delete_node_chance = 0;
  return settings;
}

static EvoGenome *
genome_of (EvoEncoding encoding, guint size, guint channels, guint64 key)
{
  return support_genome (encoding, size, channels, EVO_COORDINATES_UNIT, 3, key);
}

/* From the next generation on, the children are those of the parents chosen, as many of each, and
 * what they win enters the archive; then the champions have their turn again. */
static void
test_parents (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (EvoGenome) a = genome_of (EVO_ENCODING_PIXELS, SCORER_SIZE, 1, 1001);
  g_autoptr (EvoGenome) b = genome_of (EVO_ENCODING_PIXELS, SCORER_SIZE, 1, 1002);
  g_autoptr (EvoGenome) c = genome_of (EVO_ENCODING_CPPN, SCORER_SIZE, 1, 1003);
  const EvoGenome *chosen[] = { a, b, c };
  const guint64 evaluations[] = { 11, 22, EVO_NO_PARENT - 1 };
  EvoSearchSettings settings = still_settings (EVO_ENCODING_PIXELS);
  guint counts[3] = { 0 };
  Scorer scorer;

  scorer_init (&scorer, 1);
  search = evo_search_new (&settings, scorer_score, &scorer);
  evo_search_advance (search, pool, NULL);
  evo_search_set_parents (search, 3, chosen, evaluations);
  for (guint generation = 0; generation < 40; generation++)
    {
      evo_search_advance (search, pool, NULL);
      for (guint i = 0; i < 50; i++)
        {
          const EvoOffspring *child = evo_search_offspring (search, i);
          guint k = 0;

          while (k < 3 && child->origin.parent != evaluations[k])
            k++;
          g_assert_cmpuint (k, <, 3);
          g_assert_true (support_genomes_equal (child->genome, chosen[k]));
          counts[k]++;
        }
    }
  support_assert_uniform (counts, 3);
  evo_search_set_parents (search, 0, NULL, NULL);
  evo_search_advance (search, pool, NULL);
  for (guint i = 0; i < 50; i++)
    {
      const EvoOffspring *child = evo_search_offspring (search, i);
      gboolean found = FALSE;

      for (guint k = 0; k < SCORER_N_CLASSES; k++)
        found |= evo_search_archive (search)->cells[k].origin.evaluation == child->origin.parent;
      g_assert_true (found);
    }
  scorer_clear (&scorer);
}

/* Parents also stand in for random genomes when nothing has been made yet. */
static void
test_parents_at_once (void)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (EvoGenome) genome = genome_of (EVO_ENCODING_CPPN, SCORER_SIZE, 1, 1001);
  const EvoGenome *chosen = genome;
  const guint64 evaluation = 5;
  EvoSearchSettings settings = still_settings (EVO_ENCODING_CPPN);
  Scorer scorer;

  scorer_init (&scorer, 1);
  search = evo_search_new (&settings, scorer_score, &scorer);
  evo_search_set_parents (search, 1, &chosen, &evaluation);
  evo_search_advance (search, pool, NULL);
  for (guint i = 0; i < 50; i++)
    g_assert_true (support_genomes_equal (evo_search_offspring (search, i)->genome, genome));
  scorer_clear (&scorer);
}

/* Generation 0 is the seeds, and mutated copies of them, whatever they were made for. */
static void
test_seeds (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (EvoGenome) same = genome_of (EVO_ENCODING_CPPN, SCORER_SIZE, 1, 1);
  g_autoptr (EvoGenome) colour = genome_of (EVO_ENCODING_CPPN, 20, 3, 2);
  g_autoptr (EvoGenome) pixels = genome_of (EVO_ENCODING_PIXELS, 5, 3, 3);
  const EvoGenome *seeds[] = { same, colour, pixels };
  EvoSearchSettings settings = still_settings (EVO_ENCODING_CPPN);
  guint counts[3] = { 0 };
  Scorer scorer;

  scorer_init (&scorer, 1);
  settings.seeds = seeds;
  settings.n_seeds = 3;
  settings.batch = 3000;
  search = evo_search_new (&settings, scorer_score, &scorer);
  evo_search_advance (search, pool, NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (EvoGenome) adapted = evo_genome_adapt (seeds[i], SCORER_SIZE, SCORER_SIZE, 1);

      g_assert_true (support_genomes_equal (evo_search_offspring (search, i)->genome, adapted));
      g_assert_true (evo_search_offspring (search, i)->origin.parent == EVO_NO_PARENT);
    }
  for (guint i = 3; i < settings.batch; i++)
    {
      const EvoOffspring *child = evo_search_offspring (search, i);

      g_assert_cmpuint (child->origin.parent, <, 3);
      g_assert_true (support_genomes_equal (
          child->genome, evo_search_offspring (search, (guint) child->origin.parent)->genome));
      counts[child->origin.parent]++;
    }
  support_assert_uniform (counts, 3);
  evo_search_advance (search, pool, NULL);
  for (guint i = 0; i < 50; i++)
    {
      const EvoOffspring *child = evo_search_offspring (search, i);
      gboolean found = FALSE;

      for (guint k = 0; k < SCORER_N_CLASSES; k++)
        found |= evo_search_archive (search)->cells[k].origin.evaluation == child->origin.parent;
      g_assert_true (found);
    }
  scorer_clear (&scorer);
}

/* Without `still` the copies are varied. */
static void
test_copies_are_mutated (void)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (EvoGenome) seed = genome_of (EVO_ENCODING_PIXELS, SCORER_SIZE, 1, 1);
  const EvoGenome *seeds[] = { seed };
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_PIXELS, 1);
  guint n_varied = 0;
  Scorer scorer;

  scorer_init (&scorer, 1);
  settings.seeds = seeds;
  settings.n_seeds = 1;
  search = evo_search_new (&settings, scorer_score, &scorer);
  evo_search_advance (search, pool, NULL);
  for (guint i = 0; i < 50; i++)
    n_varied += !support_genomes_equal (evo_search_offspring (search, i)->genome, seed);
  /* Of 64 pixels each changes with chance 0.1. */
  g_assert_cmpuint (n_varied, >, 40);
  g_assert_cmpuint (n_varied, <, 50);
  scorer_clear (&scorer);
}

/* More seeds than children: no parent is named that was never made. */
static void
test_many_seeds (void)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  EvoGenome *seeds[8];
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_PIXELS, 1);
  Scorer scorer;

  scorer_init (&scorer, 1);
  for (guint i = 0; i < 8; i++)
    seeds[i] = genome_of (EVO_ENCODING_PIXELS, SCORER_SIZE, 1, i);
  settings.seeds = (const EvoGenome *const *) seeds;
  settings.n_seeds = 8;
  settings.batch = 5;
  search = evo_search_new (&settings, scorer_score, &scorer);
  evo_search_advance (search, pool, NULL);
  for (guint i = 0; i < 5; i++)
    g_assert_true (support_genomes_equal (evo_search_offspring (search, i)->genome, seeds[i]));
  for (guint i = 0; i < 8; i++)
    evo_genome_free (seeds[i]);
  scorer_clear (&scorer);
}

/* Saved before generation 0 is complete, the seeds come along. */
static void
test_seeds_are_saved (void)
{
  g_autofree char *expected = NULL;

  for (guint restored = 0; restored < 3; restored++)
    {
      g_autoptr (BasePool) pool = base_pool_new (1);
      g_autoptr (EvoSearch) search = NULL;
      g_autoptr (EvoGenome) seed = genome_of (EVO_ENCODING_CPPN, 11, 3, 9);
      const EvoGenome *seeds[] = { seed };
      EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 1);
      g_autofree char *result = NULL;
      Scorer scorer;

      scorer_init (&scorer, 1);
      settings.seeds = seeds;
      settings.n_seeds = 1;
      search = evo_search_new (&settings, scorer_score, &scorer);
      if (restored == 2)
        {
          scorer.calls_until_interrupt = 3;
          g_assert_false (evo_search_advance (search, pool, &scorer.interrupt));
        }
      if (restored > 0)
        {
          g_autoptr (GByteArray) bytes = g_byte_array_new ();
          BaseUnpack in;

          evo_search_save (search, EVO_SAVE_ALL, bytes);
          evo_search_free (search);
          settings.n_seeds = 0;
          base_unpack_init (&in, bytes->data, bytes->len);
          memset (scorer.workspaces, 0, sizeof scorer.workspaces);
          search = evo_search_restore (&settings, scorer_score, &scorer, NULL, pool, &in, NULL);
          g_assert_nonnull (search);
        }
      for (guint i = 0; i < 3; i++)
        g_assert_true (evo_search_advance (search, pool, NULL));
      result = scorer_fingerprint (search);
      if (restored > 0)
        g_assert_cmpstr (result, ==, expected);
      else
        expected = g_steal_pointer (&result);
      scorer_clear (&scorer);
    }
}

/* The genomes, images and numbers of the last offspring, as one string. */
static char *
offspring_text (const EvoSearch *search)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < evo_search_n_offspring (search); i++)
    {
      const EvoOffspring *child = evo_search_offspring (search, i);
      g_autoptr (GBytes) genome = evo_genome_serialise (child->genome);

      g_checksum_update (sum, g_bytes_get_data (genome, NULL), (gssize) g_bytes_get_size (genome));
      g_checksum_update (sum, child->image->pixels, (gssize) base_image_size (child->image));
      g_checksum_update (sum, (const guchar *) &child->origin, sizeof child->origin);
      g_checksum_update (sum, (const guchar *) child->top, child->n_top * sizeof *child->top);
      g_checksum_update (sum, (const guchar *) &child->n_won, sizeof child->n_won);
    }
  return g_strdup (g_checksum_get_string (sum));
}

/* A remembered generation is shown again as it was, also when it was saved meanwhile: bred from
 * chosen parents, it is made again; else it is kept. Damaged bytes are refused. */
static void
test_memory (gconstpointer data)
{
  EvoEncoding encoding = (EvoEncoding) GPOINTER_TO_INT (data);
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (EvoGenome) a = genome_of (encoding, SCORER_SIZE, 1, 1001);
  const EvoGenome *chosen[] = { a };
  const guint64 evaluations[] = { 11 };
  EvoSearchSettings settings = scorer_settings (encoding, 1);
  gsize sizes[2];
  Scorer scorer;

  scorer_init (&scorer, 1);
  search = evo_search_new (&settings, scorer_score, &scorer);
  g_assert_null (evo_search_remember (search));
  evo_search_advance (search, pool, NULL);
  for (guint is_bred = 0; is_bred < 2; is_bred++)
    {
      g_autoptr (EvoMemory) memory = NULL, restored = NULL;
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autofree char *before = NULL, *after = NULL, *archive = NULL, *same = NULL;
      BaseUnpack in;

      evo_search_set_parents (search, is_bred, chosen, evaluations);
      evo_search_advance (search, pool, NULL);
      memory = evo_search_remember (search);
      evo_memory_save (memory, bytes);
      sizes[is_bred] = bytes->len;
      base_unpack_init (&in, bytes->data, bytes->len);
      restored = evo_memory_restore (&settings, &in);
      g_assert_true (base_unpack_finish (&in, NULL));

      before = offspring_text (search);
      evo_search_set_batch (search, 20);
      evo_search_advance (search, pool, NULL);
      evo_search_set_batch (search, 50);
      archive = evo_archive_hash (evo_search_archive (search));
      for (guint i = 0; i < 2; i++)
        {
          evo_search_recall (search, i == 0 ? memory : restored, i == 0 ? pool : NULL);
          after = offspring_text (search);
          g_assert_cmpstr (before, ==, after);
          g_clear_pointer (&after, g_free);
        }
      same = evo_archive_hash (evo_search_archive (search));
      g_assert_cmpstr (archive, ==, same);
      g_assert_cmpuint (evo_search_generation (search), ==, 3 + 2 * is_bred);
      for (guint n = 0; n < bytes->len; n += 1 + bytes->len / 300)
        {
          g_autoptr (EvoMemory) damaged = NULL;

          base_unpack_init (&in, bytes->data, n);
          damaged = evo_memory_restore (&settings, &in);
          g_assert_null (damaged);
          g_assert_true (in.failed);
        }
    }
  g_assert_cmpuint (sizes[1], <, sizes[0]); /* small, because it can be made again */
  scorer_clear (&scorer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/evolve/search-breed/memory/pixels", GINT_TO_POINTER (EVO_ENCODING_PIXELS),
                        test_memory);
  g_test_add_data_func ("/evolve/search-breed/memory/cppn", GINT_TO_POINTER (EVO_ENCODING_CPPN),
                        test_memory);
  g_test_add_func ("/evolve/search-breed/parents", test_parents);
  g_test_add_func ("/evolve/search-breed/parents-at-once", test_parents_at_once);
  g_test_add_func ("/evolve/search-breed/seeds", test_seeds);
  g_test_add_func ("/evolve/search-breed/copies-are-mutated", test_copies_are_mutated);
  g_test_add_func ("/evolve/search-breed/many-seeds", test_many_seeds);
  g_test_add_func ("/evolve/search-breed/seeds-are-saved", test_seeds_are_saved);
  return g_test_run ();
}
