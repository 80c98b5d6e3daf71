// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-import.h"

#include "config.h"
#include "formats/reshape.h"

#include <glib/gi18n-lib.h>

/* What Caffe's layers mean to this program: a function each, and the table at the end. A new layer
 * is one more entry. */

/* Caffe's numbers for the methods of pooling, where to normalise, and what to do with two values.
 */
enum
{
  POOL_MAX = 0,
  POOL_AVERAGE = 1,
};
enum
{
  ROUND_DOWN = 1,
};
enum
{
  NORM_ACROSS_CHANNELS = 0,
};
enum
{
  ELTWISE_PRODUCT = 0,
  ELTWISE_SUM = 1,
};

NnValue
fmt_caffe_bottom (FmtCaffeImport *import, const FmtCaffeLayer *layer, size_t index, GError **error)
{
  gpointer value;

  if (index < layer->n_bottoms &&
      g_hash_table_lookup_extended (import->values, layer->bottoms[index], NULL, &value))
    return GPOINTER_TO_INT (value);
  if (index < layer->n_bottoms)
    fmt_caffe_set_invalid (error, _ ("nothing before it makes its input “%s”."),
                           layer->bottoms[index]);
  else
    fmt_caffe_set_invalid (error, _ ("input %zu is missing."), index + 1);
  return NN_NO_VALUE;
}

const char *
fmt_caffe_free_name (FmtCaffeImport *import, const FmtCaffeLayer *layer)
{
  return nn_graph_find (import->graph, layer->name) == NN_NO_VALUE ? layer->name : NULL;
}

/* Caffe counts the batch as axis 0. */
static gboolean
check_axis (gint32 axis, gint32 rank, gint32 expected, GError **error)
{
  if (axis == expected || axis + rank + 1 == expected)
    return TRUE;
  fmt_caffe_set_unsupported (error, _ ("it works along axis %d; this program does it along %d."),
                             axis, expected);
  return FALSE;
}

static gboolean
check_picture (FmtCaffeImport *import, NnValue value, GError **error)
{
  const NnShape *shape = nn_graph_shape (import->graph, value);
  g_autofree char *text = NULL;

  if (shape->rank == 3)
    return TRUE;
  text = nn_shape_to_string (shape);
  fmt_caffe_set_unsupported (error,
                             _ ("its input is %s; this program works on channels x height x "
                                "width."),
                             text);
  return FALSE;
}

/* A number for a direction: one of its own, or the repeated one's, or the standard one. */
static gboolean
get_side (gboolean has_own,
          guint32 own,
          const guint32 *repeated,
          size_t n_repeated,
          size_t direction,
          int min,
          int standard,
          int *side,
          GError **error)
{
  guint32 value = (guint32) standard;

  if (has_own)
    value = own;
  else if (n_repeated > 0)
    value = repeated[MIN (direction, n_repeated - 1)];
  *side = (int) MIN (value, G_MAXINT);
  if (*side >= min && *side <= FMT_CAFFE_MAX_SIDE)
    return TRUE;
  fmt_caffe_set_invalid (
      error, _ ("its kernel, stride, padding or dilation of %u is out of range."), value);
  return FALSE;
}

static gboolean
get_conv_window (const Caffe__ConvolutionParameter *p, NnWindow *w, GError **error)
{
  return get_side (p->has_stride_h, p->stride_h, p->stride, p->n_stride, 0, 1, 1, &w->stride_h,
                   error) &&
         get_side (p->has_stride_w, p->stride_w, p->stride, p->n_stride, 1, 1, 1, &w->stride_w,
                   error) &&
         get_side (p->has_pad_h, p->pad_h, p->pad, p->n_pad, 0, 0, 0, &w->pad_top, error) &&
         get_side (p->has_pad_w, p->pad_w, p->pad, p->n_pad, 1, 0, 0, &w->pad_left, error) &&
         get_side (FALSE, 0, p->dilation, p->n_dilation, 0, 1, 1, &w->dilation_h, error) &&
         get_side (FALSE, 0, p->dilation, p->n_dilation, 1, 1, 1, &w->dilation_w, error);
}

