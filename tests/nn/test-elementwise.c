// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "operator-case.h"

#include <math.h>
#include <string.h>

#define TOLERANCE 2e-5

static NnGraph *
random_graph_new (BaseRandom *random)
{
  NnShape shape = NN_SHAPE_3 (random_between (random, 1, 6), random_between (random, 1, 9),
                              random_between (random, 1, 9));

  if (base_random_chance (random, 0.2))
    shape = NN_SHAPE_1 (random_between (random, 1, 40));
  return nn_graph_new ("data", &shape, NULL);
}

static void
check_case (const NnGraph *graph, BaseRandom *random)
{
  g_autoptr (OperatorCase) operator_case =
      operator_case_new (graph, random_between (random, 1, 5), random);

  operator_case_check_forward (operator_case, TOLERANCE);
  operator_case_check_backward (operator_case, random, 40, TOLERANCE);
}

static NnValue
add_leaky_relu (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add_leaky_relu (graph, name, input, 0.2f, error);
}

static NnValue
add_clip (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add_clip (graph, name, input, -0.5f, 0.9f, error);
}

static NnValue
add_half_clip (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add_clip (graph, name, input, 0, INFINITY, error);
}

static NnValue
add_hard_sigmoid (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add_hard_sigmoid (graph, name, input, 0.6f, 0.3f, error);
}

static NnValue
add_falling_hard_sigmoid (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add_hard_sigmoid (graph, name, input, -0.8f, 0.5f, error);
}

typedef NnValue (*AddFunc) (NnGraph *graph, const char *name, NnValue input, GError **error);

static const struct
{
  const char *path;
  AddFunc add;
} activations[] = {
  { "/nn/sigmoid", nn_graph_add_sigmoid },
  { "/nn/tanh", nn_graph_add_tanh },
  { "/nn/leaky-relu", add_leaky_relu },
  { "/nn/clip", add_clip },
  { "/nn/clip/one-sided", add_half_clip },
  { "/nn/hard-sigmoid", add_hard_sigmoid },
  { "/nn/hard-sigmoid/falling", add_falling_hard_sigmoid },
  { "/nn/hard-swish", nn_graph_add_hard_swish },
};

static void
test_activation (gconstpointer data)
{
  AddFunc add = *(const AddFunc *) data;
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int i = 0; i < 40; i++)
    {
      g_autoptr (NnGraph) graph = random_graph_new (&random);

      g_assert_cmpint (add (graph, NULL, 0, NULL), ==, 1);
      check_case (graph, &random);
    }
}

/* The whole range of inputs, far beyond what random numbers reach. */
static void
test_extremes (void)
{
  enum
  {
    N = 4001
  };
  BaseRandom random;

  base_random_init (&random, 2, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (activations); i++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (N), NULL);
      g_autoptr (OperatorCase) operator_case = NULL;

      activations[i].add (graph, NULL, 0, NULL);
      operator_case = operator_case_new (graph, 1, &random);
      for (int j = 0; j < N; j++)
        {
          double sign = j % 2 == 0 ? 1 : -1;

          operator_case->inputs[0][j] = (float) (sign * pow (10, j * 36.0 / N - 6));
          operator_case->naive->values[0][j] = operator_case->inputs[0][j];
        }
      operator_case_check_forward (operator_case, 4e-7);
    }
}

/* Near 0 the tangent keeps its digits: relative to itself, not to 1. */
static void
test_tanh_near_zero (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_1 (1000), NULL);
  g_autoptr (OperatorCase) operator_case = NULL;
  BaseRandom random;

  base_random_init (&random, 3, 0, 0);
  nn_graph_add_tanh (graph, NULL, 0, NULL);
  operator_case = operator_case_new (graph, 1, &random);
  for (int i = 0; i < 1000; i++)
    operator_case->inputs[0][i] = (float) (i + 1) * 0.001f;
  nn_op_tanh.forward (operator_case->node, &operator_case->context);
  for (int i = 0; i < 1000; i++)
    assert_near (operator_case->context.output[i] / tanh (operator_case->inputs[0][i]), 1, 5e-7);
}

static void
test_prelu (void)
{
  BaseRandom random;

  base_random_init (&random, 4, 0, 0);
  for (int i = 0; i < 40; i++)
    {
      g_autoptr (NnGraph) graph = random_graph_new (&random);
      int dims[] = { i % 3 == 0 ? 1 : nn_graph_shape (graph, 0)->dims[0], 1, 1 };

      g_assert_cmpint (
          nn_graph_add_prelu (graph, NULL, 0, random_tensor (&random, i % 2 ? 1 : 3, dims), NULL),
          ==, 1);
      check_case (graph, &random);
    }
}

/* A tensor for one of the sizes that constants may have, or NULL. */
static NnTensor *
random_constants (BaseRandom *random, const NnShape *shape)
{
  static const int one = 1;

  switch (random_between (random, 0, 3))
    {
    case 0:
      return random_tensor (random, 1, &one);
    case 1:
      return random_tensor (random, 1, shape->dims);
    case 2:
      return random_tensor (random, shape->rank, shape->dims);
    default:
      return NULL;
    }
}

static void
test_scale_shift (void)
{
  BaseRandom random;
  int made = 0;

  base_random_init (&random, 5, 0, 0);
  while (made < 100)
    {
      g_autoptr (NnGraph) graph = random_graph_new (&random);
      NnTensor *scale = random_constants (&random, nn_graph_shape (graph, 0));
      NnTensor *shift = random_constants (&random, nn_graph_shape (graph, 0));

      if (scale == NULL && shift == NULL)
        continue;
      g_assert_cmpint (nn_graph_add_scale_shift (graph, NULL, 0, scale, shift, NULL), ==, 1);
      check_case (graph, &random);
      made++;
    }
}

