// SPDX-License-Identifier: GPL-3.0-or-later
#include "caffe-model.h"

#include "base/error.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <math.h>
#include <string.h>

/* Layers of Caffe and of its widespread branches, against what they are defined to compute. Each
 * network is one layer, flattened; its input is the picture that `fill` makes, of this size. */

#define CHANNELS 4
#define SIDE     3
#define PLANE    (SIDE * SIDE)
#define N        (CHANNELS * PLANE)

/* Both signs, no two alike, and nothing at a kink. */
static float
fill (gsize i)
{
  return sinf ((float) i * 1.7f + 0.3f) * 3;
}

typedef struct
{
  const char *name, *type, *bottoms;
  void (*set) (CaffeModel *model, Caffe__LayerParameter *layer);
  gsize n;
  double (*expected) (gsize i);
} Case;

#define SETTER(name, kind, init, member, ...)                                                      \
  static void name (CaffeModel *model, Caffe__LayerParameter *layer)                               \
  {                                                                                                \
    kind *p = caffe_keep (model, g_new (kind, 1));                                                 \
    const kind standard = init;                                                                    \
                                                                                                   \
    *p = standard;                                                                                 \
    __VA_ARGS__;                                                                                   \
    layer->member = p;                                                                             \
  }

SETTER (set_elu, Caffe__ELUParameter, CAFFE__ELUPARAMETER__INIT, elu_param, {
  p->has_alpha = TRUE;
  p->alpha = 0.5f;
})
SETTER (set_threshold,
        Caffe__ThresholdParameter,
        CAFFE__THRESHOLD_PARAMETER__INIT,
        threshold_param,
        {
          p->has_threshold = TRUE;
          p->threshold = 0.5f;
        })
SETTER (set_power, Caffe__PowerParameter, CAFFE__POWER_PARAMETER__INIT, power_param, {
  p->has_power = p->has_scale = p->has_shift = TRUE;
  p->power = 3;
  p->scale = 0.5f;
  p->shift = 2;
})
SETTER (set_square, Caffe__PowerParameter, CAFFE__POWER_PARAMETER__INIT, power_param, {
  p->has_power = TRUE;
  p->power = 2;
})
SETTER (set_exp, Caffe__ExpParameter, CAFFE__EXP_PARAMETER__INIT, exp_param, {
  p->has_exponent_base = p->has_scale = p->has_shift = TRUE;
  p->exponent_base = 2;
  p->scale = 0.5f;
  p->shift = 1;
})
SETTER (set_log, Caffe__ExpParameter, CAFFE__EXP_PARAMETER__INIT, log_param, {
  p->has_exponent_base = p->has_shift = TRUE;
  p->exponent_base = 10;
  p->shift = 5;
})
SETTER (set_clip, Caffe__ClipParameter, CAFFE__CLIP_PARAMETER__INIT, clip_param, {
  p->has_min = p->has_max = TRUE;
  p->min = -1;
  p->max = 2;
})
SETTER (set_swish, Caffe__SwishParameter, CAFFE__SWISH_PARAMETER__INIT, swish_param, {
  p->has_beta = TRUE;
  p->beta = 2;
})
SETTER (set_max, Caffe__EltwiseParameter, CAFFE__ELTWISE_PARAMETER__INIT, eltwise_param, {
  p->has_operation = TRUE;
  p->operation = 2;
})
SETTER (set_lrn, Caffe__LRNParameter, CAFFE__LRNPARAMETER__INIT, lrn_param, {
  p->has_local_size = p->has_alpha = p->has_beta = p->has_norm_region = TRUE;
  p->local_size = 3;
  p->alpha = 2;
  p->beta = 0.75f;
  p->norm_region = 1;
})
SETTER (set_mvn_all, Caffe__MVNParameter, CAFFE__MVNPARAMETER__INIT, mvn_param, {
  p->has_across_channels = p->across_channels = TRUE;
})
SETTER (set_mvn_mean, Caffe__MVNParameter, CAFFE__MVNPARAMETER__INIT, mvn_param, {
  p->has_normalize_variance = TRUE;
})
SETTER (set_reduction,
        Caffe__ReductionParameter,
        CAFFE__REDUCTION_PARAMETER__INIT,
        reduction_param,
        {
          p->has_operation = p->has_axis = p->has_coeff = TRUE;
          p->operation = 3;
          p->axis = 2;
          p->coeff = 0.25f;
        })
