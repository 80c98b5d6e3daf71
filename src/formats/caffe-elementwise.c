// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-layers.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Layers that work number by number, or with numbers for each channel. */

/* Caffe's numbers for what to do with two values. */
enum
{
  ELTWISE_PRODUCT = 0,
  ELTWISE_SUM = 1,
};

NnValue
fmt_caffe_import_relu (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
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

NnValue
fmt_caffe_import_prelu (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
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

NnValue
fmt_caffe_import_sigmoid (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_sigmoid (import->graph, fmt_caffe_free_name (import, layer), input, error);
}

NnValue
fmt_caffe_import_tanh (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_tanh (import->graph, fmt_caffe_free_name (import, layer), input, error);
}

NnValue
fmt_caffe_import_softmax (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE ||
      (layer->softmax != NULL && layer->softmax->has_axis &&
       !fmt_caffe_check_axis (layer->softmax->axis, nn_graph_shape (import->graph, input)->rank, 1,
                              error)))
    return NN_NO_VALUE;
  return nn_graph_add_softmax (import->graph, fmt_caffe_free_name (import, layer), input, error);
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

NnValue
fmt_caffe_import_eltwise (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__EltwiseParameter *p = layer->eltwise;
  g_autofree NnValue *inputs = fmt_caffe_bottoms (import, layer, error);
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
NnValue
fmt_caffe_import_batch_norm (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
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
NnValue
fmt_caffe_import_scale (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
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
  if (!fmt_caffe_check_axis (axis, nn_graph_shape (import->graph, input)->rank, 1, error) ||
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

NnValue
fmt_caffe_import_bias (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  gint32 axis = layer->bias != NULL && layer->bias->has_axis ? layer->bias->axis : 1;
  NnTensor *shift;

  if (input == NN_NO_VALUE ||
      !fmt_caffe_check_axis (axis, nn_graph_shape (import->graph, input)->rank, 1, error) ||
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

NnValue
fmt_caffe_import_power (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
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
