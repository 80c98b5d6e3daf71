// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/pixels.h"

#include "evolve/pixel-steps.h"
#include "evolve/polynomial.h"
#include "support.h"

#include <math.h>
#include <string.h>

#define N_GENES    784
#define N_CHILDREN 3000

static void
test_start_is_uniform (void)
{
  guint counts[256] = { 0 };
  guint8 genes[N_GENES + 3];
  BaseRandom random;

  for (guint k = 0; k < 500; k++)
    {
      base_random_init (&random, 1, 0, k);
      evo_pixels_randomise (genes, sizeof genes, &random);
      for (gsize i = 0; i < sizeof genes; i++)
        counts[genes[i]]++;
    }
  support_assert_uniform (counts, 256);
}

/* The step has the distribution function (1 + d)^16 / 2 below 0 and 1 - (1 - d)^16 / 2 above. */
static void
test_polynomial (void)
{
  enum
  {
    N = 200000,
    N_BINS = 50
  };
  guint bins[N_BINS] = { 0 };
  double sum = 0, sum_absolute = 0, largest = 0;
  BaseRandom random;

  base_random_init (&random, 2, 0, 0);
  for (guint i = 0; i < N; i++)
    {
      double step = evo_polynomial_step (15.0, &random);
      double quantile = step < 0 ? pow (1 + step, 16) / 2 : 1 - pow (1 - step, 16) / 2;

      bins[MIN ((guint) (quantile * N_BINS), N_BINS - 1)]++;
      sum += step;
      sum_absolute += fabs (step);
      largest = MAX (largest, fabs (step));
    }
  support_assert_uniform (bins, N_BINS);
  /* E |d| = 1/17, E d^2 = 2 / (17 * 18). */
  support_assert_near (sum / N, 0, sqrt (2.0 / (17 * 18) / N));
  support_assert_near (sum_absolute / N, 1.0 / 17, sqrt ((2.0 / (17 * 18) - 1.0 / (17 * 17)) / N));
  g_assert_cmpfloat (largest, <=, 1.0);
}

static void
test_gaps (void)
{
  static const double chances[] = { 0.001, 0.1, 0.5, 0.99 };
  enum
  {
    N = 100000
  };
  BaseRandom random;

  base_random_init (&random, 3, 0, 0);
  for (guint k = 0; k < G_N_ELEMENTS (chances); k++)
    {
      double p = chances[k], sum = 0;
      guint n_zero = 0;

      for (guint i = 0; i < N; i++)
        {
          gsize gap = evo_geometric_gap (p, G_MAXSIZE, &random);

          sum += (double) gap;
          n_zero += gap == 0;
        }
      support_assert_near (sum / N, (1 - p) / p, sqrt ((1 - p) / (p * p) / N));
      support_assert_near ((double) n_zero / N, p, sqrt (p * (1 - p) / N));
    }
  g_assert_cmpuint (evo_geometric_gap (0.0, 784, &random), ==, 784);
  g_assert_cmpuint (evo_geometric_gap (-1.0, 784, &random), ==, 784);
  g_assert_cmpuint (evo_geometric_gap (NAN, 784, &random), ==, 784);
  g_assert_cmpuint (evo_geometric_gap (1e-300, 784, &random), ==, 784);
  g_assert_cmpuint (evo_geometric_gap (1.0, 784, &random), ==, 0);
  g_assert_cmpuint (evo_geometric_gap (2.0, 784, &random), ==, 0);
}

/* Every gene in the middle of its range, so that clamping is as good as never seen. */
static void
test_mutation_statistics (void)
{
  const double n = (double) N_GENES * N_CHILDREN, p = 0.1;
  /* A change by less than half a level is none. */
  const double none = 1 - pow (1 - 0.5 / 255, 16);
  g_autofree guint *per_gene = g_new0 (guint, N_GENES);
  double n_changed = 0, sum = 0, sum_absolute = 0;
  guint8 genes[N_GENES];
  BaseRandom random;

  for (guint child = 0; child < N_CHILDREN; child++)
    {
      base_random_init (&random, 4, 0, child);
      memset (genes, 128, sizeof genes);
      evo_pixels_mutate (genes, N_GENES, 1, 15.0, p, &random);
      for (guint i = 0; i < N_GENES; i++)
        if (genes[i] != 128)
          {
            per_gene[i]++;
            n_changed++;
            sum += genes[i] - 128;
            sum_absolute += abs (genes[i] - 128);
          }
    }
  support_assert_near (n_changed / n, p * (1 - none), sqrt (p * (1 - p) / n));
  support_assert_uniform (per_gene, N_GENES);
  /* Over the mutated genes, those whose step was rounded to 0 included: 255/17 = 15 levels. */
  support_assert_near (sum_absolute / (n * p), 15.0, 15.0 / sqrt (n * p) + 0.001);
  support_assert_near (sum / (n * p), 0.0, 21.0 / sqrt (n * p));
}

