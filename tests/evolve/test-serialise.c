// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "evolve/genome.h"
#include "support.h"

#include <math.h>
#include <string.h>

/* An encoding, a size and a number of mutations for each key. */
static EvoGenome *
varied (guint key)
{
  return support_genome (key % 4 == 0 ? EVO_ENCODING_PIXELS : EVO_ENCODING_CPPN, 5 + key % 24,
                         key % 3 == 0 ? 3 : 1, key % 5 == 0, key % 30, key);
}

static void
test_round_trip (void)
{
  for (guint key = 0; key < 3000; key++)
    {
      g_autoptr (EvoGenome) genome = varied (key);
      g_autoptr (GBytes) bytes = evo_genome_serialise (genome);
      g_autoptr (GError) error = NULL;
      g_autoptr (EvoGenome) again = evo_genome_deserialise (bytes, &error);
      g_autoptr (BaseImage) image = support_render (genome);
      g_autoptr (BaseImage) image_again = NULL;

      g_assert_no_error (error);
      g_assert_true (support_genomes_equal (genome, again));
      g_assert_cmpint (evo_genome_encoding (again), ==, evo_genome_encoding (genome));
      g_assert_cmpuint (evo_genome_size (again), ==, evo_genome_size (genome));
      image_again = support_render (again);
      g_assert_true (support_images_equal (image, image_again));
    }
}

/* What the genome becomes does not depend on having been written and read. */
static void
test_evolves_on (void)
{
  EvoVariation variation;

  evo_variation_init (&variation);
  for (guint key = 0; key < 300; key++)
    {
      g_autoptr (EvoGenome) genome = varied (key);
      g_autoptr (GBytes) bytes = evo_genome_serialise (genome);
      g_autoptr (EvoGenome) again = evo_genome_deserialise (bytes, NULL);
      BaseRandom random;

      base_random_init (&random, 31, 0, key);
      for (guint i = 0; i < 20; i++)
        {
          BaseRandom replay = random;

          evo_genome_mutate (genome, &variation, i, &random);
          evo_genome_mutate (again, &variation, i, &replay);
        }
      g_assert_true (support_genomes_equal (genome, again));
    }
}

static void
test_assign (void)
{
  g_autoptr (EvoGenome) target = varied (0);

  for (guint key = 0; key < 1000; key++)
    {
      /* Every second time in a row one of pixels after another, of another size. */
      g_autoptr (EvoGenome) source = varied (key % 8 < 4 ? 4 * key : key);
      g_autoptr (EvoGenome) copy = evo_genome_copy (source);

      evo_genome_assign (target, source);
      g_assert_true (support_genomes_equal (target, source));
      g_assert_true (support_genomes_equal (copy, source));
    }
}

