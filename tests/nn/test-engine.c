// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pool.h"
#include "naive.h"
#include "nn/cpu.h"
#include "nn/executor.h"
#include "tests/thorough.h"

#include <math.h>
#include <string.h>

/* Each fast way of the engine against the naive twin, over random shapes: forward and the gradient
 * to the input. meson.build runs it once for each kind of instructions, which the environment
 * variable FOOLED_INSTRUCTIONS forces, and skips those that the processor does not have. */

#define TOLERANCE 1e-4

typedef struct
{
  int c, h, w, out, kernel, stride, padding, dilation, groups, batch;
} Shape;

static float
small (BaseRandom *random, int n)
{
  return (float) (base_random_normal (random) / sqrt (n));
}

static NnTensor *
weights_new (BaseRandom *random, int out, int in, int kernel_h, int kernel_w)
{
  NnShape shape = { .rank = 4, .dims = { out, in, kernel_h, kernel_w } };
  NnTensor *tensor = nn_tensor_new (&shape);

  for (gsize i = 0; i < nn_shape_size (&shape); i++)
    tensor->data[i] = small (random, in * kernel_h * kernel_w);
  return tensor;
}

static NnTensor *
linear_weights_new (BaseRandom *random, int out, int in)
{
  NnShape shape = { .rank = 2, .dims = { out, in } };
  NnTensor *tensor = nn_tensor_new (&shape);

  for (gsize i = 0; i < nn_shape_size (&shape); i++)
    tensor->data[i] = small (random, in);
  return tensor;
}

static NnValue
add_conv (NnGraph *graph,
          NnValue input,
          int out,
          const NnWindow *window,
          int groups,
          BaseRandom *random)
{
  int in = nn_graph_shape (graph, input)->dims[0];
  NnTensor *bias = base_random_chance (random, 0.7) ? random_tensor (random, 1, &out) : NULL;

  return nn_graph_add_conv (
      graph, NULL, input, window, groups,
      weights_new (random, out, in / groups, window->kernel_h, window->kernel_w), bias, NULL);
}

/* Every number of the output, and some of the input's gradient. Then the same again by three
 * threads, and the images in other slots of another batch, to the bit. */
static void
check (const NnGraph *graph, int batch, BaseRandom *random, int samples)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, batch, NN_INPUT_GRADIENT, NULL);
  g_autoptr (NnExecutor) forward = nn_executor_new (graph, batch, NN_FORWARD_ONLY, NULL);
  g_autoptr (BasePool) pool = base_pool_new (3);
  g_autoptr (Naive) naive = naive_new (graph, batch);
  NnValue output = nn_graph_output (graph);
  gsize n_in = naive_size (naive, 0), n_out = naive_size (naive, output);
  g_autofree float *seed = g_new (float, n_out);
  g_autofree float *first = g_new (float, n_out), *gradient = g_new (float, n_in);

  random_fill (random, n_in, nn_executor_input (executor));
  memcpy (nn_executor_input (forward), nn_executor_input (executor), n_in * sizeof (float));
  for (gsize i = 0; i < n_in; i++)
    naive->values[0][i] = nn_executor_input (executor)[i];
  naive_forward (naive);
  memcpy (first, nn_executor_forward (executor), n_out * sizeof (float));
  for (gsize i = 0; i < n_out; i++)
    assert_near (first[i], naive->values[output][i], TOLERANCE);
  g_assert_cmpmem (nn_executor_forward (forward), n_out * sizeof (float), first,
                   n_out * sizeof (float));

  random_fill (random, n_out, seed);
  nn_executor_backward (executor, output, seed);
  memcpy (gradient, nn_executor_input_gradient (executor), n_in * sizeof (float));
  for (int i = 0; i < samples; i++)
    {
      gsize j = base_random_below (random, (guint32) n_in);

      assert_near (gradient[j], naive_slope (naive, &naive->values[0][j], output, FALSE, seed),
                   TOLERANCE);
    }

  g_assert_true (nn_executor_set_pool (executor, pool, NULL));
  g_assert_cmpmem (nn_executor_forward (executor), n_out * sizeof (float), first,
                   n_out * sizeof (float));
  nn_executor_backward (executor, output, seed);
  g_assert_cmpmem (nn_executor_input_gradient (executor), n_in * sizeof (float), gradient,
                   n_in * sizeof (float));
  nn_executor_set_pool (executor, NULL, NULL);
}

