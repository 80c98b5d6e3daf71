// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "operator-case.h"

/* Products of normal numbers, summed in single precision: errors of a few hundred terms. */
#define TOLERANCE 2e-5
#define SAMPLES   40

static NnGraph *
graph_new (int c, int h, int w)
{
  return nn_graph_new ("data", &NN_SHAPE_3 (c, h, w), NULL);
}

static void
check_case (const NnGraph *graph, int batch, BaseRandom *random, gboolean gradients)
{
  g_autoptr (OperatorCase) operator_case = operator_case_new (graph, batch, random);

  operator_case_check_forward (operator_case, TOLERANCE);
  if (gradients)
    operator_case_check_backward (operator_case, random, SAMPLES, TOLERANCE);
}

static NnWindow
random_window (BaseRandom *random, gboolean pool)
{
  NnWindow w = { .kernel_h = random_between (random, 1, 4),
                 .kernel_w = random_between (random, 1, 5),
                 .stride_h = random_between (random, 1, 3),
                 .stride_w = random_between (random, 1, 4),
                 .dilation_h = random_between (random, 1, 2),
                 .dilation_w = random_between (random, 1, 3) };

  w.pad_top = random_between (random, 0, pool ? w.kernel_h - 1 : 3);
  w.pad_left = random_between (random, 0, pool ? w.kernel_w - 1 : 6);
  w.pad_bottom = random_between (random, 0, pool ? w.kernel_h - 1 : 3);
  w.pad_right = random_between (random, 0, pool ? w.kernel_w - 1 : 6);
  w.ceil_mode = pool && base_random_chance (random, 0.5);
  return w;
}

static NnValue
add_random_conv (NnGraph *graph, const NnWindow *w, int out, int groups, BaseRandom *random)
{
  const NnShape *in = nn_graph_shape (graph, 0);
  int dims[] = { out, in->dims[0] / groups, w->kernel_h, w->kernel_w };
  NnTensor *bias = base_random_chance (random, 0.7) ? random_tensor (random, 1, &out) : NULL;

  return nn_graph_add_conv (graph, "conv", 0, w, groups, random_tensor (random, 4, dims), bias,
                            NULL);
}

static void
test_conv_random (void)
{
  BaseRandom random;
  int made = 0;

  base_random_init (&random, 1, 0, 0);
  while (made < 150)
    {
      int groups = random_between (&random, 1, 3);
      int out = groups * random_between (&random, 1, 4);
      g_autoptr (NnGraph) graph =
          graph_new (groups * random_between (&random, 1, 3), random_between (&random, 1, 13),
                     random_between (&random, 1, 21));
      NnWindow window = random_window (&random, FALSE);

      if (add_random_conv (graph, &window, out, groups, &random) == NN_NO_VALUE)
        continue; /* the window does not fit */
      check_case (graph, random_between (&random, 1, 5), &random, made % 3 == 0);
      made++;
    }
}

/* Pictures whose columns are made a few rows at a time, and batches that several images share. */
static void
test_conv_tiles (void)
{
  static const struct
  {
    int c, h, w, kernel, stride, padding, groups, out, batch;
  } cases[] = {
    { 3, 67, 70, 11, 2, 3, 1, 4, 2 },  { 32, 60, 61, 3, 1, 1, 1, 8, 1 },
    { 8, 131, 70, 5, 3, 2, 2, 6, 2 },  { 1, 28, 28, 5, 1, 0, 1, 20, 23 },
    { 20, 12, 12, 5, 1, 0, 1, 50, 9 }, { 64, 9, 7, 1, 1, 0, 1, 16, 3 },
    { 64, 9, 7, 1, 1, 0, 4, 16, 3 },   { 6, 9, 7, 1, 2, 0, 1, 5, 3 },
    { 6, 9, 7, 1, 1, 1, 1, 5, 3 },     { 256, 13, 13, 3, 1, 1, 2, 4, 5 },
  };
  BaseRandom random;

  base_random_init (&random, 2, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NnGraph) graph = graph_new (cases[i].c, cases[i].h, cases[i].w);
      NnWindow window = nn_window_square (cases[i].kernel, cases[i].stride, cases[i].padding);
      g_autoptr (OperatorCase) operator_case = NULL;

      g_assert_cmpint (add_random_conv (graph, &window, cases[i].out, cases[i].groups, &random), ==,
                       1);
      operator_case = operator_case_new (graph, cases[i].batch, &random);
      operator_case_check_forward (operator_case, 1e-4);
      operator_case_check_backward (operator_case, &random, 4, 2e-3);
    }
}

