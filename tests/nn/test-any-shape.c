// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "nn/executor.h"
#include "operator-case.h"
#include "tests/thorough.h"

#include <math.h>
#include <string.h>

/* Operators on values of any shape against their naive twins. */

#define N_CASES 40

static NnShape
random_shape (BaseRandom *random, int least_rank, int most)
{
  NnShape shape = { .rank = random_between (random, least_rank, 5) };

  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = random_between (random, 1, most);
  return shape;
}

/* A value of the given shape, for operators that read more than one. The graph's input is no larger
 * than it has to be. */
static NnValue
add_value (NnGraph *graph, const NnShape *shape)
{
  NnValue flat = 0;

  for (int missing = (int) nn_shape_size (shape) - 1; missing > 0; missing--)
    {
      NnValue both[] = { flat, 0 };

      flat = nn_graph_add_concat (graph, NULL, 2, both, NULL);
    }
  return nn_graph_add_reshape (graph, NULL, flat, shape, NULL);
}

/* The same with some dimensions of 1 and some missing, to be broadcast to it. */
static NnShape
narrower (BaseRandom *random, const NnShape *shape)
{
  int missing =
      random_between (random, 0, 2) == 0 ? random_between (random, 0, shape->rank - 1) : 0;
  NnShape result = { .rank = shape->rank - missing };

  for (int i = 0; i < result.rank; i++)
    result.dims[i] = random_between (random, 0, 2) == 0 ? 1 : shape->dims[i + missing];
  return result;
}

/* How the numbers of the inputs are changed to lie where a function is smooth. */
typedef void (*Change) (float *numbers, gsize n);

static void
check_case (const NnGraph *graph, BaseRandom *random, Change change, double tolerance)
{
  g_autoptr (OperatorCase) c = operator_case_new (graph, random_between (random, 1, 3), random);

  for (int i = 0; change != NULL && i < c->node->n_inputs; i++)
    {
      gsize n = naive_size (c->naive, c->node->inputs[i]);

      change (c->inputs[i], n);
      for (gsize j = 0; j < n; j++)
        c->naive->values[c->node->inputs[i]][j] = c->inputs[i][j];
    }
  operator_case_check_forward (c, tolerance);
  operator_case_check_backward (c, random, 12, 20 * tolerance);
}

static void
keep_positive (float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    numbers[i] = fabsf (numbers[i]) + 0.3f;
}

static void
keep_above_one (float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    numbers[i] = fabsf (numbers[i]) + 1.2f;
}

static void
keep_within_one (float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    numbers[i] = 0.9f * tanhf (numbers[i]);
}

/* Away from whole numbers and a half, where functions have steps and corners. */
static void
keep_between (float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    numbers[i] = floorf (2 * numbers[i]) / 2 + 0.1f + 0.1f * (float) i / (float) n;
}

static void
make_truths (float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    numbers[i] = numbers[i] > 0;
}

static Change
change_for (NnFunction kind)
{
  switch (kind)
    {
    case NN_FUNCTION_LOG:
    case NN_FUNCTION_SQRT:
    case NN_FUNCTION_RECIPROCAL:
      return keep_positive;
    case NN_FUNCTION_ACOSH:
      return keep_above_one;
    case NN_FUNCTION_ACOS:
    case NN_FUNCTION_ASIN:
    case NN_FUNCTION_ATANH:
    case NN_FUNCTION_TAN:
      return keep_within_one;
    case NN_FUNCTION_NOT:
      return NULL;
    default:
      return keep_between;
    }
}

static void
test_functions (void)
{
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int kind = 0; kind < NN_N_FUNCTIONS; kind++)
    for (int i = 0; i < 6; i++)
      {
        NnShape shape = random_shape (&random, 1, 6);
        g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);

        g_assert_cmpint (nn_graph_add_function (graph, NULL, 0, kind, 0.75f, 1.25f, NULL), ==, 1);
        if (kind == NN_FUNCTION_BFLOAT || kind == NN_FUNCTION_HALF)
          {
            g_autoptr (OperatorCase) c = operator_case_new (graph, 2, &random);

            operator_case_check_forward (c, 1e-7); /* the slope is that of no rounding */
          }
        else
          check_case (graph, &random, change_for (kind), 2e-6);
      }
}