static NnValue
import_convolution (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__ConvolutionParameter standard = CAFFE__CONVOLUTION_PARAMETER__INIT;
  const Caffe__ConvolutionParameter *p =
      layer->convolution != NULL ? layer->convolution : &standard;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  g_autoptr (NnTensor) weights = NULL, bias = NULL;
  NnWindow window = nn_window_square (1, 1, 0);
  int groups = p->has_group ? (int) MIN (p->group, G_MAXINT) : 1;
  NnShape shape;

  if (input == NN_NO_VALUE || !get_conv_window (p, &window, error) ||
      !fmt_caffe_blob_shape (layer, 0, &shape, error) ||
      (p->has_axis && !check_axis (p->axis, 3, 1, error)))
    return NN_NO_VALUE;
  if (shape.rank != 4)
    {
      fmt_caffe_set_unsupported (error,
                                 _ ("its weights have %d dimensions; this program convolves over "
                                    "height and width, which takes 4."),
                                 shape.rank);
      return NN_NO_VALUE;
    }
  weights = fmt_caffe_take_blob (import, layer, 0, &shape, error);
  if (weights == NULL || !fmt_caffe_take_vector (import, layer, 1, &bias, error))
    return NN_NO_VALUE;
  window.kernel_h = shape.dims[2];
  window.kernel_w = shape.dims[3];
  window.pad_bottom = window.pad_top;
  window.pad_right = window.pad_left;
  return nn_graph_add_conv (import->graph, fmt_caffe_free_name (import, layer), input, &window,
                            groups, g_steal_pointer (&weights), g_steal_pointer (&bias), error);
}

/* The weights' shape as a matrix: both dimensions are the last two, all before are 1. */
static gboolean
get_matrix (const FmtCaffeLayer *layer, NnShape *matrix, GError **error)
{
  NnShape shape;

  if (!fmt_caffe_blob_shape (layer, 0, &shape, error))
    return FALSE;
  if (shape.rank >= 2)
    {
      *matrix = (NnShape){ .rank = 2,
                           .dims = { shape.dims[shape.rank - 2], shape.dims[shape.rank - 1] } };
      if (nn_shape_size (matrix) == nn_shape_size (&shape))
        return TRUE;
    }
  fmt_caffe_set_invalid (error, _ ("its weights are not a matrix."));
  return FALSE;
}

static NnTensor *
transpose (const NnTensor *matrix)
{
  int n = matrix->shape.dims[0], m = matrix->shape.dims[1];
  NnTensor *result = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { m, n } });

  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++)
      result->data[(gsize) j * n + i] = matrix->data[(gsize) i * m + j];
  return result;
}

/* What the input has to be. */
static gboolean
check_vector (FmtCaffeImport *import, NnValue input, int n_in, GError **error)
{
  const NnShape *shape = nn_graph_shape (import->graph, input);
  g_autofree char *text = NULL;

  if (nn_shape_size (shape) == (gsize) n_in)
    return TRUE;
  text = nn_shape_to_string (shape);
  fmt_caffe_set_invalid (error, _ ("its weights are for %d numbers, but its input is %s."), n_in,
                         text);
  return FALSE;
}

static NnValue
import_inner_product (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  g_autoptr (NnTensor) weights = NULL, bias = NULL;
  gboolean transposed = layer->inner_product != NULL && layer->inner_product->transpose;
  NnShape matrix;

  if (input == NN_NO_VALUE || !get_matrix (layer, &matrix, error) ||
      !check_vector (import, input, matrix.dims[transposed ? 0 : 1], error) ||
      (layer->inner_product != NULL && layer->inner_product->has_axis &&
       !check_axis (layer->inner_product->axis, nn_graph_shape (import->graph, input)->rank, 1,
                    error)))
    return NN_NO_VALUE;
  weights = fmt_caffe_take_blob (import, layer, 0, &matrix, error);
  if (weights == NULL || !fmt_caffe_take_vector (import, layer, 1, &bias, error))
    return NN_NO_VALUE;
  if (transposed)
    {
      NnTensor *result = transpose (weights);

      nn_tensor_free (weights);
      weights = result;
    }
  return nn_graph_add_linear (import->graph, fmt_caffe_free_name (import, layer), input,
                              g_steal_pointer (&weights), g_steal_pointer (&bias), error);
}