static void
test_max_pool_random (void)
{
  BaseRandom random;
  int made = 0;

  base_random_init (&random, 3, 0, 0);
  while (made < 150)
    {
      g_autoptr (NnGraph) graph =
          graph_new (random_between (&random, 1, 4), random_between (&random, 1, 14),
                     random_between (&random, 1, 18));
      NnWindow window = random_window (&random, TRUE);

      if (nn_graph_add_max_pool (graph, NULL, 0, &window, NULL) == NN_NO_VALUE)
        continue;
      check_case (graph, random_between (&random, 1, 3), &random, made % 3 == 0);
      made++;
    }
}

/* Windows of 2 x 2 side by side, which have code of their own; odd sides leave a rim out. */
static void
test_max_pool_halving (void)
{
  BaseRandom random;

  base_random_init (&random, 4, 0, 0);
  for (int i = 0; i < 60; i++)
    {
      g_autoptr (NnGraph) graph =
          graph_new (random_between (&random, 1, 4), random_between (&random, 2, 30),
                     random_between (&random, 2, 40));
      NnWindow window = nn_window_square (2, 2, 0);

      window.ceil_mode = i % 2;
      g_assert_cmpint (nn_graph_add_max_pool (graph, NULL, 0, &window, NULL), ==, 1);
      check_case (graph, random_between (&random, 1, 3), &random, TRUE);
    }
}

/* Where elements of a window tie, the first one gets the whole gradient, and only it. */
static void
check_ties (NnWindow window)
{
  enum
  {
    SIDE = 12,
    BATCH = 2
  };
  g_autoptr (NnGraph) graph = graph_new (1, SIDE, SIDE);
  g_autoptr (OperatorCase) operator_case = NULL;
  const NnShape *out;
  BaseRandom random;

  base_random_init (&random, 5, 0, 0);
  nn_graph_add_max_pool (graph, NULL, 0, &window, NULL);
  out = nn_graph_shape (graph, 1);
  operator_case = operator_case_new (graph, BATCH, &random);
  for (int i = 0; i < BATCH * SIDE * SIDE; i++)
    {
      operator_case->inputs[0][i] = (float) base_random_below (&random, 2);
      operator_case->input_gradients[0][i] = 0;
    }
  nn_op_max_pool.forward (operator_case->node, &operator_case->context);
  nn_op_max_pool.backward (operator_case->node, &operator_case->context);
  for (int image = 0; image < BATCH; image++)
    for (int oy = 0; oy < out->dims[1]; oy++)
      for (int ox = 0; ox < out->dims[2]; ox++)
        {
          int corner = (image * SIDE + oy * window.stride_h) * SIDE + ox * window.stride_w;
          float gradient =
              operator_case->output_gradient[(image * out->dims[1] + oy) * out->dims[2] + ox];
          int first = -1;

          for (int i = 0; i < window.kernel_h * window.kernel_w; i++)
            {
              int at = corner + i / window.kernel_w * SIDE + i % window.kernel_w;

              if (first < 0 || operator_case->inputs[0][at] > operator_case->inputs[0][first])
                first = at;
            }
          operator_case->input_gradients[0][first] -= gradient;
        }
  for (int i = 0; i < BATCH * SIDE * SIDE; i++)
    assert_near (operator_case->input_gradients[0][i], 0, 1e-6);
}

static void
test_max_pool_ties (void)
{
  check_ties (nn_window_square (2, 2, 0));
  check_ties (nn_window_square (3, 3, 0));
  check_ties (nn_window_square (3, 1, 0));
}

static void
test_linear (void)
{
  BaseRandom random;

  base_random_init (&random, 6, 0, 0);
  for (int i = 0; i < 60; i++)
    {
      int c = random_between (&random, 1, 5), h = random_between (&random, 1, 6);
      int dims[] = { random_between (&random, 1, 40), c * h * 3 };
      g_autoptr (NnGraph) graph = graph_new (c, h, 3);
      NnTensor *bias = i % 3 != 0 ? random_tensor (&random, 1, dims) : NULL;

      nn_graph_add_linear (graph, NULL, 0, random_tensor (&random, 2, dims), bias, NULL);
      check_case (graph, random_between (&random, 1, 9), &random, TRUE);
    }
}

/* So many weights that few images are the work of several threads. */
static void
test_large_linear (void)
{
  BaseRandom random;

  base_random_init (&random, 8, 0, 0);
  for (int batch = 1; batch <= 5; batch++)
    {
      int dims[] = { random_between (&random, 150, 250), 5 * 60 * 3 };
      g_autoptr (NnGraph) graph = graph_new (5, 60, 3);
      NnTensor *bias = batch % 2 ? random_tensor (&random, 1, dims) : NULL;
      NnValue value =
          nn_graph_add_linear (graph, NULL, 0, random_tensor (&random, 2, dims), bias, NULL);

      g_assert_cmpint (nn_op_linear.n_units (graph, nn_graph_node (graph, value), batch), ==,
                       batch <= 4 ? (dims[0] + 71) / 72 : 1);
      check_case (graph, batch, &random, TRUE);
    }
}