/* Of one shape, the same value twice, and channels times (c, 1, 1) either way round. */
static void
test_mul (void)
{
  BaseRandom random;

  base_random_init (&random, 6, 0, 0);
  for (int i = 0; i < 60; i++)
    {
      g_autoptr (NnGraph) graph = random_graph_new (&random);
      gboolean picture = nn_graph_shape (graph, 0)->rank == 3;
      NnValue other = 0;

      if (i % 4 == 1)
        other = nn_graph_add_relu (graph, NULL, 0, NULL);
      else if (i % 4 > 1 && picture)
        other = nn_graph_add_global_average_pool (graph, NULL, 0, NULL);
      if (i % 4 == 3)
        g_assert_cmpint (nn_graph_add_mul (graph, NULL, other, 0, NULL), ==, other + 1);
      else
        g_assert_cmpint (nn_graph_add_mul (graph, NULL, 0, other, NULL), ==, other + 1);
      if (other == 0)
        {
          /* The slope of a square needs both of its inputs to move: forward alone. */
          g_autoptr (OperatorCase) operator_case = operator_case_new (graph, 2, &random);

          for (gsize j = 0; j < naive_size (operator_case->naive, 0); j++)
            operator_case->naive->values[0][j] = operator_case->inputs[1][j] =
                operator_case->inputs[0][j];
          operator_case_check_forward (operator_case, TOLERANCE);
        }
      else
        check_case (graph, &random);
    }
}

static void
test_sum_of (void)
{
  BaseRandom random;

  base_random_init (&random, 7, 0, 0);
  for (int i = 0; i < 30; i++)
    {
      g_autoptr (NnGraph) graph = random_graph_new (&random);
      int n_inputs = i % 5 + 1;
      NnValue inputs[] = { 0, 1, 2, 3, 4 };

      for (int j = 1; j < n_inputs; j++)
        nn_graph_add_relu (graph, NULL, 0, NULL);
      g_assert_cmpint (nn_graph_add_sum_of (graph, NULL, n_inputs, inputs, NULL), ==, n_inputs);
      check_case (graph, &random);
    }
}

static void
assert_refused (NnValue value, GError **error)
{
  g_assert_cmpint (value, ==, NN_NO_VALUE);
  g_assert_error (*error, BASE_ERROR, BASE_ERROR_INVALID);
  g_assert_nonnull (strstr ((*error)->message, "“bad”"));
  g_clear_error (error);
}

static NnTensor *
vector_new (int n)
{
  return nn_tensor_new (&NN_SHAPE_1 (n));
}

static void
test_bad (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (4, 3, 5), NULL);
  g_autoptr (GError) error = NULL;
  NnValue slice = nn_graph_add_slice (graph, "slice", 0, 1, 0, 2, NULL);
  NnValue flat = nn_graph_add_flatten (graph, "flat", 0, NULL);

  assert_refused (nn_graph_add_leaky_relu (graph, "bad", 0, NAN, &error), &error);
  assert_refused (nn_graph_add_clip (graph, "bad", 0, 1, 0, &error), &error);
  assert_refused (nn_graph_add_clip (graph, "bad", 0, NAN, 0, &error), &error);
  assert_refused (nn_graph_add_clip (graph, "bad", 0, 0, NAN, &error), &error);
  assert_refused (nn_graph_add_hard_sigmoid (graph, "bad", 0, INFINITY, 0, &error), &error);
  assert_refused (nn_graph_add_hard_sigmoid (graph, "bad", 0, 0.2f, NAN, &error), &error);
  assert_refused (nn_graph_add_prelu (graph, "bad", 0, vector_new (3), &error), &error);
  assert_refused (nn_graph_add_prelu (graph, "bad", 0, vector_new (60), &error), &error);
  assert_refused (nn_graph_add_scale_shift (graph, "bad", 0, vector_new (5), NULL, &error), &error);
  assert_refused (
      nn_graph_add_scale_shift (graph, "bad", 0, vector_new (4), vector_new (15), &error), &error);
  assert_refused (nn_graph_add_mul (graph, "bad", 0, slice, &error), &error);
  assert_refused (nn_graph_add_mul (graph, "bad", 0, flat, &error), &error);
  assert_refused (nn_graph_add_mul (graph, "bad", 0, 77, &error), &error);
  assert_refused (nn_graph_add_mul (graph, "bad", -5, 0, &error), &error);
  assert_refused (nn_graph_add_sum_of (graph, "bad", 0, NULL, &error), &error);
  assert_refused (nn_graph_add_sum_of (graph, "bad", 3, (NnValue[]){ 0, 0, slice }, &error),
                  &error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (activations); i++)
    g_test_add_data_func (activations[i].path, &activations[i].add, test_activation);
  g_test_add_func ("/nn/activations/extremes", test_extremes);
  g_test_add_func ("/nn/tanh/near-zero", test_tanh_near_zero);
  g_test_add_func ("/nn/prelu", test_prelu);
  g_test_add_func ("/nn/scale-shift", test_scale_shift);
  g_test_add_func ("/nn/mul", test_mul);
  g_test_add_func ("/nn/sum-of", test_sum_of);
  g_test_add_func ("/nn/elementwise/bad", test_bad);
  return g_test_run ();
}