/* The own approximations where they change over, far out, and at 0. */
static void
test_error_function (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (4001), NULL);
  g_autoptr (NnExecutor) executor = NULL;

  nn_graph_add_function (graph, NULL, 0, NN_FUNCTION_ERF, 0, 0, NULL);
  executor = nn_executor_new (graph, 1, NN_FORWARD_ONLY, NULL);
  for (int i = 0; i <= 4000; i++)
    nn_executor_input (executor)[i] = (float) (i - 2000) / 400;
  nn_executor_forward (executor);
  for (int i = 0; i <= 4000; i++)
    g_assert_cmpfloat_with_epsilon (nn_executor_value (executor, 1)[i],
                                    erf ((double) ((float) (i - 2000) / 400)), 4e-7);
}

static void
test_binary (void)
{
  BaseRandom random;

  base_random_init (&random, 2, 0, 0);
  for (int kind = 0; kind < NN_N_BINARIES; kind++)
    for (int i = 0; i < N_CASES / 2; i++)
      {
        NnShape shape = random_shape (&random, 1, 4), a = narrower (&random, &shape);
        NnShape b = narrower (&random, &shape);
        g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (1), NULL);
        NnValue first = add_value (graph, &a), second = add_value (graph, &b);
        gboolean steps = kind == NN_BINARY_MOD || kind == NN_BINARY_FMOD ||
                         kind == NN_BINARY_QUOTIENT || kind == NN_BINARY_POW ||
                         kind == NN_BINARY_DIV;

        if (i % 4 == 0)
          second = first; /* both are the same value */
        g_assert_cmpint (nn_graph_add_binary (graph, NULL, kind, first, second, NULL), >, 0);
        if (second == first)
          continue; /* the check of gradients has one buffer for each input */
        check_case (graph, &random,
                    steps                                            ? keep_positive
                    : kind >= NN_BINARY_AND && kind <= NN_BINARY_XOR ? make_truths
                                                                     : NULL,
                    4e-6);
      }
}

static void
test_where (void)
{
  BaseRandom random;

  base_random_init (&random, 3, 0, 0);
  for (int i = 0; i < N_CASES; i++)
    {
      NnShape shape = random_shape (&random, 1, 4);
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (1), NULL);
      NnValue values[3];

      for (int j = 0; j < 3; j++)
        {
          NnShape narrow = narrower (&random, &shape);

          values[j] = add_value (graph, &narrow);
        }
      g_assert_cmpint (nn_graph_add_where (graph, NULL, values[0], values[1], values[2], NULL), >,
                       0);
      check_case (graph, &random, NULL, 1e-6);
    }
}

static void
test_reduce (void)
{
  BaseRandom random;

  base_random_init (&random, 4, 0, 0);
  for (int kind = 0; kind <= NN_REDUCE_PROD; kind++)
    for (int i = 0; i < N_CASES; i++)
      {
        NnShape shape = random_shape (&random, 1, 4);
        g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);
        guint axes = base_random_below (&random, 1u << shape.rank);

        g_assert_cmpint (nn_graph_add_reduce (graph, NULL, 0, kind, axes, NULL), ==, 1);
        check_case (graph, &random, NULL, 5e-6);
      }
}

/* The slope of a product where some of its numbers are 0. */
static void
test_product_of_zeros (void)
{
  for (int n_zeros = 0; n_zeros < 3; n_zeros++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (3), NULL);
      g_autoptr (NnExecutor) executor = NULL;
      const float one = 1;
      const float expected[3][3] = { { 6, 3, 2 }, { 6, 0, 0 }, { 0, 0, 0 } };

      nn_graph_add_reduce (graph, NULL, 0, NN_REDUCE_PROD, 1, NULL);
      executor = nn_executor_new (graph, 1, NN_INPUT_GRADIENT, NULL);
      for (int i = 0; i < 3; i++)
        nn_executor_input (executor)[i] = i < n_zeros ? 0 : (float) (i + 1);
      nn_executor_forward (executor);
      nn_executor_backward (executor, 1, &one);
      for (int i = 0; i < 3; i++)
        g_assert_cmpfloat_with_epsilon (nn_executor_input_gradient (executor)[i],
                                        expected[n_zeros][i], 1e-6);
    }
}