SETTER (set_shuffle,
        Caffe__ShuffleChannelParameter,
        CAFFE__SHUFFLE_CHANNEL_PARAMETER__INIT,
        shuffle_channel_param,
        {
          p->has_group = TRUE;
          p->group = 2;
        })
SETTER (set_permute, Caffe__PermuteParameter, CAFFE__PERMUTE_PARAMETER__INIT, permute_param, {
  static uint32_t order[] = { 0, 2, 3, 1 };

  p->n_order = 4;
  p->order = order;
})

/* Mean, variance, divisor, scale, shift; and the same with scale and shift first. */
static const float bn_mean[] = { 1, -2, 3, 4 }, bn_variance[] = { 2, 4, 6, 8 },
                   bn_divisor[] = { 2 };
static const float bn_scale[] = { 1, 2, -3, 0.5f }, bn_shift[] = { 0.25f, -1, 2, 3 };

static void
set_bn_last (CaffeModel *model, Caffe__LayerParameter *layer)
{
  caffe_add_blob (model, layer, bn_mean, 4, 0);
  caffe_add_blob (model, layer, bn_variance, 4, 0);
  caffe_add_blob (model, layer, bn_divisor, 1, 0);
  caffe_add_blob (model, layer, bn_scale, 4, 0);
  caffe_add_blob (model, layer, bn_shift, 4, 0);
}

static void
set_bn_first (CaffeModel *model, Caffe__LayerParameter *layer)
{
  caffe_add_blob (model, layer, bn_scale, 4, 0);
  caffe_add_blob (model, layer, bn_shift, 4, 0);
  caffe_add_blob (model, layer, bn_mean, 4, 0);
  caffe_add_blob (model, layer, bn_variance, 4, 0);
  caffe_add_blob (model, layer, bn_divisor, 1, 0);
}

/* Of the forks' own kind: no divisor, and an epsilon that counts. */
static void
set_bn_four (CaffeModel *model, Caffe__LayerParameter *layer)
{
  static guint8 packed[16];
  Caffe__BNParameter parameter = CAFFE__BNPARAMETER__INIT;

  parameter.has_eps = TRUE;
  parameter.eps = 0.5f;
  layer->has_bn_param = TRUE;
  layer->bn_param.len = caffe__bnparameter__pack (&parameter, packed);
  layer->bn_param.data = packed;
  caffe_add_blob (model, layer, bn_scale, 4, 0);
  caffe_add_blob (model, layer, bn_shift, 4, 0);
  caffe_add_blob (model, layer, bn_mean, 4, 0);
  caffe_add_blob (model, layer, bn_variance, 4, 0);
}

/* Neither a divisor nor an epsilon: the numbers tell the order. */
static void
set_bn_four_last (CaffeModel *model, Caffe__LayerParameter *layer)
{
  caffe_add_blob (model, layer, bn_mean, 4, 0);
  caffe_add_blob (model, layer, bn_variance, 4, 0);
  caffe_add_blob (model, layer, bn_scale, 4, 0);
  caffe_add_blob (model, layer, bn_shift, 4, 0);
}

static void
set_bn_four_first (CaffeModel *model, Caffe__LayerParameter *layer)
{
  caffe_add_blob (model, layer, bn_scale, 4, 0);
  caffe_add_blob (model, layer, bn_shift, 4, 0);
  caffe_add_blob (model, layer, bn_mean, 4, 0);
  caffe_add_blob (model, layer, bn_variance, 4, 0);
}

SETTER (set_interp, Caffe__InterpParameter, CAFFE__INTERP_PARAMETER__INIT, interp_param, {
  p->has_zoom_factor = TRUE;
  p->zoom_factor = 2;
})
SETTER (set_interp_cut, Caffe__InterpParameter, CAFFE__INTERP_PARAMETER__INIT, interp_param, {
  p->has_height = p->has_width = p->has_pad_beg = TRUE;
  p->height = p->width = 2;
  p->pad_beg = -1;
})
SETTER (set_upsample, Caffe__UpsampleParameter, CAFFE__UPSAMPLE_PARAMETER__INIT, upsample_param, {
  p->has_scale = TRUE;
  p->scale = 3;
})

