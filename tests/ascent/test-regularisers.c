// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/blur.h"
#include "ascent/masks.h"

#include <math.h>
#include <string.h>

#include "base/random.h"

/* Figures computed with scipy.ndimage.gaussian_filter 1.10 and numpy.percentile 1.24. */
#define HEIGHT 4
#define WIDTH  5

static float
picture_at (int y, int x)
{
  return (float) ((y * 37 + x * 101 + y * x * 13) % 256);
}

static const struct
{
  double standard_deviation;
  double blurred[HEIGHT * WIDTH];
} scipy[] = {
  { 0.3, { 0.5296,   101.18805, 200.28505, 48.26987,  147.95377, 37.43733, 150.02169,
           10.95663, 123.,      235.58435, 74.4872,   200.01792, 72.97831, 197.04714,
           71.46942, 111.39494, 249.8261,  134.76208, 20.66507,  158.12546 } },
  { 0.4, { 5.59609,  102.60172, 184.69934, 59.99232,  147.49401, 41.60465, 141.07807,
           28.84506, 122.99991, 222.47252, 79.12953,  190.66016, 81.92224, 179.57295,
           84.71492, 115.13889, 238.63963, 132.87258, 35.77592,  150.1895 } },
  { 1.0, { 54.71538,  92.18678,  114.05137, 121.66444, 140.56955, 76.55718,  102.15852,
           112.02069, 124.53085, 145.45699, 109.89278, 128.14501, 122.12228, 120.70785,
           131.40785, 135.74989, 152.14152, 131.78461, 111.55085, 118.58562 } },
  { 3.0, { 112.74369, 114.0791,  116.23564, 118.38226, 119.70221, 113.64603, 114.87631,
           116.86302, 118.84011, 120.05543, 114.92217, 116.00379, 117.75035, 119.48771,
           120.55508, 115.82469, 116.80111, 118.37774, 119.94545, 120.90811 } },
};

/* Two planes that differ, so that none leaks into the other; no scratch is written past its end. */
static void
test_blur (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scipy); i++)
    {
      g_autoptr (AscBlur) blur = asc_blur_new (scipy[i].standard_deviation);
      gsize n_scratch = asc_blur_scratch (blur, HEIGHT, WIDTH);
      g_autofree float *scratch = g_new (float, n_scratch + 1);
      float x[2 * HEIGHT * WIDTH];

      scratch[n_scratch] = 42;
      for (int j = 0; j < HEIGHT * WIDTH; j++)
        {
          x[j] = picture_at (j / WIDTH, j % WIDTH);
          x[HEIGHT * WIDTH + j] = -2 * x[j];
        }
      asc_blur (blur, 2, HEIGHT, WIDTH, x, scratch);
      for (int j = 0; j < HEIGHT * WIDTH; j++)
        {
          g_assert_cmpfloat_with_epsilon (x[j], scipy[i].blurred[j], 6e-5);
          g_assert_cmpfloat_with_epsilon (x[HEIGHT * WIDTH + j], -2 * scipy[i].blurred[j], 1.2e-4);
        }
      g_assert_cmpfloat (scratch[n_scratch], ==, 42);
    }
}

