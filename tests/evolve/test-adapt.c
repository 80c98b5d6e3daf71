// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/hsv.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static void
assert_size (const EvoGenome *genome, guint width, guint height, guint channels)
{
  g_assert_cmpuint (evo_genome_width (genome), ==, width);
  g_assert_cmpuint (evo_genome_height (genome), ==, height);
  g_assert_cmpuint (evo_genome_channels (genome), ==, channels);
}

/* What is made is a genome like any other: it can be written and read, and varied. */
static void
assert_whole (const EvoGenome *genome)
{
  g_autoptr (GBytes) bytes = evo_genome_serialise (genome);
  g_autoptr (GError) error = NULL;
  g_autoptr (EvoGenome) read = evo_genome_deserialise (bytes, &error);
  g_autoptr (EvoDiagram) diagram = evo_genome_diagram (genome);

  g_assert_no_error (error);
  g_assert_true (support_genomes_equal (genome, read));
  if (diagram != NULL)
    support_assert_valid_diagram (diagram);
}

static void
test_same_size (void)
{
  for (guint key = 0; key < 20; key++)
    {
      g_autoptr (EvoGenome) genome = support_genome (key % 2, 9, key % 4 < 2 ? 1 : 3, 0, 9, key);
      g_autoptr (EvoGenome) adapted = evo_genome_adapt (genome, 9, 9, key % 4 < 2 ? 1 : 3);

      g_assert_true (support_genomes_equal (genome, adapted));
    }
}

/* A CPPN in units draws at another size what evo_genome_render draws at that size, sampled at its
 * own pixels: the corners are the same. */
static void
test_cppn_size (void)
{
  for (guint key = 0; key < 50; key++)
    {
      g_autoptr (EvoGenome) genome = support_genome (EVO_ENCODING_CPPN, 9, 1, 0, 12, key);
      g_autoptr (EvoGenome) adapted = evo_genome_adapt (genome, 17, 17, 1);
      g_autoptr (BaseImage) small = support_render (genome);
      g_autoptr (BaseImage) large = support_render (adapted);

      assert_size (adapted, 17, 17, 1);
      assert_whole (adapted);
      for (guint y = 0; y < 9; y++)
        for (guint x = 0; x < 9; x++)
          g_assert_cmpint (abs (small->pixels[y * 9 + x] - large->pixels[2 * y * 17 + 2 * x]), <=,
                           1);
    }
}

/* Grey in colour is the same grey, exactly; and back again the same picture. */
static void
test_cppn_channels (void)
{
  for (guint key = 0; key < 100; key++)
    {
      g_autoptr (EvoGenome) genome =
          support_genome (EVO_ENCODING_CPPN, 12, 1, key % 2, key % 30, key);
      g_autoptr (EvoGenome) colour = evo_genome_adapt (genome, 12, 12, 3);
      g_autoptr (EvoGenome) back = evo_genome_adapt (colour, 12, 12, 1);
      g_autoptr (BaseImage) image = support_render (genome);
      g_autoptr (BaseImage) in_colour = support_render (colour);
      g_autoptr (BaseImage) expected = base_image_convert (image, 3);

      assert_size (colour, 12, 12, 3);
      assert_whole (colour);
      assert_whole (back);
      g_assert_true (support_images_equal (in_colour, expected));
      g_assert_true (support_genomes_equal (genome, back));
    }
}

/* A colour picture's value, which is its largest channel. */
static void
test_cppn_to_grey (void)
{
  for (guint key = 0; key < 100; key++)
    {
      g_autoptr (EvoGenome) genome = support_genome (EVO_ENCODING_CPPN, 12, 3, 0, key % 30, key);
      g_autoptr (EvoGenome) grey = evo_genome_adapt (genome, 12, 12, 1);
      g_autoptr (BaseImage) image = support_render (genome);
      g_autoptr (BaseImage) in_grey = support_render (grey);

      assert_whole (grey);
      for (guint i = 0; i < 12 * 12; i++)
        {
          const guint8 *rgb = image->pixels + 3 * i;

          g_assert_cmpuint (in_grey->pixels[i], ==, MAX (MAX (rgb[0], rgb[1]), rgb[2]));
        }
    }
}

