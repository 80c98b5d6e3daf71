// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* What ONNX's operators mean to this program: a function each, and the table at the end. A new
 * operator is one more entry. */

static NnValue
import_identity (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return fmt_onnx_input_value (import, node, 0, error);
}

static NnValue
import_relu (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_relu (import->graph, node->output[0], input, error);
}

static NnValue
import_conv (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
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
  else if (!fmt_onnx_take_following_bias (import, node, n_out, 3, &bias, error))
    return NN_NO_VALUE;
  return nn_graph_add_conv (import->graph, node->output[0], input, &window, (int) groups,
                            g_steal_pointer (&weights), g_steal_pointer (&bias), error);
}

static NnValue
import_max_pool (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  NnWindow window;

  if (input == NN_NO_VALUE ||
      !fmt_onnx_get_window (node, nn_graph_shape (import->graph, input), NULL, &window, error))
    return NN_NO_VALUE;
  return nn_graph_add_max_pool (import->graph, node->output[0], input, &window, error);
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

static NnValue
import_gemm (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
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
  else if (!fmt_onnx_take_following_bias (import, node, weights->shape.dims[0], 1, &bias, error))
    return NN_NO_VALUE;
  return nn_graph_add_linear (import->graph, node->output[0], input, g_steal_pointer (&weights),
                              g_steal_pointer (&bias), error);
}

static NnValue
import_mat_mul (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = vector_input (import, node, error);
  g_autoptr (NnTensor) weights = NULL;
  g_autoptr (NnTensor) bias = NULL;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  weights = take_matrix (import, node, FALSE, error);
  if (weights == NULL ||
      !fmt_onnx_take_following_bias (import, node, weights->shape.dims[0], 1, &bias, error))
    return NN_NO_VALUE;
  return nn_graph_add_linear (import->graph, node->output[0], input, g_steal_pointer (&weights),
                              g_steal_pointer (&bias), error);
}

/* The same numbers as a vector, without a node where they are one. */
static NnValue
add_flat (FmtOnnxImport *import, const char *name, NnValue input, GError **error)
{
  if (nn_graph_shape (import->graph, input)->rank == 1)
    return input;
  return nn_graph_add_flatten (import->graph, name, input, error);
}

/* Numbers of an image before ONNX's axis `axis` (1 = the first after the batch). */
static gsize
size_before (const NnShape *shape, int axis)
{
  gsize size = 1;

  for (int i = 0; i < axis - 1; i++)
    size *= (gsize) shape->dims[i];
  return size;
}

static NnValue
import_flatten (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  const NnShape *shape;
  int axis;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  shape = nn_graph_shape (import->graph, input);
  if (!fmt_onnx_get_axis (node, shape->rank, 1, &axis, error))
    return NN_NO_VALUE;
  if (axis < 1 || axis > shape->rank || size_before (shape, axis) != 1)
    {
      fmt_onnx_set_unsupported (error, _ ("flattening at axis %d would mix the images of a batch."),
                                axis);
      return NN_NO_VALUE;
    }
  return add_flat (import, node->output[0], input, error);
}

/* Resolves the zeros (same as the input) and the one -1 (what is left) of a target shape without
 * its batch; FALSE when it cannot come out. */
static gboolean
resolve_shape (const NnShape *input, const gint64 *target, size_t n, gint64 *resolved)
{
  gint64 size = (gint64) nn_shape_size (input), known = 1;
  size_t unknown = n;

  for (size_t i = 0; i < n; i++)
    {
      resolved[i] = target[i];
      if (target[i] == 0 && i < (size_t) input->rank)
        resolved[i] = input->dims[i];
      if (resolved[i] == -1 && unknown == n)
        {
          unknown = i;
          continue;
        }
      if (resolved[i] < 1 || resolved[i] > size)
        return FALSE;
      known *= resolved[i];
      if (known > size)
        return FALSE;
    }
  if (unknown < n)
    {
      resolved[unknown] = size / known;
      known *= resolved[unknown];
    }
  return known == size;
}

static NnValue
import_reshape (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  gint64 target[NN_MAX_RANK + 1], resolved[NN_MAX_RANK];
  const NnShape *shape;
  gint64 allow_zero;
  size_t n;

  if (input == NN_NO_VALUE || !fmt_onnx_get_int (node, "allowzero", 0, 1, 0, &allow_zero, error) ||
      !fmt_onnx_read_integers (import, node, 1, G_N_ELEMENTS (target), target, &n, error))
    return NN_NO_VALUE;

  shape = nn_graph_shape (import->graph, input);
  if (n < 2 || allow_zero ||
      (target[0] != 0 && target[0] != -1 &&
       (import->file_batch == 0 || target[0] != import->file_batch)) ||
      !resolve_shape (shape, target + 1, n - 1, resolved))
    {
      fmt_onnx_set_unsupported (
          error, _ ("its new shape would mix the images of a batch or does not fit its input."));
      return NN_NO_VALUE;
    }
  if (n == 2)
    return add_flat (import, node->output[0], input, error);

  for (size_t i = 0; i < n - 1; i++)
    if (n - 1 != (size_t) shape->rank || resolved[i] != shape->dims[i])
      {
        fmt_onnx_set_unsupported (
            error, _ ("this program reshapes to vectors only, not to %zu dimensions."), n - 1);
        return NN_NO_VALUE;
      }
  return input;
}

static NnValue
import_softmax (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  const NnShape *shape;
  int axis;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  shape = nn_graph_shape (import->graph, input);
  if (!fmt_onnx_get_axis (node, shape->rank, import->opset >= 13 ? -1 : 1, &axis, error))
    return NN_NO_VALUE;
  if (axis != 1 || nn_shape_size (shape) != (gsize) shape->dims[0])
    {
      g_autofree char *text = nn_shape_to_string (shape);

      fmt_onnx_set_unsupported (
          error, _ ("it runs along axis %d of %s; this program does it for vectors only."), axis,
          text);
      return NN_NO_VALUE;
    }
  return nn_graph_add_softmax (import->graph, node->output[0], input, error);
}

static NnValue
import_concat (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  g_autofree NnValue *inputs = g_new (NnValue, node->n_input + 1);
  int axis;

  for (size_t i = 0; i < node->n_input; i++)
    {
      inputs[i] = fmt_onnx_input_value (import, node, i, error);
      if (inputs[i] == NN_NO_VALUE)
        return NN_NO_VALUE;
    }
  if (node->n_input == 0)
    {
      fmt_onnx_set_invalid (error, _ ("it has no inputs."));
      return NN_NO_VALUE;
    }
  if (!fmt_onnx_get_axis (node, nn_graph_shape (import->graph, inputs[0])->rank, 1, &axis, error))
    return NN_NO_VALUE;
  if (axis != 1)
    {
      fmt_onnx_set_unsupported (
          error, _ ("it joins along axis %d; this program joins channels, axis 1."), axis);
      return NN_NO_VALUE;
    }
  if (node->n_input == 1)
    return inputs[0];
  return nn_graph_add_concat (import->graph, node->output[0], (int) node->n_input, inputs, error);
}

/* Constants that belong to the layer before were taken there. */
static NnValue
import_add (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue a = fmt_onnx_input_value (import, node, 0, error);
  NnValue b = a != NN_NO_VALUE ? fmt_onnx_input_value (import, node, 1, error) : NN_NO_VALUE;

  if (b == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_sum (import->graph, node->output[0], a, b, error);
}

static const struct
{
  const char *name;
  FmtOnnxOperator import;
} operators[] = {
  { "Add", import_add },           { "Concat", import_concat },   { "Conv", import_conv },
  { "Dropout", import_identity },  { "Flatten", import_flatten }, { "Gemm", import_gemm },
  { "Identity", import_identity }, { "MatMul", import_mat_mul },  { "MaxPool", import_max_pool },
  { "Relu", import_relu },         { "Reshape", import_reshape }, { "Softmax", import_softmax },
};

FmtOnnxOperator
fmt_onnx_operator_find (const char *op_type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_equal (operators[i].name, op_type))
      return operators[i].import;
  return NULL;
}
