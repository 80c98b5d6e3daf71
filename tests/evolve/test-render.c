// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn-kernels.h"
#include "evolve/cppn.h"
#include "evolve/hsv.h"
#include "support.h"

#include <math.h>
#include <string.h>

#define N_VALUES        4096
#define PICTURES_SHA256 "b02bb94de6563c221e4ddba490eee662587d6482f34a40daa0589a0e7bab4722"

static double
activate (EvoActivation activation, double p)
{
  switch (activation)
    {
    case EVO_ACTIVATION_SINE:
      return sin (p);
    case EVO_ACTIVATION_SIGMOID:
      return 2.0 / (1.0 + exp (-p)) - 1.0;
    case EVO_ACTIVATION_GAUSSIAN:
      return exp (-p * p);
    case EVO_ACTIVATION_LINEAR:
      return CLAMP (p, -3.0, 3.0) / 3.0;
    default:
      g_assert_not_reached ();
    }
}

static void
check_activation (EvoActivation activation, double range, double tolerance)
{
  _Alignas(EVO_KERNEL_ALIGNMENT) float values[N_VALUES];
  float arguments[N_VALUES];
  BaseRandom random;

  base_random_init (&random, 21, activation, 0);
  for (guint i = 0; i < N_VALUES; i++)
    arguments[i] = (float) (range * (2.0 * base_random_uniform (&random) - 1.0));
  arguments[0] = 0.0f;
  arguments[1] = (float) range;
  arguments[2] = (float) -range;
  memcpy (values, arguments, sizeof values);
  evo_kernel_activate (activation, values, N_VALUES);
  for (guint i = 0; i < N_VALUES; i++)
    {
      g_assert_cmpfloat (fabs (values[i] - activate (activation, arguments[i])), <=, tolerance);
      g_assert_cmpfloat (fabsf (values[i]), <=, 1.000001f);
    }
}

static void
test_activations (void)
{
  static const double ranges[] = { 1e-3, 1, 4, 30, 1000, 8000 };

  for (guint k = 0; k < EVO_N_ACTIVATIONS; k++)
    for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
      check_activation (k, ranges[i], 1e-6);
  /* The largest sum that a genome for the largest picture can reach: still within bounds. */
  for (guint k = 0; k < EVO_N_ACTIVATIONS; k++)
    check_activation (k, 400000, 2.0);
}

/* The value of one node at one place, in double precision, as the definition has it. */
static double
evaluate (const EvoDiagram *diagram, guint node, const double *inputs, double *known)
{
  double sum = 0;

  if (node < 4)
    return inputs[node];
  if (!isnan (known[node]))
    return known[node];
  for (guint i = 0; i < diagram->n_links; i++)
    if (diagram->links[i].to == node)
      sum += diagram->links[i].weight * evaluate (diagram, diagram->links[i].from, inputs, known);
  return known[node] = activate (diagram->nodes[node].activation, sum);
}

static void
naive_pixel (const EvoDiagram *diagram,
             EvoCoordinates coordinates,
             guint size,
             guint x,
             guint y,
             guint channels,
             guint8 *pixel)
{
  double unit_x = 2.0 * x / (size - 1.0) - 1.0, unit_y = 2.0 * y / (size - 1.0) - 1.0;
  gboolean raw = coordinates == EVO_COORDINATES_PIXEL;
  double inputs[4] = { raw ? x : unit_x, raw ? y : unit_y, hypot (unit_x, unit_y), 1.0 };
  double known[EVO_CPPN_MAX_NODES];
  guint8 levels[3];

  for (guint i = 0; i < diagram->n_nodes; i++)
    known[i] = NAN;
  for (guint c = 0; c < channels; c++)
    {
      double output = fabs (evaluate (diagram, 4 + c, inputs, known));

      levels[c] =
          (guint8) (channels == 3 && c == 0 ? fmod (output * 256.0, 256.0) : output * 255.0);
    }
  if (channels == 3)
    evo_hsv_to_rgb (levels, 1, pixel);
  else
    pixel[0] = levels[0];
}

/* The share of values that are more than two levels from the naive twin's; in colour, more than
 * six: that much a channel changes by one step of the hue, whose fraction is cut off. */
static double
share_off (EvoCoordinates coordinates, guint channels, guint rounds, guint n_genomes)
{
  const guint size = 28;
  gsize n_off = 0, n = 0;

  for (guint k = 0; k < n_genomes; k++)
    {
      g_autoptr (EvoGenome) genome =
          support_genome (EVO_ENCODING_CPPN, size, channels, coordinates, rounds, k);
      g_autoptr (EvoDiagram) diagram = evo_genome_diagram (genome);
      g_autoptr (BaseImage) image = support_render (genome);
      const guint8 *p = image->pixels;

      for (guint y = 0; y < size; y++)
        for (guint x = 0; x < size; x++, p += channels)
          {
            guint8 expected[3];

            naive_pixel (diagram, coordinates, size, x, y, channels, expected);
            for (guint c = 0; c < channels; c++, n++)
              n_off += abs (p[c] - expected[c]) > (channels == 3 ? 6 : 2);
          }
    }
  g_test_message ("coordinates %d, %u channels, %u rounds: %.2e off", coordinates, channels, rounds,
                  (double) n_off / n);
  return (double) n_off / n;
}

