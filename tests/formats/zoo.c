// SPDX-License-Identifier: GPL-3.0-or-later
#include "zoo.h"

#include "base/random.h"

#include <math.h>

#define N_CLASSES 1000

/* Where a network is being added to. */
typedef struct
{
  NnGraph *graph;
  NnValue value; /* what was added last */
  BaseRandom random;
} Zoo;

static int
channels (const Zoo *zoo)
{
  return nn_graph_shape (zoo->graph, zoo->value)->dims[0];
}

/* Uniform with the given mean and spread. */
static NnTensor *
uniform (Zoo *zoo, NnShape shape, double mean, double spread)
{
  NnTensor *tensor = nn_tensor_new (&shape);

  for (gsize i = 0; i < nn_shape_size (&shape); i++)
    tensor->data[i] = (float) (mean + spread * (2 * base_random_uniform (&zoo->random) - 1));
  return tensor;
}

/* Such that values neither vanish nor explode from layer to layer. */
static NnTensor *
weights (Zoo *zoo, NnShape shape)
{
  return uniform (zoo, shape, 0, sqrt (6.0 * shape.dims[0] / (double) nn_shape_size (&shape)));
}

static void
add (Zoo *zoo, NnValue value)
{
  g_assert_cmpint (value, !=, NN_NO_VALUE);
  zoo->value = value;
}

static void
conv (Zoo *zoo, int out, int kernel, int stride, int padding, int groups)
{
  NnWindow window = nn_window_square (kernel, stride, padding);
  NnShape shape = { .rank = 4, .dims = { out, channels (zoo) / groups, kernel, kernel } };

  add (zoo, nn_graph_add_conv (zoo->graph, NULL, zoo->value, &window, groups, weights (zoo, shape),
                               uniform (zoo, NN_SHAPE_1 (out), 0, 0.1), NULL));
}

static void
relu (Zoo *zoo)
{
  add (zoo, nn_graph_add_relu (zoo->graph, NULL, zoo->value, NULL));
}

static void
conv_relu (Zoo *zoo, int out, int kernel, int stride, int padding, int groups)
{
  conv (zoo, out, kernel, stride, padding, groups);
  relu (zoo);
}

static void
batch_norm (Zoo *zoo)
{
  NnShape shape = NN_SHAPE_1 (channels (zoo));

  add (zoo, nn_graph_add_batch_norm (zoo->graph, NULL, zoo->value, uniform (zoo, shape, 1, 0.2),
                                     uniform (zoo, shape, 0, 0.2), uniform (zoo, shape, 0, 0.2),
                                     uniform (zoo, shape, 1, 0.5), 1e-5, NULL));
}

static void
max_pool (Zoo *zoo, int kernel, int stride, int padding, gboolean up)
{
  NnWindow window = nn_window_square (kernel, stride, padding);

  window.ceil_mode = up;
  add (zoo, nn_graph_add_max_pool (zoo->graph, NULL, zoo->value, &window, NULL));
}

static void
lrn (Zoo *zoo)
{
  add (zoo, nn_graph_add_lrn (zoo->graph, NULL, zoo->value, 5, 1e-4f, 0.75f, 1, NULL));
}

static void
linear (Zoo *zoo, int out)
{
  int in = (int) nn_shape_size (nn_graph_shape (zoo->graph, zoo->value));
  NnShape shape = { .rank = 2, .dims = { out, in } };

  add (zoo, nn_graph_add_linear (zoo->graph, NULL, zoo->value, weights (zoo, shape),
                                 uniform (zoo, NN_SHAPE_1 (out), 0, 0.1), NULL));
}

static void
global_pool (Zoo *zoo)
{
  add (zoo, nn_graph_add_global_average_pool (zoo->graph, NULL, zoo->value, NULL));
}

static void
concat (Zoo *zoo, int n, const NnValue *values)
{
  add (zoo, nn_graph_add_concat (zoo->graph, NULL, n, values, NULL));
}

static void
sum (Zoo *zoo, NnValue other)
{
  add (zoo, nn_graph_add_sum (zoo->graph, NULL, zoo->value, other, NULL));
}

static void
classifier (Zoo *zoo, int hidden)
{
  for (int i = 0; i < 2; i++)
    {
      linear (zoo, hidden);
      relu (zoo);
    }
  linear (zoo, N_CLASSES);
}