/* The widest blur reaches several times past a small picture; a single pixel stays as it is. */
static void
test_blur_extremes (void)
{
  g_autoptr (AscBlur) blur = asc_blur_new (10);
  float scratch[256], x[3] = { 1, 2, 6 };

  g_assert_cmpuint (asc_blur_scratch (blur, 1, 3), <=, G_N_ELEMENTS (scratch));
  asc_blur (blur, 3, 1, 1, x, scratch);
  g_assert_cmpfloat_with_epsilon (x[0], 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (x[2], 6, 1e-5);
  asc_blur (blur, 1, 1, 3, x, scratch);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (x[i], 3, 0.05);
}

static void
test_percentile (void)
{
  static const float values[] = { 3, -1, 4, 1, -5, 9, 2, -6, 5, 3, 5 };
  static const double numpy[][2] = { { 0, -6 },  { 1, -5.9 },    { 10, -5 },
                                     { 20, -1 }, { 33.3, 1.33 }, { 50, 3.0 },
                                     { 90, 5 },  { 99.5, 8.8 },  { 100, 9 } };
  float one = 7;

  for (gsize i = 0; i < G_N_ELEMENTS (numpy); i++)
    {
      float copy[G_N_ELEMENTS (values)];

      memcpy (copy, values, sizeof copy);
      g_assert_cmpfloat_with_epsilon (asc_percentile (copy, G_N_ELEMENTS (copy), numpy[i][0]),
                                      numpy[i][1], 1e-6);
    }
  g_assert_cmpfloat (asc_percentile (&one, 1, 35), ==, 7);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

/* Against sorting: random values, few different ones, all equal, rising, falling. */
static void
test_percentile_sorted (void)
{
  BaseRandom random;

  base_random_init (&random, 5, 0, 0);
  for (guint round = 0; round < 500; round++)
    {
      gsize n = 1 + base_random_below (&random, 300);
      double percentile = base_random_uniform (&random) * 100;
      double place = percentile / 100 * (double) (n - 1), expected;
      gsize k = (gsize) floor (place);
      g_autofree float *values = g_new (float, n);
      g_autofree float *sorted = NULL;

      for (gsize i = 0; i < n; i++)
        switch (round % 5)
          {
          case 0:
            values[i] = (float) base_random_normal (&random);
            break;
          case 1:
            values[i] = (float) base_random_below (&random, 3);
            break;
          case 2:
            values[i] = 1;
            break;
          case 3:
            values[i] = (float) i;
            break;
          default:
            values[i] = -(float) i;
          }
      sorted = g_memdup2 (values, n * sizeof *values);
      qsort (sorted, n, sizeof *sorted, compare);
      expected = sorted[k];
      if (k + 1 < n)
        expected += (place - (double) k) * ((double) sorted[k + 1] - sorted[k]);
      g_assert_cmpfloat_with_epsilon (asc_percentile (values, n, percentile), expected, 1e-9);
    }
}

/* Numbers that are none may give any percentile, but the search ends and stays inside. */
static void
test_percentile_not_a_number (void)
{
  float values[64];
  int n_none = 0;

  for (int i = 0; i < 64; i++)
    values[i] = i % 3 == 0 ? NAN : (float) (i % 7);
  asc_percentile (values, 64, 50);
  for (int i = 0; i < 64; i++)
    n_none += isnan (values[i]);
  g_assert_cmpint (n_none, ==, 22);
}

/* Strictly smaller than the percentile: the value on it stays. */
static void
test_small_values (void)
{
  float x[] = { -4, 1, 0, -2, 3 }, scratch[5];
  const float expected[] = { -4, 0, 0, -2, 3 };

  asc_clear_small_values (x, 5, 50, scratch);
  g_assert_cmpmem (x, sizeof x, expected, sizeof expected);

  for (int i = 0; i < 5; i++)
    x[i] = i % 2 == 0 ? 2 : -2;
  asc_clear_small_values (x, 5, 100, scratch);
  for (int i = 0; i < 5; i++)
    g_assert_cmpfloat (fabsf (x[i]), ==, 2);
}

/* Two channels of four pixels with the norms 5, 13, 1, 10: at 40 % the limit is 6. */
static void
test_small_norms (void)
{
  float x[] = { 3, -5, 1, 6, 4, 12, 0, -8 }, scratch[8];
  const float expected[] = { 0, -5, 0, 6, 0, 12, 0, -8 };

  asc_clear_small_norms (x, 2, 4, 40, scratch);
  g_assert_cmpmem (x, sizeof x, expected, sizeof expected);
}

/* Benefits -gradient . x of the four pixels: -11, 7, 2, -1. */
static void
test_small_benefits (void)
{
  const float start[] = { 3, -1, 1, 1, 4, 2, -1, 0 };
  const float gradient[] = { 1, 3, 0, 1, 2, -2, 2, 9 };
  const float without_two[] = { 0, -1, 1, 0, 0, 2, -1, 0 };         /* median 0.5 */
  const float without_two_absolute[] = { 3, -1, 0, 0, 4, 2, 0, 0 }; /* median 4.5 */
  float x[8], scratch[8];

  memcpy (x, start, sizeof x);
  asc_clear_small_benefits (x, gradient, 2, 4, 50, FALSE, scratch);
  g_assert_cmpmem (x, sizeof x, without_two, sizeof without_two);
  memcpy (x, start, sizeof x);
  asc_clear_small_benefits (x, gradient, 2, 4, 50, TRUE, scratch);
  g_assert_cmpmem (x, sizeof x, without_two_absolute, sizeof without_two_absolute);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/regularisers/blur", test_blur);
  g_test_add_func ("/ascent/regularisers/blur-extremes", test_blur_extremes);
  g_test_add_func ("/ascent/regularisers/percentile", test_percentile);
  g_test_add_func ("/ascent/regularisers/percentile-sorted", test_percentile_sorted);
  g_test_add_func ("/ascent/regularisers/percentile-not-a-number", test_percentile_not_a_number);
  g_test_add_func ("/ascent/regularisers/small-values", test_small_values);
  g_test_add_func ("/ascent/regularisers/small-norms", test_small_norms);
  g_test_add_func ("/ascent/regularisers/small-benefits", test_small_benefits);
  return g_test_run ();
}