static void
test_along (void)
{
  BaseRandom random;

  base_random_init (&random, 5, 0, 0);
  for (int i = 0; i < N_CASES; i++)
    {
      NnShape shape = random_shape (&random, 1, i % 3 == 0 ? thorough (6, 4, 3) : 3);
      int axis = random_between (&random, 0, shape.rank - 1);

      if (i % 2 == 0)
        shape.dims[axis] = random_between (&random, 1, 40);
      for (int kind = 0; kind < 4; kind++)
        {
          g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);

          if (kind == 0)
            nn_graph_add_softmax_along (graph, NULL, 0, axis, NULL);
          else if (kind == 1)
            nn_graph_add_log_softmax_along (graph, NULL, 0, axis, NULL);
          else
            nn_graph_add_arg_max (graph, NULL, 0, axis, kind == 2, i % 2, NULL);
          check_case (graph, &random, NULL, 3e-6);
        }
    }
}

/* Numbers of which no two are close to each other, so that a small step keeps their order; or few
 * different ones. */
static void
spread (float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) (i * 7919 % 8191) / 64;
}

static void
make_few (float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    numbers[i] = rintf (numbers[i]);
}

static void
test_top_k (void)
{
  BaseRandom random;

  base_random_init (&random, 15, 0, 0);
  for (int i = 0; i < N_CASES; i++)
    {
      NnShape shape = random_shape (&random, 1, 3);
      int axis = random_between (&random, 0, shape.rank - 1), n;

      shape.dims[axis] = random_between (&random, 1, i % 2 == 0 ? 24 : 4);
      n = random_between (&random, 1, shape.dims[axis]);
      for (int kind = 0; kind < 4; kind++)
        {
          g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);
          gboolean places = kind / 2 == 1;

          nn_graph_add_top_k (graph, NULL, 0, axis, n, kind % 2 == 1, places, NULL);
          check_case (graph, &random, spread, 3e-6);
        }
    }
}

/* Of equal numbers the first comes first. */
static void
test_top_k_of_equals (void)
{
  BaseRandom random;

  base_random_init (&random, 16, 0, 0);
  for (int i = 0; i < N_CASES; i++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (2, 12, 2), NULL);
      g_autoptr (OperatorCase) c = NULL;

      nn_graph_add_top_k (graph, NULL, 0, 1, random_between (&random, 1, 12), i % 2 == 0, i % 4 < 2,
                          NULL);
      c = operator_case_new (graph, 1, &random);
      make_few (c->inputs[0], 48);
      for (gsize j = 0; j < 48; j++)
        c->naive->values[0][j] = c->inputs[0][j];
      operator_case_check_forward (c, 1e-6);
    }
}

static void
test_concat (void)
{
  BaseRandom random;

  base_random_init (&random, 6, 0, 0);
  for (int i = 0; i < N_CASES; i++)
    {
      NnShape shape = random_shape (&random, 1, 4);
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (1), NULL);
      int axis = random_between (&random, 0, shape.rank - 1), n = random_between (&random, 1, 4);
      NnValue values[4];

      for (int j = 0; j < n; j++)
        {
          shape.dims[axis] = random_between (&random, 1, 4);
          values[j] = add_value (graph, &shape);
        }
      g_assert_cmpint (nn_graph_add_concat_along (graph, NULL, n, values, axis, NULL), >, 0);
      check_case (graph, &random, NULL, 1e-6);
    }
}

