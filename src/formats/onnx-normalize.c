// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Normalisation: with numbers from training, and with those of the image itself. */

/* A number for each channel, times or plus a value of any batch. */
static NnValue
apply_to_channels (FmtOnnxImport *import,
                   NnValue value,
                   NnBinary kind,
                   NnTensor *numbers,
                   int rank,
                   GError **error)
{
  NnShape shape = { rank - 1, { 0 } };
  NnValue constant;

  shape.dims[0] = numbers->shape.dims[0];
  for (int i = 1; i < shape.rank; i++)
    shape.dims[i] = 1;
  numbers->shape = shape;
  constant = nn_graph_add_constant (import->graph, NULL, numbers, error);
  if (constant == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_binary (import->graph, NULL, kind, value, constant, error);
}

static NnValue
scale_and_shift (FmtOnnxImport *import,
                 const FmtOnnxValue *input,
                 NnValue value,
                 NnTensor *scale,
                 NnTensor *shift,
                 GError **error)
{
  if (input->dims.dims[0] == 1)
    return nn_graph_add_scale_shift (import->graph, NULL, value, scale, shift, error);
  value = apply_to_channels (import, value, NN_BINARY_MUL, scale, input->dims.rank, error);
  if (value == NN_NO_VALUE)
    {
      nn_tensor_free (shift);
      return NN_NO_VALUE;
    }
  return apply_to_channels (import, value, NN_BINARY_ADD, shift, input->dims.rank, error);
}

/* Scale, shift, mean and variance are the inputs 1 to 4. */
NnValue
fmt_onnx_import_batch_norm (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  g_autoptr (NnTensor) scale = NULL, shift = NULL, mean = NULL, variance = NULL;
  gint64 spatial, training;
  float epsilon;
  NnValue value;
  int n;

  if (input == NULL || !fmt_onnx_get_float (node, "epsilon", 1e-5f, &epsilon, error) ||
      !fmt_onnx_get_int (node, "spatial", 0, 1, 1, &spatial, error) ||
      !fmt_onnx_get_int (node, "training_mode", 0, 1, 0, &training, error))
    return NN_NO_VALUE;
  /* Before operator set 14 further outputs meant training. */
  for (size_t i = 1; i < node->n_output && import->opset < 14; i++)
    training = training || *node->output[i] != '\0';
  if (!spatial || training)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("with “%s” it does what this program does not: it normalises "
                                   "channels, and not for training."),
                                training ? "training_mode" : "spatial");
      return NN_NO_VALUE;
    }
  if (input->dims.rank < 2)
    {
      fmt_onnx_set_invalid (error, _ ("its input has no channels."));
      return NN_NO_VALUE;
    }
  n = (int) input->dims.dims[1];
  if ((scale = fmt_onnx_take_vector (import, node, 1, n, error)) == NULL ||
      (shift = fmt_onnx_take_vector (import, node, 2, n, error)) == NULL ||
      (mean = fmt_onnx_take_vector (import, node, 3, n, error)) == NULL ||
      (variance = fmt_onnx_take_vector (import, node, 4, n, error)) == NULL)
    return NN_NO_VALUE;
  if (input->dims.dims[0] == 1)
    value = nn_graph_add_batch_norm (import->graph, node->output[0], input->value,
                                     g_steal_pointer (&scale), g_steal_pointer (&shift),
                                     g_steal_pointer (&mean), g_steal_pointer (&variance),
                                     (double) epsilon, error);
  else
    {
      for (int i = 0; i < n; i++)
        {
          double factor =
              (double) scale->data[i] / sqrt ((double) variance->data[i] + (double) epsilon);

          if (!isfinite (factor))
            {
              fmt_onnx_set_invalid (error, _ ("one of its variances is not larger than 0."));
              return NN_NO_VALUE;
            }
          shift->data[i] -= (float) (factor * mean->data[i]);
          scale->data[i] = (float) factor;
        }
      value = scale_and_shift (import, input, input->value, g_steal_pointer (&scale),
                               g_steal_pointer (&shift), error);
    }
  return fmt_onnx_full_result (import, node, value, input->type, &input->dims, input->batch, error);
}

/* Numbers behind an axis, counted in the file's dimensions. */
static gint64
size_from (const FmtOnnxDims *dims, int axis)
{
  gint64 size = 1;

  for (int i = axis; i < dims->rank; i++)
    size *= dims->dims[i];
  return size;
}