/* The images in the reverse order, in a batch of one more: the same bits. */
static void
check_slots (const NnGraph *graph, int batch, BaseRandom *random)
{
  g_autoptr (NnExecutor) a = nn_executor_new (graph, batch, NN_FORWARD_ONLY, NULL);
  g_autoptr (NnExecutor) b = nn_executor_new (graph, batch + 1, NN_FORWARD_ONLY, NULL);
  gsize in = nn_shape_size (nn_graph_shape (graph, 0));
  gsize out = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  const float *first, *second;

  random_fill (random, batch * in, nn_executor_input (a));
  random_fill (random, (batch + 1) * in, nn_executor_input (b));
  for (int i = 0; i < batch; i++)
    memcpy (nn_executor_input (b) + (batch - i) * in, nn_executor_input (a) + i * in,
            in * sizeof (float));
  first = nn_executor_forward (a);
  second = nn_executor_forward (b);
  for (int i = 0; i < batch; i++)
    g_assert_cmpmem (first + i * out, out * sizeof (float), second + (batch - i) * out,
                     out * sizeof (float));
}

/* The gradient of an inner value to the input, after one of the output. */
static void
check_inner (const NnGraph *graph, int batch, NnValue value, BaseRandom *random)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, batch, NN_INPUT_GRADIENT, NULL);
  g_autoptr (Naive) naive = naive_new (graph, batch);
  NnValue output = nn_graph_output (graph);
  gsize n_in = naive_size (naive, 0),
        n = MAX (naive_size (naive, value), naive_size (naive, output));
  g_autofree float *seed = g_new (float, n);

  random_fill (random, n_in, nn_executor_input (executor));
  random_fill (random, n, seed);
  for (gsize i = 0; i < n_in; i++)
    naive->values[0][i] = nn_executor_input (executor)[i];
  nn_executor_forward (executor);
  nn_executor_backward (executor, output, seed);
  nn_executor_backward (executor, value, seed);
  for (int i = 0; i < 5; i++)
    {
      gsize j = base_random_below (random, (guint32) n_in);

      assert_near (nn_executor_input_gradient (executor)[j],
                   naive_slope (naive, &naive->values[0][j], value, FALSE, seed), TOLERANCE);
    }
}

static void
check_shape (const Shape *s, BaseRandom *random)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (s->c, s->h, s->w), NULL);
  NnWindow window = nn_window_square (s->kernel, s->stride, s->padding);

  window.dilation_h = window.dilation_w = s->dilation;
  g_assert_cmpint (add_conv (graph, 0, s->out, &window, s->groups, random), ==, 1);
  check (graph, s->batch, random, thorough (12, 3, 2));
  if (s->dilation == 1 || s->stride == 1) /* else the operator multiplies several images at once */
    if (s->groups == 1 || s->groups == s->c || s->c / s->groups % 16 == 0)
      check_slots (graph, s->batch, random);
}

