// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-layers.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Layers with a window or a matrix. */

/* Caffe's numbers for the methods of pooling, how to round, and where to normalise. */
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
  NORM_WITHIN_CHANNEL = 1, /* 0: across them */
};

gboolean
fmt_caffe_check_picture (FmtCaffeImport *import, NnValue value, GError **error)
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

typedef enum
{
  NORMAL,
  DEPTHWISE, /* a group for each channel, whatever the file says */
  TRANSPOSED,
} Convolution;

static NnValue
import_convolution (FmtCaffeImport *import,
                    const FmtCaffeLayer *layer,
                    Convolution kind,
                    GError **error)
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
      (p->has_axis && !fmt_caffe_check_axis (p->axis, 3, 1, error)))
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
  if (kind == DEPTHWISE)
    groups = nn_graph_shape (import->graph, input)->dims[0];
  if (kind == TRANSPOSED)
    return nn_graph_add_conv_transpose (import->graph, fmt_caffe_free_name (import, layer), input,
                                        &window, groups, 0, 0, g_steal_pointer (&weights),
                                        g_steal_pointer (&bias), error);
  return nn_graph_add_conv (import->graph, fmt_caffe_free_name (import, layer), input, &window,
                            groups, g_steal_pointer (&weights), g_steal_pointer (&bias), error);
}

NnValue
fmt_caffe_import_convolution (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  return import_convolution (import, layer, NORMAL, error);
}

NnValue
fmt_caffe_import_depthwise (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  return import_convolution (import, layer, DEPTHWISE, error);
}

/* Its weights are (in, out / groups, kernel_h, kernel_w). */
NnValue
fmt_caffe_import_deconvolution (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  return import_convolution (import, layer, TRANSPOSED, error);
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

/* All dimensions from `axis` on become one. */
static NnValue
join_from (FmtCaffeImport *import, NnValue input, int axis, GError **error)
{
  NnShape shape = *nn_graph_shape (import->graph, input);

  for (int i = axis + 1; i < shape.rank; i++)
    shape.dims[axis] *= shape.dims[i];
  shape.rank = axis + 1;
  return nn_graph_add_reshape (import->graph, NULL, input, &shape, error);
}

/* The numbers from `axis` on have to be as many as there are weights for. */
static gboolean
check_vector (FmtCaffeImport *import, NnValue input, int axis, int n_in, GError **error)
{
  const NnShape *shape = nn_graph_shape (import->graph, input);
  g_autofree char *text = NULL;
  gsize n = axis > 0 ? (gsize) shape->dims[axis] : nn_shape_size (shape);

  if (n == (gsize) n_in)
    return TRUE;
  import->unfit_vector = TRUE;
  text = nn_shape_to_string (shape);
  fmt_caffe_set_invalid (error, _ ("its weights are for %d numbers, but its input is %s."), n_in,
                         text);
  return FALSE;
}

NnValue
fmt_caffe_import_inner_product (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__InnerProductParameter *p = layer->inner_product;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  g_autoptr (NnTensor) weights = NULL, bias = NULL;
  gboolean transposed = p != NULL && p->transpose;
  NnShape matrix;
  int axis;

  if (input == NN_NO_VALUE || !get_matrix (layer, &matrix, error) ||
      !fmt_caffe_get_axis (p != NULL && p->has_axis ? p->axis : 1,
                           nn_graph_shape (import->graph, input)->rank, &axis, error))
    return NN_NO_VALUE;
  if (axis > 0)
    input = join_from (import, input, axis, error);
  if (input == NN_NO_VALUE ||
      !check_vector (import, input, axis, matrix.dims[transposed ? 0 : 1], error))
    return NN_NO_VALUE;
  weights = fmt_caffe_take_blob (import, layer, 0, &matrix, error);
  if (weights == NULL || !fmt_caffe_take_vector (import, layer, 1, &bias, error))
    return NN_NO_VALUE;
  if (axis > 0)
    return nn_graph_add_row_linear (import->graph, fmt_caffe_free_name (import, layer), input,
                                    !transposed, g_steal_pointer (&weights),
                                    g_steal_pointer (&bias), error);
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

/* Whether the last windows stick out, and so rounding counts. */
static gboolean
sticks_out (const NnShape *shape, const NnWindow *w)
{
  return (shape->dims[1] + 2 * w->pad_top - w->kernel_h) % w->stride_h != 0 ||
         (shape->dims[2] + 2 * w->pad_left - w->kernel_w) % w->stride_w != 0;
}

static gboolean
get_rounding (FmtCaffeImport *import,
              const Caffe__PoolingParameter *p,
              const NnShape *shape,
              NnWindow *w,
              GError **error)
{
  gboolean round_down = p->round_mode == ROUND_DOWN;

  if (p->has_round_mode && import->rounding == FMT_CAFFE_ROUNDS_AS_BRANCH)
    round_down = !round_down;
  w->ceil_mode = !round_down;
  if (!p->has_round_mode || import->rounding != FMT_CAFFE_ROUNDS_UNKNOWN || !sticks_out (shape, w))
    return TRUE;
  fmt_caffe_set_unsupported (error, _ ("whether it rounds up or down differs between branches of "
                                       "Caffe; put the .prototxt beside the file."));
  return FALSE;
}

NnValue
fmt_caffe_import_pooling (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__PoolingParameter standard = CAFFE__POOLING_PARAMETER__INIT;
  const Caffe__PoolingParameter *p = layer->pooling != NULL ? layer->pooling : &standard;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  const char *name = fmt_caffe_free_name (import, layer);
  NnWindow window = nn_window_square (1, 1, 0);

  if (input == NN_NO_VALUE || !fmt_caffe_check_picture (import, input, error))
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
  else if (!get_pool_window (p, &window, error) ||
           !get_rounding (import, p, nn_graph_shape (import->graph, input), &window, error))
    return NN_NO_VALUE;
  window.pad_bottom = window.pad_top;
  window.pad_right = window.pad_left;
  if (p->pool == POOL_MAX)
    return nn_graph_add_max_pool (import->graph, name, input, &window, error);
  return nn_graph_add_average_pool (import->graph, name, input, &window, NN_DIVIDE_BY_PADDED,
                                    error);
}

NnValue
fmt_caffe_import_lrn (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__LRNParameter standard = CAFFE__LRNPARAMETER__INIT;
  const Caffe__LRNParameter *p = layer->lrn != NULL ? layer->lrn : &standard;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (p->norm_region == NORM_WITHIN_CHANNEL)
    return fmt_caffe_add_lrn_within (
        import, input, p->has_local_size ? (int) MIN (p->local_size, FMT_CAFFE_MAX_SIDE) : 5,
        p->has_alpha ? p->alpha : 1, p->has_beta ? p->beta : 0.75f, error);
  return nn_graph_add_lrn (import->graph, fmt_caffe_free_name (import, layer), input,
                           p->has_local_size ? (int) MIN (p->local_size, G_MAXINT) : 5,
                           p->has_alpha ? p->alpha : 1, p->has_beta ? p->beta : 0.75f,
                           p->has_k ? p->k : 1, error);
}
