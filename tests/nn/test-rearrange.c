// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "operator-case.h"

#include <string.h>

static NnShape
random_shape (BaseRandom *random)
{
  NnShape shape = { .rank = random_between (random, 1, NN_MAX_RANK) };

  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = random_between (random, 1, i < 5 ? 6 : 2);
  return shape;
}

static void
check_case (const NnGraph *graph, BaseRandom *random)
{
  g_autoptr (OperatorCase) operator_case =
      operator_case_new (graph, random_between (random, 1, 3), random);

  operator_case_check_forward (operator_case, 1e-12); /* the same numbers */
  operator_case_check_backward (operator_case, random, 20, 2e-5);
}

static void
test_reshape (void)
{
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int i = 0; i < 20; i++)
    {
      NnShape shape = random_shape (&random), turned = { .rank = shape.rank };
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);

      for (int j = 0; j < shape.rank; j++)
        turned.dims[j] = shape.dims[shape.rank - 1 - j];
      g_assert_cmpint (nn_graph_add_reshape (graph, NULL, 0, &turned, NULL), ==, 1);
      g_assert_true (nn_shape_equal (nn_graph_shape (graph, 1), &turned));
      check_case (graph, &random);
    }
}

static void
test_transpose (void)
{
  BaseRandom random;

  base_random_init (&random, 2, 0, 0);
  for (int i = 0; i < 100; i++)
    {
      NnShape shape = random_shape (&random);
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);
      int order[NN_MAX_RANK] = { 0, 1, 2, 3, 4, 5, 6 };

      for (int j = shape.rank - 1; j > 0; j--)
        {
          int other = random_between (&random, 0, j), kept = order[j];

          order[j] = order[other];
          order[other] = kept;
        }
      g_assert_cmpint (nn_graph_add_transpose (graph, NULL, 0, order, NULL), ==, 1);
      check_case (graph, &random);
    }
}

/* ShuffleNet's: six channels in two groups, dealt out in turn. */
static void
test_channel_shuffle (void)
{
  static const float expected[] = { 0, 3, 1, 4, 2, 5 };
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (6, 1, 1), NULL);
  g_autoptr (OperatorCase) operator_case = NULL;
  BaseRandom random;

  base_random_init (&random, 3, 0, 0);
  nn_graph_add_reshape (graph, NULL, 0, &NN_SHAPE_3 (2, 3, 1), NULL);
  nn_graph_add_transpose (graph, NULL, 1, (int[]){ 1, 0, 2 }, NULL);
  operator_case = operator_case_new (graph, 1, &random);
  for (int i = 0; i < 6; i++)
    operator_case->inputs[0][i] = (float) i;
  nn_op_transpose.forward (operator_case->node, &operator_case->context);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (operator_case->context.output[i], ==, expected[i]);
}

static void
test_pad (void)
{
  BaseRandom random;

  base_random_init (&random, 4, 0, 0);
  for (int i = 0; i < 60; i++)
    {
      g_autoptr (NnGraph) graph =
          nn_graph_new ("data",
                        &NN_SHAPE_3 (random_between (&random, 1, 4), random_between (&random, 1, 5),
                                     random_between (&random, 1, 20)),
                        NULL);

      g_assert_cmpint (nn_graph_add_pad (graph, NULL, 0, random_between (&random, 0, 4),
                                         random_between (&random, 0, 4),
                                         random_between (&random, 0, 4),
                                         random_between (&random, 0, 4), (float) i - 30, NULL),
                       ==, 1);
      check_case (graph, &random);
    }
}

static void
test_slice (void)
{
  BaseRandom random;

  base_random_init (&random, 5, 0, 0);
  for (int i = 0; i < 100; i++)
    {
      NnShape shape = random_shape (&random);
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);
      int axis = random_between (&random, 0, shape.rank - 1);
      int begin = random_between (&random, 0, shape.dims[axis] - 1);
      int end = random_between (&random, begin + 1, shape.dims[axis]);

      g_assert_cmpint (nn_graph_add_slice (graph, NULL, 0, axis, begin, end, NULL), ==, 1);
      check_case (graph, &random);
    }
}

static void
assert_refused (NnValue value, GError **error, int code)
{
  g_assert_cmpint (value, ==, NN_NO_VALUE);
  g_assert_error (*error, BASE_ERROR, code);
  g_assert_nonnull (strstr ((*error)->message, "“bad”"));
  g_clear_error (error);
}

static void
test_bad (void)
{
  static const int twice[] = { 0, 1, 1 }, past[] = { 0, 1, 3 }, before[] = { -1, 1, 2 };
  static const struct
  {
    int axis, begin, end;
  } slices[] = { { -1, 0, 1 }, { 3, 0, 1 }, { 0, -1, 1 }, { 0, 1, 1 }, { 0, 2, 1 }, { 0, 0, 5 } };
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (4, 3, 5), NULL);
  g_autoptr (GError) error = NULL;
  NnValue flat = nn_graph_add_flatten (graph, "flat", 0, NULL);

  assert_refused (nn_graph_add_reshape (graph, "bad", 0, &NN_SHAPE_3 (4, 4, 4), &error), &error,
                  BASE_ERROR_INVALID);
  assert_refused (nn_graph_add_reshape (graph, "bad", 0, &NN_SHAPE_3 (-4, -3, 5), &error), &error,
                  BASE_ERROR_INVALID);
  assert_refused (nn_graph_add_reshape (graph, "bad", 0, &(NnShape){ .rank = 9 }, &error), &error,
                  BASE_ERROR_UNSUPPORTED);
  assert_refused (nn_graph_add_transpose (graph, "bad", 0, twice, &error), &error,
                  BASE_ERROR_INVALID);
  assert_refused (nn_graph_add_transpose (graph, "bad", 0, past, &error), &error,
                  BASE_ERROR_INVALID);
  assert_refused (nn_graph_add_transpose (graph, "bad", 0, before, &error), &error,
                  BASE_ERROR_INVALID);
  assert_refused (nn_graph_add_transpose (graph, "bad", 9, twice, &error), &error,
                  BASE_ERROR_INVALID);
  for (guint i = 0; i < G_N_ELEMENTS (slices); i++)
    assert_refused (nn_graph_add_slice (graph, "bad", 0, slices[i].axis, slices[i].begin,
                                        slices[i].end, &error),
                    &error, BASE_ERROR_INVALID);
  assert_refused (nn_graph_add_pad (graph, "bad", flat, 1, 1, 1, 1, 0, &error), &error,
                  BASE_ERROR_INVALID);
  assert_refused (nn_graph_add_pad (graph, "bad", 0, -1, 1, 1, 1, 0, &error), &error,
                  BASE_ERROR_INVALID);
  assert_refused (nn_graph_add_pad (graph, "bad", 0, G_MAXINT, 1, G_MAXINT, 1, 0, &error), &error,
                  BASE_ERROR_INVALID);
  assert_refused (nn_graph_add_pad (graph, "bad", 0, 1 << 20, 1 << 20, 1 << 20, 1 << 20, 0, &error),
                  &error, BASE_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/reshape", test_reshape);
  g_test_add_func ("/nn/transpose", test_transpose);
  g_test_add_func ("/nn/transpose/channel-shuffle", test_channel_shuffle);
  g_test_add_func ("/nn/pad", test_pad);
  g_test_add_func ("/nn/slice", test_slice);
  g_test_add_func ("/nn/rearrange/bad", test_bad);
  return g_test_run ();
}