static void
set_depthwise (CaffeModel *model, Caffe__LayerParameter *layer)
{
  caffe_add_blob (model, layer, NULL, CHANNELS, 1, 1, 1, 0);
}

/* (in, out, 2, 2): one output, in steps of 2. */
static void
set_deconvolution (CaffeModel *model, Caffe__LayerParameter *layer)
{
  Caffe__ConvolutionParameter *p = caffe_keep (model, g_new (Caffe__ConvolutionParameter, 1));
  const Caffe__ConvolutionParameter standard = CAFFE__CONVOLUTION_PARAMETER__INIT;
  static uint32_t stride[] = { 2 };

  *p = standard;
  p->n_stride = 1;
  p->stride = stride;
  layer->convolution_param = p;
  caffe_add_blob (model, layer, NULL, CHANNELS, 1, 2, 2, 0);
}

static uint32_t one_point[] = { 1 };

/* Rows 0 | 1 2, the first of which is read. */
SETTER (set_slice, Caffe__SliceParameter, CAFFE__SLICE_PARAMETER__INIT, slice_param, {
  static char *tops[] = { (char *) "y", (char *) "rest" };

  p->has_axis = TRUE;
  p->axis = -2;
  p->n_slice_point = 1;
  p->slice_point = one_point;
  layer->n_top = 2;
  layer->top = tops;
})
SETTER (set_crop, Caffe__CropParameter, CAFFE__CROP_PARAMETER__INIT, crop_param, {
  static uint32_t offsets[] = { 1, 0 };

  p->n_offset = 2;
  p->offset = offsets;
})
SETTER (set_tile, Caffe__TileParameter, CAFFE__TILE_PARAMETER__INIT, tile_param, {
  p->has_axis = p->has_tiles = TRUE;
  p->axis = 3;
  p->tiles = 2;
})
SETTER (set_softmax, Caffe__SoftmaxParameter, CAFFE__SOFTMAX_PARAMETER__INIT, softmax_param, {
  p->has_axis = TRUE;
  p->axis = -1;
})

static void
set_unit (CaffeModel *model, Caffe__LayerParameter *layer)
{
  Caffe__NormalizeParameter *p = caffe_keep (model, g_new (Caffe__NormalizeParameter, 1));

  caffe__normalize_parameter__init (p);
  p->has_across_spatial = TRUE;
  layer->norm_param = p;
  caffe_add_blob (model, layer, NULL, CHANNELS, 0);
}

/* A number for each row, and one more. */
static void
set_scale_rows (CaffeModel *model, Caffe__LayerParameter *layer)
{
  Caffe__ScaleParameter *p = caffe_keep (model, g_new (Caffe__ScaleParameter, 1));

  caffe__scale_parameter__init (p);
  p->has_axis = TRUE;
  p->axis = 2;
  layer->scale_param = p;
  caffe_add_blob (model, layer, NULL, SIDE, 0);
  caffe_add_blob (model, layer, NULL, SIDE, 0);
}

/* Of two inputs only the shift is in the file. */
static void
set_scale_two (CaffeModel *model, Caffe__LayerParameter *layer)
{
  Caffe__ScaleParameter *p = caffe_keep (model, g_new (Caffe__ScaleParameter, 1));

  caffe__scale_parameter__init (p);
  p->has_axis = TRUE;
  layer->scale_param = p;
  caffe_add_blob (model, layer, NULL, CHANNELS, 0);
}

/* Each channel as a vector. */
static void
set_rows (CaffeModel *model, Caffe__LayerParameter *layer)
{
  Caffe__InnerProductParameter *p = caffe_keep (model, g_new (Caffe__InnerProductParameter, 1));

  caffe__inner_product_parameter__init (p);
  p->has_axis = TRUE;
  p->axis = 2;
  layer->inner_product_param = p;
  caffe_add_blob (model, layer, NULL, 2, PLANE, 0);
  caffe_add_blob (model, layer, NULL, 2, 0);
}

static double
x (gsize i)
{
  return (double) fill (i);
}

static double
mean_of (gsize begin, gsize n, double power)
{
  double sum = 0;

  for (gsize i = begin; i < begin + n; i++)
    sum += pow (x (i), power);
  return sum / (double) n;
}