/* Krizhevsky, Sutskever and Hinton 2012; Caffe's own has pooling before normalisation. */
static void
alexnet (Zoo *zoo, gboolean pool_first)
{
  for (int i = 0; i < 2; i++)
    {
      if (i == 0)
        conv_relu (zoo, 96, 11, 4, 0, 1);
      else
        conv_relu (zoo, 256, 5, 1, 2, 2);
      if (!pool_first)
        lrn (zoo);
      max_pool (zoo, 3, 2, 0, TRUE);
      if (pool_first)
        lrn (zoo);
    }
  conv_relu (zoo, 384, 3, 1, 1, 1);
  conv_relu (zoo, 384, 3, 1, 1, 2);
  conv_relu (zoo, 256, 3, 1, 1, 2);
  max_pool (zoo, 3, 2, 0, TRUE);
  classifier (zoo, 4096);
}

static void
build_alexnet (Zoo *zoo)
{
  alexnet (zoo, FALSE);
}

static void
build_caffenet (Zoo *zoo)
{
  alexnet (zoo, TRUE);
}

/* Iandola and others 2016. */
static void
fire (Zoo *zoo, int squeeze)
{
  NnValue parts[2], squeezed;

  conv_relu (zoo, squeeze, 1, 1, 0, 1);
  squeezed = zoo->value;
  conv_relu (zoo, 4 * squeeze, 1, 1, 0, 1);
  parts[0] = zoo->value;
  zoo->value = squeezed;
  conv_relu (zoo, 4 * squeeze, 3, 1, 1, 1);
  parts[1] = zoo->value;
  concat (zoo, 2, parts);
}

static void
build_squeezenet_1_0 (Zoo *zoo)
{
  conv_relu (zoo, 96, 7, 2, 0, 1);
  max_pool (zoo, 3, 2, 0, TRUE);
  for (int i = 2; i <= 9; i++)
    {
      fire (zoo, 16 * (i / 2));
      if (i == 4 || i == 8)
        max_pool (zoo, 3, 2, 0, TRUE);
    }
  conv_relu (zoo, N_CLASSES, 1, 1, 1, 1);
  global_pool (zoo);
}

static void
build_squeezenet_1_1 (Zoo *zoo)
{
  conv_relu (zoo, 64, 3, 2, 0, 1);
  max_pool (zoo, 3, 2, 0, TRUE);
  for (int i = 2; i <= 9; i++)
    {
      fire (zoo, 16 * (i / 2));
      if (i == 3 || i == 5)
        max_pool (zoo, 3, 2, 0, TRUE);
    }
  conv_relu (zoo, N_CLASSES, 1, 1, 0, 1);
  global_pool (zoo);
}

