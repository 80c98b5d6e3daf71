// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-layers.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Layers that are functions of single numbers, or of few around them. */

NnTensor *
fmt_caffe_single (float value)
{
  NnTensor *tensor = nn_tensor_new (&NN_SHAPE_1 (1));

  tensor->data[0] = value;
  return tensor;
}

static NnValue
add_function (FmtCaffeImport *import,
              const FmtCaffeLayer *layer,
              NnFunction kind,
              float alpha,
              GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_function (import->graph, fmt_caffe_free_name (import, layer), input, kind,
                                alpha, 0, error);
}

NnValue
fmt_caffe_import_abs (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  return add_function (import, layer, NN_FUNCTION_ABS, 0, error);
}

NnValue
fmt_caffe_import_bnll (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  return add_function (import, layer, NN_FUNCTION_SOFTPLUS, 0, error);
}

NnValue
fmt_caffe_import_elu (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  return add_function (import, layer, NN_FUNCTION_ELU,
                       layer->elu != NULL && layer->elu->has_alpha ? layer->elu->alpha : 1, error);
}

NnValue
fmt_caffe_import_swish (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  return add_function (import, layer, NN_FUNCTION_SWISH,
                       layer->swish != NULL && layer->swish->has_beta ? layer->swish->beta : 1,
                       error);
}

NnValue
fmt_caffe_import_relu6 (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_clip (import->graph, fmt_caffe_free_name (import, layer), input, 0, 6, error);
}

