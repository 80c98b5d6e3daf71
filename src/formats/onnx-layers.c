// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Operators with weights. */

NnValue
fmt_onnx_import_conv (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  g_autoptr (NnTensor) weights = NULL;
  g_autoptr (NnTensor) bias = NULL;
  NnWindow window;
  gint64 groups;
  int n_out;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  weights = fmt_onnx_take_tensor (import, node, 1, error);
  if (weights == NULL)
    return NN_NO_VALUE;
  if (weights->shape.rank != 4)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("its weights have %d dimensions; this program convolves over "
                                   "height and width, which takes 4."),
                                weights->shape.rank);
      return NN_NO_VALUE;
    }
  n_out = weights->shape.dims[0];
  if (!fmt_onnx_get_window (node, nn_graph_shape (import->graph, input), &weights->shape.dims[2],
                            &window, error) ||
      !fmt_onnx_get_int (node, "group", 1, G_MAXINT, 1, &groups, error))
    return NN_NO_VALUE;

  if (fmt_onnx_input_name (node, 2) != NULL)
    {
      bias = fmt_onnx_take_bias (import, node, 2, n_out, error);
      if (bias == NULL)
        return NN_NO_VALUE;
    }
  return nn_graph_add_conv (import->graph, node->output[0], input, &window, (int) groups,
                            g_steal_pointer (&weights), g_steal_pointer (&bias), error);
}

static void
scale (NnTensor *tensor, float factor)
{
  gsize n = nn_shape_size (&tensor->shape);

  if (factor == 1)
    return;
  for (gsize i = 0; i < n; i++)
    tensor->data[i] *= factor;
}

/* (k, n) -> (n, k) */
static NnTensor *
transpose (const NnTensor *tensor)
{
  int k = tensor->shape.dims[0], n = tensor->shape.dims[1];
  NnTensor *result = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { n, k } });

  for (int row = 0; row < k; row++)
    for (int column = 0; column < n; column++)
      result->data[(gsize) column * k + row] = tensor->data[(gsize) row * n + column];
  return result;
}

/* The input of a matrix product has to be a vector. */
static NnValue
vector_input (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);

  if (input != NN_NO_VALUE && nn_graph_shape (import->graph, input)->rank != 1)
    {
      g_autofree char *shape = nn_shape_to_string (nn_graph_shape (import->graph, input));

      fmt_onnx_set_unsupported (
          error, _ ("its input is %s for each image; this program multiplies vectors there."),
          shape);
      return NN_NO_VALUE;
    }
  return input;
}

/* Weights (out, in) from a matrix, which the file has the other way round unless `transposed`. */
static NnTensor *
take_matrix (FmtOnnxImport *import,
             const Onnx__NodeProto *node,
             gboolean transposed,
             GError **error)
{
  g_autoptr (NnTensor) matrix = fmt_onnx_take_tensor (import, node, 1, error);

  if (matrix == NULL)
    return NULL;
  if (matrix->shape.rank != 2)
    {
      fmt_onnx_set_unsupported (error, _ ("its weights have %d dimensions where 2 are expected."),
                                matrix->shape.rank);
      return NULL;
    }
  return transposed ? g_steal_pointer (&matrix) : transpose (matrix);
}

NnValue
fmt_onnx_import_gemm (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = vector_input (import, node, error);
  g_autoptr (NnTensor) weights = NULL;
  g_autoptr (NnTensor) bias = NULL;
  float alpha, beta;
  gint64 transpose_a, transpose_b;

  if (input == NN_NO_VALUE || !fmt_onnx_get_float (node, "alpha", 1, &alpha, error) ||
      !fmt_onnx_get_float (node, "beta", 1, &beta, error) ||
      !fmt_onnx_get_int (node, "transA", 0, 1, 0, &transpose_a, error) ||
      !fmt_onnx_get_int (node, "transB", 0, 1, 0, &transpose_b, error))
    return NN_NO_VALUE;
  if (transpose_a)
    {
      fmt_onnx_set_unsupported (error, _ ("with “transA” it would mix the images of a batch."));
      return NN_NO_VALUE;
    }
  weights = take_matrix (import, node, transpose_b == 1, error);
  if (weights == NULL)
    return NN_NO_VALUE;
  scale (weights, alpha);

  if (fmt_onnx_input_name (node, 2) != NULL)
    {
      bias = fmt_onnx_take_bias (import, node, 2, weights->shape.dims[0], error);
      if (bias == NULL)
        return NN_NO_VALUE;
      scale (bias, beta);
    }
  return nn_graph_add_linear (import->graph, node->output[0], input, g_steal_pointer (&weights),
                              g_steal_pointer (&bias), error);
}

NnValue
fmt_onnx_import_mat_mul (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = vector_input (import, node, error);
  NnTensor *weights = input != NN_NO_VALUE ? take_matrix (import, node, FALSE, error) : NULL;

  if (weights == NULL)
    return NN_NO_VALUE;
  return nn_graph_add_linear (import->graph, node->output[0], input, weights, NULL, error);
}

/* Scale, shift, mean and variance are the inputs 1 to 4. */
NnValue
fmt_onnx_import_batch_norm (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  g_autoptr (NnTensor) scale = NULL, shift = NULL, mean = NULL, variance = NULL;
  gint64 spatial, training;
  float epsilon;
  int n;

  if (input == NN_NO_VALUE || !fmt_onnx_get_float (node, "epsilon", 1e-5f, &epsilon, error) ||
      !fmt_onnx_get_int (node, "spatial", 0, 1, 1, &spatial, error) ||
      !fmt_onnx_get_int (node, "training_mode", 0, 1, 0, &training, error))
    return NN_NO_VALUE;
  if (!spatial || training)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("this program normalises channels, and not for training."));
      return NN_NO_VALUE;
    }
  n = nn_graph_shape (import->graph, input)->dims[0];
  if ((scale = fmt_onnx_take_vector (import, node, 1, n, error)) == NULL ||
      (shift = fmt_onnx_take_vector (import, node, 2, n, error)) == NULL ||
      (mean = fmt_onnx_take_vector (import, node, 3, n, error)) == NULL ||
      (variance = fmt_onnx_take_vector (import, node, 4, n, error)) == NULL)
    return NN_NO_VALUE;
  return nn_graph_add_batch_norm (import->graph, node->output[0], input, g_steal_pointer (&scale),
                                  g_steal_pointer (&shift), g_steal_pointer (&mean),
                                  g_steal_pointer (&variance), (double) epsilon, error);
}

/* Slopes (c, 1, 1), or one for all. */
NnValue
fmt_onnx_import_prelu (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  g_autoptr (NnTensor) slopes = NULL;
  const NnShape *shape;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  slopes = fmt_onnx_take_tensor (import, node, 1, error);
  if (slopes == NULL)
    return NN_NO_VALUE;
  shape = nn_graph_shape (import->graph, input);
  if (nn_shape_size (&slopes->shape) != 1 &&
      fmt_onnx_broadcast (&slopes->shape, shape) != FMT_ONNX_FOR_CHANNELS)
    {
      fmt_onnx_set_unsupported (error, _ ("its slopes are not one for each channel."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_prelu (import->graph, node->output[0], input, g_steal_pointer (&slopes),
                             error);
}