static void
test_resample (void)
{
  BaseRandom random;

  base_random_init (&random, 7, 0, 0);
  for (int i = 0; i < N_CASES; i++)
    {
      NnShape shape = random_shape (&random, 1, thorough (5, 3, 3));
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);
      int axis = random_between (&random, 0, shape.rank - 1);
      int dims[] = { random_between (&random, 1, 7), i % 2 == 0 ? 1 : 3 };
      NnTensor *indices = random_tensor (&random, 2, dims);
      NnTensor *weights = i % 3 == 0 ? NULL : random_tensor (&random, 2, dims);
      g_autoptr (OperatorCase) c = NULL;

      for (int j = 0; j < dims[0] * dims[1]; j++)
        indices->data[j] = (float) random_between (&random, 0, shape.dims[axis] - 1);
      g_assert_cmpint (nn_graph_add_resample (graph, NULL, 0, axis, indices, weights, NULL), ==, 1);
      c = operator_case_new (graph, 2, &random);
      operator_case_check_forward (c, 1e-6);
      /* The indices have no slope, and the twin would read past its input's end for one. */
      c->context.parameter_gradients = (float *[]){ NULL, NULL };
      nn_op_resample.backward (c->node, &c->context);
      for (gsize j = 0; j < naive_size (c->naive, 0); j++)
        assert_near (c->input_gradients[0][j] - 0.25,
                     naive_slope (c->naive, &c->naive->values[0][j], 1, TRUE, c->output_gradient),
                     2e-5);
      c->context.parameter_gradients = c->parameter_gradients;
    }
}

static void
test_mat_mul (void)
{
  BaseRandom random;

  base_random_init (&random, 8, 0, 0);
  for (int i = 0; i < 2 * N_CASES; i++)
    {
      NnShape stack = random_shape (&random, 1, 3), a = { 0 }, b = { 0 };
      int m = random_between (&random, 1, 6), n = random_between (&random, 1, 6);
      int k = random_between (&random, 1, 6);
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (1), NULL);
      NnValue first, second;

      stack.rank = MIN (stack.rank, 3);
      a = narrower (&random, &stack);
      b = narrower (&random, &stack);
      if (i % 5 == 0)
        a.rank = 0;
      if (i % 7 == 0)
        b.rank = 0;
      a.dims[a.rank++] = i & 1 ? k : m;
      a.dims[a.rank++] = i & 1 ? m : k;
      b.dims[b.rank++] = i & 2 ? n : k;
      b.dims[b.rank++] = i & 2 ? k : n;
      first = add_value (graph, &a);
      second = add_value (graph, &b);
      g_assert_cmpint (
          nn_graph_add_mat_mul (graph, NULL, first, second, i & 1, (i & 2) != 0, 0.5f, NULL), >, 0);
      check_case (graph, &random, NULL, 2e-6);
    }
}

static void
test_row_linear (void)
{
  BaseRandom random;

  base_random_init (&random, 9, 0, 0);
  for (int i = 0; i < N_CASES; i++)
    {
      NnShape shape = random_shape (&random, 1, 4);
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);
      int n = random_between (&random, 1, 9), k = shape.dims[shape.rank - 1];
      int dims[] = { i & 1 ? n : k, i & 1 ? k : n };
      NnTensor *bias = i & 2 ? random_tensor (&random, 1, &n) : NULL;

      g_assert_cmpint (nn_graph_add_row_linear (graph, NULL, 0, i & 1,
                                                random_tensor (&random, 2, dims), bias, NULL),
                       ==, 1);
      check_case (graph, &random, NULL, 2e-6);
    }
}

static void
test_normalize (void)
{
  BaseRandom random;

  base_random_init (&random, 10, 0, 0);
  for (int i = 0; i < N_CASES; i++)
    {
      NnShape shape = random_shape (&random, 1, thorough (6, 3, 2));
      g_autoptr (NnGraph) graph = NULL;
      NnTensor *scale = NULL, *shift = NULL;
      int size = 1;

      shape.dims[shape.rank - 1] = random_between (&random, 2, 40);
      for (int axis = random_between (&random, 0, shape.rank - 1); axis < shape.rank; axis++)
        size *= shape.dims[axis];
      graph = nn_graph_new ("data", &shape, NULL);
      if (i & 1)
        {
          scale = random_tensor (&random, 1, &size);
          shift = random_tensor (&random, 1, &size);
        }
      g_assert_cmpint (
          nn_graph_add_normalize (graph, NULL, 0, size, 0.1f, (i & 2) != 0, scale, shift, NULL), ==,
          1);
      check_case (graph, &random, NULL, 5e-6);
    }
}

