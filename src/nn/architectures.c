// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/architectures.h"

#include "base/random.h"

#include <math.h>

/* Each tensor has a random stream of its own, so that adding a layer changes no other one. */
static NnTensor *
uniform_new (NnShape shape, double gain, guint64 seed, guint layer)
{
  NnTensor *tensor = nn_tensor_new (&shape);
  gsize size = nn_shape_size (&shape);
  double fan_in = (double) size / shape.dims[0];
  double bound = sqrt (gain / fan_in);
  BaseRandom random;

  base_random_init (&random, seed, 0, layer);
  for (gsize i = 0; i < size; i++)
    tensor->data[i] = (float) (bound * (2.0 * base_random_uniform (&random) - 1.0));
  return tensor;
}

static NnTensor *
xavier_new (NnShape shape, guint64 seed, guint layer)
{
  return uniform_new (shape, 3, seed, layer);
}

static NnTensor *
he_new (NnShape shape, guint64 seed, guint layer)
{
  return uniform_new (shape, 6, seed, layer);
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

/* PyTorch's. */
#define EPSILON 1e-5f

/* Convolutions 3 x 3 with batch normalisation and ReLU, then the mean of each channel. */
typedef struct
{
  int n_convs;
  struct
  {
    int width;       /* channels */
    gboolean pooled; /* 2 x 2 after it */
  } convs[7];
} Vgg;

static NnValue
add_vgg_conv (NnGraph *graph, const Vgg *vgg, int i, NnValue value, int before, guint64 seed)
{
  NnWindow window = nn_window_square (3, 1, 1);
  NnWindow pool = nn_window_square (2, 2, 0);
  g_autofree char *conv = g_strdup_printf ("conv%d", i + 1);
  g_autofree char *norm = g_strdup_printf ("bn%d", i + 1);
  g_autofree char *relu = g_strdup_printf ("relu%d", i + 1);
  g_autofree char *pooled = NULL;
  int n_pools = 0;

  for (int j = 0; j <= i; j++)
    n_pools += vgg->convs[j].pooled ? 1 : 0;
  value = nn_graph_add_conv (
      graph, conv, value, &window, 1,
      he_new (conv_weights_shape (vgg->convs[i].width, before, 3), seed, i + 1), NULL, NULL);
  value = nn_graph_add_learning_batch_norm (graph, norm, value, EPSILON, NULL);
  value = nn_graph_add_relu (graph, relu, value, NULL);
  if (!vgg->convs[i].pooled)
    return value;
  pooled = g_strdup_printf ("pool%d", n_pools);
  return nn_graph_add_max_pool (graph, pooled, value, &pool, NULL);
}

static NnGraph *
vgg_new (const Vgg *vgg, int channels, int side, int n_classes, guint64 seed)
{
  int before = channels;
  NnGraph *graph;
  NnValue value = 0;

  g_return_val_if_fail (channels == 1 || channels == 3, NULL);
  g_return_val_if_fail (side >= 32 && side <= 64, NULL);
  g_return_val_if_fail (n_classes >= 2 && n_classes <= 65536, NULL);

  graph = nn_graph_new ("data", &NN_SHAPE_3 (channels, side, side), NULL);
  for (int i = 0; i < vgg->n_convs; i++)
    {
      value = add_vgg_conv (graph, vgg, i, value, before, seed);
      before = vgg->convs[i].width;
    }
  value = nn_graph_add_global_average_pool (graph, "mean", value, NULL);
  value = nn_graph_add_flatten (graph, "flatten", value, NULL);
  value = nn_graph_add_linear (
      graph, "fc", value,
      xavier_new (linear_weights_shape (n_classes, before), seed, vgg->n_convs + 1),
      zeros_new (n_classes), NULL);
  value = nn_graph_add_softmax (graph, "prob", value, NULL);
  g_assert (value != NN_NO_VALUE); /* every shape above fits */
  return graph;
}

NnGraph *
nn_vgg7_new (int channels, int side, int n_classes, guint64 seed)
{
  static const Vgg vgg = { 6, { { 32 }, { 32, TRUE }, { 64 }, { 64, TRUE }, { 128 }, { 128 } } };

  return vgg_new (&vgg, channels, side, n_classes, seed);
}

NnGraph *
nn_vgg8_new (int channels, int side, int n_classes, guint64 seed)
{
  static const Vgg vgg = {
    7, { { 32, TRUE }, { 48 }, { 48, TRUE }, { 96 }, { 96, TRUE }, { 192 }, { 192 } }
  };

  return vgg_new (&vgg, channels, side, n_classes, seed);
}

static NnGraph *
make_lenet (int channels, int side, int n_classes, guint64 seed)
{
  return nn_lenet_new (n_classes, seed);
}

static const NnArchitecture architectures[] = {
  { "lenet", "LeNet", 28, 28, 1, make_lenet },
  { "vgg7", "VGG-7", 32, 64, 0, nn_vgg7_new },
  { "vgg8", "VGG-8", 32, 64, 0, nn_vgg8_new },
};

const NnArchitecture *
nn_architectures (guint *n)
{
  *n = G_N_ELEMENTS (architectures);
  return architectures;
}

const NnArchitecture *
nn_architecture_find (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (architectures); i++)
    if (g_strcmp0 (id, architectures[i].id) == 0)
      return &architectures[i];
  return NULL;
}

char *
nn_architecture_ids (void)
{
  g_autoptr (GString) ids = g_string_new (architectures[0].id);

  for (gsize i = 1; i < G_N_ELEMENTS (architectures); i++)
    g_string_append_printf (ids, ", %s", architectures[i].id);
  return g_string_free (g_steal_pointer (&ids), FALSE);
}