/* As large as a CPPN may be, there is room for two more outputs all the same. */
static void
test_cppn_full (void)
{
  g_autoptr (EvoGenome) genome = support_genome (EVO_ENCODING_CPPN, 6, 1, 0, 0, 3);
  g_autoptr (EvoGenome) colour = NULL;
  g_autoptr (EvoDiagram) diagram = NULL;
  EvoVariation variation;
  BaseRandom random;

  evo_variation_init (&variation);
  variation.add_node_chance = 1;
  variation.delete_node_chance = variation.delete_link_chance = 0;
  base_random_init (&random, 71, 0, 0);
  for (guint i = 0; i < 400; i++)
    evo_genome_mutate (genome, &variation, 0, &random);
  diagram = evo_genome_diagram (genome);
  g_assert_cmpuint (diagram->n_nodes, ==, EVO_CPPN_MAX_NODES);
  colour = evo_genome_adapt (genome, 6, 6, 3);
  assert_whole (colour);
}

/* Pixels are those of the picture at the new size; in colour, as near as the hues allow. */
static void
test_pixels (void)
{
  for (guint key = 0; key < 60; key++)
    {
      guint from = key % 2 ? 3 : 1, to = key % 4 < 2 ? 1 : 3;
      guint width = 4 + key % 11, height = 3 + key % 7;
      g_autoptr (EvoGenome) genome = support_genome (EVO_ENCODING_PIXELS, 8, from, 0, 0, key);
      g_autoptr (EvoGenome) adapted = evo_genome_adapt (genome, width, height, to);
      g_autoptr (BaseImage) picture = base_image_new (width, height, from);
      g_autoptr (BaseImage) expected = NULL;
      g_autoptr (BaseImage) image = support_render (adapted);
      gint tolerance = from == 3 && to == 3 ? 4 : 0;

      assert_size (adapted, width, height, to);
      assert_whole (adapted);
      evo_genome_render (genome, picture);
      expected = base_image_convert (picture, to);
      if (width == 8 && height == 8 && from == to)
        tolerance = 0;
      for (gsize i = 0; i < base_image_size (image); i++)
        g_assert_cmpint (abs (image->pixels[i] - expected->pixels[i]), <=, tolerance);
    }
}

/* There and back: a hue is one of 256, so that a channel may be off by half a step of the circle,
 * 255 * 6 / 256 / 2, and by the roundings of hue, saturation and the way back. */
static void
test_colours (void)
{
  for (guint r = 0; r < 256; r += 3)
    for (guint g = 0; g < 256; g += 5)
      for (guint b = 0; b < 256; b += 3)
        {
          guint8 rgb[3] = { (guint8) r, (guint8) g, (guint8) b }, hsv[3], back[3];

          evo_rgb_to_hsv (rgb, 1, hsv);
          evo_hsv_to_rgb (hsv, 1, back);
          for (guint i = 0; i < 3; i++)
            g_assert_cmpint (abs (rgb[i] - back[i]), <=, 4);
          if (r == g && g == b)
            g_assert_cmpmem (rgb, 3, back, 3);
        }
  for (guint hue = 0; hue < 256; hue++)
    {
      guint8 hsv[3] = { (guint8) hue, 255, 255 }, rgb[3], back[3];

      evo_hsv_to_rgb (hsv, 1, rgb);
      evo_rgb_to_hsv (rgb, 1, back);
      g_assert_cmpmem (hsv, 3, back, 3);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/adapt/same-size", test_same_size);
  g_test_add_func ("/evolve/adapt/cppn-size", test_cppn_size);
  g_test_add_func ("/evolve/adapt/cppn-channels", test_cppn_channels);
  g_test_add_func ("/evolve/adapt/cppn-to-grey", test_cppn_to_grey);
  g_test_add_func ("/evolve/adapt/cppn-full", test_cppn_full);
  g_test_add_func ("/evolve/adapt/pixels", test_pixels);
  g_test_add_func ("/evolve/adapt/colours", test_colours);
  return g_test_run ();
}
