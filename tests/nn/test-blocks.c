// SPDX-License-Identifier: GPL-3.0-or-later
#include "naive.h"
#include "nn/executor.h"

/* The blocks that classic and current networks are made of, in small: an executor's output and
 * input gradient against the naive twin, before and after folding. */

#define BATCH     2
#define TOLERANCE 1e-4
#define SAMPLES   40

static NnTensor *
scaled_tensor (BaseRandom *random, int rank, const int *dims)
{
  NnTensor *tensor = random_tensor (random, rank, dims);

  for (gsize i = 0; i < nn_shape_size (&tensor->shape); i++)
    tensor->data[i] *= 0.3f;
  return tensor;
}

static NnTensor *
random_vector (BaseRandom *random, int n)
{
  return random_tensor (random, 1, &n);
}

static NnTensor *
random_variance (BaseRandom *random, int n)
{
  NnTensor *tensor = nn_tensor_new (&NN_SHAPE_1 (n));

  for (int i = 0; i < n; i++)
    tensor->data[i] = 0.5f + (float) base_random_uniform (random);
  return tensor;
}

static NnValue
add_conv (NnGraph *graph,
          NnValue input,
          int out,
          int kernel,
          int stride,
          int groups,
          BaseRandom *random)
{
  int dims[] = { out, nn_graph_shape (graph, input)->dims[0] / groups, kernel, kernel };
  NnWindow window = nn_window_square (kernel, stride, kernel / 2);

  return nn_graph_add_conv (graph, NULL, input, &window, groups, scaled_tensor (random, 4, dims),
                            NULL, NULL);
}

static NnValue
add_norm (NnGraph *graph, NnValue input, BaseRandom *random)
{
  int n = nn_graph_shape (graph, input)->dims[0];

  return nn_graph_add_batch_norm (graph, NULL, input, random_vector (random, n),
                                  random_vector (random, n), random_vector (random, n),
                                  random_variance (random, n), 1e-5, NULL);
}

static NnValue
add_linear (NnGraph *graph, NnValue input, int out, BaseRandom *random)
{
  int dims[] = { out, (int) nn_shape_size (nn_graph_shape (graph, input)) };

  return nn_graph_add_linear (graph, NULL, input, scaled_tensor (random, 2, dims),
                              random_vector (random, out), NULL);
}

/* Convolution in groups, normalisation across channels, pooling, rounded up. */
static void
add_alexnet (NnGraph *graph, BaseRandom *random)
{
  NnWindow pool = nn_window_square (3, 2, 0);
  NnValue value = nn_graph_add_relu (graph, NULL, add_conv (graph, 0, 8, 5, 2, 1, random), NULL);

  pool.ceil_mode = TRUE;
  value = nn_graph_add_lrn (graph, NULL, value, 5, 0.5f, 0.75f, 1, NULL);
  value = nn_graph_add_max_pool (graph, NULL, value, &pool, NULL);
  value = nn_graph_add_relu (graph, NULL, add_conv (graph, value, 6, 3, 1, 2, random), NULL);
  add_linear (graph, value, 7, random);
}

/* Branches with pooling among them, put together; pooling with a global average at the end. */
static void
add_inception (NnGraph *graph, BaseRandom *random)
{
  NnWindow pool = nn_window_square (3, 1, 1), halving = nn_window_square (3, 2, 1);
  NnValue parts[3], value;

  parts[0] = nn_graph_add_relu (graph, NULL, add_conv (graph, 0, 3, 1, 1, 1, random), NULL);
  value = nn_graph_add_tanh (graph, NULL, add_conv (graph, 0, 4, 1, 1, 1, random), NULL);
  parts[1] = nn_graph_add_sigmoid (graph, NULL, add_conv (graph, value, 5, 3, 1, 1, random), NULL);
  value = nn_graph_add_max_pool (graph, NULL, 0, &pool, NULL);
  parts[2] = nn_graph_add_leaky_relu (graph, NULL, add_conv (graph, value, 2, 1, 1, 1, random),
                                      0.1f, NULL);
  value = nn_graph_add_concat (graph, NULL, 3, parts, NULL);
  halving.ceil_mode = TRUE;
  value = nn_graph_add_average_pool (graph, NULL, value, &halving, NN_DIVIDE_BY_PADDED, NULL);
  nn_graph_add_global_average_pool (graph, NULL, value, NULL);
}

/* Batch norms, one before the sum and one in the branch that leaves the picture as it is. */
static void
add_residual (NnGraph *graph, BaseRandom *random)
{
  NnValue start = add_norm (graph, add_conv (graph, 0, 6, 3, 1, 1, random), random);
  NnValue branch = nn_graph_add_relu (graph, NULL, start, NULL), skip;

  branch = add_norm (graph, add_conv (graph, branch, 8, 3, 2, 1, random), random);
  skip = add_norm (graph, add_conv (graph, start, 8, 1, 2, 1, random), random);
  branch = nn_graph_add_sum_of (graph, NULL, 3, (NnValue[]){ branch, skip, skip }, NULL);
  nn_graph_add_prelu (graph, NULL, branch, random_vector (random, 8), NULL);
}

