// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "scorer.h"
#include "support.h"

#include <string.h>

#define N_GENERATIONS 12

static GByteArray *
save (const EvoSearch *search, EvoSaveFlags flags)
{
  GByteArray *bytes = g_byte_array_new ();

  evo_search_save (search, flags, bytes);
  return bytes;
}

static EvoSearch *
restore (const EvoSearchSettings *settings, Scorer *scorer, BasePool *pool, GByteArray *bytes)
{
  g_autoptr (GError) error = NULL;
  EvoSearch *search;
  BaseUnpack in;

  base_unpack_init (&in, bytes->data, bytes->len);
  search = evo_search_restore (settings, scorer_score, scorer, NULL, pool, &in, &error);
  g_assert_no_error (error);
  g_assert_true (base_unpack_finish (&in, NULL));
  return search;
}

/* What a person does while it runs; at the same moments in every run. */
static void
change_settings (EvoSearch *search, EvoVariation variation)
{
  const EvoArchive *archive = evo_search_archive (search);
  const EvoGenome *genomes[] = { archive->cells[2].genome, archive->cells[7].genome };
  guint64 evaluations[] = { archive->cells[2].origin.evaluation,
                            archive->cells[7].origin.evaluation };

  switch (evo_search_generation (search))
    {
    case 1:
      variation.parents = EVO_PARENTS_RECENT;
      variation.n_strengths = 3;
      evo_search_set_variation (search, &variation);
      break;
    case 3:
      evo_search_set_batch (search, 31);
      break;
    case 5:
      variation.add_node_chance = 0.9;
      variation.parents = EVO_PARENTS_CURIOUS;
      variation.pixel_chance = 0.3;
      evo_search_set_variation (search, &variation);
      break;
    case 6:
      evo_search_set_parents (search, 2, genomes, evaluations);
      break;
    case 9:
      evo_search_set_parents (search, 0, NULL, NULL);
      break;
    default:
      break;
    }
}

/* A run that is saved, thrown away and restored with the given chance after each advance, whether
 * that completed its generation or was interrupted, and goes on with another number of threads. */
static char *
run (EvoEncoding encoding, guint channels, guint n_threads, double chance, guint64 key)
{
  BasePool *pools[SCORER_MAX_THREADS];
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = scorer_settings (encoding, channels);
  guint n_restored = 0, n_broken = 0;
  BaseRandom random;
  Scorer scorer;
  char *result;

  for (guint i = 0; i < SCORER_MAX_THREADS; i++)
    pools[i] = base_pool_new (i + 1);
  scorer_init (&scorer, channels);
  base_random_init (&random, 61, key, 0);
  search = evo_search_new (&settings, scorer_score, &scorer);
  while (evo_search_generation (search) < N_GENERATIONS)
    {
      gboolean complete;

      scorer.interrupt = 0;
      if (chance > 0)
        scorer.calls_until_interrupt = (gint) base_random_below (&random, 14);
      complete = evo_search_advance (search, pools[n_threads - 1], &scorer.interrupt);
      /* Also in the middle of a generation: for the next one. */
      if (complete)
        change_settings (search, settings.variation);
      if (base_random_chance (&random, chance))
        {
          g_autoptr (GByteArray) bytes = save (search, EVO_SAVE_ALL);
          g_autoptr (GByteArray) again = NULL;
          g_autofree char *before = scorer_fingerprint (search);
          g_autofree char *after = NULL;

          g_clear_pointer (&search, evo_search_free);
          memset (scorer.workspaces, 0, sizeof scorer.workspaces);
          n_threads = 1 + n_threads % SCORER_MAX_THREADS;
          search = restore (&settings, &scorer, pools[n_threads - 1], bytes);
          after = scorer_fingerprint (search);
          g_assert_cmpstr (before, ==, after);
          again = save (search, EVO_SAVE_ALL);
          g_assert_cmpmem (again->data, again->len, bytes->data, bytes->len);
          n_restored++;
          n_broken += !complete;
        }
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
  for (guint encoding = EVO_ENCODING_PIXELS; encoding <= EVO_ENCODING_CPPN; encoding++)
    for (guint channels = 1; channels <= 3; channels += 2)
      {
        g_autofree char *expected = run (encoding, channels, 1, 0, 0);

        for (guint64 key = 0; key < 6; key++)
          {
            g_autofree char *result =
                run (encoding, channels, 1 + key % SCORER_MAX_THREADS, 0.5, key);

            g_assert_cmpstr (result, ==, expected);
          }
      }
}

/* What is scored of a generation is not scored again. */
static void
test_part_is_kept (void)
{
  g_autofree char *expected = NULL, *result = NULL;
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_PIXELS, 1);
  Scorer scorer;

  scorer_init (&scorer, 1);
  search = evo_search_new (&settings, scorer_score, &scorer);
  /* In the middle of the fourth micro-batch. */
  scorer.calls_until_interrupt = 3;
  g_assert_false (evo_search_advance (search, pool, &scorer.interrupt));
  bytes = save (search, EVO_SAVE_ALL);
  evo_search_free (search);
  memset (scorer.workspaces, 0, sizeof scorer.workspaces);
  scorer.n_images = 0;
  search = restore (&settings, &scorer, NULL, bytes);
  g_assert_true (evo_search_advance (search, pool, NULL));
  g_assert_cmpint (scorer.n_images, ==, settings.batch - 3 * settings.micro_batch);

  /* Unless other images are scored together by now. */
  expected = scorer_fingerprint (search);
  evo_search_free (search);
  memset (scorer.workspaces, 0, sizeof scorer.workspaces);
  scorer.n_images = 0;
  settings.micro_batch = 5;
  search = restore (&settings, &scorer, NULL, bytes);
  g_assert_true (evo_search_advance (search, pool, NULL));
  g_assert_cmpint (scorer.n_images, ==, settings.batch);
  result = scorer_fingerprint (search);
  g_assert_cmpstr (result, ==, expected);
  scorer_clear (&scorer);
}

