// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/deep-compression.h"

#include "base/error.h"
#include "config.h"
#include "formats/compressed-layers.h"

#include <glib/gi18n-lib.h>

/* A layer with weights: a convolution with square kernels, followed by a ReLU. */
typedef struct
{
  const char *name;
  int n_in, n_out; /* n_in of one group */
  int kernel, stride, padding, groups;
} Layer;

/* SqueezeNet 1.0: after conv1 eight "fire" modules of a layer that squeezes and two that expand. */
#define FIRE(name, in, squeeze, expand)                                                            \
  { name "/squeeze1x1", in, squeeze, 1, 1, 0, 1 },                                                 \
      { name "/expand1x1", squeeze, expand, 1, 1, 0, 1 },                                          \
  {                                                                                                \
    name "/expand3x3", squeeze, expand, 3, 1, 1, 1                                                 \
  }

static const Layer squeezenet_layers[] = {
  { "conv1", 3, 96, 7, 2, 0, 1 },      FIRE ("fire2", 96, 16, 64),   FIRE ("fire3", 128, 16, 64),
  FIRE ("fire4", 128, 32, 128),        FIRE ("fire5", 256, 32, 128), FIRE ("fire6", 256, 48, 192),
  FIRE ("fire7", 384, 48, 192),        FIRE ("fire8", 384, 64, 256), FIRE ("fire9", 512, 64, 256),
  { "conv10", 512, 1000, 1, 1, 1, 1 },
};

/* AlexNet as Caffe has it; the last three are fully connected. */
#define ALEXNET_N_CONV 5
static const Layer alexnet_layers[] = {
  { "conv1", 3, 96, 11, 4, 0, 1 },   { "conv2", 48, 256, 5, 1, 2, 2 },
  { "conv3", 256, 384, 3, 1, 1, 1 }, { "conv4", 192, 384, 3, 1, 1, 2 },
  { "conv5", 192, 256, 3, 1, 1, 2 }, { "fc6", 9216, 4096, 1, 1, 0, 1 },
  { "fc7", 4096, 4096, 1, 1, 0, 1 }, { "fc8", 4096, 1000, 1, 1, 0, 1 },
};

#define MAX_LAYERS G_N_ELEMENTS (squeezenet_layers)

/* A network that is being put together. A step that fails leaves NN_NO_VALUE to the steps after it,
 * which then do nothing. */
typedef struct
{
  NnGraph *graph;
  const Layer *layers;
  NnTensor *weights[MAX_LAYERS], *biases[MAX_LAYERS]; /* until they are taken */
  GError **error;
} Builder;

static NnValue
add_relu (Builder *builder, const char *name, NnValue value)
{
  g_autofree char *relu = g_strconcat (name, "/relu", NULL);

  if (value == NN_NO_VALUE)
    return value;
  return nn_graph_add_relu (builder->graph, relu, value, builder->error);
}

static NnValue
add_conv (Builder *builder, guint index, NnValue input)
{
  const Layer *layer = &builder->layers[index];
  NnWindow window = nn_window_square (layer->kernel, layer->stride, layer->padding);

  if (input == NN_NO_VALUE)
    return input;
  input = nn_graph_add_conv (builder->graph, layer->name, input, &window, layer->groups,
                             g_steal_pointer (&builder->weights[index]),
                             g_steal_pointer (&builder->biases[index]), builder->error);
  return add_relu (builder, layer->name, input);
}

static NnValue
add_linear (Builder *builder, guint index, NnValue input)
{
  if (input == NN_NO_VALUE)
    return input;
  return nn_graph_add_linear (builder->graph, builder->layers[index].name, input,
                              g_steal_pointer (&builder->weights[index]),
                              g_steal_pointer (&builder->biases[index]), builder->error);
}

/* 3 x 3 with stride 2, rounding up, as all pools of both networks are. */
static NnValue
add_pool (Builder *builder, const char *name, NnValue input)
{
  NnWindow window = nn_window_square (3, 2, 0);

  if (input == NN_NO_VALUE)
    return input;
  window.ceil_mode = TRUE;
  return nn_graph_add_max_pool (builder->graph, name, input, &window, builder->error);
}

static NnValue
add_norm (Builder *builder, const char *name, NnValue input)
{
  if (input == NN_NO_VALUE)
    return input;
  return nn_graph_add_lrn (builder->graph, name, input, 5, 1e-4f, 0.75f, 1, builder->error);
}

static NnValue
add_softmax (Builder *builder, NnValue input)
{
  if (input == NN_NO_VALUE)
    return input;
  return nn_graph_add_softmax (builder->graph, "prob", input, builder->error);
}