/* Shapes that each method is for, and their edges. */
static void
test_methods (void)
{
  static const Shape shapes[] = {
    /* pointwise */
    { 16, 5, 7, 32, 1, 1, 0, 1, 1, 2 },
    { 40, 13, 13, 70, 1, 1, 0, 1, 1, 1 },
    { 24, 1, 1, 50, 1, 1, 0, 1, 1, 17 },
    { 64, 12, 12, 150, 1, 1, 0, 1, 2, 1 },
    /* direct */
    { 3, 9, 11, 20, 3, 1, 1, 1, 1, 3 },
    { 20, 17, 15, 33, 3, 2, 1, 1, 1, 2 },
    { 16, 10, 10, 16, 1, 2, 0, 1, 1, 3 },
    { 16, 11, 9, 24, 3, 1, 2, 2, 1, 1 },
    { 18, 3, 3, 40, 3, 1, 0, 1, 1, 5 },
    { 32, 9, 9, 32, 3, 2, 1, 1, 2, 2 },
    { 17, 7, 6, 18, 2, 3, 1, 1, 1, 2 },
    { 5, 30, 40, 7, 7, 1, 3, 1, 1, 1 },
    { 24, 6, 5, 300, 1, 1, 1, 1, 1, 2 },
    { 5, 4, 7, 20, 1, 1, 3, 1, 1, 3 },
    /* Winograd */
    { 16, 8, 8, 16, 3, 1, 1, 1, 1, 1 },
    { 30, 13, 13, 50, 3, 1, 1, 1, 1, 4 },
    { 16, 7, 7, 300, 3, 1, 1, 1, 1, 9 },
    { 64, 14, 14, 64, 3, 1, 0, 1, 2, 3 },
    { 16, 9, 10, 20, 5, 1, 2, 1, 1, 3 },
    { 20, 12, 12, 50, 5, 1, 0, 1, 1, 2 },
    { 9, 12, 11, 9, 4, 1, 1, 1, 1, 2 },
    { 130, 15, 15, 140, 3, 1, 1, 1, 1, 3 },
    /* phases of the stride */
    { 3, 23, 23, 24, 7, 2, 0, 1, 1, 2 },
    { 3, 24, 31, 20, 7, 2, 3, 1, 1, 1 },
    { 3, 35, 35, 33, 11, 4, 0, 1, 1, 2 },
    { 1, 22, 19, 10, 5, 3, 2, 1, 1, 3 },
    /* depthwise */
    { 20, 9, 11, 20, 3, 1, 1, 1, 20, 2 },
    { 37, 12, 12, 37, 3, 2, 1, 1, 37, 1 },
    { 16, 14, 9, 16, 5, 2, 2, 1, 16, 3 },
    { 18, 40, 7, 18, 5, 1, 2, 1, 18, 1 },
    /* left to the operator */
    { 8, 9, 9, 12, 3, 1, 1, 1, 4, 2 },
    { 6, 12, 12, 6, 3, 2, 2, 2, 1, 2 },
  };
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_test_message ("case %u", i);
      check_shape (&shapes[i], &random);
    }
}

static void
test_random_convolutions (void)
{
  BaseRandom random;
  int made = 0;

  base_random_init (&random, 2, 0, 0);
  while (made < 80)
    {
      int groups = base_random_chance (&random, 0.8) ? 1 : 2;
      int c = groups * random_between (&random, 1, 40), batch = random_between (&random, 1, 17);
      int out = groups * random_between (&random, 1, 40);
      g_autoptr (NnGraph) graph = nn_graph_new (
          "data", &NN_SHAPE_3 (c, random_between (&random, 1, 12), random_between (&random, 1, 12)),
          NULL);
      NnWindow w = { .kernel_h = random_between (&random, 1, 5),
                     .kernel_w = random_between (&random, 1, 5),
                     .stride_h = random_between (&random, 1, 3),
                     .stride_w = random_between (&random, 1, 3),
                     .pad_top = random_between (&random, 0, 3),
                     .pad_left = random_between (&random, 0, 3),
                     .pad_bottom = random_between (&random, 0, 3),
                     .pad_right = random_between (&random, 0, 3),
                     .dilation_h = 1,
                     .dilation_w = 1 };
      NnValue value = add_conv (graph, 0, out, &w, groups, &random);

      if (value == NN_NO_VALUE)
        continue; /* the window does not fit */
      if (made % 2)
        nn_graph_add_relu (graph, NULL, value, NULL);
      check (graph, batch, &random, 4);
      made++;
    }
}