static void
test_conv_transpose (void)
{
  BaseRandom random;

  base_random_init (&random, 11, 0, 0);
  for (int i = 0; i < N_CASES; i++)
    {
      int groups = random_between (&random, 1, 2),
          channels = groups * random_between (&random, 1, 3);
      g_autoptr (NnGraph) graph = nn_graph_new (
          "data",
          &NN_SHAPE_3 (channels, random_between (&random, 1, 5), random_between (&random, 1, 5)),
          NULL);
      NnWindow window = { .kernel_h = random_between (&random, 2, 4),
                          .kernel_w = random_between (&random, 2, 4),
                          .stride_h = random_between (&random, 1, 3),
                          .stride_w = random_between (&random, 1, 3),
                          .dilation_h = random_between (&random, 1, 2),
                          .dilation_w = random_between (&random, 1, 2),
                          .pad_top = random_between (&random, 0, 1),
                          .pad_left = random_between (&random, 0, 1) };
      int out = random_between (&random, 1, 3), n_out = out * groups;
      int dims[] = { channels, out, window.kernel_h, window.kernel_w };

      g_assert_cmpint (
          nn_graph_add_conv_transpose (graph, NULL, 0, &window, groups, i % 3 == 0 ? 1 : 0, i % 2,
                                       random_tensor (&random, 4, dims),
                                       i & 4 ? random_tensor (&random, 1, &n_out) : NULL, NULL),
          ==, 1);
      check_case (graph, &random, NULL, 5e-6);
    }
}

/* Forward as its twin; the gradient as if there were no rounding. */
static void
test_quantize (void)
{
  BaseRandom random;

  base_random_init (&random, 12, 0, 0);
  for (int i = 0; i < N_CASES; i++)
    {
      NnShape shape = random_shape (&random, 1, 5);
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);
      int axis = random_between (&random, 0, shape.rank - 1), n = i & 1 ? shape.dims[axis] : 1;
      NnTensor *scale = nn_tensor_new (&NN_SHAPE_1 (n)), *zero = nn_tensor_new (&NN_SHAPE_1 (n));
      g_autoptr (OperatorCase) c = NULL;

      for (int j = 0; j < n; j++)
        {
          scale->data[j] = 0.125f * (float) (j + 1);
          zero->data[j] = (float) (j - 1);
        }
      g_assert_cmpint (nn_graph_add_quantize (graph, NULL, 0, axis, -4, 3, scale, zero, NULL), ==,
                       1);
      c = operator_case_new (graph, 2, &random);
      operator_case_check_forward (c, 1e-6);
      nn_op_quantize.backward (c->node, &c->context);
      for (gsize j = 0; j < naive_size (c->naive, 0); j++)
        {
          gsize inner = 1;
          float step, whole;
          int k;

          for (int later = axis + 1; later < shape.rank; later++)
            inner *= (gsize) shape.dims[later];
          k = n == 1 ? 0 : (int) (j / inner % (gsize) shape.dims[axis]);
          step = 0.125f * (float) (k + 1);
          whole = rintf (c->inputs[0][j] / step) + (float) (k - 1);
          assert_near (c->input_gradients[0][j] - 0.25f,
                       whole < -4 || whole > 3 ? 0 : c->output_gradient[j] / step, 1e-5);
        }
    }
}

static void
test_constant (void)
{
  BaseRandom random;
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (3), NULL);
  g_autoptr (NnExecutor) executor = NULL;

  base_random_init (&random, 13, 0, 0);
  nn_graph_add_constant (graph, NULL, random_tensor (&random, 1, (int[]){ 3 }), NULL);
  nn_graph_add_binary (graph, NULL, NN_BINARY_MUL, 0, 1, NULL);
  executor = nn_executor_new (graph, 2, NN_INPUT_GRADIENT, NULL);
  random_fill (&random, 6, nn_executor_input (executor));
  nn_executor_forward (executor);
  nn_executor_backward (executor, 2, (float[]){ 1, 2, 3, 4, 5, 6 });
  for (int i = 0; i < 6; i++)
    {
      float number = nn_graph_node (graph, 1)->parameters[0]->data[i % 3];

      g_assert_cmpfloat (nn_executor_value (executor, 2)[i], ==,
                         nn_executor_input (executor)[i] * number);
      g_assert_cmpfloat (nn_executor_input_gradient (executor)[i], ==, number * (float) (i + 1));
    }
}

