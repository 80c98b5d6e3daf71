// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "evolve/encoding.h"
#include "scorer.h"
#include "support.h"

#include <string.h>

/* An encoding of another kind than the program's: one grey level for the whole picture. This is all
 * that a new one takes. */
typedef struct
{
  guint8 level;
} Flat;

static void
flat_randomise (EvoGenome *genome, const EvoVariation *variation, BaseRandom *random)
{
  Flat *flat = g_new (Flat, 1);

  flat->level = (guint8) base_random_below (random, 256);
  genome->body = flat;
}

static void
flat_assign (EvoGenome *genome, const EvoGenome *source)
{
  if (genome->body == NULL)
    genome->body = g_new (Flat, 1);
  *(Flat *) genome->body = *(const Flat *) source->body;
}

static void
flat_mutate (EvoGenome *genome,
             const EvoVariation *variation,
             guint64 generation,
             BaseRandom *random)
{
  Flat *flat = genome->body;

  flat->level = (guint8) (flat->level + base_random_below (random, 7) - 3);
}

static void
flat_render (const EvoGenome *genome, BaseImage *image)
{
  memset (image->pixels, ((const Flat *) genome->body)->level, base_image_size (image));
}

static guint
flat_size (const EvoGenome *genome)
{
  return 1;
}

static void
flat_serialise (const EvoGenome *genome, guint8 *variant, GByteArray *out)
{
  *variant = 77;
  g_byte_array_append (out, &((const Flat *) genome->body)->level, 1);
}

static gboolean
flat_deserialise (EvoGenome *genome, guint8 variant, const guint8 *data, gsize size, GError **error)
{
  Flat *flat;

  if (variant != 77 || size != 1)
    return evo_encoding_fail (error, "it is not flat");
  genome->body = flat = g_new (Flat, 1);
  flat->level = *data;
  return TRUE;
}

static const EvoEncodingRow flat_row = {
  .name = "flat",
  .randomise = flat_randomise,
  .assign = flat_assign,
  .adapt = flat_assign,
  .deserialise = flat_deserialise,
  .free_body = g_free,
  .mutate = flat_mutate,
  .render = flat_render,
  .size = flat_size,
  .serialise = flat_serialise,
};

static EvoEncoding encoding_flat;

static void
test_names (void)
{
  g_assert_cmpuint (evo_encoding_count (), ==, EVO_N_ENCODINGS + 1);
  for (guint i = 0; i < evo_encoding_count (); i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (evo_encoding_to_string (i), !=, evo_encoding_to_string (j));
  g_assert_cmpstr (evo_encoding_to_string (encoding_flat), ==, "flat");
}

static void
test_genome (void)
{
  g_autoptr (EvoGenome) genome = support_genome (encoding_flat, 6, 3, 0, 4, 1);
  g_autoptr (EvoGenome) other = support_genome (EVO_ENCODING_CPPN, 9, 1, 0, 4, 1);
  g_autoptr (EvoGenome) adapted = evo_genome_adapt (genome, 3, 4, 1);
  g_autoptr (EvoGenome) read = NULL, pixels = NULL;
  g_autoptr (BaseImage) image = support_render (adapted);
  g_autoptr (GBytes) bytes = evo_genome_serialise (genome);
  g_autoptr (GBytes) shorter = g_bytes_new_from_bytes (bytes, 0, g_bytes_get_size (bytes) - 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (evo_genome_encoding (genome), ==, encoding_flat);
  g_assert_cmpuint (evo_genome_size (genome), ==, 1);
  g_assert_null (evo_genome_diagram (genome));
  g_assert_cmpuint (image->width, ==, 3);
  read = evo_genome_deserialise (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (support_genomes_equal (read, genome));
  g_assert_null (evo_genome_deserialise (shorter, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  /* What it has no function for, the program asks its row. */
  g_assert_true (evo_encoding_is_direct (encoding_flat));
  g_assert_false (evo_encoding_is_direct (EVO_ENCODING_CPPN));
  g_assert_null (evo_genome_new_from_image (encoding_flat, image));
  g_assert_null (evo_genome_new_from_image (EVO_ENCODING_CPPN, image));
  pixels = evo_genome_new_from_image (EVO_ENCODING_PIXELS, image);
  g_assert_cmpuint (evo_genome_encoding (pixels), ==, EVO_ENCODING_PIXELS);
  g_assert_cmpuint (evo_genome_width (pixels), ==, image->width);
  /* From one encoding to another and back, in place. */
  evo_genome_assign (read, other);
  g_assert_true (support_genomes_equal (read, other));
  evo_genome_assign (read, genome);
  g_assert_true (support_genomes_equal (read, genome));
}

/* It evolves, is saved and goes on like the others. */
static void
test_search (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (EvoSearch) other = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = NULL;
  g_autofree char *other_text = NULL;
  EvoSearchSettings settings = scorer_settings (encoding_flat, 1);
  EvoStatistics start, end;
  BaseUnpack in;
  Scorer scorer;

  scorer_init (&scorer, 1);
  settings.batch = 4;
  search = evo_search_new (&settings, scorer_score, &scorer);
  evo_search_advance (search, pool, NULL);
  evo_archive_statistics (evo_search_archive (search), &start);
  for (guint i = 0; i < 30; i++)
    evo_search_advance (search, pool, NULL);
  evo_search_save (search, EVO_SAVE_ALL, bytes);
  base_unpack_init (&in, bytes->data, bytes->len);
  other = evo_search_restore (&settings, scorer_score, &scorer, NULL, pool, &in, NULL);
  g_assert_nonnull (other);
  for (guint i = 0; i < 30; i++)
    {
      evo_search_advance (search, pool, NULL);
      evo_search_advance (other, pool, NULL);
    }
  text = scorer_fingerprint (search);
  other_text = scorer_fingerprint (other);
  g_assert_cmpstr (text, ==, other_text);
  evo_archive_statistics (evo_search_archive (search), &end);
  g_assert_cmpfloat (end.mean, >, start.mean);
  scorer_clear (&scorer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  encoding_flat = evo_encoding_register (&flat_row);
  g_test_add_func ("/evolve/encoding/names", test_names);
  g_test_add_func ("/evolve/encoding/genome", test_genome);
  g_test_add_func ("/evolve/encoding/search", test_search);
  return g_test_run ();
}