/* What follows a convolution, in all orders and with other readers. */
static void
test_blocks (void)
{
  BaseRandom random;
  NnWindow three = nn_window_square (3, 1, 1), one = nn_window_square (1, 1, 0);
  NnWindow pool = nn_window_square (3, 2, 0);

  base_random_init (&random, 33, 0, 0);
  pool.ceil_mode = TRUE;
  for (int i = 0; i < 24; i++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (3, 12, 11), NULL);
      int batch = i % 3 == 0 ? 6 : random_between (&random, 1, 3);
      NnValue a = add_conv (graph, 0, 32, &three, 1, &random), b, parts[3];

      a = nn_graph_add_relu (graph, NULL, a, NULL);
      b = add_conv (graph, a, 32, i % 2 ? &three : &one, 1, &random);
      if (i & 2)
        b = nn_graph_add_clip (graph, NULL, b, -0.5f, 0.75f, NULL);
      if (i & 1)
        b = nn_graph_add_sum (graph, NULL, a, b, NULL);
      else
        b = nn_graph_add_sum (graph, NULL, b, a, NULL);
      b = nn_graph_add_relu (graph, NULL, b, NULL);
      if (i & 4)
        b = nn_graph_add_lrn (graph, NULL, b, 5, 0.3f, i & 8 ? 0.75f : 0.5f, 1, NULL);
      parts[0] = b;
      parts[1] = nn_graph_add_leaky_relu (graph, NULL, add_conv (graph, b, 16, &three, 1, &random),
                                          0.1f, NULL);
      parts[2] = add_conv (graph, b, 7, &one, 1, &random);
      if (i % 6 == 5)
        parts[0] = nn_graph_add_concat (graph, NULL, 2, parts, NULL), parts[1] = b;
      b = nn_graph_add_concat (graph, NULL, 3, parts, NULL);
      if (i & 8)
        b = nn_graph_add_max_pool (graph, NULL, b, &pool, NULL);
      else
        b = nn_graph_add_average_pool (graph, NULL, b, &three, (NnPoolDivisor) (i % 3), NULL);
      if (i & 16)
        {
          NnValue gate = nn_graph_add_global_average_pool (graph, NULL, b, NULL);

          gate = add_conv (graph, gate, 55 + (i % 6 == 5 ? 16 : 0), &one, 1, &random);
          gate = nn_graph_add_hard_sigmoid (graph, NULL, gate, 1 / 6.0f, 0.5f, NULL);
          if (nn_graph_shape (graph, b)->dims[0] == nn_graph_shape (graph, gate)->dims[0])
            b = nn_graph_add_mul (graph, NULL, b, gate, NULL);
          b = nn_graph_add_hard_swish (graph, NULL, b, NULL);
        }
      if (i % 3 == 0)
        {
          int in;

          b = nn_graph_add_flatten (graph, NULL, b, NULL);
          in = (int) nn_shape_size (nn_graph_shape (graph, b));
          b = nn_graph_add_linear (graph, NULL, b, linear_weights_new (&random, 600, in), NULL,
                                   NULL);
          b = nn_graph_add_relu (graph, NULL, b, NULL);
          b = nn_graph_add_linear (graph, NULL, b, linear_weights_new (&random, 10, 600),
                                   random_tensor (&random, 1, (int[]){ 10 }), NULL);
          nn_graph_add_softmax (graph, NULL, b, NULL);
        }
      g_test_message ("case %d", i);
      check (graph, batch, &random, thorough (5, 2, 1));
    }
}

static NnValue
add_activation (NnGraph *graph, NnValue input, int kind)
{
  switch (kind)
    {
    case 0:
      return nn_graph_add_function (graph, NULL, input, NN_FUNCTION_SWISH, 1.25f, 0, NULL);
    case 1:
      return nn_graph_add_hard_swish (graph, NULL, input, NULL);
    case 2:
      return nn_graph_add_sigmoid (graph, NULL, input, NULL);
    case 3:
      return nn_graph_add_hard_sigmoid (graph, NULL, input, 0.3f, 0.4f, NULL);
    case 4:
      return nn_graph_add_clip (graph, NULL, input, 0, 6, NULL);
    default:
      return nn_graph_add_function (graph, NULL, input, NN_FUNCTION_GELU, 0, 0, NULL);
    }
}

/* Inverted residuals with squeeze and excitation (Sandler and others 2018, Howard and others 2019):
 * expansion, depthwise, gate, projection, over the usual windows and odd ones. */