/* A number of a grid whose place keeps away from the middles and edges of pixels, where the slope
 * changes; it may lie outside. */
static float
keep_off_corners (float number, int size, gboolean corners)
{
  double place = floor (3 * (double) number * size) / 2 + 0.25;

  return (float) (corners && size > 1 ? 2 * place / (size - 1) - 1 : (2 * place + 1) / size - 1);
}

static void
test_grid_sample (void)
{
  BaseRandom random;

  base_random_init (&random, 14, 0, 0);
  for (int i = 0; i < 2 * N_CASES; i++)
    {
      NnShape picture = NN_SHAPE_3 (random_between (&random, 1, 3), random_between (&random, 1, 4),
                                    random_between (&random, 1, 4));
      NnShape grid = NN_SHAPE_3 (random_between (&random, 1, 3), random_between (&random, 1, 3), 2);
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (1), NULL);
      NnValue first = add_value (graph, &picture), second = add_value (graph, &grid);
      gboolean corners = i & 1;
      g_autoptr (OperatorCase) c = NULL;
      gsize n;

      g_assert_cmpint (nn_graph_add_grid_sample (graph, NULL, first, second,
                                                 (NnGridPadding) (i / 2 % 3),
                                                 (NnGridMode) (i / 6 % 3), corners, NULL),
                       >, 0);
      c = operator_case_new (graph, random_between (&random, 1, 2), &random);
      n = naive_size (c->naive, c->node->inputs[1]);
      for (gsize j = 0; j < n; j++)
        c->inputs[1][j] =
            keep_off_corners (c->inputs[1][j], picture.dims[j % 2 == 0 ? 2 : 1], corners);
      for (gsize j = 0; j < n; j++)
        c->naive->values[c->node->inputs[1]][j] = c->inputs[1][j];
      operator_case_check_forward (c, 1e-5);
      operator_case_check_backward (c, &random, 12, 2e-4);
    }
}

/* A length of nothing has no slope. */
static void
test_root_of_zero (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (2), NULL);
  g_autoptr (NnExecutor) executor = NULL;
  const float one[] = { 1, 1 };
  NnValue value = nn_graph_add_function (graph, NULL, 0, NN_FUNCTION_SQUARE, 0, 0, NULL);

  value = nn_graph_add_function (graph, NULL, value, NN_FUNCTION_SQRT, 0, 0, NULL);
  executor = nn_executor_new (graph, 1, NN_INPUT_GRADIENT, NULL);
  nn_executor_input (executor)[0] = 0;
  nn_executor_input (executor)[1] = -3;
  nn_executor_forward (executor);
  nn_executor_backward (executor, value, one);
  g_assert_cmpfloat (nn_executor_input_gradient (executor)[0], ==, 0);
  g_assert_cmpfloat_with_epsilon (nn_executor_input_gradient (executor)[1], -1, 1e-6);
}

/* Whatever does not fit is an error and not a node. */
static void
test_refused (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (2, 3, 4), NULL);
  NnValue flat = nn_graph_add_flatten (graph, NULL, 0, NULL);
  NnTensor *index = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { 1, 1 } });
  GError *error = NULL;
  int n_nodes = nn_graph_n_nodes (graph);

