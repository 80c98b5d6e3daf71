// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/archive.h"
#include "support.h"

#include <math.h>
#include <string.h>

static EvoGenome *
pixels (guint64 key)
{
  return support_genome (EVO_ENCODING_PIXELS, 4, 1, 0, 0, key);
}

/* Offers the genome with this key; the caller knows it again by its bytes. */
static guint
offer (EvoArchive *archive, guint64 key, const float *confidences)
{
  g_autoptr (EvoGenome) genome = pixels (key);
  g_autoptr (BaseImage) image = support_render (genome);

  return evo_archive_offer (
      archive, genome, image, confidences,
      &(EvoOrigin){ .evaluation = 100 + key, .generation = 10 + key, .parent = 50 + key });
}

static void
assert_champion (const EvoArchive *archive, guint class_index, guint64 key, float confidence)
{
  const EvoChampion *cell = &archive->cells[class_index];
  g_autoptr (EvoGenome) genome = pixels (key);
  g_autoptr (BaseImage) image = support_render (genome);

  g_assert_nonnull (cell->genome);
  g_assert_true (support_genomes_equal (cell->genome, genome));
  g_assert_true (support_images_equal (cell->image, image));
  g_assert_cmpfloat (cell->confidence, ==, confidence);
  g_assert_cmpuint (cell->origin.generation, ==, 10 + key);
  g_assert_cmpuint (cell->origin.evaluation, ==, 100 + key);
  g_assert_cmpuint (cell->origin.parent, ==, 50 + key);
}

static void
test_strictly_higher (void)
{
  g_autoptr (EvoArchive) archive = evo_archive_new (3, NULL);
  const float first[] = { 0.2f, 0.5f, 0.0f };
  const float second[] = { 0.2f, 0.6f, 0.0f };
  const float third[] = { nextafterf (0.2f, 1.0f), 0.1f, 1e-30f };

  g_assert_null (archive->cells[0].genome);
  g_assert_cmpuint (offer (archive, 1, first), ==, 3);
  g_assert_cmpuint (offer (archive, 2, second), ==, 1);
  assert_champion (archive, 0, 1, 0.2f);
  assert_champion (archive, 1, 2, 0.6f);
  assert_champion (archive, 2, 1, 0.0f);
  g_assert_cmpuint (archive->cells[1].improvements, ==, 2);
  g_assert_cmpuint (archive->cells[0].improvements, ==, 1);
  g_assert_cmpuint (offer (archive, 3, third), ==, 2);
  assert_champion (archive, 0, 3, third[0]);
  assert_champion (archive, 1, 2, 0.6f);
  assert_champion (archive, 2, 3, third[2]);
  g_assert_cmpuint (offer (archive, 4, third), ==, 0);
}

static void
test_not_a_number (void)
{
  g_autoptr (EvoArchive) archive = evo_archive_new (2, NULL);
  const float bad[] = { NAN, 0.25f };
  const float worse[] = { -NAN, NAN };
  const float good[] = { 0.0f, 0.1f };

  g_assert_cmpuint (offer (archive, 1, bad), ==, 1);
  g_assert_null (archive->cells[0].genome);
  assert_champion (archive, 1, 1, 0.25f);
  g_assert_cmpuint (offer (archive, 2, worse), ==, 0);
  g_assert_cmpuint (offer (archive, 3, good), ==, 1);
  assert_champion (archive, 0, 3, 0.0f);
  assert_champion (archive, 1, 1, 0.25f);
}

static void
test_wanted (void)
{
  const gboolean wanted[] = { TRUE, FALSE, TRUE, FALSE };
  const float confidences[] = { 0.1f, 0.9f, 0.3f, 1.0f };
  g_autoptr (EvoArchive) archive = evo_archive_new (4, wanted);
  EvoStatistics statistics;

  g_assert_cmpuint (offer (archive, 1, confidences), ==, 2);
  g_assert_null (archive->cells[1].genome);
  g_assert_null (archive->cells[3].genome);
  /* The ranking still names the classes that are not wanted. */
  g_assert_cmpuint (archive->cells[0].n_top, ==, 4);
  g_assert_cmpuint (archive->cells[0].top[0].class_index, ==, 3);
  evo_archive_statistics (archive, &statistics);
  g_assert_cmpuint (statistics.n_cells, ==, 2);
  g_assert_cmpfloat (statistics.max, ==, 0.3f);
  g_assert_cmpfloat (statistics.median, ==, 0.2f);
}

static void
test_image_is_shared (void)
{
  g_autoptr (EvoArchive) archive = evo_archive_new (3, NULL);
  g_autoptr (EvoGenome) genome = pixels (1);
  g_autoptr (BaseImage) image = support_render (genome);
  const float confidences[] = { 0.1f, 0.2f, 0.3f }, higher[] = { 1.0f, 1.0f, 1.0f };

  evo_archive_offer (archive, genome, image, confidences, &(EvoOrigin){ .parent = EVO_NO_PARENT });
  for (guint i = 0; i < 3; i++)
    g_assert_true (archive->cells[i].image == image);
  g_assert_true (g_atomic_ref_count_compare (&image->ref_count, 4));
  offer (archive, 2, higher);
  g_assert_true (g_atomic_ref_count_compare (&image->ref_count, 1));
}

