// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Operators that work number by number, and softmax. */

/* Adds a node of one input and nothing else. */
typedef NnValue (*AddPlain) (NnGraph *graph, const char *name, NnValue input, GError **error);

static NnValue
import_plain (FmtOnnxImport *import, const Onnx__NodeProto *node, AddPlain add, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return add (import->graph, node->output[0], input, error);
}

NnValue
fmt_onnx_import_relu (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return import_plain (import, node, nn_graph_add_relu, error);
}

NnValue
fmt_onnx_import_sigmoid (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return import_plain (import, node, nn_graph_add_sigmoid, error);
}

NnValue
fmt_onnx_import_tanh (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return import_plain (import, node, nn_graph_add_tanh, error);
}

NnValue
fmt_onnx_import_hard_swish (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return import_plain (import, node, nn_graph_add_hard_swish, error);
}

NnValue
fmt_onnx_import_identity (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return fmt_onnx_input_value (import, node, 0, error);
}

/* Between kinds of floating-point numbers; here all are float32. */
NnValue
fmt_onnx_import_cast (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  gint64 type;

  if (!fmt_onnx_get_int (node, "to", 1, G_MAXINT, 0, &type, error))
    return NN_NO_VALUE;
  if (type != FMT_ONNX_FLOAT && type != FMT_ONNX_FLOAT16)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("this program computes with float32, and cannot make "
                                   "numbers of type %d of it."),
                                (int) type);
      return NN_NO_VALUE;
    }
  return fmt_onnx_input_value (import, node, 0, error);
}

NnValue
fmt_onnx_import_leaky_relu (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  float slope;

  if (input == NN_NO_VALUE || !fmt_onnx_get_float (node, "alpha", 0.01f, &slope, error))
    return NN_NO_VALUE;
  return nn_graph_add_leaky_relu (import->graph, node->output[0], input, slope, error);
}

NnValue
fmt_onnx_import_hard_sigmoid (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  float alpha, beta;

  if (input == NN_NO_VALUE || !fmt_onnx_get_float (node, "alpha", 0.2f, &alpha, error) ||
      !fmt_onnx_get_float (node, "beta", 0.5f, &beta, error))
    return NN_NO_VALUE;
  return nn_graph_add_hard_sigmoid (import->graph, node->output[0], input, alpha, beta, error);
}

/* Limits are attributes before operator set 11, and then inputs. */
NnValue
fmt_onnx_import_clip (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  float min, max;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (import->opset < 11 ? !fmt_onnx_get_float (node, "min", -G_MAXFLOAT, &min, error) ||
                               !fmt_onnx_get_float (node, "max", G_MAXFLOAT, &max, error)
                         : !fmt_onnx_read_number (import, node, 1, -G_MAXFLOAT, &min, error) ||
                               !fmt_onnx_read_number (import, node, 2, G_MAXFLOAT, &max, error))
    return NN_NO_VALUE;
  return nn_graph_add_clip (import->graph, node->output[0], input, min, max, error);
}

FmtOnnxBroadcast
fmt_onnx_broadcast (const NnShape *constant, const NnShape *value)
{
  const int *dims = constant->dims;
  int rank = constant->rank;

  if (nn_shape_size (constant) == 1)
    return FMT_ONNX_FOR_ALL;
  for (; rank > value->rank && *dims == 1; rank--)
    dims++;
  if (rank != value->rank || dims[0] != value->dims[0])
    return FMT_ONNX_NOT_BROADCAST;
  if (memcmp (dims, value->dims, (size_t) rank * sizeof *dims) == 0)
    return FMT_ONNX_FOR_EACH;
  for (int i = 1; i < rank; i++)
    if (dims[i] != 1)
      return FMT_ONNX_NOT_BROADCAST;
  return FMT_ONNX_FOR_CHANNELS;
}

/* A constant that is applied to a value. */
static NnTensor *
take_operand (FmtOnnxImport *import,
              const Onnx__NodeProto *node,
              size_t index,
              NnValue value,
              GError **error)
{
  g_autoptr (NnTensor) operand = fmt_onnx_take_tensor (import, node, index, error);
  const NnShape *shape = nn_graph_shape (import->graph, value);
  g_autofree char *a = NULL, *b = NULL;

  if (operand == NULL || fmt_onnx_broadcast (&operand->shape, shape) != FMT_ONNX_NOT_BROADCAST)
    return g_steal_pointer (&operand);
  a = nn_shape_to_string (&operand->shape);
  b = nn_shape_to_string (shape);
  fmt_onnx_set_unsupported (error,
                            _ ("its constant of %s cannot be applied to a value of %s; this "
                               "program has one number for each channel there, or one for "
                               "all."),
                            a, b);
  return NULL;
}