/* Settings changed in the middle of a generation wait for the next one, restored or not. */
static void
test_changed_under_way (void)
{
  g_autofree char *expected = NULL;

  for (guint restored = 0; restored < 2; restored++)
    {
      g_autoptr (BasePool) pool = base_pool_new (1);
      g_autoptr (EvoSearch) search = NULL;
      g_autofree char *result = NULL;
      EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 1);
      EvoVariation variation = settings.variation;
      const EvoGenome *parent;
      guint64 evaluation = 7;
      Scorer scorer;

      scorer_init (&scorer, 1);
      variation.weight_chance = 1;
      search = evo_search_new (&settings, scorer_score, &scorer);
      g_assert_true (evo_search_advance (search, pool, NULL));
      scorer.calls_until_interrupt = 2;
      g_assert_false (evo_search_advance (search, pool, &scorer.interrupt));
      parent = evo_search_archive (search)->cells[1].genome;
      evo_search_set_batch (search, 20);
      evo_search_set_variation (search, &variation);
      evo_search_set_parents (search, 1, &parent, &evaluation);
      if (restored)
        {
          g_autoptr (GByteArray) bytes = save (search, EVO_SAVE_ALL);

          evo_search_free (search);
          memset (scorer.workspaces, 0, sizeof scorer.workspaces);
          search = restore (&settings, &scorer, NULL, bytes);
        }
      for (guint i = 0; i < 3; i++)
        g_assert_true (evo_search_advance (search, pool, NULL));
      g_assert_cmpuint (evo_search_evaluations (search), ==, 50 + 50 + 20 + 20);
      result = scorer_fingerprint (search);
      if (restored)
        g_assert_cmpstr (result, ==, expected);
      else
        expected = g_steal_pointer (&result);
      scorer_clear (&scorer);
    }
}

/* Its images are drawn when they are wanted, one for all cells of a child: those that there were;
 * and again after they were dropped. */
static void
check_drawing (EvoArchive *archive, const EvoArchive *before, BasePool *pool)
{
  g_assert_false (evo_archive_is_drawn (archive, 1));
  evo_archive_draw (archive, G_MAXUINT, NULL);
  evo_archive_drop_images (archive);
  for (guint i = 0; i < archive->n_classes; i++)
    {
      g_autoptr (BaseImage) image = NULL;

      g_assert_null (archive->cells[i].image);
      if (!archive->wanted[i])
        continue;
      image = evo_champion_image (&archive->cells[i]);
      g_assert_true (support_images_equal (image, before->cells[i].image));
    }
  evo_archive_draw (archive, 1, NULL);
  g_assert_true (evo_archive_is_drawn (archive, 1));
  g_assert_nonnull (archive->cells[0].image);
  evo_archive_draw (archive, G_MAXUINT, pool);
  g_assert_true (evo_archive_is_drawn (archive, G_MAXUINT));
  for (guint i = 0; i < archive->n_classes; i++)
    {
      g_assert_true ((archive->cells[i].image != NULL) == archive->wanted[i]);
      if (archive->wanted[i])
        g_assert_true (support_images_equal (archive->cells[i].image, before->cells[i].image));
      for (guint j = 0; j < i; j++)
        if (archive->wanted[i] && archive->wanted[j])
          g_assert_true ((archive->cells[i].image == archive->cells[j].image) ==
                         (before->cells[i].image == before->cells[j].image));
    }
}

