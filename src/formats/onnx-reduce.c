// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Operators along axes: sums and their like, softmax, and the place of the greatest. */

/* Where the graph counts one axis less, since it leaves out a 1 in front. */
static int
skipped (const FmtOnnxDims *dims)
{
  return dims->rank >= 2 && dims->dims[0] == 1 ? 1 : 0;
}

/* The axes that are reduced, bit by bit, counted as in the file. */
static gboolean
get_axes (FmtOnnxImport *import,
          const Onnx__NodeProto *node,
          const FmtOnnxValue *input,
          guint *axes,
          GError **error)
{
  gint64 list[FMT_ONNX_MAX_RANK], nothing;
  size_t n;

  if (!fmt_onnx_get_integers (import, node, "axes", 1, FMT_ONNX_MAX_RANK, list, &n, error) ||
      !fmt_onnx_get_int (node, "noop_with_empty_axes", 0, 1, 0, &nothing, error))
    return FALSE;
  *axes = n == 0 && !nothing ? (1u << input->dims.rank) - 1 : 0;
  for (size_t i = 0; i < n; i++)
    {
      int axis;

      if (!fmt_onnx_resolve_axis (list[i], input->dims.rank, &axis, error))
        return FALSE;
      *axes |= 1u << axis;
    }
  return input->batch < 0 || !(*axes >> input->batch & 1) ||
         fmt_onnx_check_axis (input, input->batch, error);
}

/* log (sum (exp (x))), with the greatest number taken out before and put back. */
static NnValue
add_log_sum_exp (FmtOnnxImport *import, NnValue input, guint axes, GError **error)
{
  NnValue max = fmt_onnx_step_reduce (import, NN_REDUCE_MAX, input, axes, error);
  NnValue value = fmt_onnx_step_binary (import, NN_BINARY_SUB, input, max, error);

  value = fmt_onnx_step_function (import, NN_FUNCTION_EXP, value, error);
  value = fmt_onnx_step_reduce (import, NN_REDUCE_SUM, value, axes, error);
  value = fmt_onnx_step_function (import, NN_FUNCTION_LOG, value, error);
  return fmt_onnx_step_binary (import, NN_BINARY_ADD, value, max, error);
}

/* What is done to each number before, how they come together, and what is done after. */
static const struct
{
  const char *name;
  NnReduction kind;
  int before, after; /* an NnFunction, or -1 */
} reductions[] = {
  { "ReduceL1", NN_REDUCE_SUM, NN_FUNCTION_ABS, -1 },
  { "ReduceL2", NN_REDUCE_SUM, NN_FUNCTION_SQUARE, NN_FUNCTION_SQRT },
  { "ReduceLogSum", NN_REDUCE_SUM, -1, NN_FUNCTION_LOG },
  { "ReduceMax", NN_REDUCE_MAX, -1, -1 },
  { "ReduceMean", NN_REDUCE_MEAN, -1, -1 },
  { "ReduceMin", NN_REDUCE_MIN, -1, -1 },
  { "ReduceProd", NN_REDUCE_PROD, -1, -1 },
  { "ReduceSum", NN_REDUCE_SUM, -1, -1 },
  { "ReduceSumSquare", NN_REDUCE_SUM, NN_FUNCTION_SQUARE, -1 },
};

static NnValue
add_reduction (FmtOnnxImport *import, const char *name, NnValue value, guint axes, GError **error)
{
  if (g_str_equal (name, "ReduceLogSumExp"))
    return add_log_sum_exp (import, value, axes, error);
  for (size_t i = 0; i < G_N_ELEMENTS (reductions); i++)
    if (g_str_equal (name, reductions[i].name))
      {
        if (reductions[i].before >= 0)
          value = fmt_onnx_step_function (import, (NnFunction) reductions[i].before, value, error);
        if (axes != 0)
          value = fmt_onnx_step_reduce (import, reductions[i].kind, value, axes, error);
        return reductions[i].after >= 0
                   ? fmt_onnx_step_function (import, (NnFunction) reductions[i].after, value, error)
                   : value;
      }
  g_return_val_if_reached (NN_NO_VALUE);
}