typedef NnValue (*AddFunc) (NnGraph *graph, const char *name, NnValue input, GError **error);

static void
test_unary (gconstpointer data)
{
  AddFunc add = *(const AddFunc *) data;
  BaseRandom random;

  base_random_init (&random, 7, 0, 0);
  for (int i = 0; i < 40; i++)
    {
      g_autoptr (NnGraph) graph =
          add == nn_graph_add_softmax
              ? graph_new (random_between (&random, 1, 60), 1, 1)
              : graph_new (random_between (&random, 1, 5), random_between (&random, 1, 9),
                           random_between (&random, 1, 9));

      g_assert_cmpint (add (graph, NULL, 0, NULL), ==, 1);
      check_case (graph, random_between (&random, 1, 5), &random, TRUE);
    }
}

/* Large scores do not overflow, and one alone has the probability 1. */
static void
test_softmax_extremes (void)
{
  const float scores[] = { 1e30f, -1e30f, 0, 88, 89, 90, -200, -200, -200 };
  g_autoptr (NnGraph) graph = graph_new (3, 1, 1);
  g_autoptr (OperatorCase) operator_case = NULL;
  BaseRandom random;

  base_random_init (&random, 8, 0, 0);
  nn_graph_add_softmax (graph, NULL, 0, NULL);
  operator_case = operator_case_new (graph, 3, &random);
  for (int i = 0; i < 9; i++)
    operator_case->inputs[0][i] = scores[i];
  nn_op_softmax.forward (operator_case->node, &operator_case->context);
  assert_near (operator_case->context.output[0], 1, 1e-7);
  assert_near (operator_case->context.output[1], 0, 1e-7);
  assert_near (operator_case->context.output[3], 0.09003057, 1e-6);
  assert_near (operator_case->context.output[5], 0.66524096, 1e-6);
  assert_near (operator_case->context.output[7], 1.0 / 3, 1e-7);
}

static void
test_sum (void)
{
  BaseRandom random;

  base_random_init (&random, 9, 0, 0);
  for (int i = 0; i < 20; i++)
    {
      g_autoptr (NnGraph) graph = graph_new (random_between (&random, 1, 5), 3, i + 1);

      nn_graph_add_relu (graph, NULL, 0, NULL);
      g_assert_cmpint (nn_graph_add_sum (graph, NULL, 0, 1, NULL), ==, 2);
      check_case (graph, random_between (&random, 1, 5), &random, TRUE);
    }
}

static void
test_concat (void)
{
  BaseRandom random;

  base_random_init (&random, 10, 0, 0);
  for (int i = 0; i < 30; i++)
    {
      g_autoptr (NnGraph) graph = graph_new (random_between (&random, 1, 5), 3, i % 7 + 1);
      int channels = nn_graph_shape (graph, 0)->dims[0];
      NnWindow point = nn_window_square (1, 1, 0);
      NnValue inputs[4] = { 0 };
      int n_inputs = random_between (&random, 1, 4);

      for (int j = 1; j < n_inputs; j++)
        {
          int dims[] = { random_between (&random, 1, 6), channels, 1, 1 };

          inputs[j] = nn_graph_add_conv (graph, NULL, 0, &point, 1,
                                         random_tensor (&random, 4, dims), NULL, NULL);
        }
      g_assert_cmpint (nn_graph_add_concat (graph, NULL, n_inputs, inputs, NULL), ==, n_inputs);
      check_case (graph, random_between (&random, 1, 4), &random, TRUE);
    }
}

int
main (int argc, char **argv)
{
  static const AddFunc relu = nn_graph_add_relu, flatten = nn_graph_add_flatten,
                       softmax = nn_graph_add_softmax;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/conv/random", test_conv_random);
  g_test_add_func ("/nn/conv/tiles", test_conv_tiles);
  g_test_add_func ("/nn/max-pool/random", test_max_pool_random);
  g_test_add_func ("/nn/max-pool/halving", test_max_pool_halving);
  g_test_add_func ("/nn/max-pool/ties", test_max_pool_ties);
  g_test_add_func ("/nn/linear", test_linear);
  g_test_add_func ("/nn/large-linear", test_large_linear);
  g_test_add_data_func ("/nn/relu", &relu, test_unary);
  g_test_add_data_func ("/nn/flatten", &flatten, test_unary);
  g_test_add_data_func ("/nn/softmax", &softmax, test_unary);
  g_test_add_func ("/nn/softmax/extremes", test_softmax_extremes);
  g_test_add_func ("/nn/sum", test_sum);
  g_test_add_func ("/nn/concat", test_concat);
  return g_test_run ();
}
