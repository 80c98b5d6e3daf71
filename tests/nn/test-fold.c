// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "naive.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <math.h>
#include <string.h>

#define N_CHANNELS 6

static NnTensor *
random_vector (BaseRandom *random, gboolean positive)
{
  NnTensor *tensor = random_tensor (random, 1, (int[]){ N_CHANNELS });

  for (int i = 0; positive && i < N_CHANNELS; i++)
    tensor->data[i] = fabsf (tensor->data[i]) + 0.1f;
  return tensor;
}

static NnGraph *
graph_new (void)
{
  return nn_graph_new ("data", &NN_SHAPE_3 (3, 7, 5), NULL);
}

static NnValue
add_conv (NnGraph *graph, NnValue input, BaseRandom *random, gboolean bias)
{
  int dims[] = { N_CHANNELS, nn_graph_shape (graph, input)->dims[0], 3, 3 };
  NnWindow window = nn_window_square (3, 1, 1);

  return nn_graph_add_conv (graph, NULL, input, &window, 1, random_tensor (random, 4, dims),
                            bias ? random_vector (random, FALSE) : NULL, NULL);
}

static NnValue
add_batch_norm (NnGraph *graph, NnValue input, BaseRandom *random, gboolean affine)
{
  return nn_graph_add_batch_norm (graph, NULL, input, affine ? random_vector (random, FALSE) : NULL,
                                  affine ? random_vector (random, FALSE) : NULL,
                                  random_vector (random, FALSE), random_vector (random, TRUE), 1e-5,
                                  NULL);
}

/* What the naive twin, in double precision, has for the output of two random images. */
static double *
evaluate (const NnGraph *graph, gsize *size)
{
  g_autoptr (Naive) naive = naive_new (graph, 2);
  NnValue output = nn_graph_output (graph);
  BaseRandom random;

  base_random_init (&random, 99, 0, 0);
  for (gsize i = 0; i < naive_size (naive, 0); i++)
    naive->values[0][i] = base_random_normal (&random);
  naive_forward (naive);
  *size = naive_size (naive, output);
  return g_memdup2 (naive->values[output], *size * sizeof (double));
}

/* Folds a graph: `n_gone` nodes go, and the output stays the same. */
static void
check_fold (NnGraph *graph, int n_gone)
{
  gsize size_before, size_after;
  g_autofree double *before = evaluate (graph, &size_before), *after = NULL;
  int n_nodes = nn_graph_n_nodes (graph);

  g_assert_cmpint (nn_graph_fold (graph), ==, n_gone);
  g_assert_cmpint (nn_graph_n_nodes (graph), ==, n_nodes - n_gone);
  after = evaluate (graph, &size_after);
  g_assert_cmpuint (size_before, ==, size_after);
  for (gsize i = 0; i < size_before; i++)
    assert_near (after[i], before[i], 1e-5);
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    g_assert_cmpint (nn_graph_find (graph, nn_graph_node (graph, i)->name), ==, i);
}

/* The definition, by hand. */
static void
test_batch_norm (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (2, 1, 1), NULL);
  g_autoptr (Naive) naive = NULL;
  NnTensor *statistics[4];

  for (int i = 0; i < 4; i++)
    statistics[i] = nn_tensor_new (&NN_SHAPE_1 (2));
  for (int i = 0; i < 2; i++)
    {
      statistics[0]->data[i] = 2;
      statistics[1]->data[i] = -1;
      statistics[2]->data[i] = 5;
      statistics[3]->data[i] = i == 0 ? 3 : 8;
    }
  g_assert_cmpint (nn_graph_add_batch_norm (graph, "norm", 0, statistics[0], statistics[1],
                                            statistics[2], statistics[3], 1, NULL),
                   ==, 1);
  naive = naive_new (graph, 1);
  naive->values[0][0] = naive->values[0][1] = 11;
  naive_forward (naive);
  assert_near (naive->values[1][0], 2 * 6 / 2.0 - 1, 1e-6);
  assert_near (naive->values[1][1], 2 * 6 / 3.0 - 1, 1e-6);
}

static void
test_conv (void)
{
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int i = 0; i < 8; i++)
    {
      g_autoptr (NnGraph) graph = graph_new ();
      NnValue value = add_conv (graph, 0, &random, i & 1);

      value = add_batch_norm (graph, value, &random, i & 2);
      if (i & 4)
        value = nn_graph_add_relu (graph, NULL, value, NULL);
      check_fold (graph, 1);
      g_assert_true (nn_graph_node (graph, 1)->op == &nn_op_conv);
      g_assert_cmpint (nn_graph_node (graph, 1)->n_parameters, ==, 2);
    }
}

/* Caffe's way: a batch norm without scale, then a scale; first behind something else, where the
 * two become one, then behind a fully connected layer, where both go. */
