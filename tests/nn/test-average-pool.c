// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "operator-case.h"

#include <string.h>

#define TOLERANCE 2e-5

static NnGraph *
graph_new (int c, int h, int w)
{
  return nn_graph_new ("data", &NN_SHAPE_3 (c, h, w), NULL);
}

static void
check_case (const NnGraph *graph, BaseRandom *random, gboolean gradients)
{
  g_autoptr (OperatorCase) operator_case =
      operator_case_new (graph, random_between (random, 1, 3), random);

  operator_case_check_forward (operator_case, TOLERANCE);
  if (gradients)
    operator_case_check_backward (operator_case, random, 30, TOLERANCE);
}

static NnWindow
random_window (BaseRandom *random)
{
  NnWindow w = { .kernel_h = random_between (random, 1, 4),
                 .kernel_w = random_between (random, 1, 5),
                 .stride_h = random_between (random, 1, 3),
                 .stride_w = random_between (random, 1, 4),
                 .dilation_h = random_between (random, 1, 2),
                 .dilation_w = random_between (random, 1, 3) };

  w.pad_top = random_between (random, 0, w.kernel_h - 1);
  w.pad_left = random_between (random, 0, w.kernel_w - 1);
  w.pad_bottom = random_between (random, 0, w.kernel_h - 1);
  w.pad_right = random_between (random, 0, w.kernel_w - 1);
  w.ceil_mode = base_random_chance (random, 0.5);
  return w;
}

static void
test_random (void)
{
  BaseRandom random;
  int made = 0;

  base_random_init (&random, 1, 0, 0);
  while (made < 240)
    {
      g_autoptr (NnGraph) graph =
          graph_new (random_between (&random, 1, 4), random_between (&random, 1, 14),
                     random_between (&random, 1, 40));
      NnWindow window = random_window (&random);

      if (nn_graph_add_average_pool (graph, NULL, 0, &window, made % 3, NULL) == NN_NO_VALUE)
        continue; /* the window does not fit */
      check_case (graph, &random, made % 2 == 0);
      made++;
    }
}

static void
test_global (void)
{
  BaseRandom random;

  base_random_init (&random, 2, 0, 0);
  for (int i = 0; i < 40; i++)
    {
      g_autoptr (NnGraph) graph =
          graph_new (random_between (&random, 1, 5), random_between (&random, 1, 9),
                     random_between (&random, 1, 9));

      g_assert_cmpint (nn_graph_add_global_average_pool (graph, NULL, 0, NULL), ==, 1);
      check_case (graph, &random, TRUE);
    }
}

/* A 6 x 6 picture of ones, 3 x 3 windows 2 apart with padding 1: each average is the covered part
 * of what it is divided by. The last row of windows begins at 5, where ceil_mode lets it reach one
 * past the padding. */
static void
test_divisors (void)
{
  static const struct
  {
    NnPoolDivisor divisor;
    double corner, edge, middle, last;
  } cases[] = {
    { NN_DIVIDE_BY_COVERED, 1, 1, 1, 1 },
    { NN_DIVIDE_BY_PADDED, 4.0 / 9, 6.0 / 9, 1, 1.0 / 4 },
    { NN_DIVIDE_BY_WINDOW, 4.0 / 9, 6.0 / 9, 1, 1.0 / 9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NnGraph) graph = graph_new (1, 6, 6);
      g_autoptr (OperatorCase) operator_case = NULL;
      NnWindow window = nn_window_square (3, 2, 1);
      BaseRandom random;
      const float *y;

      window.ceil_mode = TRUE;
      nn_graph_add_average_pool (graph, NULL, 0, &window, cases[i].divisor, NULL);
      g_assert_cmpint (nn_graph_shape (graph, 1)->dims[1], ==, 4);
      base_random_init (&random, 3, 0, 0);
      operator_case = operator_case_new (graph, 1, &random);
      for (int j = 0; j < 36; j++)
        operator_case->inputs[0][j] = 1;
      nn_op_average_pool.forward (operator_case->node, &operator_case->context);
      y = operator_case->context.output;
      assert_near (y[0], cases[i].corner, 1e-6);
      assert_near (y[1], cases[i].edge, 1e-6);
      assert_near (y[5], cases[i].middle, 1e-6);
      assert_near (y[15], cases[i].last, 1e-6);
    }
}

/* Output sizes that Caffe gives: rounded up, and the last window left out when it would begin past
 * the picture and its padding. */
static void
test_rounding_up (void)
{
  static const struct
  {
    int size, kernel, stride, padding, down, up;
  } cases[] = {
    { 55, 3, 2, 0, 27, 27 },                            /* AlexNet */
    { 111, 3, 2, 0, 55, 55 },                           /* SqueezeNet */
    { 109, 3, 2, 0, 54, 54 }, { 112, 3, 2, 0, 55, 56 }, /* GoogLeNet */
    { 28, 3, 2, 0, 13, 14 },  { 14, 5, 3, 0, 4, 4 },    { 28, 3, 1, 1, 28, 28 },
    { 4, 2, 2, 1, 3, 3 },     { 5, 2, 2, 1, 3, 3 }, /* (5 + 2 - 2) / 2 up = 3, but the 4th window
                                                       begins at 6 = 5 + 1 */
    { 6, 3, 2, 1, 3, 4 },     { 2, 1, 3, 0, 1, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NnGraph) graph = graph_new (1, cases[i].size, cases[i].size);
      NnWindow window = nn_window_square (cases[i].kernel, cases[i].stride, cases[i].padding);
      NnValue average, max;

      average = nn_graph_add_average_pool (graph, NULL, 0, &window, NN_DIVIDE_BY_PADDED, NULL);
      g_assert_cmpint (nn_graph_shape (graph, average)->dims[1], ==, cases[i].down);
      window.ceil_mode = TRUE;
      average = nn_graph_add_average_pool (graph, NULL, 0, &window, NN_DIVIDE_BY_PADDED, NULL);
      max = nn_graph_add_max_pool (graph, NULL, 0, &window, NULL);
      g_assert_cmpint (nn_graph_shape (graph, average)->dims[1], ==, cases[i].up);
      g_assert_cmpint (nn_graph_shape (graph, average)->dims[2], ==, cases[i].up);
      g_assert_true (nn_shape_equal (nn_graph_shape (graph, average), nn_graph_shape (graph, max)));
    }
}

static void
test_bad (void)
{
  g_autoptr (NnGraph) graph = graph_new (2, 9, 9);
  const NnWindow bad[] = {
    { 0 },
    { 10, 3, 1, 1, 0, 0, 0, 0, 1, 1 },
    { 3, 3, 1, 1, 3, 0, 0, 0, 1, 1 },
    { 3, 3, 1, 1, 0, 0, 0, 3, 1, 1 },
    { G_MAXINT, 3, 1, 1, 0, 0, 0, 0, G_MAXINT, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (
          nn_graph_add_average_pool (graph, "bad", 0, &bad[i], NN_DIVIDE_BY_PADDED, &error), ==,
          NN_NO_VALUE);
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "“bad”"));
    }
  nn_graph_add_flatten (graph, "flat", 0, NULL);
  g_assert_cmpint (nn_graph_add_global_average_pool (graph, "bad", 1, NULL), ==, NN_NO_VALUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/average-pool/random", test_random);
  g_test_add_func ("/nn/average-pool/global", test_global);
  g_test_add_func ("/nn/average-pool/divisors", test_divisors);
  g_test_add_func ("/nn/average-pool/rounding-up", test_rounding_up);
  g_test_add_func ("/nn/average-pool/bad", test_bad);
  return g_test_run ();
}