static void
test_parts (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (EvoSearch) other = NULL;
  g_autoptr (GByteArray) archive_bytes = g_byte_array_new ();
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *other_hash = NULL;
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_PIXELS, 3);
  gboolean wanted[SCORER_N_CLASSES] = { TRUE, FALSE, TRUE, TRUE };
  EvoArchive *archive;
  BaseUnpack in;
  Scorer scorer;

  settings.wanted = wanted;
  scorer_init (&scorer, 3);
  search = evo_search_new (&settings, scorer_score, &scorer);
  for (guint i = 0; i < 5; i++)
    evo_search_advance (search, pool, NULL);
  bytes = save (search, 0);
  evo_archive_save (evo_search_archive (search), archive_bytes);

  base_unpack_init (&in, archive_bytes->data, archive_bytes->len);
  archive =
      evo_archive_restore (SCORER_N_CLASSES, wanted, SCORER_SIZE, SCORER_SIZE, 3, &in, &error);
  g_assert_no_error (error);
  g_assert_true (base_unpack_finish (&in, NULL));
  for (guint i = 0; i < SCORER_N_CLASSES; i++)
    {
      g_assert_true (archive->bars[i] == evo_search_archive (search)->bars[i]);
      g_assert_true (evo_champion_is_filled (&archive->cells[i]) == wanted[i]);
    }
  check_drawing (archive, evo_search_archive (search), pool);
  base_unpack_init (&in, bytes->data, bytes->len);
  other = evo_search_restore (&settings, scorer_score, &scorer, archive, pool, &in, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (evo_search_n_offspring (other), ==, 0);
  for (guint i = 0; i < 5; i++)
    {
      evo_search_advance (search, pool, NULL);
      evo_search_advance (other, pool, NULL);
    }
  hash = scorer_fingerprint (search);
  other_hash = scorer_fingerprint (other);
  g_assert_cmpstr (hash, ==, other_hash);

  /* An archive that is missing, or there twice. */
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_null (evo_search_restore (&settings, scorer_score, &scorer, NULL, pool, &in, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  scorer_clear (&scorer);
}

static gboolean
can_restore (const EvoSearchSettings *settings, const guint8 *data, gsize size, GError **error)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autoptr (EvoSearch) search = NULL;
  BaseUnpack in;

  base_unpack_init (&in, copy, size);
  search = evo_search_restore (settings, scorer_score, NULL, NULL, NULL, &in, error);
  return search != NULL;
}

static void
test_other_run (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 1);
  gboolean wanted[SCORER_N_CLASSES] = { TRUE };
  EvoSearchSettings others[6];
  Scorer scorer;

  scorer_init (&scorer, 1);
  search = evo_search_new (&settings, scorer_score, &scorer);
  evo_search_advance (search, pool, NULL);
  bytes = save (search, EVO_SAVE_ALL);
  g_assert_true (can_restore (&settings, bytes->data, bytes->len, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    others[i] = settings;
  others[0].seed++;
  others[1].width++;
  others[2].channels = 3;
  others[3].n_classes++;
  others[4].encoding = EVO_ENCODING_PIXELS;
  others[5].wanted = wanted;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (can_restore (&others[i], bytes->data, bytes->len, &error));
      g_assert_error (error, BASE_ERROR, (i == 5 ? BASE_ERROR_INVALID : BASE_ERROR_ARGUMENT));
    }
  scorer_clear (&scorer);
}

/* Cut off anywhere it is refused; with bytes changed it is refused or a search that can go on. */
static void
test_damaged (void)
{
  for (guint encoding = EVO_ENCODING_PIXELS; encoding <= EVO_ENCODING_CPPN; encoding++)
    {
      g_autoptr (BasePool) pool = base_pool_new (1);
      g_autoptr (EvoSearch) search = NULL;
      g_autoptr (GByteArray) bytes = NULL;
      EvoSearchSettings settings = scorer_settings (encoding, 1);
      BaseRandom random;
      Scorer scorer;

      settings.batch = 6;
      scorer_init (&scorer, 1);
      search = evo_search_new (&settings, scorer_score, &scorer);
      for (guint i = 0; i < 3; i++)
        evo_search_advance (search, pool, NULL);
      bytes = save (search, EVO_SAVE_ALL);
      for (gsize size = 0; size < bytes->len; size++)
        g_assert_false (can_restore (&settings, bytes->data, size, NULL));
      base_random_init (&random, 62, encoding, 0);
      for (guint i = 0; i < 1500; i++)
        {
          g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);
          g_autoptr (EvoSearch) other = NULL;
          BaseUnpack in;

          for (guint k = 0; k < 1 + i % 3; k++)
            copy[base_random_below (&random, bytes->len)] = (guint8) base_random_next (&random);
          base_unpack_init (&in, copy, bytes->len);
          other = evo_search_restore (&settings, scorer_score, &scorer, NULL, NULL, &in, NULL);
          if (other != NULL && evo_search_n_offspring (other) > 0)
            evo_search_advance (other, pool, NULL);
        }
      scorer_clear (&scorer);
    }
}

