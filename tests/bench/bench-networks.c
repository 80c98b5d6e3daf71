// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench-networks.h"

#include "base/random.h"
#include "nn/architectures.h"

#include <math.h>

/* Uniform, of such a size that values neither vanish nor explode from layer to layer. */
static NnTensor *
random_weights (NnShape shape)
{
  NnTensor *tensor = nn_tensor_new (&shape);
  gsize size = nn_shape_size (&shape);
  double bound = sqrt (6.0 * shape.dims[0] / (double) size);
  BaseRandom random;

  base_random_init (&random, size, 0, 0);
  for (gsize i = 0; i < size; i++)
    tensor->data[i] = (float) (bound * (2 * base_random_uniform (&random) - 1));
  return tensor;
}

static NnValue
add_conv (NnGraph *graph, NnValue value, int out, int kernel, int stride, int padding, int groups)
{
  NnWindow window = nn_window_square (kernel, stride, padding);
  int in = nn_graph_shape (graph, value)->dims[0];
  NnShape shape = { .rank = 4, .dims = { out, in / groups, kernel, kernel } };

  value = nn_graph_add_conv (graph, NULL, value, &window, groups, random_weights (shape),
                             nn_tensor_new (&NN_SHAPE_1 (out)), NULL);
  return nn_graph_add_relu (graph, NULL, value, NULL);
}

static NnValue
add_pool (NnGraph *graph, NnValue value)
{
  NnWindow window = nn_window_square (3, 2, 0);

  window.ceil_mode = TRUE;
  return nn_graph_add_max_pool (graph, NULL, value, &window, NULL);
}

static NnValue
add_linear (NnGraph *graph, NnValue value, int out)
{
  int in = (int) nn_shape_size (nn_graph_shape (graph, value));

  return nn_graph_add_linear (graph, NULL, value,
                              random_weights ((NnShape){ .rank = 2, .dims = { out, in } }),
                              nn_tensor_new (&NN_SHAPE_1 (out)), NULL);
}

static NnValue
add_fire (NnGraph *graph, NnValue value, int squeeze, int expand)
{
  NnValue parts[2];

  value = add_conv (graph, value, squeeze, 1, 1, 0, 1);
  parts[0] = add_conv (graph, value, expand, 1, 1, 0, 1);
  parts[1] = add_conv (graph, value, expand, 3, 1, 1, 1);
  return nn_graph_add_concat (graph, NULL, 2, parts, NULL);
}

static NnGraph *
squeezenet_new (void)
{
  NnGraph *graph = nn_graph_new ("data", &NN_SHAPE_3 (3, 227, 227), NULL);
  NnValue value = add_conv (graph, 0, 96, 7, 2, 0, 1);

  value = add_pool (graph, value);
  for (int i = 2; i <= 9; i++)
    {
      value = add_fire (graph, value, 16 * (i / 2), 64 * (i / 2));
      if (i == 4 || i == 8)
        value = add_pool (graph, value);
    }
  value = add_conv (graph, value, 1000, 1, 1, 1, 1);
  value = nn_graph_add_global_average_pool (graph, NULL, value, NULL);
  nn_graph_add_softmax (graph, NULL, value, NULL);
  return graph;
}

static NnGraph *
alexnet_new (void)
{
  NnGraph *graph = nn_graph_new ("data", &NN_SHAPE_3 (3, 227, 227), NULL);
  NnValue value = add_conv (graph, 0, 96, 11, 4, 0, 1);

  value = nn_graph_add_lrn (graph, NULL, value, 5, 1e-4f, 0.75f, 1, NULL);
  value = add_pool (graph, value);
  value = add_conv (graph, value, 256, 5, 1, 2, 2);
  value = nn_graph_add_lrn (graph, NULL, value, 5, 1e-4f, 0.75f, 1, NULL);
  value = add_pool (graph, value);
  value = add_conv (graph, value, 384, 3, 1, 1, 1);
  value = add_conv (graph, value, 384, 3, 1, 1, 2);
  value = add_conv (graph, value, 256, 3, 1, 1, 2);
  value = add_pool (graph, value);
  value = nn_graph_add_relu (graph, NULL, add_linear (graph, value, 4096), NULL);
  value = nn_graph_add_relu (graph, NULL, add_linear (graph, value, 4096), NULL);
  value = add_linear (graph, value, 1000);
  nn_graph_add_softmax (graph, NULL, value, NULL);
  return graph;
}

NnGraph *
bench_network_new (const char *name)
{
  if (g_str_equal (name, "lenet"))
    return nn_lenet_new (10, 1);
  if (g_str_equal (name, "squeezenet"))
    return squeezenet_new ();
  if (g_str_equal (name, "alexnet"))
    return alexnet_new ();
  return NULL;
}