NnValue
fmt_caffe_import_clip (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (layer->clip == NULL)
    {
      fmt_caffe_set_invalid (error, _ ("its limits are missing."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_clip (import->graph, fmt_caffe_free_name (import, layer), input,
                            layer->clip->min, layer->clip->max, error);
}

/* 1 where the number is larger than the threshold, else 0. */
NnValue
fmt_caffe_import_threshold (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error), threshold;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  threshold = nn_graph_add_constant (
      import->graph, NULL,
      fmt_caffe_single (layer->threshold != NULL ? layer->threshold->threshold : 0), error);
  if (threshold == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_binary (import->graph, fmt_caffe_free_name (import, layer), NN_BINARY_LESS,
                              threshold, input, error);
}

/* scale * x + shift */
static NnValue
add_line (FmtCaffeImport *import, NnValue input, float scale, float shift, GError **error)
{
  if (scale == 1 && shift == 0)
    return input;
  return nn_graph_add_scale_shift (import->graph, NULL, input, fmt_caffe_single (scale),
                                   fmt_caffe_single (shift), error);
}

static NnValue
add_power (FmtCaffeImport *import, NnValue input, float power, GError **error)
{
  NnValue exponent;

  if (power == 2)
    return nn_graph_add_function (import->graph, NULL, input, NN_FUNCTION_SQUARE, 0, 0, error);
  if (power == 0.5f)
    return nn_graph_add_function (import->graph, NULL, input, NN_FUNCTION_SQRT, 0, 0, error);
  exponent = nn_graph_add_constant (import->graph, NULL, fmt_caffe_single (power), error);
  if (exponent == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_binary (import->graph, NULL, NN_BINARY_POW, input, exponent, error);
}

/* (shift + scale x) ^ power */
NnValue
fmt_caffe_import_power (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__PowerParameter *p = layer->power;
  NnValue value = fmt_caffe_bottom (import, layer, 0, error);

  if (value == NN_NO_VALUE || p == NULL)
    return value;
  value = add_line (import, value, p->has_scale ? p->scale : 1, p->shift, error);
  if (value == NN_NO_VALUE || !p->has_power || p->power == 1)
    return value;
  return add_power (import, value, p->power, error);
}

/* base ^ (shift + scale x); a base of -1 stands for e. */
NnValue
fmt_caffe_import_exp (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__ExpParameter *p = layer->exp;
  NnValue value = fmt_caffe_bottom (import, layer, 0, error);
  float base = p != NULL && p->has_exponent_base ? p->exponent_base : -1;
  float factor = base == -1 ? 1 : logf (base);

  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (p != NULL)
    value =
        add_line (import, value, factor * (p->has_scale ? p->scale : 1), factor * p->shift, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_function (import->graph, NULL, value, NN_FUNCTION_EXP, 0, 0, error);
}

/* The logarithm of shift + scale x to a base, likewise. */
NnValue
fmt_caffe_import_log (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__ExpParameter *p = layer->log;
  NnValue value = fmt_caffe_bottom (import, layer, 0, error);
  float base = p != NULL && p->has_exponent_base ? p->exponent_base : -1;

  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (p != NULL)
    value = add_line (import, value, p->has_scale ? p->scale : 1, p->shift, error);
  if (value != NN_NO_VALUE)
    value = nn_graph_add_function (import->graph, NULL, value, NN_FUNCTION_LOG, 0, 0, error);
  if (value == NN_NO_VALUE || base == -1)
    return value;
  return add_line (import, value, 1 / logf (base), 0, error);
}

/* a x + y with a number in a for each channel (Hu, Shen and Sun 2018, squeeze and excitation). */
NnValue
fmt_caffe_import_axpy (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  g_autofree NnValue *inputs = fmt_caffe_bottoms (import, layer, error);
  NnValue product;

  if (inputs == NULL)
    return NN_NO_VALUE;
  if (layer->n_bottoms != 3)
    {
      fmt_caffe_set_invalid (error, _ ("it has %zu inputs, not 3."), layer->n_bottoms);
      return NN_NO_VALUE;
    }
  product = nn_graph_add_mul (import->graph, NULL, inputs[1], inputs[0], error);
  if (product == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_sum (import->graph, fmt_caffe_free_name (import, layer), product, inputs[2],
                           error);
}

/* The greatest of several. */
NnValue
fmt_caffe_add_max (FmtCaffeImport *import, size_t n, const NnValue *inputs, GError **error)
{
  NnValue value = inputs[0];

  for (size_t i = 1; i < n && value != NN_NO_VALUE; i++)
    value = nn_graph_add_binary (import->graph, NULL, NN_BINARY_MAX, value, inputs[i], error);
  return value;
}

/* x (1 + alpha m)^-beta, with m the mean of x^2 over the window around in the same channel, as
 * Caffe's average pooling has it. */
NnValue
fmt_caffe_add_lrn_within (FmtCaffeImport *import,
                          NnValue input,
                          int size,
                          float alpha,
                          float beta,
                          GError **error)
{
  NnWindow window = nn_window_square (size, 1, (size - 1) / 2);
  NnGraph *graph = import->graph;
  NnValue value;

  window.ceil_mode = TRUE;
  value = nn_graph_add_function (graph, NULL, input, NN_FUNCTION_SQUARE, 0, 0, error);
  if (value != NN_NO_VALUE)
    value = nn_graph_add_average_pool (graph, NULL, value, &window, NN_DIVIDE_BY_PADDED, error);
  if (value != NN_NO_VALUE)
    value = add_line (import, value, alpha, 1, error);
  if (value != NN_NO_VALUE)
    value = add_power (import, value, -beta, error);
  return value != NN_NO_VALUE ? nn_graph_add_mul (graph, NULL, input, value, error) : NN_NO_VALUE;
}

/* x - mean, over its square root of the variance plus epsilon; over each channel or all of them. */
NnValue
fmt_caffe_import_mvn (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__MVNParameter *p = layer->mvn;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  gboolean variance = p == NULL || !p->has_normalize_variance || p->normalize_variance;
  float epsilon = p != NULL && p->has_eps ? p->eps : 1e-9f;
  NnGraph *graph = import->graph;
  NnValue mean, centred, deviation;
  guint axes;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  axes = (1u << nn_graph_shape (graph, input)->rank) - (p != NULL && p->across_channels ? 1 : 2);
  if (axes == 0)
    {
      fmt_caffe_set_unsupported (error, _ ("it would normalise single numbers."));
      return NN_NO_VALUE;
    }
  mean = nn_graph_add_reduce (graph, NULL, input, NN_REDUCE_MEAN, axes, error);
  centred = mean != NN_NO_VALUE
                ? nn_graph_add_binary (graph, NULL, NN_BINARY_SUB, input, mean, error)
                : NN_NO_VALUE;
  if (centred == NN_NO_VALUE || !variance)
    return centred;
  deviation = nn_graph_add_function (graph, NULL, centred, NN_FUNCTION_SQUARE, 0, 0, error);
  if (deviation != NN_NO_VALUE)
    deviation = nn_graph_add_reduce (graph, NULL, deviation, NN_REDUCE_MEAN, axes, error);
  if (deviation != NN_NO_VALUE)
    deviation = nn_graph_add_function (graph, NULL, deviation, NN_FUNCTION_SQRT, 0, 0, error);
  if (deviation != NN_NO_VALUE)
    deviation = add_line (import, deviation, 1, epsilon, error);
  if (deviation == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_binary (graph, NULL, NN_BINARY_DIV, centred, deviation, error);
}

/* x over its length, over all numbers or at each position, times a number for each channel (Liu and
 * others 2016, SSD). */
NnValue
fmt_caffe_import_normalize (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__NormalizeParameter *p = layer->normalize;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error), length;
  gboolean all = p == NULL || !p->has_across_spatial || p->across_spatial;
  NnGraph *graph = import->graph;
  NnTensor *scale;

  if (input == NN_NO_VALUE || !fmt_caffe_take_vector (import, layer, 0, &scale, error))
    return NN_NO_VALUE;
  if (scale == NULL)
    {
      fmt_caffe_set_unsupported (error, _ ("it has no numbers of its own; this program knows the "
                                           "kind that has."));
      return NN_NO_VALUE;
    }
  length = nn_graph_add_function (graph, NULL, input, NN_FUNCTION_SQUARE, 0, 0, error);
  if (length != NN_NO_VALUE)
    length = nn_graph_add_reduce (graph, NULL, length, NN_REDUCE_SUM,
                                  all ? (1u << nn_graph_shape (graph, input)->rank) - 1 : 1, error);
  if (length != NN_NO_VALUE)
    length = add_line (import, length, 1, p != NULL && p->has_eps ? p->eps : 1e-10f, error);
  if (length != NN_NO_VALUE)
    length = nn_graph_add_function (graph, NULL, length, NN_FUNCTION_SQRT, 0, 0, error);
  if (length != NN_NO_VALUE)
    length = nn_graph_add_binary (graph, NULL, NN_BINARY_DIV, input, length, error);
  if (length != NN_NO_VALUE)
    return nn_graph_add_scale_shift (graph, fmt_caffe_free_name (import, layer), length, scale,
                                     NULL, error);
  nn_tensor_free (scale);
  return NN_NO_VALUE;
}

/* Caffe's numbers for what a reduction does. */
enum
{
  REDUCE_SUM = 1,
  REDUCE_ABSOLUTE_SUM = 2,
  REDUCE_SQUARE_SUM = 3,
  REDUCE_MEAN = 4,
};

/* All dimensions from an axis on become one number. */
NnValue
fmt_caffe_import_reduction (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__ReductionParameter *p = layer->reduction;
  NnValue value = fmt_caffe_bottom (import, layer, 0, error);
  gint32 operation = p != NULL && p->has_operation ? p->operation : REDUCE_SUM;
  gint32 axis = p != NULL ? p->axis : 0;
  NnShape shape;
  guint axes = 0;

  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  shape = *nn_graph_shape (import->graph, value);
  axis = axis < 0 ? axis + shape.rank + 1 : axis;
  if (axis < 1 || axis > shape.rank || operation < REDUCE_SUM || operation > REDUCE_MEAN)
    {
      fmt_caffe_set_unsupported (
          error,
          _ ("it reduces from axis %d with operation %d; the images of a batch stay apart, "
             "and operations 1 to 4 are known."),
          axis, operation);
      return NN_NO_VALUE;
    }
  for (int i = axis - 1; i < shape.rank; i++)
    axes |= 1u << i;
  if (operation == REDUCE_ABSOLUTE_SUM || operation == REDUCE_SQUARE_SUM)
    value = nn_graph_add_function (
        import->graph, NULL, value,
        operation == REDUCE_SQUARE_SUM ? NN_FUNCTION_SQUARE : NN_FUNCTION_ABS, 0, 0, error);
  if (value != NN_NO_VALUE)
    value = nn_graph_add_reduce (import->graph, NULL, value,
                                 operation == REDUCE_MEAN ? NN_REDUCE_MEAN : NN_REDUCE_SUM, axes,
                                 error);
  if (value != NN_NO_VALUE && p != NULL && p->has_coeff)
    value = add_line (import, value, p->coeff, 0, error);
  shape.rank = MAX (axis - 1, 1);
  if (axis == 1)
    shape.dims[0] = 1;
  return value != NN_NO_VALUE ? nn_graph_add_reshape (import->graph, NULL, value, &shape, error)
                              : NN_NO_VALUE;
}