static double
expect_abs (gsize i)
{
  return fabs (x (i));
}
static double
expect_threshold (gsize i)
{
  return x (i) > 0.5;
}
static double
expect_positive (gsize i)
{
  return x (i) > 0;
}
static double
expect_bnll (gsize i)
{
  return log1p (exp (x (i)));
}
static double
expect_elu (gsize i)
{
  return x (i) > 0 ? x (i) : 0.5 * (exp (x (i)) - 1);
}
static double
expect_power (gsize i)
{
  return pow (0.5 * x (i) + 2, 3);
}
static double
expect_square (gsize i)
{
  return x (i) * x (i);
}
static double
expect_exp (gsize i)
{
  return pow (2, 0.5 * x (i) + 1);
}
static double
expect_log (gsize i)
{
  return log10 (x (i) + 5);
}
static double
expect_clip (gsize i)
{
  return CLAMP (x (i), -1, 2);
}
static double
expect_relu6 (gsize i)
{
  return CLAMP (x (i), 0, 6);
}
static double
expect_swish (gsize i)
{
  return x (i) / (1 + exp (-2 * x (i)));
}
/* Of the picture and its absolute values. */
static double
expect_max (gsize i)
{
  return fabs (x (i));
}

static double
expect_lrn (gsize i)
{
  int channel = (int) (i / PLANE), row = (int) (i % PLANE) / SIDE, column = (int) i % SIDE;
  double sum = 0;

  for (int r = row - 1; r <= row + 1; r++)
    for (int c = column - 1; c <= column + 1; c++)
      if (r >= 0 && r < SIDE && c >= 0 && c < SIDE)
        sum += pow (x ((gsize) (channel * PLANE + r * SIDE + c)), 2);
  return x (i) * pow (1 + 2 * sum / 9, -0.75);
}

static double
expect_mvn (gsize i)
{
  gsize begin = i / PLANE * PLANE;
  double mean = mean_of (begin, PLANE, 1);

  return (x (i) - mean) / (sqrt (mean_of (begin, PLANE, 2) - mean * mean) + 1e-9);
}

static double
expect_mvn_all (gsize i)
{
  double mean = mean_of (0, N, 1);

  return (x (i) - mean) / (sqrt (mean_of (0, N, 2) - mean * mean) + 1e-9);
}

static double
expect_mvn_mean (gsize i)
{
  return x (i) - mean_of (i / PLANE * PLANE, PLANE, 1);
}

static double
expect_reduction (gsize i)
{
  return 0.25 * PLANE * mean_of (i * PLANE, PLANE, 2);
}

/* Channels 0 1 | 2 3 become 0 2 | 1 3. */
static double
expect_shuffle (gsize i)
{
  static const gsize from[] = { 0, 2, 1, 3 };

  return x (from[i / PLANE] * PLANE + i % PLANE);
}

static double
expect_permute (gsize i)
{
  return x (i % CHANNELS * PLANE + i / CHANNELS);
}

static double
expect_bn (gsize i)
{
  gsize c = i / PLANE;

  return (double) bn_scale[c] * (x (i) - (double) bn_mean[c] / 2) /
             sqrt ((double) bn_variance[c] / 2 + 1e-5) +
         (double) bn_shift[c];
}

static double
expect_bn_four (gsize i)
{
  gsize c = i / PLANE;

  return (double) bn_scale[c] * (x (i) - (double) bn_mean[c]) /
             sqrt ((double) bn_variance[c] + 0.5) +
         (double) bn_shift[c];
}

static double
expect_bn_two (gsize i)
{
  gsize c = i / PLANE;

  return (double) bn_scale[c] * (x (i) - (double) bn_mean[c]) /
             sqrt ((double) bn_variance[c] + 1e-5) +
         (double) bn_shift[c];
}

static double
expect_depthwise (gsize i)
{
  return x (i) * (double) (i / PLANE + 1) / 8;
}

/* Output (2 r + a, 2 c + b) is the sum over the channels of x (r, c) times weight (a, b). */
static double
expect_deconvolution (gsize i)
{
  gsize row = i / 6, column = i % 6, tap = row % 2 * 2 + column % 2;
  double sum = 0;

  for (gsize c = 0; c < CHANNELS; c++)
    sum += x (c * PLANE + row / 2 * SIDE + column / 2) * (double) (c * 4 + tap + 1) / 8;
  return sum;
}