NnValue
fmt_onnx_import_reduce (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  FmtOnnxDims dims = { 0 };
  int batch = -1, skip;
  NnValue value;
  gint64 keep;
  guint axes;

  if (input == NULL || !get_axes (import, node, input, &axes, error) ||
      !fmt_onnx_get_int (node, "keepdims", 0, 1, 1, &keep, error))
    return NN_NO_VALUE;
  for (int i = 0; i < input->dims.rank; i++)
    {
      if (i == input->batch)
        batch = dims.rank;
      if (!(axes >> i & 1) || keep)
        dims.dims[dims.rank++] = axes >> i & 1 ? 1 : input->dims.dims[i];
    }
  skip = skipped (&input->dims);
  /* The mean over height and width, as some exporters write global pooling. */
  if (g_str_equal (node->op_type, "ReduceMean") && input->dims.rank == 4 && skip == 1 && axes == 12)
    value = nn_graph_add_global_average_pool (import->graph, keep ? node->output[0] : NULL,
                                              input->value, error);
  else
    value = add_reduction (import, node->op_type, input->value, axes >> skip, error);
  return fmt_onnx_full_result (import, node, value, input->type, &dims, batch, error);
}

/* Before operator set 13 it runs over all dimensions from the axis on. */
static NnValue
add_softmax (FmtOnnxImport *import,
             const FmtOnnxValue *input,
             int axis,
             gboolean log,
             const char *name,
             GError **error)
{
  int skip = skipped (&input->dims);
  NnShape flat = { 2, { 1, 1 } };
  NnValue value = input->value;

  if (import->opset < 13)
    {
      for (int i = 0; i < input->dims.rank; i++)
        flat.dims[i < axis ? 0 : 1] *= (int) input->dims.dims[i];
      if (flat.dims[0] == 1 && !log)
        {
          flat = NN_SHAPE_1 (flat.dims[1]);
          axis = 0;
        }
      else
        axis = 1;
      value = fmt_onnx_reshape (import, NULL, value, &flat, error);
      name = value == input->value ? name : NULL;
      skip = 0;
    }
  else if (skip == 1 && axis == 0)
    {
      value = fmt_onnx_full_value (import, input, error);
      skip = 0;
    }
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  axis -= skip;
  if (log)
    return nn_graph_add_log_softmax_along (import->graph, name, value, axis, error);
  if (axis == 0 && nn_shape_size (nn_graph_shape (import->graph, value)) ==
                       (gsize) nn_graph_shape (import->graph, value)->dims[0])
    return nn_graph_add_softmax (import->graph, name, value, error);
  return nn_graph_add_softmax_along (import->graph, name, value, axis, error);
}

NnValue
fmt_onnx_import_softmax (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gboolean log = g_str_equal (node->op_type, "LogSoftmax");
  FmtOnnxValue value;
  int axis;

  if (input == NULL ||
      !fmt_onnx_get_axis (node, input->dims.rank, import->opset >= 13 ? -1 : 1, &axis, error) ||
      !fmt_onnx_check_axis (input, axis, error))
    return NN_NO_VALUE;
  /* As a network's output it leads to the same confidences as the scores themselves. */
  if (log && g_str_equal (node->output[0], import->output))
    return fmt_onnx_result (import, input->value, input->type, &input->dims, input->batch);
  value = *input;
  return fmt_onnx_full_result (import, node,
                               add_softmax (import, &value, axis, log, node->output[0], error),
                               value.type, &value.dims, value.batch, error);
}

