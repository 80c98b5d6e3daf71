// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/architectures.h"

#include "base/random.h"

#include <math.h>

/* Each tensor has a random stream of its own, so that adding a layer changes no other one. */
static NnTensor *
xavier_new (NnShape shape, guint64 seed, guint layer)
{
  NnTensor *tensor = nn_tensor_new (&shape);
  gsize size = nn_shape_size (&shape);
  double fan_in = (double) size / shape.dims[0];
  double bound = sqrt (3.0 / fan_in);
  BaseRandom random;

  base_random_init (&random, seed, 0, layer);
  for (gsize i = 0; i < size; i++)
    tensor->data[i] = (float) (bound * (2.0 * base_random_uniform (&random) - 1.0));
  return tensor;
}

static NnTensor *
zeros_new (int n)
{
  return nn_tensor_new (&NN_SHAPE_1 (n));
}

static NnShape
conv_weights_shape (int out, int in, int kernel)
{
  return (NnShape){ .rank = 4, .dims = { out, in, kernel, kernel } };
}

static NnShape
linear_weights_shape (int out, int in)
{
  return (NnShape){ .rank = 2, .dims = { out, in } };
}

NnGraph *
nn_lenet_new (int n_classes, guint64 seed)
{
  NnWindow window = nn_window_square (5, 1, 0);
  NnWindow pool = nn_window_square (2, 2, 0);
  NnGraph *graph;
  NnValue value;

  g_return_val_if_fail (n_classes >= 2 && n_classes <= 65536, NULL);

  graph = nn_graph_new ("data", &NN_SHAPE_3 (1, 28, 28), NULL);
  value = nn_graph_add_conv (graph, "conv1", 0, &window, 1,
                             xavier_new (conv_weights_shape (20, 1, 5), seed, 1), zeros_new (20),
                             NULL);                                   /* (20, 24, 24) */
  value = nn_graph_add_max_pool (graph, "pool1", value, &pool, NULL); /* (20, 12, 12) */
  value = nn_graph_add_conv (graph, "conv2", value, &window, 1,
                             xavier_new (conv_weights_shape (50, 20, 5), seed, 2), zeros_new (50),
                             NULL);                                   /* (50, 8, 8) */
  value = nn_graph_add_max_pool (graph, "pool2", value, &pool, NULL); /* (50, 4, 4) */
  value = nn_graph_add_flatten (graph, "flatten", value, NULL);       /* (800) */
  value = nn_graph_add_linear (graph, "ip1", value,
                               xavier_new (linear_weights_shape (500, 50 * 4 * 4), seed, 3),
                               zeros_new (500), NULL);
  value = nn_graph_add_relu (graph, "relu1", value, NULL);
  value = nn_graph_add_linear (graph, "ip2", value,
                               xavier_new (linear_weights_shape (n_classes, 500), seed, 4),
                               zeros_new (n_classes), NULL);
  value = nn_graph_add_softmax (graph, "prob", value, NULL);
  g_assert (value != NN_NO_VALUE); /* every shape above fits */
  return graph;
}
