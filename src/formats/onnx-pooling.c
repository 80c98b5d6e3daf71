// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Pooling and local response normalisation. */

/* Whether somebody reads a further output. */
static gboolean
is_read (const FmtOnnxImport *import, const Onnx__NodeProto *node, size_t output)
{
  return node->n_output > output && *node->output[output] != '\0' &&
         g_hash_table_contains (import->uses, node->output[output]);
}

NnValue
fmt_onnx_import_max_pool (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  gboolean flat;
  NnValue input = fmt_onnx_picture_input (import, node, &flat, error);
  NnWindow window;

  if (input == NN_NO_VALUE || !fmt_onnx_get_window (node, nn_graph_shape (import->graph, input),
                                                    NULL, flat, &window, error))
    return NN_NO_VALUE;
  if (is_read (import, node, 1))
    {
      fmt_onnx_set_unsupported (error, _ ("this program does not give the output “Indices”."));
      return NN_NO_VALUE;
    }
  return fmt_onnx_picture_result (
      import, node,
      nn_graph_add_max_pool (import->graph, flat ? NULL : node->output[0], input, &window, error),
      flat, error);
}

/* A list for three dimensions that a node may have. FALSE where another than the first one has not
 * the same number as if it were not there. */
static gboolean
read_first (const Onnx__NodeProto *node, const char *name, size_t length, gint64 same, gint64 *list)
{
  size_t n;

  if (!fmt_onnx_get_list (node, name, length, list, &n, NULL) || (n != 0 && n != length))
    return FALSE;
  for (size_t i = 0; i < length; i++)
    if (n == 0)
      list[i] = same;
    else if (i % 3 != 0 && list[i] != same)
      return FALSE;
  return TRUE;
}

/* A window over three dimensions that is more than one number along the first of them only. */
static gboolean
is_along_first (const Onnx__NodeProto *node, NnWindow *window)
{
  gint64 kernel[3], strides[3], pads[6], dilations[3], ceil;

  if (!read_first (node, "kernel_shape", 3, 1, kernel) ||
      !read_first (node, "strides", 3, 1, strides) ||
      !read_first (node, "dilations", 3, 1, dilations) || !read_first (node, "pads", 6, 0, pads) ||
      !fmt_onnx_get_int (node, "ceil_mode", 0, 1, 0, &ceil, NULL) ||
      fmt_onnx_has_attribute (node, "auto_pad") || kernel[0] < 1 || kernel[0] > G_MAXINT16 ||
      strides[0] < 1 || strides[0] > G_MAXINT16 || dilations[0] != 1 || pads[0] < 0 ||
      pads[0] >= kernel[0] || pads[3] < 0 || pads[3] >= kernel[0])
    return FALSE;
  *window = nn_window_square (1, 1, 0);
  window->kernel_h = (int) kernel[0];
  window->stride_h = (int) strides[0];
  window->pad_top = (int) pads[0];
  window->pad_bottom = (int) pads[3];
  window->ceil_mode = ceil == 1;
  return TRUE;
}

