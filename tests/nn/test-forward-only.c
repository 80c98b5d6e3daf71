// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "naive.h"
#include "nn/architectures.h"
#include "nn/executor.h"

#include <string.h>

/* Executors without gradients take short cuts: this holds them to what those with gradients give.
 */

#define BATCH 3

static NnValue
add_conv (NnGraph *graph, NnValue input, int kernel, gboolean bias, BaseRandom *random)
{
  int dims[] = { 4, nn_graph_shape (graph, input)->dims[0], kernel, kernel };
  NnWindow window = nn_window_square (kernel, 1, kernel / 2);

  return nn_graph_add_conv (graph, NULL, input, &window, 1, random_tensor (random, 4, dims),
                            bias ? random_tensor (random, 1, dims) : NULL, NULL);
}

static void
check_same_bits (const NnGraph *graph)
{
  g_autoptr (NnExecutor) fast = nn_executor_new (graph, BATCH, NN_FORWARD_ONLY, NULL);
  g_autoptr (NnExecutor) slow = nn_executor_new (graph, BATCH, NN_INPUT_GRADIENT, NULL);
  gsize n_in = BATCH * nn_shape_size (nn_graph_shape (graph, 0));
  gsize n_out = BATCH * nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  BaseRandom random;

  base_random_init (&random, 7, 0, 0);
  random_fill (&random, n_in, nn_executor_input (fast));
  memcpy (nn_executor_input (slow), nn_executor_input (fast), n_in * sizeof (float));
  for (int i = 0; i < 2; i++)
    g_assert_cmpmem (nn_executor_forward (fast), n_out * sizeof (float), nn_executor_forward (slow),
                     n_out * sizeof (float));
}

/* A Relu after a convolution: of one image at a time and of several, with a bias and without. */
static void
test_relu (void)
{
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int i = 0; i < 12; i++)
    {
      int side = i % 3 == 0 ? 100 : 9;
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (3, side, side), NULL);
      NnValue value = add_conv (graph, 0, i < 6 ? 3 : 1, i & 1, &random);

      value = nn_graph_add_relu (graph, NULL, value, NULL);
      value = add_conv (graph, value, 3, TRUE, &random);
      nn_graph_add_relu (graph, NULL, value, NULL);
      check_same_bits (graph);
    }
}

/* Whoever else reads what the Relu reads gets it as it was, before the Relu or after. */
static void
test_relu_other_readers (void)
{
  BaseRandom random;

  base_random_init (&random, 2, 0, 0);
  for (int i = 0; i < 4; i++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (3, 9, 9), NULL);
      NnValue conv = add_conv (graph, 0, 3, TRUE, &random), relu, other;

      if (i < 2)
        {
          other = nn_graph_add_sigmoid (graph, NULL, conv, NULL);
          relu = nn_graph_add_relu (graph, NULL, conv, NULL);
        }
      else
        {
          relu = nn_graph_add_relu (graph, NULL, conv, NULL);
          other = nn_graph_add_sigmoid (graph, NULL, conv, NULL);
        }
      if (i % 2 == 0)
        nn_graph_add_sum (graph, NULL, relu, other, NULL);
      else
        nn_graph_set_output (graph, conv);
      check_same_bits (graph);
    }
}

static NnGraph *
graph_of_size_new (int side, int linear)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (3, side, side), NULL);
  NnShape shape = { .rank = 2, .dims = { linear, 3 * side * side } };

  if (linear > 0)
    nn_graph_add_linear (graph, NULL, 0, nn_tensor_new (&shape), NULL, NULL);
  else
    nn_graph_add_relu (graph, NULL, 0, NULL);
  return g_steal_pointer (&graph);
}

/* Small networks: as many as go side by side; larger ones: some; large fully connected layers: as
 * many as it takes for their weights to be read seldom. */
static void
test_recommended_batch (void)
{
  g_autoptr (NnGraph) lenet = nn_lenet_new (10, 1);
  g_autoptr (NnGraph) large = graph_of_size_new (500, 0);
  g_autoptr (NnGraph) linear = graph_of_size_new (50, 1000);

  g_assert_cmpint (nn_graph_recommended_batch (lenet), ==, 16);
  g_assert_cmpint (nn_graph_recommended_batch (large), ==, 5);
  g_assert_cmpint (nn_graph_recommended_batch (linear), ==, 64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/forward-only/relu", test_relu);
  g_test_add_func ("/nn/forward-only/relu/other-readers", test_relu_other_readers);
  g_test_add_func ("/nn/forward-only/recommended-batch", test_recommended_batch);
  return g_test_run ();
}