/* Images without a genome, as gradient ascent makes them, and one that holds several cells. */
static void
test_archive_of_pictures (void)
{
  g_autoptr (EvoArchive) archive = evo_archive_new (4, NULL);
  g_autoptr (EvoArchive) other = NULL;
  g_autoptr (BaseImage) one = base_image_new (3, 2, 3);
  g_autoptr (BaseImage) two = base_image_new (3, 2, 3);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = evo_archive_hash (archive);
  g_autofree char *other_hash = NULL;
  BaseUnpack in;

  memset (one->pixels, 17, base_image_size (one));
  memset (two->pixels, 99, base_image_size (two));
  evo_archive_offer (archive, NULL, one, (float[]){ 0.5f, 0.2f, 0.1f, 0.2f },
                     &(EvoOrigin){ .evaluation = 3, .generation = 1, .parent = 2 });
  evo_archive_offer (archive, NULL, two, (float[]){ 0.1f, 0.6f, 0.1f, 0.2f },
                     &(EvoOrigin){ .evaluation = 4, .generation = 1, .parent = EVO_NO_PARENT });
  g_free (hash);
  hash = evo_archive_hash (archive);
  evo_archive_save (archive, bytes);
  /* Two pictures of 18 bytes, however many cells they hold. */
  g_assert_cmpuint (bytes->len, <, 4 * 120);
  base_unpack_init (&in, bytes->data, bytes->len);
  other = evo_archive_restore (4, NULL, 3, 2, 3, &in, &error);
  g_assert_no_error (error);
  other_hash = evo_archive_hash (other);
  g_assert_cmpstr (hash, ==, other_hash);
  g_assert_true (other->cells[0].image == other->cells[2].image);
  g_assert_true (other->cells[0].image != other->cells[1].image);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_true (support_images_equal (archive->cells[i].image, other->cells[i].image));
      g_assert_null (other->cells[i].genome);
      g_assert_true (archive->cells[i].origin.parent == other->cells[i].origin.parent);
      g_assert_cmpuint (archive->cells[i].improvements, ==, other->cells[i].improvements);
      g_assert_cmpmem (archive->cells[i].top, sizeof archive->cells[i].top[0] * 4,
                       other->cells[i].top, sizeof archive->cells[i].top[0] * 4);
    }
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_null (evo_archive_restore (4, NULL, 2, 3, 1, &in, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/search-save/resumed-is-exact", test_resumed_is_exact);
  g_test_add_func ("/evolve/search-save/part-is-kept", test_part_is_kept);
  g_test_add_func ("/evolve/search-save/changed-under-way", test_changed_under_way);
  g_test_add_func ("/evolve/search-save/parts", test_parts);
  g_test_add_func ("/evolve/search-save/other-run", test_other_run);
  g_test_add_func ("/evolve/search-save/damaged", test_damaged);
  g_test_add_func ("/evolve/search-save/archive-of-pictures", test_archive_of_pictures);
  return g_test_run ();
}
