// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/minimiser.h"

#include <math.h>

#define SIZE 50

/* sum (1 + i mod 5) (x_i - i)^2 */
static double
quadratic (const double *x, double *gradient)
{
  double sum = 0;

  for (guint i = 0; i < SIZE; i++)
    {
      sum += (1 + i % 5) * (x[i] - i) * (x[i] - i);
      gradient[i] = 2 * (1 + i % 5) * (x[i] - i);
    }
  return sum;
}

/* The points it asked for, each (SIZE); leaves every wait once where `leave`. */
static GArray *
minimise (guint max_evaluations, gboolean leave)
{
  const double start[SIZE] = { 0 };
  const gint interrupt = 1;
  g_autoptr (AscMinimiser) minimiser = asc_minimiser_new (SIZE, start, 5, 1e-9, max_evaluations);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (double));

  for (;;)
    {
      AscMinimiserState state;

      if (leave)
        g_assert_cmpint (asc_minimiser_wait (minimiser, &interrupt), !=, ASC_MINIMISER_FAILED);
      state = asc_minimiser_wait (minimiser, NULL);
      g_array_append_vals (points, asc_minimiser_point (minimiser), SIZE);
      if (state == ASC_MINIMISER_OVER)
        break;
      g_assert_cmpint (state, ==, ASC_MINIMISER_ASKS);
      /* The same question once more. */
      g_assert_cmpint (asc_minimiser_wait (minimiser, &interrupt), ==, ASC_MINIMISER_ASKS);
      asc_minimiser_answer (minimiser, quadratic (asc_minimiser_point (minimiser),
                                                  asc_minimiser_gradient (minimiser)));
    }
  g_assert_null (asc_minimiser_gradient (minimiser));
  return points;
}

static void
test_minimum (void)
{
  g_autoptr (GArray) points = minimise (200, FALSE);
  const double *last = &g_array_index (points, double, points->len - SIZE);

  for (guint i = 0; i < SIZE; i++)
    g_assert_cmpfloat_with_epsilon (last[i], i, 1e-3);
}

static void
test_interrupted (void)
{
  g_autoptr (GArray) points = minimise (200, FALSE);
  g_autoptr (GArray) left = minimise (200, TRUE);

  g_assert_cmpmem (points->data, points->len * sizeof (double), left->data,
                   left->len * sizeof (double));
}

static void
test_budget (void)
{
  g_autoptr (GArray) points = minimise (3, FALSE);

  g_assert_cmpuint (points->len, <=, (3 + 1) * SIZE);
}

/* Wherever it is: at work, asking, or over. */
static void
test_freed (void)
{
  const double start[SIZE] = { 0 };

  for (guint n_answers = 0; n_answers < 30; n_answers++)
    {
      g_autoptr (AscMinimiser) minimiser = asc_minimiser_new (SIZE, start, 5, 1e-9, 200);

      for (guint i = 0; i < n_answers && asc_minimiser_wait (minimiser, NULL) == ASC_MINIMISER_ASKS;
           i++)
        asc_minimiser_answer (minimiser, quadratic (asc_minimiser_point (minimiser),
                                                    asc_minimiser_gradient (minimiser)));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/minimiser/minimum", test_minimum);
  g_test_add_func ("/ascent/minimiser/interrupted", test_interrupted);
  g_test_add_func ("/ascent/minimiser/budget", test_budget);
  g_test_add_func ("/ascent/minimiser/freed", test_freed);
  return g_test_run ();
}