static double
expect_slice (gsize i)
{
  return x (i / SIDE * PLANE + i % SIDE);
}
/* Two by two pixels, one row down. */
static double
expect_crop (gsize i)
{
  return x (i / 4 * PLANE + (i / 2 % 2 + 1) * SIDE + i % 2);
}
static double
expect_tile (gsize i)
{
  return x (i / (2 * SIDE) * SIDE + i % SIDE);
}
static double
expect_softmax (gsize i)
{
  double sum = 0;

  for (gsize j = 0; j < SIDE; j++)
    sum += exp (x (i / SIDE * SIDE + j));
  return exp (x (i)) / sum;
}
static double
expect_unit (gsize i)
{
  double sum = 0;

  for (gsize c = 0; c < CHANNELS; c++)
    sum += pow (x (c * PLANE + i % PLANE), 2);
  return x (i) / sqrt (sum) * (double) (i / PLANE + 1) / 8;
}
static double
expect_scale_rows (gsize i)
{
  double number = (double) (i / SIDE % SIDE + 1) / 8;

  return x (i) * number + number;
}
static double
expect_scale_two (gsize i)
{
  return x (i) * fabs (x (i)) + (double) (i / PLANE + 1) / 8;
}
static double
expect_bias_two (gsize i)
{
  return x (i) + fabs (x (i));
}
static double
expect_rows (gsize i)
{
  double sum = (double) (i % 2 + 1) / 8;

  for (gsize j = 0; j < PLANE; j++)
    sum += x (i / 2 * PLANE + j) * (double) (i % 2 * PLANE + j + 1) / 8;
  return sum;
}

static double
expect_interp (gsize i)
{
  gsize size = 2 * SIDE - 1, row = i / size % size, column = i % size;
  double sum = 0;

  for (gsize y = row / 2; y <= (row + 1) / 2; y++)
    for (gsize j = column / 2; j <= (column + 1) / 2; j++)
      sum += x (i / size / size * PLANE + y * SIDE + j);
  return sum / (double) ((row % 2 + 1) * (column % 2 + 1));
}
/* The first row and column are cut off; corners stay. */
static double
expect_interp_cut (gsize i)
{
  return x (i / 4 * PLANE + (i / 2 % 2 == 0 ? 1 : SIDE - 1) * SIDE + (i % 2 == 0 ? 1 : SIDE - 1));
}
static double
expect_upsample (gsize i)
{
  return x (i / (9 * PLANE) * PLANE + i / (3 * SIDE) % (3 * SIDE) / 3 * SIDE + i % (3 * SIDE) / 3);
}