/* LayerNormalization and RMSNormalization, over the dimensions from the axis on. */
NnValue
fmt_onnx_import_layer_norm (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gboolean keep_mean = g_str_equal (node->op_type, "RMSNormalization") ||
                       g_str_equal (node->op_type, "SimplifiedLayerNormalization");
  g_autoptr (NnTensor) scale = NULL, shift = NULL;
  gboolean fits = FALSE;
  FmtOnnxValue own;
  float epsilon;
  gint64 size;
  NnValue value;
  int axis;

  if (input == NULL || !fmt_onnx_get_float (node, "epsilon", 1e-5f, &epsilon, error) ||
      !fmt_onnx_get_axis (node, input->dims.rank, -1, &axis, error))
    return NN_NO_VALUE;
  if (input->batch >= axis && !fmt_onnx_check_axis (input, input->batch, error))
    return NN_NO_VALUE;
  own = *input;
  size = size_from (&own.dims, axis);
  if (fmt_onnx_is_constant (import, fmt_onnx_input_name (node, 1)))
    {
      scale = fmt_onnx_take_tensor (import, node, 1, error);
      if (scale == NULL)
        return NN_NO_VALUE;
      fits = (gint64) nn_shape_size (&scale->shape) == size;
    }
  if (fits && fmt_onnx_input_name (node, 2) == NULL)
    shift = nn_tensor_new (&NN_SHAPE_1 ((int) size));
  else if (fits && fmt_onnx_is_constant (import, node->input[2]))
    {
      shift = fmt_onnx_take_tensor (import, node, 2, error);
      if (shift == NULL)
        return NN_NO_VALUE;
      fits = (gint64) nn_shape_size (&shift->shape) == size;
    }
  else
    fits = FALSE;
  if (fits)
    value = nn_graph_add_normalize (import->graph, node->output[0], own.value, (int) size, epsilon,
                                    keep_mean, g_steal_pointer (&scale), g_steal_pointer (&shift),
                                    error);
  else
    {
      value = nn_graph_add_normalize (import->graph, NULL, own.value, (int) size, epsilon,
                                      keep_mean, NULL, NULL, error);
      for (size_t i = 1; i < 3 && value != NN_NO_VALUE; i++)
        {
          const FmtOnnxValue *other;

          if (fmt_onnx_input_name (node, i) == NULL)
            continue;
          other = fmt_onnx_input (import, node, i, error);
          value = other == NULL ? NN_NO_VALUE
                                : nn_graph_add_binary (import->graph, NULL,
                                                       i == 1 ? NN_BINARY_MUL : NN_BINARY_ADD,
                                                       value, other->value, error);
        }
    }
  return fmt_onnx_full_result (import, node, value, own.type, &own.dims, own.batch, error);
}

/* InstanceNormalization and GroupNormalization: whole channels, or several of them together. */
NnValue
fmt_onnx_import_group_norm (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gboolean instance = g_str_equal (node->op_type, "InstanceNormalization");
  g_autoptr (NnTensor) scale = NULL, shift = NULL;
  gint64 groups, size, channels;
  FmtOnnxValue own;
  float epsilon;
  NnValue value;
  int n;

  if (input == NULL || !fmt_onnx_get_float (node, "epsilon", 1e-5f, &epsilon, error))
    return NN_NO_VALUE;
  own = *input;
  if (own.dims.rank < 2)
    {
      fmt_onnx_set_invalid (error, _ ("its input has no channels."));
      return NN_NO_VALUE;
    }
  channels = own.dims.dims[1];
  if (!fmt_onnx_get_int (node, "num_groups", 1, channels, channels, &groups, error))
    return NN_NO_VALUE;
  if (instance)
    groups = channels;
  if (channels % groups != 0)
    {
      fmt_onnx_set_invalid (error, _ ("its %d channels do not come out in %d groups."),
                            (int) channels, (int) groups);
      return NN_NO_VALUE;
    }
  size = size_from (&own.dims, 1) / groups;
  /* Before operator set 21 a group had one number, later each channel has one. */
  n = (int) (!instance && import->opset < 21 ? groups : channels);
  if ((scale = fmt_onnx_take_vector (import, node, 1, n, error)) == NULL ||
      (shift = fmt_onnx_take_vector (import, node, 2, n, error)) == NULL)
    return NN_NO_VALUE;
  if (n != channels)
    {
      NnTensor *all[2] = { scale, shift };

      for (int i = 0; i < 2; i++)
        {
          NnTensor *wide = nn_tensor_new (&NN_SHAPE_1 ((int) channels));

          for (gint64 j = 0; j < channels; j++)
            wide->data[j] = all[i]->data[j / (channels / groups)];
          nn_tensor_free (all[i]);
          all[i] = wide;
        }
      scale = all[0];
      shift = all[1];
    }
  value = nn_graph_add_normalize (import->graph, NULL, own.value, (int) size, epsilon, FALSE, NULL,
                                  NULL, error);
  if (value != NN_NO_VALUE)
    value = scale_and_shift (import, &own, value, g_steal_pointer (&scale),
                             g_steal_pointer (&shift), error);
  return fmt_onnx_full_result (import, node, value, own.type, &own.dims, own.batch, error);
}