/* Then the other two are one. PyTorch writes local response normalisation so. */
static NnValue
average_along_first (FmtOnnxImport *import,
                     const Onnx__NodeProto *node,
                     const FmtOnnxValue *input,
                     const NnWindow *window,
                     gboolean with_padding,
                     GError **error)
{
  FmtOnnxDims dims = input->dims;
  NnShape shape = { 3, { (int) dims.dims[1], (int) dims.dims[2] } };
  gint32 type = input->type;
  int batch = input->batch;
  NnValue value;

  shape.dims[2] = (int) (dims.dims[3] * dims.dims[4]);
  value = fmt_onnx_step_reshape (import, input->value, &shape, error);
  if (value != NN_NO_VALUE)
    value = nn_graph_add_average_pool (import->graph, NULL, value, window,
                                       with_padding ? NN_DIVIDE_BY_PADDED : NN_DIVIDE_BY_COVERED,
                                       error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  dims.dims[2] = nn_graph_shape (import->graph, value)->dims[1];
  return fmt_onnx_full_result (import, node, value, type, &dims, batch, error);
}

NnValue
fmt_onnx_import_average_pool (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *first = fmt_onnx_input (import, node, 0, NULL);
  gboolean flat;
  NnValue input;
  gint64 with_padding;
  NnWindow window;

  if (!fmt_onnx_get_int (node, "count_include_pad", 0, 1, 0, &with_padding, error))
    return NN_NO_VALUE;
  if (first != NULL && first->dims.rank == 5 && first->dims.dims[0] == 1 &&
      is_along_first (node, &window))
    return average_along_first (import, node, first, &window, with_padding == 1, error);
  input = fmt_onnx_picture_input (import, node, &flat, error);
  if (input == NN_NO_VALUE || !fmt_onnx_get_window (node, nn_graph_shape (import->graph, input),
                                                    NULL, flat, &window, error))
    return NN_NO_VALUE;
  return fmt_onnx_picture_result (
      import, node,
      nn_graph_add_average_pool (import->graph, flat ? NULL : node->output[0], input, &window,
                                 with_padding ? NN_DIVIDE_BY_PADDED : NN_DIVIDE_BY_COVERED, error),
      flat, error);
}

/* Over all dimensions after the channels. */
NnValue
fmt_onnx_import_global_pool (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  gboolean max = g_str_equal (node->op_type, "GlobalMaxPool");
  NnWindow window = nn_window_square (1, 1, 0);
  const NnShape *shape;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  shape = nn_graph_shape (import->graph, input);
  if (shape->rank != 3)
    return nn_graph_add_reduce (import->graph, node->output[0], input,
                                max ? NN_REDUCE_MAX : NN_REDUCE_MEAN,
                                ((1u << shape->rank) - 1) & ~1u, error);
  if (!max)
    return nn_graph_add_global_average_pool (import->graph, node->output[0], input, error);
  window.kernel_h = shape->dims[1];
  window.kernel_w = shape->dims[2];
  return nn_graph_add_max_pool (import->graph, node->output[0], input, &window, error);
}

/* |x|^p, or with `root` the p-th root of what is not below 0. */
static NnValue
add_power (FmtOnnxImport *import, NnValue value, gint64 p, gboolean root, GError **error)
{
  NnValue exponent;

  if (p == 2)
    return fmt_onnx_step_function (import, root ? NN_FUNCTION_SQRT : NN_FUNCTION_SQUARE, value,
                                   error);
  if (!root)
    value = fmt_onnx_step_function (import, NN_FUNCTION_ABS, value, error);
  if (p == 1 || value == NN_NO_VALUE)
    return value;
  exponent = fmt_onnx_step_number (import, root ? 1 / (float) p : (float) p, error);
  return exponent == NN_NO_VALUE
             ? exponent
             : fmt_onnx_step_binary (import, NN_BINARY_POW, value, exponent, error);
}

/* The p-th root of the sum of |x|^p over a window, or over whole channels. */
NnValue
fmt_onnx_import_lp_pool (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  gboolean whole = g_str_equal (node->op_type, "GlobalLpPool"), flat = FALSE;
  NnValue input = whole ? fmt_onnx_input_value (import, node, 0, error)
                        : fmt_onnx_picture_input (import, node, &flat, error);
  NnWindow window;
  NnValue value;
  gint64 p;

  if (input == NN_NO_VALUE || !fmt_onnx_get_int (node, "p", 1, 1 << 10, 2, &p, error) ||
      (!whole && !fmt_onnx_get_window (node, nn_graph_shape (import->graph, input), NULL, flat,
                                       &window, error)))
    return NN_NO_VALUE;
  value = add_power (import, input, p, FALSE, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (whole)
    value = fmt_onnx_step_reduce (import, NN_REDUCE_SUM, value,
                                  ((1u << nn_graph_shape (import->graph, value)->rank) - 1) & ~1u,
                                  error);
  else
    {
      value = nn_graph_add_average_pool (import->graph, NULL, value, &window, NN_DIVIDE_BY_WINDOW,
                                         error);
      value = fmt_onnx_step_scale (import, value, (float) window.kernel_h * (float) window.kernel_w,
                                   error);
    }
  value = add_power (import, value, p, TRUE, error);
  return fmt_onnx_picture_result (import, node, value, flat, error);
}

NnValue
fmt_onnx_import_lrn (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  float alpha, beta, bias;
  gint64 size;

  if (input == NN_NO_VALUE || !fmt_onnx_get_int (node, "size", 1, G_MAXINT, 0, &size, error) ||
      !fmt_onnx_get_float (node, "alpha", 1e-4f, &alpha, error) ||
      !fmt_onnx_get_float (node, "beta", 0.75f, &beta, error) ||
      !fmt_onnx_get_float (node, "bias", 1, &bias, error))
    return NN_NO_VALUE;
  return nn_graph_add_lrn (import->graph, node->output[0], input, (int) size, alpha, beta, bias,
                           error);
}