static gboolean
get_pool_window (const Caffe__PoolingParameter *p, NnWindow *w, GError **error)
{
  size_t has_size = p->has_kernel_size, has_stride = p->has_stride, has_pad = p->has_pad;

  w->ceil_mode = p->round_mode != ROUND_DOWN;
  return get_side (p->has_kernel_h, p->kernel_h, &p->kernel_size, has_size, 0, 1, 0, &w->kernel_h,
                   error) &&
         get_side (p->has_kernel_w, p->kernel_w, &p->kernel_size, has_size, 0, 1, 0, &w->kernel_w,
                   error) &&
         get_side (p->has_stride_h, p->stride_h, &p->stride, has_stride, 0, 1, 1, &w->stride_h,
                   error) &&
         get_side (p->has_stride_w, p->stride_w, &p->stride, has_stride, 0, 1, 1, &w->stride_w,
                   error) &&
         get_side (p->has_pad_h, p->pad_h, &p->pad, has_pad, 0, 0, 0, &w->pad_top, error) &&
         get_side (p->has_pad_w, p->pad_w, &p->pad, has_pad, 0, 0, 0, &w->pad_left, error);
}

static NnValue
import_pooling (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__PoolingParameter standard = CAFFE__POOLING_PARAMETER__INIT;
  const Caffe__PoolingParameter *p = layer->pooling != NULL ? layer->pooling : &standard;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  const char *name = fmt_caffe_free_name (import, layer);
  NnWindow window = nn_window_square (1, 1, 0);

  if (input == NN_NO_VALUE || !check_picture (import, input, error))
    return NN_NO_VALUE;
  if (p->pool != POOL_MAX && p->pool != POOL_AVERAGE)
    {
      fmt_caffe_set_unsupported (error, _ ("this program does not know its method, number %d."),
                                 p->pool);
      return NN_NO_VALUE;
    }
  if (p->global_pooling)
    {
      const NnShape *shape = nn_graph_shape (import->graph, input);

      if (p->pool == POOL_AVERAGE)
        return nn_graph_add_global_average_pool (import->graph, name, input, error);
      window.kernel_h = shape->dims[1];
      window.kernel_w = shape->dims[2];
    }
  else if (!get_pool_window (p, &window, error))
    return NN_NO_VALUE;
  window.pad_bottom = window.pad_top;
  window.pad_right = window.pad_left;
  if (p->pool == POOL_MAX)
    return nn_graph_add_max_pool (import->graph, name, input, &window, error);
  return nn_graph_add_average_pool (import->graph, name, input, &window, NN_DIVIDE_BY_PADDED,
                                    error);
}

