// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Pooling and local response normalisation. */

NnValue
fmt_onnx_import_max_pool (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  NnWindow window;

  if (input == NN_NO_VALUE ||
      !fmt_onnx_get_window (node, nn_graph_shape (import->graph, input), NULL, &window, error))
    return NN_NO_VALUE;
  return nn_graph_add_max_pool (import->graph, node->output[0], input, &window, error);
}

NnValue
fmt_onnx_import_average_pool (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  gint64 with_padding;
  NnWindow window;

  if (input == NN_NO_VALUE ||
      !fmt_onnx_get_window (node, nn_graph_shape (import->graph, input), NULL, &window, error) ||
      !fmt_onnx_get_int (node, "count_include_pad", 0, 1, 0, &with_padding, error))
    return NN_NO_VALUE;
  return nn_graph_add_average_pool (import->graph, node->output[0], input, &window,
                                    with_padding ? NN_DIVIDE_BY_PADDED : NN_DIVIDE_BY_COVERED,
                                    error);
}

NnValue
fmt_onnx_import_global_average_pool (FmtOnnxImport *import,
                                     const Onnx__NodeProto *node,
                                     GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_global_average_pool (import->graph, node->output[0], input, error);
}

NnValue
fmt_onnx_import_global_max_pool (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  NnWindow window = nn_window_square (1, 1, 0);
  const NnShape *shape;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  shape = nn_graph_shape (import->graph, input);
  if (shape->rank == 3)
    {
      window.kernel_h = shape->dims[1];
      window.kernel_w = shape->dims[2];
    }
  return nn_graph_add_max_pool (import->graph, node->output[0], input, &window, error);
}

/* The mean over height and width, as some exporters write global pooling. */
NnValue
fmt_onnx_import_reduce_mean (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  gint64 axes[FMT_ONNX_MAX_RANK], keep;
  gboolean height = FALSE, width = FALSE;
  size_t n;

  if (input == NN_NO_VALUE ||
      !fmt_onnx_get_integers (import, node, "axes", 1, FMT_ONNX_MAX_RANK, axes, &n, error) ||
      !fmt_onnx_get_int (node, "keepdims", 0, 1, 1, &keep, error))
    return NN_NO_VALUE;
  for (size_t i = 0; i < n; i++)
    {
      height = height || axes[i] == 2 || axes[i] == -2;
      width = width || axes[i] == 3 || axes[i] == -1;
    }
  if (nn_graph_shape (import->graph, input)->rank != 3 || n != 2 || !height || !width)
    {
      fmt_onnx_set_unsupported (error, _ ("this program does it over height and width only."));
      return NN_NO_VALUE;
    }
  input =
      nn_graph_add_global_average_pool (import->graph, keep ? node->output[0] : NULL, input, error);
  if (input == NN_NO_VALUE || keep)
    return input;
  return nn_graph_add_flatten (import->graph, node->output[0], input, error);
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