/* The byte order of the format, on every machine. */
static void
test_known_bytes (void)
{
  static const guint8 written[] = {
    'E', 'v', 'o',  'G', 1,    1,    1,    1,
    28,  0,   0x2c, 1,                           /* cppn, grey, pixel units, 28 x 300 */
    6,   0,   2,    0,   2,    3,                /* 6 nodes, 2 links; activations */
    0,   0,   5,    0,   0x00, 0x00, 0x80, 0x3f, /* x -> hidden: 1 */
    5,   0,   4,    0,   0x00, 0x00, 0x20, 0xc1, /* hidden -> output: -10 */
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static (written, sizeof written);
  g_autoptr (EvoGenome) genome = evo_genome_deserialise (bytes, NULL);
  g_autoptr (EvoDiagram) diagram = NULL;
  g_autoptr (GBytes) again = NULL;

  g_assert_nonnull (genome);
  g_assert_cmpuint (evo_genome_width (genome), ==, 28);
  g_assert_cmpuint (evo_genome_height (genome), ==, 300);
  diagram = evo_genome_diagram (genome);
  g_assert_cmpuint (diagram->n_nodes, ==, 6);
  g_assert_cmpuint (diagram->n_links, ==, 2);
  g_assert_cmpint (diagram->nodes[4].activation, ==, EVO_ACTIVATION_GAUSSIAN);
  g_assert_cmpint (diagram->nodes[5].activation, ==, EVO_ACTIVATION_LINEAR);
  g_assert_cmpfloat (diagram->links[0].weight, ==, 1.0f);
  g_assert_cmpfloat (diagram->links[1].weight, ==, -10.0f);
  g_assert_cmpuint (diagram->n_layers, ==, 3);
  again = evo_genome_serialise (genome);
  g_assert_true (g_bytes_equal (bytes, again));
}

static void
refuse (const guint8 *data, gsize size)
{
  g_autofree guint8 *exact = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (exact, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (EvoGenome) genome = evo_genome_deserialise (bytes, &error);

  g_assert_null (genome);
  g_assert_nonnull (error);
  g_assert_true (error->domain == BASE_ERROR);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_every_truncation (void)
{
  for (guint key = 0; key < 40; key++)
    {
      g_autoptr (EvoGenome) genome = varied (key);
      g_autoptr (GBytes) bytes = evo_genome_serialise (genome);
      gsize size;
      const guint8 *data = g_bytes_get_data (bytes, &size);
      g_autofree guint8 *longer = g_malloc0 (size + 1);

      for (gsize n = 0; n < size; n++)
        refuse (data, n);
      memcpy (longer, data, size);
      refuse (longer, size + 1);
    }
}

/* Damaged bytes are refused, or are a genome that works in every way. */
static void
test_byte_flips (void)
{
  EvoVariation variation;
  BaseRandom random;
  guint n_refused = 0;

  evo_variation_init (&variation);
  base_random_init (&random, 32, 0, 0);
  for (guint k = 0; k < 20000; k++)
    {
      g_autoptr (EvoGenome) genome = varied (k % 500);
      g_autoptr (GBytes) bytes = evo_genome_serialise (genome);
      gsize size = g_bytes_get_size (bytes);
      guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      guint n_flips = 1 + base_random_below (&random, 4);
      /* Mostly where it hurts: the header and the counts. */
      guint32 reach = (guint32) (k % 2 == 0 ? MIN (size, 40) : size);
      g_autoptr (GBytes) damaged = NULL;
      g_autoptr (GBytes) again = NULL;
      g_autoptr (EvoGenome) read = NULL;
      g_autoptr (EvoDiagram) diagram = NULL;
      g_autoptr (BaseImage) image = NULL;

      for (guint i = 0; i < n_flips; i++)
        data[base_random_below (&random, reach)] ^= (guint8) (1 + base_random_below (&random, 255));
      damaged = g_bytes_new_take (data, size);
      read = evo_genome_deserialise (damaged, NULL);
      if (read == NULL)
        {
          n_refused++;
          continue;
        }
      again = evo_genome_serialise (read);
      g_assert_true (g_bytes_equal (damaged, again));
      image = base_image_new (7, 5, evo_genome_channels (read));
      diagram = evo_genome_diagram (read);
      if (diagram != NULL)
        {
          support_assert_valid_diagram (diagram);
          evo_genome_render (read, image);
        }
      evo_genome_mutate (read, &variation, 0, &random);
    }
  g_assert_cmpuint (n_refused, >, 5000);
  g_assert_cmpuint (n_refused, <, 20000);
}

/* One damage at a time to x -> hidden -> output, with the error's words. */
static void
test_named_damage (void)
{
  static const guint8 good[] = {
    'E', 'v', 'o', 'G',  1,    1, 1, 0, 28, 0, 28, 0, 7,    0, 3, 0, 2, 3, 0, 0,    0,    5,
    0,   0,   0,   0x80, 0x3f, 5, 0, 4, 0,  0, 0,  0, 0xc0, 6, 0, 4, 0, 0, 0, 0x80, 0x3f,
  };
  static const struct
  {
    gsize offset;
    guint8 value;
    const char *message;
  } cases[] = {
    { 0, 'e', "not a genome" },
    { 4, 2, "another version" },
    { 5, 2, "encoding is unknown" },
    { 6, 2, "channels" },
    { 7, 2, "coordinates are unknown" },
    { 8, 0, "size of its picture" },
    { 9, 0x80, "size of its picture" },
    { 12, 4, "nodes or links" },
    { 13, 2, "nodes or links" },
    { 15, 8, "nodes or links" },
    { 12, 8, "length" },
    { 14, 2, "length" },
    { 16, 4, "activation" },
    { 19, 7, "does not exist" },
    { 21, 9, "does not exist" },
    { 21, 3, "enters an input" },
    { 19, 4, "leaves an output" },
    { 26, 0x7f, "weight is out of range" },
    { 26, 0x42, "weight is out of range" },
    { 29, 5, "circle" },
    { 35, 5, "same nodes" },
  };
  g_autoptr (GBytes) whole = g_bytes_new_static (good, sizeof good);
  g_autoptr (EvoGenome) genome = evo_genome_deserialise (whole, NULL);

  g_assert_nonnull (genome);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 data[sizeof good];
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      memcpy (data, good, sizeof good);
      data[cases[i].offset] = cases[i].value;
      bytes = g_bytes_new (data, sizeof data);
      g_assert_null (evo_genome_deserialise (bytes, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
}

/* A few bytes that promise gigabytes. */
static void
test_promises (void)
{
  static const guint8 huge[] = { 'E', 'v', 'o', 'G', 1, 0, 3, 0, 0, 0x40, 0, 0x40, 1, 2, 3 };

  refuse (huge, sizeof huge);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/serialise/round-trip", test_round_trip);
  g_test_add_func ("/evolve/serialise/evolves-on", test_evolves_on);
  g_test_add_func ("/evolve/serialise/assign", test_assign);
  g_test_add_func ("/evolve/serialise/known-bytes", test_known_bytes);
  g_test_add_func ("/evolve/serialise/every-truncation", test_every_truncation);
  g_test_add_func ("/evolve/serialise/byte-flips", test_byte_flips);
  g_test_add_func ("/evolve/serialise/named-damage", test_named_damage);
  g_test_add_func ("/evolve/serialise/promises", test_promises);
  return g_test_run ();
}