/* Rounding errors grow tenfold and more from layer to layer, so that a few pixels of deep networks
 * may differ. */
static void
test_naive_twin (void)
{
  g_assert_cmpfloat (share_off (EVO_COORDINATES_UNIT, 1, 0, 300), ==, 0.0);
  g_assert_cmpfloat (share_off (EVO_COORDINATES_UNIT, 1, 8, 300), <, 1e-4);
  g_assert_cmpfloat (share_off (EVO_COORDINATES_UNIT, 1, 30, 100), <, 1e-4);
  g_assert_cmpfloat (share_off (EVO_COORDINATES_UNIT, 3, 8, 100), <, 1e-4);
  g_assert_cmpfloat (share_off (EVO_COORDINATES_PIXEL, 1, 0, 300), ==, 0.0);
  g_assert_cmpfloat (share_off (EVO_COORDINATES_PIXEL, 1, 8, 100), <, 1e-3);
}

/* A network with one link per output, linear: the picture shows the input itself. */
static guint8
level_at (EvoCoordinates coordinates, guint from, float weight, guint size, guint x, guint y)
{
  EvoCppn cppn = { .coordinates = coordinates, .n_outputs = 1 };
  g_autoptr (BaseImage) image = base_image_new (size, size, 1);

  for (guint i = 0; i < 5; i++)
    evo_cppn_append_node (&cppn, EVO_ACTIVATION_LINEAR);
  evo_cppn_append_link (&cppn, from, 4, weight);
  evo_cppn_render (&cppn, size, size, image);
  evo_cppn_clear (&cppn);
  return image->pixels[y * size + x];
}

static void
test_inputs (void)
{
  /* |weight * input| / 3 * 255: 255/3 = 85 for the unit. */
  g_assert_cmpuint (level_at (EVO_COORDINATES_UNIT, EVO_NODE_INPUT_X, 1, 29, 0, 5), ==, 85);
  g_assert_cmpuint (level_at (EVO_COORDINATES_UNIT, EVO_NODE_INPUT_X, 1, 29, 14, 5), ==, 0);
  g_assert_cmpuint (level_at (EVO_COORDINATES_UNIT, EVO_NODE_INPUT_X, 1, 29, 28, 5), ==, 85);
  g_assert_cmpuint (level_at (EVO_COORDINATES_UNIT, EVO_NODE_INPUT_Y, 1, 29, 5, 0), ==, 85);
  g_assert_cmpuint (level_at (EVO_COORDINATES_UNIT, EVO_NODE_INPUT_Y, 1, 29, 5, 21), ==, 42);
  g_assert_cmpuint (level_at (EVO_COORDINATES_PIXEL, EVO_NODE_INPUT_X, 0.1f, 29, 10, 3), ==, 85);
  g_assert_cmpuint (level_at (EVO_COORDINATES_PIXEL, EVO_NODE_INPUT_Y, 0.1f, 29, 10, 3), ==, 25);
  g_assert_cmpuint (level_at (EVO_COORDINATES_UNIT, EVO_NODE_INPUT_DISTANCE, 1, 29, 0, 0), ==, 120);
  g_assert_cmpuint (level_at (EVO_COORDINATES_PIXEL, EVO_NODE_INPUT_DISTANCE, 1, 29, 28, 0), ==,
                    120);
  g_assert_cmpuint (level_at (EVO_COORDINATES_UNIT, EVO_NODE_INPUT_DISTANCE, 1, 29, 14, 14), ==, 0);
  g_assert_cmpuint (level_at (EVO_COORDINATES_UNIT, EVO_NODE_INPUT_BIAS, -3, 29, 1, 1), ==, 255);
  /* A picture of one pixel has no direction. */
  g_assert_cmpuint (level_at (EVO_COORDINATES_UNIT, EVO_NODE_INPUT_X, 10, 1, 0, 0), ==, 0);
}