static void
test_chains (void)
{
  BaseRandom random;
  int dims[] = { N_CHANNELS, N_CHANNELS * 35 };

  base_random_init (&random, 2, 0, 0);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (NnGraph) graph = graph_new ();
      NnTensor *one = random_tensor (&random, 1, (int[]){ 1 });
      NnValue value = add_conv (graph, 0, &random, TRUE);

      value = nn_graph_add_relu (graph, NULL, value, NULL);
      if (i == 1)
        value =
            nn_graph_add_linear (graph, NULL, value, random_tensor (&random, 2, dims), NULL, NULL);
      value = add_batch_norm (graph, value, &random, FALSE);
      value =
          nn_graph_add_scale_shift (graph, NULL, value, one, random_vector (&random, FALSE), NULL);
      value = nn_graph_add_relu (graph, NULL, value, NULL);
      nn_graph_add_sum (graph, NULL, value, value, NULL);
      nn_graph_set_output (graph, value);
      check_fold (graph, 1 + i);
      g_assert_true (nn_graph_node (graph, nn_graph_output (graph))->op == &nn_op_relu);
    }
}

/* Where another node, or the caller, sees the value before the batch norm, it has to stay. */
static void
test_other_readers (void)
{
  BaseRandom random;

  base_random_init (&random, 3, 0, 0);
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (NnGraph) graph = graph_new ();
      NnValue conv = add_conv (graph, 0, &random, TRUE);
      NnValue norm = add_batch_norm (graph, conv, &random, TRUE);

      if (i == 0)
        nn_graph_add_sum (graph, NULL, conv, norm, NULL);
      else if (i == 1)
        nn_graph_set_output (graph, conv);
      else
        {
          /* One number for each element is more than a convolution can take in. */
          int dims[] = { N_CHANNELS, 7, 5 };

          g_clear_pointer (&graph, nn_graph_free);
          graph = graph_new ();
          conv = add_conv (graph, 0, &random, TRUE);
          nn_graph_add_scale_shift (graph, NULL, conv, NULL, random_tensor (&random, 3, dims),
                                    NULL);
        }
      check_fold (graph, 0);
    }
}

/* A residual block, run by the executor. */
static void
test_residual (void)
{
  g_autoptr (NnGraph) graph = graph_new ();
  g_autoptr (NnExecutor) executor = NULL;
  g_autofree double *expected = NULL;
  const float *output;
  BaseRandom random;
  NnValue value, branch;
  gsize size;

  base_random_init (&random, 4, 0, 0);
  value = add_batch_norm (graph, add_conv (graph, 0, &random, FALSE), &random, TRUE);
  value = nn_graph_add_relu (graph, NULL, value, NULL);
  branch = add_batch_norm (graph, add_conv (graph, value, &random, FALSE), &random, TRUE);
  value = nn_graph_add_sum (graph, NULL, branch, value, NULL);
  nn_graph_add_global_average_pool (graph, NULL, value, NULL);
  check_fold (graph, 2);
  expected = evaluate (graph, &size);
  executor = nn_executor_new (graph, 2, NN_FORWARD_ONLY, NULL);
  base_random_init (&random, 99, 0, 0);
  random_fill (&random, 2 * 3 * 7 * 5, nn_executor_input (executor));
  output = nn_executor_forward (executor);
  for (gsize i = 0; i < size; i++)
    assert_near (output[i], expected[i], 1e-4);
}

static void
test_bad (void)
{
  g_autoptr (NnGraph) graph = graph_new ();
  BaseRandom random;

  base_random_init (&random, 5, 0, 0);
  add_conv (graph, 0, &random, TRUE);
  for (int i = 0; i < 6; i++)
    {
      g_autoptr (GError) error = NULL;
      NnTensor *tensors[4];

      for (int j = 0; j < 4; j++)
        tensors[j] = nn_tensor_new (&NN_SHAPE_1 (j == i ? N_CHANNELS + 1 : N_CHANNELS));
      if (i == 5)
        tensors[3]->data[2] = NAN;
      g_assert_cmpint (nn_graph_add_batch_norm (graph, "bad", i == 4 ? 17 : 1, tensors[0],
                                                tensors[1], tensors[2], tensors[3], i == 4 ? 1 : 0,
                                                &error),
                       ==, NN_NO_VALUE);
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "“bad”"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/fold/batch-norm", test_batch_norm);
  g_test_add_func ("/nn/fold/conv", test_conv);
  g_test_add_func ("/nn/fold/chains", test_chains);
  g_test_add_func ("/nn/fold/other-readers", test_other_readers);
  g_test_add_func ("/nn/fold/residual", test_residual);
  g_test_add_func ("/nn/fold/bad", test_bad);
  return g_test_run ();
}