static void
test_top (void)
{
  const float confidences[] = { 0.1f, 0.3f, NAN, 0.3f, 0.05f, 0.2f, 0.3f, 0.01f };
  const guint expected[] = { 1, 3, 6, 5, 0 };
  const float few[] = { NAN, 0.5f, NAN };
  const guint expected_few[] = { 1, 0, 2 };
  EvoRanking top[EVO_TOP];

  g_assert_cmpuint (evo_top (confidences, 8, top), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpuint (top[i].class_index, ==, expected[i]);
      g_assert_cmpfloat (top[i].confidence, ==, confidences[expected[i]]);
    }
  g_assert_cmpuint (evo_top (few, 3, top), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (top[i].class_index, ==, expected_few[i]);
  g_assert_cmpuint (evo_top (few + 1, 1, top), ==, 1);
}

/* Against a full sort of random numbers with many ties. */
static void
test_top_against_sort (void)
{
  float confidences[1000];
  BaseRandom random;

  base_random_init (&random, 41, 0, 0);
  for (guint k = 0; k < 300; k++)
    {
      EvoRanking top[EVO_TOP];
      gboolean taken[1000] = { FALSE };
      guint n = 1 + base_random_below (&random, 1000);

      for (guint i = 0; i < n; i++)
        confidences[i] = base_random_below (&random, 1 + k * 10) / 4096.0f;
      g_assert_cmpuint (evo_top (confidences, n, top), ==, MIN (n, EVO_TOP));
      for (guint place = 0; place < MIN (n, EVO_TOP); place++)
        {
          guint best = G_MAXUINT;

          for (guint i = 0; i < n; i++)
            if (!taken[i] && (best == G_MAXUINT || confidences[i] > confidences[best]))
              best = i;
          taken[best] = TRUE;
          g_assert_cmpuint (top[place].class_index, ==, best);
        }
    }
}

static void
test_statistics (void)
{
  g_autoptr (EvoArchive) odd = evo_archive_new (3, NULL);
  g_autoptr (EvoArchive) even = evo_archive_new (4, NULL);
  const gboolean none_wanted[] = { FALSE };
  g_autoptr (EvoArchive) none = evo_archive_new (1, none_wanted);
  const float three[] = { 0.75f, 0.25f, 0.5f };
  const float four[] = { 1.0f, NAN, 0.25f, 0.5f };
  EvoStatistics statistics;

  evo_archive_statistics (odd, &statistics);
  g_assert_cmpuint (statistics.n_cells, ==, 3);
  g_assert_cmpfloat (statistics.max, ==, 0.0f);
  offer (odd, 1, three);
  evo_archive_statistics (odd, &statistics);
  g_assert_cmpfloat (statistics.min, ==, 0.25f);
  g_assert_cmpfloat (statistics.median, ==, 0.5f);
  g_assert_cmpfloat (statistics.mean, ==, 0.5f);
  g_assert_cmpfloat (statistics.max, ==, 0.75f);

  offer (even, 1, four);
  evo_archive_statistics (even, &statistics);
  g_assert_cmpfloat (statistics.min, ==, 0.0f);
  g_assert_cmpfloat (statistics.median, ==, 0.375f);
  g_assert_cmpfloat (statistics.mean, ==, 0.4375f);
  /* numpy.percentile ([0, .25, .5, 1], [10, 25, 75, 90]) */
  g_assert_cmpfloat_with_epsilon (statistics.p10, 0.075, 1e-6);
  g_assert_cmpfloat_with_epsilon (statistics.p25, 0.1875, 1e-6);
  g_assert_cmpfloat_with_epsilon (statistics.p75, 0.625, 1e-6);
  g_assert_cmpfloat_with_epsilon (statistics.p90, 0.85, 1e-6);

  evo_archive_statistics (none, &statistics);
  g_assert_cmpuint (statistics.n_cells, ==, 0);
}

/* The documented bytes, put together here. */
static void
test_hash (void)
{
  g_autoptr (EvoArchive) archive = evo_archive_new (4, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const float first[] = { 1.0f, NAN, 0.5f, NAN }, second[] = { 0.0f, NAN, 0.0f, 0.25f };
  const guint64 keys[] = { 1, 1, 2 };
  const guint8 confidences[][4] = { { 0, 0, 0x80, 0x3f }, { 0, 0, 0, 0x3f }, { 0, 0, 0x80, 0x3e } };
  g_autofree char *empty = evo_archive_hash (archive);
  g_autofree char *hash = NULL;
  g_autofree char *expected = NULL;

  g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  offer (archive, 1, first);
  offer (archive, 2, second);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (EvoGenome) genome = pixels (keys[i]);
      g_autoptr (GBytes) serialised = evo_genome_serialise (genome);

      g_byte_array_append (bytes, g_bytes_get_data (serialised, NULL),
                           (guint) g_bytes_get_size (serialised));
      g_byte_array_append (bytes, confidences[i], 4);
    }
  hash = evo_archive_hash (archive);
  expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes->data, bytes->len);
  g_assert_cmpstr (hash, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/archive/strictly-higher", test_strictly_higher);
  g_test_add_func ("/evolve/archive/not-a-number", test_not_a_number);
  g_test_add_func ("/evolve/archive/wanted", test_wanted);
  g_test_add_func ("/evolve/archive/image-is-shared", test_image_is_shared);
  g_test_add_func ("/evolve/archive/top", test_top);
  g_test_add_func ("/evolve/archive/top-against-sort", test_top_against_sort);
  g_test_add_func ("/evolve/archive/statistics", test_statistics);
  g_test_add_func ("/evolve/archive/hash", test_hash);
  return g_test_run ();
}