static const Case cases[] = {
  { "abs", "AbsVal", "data", NULL, N, expect_abs },
  { "bnll", "BNLL", "data", NULL, N, expect_bnll },
  { "threshold", "Threshold", "data", set_threshold, N, expect_threshold },
  { "threshold-0", "Threshold", "data", NULL, N, expect_positive },
  { "elu", "ELU", "data", set_elu, N, expect_elu },
  { "power", "Power", "data", set_power, N, expect_power },
  { "square", "Power", "data", set_square, N, expect_square },
  { "exp", "Exp", "data", set_exp, N, expect_exp },
  { "log", "Log", "data", set_log, N, expect_log },
  { "clip", "Clip", "data", set_clip, N, expect_clip },
  { "relu6", "ReLU6", "data", NULL, N, expect_relu6 },
  { "swish", "Swish", "data", set_swish, N, expect_swish },
  { "max", "Eltwise", "data absolute", set_max, N, expect_max },
  { "lrn-within", "LRN", "data", set_lrn, N, expect_lrn },
  { "mvn", "MVN", "data", NULL, N, expect_mvn },
  { "mvn-across", "MVN", "data", set_mvn_all, N, expect_mvn_all },
  { "mvn-mean", "MVN", "data", set_mvn_mean, N, expect_mvn_mean },
  { "reduction", "Reduction", "data", set_reduction, CHANNELS, expect_reduction },
  { "shuffle", "ShuffleChannel", "data", set_shuffle, N, expect_shuffle },
  { "permute", "Permute", "data", set_permute, N, expect_permute },
  { "bn-five", "BatchNorm", "data", set_bn_last, N, expect_bn },
  { "bn-five-first", "BatchNorm", "data", set_bn_first, N, expect_bn },
  { "bn-four", "BN", "data", set_bn_four, N, expect_bn_four },
  { "bn-four-behind", "BatchNorm", "data", set_bn_four_last, N, expect_bn_two },
  { "bn-four-before", "BatchNorm", "data", set_bn_four_first, N, expect_bn_two },
  { "interp", "Interp", "data", set_interp, CHANNELS *(2 * SIDE - 1) * (2 * SIDE - 1),
    expect_interp },
  { "interp-cut", "Interp", "data", set_interp_cut, CHANNELS * 4, expect_interp_cut },
  { "upsample", "Upsample", "data", set_upsample, 9 * N, expect_upsample },
  { "depthwise", "ConvolutionDepthwise", "data", set_depthwise, N, expect_depthwise },
  { "slice-rows", "Slice", "data", set_slice, CHANNELS *SIDE, expect_slice },
  { "crop", "Crop", "data small", set_crop, CHANNELS * 4, expect_crop },
  { "tile", "Tile", "data", set_tile, 2 * N, expect_tile },
  { "softmax-rows", "Softmax", "data", set_softmax, N, expect_softmax },
  { "normalize", "Normalize", "data", set_unit, N, expect_unit },
  { "scale-rows", "Scale", "data", set_scale_rows, N, expect_scale_rows },
  { "scale-two", "Scale", "data absolute", set_scale_two, N, expect_scale_two },
  { "bias-two", "Bias", "data absolute", NULL, N, expect_bias_two },
  { "rows", "InnerProduct", "data", set_rows, CHANNELS * 2, expect_rows },
  { "deconvolution", "Deconvolution", "data", set_deconvolution, 36, expect_deconvolution },
};

/* The values before the softmax that is added. */
static float *
compute (const NnGraph *graph, gsize *n)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 1, NN_INPUT_GRADIENT, NULL);
  NnValue output = nn_graph_output (graph);

  for (gsize i = 0; i < N; i++)
    nn_executor_input (executor)[i] = fill (i);
  nn_executor_forward (executor);
  g_assert_true (nn_graph_node (graph, output)->op == &nn_op_softmax);
  output = nn_graph_node (graph, output)->inputs[0];
  *n = nn_shape_size (nn_graph_shape (graph, output));
  return g_memdup2 (nn_executor_value (executor, output), *n * sizeof (float));
}

static NnGraph *
read_model (CaffeModel *model, GError **error)
{
  FmtCaffeInput input = { .channels = CHANNELS, .height = SIDE, .width = SIDE };

  return caffe_model_read (model, &input, error);
}