/* Simonyan and Zisserman 2014, configuration A. */
static void
build_vgg_11 (Zoo *zoo)
{
  const int widths[] = { 64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    if (widths[i] > 0)
      conv_relu (zoo, widths[i], 3, 1, 1, 1);
    else
      max_pool (zoo, 2, 2, 0, FALSE);
  classifier (zoo, 4096);
}

/* Szegedy and others 2014. widths: 1x1; 3x3 and what comes before it; 5x5 and what comes before it;
 * after the pool. */
static void
inception (Zoo *zoo, const int widths[6])
{
  NnValue input = zoo->value, parts[4];

  conv_relu (zoo, widths[0], 1, 1, 0, 1);
  parts[0] = zoo->value;
  for (int i = 0; i < 2; i++)
    {
      zoo->value = input;
      conv_relu (zoo, widths[1 + 2 * i], 1, 1, 0, 1);
      conv_relu (zoo, widths[2 + 2 * i], 3 + 2 * i, 1, 1 + i, 1);
      parts[1 + i] = zoo->value;
    }
  zoo->value = input;
  max_pool (zoo, 3, 1, 1, TRUE);
  conv_relu (zoo, widths[5], 1, 1, 0, 1);
  parts[3] = zoo->value;
  concat (zoo, 4, parts);
}

static void
build_googlenet (Zoo *zoo)
{
  static const int widths[][6] = {
    { 64, 96, 128, 16, 32, 32 },     { 128, 128, 192, 32, 96, 64 },
    { 192, 96, 208, 16, 48, 64 },    { 160, 112, 224, 24, 64, 64 },
    { 128, 128, 256, 24, 64, 64 },   { 112, 144, 288, 32, 64, 64 },
    { 256, 160, 320, 32, 128, 128 }, { 256, 160, 320, 32, 128, 128 },
    { 384, 192, 384, 48, 128, 128 },
  };
  NnWindow window = nn_window_square (7, 1, 0);

  window.ceil_mode = TRUE; /* as all of Caffe's; there is nothing to round here */
  conv_relu (zoo, 64, 7, 2, 3, 1);
  max_pool (zoo, 3, 2, 0, TRUE);
  lrn (zoo);
  conv_relu (zoo, 64, 1, 1, 0, 1);
  conv_relu (zoo, 192, 3, 1, 1, 1);
  lrn (zoo);
  max_pool (zoo, 3, 2, 0, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      inception (zoo, widths[i]);
      if (i == 1 || i == 6)
        max_pool (zoo, 3, 2, 0, TRUE);
    }
  add (zoo, nn_graph_add_average_pool (zoo->graph, NULL, zoo->value, &window, NN_DIVIDE_BY_PADDED,
                                       NULL));
  linear (zoo, N_CLASSES);
}

/* He and others 2015. */
static void
residual (Zoo *zoo, int width, int stride)
{
  NnValue shortcut = zoo->value, value;

  if (stride != 1 || channels (zoo) != width)
    {
      NnValue input = zoo->value;

      conv (zoo, width, 1, stride, 0, 1);
      batch_norm (zoo);
      shortcut = zoo->value;
      zoo->value = input;
    }
  conv (zoo, width, 3, stride, 1, 1);
  batch_norm (zoo);
  relu (zoo);
  conv (zoo, width, 3, 1, 1, 1);
  batch_norm (zoo);
  value = shortcut;
  sum (zoo, value);
  relu (zoo);
}

static void
build_resnet_18 (Zoo *zoo)
{
  conv (zoo, 64, 7, 2, 3, 1);
  batch_norm (zoo);
  relu (zoo);
  max_pool (zoo, 3, 2, 1, FALSE);
  for (int i = 0; i < 8; i++)
    residual (zoo, 64 << (i / 2), i > 0 && i % 2 == 0 ? 2 : 1);
  global_pool (zoo);
  linear (zoo, N_CLASSES);
}

/* Sandler and others 2018. */
static void
conv_relu6 (Zoo *zoo, int out, int kernel, int stride, int groups)
{
  conv (zoo, out, kernel, stride, kernel / 2, groups);
  batch_norm (zoo);
  add (zoo, nn_graph_add_clip (zoo->graph, NULL, zoo->value, 0, 6, NULL));
}

static void
bottleneck (Zoo *zoo, int width, int factor, int stride)
{
  NnValue input = zoo->value;
  int in = channels (zoo);

  if (factor > 1)
    conv_relu6 (zoo, factor * in, 1, 1, 1);
  conv_relu6 (zoo, factor * in, 3, stride, factor * in);
  conv (zoo, width, 1, 1, 0, 1);
  batch_norm (zoo);
  if (stride == 1 && in == width)
    sum (zoo, input);
}

static void
build_mobilenet_v2 (Zoo *zoo)
{
  static const struct
  {
    int factor, width, n, stride;
  } stages[] = { { 1, 16, 1, 1 }, { 6, 24, 2, 2 },  { 6, 32, 3, 2 }, { 6, 64, 4, 2 },
                 { 6, 96, 3, 1 }, { 6, 160, 3, 2 }, { 6, 320, 1, 1 } };

  conv_relu6 (zoo, 32, 3, 2, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    for (int j = 0; j < stages[i].n; j++)
      bottleneck (zoo, stages[i].width, stages[i].factor, j == 0 ? stages[i].stride : 1);
  conv_relu6 (zoo, 1280, 1, 1, 1);
  global_pool (zoo);
  linear (zoo, N_CLASSES);
}

/* No network of anybody's: what the others leave out of the operators. */
static void
pools (Zoo *zoo)
{
  const NnPoolDivisor divisors[] = { NN_DIVIDE_BY_COVERED, NN_DIVIDE_BY_PADDED,
                                     NN_DIVIDE_BY_WINDOW };
  NnWindow window = nn_window_square (3, 2, 1);
  NnValue input = zoo->value, parts[4];

  window.ceil_mode = TRUE;
  for (int i = 0; i < 3; i++)
    parts[i] = nn_graph_add_average_pool (zoo->graph, NULL, input, &window, divisors[i], NULL);
  parts[3] = nn_graph_add_max_pool (zoo->graph, NULL, input, &window, NULL);
  concat (zoo, 4, parts);
}

static void
activations (Zoo *zoo)
{
  NnGraph *graph = zoo->graph;
  NnValue input = zoo->value, parts[5];

  parts[0] = nn_graph_add_sigmoid (graph, NULL, input, NULL);
  parts[1] = nn_graph_add_tanh (graph, NULL, input, NULL);
  parts[2] = nn_graph_add_leaky_relu (graph, NULL, input, 0.1f, NULL);
  parts[3] = nn_graph_add_hard_sigmoid (graph, NULL, input, 0.2f, 0.5f, NULL);
  parts[4] = nn_graph_add_hard_swish (graph, NULL, input, NULL);
  add (zoo, nn_graph_add_sum_of (graph, NULL, 5, parts, NULL));
  add (zoo, nn_graph_add_prelu (graph, NULL, zoo->value,
                                uniform (zoo, NN_SHAPE_1 (channels (zoo)), 0.2, 0.2), NULL));
}

/* As "squeeze and excitation" does it, with the factors as a vector. */
static void
multiply_channels (Zoo *zoo)
{
  NnValue input = zoo->value, factors;

  global_pool (zoo);
  linear (zoo, nn_graph_shape (zoo->graph, input)->dims[0]);
  factors = nn_graph_add_sigmoid (zoo->graph, NULL, zoo->value, NULL);
  add (zoo, nn_graph_add_mul (zoo->graph, NULL, input, factors, NULL));
}

static void
rearrange (Zoo *zoo)
{
  const NnShape *shape = nn_graph_shape (zoo->graph, zoo->value);
  int c = shape->dims[0], h = shape->dims[1], w = shape->dims[2];
  NnShape split = { .rank = 4, .dims = { 2, c / 2, h, w } };

  add (zoo, nn_graph_add_reshape (zoo->graph, NULL, zoo->value, &split, NULL));
  add (zoo, nn_graph_add_transpose (zoo->graph, NULL, zoo->value, (int[]){ 1, 0, 3, 2 }, NULL));
  add (zoo, nn_graph_add_reshape (zoo->graph, NULL, zoo->value, &NN_SHAPE_3 (c, w, h), NULL));
  add (zoo, nn_graph_add_slice (zoo->graph, NULL, zoo->value, 0, 1, c - 1, NULL));
  add (zoo, nn_graph_add_slice (zoo->graph, NULL, zoo->value, 2, 1, h, NULL));
  add (zoo, nn_graph_add_pad (zoo->graph, NULL, zoo->value, 1, 0, 2, 3, 0.5f, NULL));
}

static void
build_operators (Zoo *zoo)
{
  NnShape all;

  conv (zoo, 6, 3, 2, 1, 1);
  pools (zoo);
  activations (zoo);
  multiply_channels (zoo);
  rearrange (zoo);
  all = *nn_graph_shape (zoo->graph, zoo->value);
  add (zoo, nn_graph_add_scale_shift (zoo->graph, NULL, zoo->value, uniform (zoo, all, 1, 0.5),
                                      uniform (zoo, NN_SHAPE_1 (1), 0, 1), NULL));
  add (zoo, nn_graph_add_clip (zoo->graph, NULL, zoo->value, -0.5f, 6, NULL));
  linear (zoo, 10);
}

static const struct
{
  const char *name;
  int side;
  void (*build) (Zoo *zoo);
} networks[] = {
  { "alexnet", 227, build_alexnet },
  { "caffenet", 227, build_caffenet },
  { "googlenet", 224, build_googlenet },
  { "mobilenet-v2", 224, build_mobilenet_v2 },
  { "operators", 20, build_operators },
  { "resnet-18", 224, build_resnet_18 },
  { "squeezenet-1.0", 227, build_squeezenet_1_0 },
  { "squeezenet-1.1", 227, build_squeezenet_1_1 },
  { "vgg-11", 224, build_vgg_11 },
};

const char *const zoo_names[] = {
  "alexnet",   "caffenet",       "googlenet",      "mobilenet-v2", "operators",
  "resnet-18", "squeezenet-1.0", "squeezenet-1.1", "vgg-11",       NULL,
};

NnGraph *
zoo_new (const char *name)
{
  Zoo zoo = { 0 };

  base_random_init (&zoo.random, 1, 0, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (networks); i++)
    if (g_str_equal (networks[i].name, name))
      {
        zoo.graph =
            nn_graph_new ("data", &NN_SHAPE_3 (3, networks[i].side, networks[i].side), NULL);
        networks[i].build (&zoo);
        add (&zoo, nn_graph_add_softmax (zoo.graph, NULL, zoo.value, NULL));
      }
  return zoo.graph;
}