static NnValue
import_lrn (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__LRNParameter standard = CAFFE__LRNPARAMETER__INIT;
  const Caffe__LRNParameter *p = layer->lrn != NULL ? layer->lrn : &standard;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (p->norm_region != NORM_ACROSS_CHANNELS)
    {
      fmt_caffe_set_unsupported (
          error, _ ("it normalises within channels; this program does it across them."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_lrn (import->graph, fmt_caffe_free_name (import, layer), input,
                           p->has_local_size ? (int) MIN (p->local_size, G_MAXINT) : 5,
                           p->has_alpha ? p->alpha : 1, p->has_beta ? p->beta : 0.75f,
                           p->has_k ? p->k : 1, error);
}

static NnValue
import_relu (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  const char *name = fmt_caffe_free_name (import, layer);
  float slope = layer->relu != NULL ? layer->relu->negative_slope : 0;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (slope == 0)
    return nn_graph_add_relu (import->graph, name, input, error);
  return nn_graph_add_leaky_relu (import->graph, name, input, slope, error);
}

static NnValue
import_prelu (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  NnTensor *slopes;

  if (input == NN_NO_VALUE || !fmt_caffe_take_vector (import, layer, 0, &slopes, error))
    return NN_NO_VALUE;
  if (slopes == NULL)
    {
      fmt_caffe_set_invalid (error, _ ("it has no weights; the file is a description only."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_prelu (import->graph, fmt_caffe_free_name (import, layer), input, slopes,
                             error);
}

static NnValue
import_sigmoid (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_sigmoid (import->graph, fmt_caffe_free_name (import, layer), input, error);
}

static NnValue
import_tanh (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_tanh (import->graph, fmt_caffe_free_name (import, layer), input, error);
}

static NnValue
import_softmax (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE ||
      (layer->softmax != NULL && layer->softmax->has_axis &&
       !check_axis (layer->softmax->axis, nn_graph_shape (import->graph, input)->rank, 1, error)))
    return NN_NO_VALUE;
  return nn_graph_add_softmax (import->graph, fmt_caffe_free_name (import, layer), input, error);
}

static NnValue *
all_bottoms (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  g_autofree NnValue *values = g_new (NnValue, layer->n_bottoms + 1);

  values[0] = NN_NO_VALUE;
  for (size_t i = 0; i < MAX (layer->n_bottoms, 1); i++)
    {
      values[i] = fmt_caffe_bottom (import, layer, i, error);
      if (values[i] == NN_NO_VALUE)
        return NULL;
    }
  return g_steal_pointer (&values);
}

static NnValue
import_concat (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__ConcatParameter *p = layer->concat;
  g_autofree NnValue *inputs = all_bottoms (import, layer, error);
  gint32 axis = 1;

  if (p != NULL && p->has_axis)
    axis = p->axis;
  else if (p != NULL && p->has_concat_dim)
    axis = (gint32) MIN (p->concat_dim, G_MAXINT32 / 2);
  if (inputs == NULL ||
      !check_axis (axis, nn_graph_shape (import->graph, inputs[0])->rank, 1, error))
    return NN_NO_VALUE;
  if (layer->n_bottoms == 1)
    return inputs[0];
  return nn_graph_add_concat (import->graph, fmt_caffe_free_name (import, layer),
                              (int) layer->n_bottoms, inputs, error);
}

static NnTensor *
single (float value)
{
  NnTensor *tensor = nn_tensor_new (&NN_SHAPE_1 (1));

  tensor->data[0] = value;
  return tensor;
}

static gboolean
apply_coefficients (FmtCaffeImport *import,
                    const Caffe__EltwiseParameter *p,
                    NnValue *inputs,
                    size_t n,
                    GError **error)
{
  if (p == NULL || p->n_coeff == 0)
    return TRUE;
  if (p->n_coeff != n)
    {
      fmt_caffe_set_invalid (error, _ ("it has %zu coefficients for %zu inputs."), p->n_coeff, n);
      return FALSE;
    }
  for (size_t i = 0; i < n; i++)
    if (p->coeff[i] != 1)
      {
        inputs[i] = nn_graph_add_scale_shift (import->graph, NULL, inputs[i], single (p->coeff[i]),
                                              NULL, error);
        if (inputs[i] == NN_NO_VALUE)
          return FALSE;
      }
  return TRUE;
}

static NnValue
import_eltwise (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__EltwiseParameter *p = layer->eltwise;
  g_autofree NnValue *inputs = all_bottoms (import, layer, error);
  gint32 operation = p != NULL && p->has_operation ? p->operation : ELTWISE_SUM;
  NnValue value;

  if (inputs == NULL)
    return NN_NO_VALUE;
  if (operation == ELTWISE_SUM)
    {
      if (!apply_coefficients (import, p, inputs, layer->n_bottoms, error))
        return NN_NO_VALUE;
      return nn_graph_add_sum_of (import->graph, fmt_caffe_free_name (import, layer),
                                  (int) layer->n_bottoms, inputs, error);
    }
  if (operation != ELTWISE_PRODUCT)
    {
      fmt_caffe_set_unsupported (error, _ ("this program does not know its operation, number %d."),
                                 operation);
      return NN_NO_VALUE;
    }
  value = inputs[0];
  for (size_t i = 1; i < layer->n_bottoms && value != NN_NO_VALUE; i++)
    value = nn_graph_add_mul (import->graph, NULL, value, inputs[i], error);
  return value;
}

/* Blobs: sums of means and of variances, and what both are to be divided by. */
static NnValue
import_batch_norm (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  g_autoptr (NnTensor) mean = NULL, variance = NULL, divisor = NULL;
  double epsilon = layer->batch_norm != NULL && layer->batch_norm->has_eps
                       ? (double) layer->batch_norm->eps
                       : 1e-5;
  float factor;

  if (input == NN_NO_VALUE || !fmt_caffe_take_vector (import, layer, 0, &mean, error) ||
      !fmt_caffe_take_vector (import, layer, 1, &variance, error) ||
      !fmt_caffe_take_vector (import, layer, 2, &divisor, error))
    return NN_NO_VALUE;
  if (mean == NULL || variance == NULL ||
      nn_shape_size (&mean->shape) != nn_shape_size (&variance->shape))
    {
      fmt_caffe_set_invalid (error, _ ("it has no means and variances of the same size."));
      return NN_NO_VALUE;
    }
  factor = divisor != NULL && divisor->data[0] != 0 ? 1 / divisor->data[0] : divisor == NULL;
  for (gsize i = 0; i < nn_shape_size (&mean->shape); i++)
    {
      mean->data[i] *= factor;
      variance->data[i] *= factor;
    }
  return nn_graph_add_batch_norm (import->graph, fmt_caffe_free_name (import, layer), input, NULL,
                                  NULL, g_steal_pointer (&mean), g_steal_pointer (&variance),
                                  epsilon, error);
}

/* Times a constant for each channel, plus another; or times a second input. */
static NnValue
import_scale (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  gint32 axis = layer->scale != NULL && layer->scale->has_axis ? layer->scale->axis : 1;
  const char *name = fmt_caffe_free_name (import, layer);
  g_autoptr (NnTensor) scale = NULL, shift = NULL;
  NnValue second;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (layer->n_bottoms > 1)
    {
      second = fmt_caffe_bottom (import, layer, 1, error);
      if (second == NN_NO_VALUE)
        return NN_NO_VALUE;
      return nn_graph_add_mul (import->graph, name, input, second, error);
    }
  if (!check_axis (axis, nn_graph_shape (import->graph, input)->rank, 1, error) ||
      !fmt_caffe_take_vector (import, layer, 0, &scale, error) ||
      !fmt_caffe_take_vector (import, layer, 1, &shift, error))
    return NN_NO_VALUE;
  if (scale == NULL)
    {
      fmt_caffe_set_invalid (error, _ ("it has no weights; the file is a description only."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_scale_shift (import->graph, name, input, g_steal_pointer (&scale),
                                   g_steal_pointer (&shift), error);
}

static NnValue
import_bias (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  gint32 axis = layer->bias != NULL && layer->bias->has_axis ? layer->bias->axis : 1;
  NnTensor *shift;

  if (input == NN_NO_VALUE ||
      !check_axis (axis, nn_graph_shape (import->graph, input)->rank, 1, error) ||
      !fmt_caffe_take_vector (import, layer, 0, &shift, error))
    return NN_NO_VALUE;
  if (shift == NULL)
    {
      fmt_caffe_set_invalid (error, _ ("it has no weights; the file is a description only."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_scale_shift (import->graph, fmt_caffe_free_name (import, layer), input, NULL,
                                   shift, error);
}

static NnValue
import_power (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__PowerParameter *p = layer->power;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE || p == NULL)
    return input;
  if (p->has_power && p->power != 1)
    {
      fmt_caffe_set_unsupported (error, _ ("its power is %g; this program knows 1 only."),
                                 (double) p->power);
      return NN_NO_VALUE;
    }
  return nn_graph_add_scale_shift (import->graph, fmt_caffe_free_name (import, layer), input,
                                   single (p->has_scale ? p->scale : 1), single (p->shift), error);
}

static NnValue
import_flatten (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__FlattenParameter *p = layer->flatten;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  int rank;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  rank = nn_graph_shape (import->graph, input)->rank;
  if (p != NULL && ((p->has_axis && !check_axis (p->axis, rank, 1, error)) ||
                    (p->has_end_axis && !check_axis (p->end_axis, rank, rank, error))))
    return NN_NO_VALUE;
  return nn_graph_add_flatten (import->graph, fmt_caffe_free_name (import, layer), input, error);
}

static NnValue
import_reshape (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__ReshapeParameter *p = layer->reshape;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  NnShape shape;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (p == NULL || p->shape == NULL || p->shape->n_dim < 2 || p->axis != 0 ||
      (p->has_num_axes && p->num_axes != -1) || p->shape->dim[0] > 0 ||
      !fmt_reshape_resolve (nn_graph_shape (import->graph, input), p->shape->dim + 1,
                            p->shape->n_dim - 1, &shape))
    {
      fmt_caffe_set_unsupported (
          error, _ ("its new shape would mix the images of a batch or does not fit its input."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_reshape (import->graph, fmt_caffe_free_name (import, layer), input, &shape,
                               error);
}

/* Where slice `index` of the channels begins. */
static int
slice_begin (const FmtCaffeLayer *layer, size_t index, int n_channels)
{
  const Caffe__SliceParameter *p = layer->slice;

  if (index == 0)
    return 0;
  if (index == layer->n_tops)
    return n_channels;
  if (p != NULL && p->n_slice_point > 0)
    return (int) MIN (p->slice_point[index - 1], G_MAXINT);
  return (int) ((gsize) n_channels / layer->n_tops * index);
}

gboolean
fmt_caffe_add_slices (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__SliceParameter *p = layer->slice;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  gint32 axis = 1;
  int n_channels;

  if (input == NN_NO_VALUE)
    return FALSE;
  n_channels = nn_graph_shape (import->graph, input)->dims[0];
  if (p != NULL && p->has_axis)
    axis = p->axis;
  else if (p != NULL && p->has_slice_dim)
    axis = (gint32) MIN (p->slice_dim, G_MAXINT32 / 2);
  if (!check_axis (axis, nn_graph_shape (import->graph, input)->rank, 1, error))
    return FALSE;
  if (p != NULL && p->n_slice_point > 0 ? p->n_slice_point + 1 != layer->n_tops
                                        : (gsize) n_channels % layer->n_tops != 0)
    {
      fmt_caffe_set_invalid (error, _ ("its %d channels do not come out in %zu slices."),
                             n_channels, layer->n_tops);
      return FALSE;
    }
  for (size_t i = 0; i < layer->n_tops; i++)
    {
      NnValue value =
          nn_graph_add_slice (import->graph, NULL, input, 0, slice_begin (layer, i, n_channels),
                              slice_begin (layer, i + 1, n_channels), error);

      if (value == NN_NO_VALUE)
        return FALSE;
      g_hash_table_insert (import->values, layer->tops[i], GINT_TO_POINTER (value));
    }
  return TRUE;
}

static const struct
{
  const char *type;
  FmtCaffeKind kind;
  FmtCaffeOperator import;
} kinds[] = {
  { "Accuracy", FMT_CAFFE_TRAINING, NULL },
  { "ArgMax", FMT_CAFFE_TRAINING, NULL },
  { "BatchNorm", FMT_CAFFE_OPERATOR, import_batch_norm },
  { "Bias", FMT_CAFFE_OPERATOR, import_bias },
  { "Concat", FMT_CAFFE_OPERATOR, import_concat },
  { "ContrastiveLoss", FMT_CAFFE_TRAINING, NULL },
  { "Convolution", FMT_CAFFE_OPERATOR, import_convolution },
  { "Data", FMT_CAFFE_DATA, NULL },
  { "Dropout", FMT_CAFFE_SAME, NULL },
  { "DummyData", FMT_CAFFE_DATA, NULL },
  { "Eltwise", FMT_CAFFE_OPERATOR, import_eltwise },
  { "EuclideanLoss", FMT_CAFFE_TRAINING, NULL },
  { "Flatten", FMT_CAFFE_OPERATOR, import_flatten },
  { "HDF5Data", FMT_CAFFE_DATA, NULL },
  { "HDF5Output", FMT_CAFFE_TRAINING, NULL },
  { "HingeLoss", FMT_CAFFE_TRAINING, NULL },
  { "ImageData", FMT_CAFFE_DATA, NULL },
  { "InfogainLoss", FMT_CAFFE_TRAINING, NULL },
  { "InnerProduct", FMT_CAFFE_OPERATOR, import_inner_product },
  { "Input", FMT_CAFFE_DATA, NULL },
  { "LRN", FMT_CAFFE_OPERATOR, import_lrn },
  { "MemoryData", FMT_CAFFE_DATA, NULL },
  { "MultinomialLogisticLoss", FMT_CAFFE_TRAINING, NULL },
  { "PReLU", FMT_CAFFE_OPERATOR, import_prelu },
  { "Pooling", FMT_CAFFE_OPERATOR, import_pooling },
  { "Power", FMT_CAFFE_OPERATOR, import_power },
  { "ReLU", FMT_CAFFE_OPERATOR, import_relu },
  { "Reshape", FMT_CAFFE_OPERATOR, import_reshape },
  { "Scale", FMT_CAFFE_OPERATOR, import_scale },
  { "Sigmoid", FMT_CAFFE_OPERATOR, import_sigmoid },
  { "SigmoidCrossEntropyLoss", FMT_CAFFE_TRAINING, NULL },
  { "Silence", FMT_CAFFE_TRAINING, NULL },
  { "Slice", FMT_CAFFE_SLICE, NULL },
  { "Softmax", FMT_CAFFE_OPERATOR, import_softmax },
  { "SoftmaxWithLoss", FMT_CAFFE_TRAINING, NULL },
  { "Split", FMT_CAFFE_SAME, NULL },
  { "TanH", FMT_CAFFE_OPERATOR, import_tanh },
  { "WindowData", FMT_CAFFE_DATA, NULL },
};

FmtCaffeKind
fmt_caffe_kind (const char *type, FmtCaffeOperator *function)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].type, type))
      {
        *function = kinds[i].import;
        return kinds[i].kind;
      }
  *function = NULL;
  return FMT_CAFFE_UNKNOWN;
}