static void
test_bounds (void)
{
  guint8 low[N_GENES], high[N_GENES];
  guint n_low = 0, n_high = 0;
  BaseRandom random;

  for (guint child = 0; child < 500; child++)
    {
      base_random_init (&random, 5, 0, child);
      memset (low, 0, sizeof low);
      memset (high, 255, sizeof high);
      evo_pixels_mutate (low, N_GENES, 1, 15.0, 1.0, &random);
      evo_pixels_mutate (high, N_GENES, 1, 15.0, 1.0, &random);
      for (guint i = 0; i < N_GENES; i++)
        {
          n_low += low[i] == 0;
          n_high += high[i] == 255;
          /* A step of half the range has a chance of 2^-17: past it lies the other end only if a
           * clamped number went round. */
          g_assert_cmpuint (low[i], <, 250);
          g_assert_cmpuint (high[i], >, 5);
        }
    }
  /* Half of the steps lead out of the range and are clamped. */
  g_assert_cmpuint (n_low, >, 500 * N_GENES / 2);
  g_assert_cmpuint (n_high, >, 500 * N_GENES / 2);
}

static void
test_hue_wraps (void)
{
  guint8 genes[999];
  guint n_wrapped = 0, n_clamped = 0;
  BaseRandom random;

  base_random_init (&random, 6, 0, 0);
  memset (genes, 0, sizeof genes);
  evo_pixels_mutate (genes, sizeof genes, 3, 15.0, 1.0, &random);
  for (guint i = 0; i < sizeof genes; i++)
    if (i % 3 == 0)
      n_wrapped += genes[i] > 128;
    else
      {
        n_clamped += genes[i] == 0;
        g_assert_cmpuint (genes[i], <, 250);
      }
  support_assert_near (n_wrapped, 333 * 0.48, sqrt (333 * 0.25));
  support_assert_near (n_clamped, 666 * 0.52, sqrt (666 * 0.25));
}

static void
test_rate_halves (void)
{
  EvoVariation variation;

  evo_variation_init (&variation);
  g_assert_cmpfloat (evo_pixels_chance (&variation, 0), ==, 0.1);
  g_assert_cmpfloat (evo_pixels_chance (&variation, 999), ==, 0.1);
  g_assert_cmpfloat (evo_pixels_chance (&variation, 1000), ==, 0.05);
  g_assert_cmpfloat (evo_pixels_chance (&variation, 1999), ==, 0.05);
  g_assert_cmpfloat (evo_pixels_chance (&variation, 5500), ==, 0.1 / 32);
  g_assert_cmpfloat (evo_pixels_chance (&variation, G_MAXUINT64), <, 1e-100);
  variation.pixel_half_life = 0;
  g_assert_cmpfloat (evo_pixels_chance (&variation, 5500), ==, 0.1);
  variation.pixel_half_life = 10;
  g_assert_cmpfloat (evo_pixels_chance (&variation, 25), ==, 0.025);
}

/* The generation reaches the rate through the genome as well. */
static void
test_rate_in_genome (void)
{
  g_autoptr (EvoGenome) genome = support_genome (EVO_ENCODING_PIXELS, 28, 1, 0, 0, 1);
  g_autoptr (BaseImage) before = support_render (genome);
  const double n = 784.0 * 400;
  EvoVariation variation;

  evo_variation_init (&variation);
  for (guint halvings = 0; halvings < 3; halvings++)
    {
      double p = 0.1 / (1 << halvings), n_changed = 0;

      for (guint k = 0; k < 400; k++)
        {
          g_autoptr (EvoGenome) child = evo_genome_copy (genome);
          g_autoptr (BaseImage) after = NULL;
          BaseRandom random;

          base_random_init (&random, 8, halvings, k);
          evo_genome_mutate (child, &variation, 1000 * halvings + 999, &random);
          after = support_render (child);
          for (gsize i = 0; i < 784; i++)
            n_changed += before->pixels[i] != after->pixels[i];
        }
      /* 3 % of the steps are less than half a level, and at the ends half of them are clamped. */
      g_assert_cmpfloat (n_changed / n, >, 0.95 * p - 5 * sqrt (p / n));
      g_assert_cmpfloat (n_changed / n, <, 0.97 * p + 5 * sqrt (p / n));
    }
}