/* The place of the greatest or least number, and (Hardmax) a 1 there among zeros. */
NnValue
fmt_onnx_import_arg_max (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gboolean hardmax = g_str_equal (node->op_type, "Hardmax");
  FmtOnnxDims dims = { 0 };
  int axis, batch, skip;
  gint64 keep, last;
  NnValue value;

  if (input == NULL ||
      !fmt_onnx_get_axis (node, input->dims.rank, hardmax ? (import->opset >= 13 ? -1 : 1) : 0,
                          &axis, error) ||
      !fmt_onnx_check_axis (input, axis, error) ||
      !fmt_onnx_get_int (node, "keepdims", 0, 1, 1, &keep, error) ||
      !fmt_onnx_get_int (node, "select_last_index", 0, 1, 0, &last, error))
    return NN_NO_VALUE;
  if (hardmax && import->opset < 13 && axis != input->dims.rank - 1)
    {
      fmt_onnx_set_unsupported (error, _ ("this program does it along the last axis only."));
      return NN_NO_VALUE;
    }
  skip = axis > 0 ? skipped (&input->dims) : 0;
  value = skip == 1 ? input->value : fmt_onnx_full_value (import, input, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (hardmax)
    {
      const NnShape *shape = nn_graph_shape (import->graph, value);
      NnShape row = { .rank = shape->rank };
      NnTensor *places;
      NnValue arg, constant;

      for (int i = 0; i < row.rank; i++)
        row.dims[i] = i == axis - skip ? shape->dims[i] : 1;
      places = nn_tensor_new (&row);
      for (int i = 0; i < row.dims[axis - skip]; i++)
        places->data[i] = (float) i;
      constant = nn_graph_add_constant (import->graph, NULL, places, error);
      arg = constant == NN_NO_VALUE ? NN_NO_VALUE
                                    : nn_graph_add_arg_max (import->graph, NULL, value, axis - skip,
                                                            FALSE, FALSE, error);
      value = arg == NN_NO_VALUE ? NN_NO_VALUE
                                 : nn_graph_add_binary (import->graph, NULL, NN_BINARY_EQUAL, arg,
                                                        constant, error);
      return fmt_onnx_full_result (import, node, value, input->type, &input->dims, input->batch,
                                   error);
    }
  value = nn_graph_add_arg_max (import->graph, NULL, value, axis - skip,
                                g_str_equal (node->op_type, "ArgMin"), (gboolean) last, error);
  batch = input->batch;
  for (int i = 0; i < input->dims.rank; i++)
    if (i != axis || keep)
      dims.dims[dims.rank++] = i == axis ? 1 : input->dims.dims[i];
  if (!keep && batch > axis)
    batch--;
  return fmt_onnx_full_result (import, node, value, FMT_ONNX_INT64, &dims, batch, error);
}

/* The greatest or least numbers along an axis, and their places. */
NnValue
fmt_onnx_import_top_k (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gint64 largest, given[1];
  FmtOnnxValue best, places;
  NnValue value;
  int axis, skip;
  size_t n;

  if (input == NULL || !fmt_onnx_get_axis (node, input->dims.rank, -1, &axis, error) ||
      !fmt_onnx_check_axis (input, axis, error) ||
      !fmt_onnx_get_int (node, "largest", 0, 1, 1, &largest, error) ||
      (import->opset < 10 ? !fmt_onnx_get_int (node, "k", 1, NN_MAX_SIZE, 1, given, error)
                          : !fmt_onnx_read_integers (import, node, 1, 1, given, &n, error)))
    return NN_NO_VALUE;
  if ((import->opset >= 10 && n != 1) || given[0] < 1 || given[0] > input->dims.dims[axis])
    {
      fmt_onnx_set_invalid (error, _ ("its number of numbers to take does not fit its input."));
      return NN_NO_VALUE;
    }
  best = *input;
  best.dims.dims[axis] = given[0];
  skip = axis > 0 ? skipped (&input->dims) : 0;
  value = skip == 1 ? input->value : fmt_onnx_full_value (import, input, error);
  places = best;
  places.type = FMT_ONNX_INT64;
  for (int i = 1; i >= 0 && value != NN_NO_VALUE; i--)
    {
      FmtOnnxValue *result = i == 0 ? &best : &places;

      if ((size_t) i >= node->n_output || *node->output[i] == '\0')
        continue;
      result->value = nn_graph_add_top_k (import->graph, NULL, value, axis - skip, (int) given[0],
                                          largest == 0, i == 1, error);
      if (fmt_onnx_full_result (import, node, result->value, result->type, &result->dims,
                                result->batch, error) == NN_NO_VALUE)
        return NN_NO_VALUE;
      if (i == 1 && !fmt_onnx_set_output (import, node->output[1], &import->result, error))
        return NN_NO_VALUE;
    }
  return value != NN_NO_VALUE ? import->result.value : NN_NO_VALUE;
}

/* Running sums: each entry is the sum of those before it. */
NnValue
fmt_onnx_import_cum_sum (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gint64 exclusive, reverse, given[1];
  NnTensor *indices, *weights;
  NnValue value;
  NnShape shape;
  size_t n;
  int axis;

  if (input == NULL || !fmt_onnx_get_int (node, "exclusive", 0, 1, 0, &exclusive, error) ||
      !fmt_onnx_get_int (node, "reverse", 0, 1, 0, &reverse, error) ||
      !fmt_onnx_read_integers (import, node, 1, 1, given, &n, error))
    return NN_NO_VALUE;
  if (!fmt_onnx_resolve_axis (n == 1 ? given[0] : 0, input->dims.rank, &axis, error) ||
      !fmt_onnx_check_axis (input, axis, error))
    return NN_NO_VALUE;
  if (input->dims.dims[axis] > 4096)
    {
      fmt_onnx_set_unsupported (error, _ ("it runs over more than %d numbers."), 4096);
      return NN_NO_VALUE;
    }
  n = (size_t) input->dims.dims[axis];
  shape = (NnShape){ 2, { (int) n, (int) n } };
  value = fmt_onnx_full_value (import, input, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  indices = nn_tensor_new (&shape);
  weights = nn_tensor_new (&shape);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      {
        indices->data[i * n + j] = (float) j;
        weights->data[i * n + j] = (reverse ? j > i : j < i) || (j == i && !exclusive) ? 1 : 0;
      }
  value = nn_graph_add_resample (import->graph, NULL, value, axis, indices, weights, error);
  return fmt_onnx_full_result (import, node, value, input->type, &input->dims, input->batch, error);
}

/* The upper or lower triangle of matrices; the rest becomes 0. */
NnValue
fmt_onnx_import_trilu (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  NnValue value, constant, nothing;
  gint64 upper, given[1] = { 0 };
  NnTensor *mask;
  int h, w;
  size_t n = 0;

  if (input == NULL || !fmt_onnx_get_int (node, "upper", 0, 1, 1, &upper, error) ||
      (fmt_onnx_input_name (node, 1) != NULL &&
       !fmt_onnx_read_integers (import, node, 1, 1, given, &n, error)))
    return NN_NO_VALUE;
  if (input->dims.rank < 2)
    {
      fmt_onnx_set_invalid (error, _ ("its input is no matrix."));
      return NN_NO_VALUE;
    }
  h = (int) input->dims.dims[input->dims.rank - 2];
  w = (int) input->dims.dims[input->dims.rank - 1];
  mask = nn_tensor_new (&(NnShape){ 2, { h, w } });
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      mask->data[(gsize) y * w + x] = upper ? x - y >= given[0] : x - y <= given[0];
  constant = nn_graph_add_constant (import->graph, NULL, mask, error);
  value = constant != NN_NO_VALUE ? fmt_onnx_full_value (import, input, error) : NN_NO_VALUE;
  nothing = value != NN_NO_VALUE ? fmt_onnx_step_number (import, 0, error) : NN_NO_VALUE;
  if (nothing == NN_NO_VALUE)
    return NN_NO_VALUE;
  value = nn_graph_add_where (import->graph, NULL, constant, value, nothing, error);
  return fmt_onnx_full_result (import, node, value, input->type, &input->dims, input->batch, error);
}