static void
test_inverted_residuals (void)
{
  BaseRandom random;
  NnWindow one = nn_window_square (1, 1, 0);

  base_random_init (&random, 5, 0, 0);
  for (int i = 0; i < 36; i++)
    {
      int kernel = (int[]){ 3, 5, 4 }[i % 3], stride = 1 + i / 3 % 2, n_in = i % 4 == 1 ? 40 : 16;
      int wide = i % 5 == 2 ? 90 : 48, n_out = stride == 1 && kernel != 4 ? n_in : 24;
      g_autoptr (NnGraph) graph = nn_graph_new (
          "data", &NN_SHAPE_3 (5, random_between (&random, 6, 17), random_between (&random, 6, 31)),
          NULL);
      NnWindow window = nn_window_square (kernel, stride, i % 7 == 3 ? 0 : kernel / 2);
      NnValue first = add_conv (graph, 0, n_in, &one, 1, &random), x, gate;

      x = add_activation (graph, add_conv (graph, first, wide, &one, 1, &random), i % 6);
      x = add_activation (graph, add_conv (graph, x, wide, &window, wide, &random),
                          (i + i / 6) % 6);
      if (i % 4 < 3)
        {
          gate = nn_graph_add_global_average_pool (graph, NULL, x, NULL);
          gate = add_activation (graph, add_conv (graph, gate, 7, &one, 1, &random), i % 3);
          gate = add_activation (graph, add_conv (graph, gate, wide, &one, 1, &random), 2 + i % 2);
          x = nn_graph_add_mul (graph, NULL, x, gate, NULL);
        }
      else
        { /* as DenseNet has it (Huang and others 2017) */
          x = nn_graph_add_scale_shift (graph, NULL, x, random_tensor (&random, 1, &wide),
                                        i % 8 < 4 ? random_tensor (&random, 1, &wide) : NULL, NULL);
          if (i % 3)
            x = add_activation (graph, x, i % 6);
        }
      x = add_conv (graph, x, n_out, &one, 1, &random);
      if (nn_shape_equal (nn_graph_shape (graph, x), nn_graph_shape (graph, first)))
        x = nn_graph_add_sum (graph, NULL, x, first, NULL);
      if (i % 2)
        x = add_activation (graph, x, i / 2 % 5);
      g_test_message ("case %d", i);
      check (graph, random_between (&random, 1, 4), &random, thorough (5, 2, 1));
    }
}

/* Networks with few channels, images side by side: batches about the limits. */
static void
test_lanes (void)
{
  BaseRandom random;

  base_random_init (&random, 4, 0, 0);
  for (int i = 0; i < 30; i++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("data",
                                                &NN_SHAPE_3 (random_between (&random, 1, 4),
                                                             random_between (&random, 4, 13),
                                                             random_between (&random, 4, 13)),
                                                NULL);
      NnWindow window = nn_window_square (random_between (&random, 1, 5), 1, 0);
      NnWindow pool = nn_window_square (2, 2, 0);
      int batch = i < 10 ? 7 + i : random_between (&random, 8, 50), in;
      NnValue value;

      window.pad_top = random_between (&random, 0, 2);
      window.pad_left = random_between (&random, 0, 2);
      window.pad_bottom = random_between (&random, 0, 2);
      window.pad_right = random_between (&random, 0, 2);
      value = add_conv (graph, 0, random_between (&random, 1, 20), &window, 1, &random);
      if (value == NN_NO_VALUE)
        continue;
      if (i % 2)
        value = nn_graph_add_relu (graph, NULL, value, NULL);
      if (nn_graph_shape (graph, value)->dims[1] >= 2 &&
          nn_graph_shape (graph, value)->dims[2] >= 2)
        value = i % 3 ? nn_graph_add_max_pool (graph, NULL, value, &pool, NULL)
                      : nn_graph_add_average_pool (graph, NULL, value, &pool, NN_DIVIDE_BY_COVERED,
                                                   NULL);
      window = i % 4 ? nn_window_square (5, 1, random_between (&random, 0, 2))
                     : nn_window_square (3, 1, 1);
      if (nn_graph_shape (graph, value)->dims[1] + 2 * window.pad_top < window.kernel_h ||
          nn_graph_shape (graph, value)->dims[2] + 2 * window.pad_left < window.kernel_w)
        continue;
      value = add_conv (graph, value, random_between (&random, 1, 30), &window, 1, &random);
      value = nn_graph_add_flatten (graph, NULL, value, NULL);
      in = (int) nn_shape_size (nn_graph_shape (graph, value));
      value = nn_graph_add_linear (graph, NULL, value, linear_weights_new (&random, 60, in), NULL,
                                   NULL);
      value = nn_graph_add_tanh (graph, NULL, value, NULL);
      check (graph, batch, &random, 4);
      if (batch >= 8)
        check_slots (graph, batch, &random);
    }
}

/* Every parameter's gradient, some numbers of each, for a gradient of `value`. */
static void
check_parameters (NnExecutor *executor, Naive *naive, NnValue value, BaseRandom *random)
{
  gsize n = naive_size (naive, value);
  g_autofree float *seed = g_new (float, n);

  random_fill (random, n, seed);
  nn_executor_backward (executor, value, seed);
  for (NnValue i = 0; i < nn_graph_n_nodes (naive->graph); i++)
    for (int k = 0; k < nn_graph_node (naive->graph, i)->n_parameters; k++)
      {
        const NnShape *shape = &nn_graph_node (naive->graph, i)->parameters[k]->shape;
        const float *gradient = nn_executor_parameter_gradient (executor, i, k);

        for (int sample = 0; sample < 4; sample++)
          {
            gsize j = base_random_below (random, (guint32) nn_shape_size (shape));

            assert_near (gradient[j],
                         naive_slope (naive, &naive->parameters[i][k][j], value, FALSE, seed),
                         10 * TOLERANCE);
          }
      }
}