static NnValue
add_fire (Builder *builder, guint number, NnValue input)
{
  guint first = 1 + 3 * (number - 2);
  g_autofree char *name = g_strdup_printf ("fire%u/concat", number);
  NnValue squeezed = add_conv (builder, first, input);
  NnValue expanded[] = { add_conv (builder, first + 1, squeezed),
                         add_conv (builder, first + 2, squeezed) };

  if (expanded[0] == NN_NO_VALUE || expanded[1] == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_concat (builder->graph, name, 2, expanded, builder->error);
}

static NnValue
build_squeezenet (Builder *builder)
{
  NnValue value = add_pool (builder, "pool1", add_conv (builder, 0, 0));

  for (guint number = 2; number <= 9; number++)
    {
      value = add_fire (builder, number, value);
      if (number == 4 || number == 8)
        value = add_pool (builder, number == 4 ? "pool4" : "pool8", value);
    }
  value = add_conv (builder, G_N_ELEMENTS (squeezenet_layers) - 1, value);
  if (value != NN_NO_VALUE)
    value = nn_graph_add_global_average_pool (builder->graph, "pool10", value, builder->error);
  if (value != NN_NO_VALUE)
    value = nn_graph_add_flatten (builder->graph, "scores", value, builder->error);
  return add_softmax (builder, value);
}

static NnValue
build_alexnet (Builder *builder)
{
  NnValue value = add_conv (builder, 0, 0);

  value = add_pool (builder, "pool1", add_norm (builder, "norm1", value));
  value = add_conv (builder, 1, value);
  value = add_pool (builder, "pool2", add_norm (builder, "norm2", value));
  for (guint i = 2; i < ALEXNET_N_CONV; i++)
    value = add_conv (builder, i, value);
  value = add_pool (builder, "pool5", value);
  value = add_relu (builder, "fc6", add_linear (builder, 5, value));
  value = add_relu (builder, "fc7", add_linear (builder, 6, value));
  return add_softmax (builder, add_linear (builder, 7, value));
}

typedef struct
{
  const char *name;
  const Layer *layers;
  guint n_layers;
  guint n_wide; /* as many layers have codes of 8 bits, those after them of 4 */
  int side;     /* of the input */
  NnValue (*build) (Builder *builder);
} Architecture;

static const Architecture architectures[] = {
  { "squeezenet-1.0", squeezenet_layers, G_N_ELEMENTS (squeezenet_layers),
    G_N_ELEMENTS (squeezenet_layers), 227, build_squeezenet },
  { "alexnet", alexnet_layers, G_N_ELEMENTS (alexnet_layers), ALEXNET_N_CONV, 227, build_alexnet },
};

static void
describe_layers (const Architecture *architecture, FmtCompressedLayer *layers)
{
  for (guint i = 0; i < architecture->n_layers; i++)
    {
      const Layer *layer = &architecture->layers[i];
      gboolean is_linear = i >= architecture->n_wide;

      layers[i].bits = is_linear ? 4 : 8;
      layers[i].weights =
          (NnShape){ .rank = is_linear ? 2 : 4,
                     .dims = { layer->n_out, layer->n_in, layer->kernel, layer->kernel } };
    }
}

static gboolean
fits (const Architecture *architecture, const guint8 *data, gsize size)
{
  FmtCompressedLayer layers[MAX_LAYERS];

  describe_layers (architecture, layers);
  return fmt_compressed_layers_fit (layers, architecture->n_layers, data, size);
}

const char *
fmt_deep_compression_guess (const guint8 *data, gsize size)
{
  g_return_val_if_fail (data != NULL || size == 0, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (architectures); i++)
    if (fits (&architectures[i], data, size))
      return architectures[i].name;
  return NULL;
}

static const Architecture *
find_architecture (const char *name, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (architectures); i++)
    if (g_str_equal (architectures[i].name, name))
      return &architectures[i];
  g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
               _ ("the architecture “%s” is not known; “%s” and “%s” are."), name,
               architectures[0].name, architectures[1].name);
  return NULL;
}

static NnGraph *
build (const Architecture *architecture, const guint8 *data, GError **error)
{
  Builder builder = { .layers = architecture->layers, .error = error };
  FmtCompressedLayer layers[MAX_LAYERS];
  int side = architecture->side;
  gboolean ok;

  describe_layers (architecture, layers);
  builder.graph = nn_graph_new ("data", &NN_SHAPE_3 (3, side, side), error);
  ok = builder.graph != NULL &&
       fmt_compressed_layers_decode (layers, architecture->n_layers, data, builder.weights,
                                     builder.biases, error) &&
       architecture->build (&builder) != NN_NO_VALUE;
  for (guint i = 0; i < architecture->n_layers; i++)
    {
      nn_tensor_free (builder.weights[i]);
      nn_tensor_free (builder.biases[i]);
    }
  if (!ok)
    g_clear_pointer (&builder.graph, nn_graph_free);
  return builder.graph;
}

NnGraph *
fmt_deep_compression_parse (const guint8 *data,
                            gsize size,
                            const char *architecture,
                            const char *name,
                            GError **error)
{
  const Architecture *found;
  NnGraph *graph = NULL;

  g_return_val_if_fail (data != NULL || size == 0, NULL);
  g_return_val_if_fail (architecture != NULL && name != NULL, NULL);

  found = find_architecture (architecture, error);
  if (found != NULL && !fits (found, data, size))
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                 _ ("it does not have the size of a Deep Compression file of “%s”; it is another "
                    "file, or damaged or incomplete."),
                 architecture);
  else if (found != NULL)
    graph = build (found, data, error);
  if (graph == NULL)
    g_prefix_error (error, _ ("The network “%s” cannot be read: "), name);
  return graph;
}