static void
test_render_sizes (void)
{
  const guint8 genes[4] = { 0, 100, 200, 40 };
  const guint8 twice[16] = { 0, 0, 100, 100, 0, 0, 100, 100, 200, 200, 40, 40, 200, 200, 40, 40 };
  const guint8 wide[4] = { 100, 100, 70, 70 };
  g_autoptr (BaseImage) same = base_image_new (2, 2, 1);
  g_autoptr (BaseImage) large = base_image_new (4, 4, 1);
  g_autoptr (BaseImage) small = base_image_new (1, 1, 1);
  g_autoptr (BaseImage) mixed = base_image_new (4, 1, 1);

  evo_pixels_render (genes, 2, 2, same);
  g_assert_cmpmem (same->pixels, 4, genes, 4);
  evo_pixels_render (genes, 2, 2, large);
  g_assert_cmpmem (large->pixels, 16, twice, 16);
  evo_pixels_render (genes, 2, 2, small);
  g_assert_cmpuint (small->pixels[0], ==, 85);
  /* Averaged down the columns, repeated along the row. */
  evo_pixels_render (genes, 2, 2, mixed);
  g_assert_cmpmem (mixed->pixels, 2, wide, 2);
  g_assert_cmpmem (mixed->pixels + 2, 2, wide + 2, 2);
}

static void
test_render_colour (void)
{
  const guint8 genes[6] = { 128, 255, 200, 9, 0, 77 };
  const guint8 rgb[6] = { 0, 200, 200, 77, 77, 77 };
  g_autoptr (BaseImage) image = base_image_new (2, 1, 3);

  evo_pixels_render (genes, 2, 1, image);
  g_assert_cmpmem (image->pixels, 6, rgb, 6);
}

static void
assert_same (const EvoGenome *genome, GBytes *bytes)
{
  g_autoptr (GBytes) now = evo_genome_serialise (genome);

  g_assert_true (g_bytes_equal (now, bytes));
}

/* Copies share their genes until one of them changes. */
static void
test_copies (void)
{
  g_autoptr (EvoGenome) first = NULL, copy = NULL, assigned = NULL;
  g_autoptr (GBytes) bytes = NULL, changed = NULL;
  EvoVariation variation;
  BaseRandom random;

  evo_variation_init (&variation);
  base_random_init (&random, 9, 0, 0);
  first = evo_genome_new_random (EVO_ENCODING_PIXELS, 8, 8, 3, &variation, &random);
  assigned = evo_genome_new_random (EVO_ENCODING_PIXELS, 8, 8, 3, &variation, &random);
  bytes = evo_genome_serialise (first);
  copy = evo_genome_copy (first);
  evo_genome_assign (assigned, copy);
  evo_genome_mutate (copy, &variation, 0, &random);
  changed = evo_genome_serialise (copy);
  g_assert_false (g_bytes_equal (changed, bytes));
  assert_same (first, bytes);
  assert_same (assigned, bytes);
  evo_genome_mutate (first, &variation, 0, &random);
  assert_same (assigned, bytes);
  assert_same (copy, changed);
  g_clear_pointer (&first, evo_genome_free);
  /* Alone with them, it changes them in place. */
  evo_genome_mutate (assigned, &variation, 0, &random);
  assert_same (copy, changed);
}

/* From tables the same numbers as without, and the random stream as far on. */
static void
test_tables (void)
{
  const double etas[] = { 0, 0.5, 15, 40, 1000 }, chances[] = { 1e-4, 0.01, 0.1, 0.5, 0.99 };

  for (guint i = 0; i < G_N_ELEMENTS (etas); i++)
    {
      EvoPixelSteps steps;
      BaseRandom a, b;

      evo_pixel_steps_init (&steps, etas[i], chances[i]);
      base_random_init (&a, 5, i, 0);
      base_random_init (&b, 5, i, 0);
      for (guint k = 0; k < 200000; k++)
        {
          g_assert_cmpint (evo_pixel_steps_step (&steps, &a), ==,
                           lrint (255.0 * evo_polynomial_step (etas[i], &b)));
          g_assert_cmpuint (evo_pixel_steps_gap (&steps, 5000, &a), ==,
                            evo_geometric_gap (chances[i], 5000, &b));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/pixels/start-is-uniform", test_start_is_uniform);
  g_test_add_func ("/evolve/pixels/polynomial", test_polynomial);
  g_test_add_func ("/evolve/pixels/gaps", test_gaps);
  g_test_add_func ("/evolve/pixels/mutation-statistics", test_mutation_statistics);
  g_test_add_func ("/evolve/pixels/bounds", test_bounds);
  g_test_add_func ("/evolve/pixels/hue-wraps", test_hue_wraps);
  g_test_add_func ("/evolve/pixels/rate-halves", test_rate_halves);
  g_test_add_func ("/evolve/pixels/rate-in-genome", test_rate_in_genome);
  g_test_add_func ("/evolve/pixels/render-sizes", test_render_sizes);
  g_test_add_func ("/evolve/pixels/render-colour", test_render_colour);
  g_test_add_func ("/evolve/pixels/copies", test_copies);
  g_test_add_func ("/evolve/pixels/tables", test_tables);
  return g_test_run ();
}