#define ASSERT_REFUSED(call)                                                                       \
  g_assert_cmpint (call, ==, NN_NO_VALUE);                                                         \
  g_assert_nonnull (error);                                                                        \
  g_clear_error (&error)
  ASSERT_REFUSED (nn_graph_add_binary (graph, NULL, NN_BINARY_ADD, 0, flat, &error));
  ASSERT_REFUSED (nn_graph_add_binary (graph, NULL, NN_N_BINARIES, 0, 0, &error));
  ASSERT_REFUSED (nn_graph_add_function (graph, NULL, 0, NN_N_FUNCTIONS, 0, 0, &error));
  ASSERT_REFUSED (nn_graph_add_function (graph, NULL, 0, NN_FUNCTION_ELU, NAN, 0, &error));
  ASSERT_REFUSED (nn_graph_add_reduce (graph, NULL, 0, NN_REDUCE_SUM, 8, &error));
  ASSERT_REFUSED (nn_graph_add_softmax_along (graph, NULL, 0, 3, &error));
  ASSERT_REFUSED (nn_graph_add_arg_max (graph, NULL, 0, -1, FALSE, FALSE, &error));
  ASSERT_REFUSED (nn_graph_add_top_k (graph, NULL, 0, 0, 0, FALSE, FALSE, &error));
  ASSERT_REFUSED (nn_graph_add_top_k (graph, NULL, 0, 0, 100, FALSE, FALSE, &error));
  ASSERT_REFUSED (nn_graph_add_top_k (graph, NULL, 0, 3, 1, FALSE, FALSE, &error));
  ASSERT_REFUSED (nn_graph_add_mat_mul (graph, NULL, 0, 0, FALSE, FALSE, 1, &error));
  ASSERT_REFUSED (nn_graph_add_mat_mul (graph, NULL, 0, flat, FALSE, FALSE, 1, &error));
  ASSERT_REFUSED (nn_graph_add_grid_sample (graph, NULL, 0, flat, NN_GRID_ZEROS, NN_GRID_LINEAR,
                                            FALSE, &error));
  ASSERT_REFUSED (
      nn_graph_add_grid_sample (graph, NULL, 0, 0, NN_GRID_ZEROS, NN_GRID_LINEAR, FALSE, &error));
  ASSERT_REFUSED (nn_graph_add_normalize (graph, NULL, 0, 5, 0, FALSE, NULL, NULL, &error));
  index->data[0] = 4;
  ASSERT_REFUSED (nn_graph_add_resample (graph, NULL, 0, 2, index, NULL, &error));
  ASSERT_REFUSED (nn_graph_add_quantize (graph, NULL, 0, 0, 0, 255, nn_tensor_new (&NN_SHAPE_1 (1)),
                                         nn_tensor_new (&NN_SHAPE_1 (1)), &error));
#undef ASSERT_REFUSED
  g_assert_cmpint (nn_graph_n_nodes (graph), ==, n_nodes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/any-shape/functions", test_functions);
  g_test_add_func ("/nn/any-shape/error-function", test_error_function);
  g_test_add_func ("/nn/any-shape/binary", test_binary);
  g_test_add_func ("/nn/any-shape/where", test_where);
  g_test_add_func ("/nn/any-shape/reduce", test_reduce);
  g_test_add_func ("/nn/any-shape/product-of-zeros", test_product_of_zeros);
  g_test_add_func ("/nn/any-shape/along", test_along);
  g_test_add_func ("/nn/any-shape/top-k", test_top_k);
  g_test_add_func ("/nn/any-shape/top-k-of-equals", test_top_k_of_equals);
  g_test_add_func ("/nn/any-shape/concat", test_concat);
  g_test_add_func ("/nn/any-shape/resample", test_resample);
  g_test_add_func ("/nn/any-shape/mat-mul", test_mat_mul);
  g_test_add_func ("/nn/any-shape/row-linear", test_row_linear);
  g_test_add_func ("/nn/any-shape/normalize", test_normalize);
  g_test_add_func ("/nn/any-shape/conv-transpose", test_conv_transpose);
  g_test_add_func ("/nn/any-shape/quantize", test_quantize);
  g_test_add_func ("/nn/any-shape/grid-sample", test_grid_sample);
  g_test_add_func ("/nn/any-shape/root-of-zero", test_root_of_zero);
  g_test_add_func ("/nn/any-shape/constant", test_constant);
  g_test_add_func ("/nn/any-shape/refused", test_refused);
  return g_test_run ();
}