static void
test_layer (gconstpointer data)
{
  const Case *tested = data;
  g_autoptr (CaffeModel) model = caffe_model_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = NULL;
  g_autofree float *found = NULL;
  Caffe__PoolingParameter pooling = CAFFE__POOLING_PARAMETER__INIT;
  Caffe__LayerParameter *layer;
  gsize n;

  if (strstr (tested->bottoms, "absolute") != NULL)
    caffe_add_layer (model, "AbsVal", "abs", "data", "absolute");
  if (strstr (tested->bottoms, "small") != NULL)
    {
      pooling.has_kernel_size = TRUE;
      pooling.kernel_size = 2;
      caffe_add_layer (model, "Pooling", "pool", "data", "small")->pooling_param = &pooling;
    }
  layer = caffe_add_layer (model, tested->type, "tested", tested->bottoms, "y");
  if (tested->set != NULL)
    tested->set (model, layer);
  /* Of numbers that are never confidences. */
  caffe_add_layer (model, "Flatten", "flat", "y", "flat");
  layer = caffe_add_layer (model, "Bias", "bias", "flat", "z");
  caffe_add_blob (model, layer, (const float[]){ 10 }, 1, 0);
  graph = read_model (model, &error);
  g_assert_no_error (error);
  found = compute (graph, &n);
  g_assert_cmpuint (n, ==, tested->n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon ((double) found[i] - 10, tested->expected (i), 2e-5);
}

/* SENet's: a number for each channel times a picture, plus another. */
static void
test_axpy (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = NULL;
  g_autofree float *found = NULL;
  Caffe__PoolingParameter pooling = CAFFE__POOLING_PARAMETER__INIT;
  Caffe__LayerParameter *layer;
  gsize n;

  pooling.has_pool = pooling.has_global_pooling = pooling.global_pooling = TRUE;
  pooling.pool = 1;
  caffe_add_layer (model, "Pooling", "pool", "data", "pool")->pooling_param = &pooling;
  caffe_add_layer (model, "AbsVal", "abs", "data", "absolute");
  caffe_add_layer (model, "Axpy", "axpy", "pool data absolute", "y");
  caffe_add_layer (model, "Flatten", "flat", "y", "flat");
  layer = caffe_add_layer (model, "Bias", "bias", "flat", "z");
  caffe_add_blob (model, layer, (const float[]){ 10 }, 1, 0);
  graph = read_model (model, &error);
  g_assert_no_error (error);
  found = compute (graph, &n);
  for (gsize i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (
        (double) found[i] - 10, mean_of (i / PLANE * PLANE, PLANE, 1) * x (i) + fabs (x (i)), 2e-5);
}

/* What a Reshape or a Flatten of some of the axes makes, told by pooling over its last two. */
static void
test_shapes (void)
{
  for (int kind = 0; kind < 4; kind++)
    {
      static int64_t halves[] = { 2, -1 }, kept[] = { -1, 2, 2, 9 }, whole[] = { 0, 0, -1 };
      int64_t *dims[] = { halves, kept, whole };
      const size_t n_dims[] = { 2, 4, 3 };
      const int expected[][4] = { { 2, 2, 3, 3 }, { 2, 2, 9, 0 }, { 4, 9, 0, 0 }, { 12, 3, 0, 0 } };
      g_autoptr (CaffeModel) model = caffe_model_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (NnGraph) graph = NULL;
      Caffe__BlobShape shape = CAFFE__BLOB_SHAPE__INIT;
      Caffe__ReshapeParameter reshape = CAFFE__RESHAPE_PARAMETER__INIT;
      Caffe__FlattenParameter flatten = CAFFE__FLATTEN_PARAMETER__INIT;
      const NnShape *found;

      if (kind < 3)
        {
          shape.dim = dims[kind];
          shape.n_dim = n_dims[kind];
          reshape.shape = &shape;
          reshape.has_axis = reshape.has_num_axes = kind == 0;
          reshape.axis = reshape.num_axes = 1;
          caffe_add_layer (model, "Reshape", "odd", "data", "y")->reshape_param = &reshape;
        }
      else
        {
          flatten.has_end_axis = TRUE;
          flatten.end_axis = -2;
          caffe_add_layer (model, "Flatten", "odd", "data", "y")->flatten_param = &flatten;
        }
      caffe_add_layer (model, "AbsVal", "marked", "y", "absolute");
      caffe_add_layer (model, "Flatten", "flat", "absolute", "flat");
      graph = read_model (model, &error);
      g_assert_no_error (error);
      found = nn_graph_shape (graph, nn_graph_find (graph, "marked"));
      for (int i = 0; i < found->rank; i++)
        g_assert_cmpint (found->dims[i], ==, expected[kind][i]);
      g_assert_true (found->rank == 4 || expected[kind][found->rank] == 0);
    }
}

/* Five numbers, each of which could be the divisor, or four lists of which two could be variances:
 * never a wrong answer. */
static void
check_bn_ambiguous (guint n)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = NULL;
  Caffe__LayerParameter *layer;

  layer = caffe_add_layer (model, "Convolution", "conv", "data", "grey");
  layer->convolution_param = caffe_keep (model, g_new (Caffe__ConvolutionParameter, 1));
  caffe__convolution_parameter__init (layer->convolution_param);
  caffe_add_blob (model, layer, NULL, 1, CHANNELS, 1, 1, 0);
  caffe_add_blob (model, layer, NULL, 1, 0);
  layer = caffe_add_layer (model, "BatchNorm", "bn", "grey", "y");
  for (guint i = 0; i < n; i++)
    caffe_add_blob (model, layer, NULL, 1, 0);
  graph = read_model (model, &error);
  g_assert_null (graph);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "order"));
}