/* Copies the input and runs both; every number of the output. */
static void
check_forward (NnExecutor *executor, Naive *naive, BaseRandom *random)
{
  NnValue output = nn_graph_output (naive->graph);
  gsize n_in = naive_size (naive, 0), n_out = naive_size (naive, output);
  const float *values;

  random_fill (random, n_in, nn_executor_input (executor));
  for (gsize i = 0; i < n_in; i++)
    naive->values[0][i] = nn_executor_input (executor)[i];
  naive_forward (naive);
  values = nn_executor_forward (executor);
  for (gsize i = 0; i < n_out; i++)
    assert_near (values[i], naive->values[output][i], TOLERANCE);
}

/* What learns, images side by side: the gradients of the weights, which change between two passes
 * of one executor; for a gradient that begins in the middle; by several threads, to the bit. */
static void
check_learning (NnGraph *graph, int batch, NnValue middle, BaseRandom *random)
{
  const NnExecutorFlags flags = NN_PARAMETER_GRADIENTS | NN_INPUT_GRADIENT;
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, batch, flags, NULL);
  g_autoptr (NnExecutor) other = nn_executor_new (graph, batch, flags, NULL);
  g_autoptr (BasePool) pool = base_pool_new (3);
  NnValue output = nn_graph_output (graph);

  for (int round = 0; round < 2; round++)
    {
      g_autoptr (Naive) naive = naive_new (graph, batch);

      check_forward (executor, naive, random);
      check_parameters (executor, naive, output, random);
      check_parameters (executor, naive, middle, random);
      for (NnValue i = 0; i < nn_graph_n_nodes (graph); i++)
        for (int k = 0; k < nn_graph_node (graph, i)->n_parameters; k++)
          {
            NnTensor *tensor = nn_graph_node (graph, i)->parameters[k];

            for (gsize j = 0; j < nn_shape_size (&tensor->shape); j++)
              tensor->data[j] = 0.5f * tensor->data[j] + 0.125f;
          }
    }

  g_assert_true (nn_executor_set_pool (other, pool, NULL));
  memcpy (nn_executor_input (other), nn_executor_input (executor),
          batch * nn_shape_size (nn_graph_shape (graph, 0)) * sizeof (float));
  {
    gsize n = batch * nn_shape_size (nn_graph_shape (graph, output));
    g_autofree float *seed = g_new (float, n);

    random_fill (random, n, seed);
    g_assert_cmpmem (nn_executor_forward (executor), n * sizeof (float),
                     nn_executor_forward (other), n * sizeof (float));
    nn_executor_backward (executor, output, seed);
    nn_executor_backward (other, output, seed);
    for (NnValue i = 0; i < nn_graph_n_nodes (graph); i++)
      for (int k = 0; k < nn_graph_node (graph, i)->n_parameters; k++)
        {
          gsize size = nn_shape_size (&nn_graph_node (graph, i)->parameters[k]->shape);

          g_assert_cmpmem (nn_executor_parameter_gradient (executor, i, k), size * sizeof (float),
                           nn_executor_parameter_gradient (other, i, k), size * sizeof (float));
        }
  }
  nn_executor_set_pool (other, NULL, NULL);
}