/* At an odd multiple of the size, the middle of each block of pixels is the network's pixel. */
static void
test_same_picture_at_other_sizes (void)
{
  const guint size = 28, factor = 5;

  for (guint k = 0; k < 200; k++)
    {
      guint channels = k % 2 == 0 ? 1 : 3;
      EvoCoordinates coordinates = k % 3 == 0 ? EVO_COORDINATES_PIXEL : EVO_COORDINATES_UNIT;
      g_autoptr (EvoGenome) genome =
          support_genome (EVO_ENCODING_CPPN, size, channels, coordinates, 10, k);
      g_autoptr (BaseImage) own = support_render (genome);
      g_autoptr (BaseImage) large = base_image_new (size * factor, size * factor, channels);

      evo_genome_render (genome, large);
      for (guint y = 0; y < size; y++)
        for (guint x = 0; x < size; x++)
          {
            gsize there =
                (gsize) (y * factor + factor / 2) * large->width + x * factor + factor / 2;

            g_assert_cmpmem (large->pixels + there * channels, channels,
                             own->pixels + (y * size + x) * channels, channels);
          }
    }
}

/* Pictures that are no multiple of anything: each pixel is the same as in any other drawing. */
static void
test_odd_shapes (void)
{
  static const guint shapes[][2] = { { 1, 1 }, { 1, 700 }, { 700, 1 }, { 17, 31 }, { 513, 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      guint width = shapes[i][0], height = shapes[i][1];
      g_autoptr (BaseImage) image = base_image_new (width, height, 1);
      g_autoptr (BaseImage) large = base_image_new (3 * width, 3 * height, 1);
      EvoCppn cppn = { 0 };
      BaseRandom random;

      base_random_init (&random, 22, 0, i);
      evo_cppn_init_random (&cppn, 1, EVO_COORDINATES_UNIT, &random);
      evo_cppn_render (&cppn, width, height, image);
      evo_cppn_render (&cppn, width, height, large);
      for (guint y = 0; y < height; y++)
        for (guint x = 0; x < width; x++)
          g_assert_cmpuint (image->pixels[y * width + x], ==,
                            large->pixels[(gsize) (3 * y + 1) * large->width + 3 * x + 1]);
      evo_cppn_clear (&cppn);
    }
}

/* Nodes that reach no output change nothing. */
static void
test_dead_nodes (void)
{
  for (guint k = 0; k < 100; k++)
    {
      EvoCppn cppn = { 0 };
      g_autoptr (BaseImage) before = base_image_new (28, 28, 1);
      g_autoptr (BaseImage) after = base_image_new (28, 28, 1);
      BaseRandom random;
      guint a, b;

      base_random_init (&random, 23, 0, k);
      evo_cppn_init_random (&cppn, 1, EVO_COORDINATES_UNIT, &random);
      evo_cppn_render (&cppn, 28, 28, before);
      a = evo_cppn_append_node (&cppn, EVO_ACTIVATION_SINE);
      b = evo_cppn_append_node (&cppn, EVO_ACTIVATION_GAUSSIAN);
      evo_cppn_append_link (&cppn, 0, a, 3.0f);
      evo_cppn_append_link (&cppn, a, b, -2.0f);
      evo_cppn_render (&cppn, 28, 28, after);
      g_assert_true (support_images_equal (before, after));
      evo_cppn_clear (&cppn);
    }
}

/* The same bits from every version of the loops and on every machine: these genomes come from the
 * random stream by exact arithmetic alone, and so do their pictures. */
static void
test_same_bits_everywhere (void)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  EvoVariation variation;

  evo_variation_init (&variation);
  variation.weight_chance = 0.0;
  for (guint k = 0; k < 400; k++)
    {
      guint channels = k % 2 == 0 ? 1 : 3;
      g_autoptr (EvoGenome) genome = NULL;
      g_autoptr (BaseImage) image = NULL;
      BaseRandom random;

      variation.coordinates = k % 3 == 0 ? EVO_COORDINATES_PIXEL : EVO_COORDINATES_UNIT;
      base_random_init (&random, 24, 0, k);
      genome = evo_genome_new_random (EVO_ENCODING_CPPN, 30, 27, channels, &variation, &random);
      for (guint i = 0; i < 20; i++)
        evo_genome_mutate (genome, &variation, 0, &random);
      image = support_render (genome);
      g_checksum_update (checksum, image->pixels, (gssize) base_image_size (image));
    }
  g_assert_cmpstr (g_checksum_get_string (checksum), ==, PICTURES_SHA256);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/render/activations", test_activations);
  g_test_add_func ("/evolve/render/naive-twin", test_naive_twin);
  g_test_add_func ("/evolve/render/inputs", test_inputs);
  g_test_add_func ("/evolve/render/same-picture-at-other-sizes", test_same_picture_at_other_sizes);
  g_test_add_func ("/evolve/render/odd-shapes", test_odd_shapes);
  g_test_add_func ("/evolve/render/dead-nodes", test_dead_nodes);
  g_test_add_func ("/evolve/render/same-bits-everywhere", test_same_bits_everywhere);
  return g_test_run ();
}