/* Which of a node's two inputs is a constant; 2 = none. */
static size_t
find_constant (FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  for (size_t i = 0; i < 2; i++)
    if (fmt_onnx_is_constant (import, fmt_onnx_input_name (node, i)))
      return i;
  return 2;
}

static void
change (NnTensor *tensor, float factor, gboolean invert)
{
  gsize n = nn_shape_size (&tensor->shape);

  for (gsize i = 0; i < n; i++)
    tensor->data[i] = invert ? factor / tensor->data[i] : factor * tensor->data[i];
}

/* Whether a number is so small that what is divided by it has no bounds. */
static gboolean
has_zero (const NnTensor *tensor)
{
  gsize n = nn_shape_size (&tensor->shape);

  for (gsize i = 0; i < n; i++)
    if (fabsf (tensor->data[i]) < 1 / G_MAXFLOAT)
      return TRUE;
  return FALSE;
}

static NnTensor *
single (float value)
{
  NnTensor *tensor = nn_tensor_new (&NN_SHAPE_1 (1));

  tensor->data[0] = value;
  return tensor;
}

/* x + c, c + x, x - c, c - x, x * c, c * x and x / c are all scale * x + shift. */
static NnValue
import_with_constant (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      char kind,
                      size_t constant,
                      GError **error)
{
  NnValue value = fmt_onnx_input_value (import, node, 1 - constant, error);
  NnTensor *operand, *scale = NULL;

  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  operand = take_operand (import, node, constant, value, error);
  if (operand == NULL)
    return NN_NO_VALUE;
  if (kind == '*' || kind == '/')
    {
      if (kind == '/' && has_zero (operand))
        {
          fmt_onnx_set_invalid (error, _ ("it divides by zero."));
          nn_tensor_free (operand);
          return NN_NO_VALUE;
        }
      if (kind == '/')
        change (operand, 1, TRUE);
      return nn_graph_add_scale_shift (import->graph, node->output[0], value, operand, NULL, error);
    }
  if (kind == '-' && constant == 1)
    change (operand, -1, FALSE);
  if (kind == '-' && constant == 0)
    scale = single (-1);
  return nn_graph_add_scale_shift (import->graph, node->output[0], value, scale, operand, error);
}

/* The larger value first, as nn_graph_add_mul wants it. */
static NnValue
multiply (FmtOnnxImport *import, const Onnx__NodeProto *node, NnValue a, NnValue b, GError **error)
{
  gboolean swap = nn_shape_size (nn_graph_shape (import->graph, b)) >
                  nn_shape_size (nn_graph_shape (import->graph, a));

  if (nn_graph_shape (import->graph, a)->rank != nn_graph_shape (import->graph, b)->rank)
    {
      fmt_onnx_set_unsupported (error, _ ("its inputs have different numbers of dimensions."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_mul (import->graph, node->output[0], swap ? b : a, swap ? a : b, error);
}

static NnValue
import_binary (FmtOnnxImport *import, const Onnx__NodeProto *node, char kind, GError **error)
{
  size_t constant = find_constant (import, node);
  NnValue a, b;

  if (constant < 2 && (kind != '/' || constant == 1))
    return import_with_constant (import, node, kind, constant, error);
  a = fmt_onnx_input_value (import, node, 0, error);
  b = a != NN_NO_VALUE ? fmt_onnx_input_value (import, node, 1, error) : NN_NO_VALUE;
  if (b != NN_NO_VALUE && kind == '-')
    b = nn_graph_add_scale_shift (import->graph, NULL, b, single (-1), NULL, error);
  if (b == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (kind == '/')
    {
      fmt_onnx_set_unsupported (error, _ ("this program divides by constants only."));
      return NN_NO_VALUE;
    }
  if (kind == '*')
    return multiply (import, node, a, b, error);
  return nn_graph_add_sum (import->graph, node->output[0], a, b, error);
}

NnValue
fmt_onnx_import_add (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return import_binary (import, node, '+', error);
}

NnValue
fmt_onnx_import_sub (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return import_binary (import, node, '-', error);
}

NnValue
fmt_onnx_import_mul (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return import_binary (import, node, '*', error);
}

NnValue
fmt_onnx_import_div (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return import_binary (import, node, '/', error);
}

NnValue
fmt_onnx_import_sum (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  g_autofree NnValue *inputs = fmt_onnx_input_values (import, node, error);

  if (inputs == NULL)
    return NN_NO_VALUE;
  return nn_graph_add_sum_of (import->graph, node->output[0], (int) node->n_input, inputs, error);
}

NnValue
fmt_onnx_import_softmax (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
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

/* As a network's output it leads to the same confidences as the scores themselves. */
NnValue
fmt_onnx_import_log_softmax (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  if (g_str_equal (node->output[0], import->output))
    return fmt_onnx_input_value (import, node, 0, error);
  fmt_onnx_set_unsupported (error, _ ("this program knows it as a network's output only."));
  return NN_NO_VALUE;
}