static void
test_learning (void)
{
  BaseRandom random;

  base_random_init (&random, 8, 0, 0);
  for (int i = 0; i < thorough (14, 5, 3); i++)
    {
      /* Some layers are for Winograd's tiles, some have windows that reach past the picture. */
      int side = i % 3 == 0 ? 14 : random_between (&random, 5, 11), hidden = 7 + i;
      g_autoptr (NnGraph) graph = nn_graph_new (
          "data", &NN_SHAPE_3 (random_between (&random, 1, 3), side, side + i % 2), NULL);
      NnWindow window = nn_window_square (random_between (&random, 1, 5), 1, i % 3);
      NnWindow pool = nn_window_square (2, 2, 0);
      NnValue value, middle;
      int in;

      value =
          add_conv (graph, 0, i % 3 == 0 ? 9 : random_between (&random, 1, 9), &window, 1, &random);
      if (i % 2)
        value = nn_graph_add_relu (graph, NULL, value, NULL);
      middle = value;
      window = nn_window_square (i % 3 == 0 ? 5 : 3, 1, 1 + i % 2);
      value = add_conv (graph, value, i % 3 == 0 ? 12 : random_between (&random, 1, 12), &window, 1,
                        &random);
      value = nn_graph_add_max_pool (graph, NULL, value, &pool, NULL);
      value = nn_graph_add_flatten (graph, NULL, value, NULL);
      in = (int) nn_shape_size (nn_graph_shape (graph, value));
      value = nn_graph_add_linear (graph, NULL, value, linear_weights_new (&random, hidden, in),
                                   random_tensor (&random, 1, &hidden), NULL);
      value = nn_graph_add_tanh (graph, NULL, value, NULL);
      value = nn_graph_add_linear (graph, NULL, value, linear_weights_new (&random, 5, hidden),
                                   NULL, NULL);
      g_test_message ("case %d", i);
      check_learning (graph, i % 4 == 3 ? 32 : 16, middle, &random);
    }
}

static NnValue
add_clamp (NnGraph *graph, NnValue value, gboolean clip, float high)
{
  return clip ? nn_graph_add_clip (graph, NULL, value, -0.25f, high, NULL)
              : nn_graph_add_relu (graph, NULL, value, NULL);
}

/* Pools of what was clamped, in one piece and in several, with the same bounds and with others,
 * with a second reader and without. */
static void
test_clamped_pools (void)
{
  BaseRandom random;
  NnWindow three = nn_window_square (3, 1, 1), one = nn_window_square (1, 1, 0);

  base_random_init (&random, 36, 0, 0);
  for (int i = 0; i < 16; i++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (3, 13, 12), NULL);
      NnWindow pool = nn_window_square (2 + i % 2, 2, i / 2 % 2);
      int batch = random_between (&random, 1, 4);
      NnValue a = add_conv (graph, 0, 32, &three, 1, &random), b, parts[2];

      a = b = add_clamp (graph, a, i & 1, 0.5f);
      if (i & 4)
        {
          parts[0] = add_clamp (graph, add_conv (graph, a, 20, &one, 1, &random), i & 1, 0.5f);
          parts[1] = add_clamp (graph, add_conv (graph, a, 16, &three, 1, &random), i & 1,
                                i & 2 ? 0.25f : 0.5f);
          b = nn_graph_add_concat (graph, NULL, 2, parts, NULL);
        }
      a = nn_graph_add_max_pool (graph, NULL, b, &pool, NULL);
      a = add_conv (graph, a, 16, &one, 1, &random);
      if (i & 8)
        {
          parts[0] = nn_graph_add_global_average_pool (graph, NULL, a, NULL);
          parts[1] = nn_graph_add_global_average_pool (graph, NULL, b, NULL);
          nn_graph_add_concat (graph, NULL, 2, parts, NULL);
        }
      g_test_message ("case %d", i);
      check (graph, batch, &random, 6);
      check_inner (graph, batch, b, &random);
    }
}

static gboolean
processor_has_less (void)
{
  const char *forced = g_getenv ("FOOLED_INSTRUCTIONS");

  return (g_strcmp0 (forced, "avx2") == 0 && nn_instructions () < NN_INSTRUCTIONS_AVX2) ||
         (g_strcmp0 (forced, "avx512") == 0 && nn_instructions () < NN_INSTRUCTIONS_AVX512);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (processor_has_less ())
    {
      g_print ("1..0 # SKIP the processor does not have these instructions\n");
      return 0;
    }
  g_test_message ("%s", nn_instructions_name (nn_instructions ()));
  g_test_add_func ("/nn/engine/methods", test_methods);
  g_test_add_func ("/nn/engine/random-convolutions", test_random_convolutions);
  g_test_add_func ("/nn/engine/blocks", test_blocks);
  g_test_add_func ("/nn/engine/inverted-residuals", test_inverted_residuals);
  g_test_add_func ("/nn/engine/lanes", test_lanes);
  g_test_add_func ("/nn/engine/learning", test_learning);
  g_test_add_func ("/nn/engine/clamped-pools", test_clamped_pools);
  return g_test_run ();
}