/* (x - mean) / (deviation + 1e-9) over axes, by default all but the channels. */
NnValue
fmt_onnx_import_mean_variance (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gint64 list[FMT_ONNX_MAX_RANK] = { 0, 2, 3 };
  NnValue value, mean, square, constant;
  FmtOnnxValue own;
  guint axes = 0;
  size_t n;

  if (input == NULL || !fmt_onnx_get_list (node, "axes", FMT_ONNX_MAX_RANK, list, &n, error))
    return NN_NO_VALUE;
  if (n == 0)
    {
      list[0] = 0, list[1] = 2, list[2] = 3;
      n = 3;
    }
  own = *input;
  for (size_t i = 0; i < n; i++)
    {
      int axis;

      if (!fmt_onnx_resolve_axis (list[i], own.dims.rank, &axis, error) ||
          !fmt_onnx_check_axis (&own, axis, error))
        return NN_NO_VALUE;
      axes |= 1u << axis;
    }
  value = fmt_onnx_full_value (import, &own, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  constant = fmt_onnx_step_number (import, 1e-9f, error);
  if (constant == NN_NO_VALUE)
    return NN_NO_VALUE;
  mean = fmt_onnx_step_reduce (import, NN_REDUCE_MEAN, value, axes, error);
  value = fmt_onnx_step_binary (import, NN_BINARY_SUB, value, mean, error);
  square = fmt_onnx_step_function (import, NN_FUNCTION_SQUARE, value, error);
  square = fmt_onnx_step_reduce (import, NN_REDUCE_MEAN, square, axes, error);
  square = fmt_onnx_step_function (import, NN_FUNCTION_SQRT, square, error);
  square = fmt_onnx_step_binary (import, NN_BINARY_ADD, square, constant, error);
  value = fmt_onnx_step_binary (import, NN_BINARY_DIV, value, square, error);
  return fmt_onnx_full_result (import, node, value, own.type, &own.dims, own.batch, error);
}

/* x / |x| along an axis, with the sum of sizes or the root of the sum of squares. */
NnValue
fmt_onnx_import_lp_norm (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  NnValue value, norm, one;
  gint64 p;
  int axis;

  if (input == NULL || !fmt_onnx_get_int (node, "p", 1, 2, 2, &p, error) ||
      !fmt_onnx_get_axis (node, input->dims.rank, -1, &axis, error) ||
      !fmt_onnx_check_axis (input, axis, error))
    return NN_NO_VALUE;
  value = fmt_onnx_full_value (import, input, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  norm = nn_graph_add_function (import->graph, NULL, value,
                                p == 1 ? NN_FUNCTION_ABS : NN_FUNCTION_SQUARE, 0, 0, error);
  if (norm != NN_NO_VALUE)
    norm = nn_graph_add_reduce (import->graph, NULL, norm, NN_REDUCE_SUM, 1u << axis, error);
  if (norm != NN_NO_VALUE && p == 2)
    norm = nn_graph_add_function (import->graph, NULL, norm, NN_FUNCTION_SQRT, 0, 0, error);
  /* What has no length stays nothing. */
  one = norm != NN_NO_VALUE ? fmt_onnx_step_number (import, 1, error) : NN_NO_VALUE;
  norm = one != NN_NO_VALUE ? nn_graph_add_where (import->graph, NULL, norm, norm, one, error)
                            : NN_NO_VALUE;
  if (norm == NN_NO_VALUE)
    return NN_NO_VALUE;
  return fmt_onnx_full_result (
      import, node, nn_graph_add_binary (import->graph, NULL, NN_BINARY_DIV, value, norm, error),
      input->type, &input->dims, input->batch, error);
}