/* MobileNet: each channel convolved alone, ReLU6 and hard-swish, squeeze and excite. */
static void
add_mobile (NnGraph *graph, BaseRandom *random)
{
  NnValue value = add_norm (graph, add_conv (graph, 0, 8, 1, 1, 1, random), random), gate;

  value = nn_graph_add_clip (graph, NULL, value, 0, 6, NULL);
  value = add_norm (graph, add_conv (graph, value, 8, 3, 1, 8, random), random);
  value = nn_graph_add_hard_swish (graph, NULL, value, NULL);
  gate = nn_graph_add_global_average_pool (graph, NULL, value, NULL);
  gate = nn_graph_add_relu (graph, NULL, add_conv (graph, gate, 4, 1, 1, 1, random), NULL);
  gate = nn_graph_add_hard_sigmoid (graph, NULL, add_conv (graph, gate, 8, 1, 1, 1, random), 0.2f,
                                    0.5f, NULL);
  value = nn_graph_add_mul (graph, NULL, gate, value, NULL);
  add_norm (graph, add_conv (graph, value, 4, 1, 1, 1, random), random);
}

/* ShuffleNet: half of the channels go around, and they are dealt out again. */
static void
add_shuffle (NnGraph *graph, BaseRandom *random)
{
  NnValue value = nn_graph_add_pad (graph, NULL, 0, 1, 0, 0, 1, 0.5f, NULL), halves[2];
  const NnShape *shape;

  value = add_conv (graph, value, 8, 1, 1, 1, random);
  halves[0] = nn_graph_add_slice (graph, NULL, value, 0, 0, 4, NULL);
  halves[1] = nn_graph_add_slice (graph, NULL, value, 0, 4, 8, NULL);
  halves[1] =
      nn_graph_add_relu (graph, NULL, add_conv (graph, halves[1], 4, 3, 1, 1, random), NULL);
  value = nn_graph_add_concat (graph, NULL, 2, halves, NULL);
  shape = nn_graph_shape (graph, value);
  value = nn_graph_add_reshape (
      graph, NULL, value, &(NnShape){ .rank = 4, .dims = { 2, 4, shape->dims[1], shape->dims[2] } },
      NULL);
  value = nn_graph_add_transpose (graph, NULL, value, (int[]){ 1, 0, 2, 3 }, NULL);
  value = nn_graph_add_flatten (graph, NULL, value, NULL);
  add_linear (graph, value, 5, random);
}

static void
check_gradient (NnExecutor *executor, Naive *naive, BaseRandom *random)
{
  NnValue output = nn_graph_output (naive->graph);
  gsize n_out = naive_size (naive, output);
  g_autofree float *seed = g_new (float, n_out);
  const float *gradient;

  random_fill (random, n_out, seed);
  nn_executor_backward (executor, output, seed);
  gradient = nn_executor_input_gradient (executor);
  for (int i = 0; i < SAMPLES; i++)
    {
      gsize j = base_random_below (random, (guint32) naive_size (naive, 0));

      assert_near (gradient[j], naive_slope (naive, &naive->values[0][j], output, FALSE, seed),
                   10 * TOLERANCE);
    }
}

/* Computes the graph with an executor on the naive twin's images, against the twin's output, which
 * was computed before. */
static void
check_executor (const NnGraph *graph, Naive *naive, NnExecutorFlags flags, BaseRandom *random)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, BATCH, flags, NULL);
  NnValue expected = nn_graph_output (naive->graph);
  float *input = nn_executor_input (executor);
  const float *output;

  for (gsize i = 0; i < naive_size (naive, 0); i++)
    input[i] = (float) naive->values[0][i];
  output = nn_executor_forward (executor);
  for (gsize i = 0; i < naive_size (naive, expected); i++)
    assert_near (output[i], naive->values[expected][i], TOLERANCE);
  if (flags & NN_INPUT_GRADIENT)
    check_gradient (executor, naive, random);
}

typedef void (*AddFunc) (NnGraph *graph, BaseRandom *random);

static const struct
{
  const char *path;
  AddFunc add;
  int n_folded;
} blocks[] = {
  { "/nn/blocks/alexnet", add_alexnet, 0 },   { "/nn/blocks/inception", add_inception, 0 },
  { "/nn/blocks/residual", add_residual, 3 }, { "/nn/blocks/mobile", add_mobile, 3 },
  { "/nn/blocks/shuffle", add_shuffle, 0 },
};

static void
test_block (gconstpointer data)
{
  int block = GPOINTER_TO_INT (data);
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int i = 0; i < 5; i++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (3, 12 + i, 14), NULL);
      g_autoptr (NnGraph) folded = NULL;
      g_autoptr (Naive) naive = NULL;

      blocks[block].add (graph, &random);
      naive = naive_new (graph, BATCH);
      for (gsize j = 0; j < naive_size (naive, 0); j++)
        naive->values[0][j] = (float) base_random_normal (&random);
      naive_forward (naive);
      check_executor (graph, naive, NN_FORWARD_ONLY, &random);
      check_executor (graph, naive, NN_INPUT_GRADIENT | NN_PARAMETER_GRADIENTS, &random);

      folded = nn_graph_copy (graph);
      g_assert_cmpint (nn_graph_fold (folded), ==, blocks[block].n_folded);
      naive_forward (naive);
      check_executor (folded, naive, NN_FORWARD_ONLY, &random);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    g_test_add_data_func (blocks[i].path, GINT_TO_POINTER (i), test_block);
  return g_test_run ();
}