static void
test_bn_ambiguous (void)
{
  check_bn_ambiguous (4);
  check_bn_ambiguous (5);
}

/* A file that was trained with the cross entropy of sigmoids has no sigmoid of its own at the end.
 */
static void
test_sigmoid_loss (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  g_autoptr (NnGraph) graph = NULL;

  caffe_add_layer (model, "Flatten", "flat", "data", "flat");
  caffe_add_layer (model, "SigmoidCrossEntropyLoss", "loss", "flat label", "loss");
  graph = read_model (model, NULL);
  g_assert_true (nn_graph_node (graph, nn_graph_output (graph))->op == &nn_op_sigmoid);
}

static void
assert_refused (CaffeModel *model, FmtCaffeInput *input, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (caffe_model_read (model, input, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_null (strstr (error->message, "size of the pictures"));
}

static void
test_regression (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  FmtCaffeInput input = { .channels = 1, .height = 2, .width = 2 };

  caffe_add_layer (model, "Flatten", "flat", "data", "flat");
  caffe_add_layer (model, "EuclideanLoss", "loss", "flat label", "loss");
  assert_refused (model, &input, "regression");
}

/* More than fits is refused before it takes memory. */
static void
test_many_tiles (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__TileParameter tile = CAFFE__TILE_PARAMETER__INIT;
  FmtCaffeInput input = { .channels = 3, .height = 200, .width = 32767 };
  g_autoptr (GError) error = NULL;

  tile.has_axis = tile.has_tiles = TRUE;
  tile.axis = 3;
  tile.tiles = 32767;
  caffe_add_layer (model, "Tile", "odd", "data", "y")->tile_param = &tile;
  g_assert_null (caffe_model_read (model, &input, &error));
  g_assert_nonnull (strstr (error->message, "odd"));
}

/* Nothing says how large the pictures are, and the file fails for another reason: that is said. */
static void
test_size_is_not_blamed (void)
{
  for (int kind = 0; kind < 4; kind++)
    {
      g_autoptr (CaffeModel) model = caffe_model_new ();
      Caffe__LayerParameter *layer = caffe_add_layer (model, "Convolution", "conv", "data", "conv");
      Caffe__EltwiseParameter eltwise = CAFFE__ELTWISE_PARAMETER__INIT;
      Caffe__PermuteParameter permute = CAFFE__PERMUTE_PARAMETER__INIT;
      FmtCaffeInput input = { 0 };

      caffe_add_blob (model, layer, NULL, 2, 3, 5, 5, 0);
      eltwise.has_operation = TRUE;
      eltwise.operation = 7;
      if (kind == 0)
        caffe_add_layer (model, "Frobnicate", "odd", "conv", "odd");
      else if (kind == 1)
        caffe_add_layer (model, "Eltwise", "odd", "conv conv", "odd")->eltwise_param = &eltwise;
      else if (kind == 2)
        caffe_add_layer (model, "Permute", "odd", "conv", "odd")->permute_param = &permute;
      else
        caffe_add_layer (model, "PReLU", "odd", "conv", "odd");
      layer = caffe_add_layer (model, "InnerProduct", "ip", "odd", "ip");
      caffe_add_blob (model, layer, NULL, 2, 2 * 24 * 24, 0);
      assert_refused (model, &input, "odd");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/formats/caffe-layers/", cases[i].name, NULL);

      g_test_add_data_func (name, &cases[i], test_layer);
    }
  g_test_add_func ("/formats/caffe-layers/axpy", test_axpy);
  g_test_add_func ("/formats/caffe-layers/shapes", test_shapes);
  g_test_add_func ("/formats/caffe-layers/bn-ambiguous", test_bn_ambiguous);
  g_test_add_func ("/formats/caffe-layers/sigmoid-loss", test_sigmoid_loss);
  g_test_add_func ("/formats/caffe-layers/regression", test_regression);
  g_test_add_func ("/formats/caffe-layers/many-tiles", test_many_tiles);
  g_test_add_func ("/formats/caffe-layers/size-is-not-blamed", test_size_is_not_blamed);
  return g_test_run ();
}
