// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Quantised networks. Their whole numbers are kept as floats, and rounded where ONNX rounds; the
 * sums in between are those of float32. */

/* Scale and zero point of a node: constants, of one number or one for each entry of an axis. */
typedef struct
{
  const FmtOnnxConstant *scale, *zero; /* zero may be NULL */
  gint32 type;                         /* of the whole numbers */
} Code;

static gboolean
read_code (FmtOnnxImport *import,
           const Onnx__NodeProto *node,
           size_t scale,
           size_t zero,
           Code *code,
           GError **error)
{
  const char *name = fmt_onnx_input_name (node, zero);

  code->scale = fmt_onnx_constant (import, fmt_onnx_input_name (node, scale));
  code->zero = fmt_onnx_constant (import, name);
  code->type = code->zero != NULL ? code->zero->type : FMT_ONNX_UINT8;
  if (code->scale != NULL && code->scale->n >= 1 && (name == NULL || code->zero != NULL) &&
      (code->zero == NULL || code->zero->n == code->scale->n || code->zero->n == 1) &&
      code->scale->dims.rank <= 1)
    return TRUE;
  fmt_onnx_set_unsupported (
      error,
      _ ("its scale and zero point are not constants of the file, one for all numbers or one "
         "for each entry of an axis."));
  return FALSE;
}

static float
zero_of (const Code *code, gsize i)
{
  return code->zero == NULL ? 0 : (float) code->zero->numbers[code->zero->n == 1 ? 0 : i];
}

/* The numbers of a code as a tensor that meets a value of n dimensions along an axis. */
static NnTensor *
spread (const Code *code, gboolean scale, int rank, int axis)
{
  NnShape shape = { MAX (rank, 1), { 1, 1, 1, 1, 1, 1, 1 } };
  NnTensor *tensor;

  if (code->scale->n == 1)
    shape = NN_SHAPE_1 (1);
  else
    shape.dims[axis] = (int) code->scale->n;
  tensor = nn_tensor_new (&shape);
  for (gsize i = 0; i < code->scale->n; i++)
    tensor->data[i] = scale ? (float) code->scale->numbers[i] : zero_of (code, i);
  return tensor;
}

/* The axis of a value in the graph. */
static gboolean
find_axis (const Onnx__NodeProto *node,
           const FmtOnnxValue *input,
           const Code *code,
           int standard,
           int *axis,
           GError **error)
{
  *axis = 0;
  if (code->scale->n == 1)
    return TRUE;
  if (!fmt_onnx_get_axis (node, input->dims.rank, standard, axis, error))
    return FALSE;
  if ((gint64) code->scale->n != input->dims.dims[*axis])
    {
      fmt_onnx_set_invalid (error, _ ("its scales do not fit its input."));
      return FALSE;
    }
  if (input->dims.rank >= 2 && input->dims.dims[0] == 1)
    *axis = MAX (*axis - 1, 0);
  return TRUE;
}

static NnValue
add_quantize (FmtOnnxImport *import,
              NnValue value,
              const Code *code,
              int axis,
              const char *name,
              GError **error)
{
  NnTensor *scale, *zero;
  float min, max;

  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (!fmt_onnx_type_range (code->type, &min, &max))
    {
      fmt_onnx_set_unsupported (error, _ ("this program does not quantise to numbers of type %d."),
                                code->type);
      return NN_NO_VALUE;
    }
  scale = spread (code, TRUE, 1, 0);
  zero = spread (code, FALSE, 1, 0);
  return nn_graph_add_quantize (import->graph, name, value, axis, min, max, scale, zero, error);
}

/* (x - zero point) scale */
static NnValue
add_dequantize (FmtOnnxImport *import, NnValue value, const Code *code, int axis, GError **error)
{
  int rank;
  NnValue scale, zero;

  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (code->scale->n == 1)
    {
      NnTensor *factor = spread (code, TRUE, 1, 0), *shift = spread (code, FALSE, 1, 0);

      shift->data[0] *= -factor->data[0];
      return nn_graph_add_scale_shift (import->graph, NULL, value, factor, shift, error);
    }
  rank = nn_graph_shape (import->graph, value)->rank;
  zero = nn_graph_add_constant (import->graph, NULL, spread (code, FALSE, rank, axis), error);
  scale = nn_graph_add_constant (import->graph, NULL, spread (code, TRUE, rank, axis), error);
  if (zero == NN_NO_VALUE || scale == NN_NO_VALUE)
    return NN_NO_VALUE;
  value = nn_graph_add_binary (import->graph, NULL, NN_BINARY_SUB, value, zero, error);
  return value == NN_NO_VALUE
             ? value
             : nn_graph_add_binary (import->graph, NULL, NN_BINARY_MUL, value, scale, error);
}

/* A rounding through which the gradient passes. */
static NnValue
add_rounding (FmtOnnxImport *import, NnValue value, GError **error)
{
  NnTensor *one, *nothing;

  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  one = nn_tensor_new (&NN_SHAPE_1 (1));
  nothing = nn_tensor_new (&NN_SHAPE_1 (1));
  one->data[0] = 1;
  return nn_graph_add_quantize (import->graph, NULL, value, 0, -65536, 65536, one, nothing, error);
}

/* With a scale and a zero point that the network computes: round (x / scale) + zero point. */
static NnValue
import_computed (FmtOnnxImport *import,
                 const Onnx__NodeProto *node,
                 gboolean quantize,
                 GError **error)
{
  FmtOnnxValue values[3];
  size_t n = fmt_onnx_input_name (node, 2) != NULL ? 3 : 2;
  gint32 type;
  float min, max;
  NnValue value;

  for (size_t i = 0; i < n; i++)
    {
      const FmtOnnxValue *input = fmt_onnx_input (import, node, i, error);

      if (input == NULL)
        return NN_NO_VALUE;
      values[i] = *input;
      if (i > 0 && fmt_onnx_dims_size (&input->dims) != 1)
        {
          fmt_onnx_set_unsupported (error, _ ("its input %zu is not one number."), i + 1);
          return NN_NO_VALUE;
        }
    }
  value = values[0].value;
  if (!quantize)
    {
      if (n == 3)
        value = fmt_onnx_step_binary (import, NN_BINARY_SUB, value, values[2].value, error);
      value = fmt_onnx_step_binary (import, NN_BINARY_MUL, value, values[1].value, error);
      return fmt_onnx_full_result (import, node, value, FMT_ONNX_FLOAT, &values[0].dims,
                                   values[0].batch, error);
    }
  type = n == 3 ? values[2].type : FMT_ONNX_UINT8;
  if (!fmt_onnx_type_range (type, &min, &max))
    {
      fmt_onnx_set_unsupported (error, _ ("this program does not quantise to numbers of type %d."),
                                type);
      return NN_NO_VALUE;
    }
  value = fmt_onnx_step_binary (import, NN_BINARY_DIV, value, values[1].value, error);
  value = add_rounding (import, value, error);
  if (n == 3)
    value = fmt_onnx_step_binary (import, NN_BINARY_ADD, value, values[2].value, error);
  if (value != NN_NO_VALUE)
    value = nn_graph_add_clip (import->graph, NULL, value, min, max, error);
  return fmt_onnx_full_result (import, node, value, type, &values[0].dims, values[0].batch, error);
}

/* Whether one of them is computed by the network. */
static gboolean
is_computed (FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  for (size_t i = 1; i < 3; i++)
    if (fmt_onnx_input_name (node, i) != NULL && !fmt_onnx_is_constant (import, node->input[i]))
      return TRUE;
  return FALSE;
}

NnValue
fmt_onnx_import_quantize (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  FmtOnnxValue own;
  gint64 type;
  Code code;
  int axis;

  if (input != NULL && is_computed (import, node))
    return import_computed (import, node, TRUE, error);
  if (input == NULL || !read_code (import, node, 1, 2, &code, error) ||
      !fmt_onnx_get_int (node, "output_dtype", 0, G_MAXINT, 0, &type, error) ||
      !find_axis (node, input, &code, 1, &axis, error))
    return NN_NO_VALUE;
  own = *input;
  if (type != 0)
    code.type = (gint32) type;
  return fmt_onnx_full_result (
      import, node, add_quantize (import, own.value, &code, axis, node->output[0], error),
      code.type, &own.dims, own.batch, error);
}

NnValue
fmt_onnx_import_dequantize (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  FmtOnnxValue own;
  Code code;
  int axis;

  if (input != NULL && is_computed (import, node))
    return import_computed (import, node, FALSE, error);
  if (input == NULL || !read_code (import, node, 1, 2, &code, error) ||
      !find_axis (node, input, &code, 1, &axis, error))
    return NN_NO_VALUE;
  own = *input;
  return fmt_onnx_full_result (import, node, add_dequantize (import, own.value, &code, axis, error),
                               FMT_ONNX_FLOAT, &own.dims, own.batch, error);
}

/* Weights of a quantised layer as the floats that they stand for, given an axis of their scales. */
static NnTensor *
take_weights (FmtOnnxImport *import,
              const Onnx__NodeProto *node,
              size_t index,
              const Code *code,
              int axis,
              GError **error)
{
  g_autoptr (NnTensor) weights = fmt_onnx_take_tensor (import, node, index, error);
  gsize inner = 1, n;

  if (weights == NULL)
    return NULL;
  axis = axis < 0 ? axis + weights->shape.rank : axis;
  if (axis < 0 || axis >= weights->shape.rank ||
      (code->scale->n != 1 && code->scale->n != (gsize) weights->shape.dims[axis]))
    {
      fmt_onnx_set_invalid (error, _ ("its scales do not fit its input."));
      return NULL;
    }
  n = nn_shape_size (&weights->shape);
  for (int i = axis + 1; i < weights->shape.rank; i++)
    inner *= (gsize) weights->shape.dims[i];
  for (gsize i = 0; i < n; i++)
    {
      gsize entry = code->scale->n == 1 ? 0 : i / inner % code->scale->n;

      weights->data[i] =
          (weights->data[i] - zero_of (code, entry)) * (float) code->scale->numbers[entry];
    }
  return g_steal_pointer (&weights);
}

/* A convolution of whole numbers: input, its scale and zero point, the weights with theirs, and
 * those of the output; the bias counts products of the two scales. */
NnValue
fmt_onnx_import_qlinear_conv (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  g_autoptr (NnTensor) weights = NULL, bias = NULL;
  Code x, w, y;
  NnWindow window;
  gint64 groups;

  if (input == NN_NO_VALUE || !read_code (import, node, 1, 2, &x, error) ||
      !read_code (import, node, 4, 5, &w, error) || !read_code (import, node, 6, 7, &y, error))
    return NN_NO_VALUE;
  weights = take_weights (import, node, 3, &w, 0, error);
  if (weights == NULL)
    return NN_NO_VALUE;
  if (weights->shape.rank != 4 || x.scale->n != 1 || y.scale->n != 1)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("its weights have %d dimensions; this program convolves over "
                                   "height and width, which takes 4."),
                                weights->shape.rank);
      return NN_NO_VALUE;
    }
  if (!fmt_onnx_get_window (node, nn_graph_shape (import->graph, input), &weights->shape.dims[2],
                            FALSE, &window, error) ||
      !fmt_onnx_get_int (node, "group", 1, G_MAXINT, 1, &groups, error))
    return NN_NO_VALUE;
  if (fmt_onnx_input_name (node, 8) != NULL)
    {
      bias = fmt_onnx_take_vector (import, node, 8, weights->shape.dims[0], error);
      if (bias == NULL)
        return NN_NO_VALUE;
      for (int i = 0; i < weights->shape.dims[0]; i++)
        bias->data[i] *= (float) (x.scale->numbers[0] * w.scale->numbers[w.scale->n == 1 ? 0 : i]);
    }
  input = add_dequantize (import, input, &x, 0, error);
  if (input != NN_NO_VALUE)
    input = nn_graph_add_conv (import->graph, NULL, input, &window, (int) groups,
                               g_steal_pointer (&weights), g_steal_pointer (&bias), error);
  input = add_quantize (import, input, &y, 0, node->output[0], error);
  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  import->result.type = y.type;
  return input;
}

/* What a node reads, less its zero point and times its scale: (value, scale, zero point) from
 * `index` on. */
static gboolean
read_quantized (FmtOnnxImport *import,
                const Onnx__NodeProto *node,
                size_t index,
                FmtOnnxValue *value,
                GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, index, error);
  Code code;
  int axis = 0;

  if (input == NULL)
    return FALSE;
  *value = *input;
  if (!read_code (import, node, index + 1, index + 2, &code, error))
    return FALSE;
  if (code.scale->n != 1)
    {
      axis = nn_graph_shape (import->graph, value->value)->rank - 1;
      if ((gint64) code.scale->n != value->dims.dims[value->dims.rank - 1])
        {
          fmt_onnx_set_invalid (error, _ ("its scales do not fit its input."));
          return FALSE;
        }
    }
  value->value = add_dequantize (import, value->value, &code, axis, error);
  return value->value != NN_NO_VALUE;
}

static NnValue
multiply (FmtOnnxImport *import,
          const FmtOnnxValue *a,
          const FmtOnnxValue *b,
          FmtOnnxDims *dims,
          GError **error)
{
  FmtOnnxDims stack_a = a->dims, stack_b = b->dims;
  NnValue x, y;

  stack_a.rank -= 2;
  stack_b.rank -= 2;
  if (a->dims.rank < 2 || b->dims.rank < 2 || !fmt_onnx_dims_broadcast (&stack_a, &stack_b, dims))
    {
      fmt_onnx_set_unsupported (error, _ ("its inputs are no matrices."));
      return NN_NO_VALUE;
    }
  x = a->dims.rank == 2 ? fmt_onnx_full_value (import, a, error) : a->value;
  y = b->dims.rank == 2 ? fmt_onnx_full_value (import, b, error) : b->value;
  if (x == NN_NO_VALUE || y == NN_NO_VALUE)
    return NN_NO_VALUE;
  dims->dims[dims->rank++] = a->dims.dims[a->dims.rank - 2];
  dims->dims[dims->rank++] = b->dims.dims[b->dims.rank - 1];
  return nn_graph_add_mat_mul (import->graph, NULL, x, y, FALSE, FALSE, 1, error);
}

NnValue
fmt_onnx_import_qlinear_mat_mul (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  FmtOnnxValue a, b;
  FmtOnnxDims dims;
  NnValue value;
  Code y;

  if (!read_quantized (import, node, 0, &a, error) ||
      !read_quantized (import, node, 3, &b, error) || !read_code (import, node, 6, 7, &y, error))
    return NN_NO_VALUE;
  value = multiply (import, &a, &b, &dims, error);
  value = add_quantize (import, value, &y, 0, NULL, error);
  return fmt_onnx_full_result (import, node, value, y.type, &dims, a.batch, error);
}

/* A zero point, taken away. */
static NnValue
subtract_zero (FmtOnnxImport *import,
               const Onnx__NodeProto *node,
               const FmtOnnxValue *value,
               size_t index,
               GError **error)
{
  const FmtOnnxValue *zero;

  if (fmt_onnx_input_name (node, index) == NULL)
    return value->value;
  zero = fmt_onnx_input (import, node, index, error);
  if (zero == NULL)
    return NN_NO_VALUE;
  /* Of weights there may be one for each column. */
  if (fmt_onnx_dims_size (&zero->dims) != 1 &&
      (index != 3 || zero->dims.rank != 1 || value->dims.rank < 1 ||
       zero->dims.dims[0] != value->dims.dims[value->dims.rank - 1]))
    {
      fmt_onnx_set_unsupported (error, _ ("its input %zu is not one number."), index + 1);
      return NN_NO_VALUE;
    }
  return nn_graph_add_binary (import->graph, NULL, NN_BINARY_SUB, value->value, zero->value, error);
}

NnValue
fmt_onnx_import_mat_mul_integer (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  FmtOnnxValue both[2];
  FmtOnnxDims dims;
  NnValue value;

  for (size_t i = 0; i < 2; i++)
    {
      const FmtOnnxValue *input = fmt_onnx_input (import, node, i, error);

      if (input == NULL)
        return NN_NO_VALUE;
      both[i] = *input;
      both[i].value = subtract_zero (import, node, &both[i], i + 2, error);
      if (both[i].value == NN_NO_VALUE)
        return NN_NO_VALUE;
    }
  value = multiply (import, &both[0], &both[1], &dims, error);
  return fmt_onnx_full_result (import, node, value, FMT_ONNX_INT32, &dims, both[0].batch, error);
}

NnValue
fmt_onnx_import_conv_integer (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxConstant *zero = fmt_onnx_constant (import, fmt_onnx_input_name (node, 3));
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  g_autoptr (NnTensor) weights = NULL;
  NnWindow window;
  gint64 groups;
  NnValue value;

  if (input == NULL || fmt_onnx_input_value (import, node, 0, error) == NN_NO_VALUE)
    return NN_NO_VALUE;
  weights = fmt_onnx_take_tensor (import, node, 1, error);
  if (weights == NULL)
    return NN_NO_VALUE;
  if (weights->shape.rank != 4 || (fmt_onnx_input_name (node, 3) != NULL && zero == NULL) ||
      (zero != NULL && zero->n != 1 && zero->n != (gsize) weights->shape.dims[0]))
    {
      fmt_onnx_set_unsupported (error,
                                _ ("its weights have %d dimensions; this program convolves over "
                                   "height and width, which takes 4."),
                                weights->shape.rank);
      return NN_NO_VALUE;
    }
  for (gsize i = 0, n = nn_shape_size (&weights->shape); zero != NULL && i < n; i++)
    weights->data[i] -=
        (float) zero->numbers[zero->n == 1 ? 0 : i / (n / (gsize) weights->shape.dims[0])];
  value = subtract_zero (import, node, input, 2, error);
  if (value == NN_NO_VALUE ||
      !fmt_onnx_get_window (node, nn_graph_shape (import->graph, value), &weights->shape.dims[2],
                            FALSE, &window, error) ||
      !fmt_onnx_get_int (node, "group", 1, G_MAXINT, 1, &groups, error))
    return NN_NO_VALUE;
  return nn_graph_add_conv (import->graph, node->output[0], value, &window, (int) groups,
                            g_steal_pointer (&weights), NULL, error);
}

/* Range and zero point from the numbers themselves, 0 being among them:
 * scale = (max - min) / 255, zero point = round (-min / scale). */
NnValue
fmt_onnx_import_dynamic_quantize (FmtOnnxImport *import,
                                  const Onnx__NodeProto *node,
                                  GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  NnGraph *graph = import->graph;
  NnValue none, most, ends[2], scale, zero, value;
  FmtOnnxValue further = { .type = FMT_ONNX_FLOAT, .batch = -1 };
  FmtOnnxValue own;
  guint all;

  if (input == NULL)
    return NN_NO_VALUE;
  own = *input;
  none = fmt_onnx_step_number (import, 0, error);
  most = none != NN_NO_VALUE ? fmt_onnx_step_number (import, 255, error) : NN_NO_VALUE;
  if (most == NN_NO_VALUE)
    return NN_NO_VALUE;
  all = (1u << nn_graph_shape (graph, own.value)->rank) - 1;
  for (int i = 0; i < 2; i++)
    {
      ends[i] = nn_graph_add_reduce (graph, NULL, own.value, i == 0 ? NN_REDUCE_MIN : NN_REDUCE_MAX,
                                     all, error);
      if (ends[i] == NN_NO_VALUE)
        return NN_NO_VALUE;
      ends[i] = nn_graph_add_flatten (graph, NULL, ends[i], error);
      ends[i] = fmt_onnx_step_binary (import, i == 0 ? NN_BINARY_MIN : NN_BINARY_MAX, ends[i], none,
                                      error);
    }
  scale = fmt_onnx_step_binary (import, NN_BINARY_SUB, ends[1], ends[0], error);
  scale = fmt_onnx_step_binary (import, NN_BINARY_DIV, scale, most, error);
  zero = fmt_onnx_step_binary (import, NN_BINARY_SUB, none, ends[0], error);
  zero = fmt_onnx_step_binary (import, NN_BINARY_DIV, zero, scale, error);
  zero = zero == NN_NO_VALUE ? zero : nn_graph_add_clip (graph, NULL, zero, 0, 255, error);
  zero = add_rounding (import, zero, error);
  value = fmt_onnx_step_binary (import, NN_BINARY_DIV, own.value, scale, error);
  value = add_rounding (import, value, error);
  value = fmt_onnx_step_binary (import, NN_BINARY_ADD, value, zero, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  value = nn_graph_add_clip (graph, NULL, value, 0, 255, error);
  further.value = scale;
  if (node->n_output > 1 && !fmt_onnx_set_output (import, node->output[1], &further, error))
    return NN_NO_VALUE;
  further.value = zero;
  further.type = FMT_ONNX_UINT8;
  if (node->n_output > 2 && !fmt_onnx_set_output (import, node->output[2], &further, error))
    return NN_NO_VALUE;
  return fmt_onnx_full_result (import, node, value, FMT_ONNX_UINT8, &own.dims, own.batch, error);
}

/* factor x + shift */
static NnValue
add_line (FmtOnnxImport *import, NnValue value, float factor, float shift, GError **error)
{
  NnTensor *scale = nn_tensor_new (&NN_SHAPE_1 (1)), *addend = nn_tensor_new (&NN_SHAPE_1 (1));

  scale->data[0] = factor;
  addend->data[0] = shift;
  return nn_graph_add_scale_shift (import->graph, NULL, value, scale, addend, error);
}

/* The whole numbers of a sum or a product from those of its terms, in the order of ONNX Runtime,
 * with the zero point added before the rounding: halves would otherwise often be rounded the other
 * way. */
static NnValue
combine_codes (FmtOnnxImport *import,
               gboolean add,
               NnValue a,
               NnValue b,
               const Code codes[3],
               GError **error)
{
  float scale[3], zero[3], min, max;
  NnTensor *one, *nothing;
  NnValue value;

  if (!fmt_onnx_type_range (codes[2].type, &min, &max))
    {
      fmt_onnx_set_unsupported (error, _ ("this program does not quantise to numbers of type %d."),
                                codes[2].type);
      return NN_NO_VALUE;
    }
  for (int i = 0; i < 3; i++)
    {
      scale[i] = (float) codes[i].scale->numbers[0];
      zero[i] = zero_of (&codes[i], 0);
    }
  if (add)
    {
      float first = scale[0] / scale[2], second = scale[1] / scale[2];

      a = add_line (import, a, first, 0, error);
      b = a != NN_NO_VALUE
              ? add_line (import, b, second, zero[2] - (first * zero[0] + second * zero[1]), error)
              : NN_NO_VALUE;
      value = b != NN_NO_VALUE
                  ? nn_graph_add_binary (import->graph, NULL, NN_BINARY_ADD, a, b, error)
                  : NN_NO_VALUE;
    }
  else
    {
      a = add_line (import, a, 1, -zero[0], error);
      b = a != NN_NO_VALUE ? add_line (import, b, 1, -zero[1], error) : NN_NO_VALUE;
      value = b != NN_NO_VALUE
                  ? nn_graph_add_binary (import->graph, NULL, NN_BINARY_MUL, a, b, error)
                  : NN_NO_VALUE;
      if (value != NN_NO_VALUE)
        value = add_line (import, value, scale[0] * scale[1] / scale[2], zero[2], error);
    }
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  one = nn_tensor_new (&NN_SHAPE_1 (1));
  nothing = nn_tensor_new (&NN_SHAPE_1 (1));
  one->data[0] = 1;
  return nn_graph_add_quantize (import->graph, NULL, value, 0, min, max, one, nothing, error);
}

static gboolean
is_single (const Code *code)
{
  return code->scale->n == 1;
}

/* ONNX Runtime's own: QLinearAdd and QLinearMul (a, scale, zero, b, scale, zero, scale, zero). */
NnValue
fmt_onnx_import_qlinear_binary (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  gboolean add = g_str_equal (node->op_type, "QLinearAdd"), exact;
  const FmtOnnxValue *first = fmt_onnx_input (import, node, 0, error);
  const FmtOnnxValue *second = first != NULL ? fmt_onnx_input (import, node, 3, error) : NULL;
  FmtOnnxValue a, b;
  FmtOnnxDims dims;
  NnValue value;
  Code codes[3];

  if (second == NULL || !read_code (import, node, 1, 2, &codes[0], error) ||
      !read_code (import, node, 4, 5, &codes[1], error) ||
      !read_code (import, node, 6, 7, &codes[2], error))
    return NN_NO_VALUE;
  exact = is_single (&codes[0]) && is_single (&codes[1]) && is_single (&codes[2]);
  a = *first;
  b = *second;
  if (!exact && (!read_quantized (import, node, 0, &a, error) ||
                 !read_quantized (import, node, 3, &b, error)))
    return NN_NO_VALUE;
  if (!fmt_onnx_dims_broadcast (&a.dims, &b.dims, &dims))
    {
      g_autofree char *a_text = fmt_onnx_dims_to_string (&a.dims);
      g_autofree char *b_text = fmt_onnx_dims_to_string (&b.dims);

      fmt_onnx_set_invalid (error, _ ("its inputs of %s and %s do not fit together."), a_text,
                            b_text);
      return NN_NO_VALUE;
    }
  if (exact)
    value = combine_codes (import, add, a.value, b.value, codes, error);
  else
    {
      value = nn_graph_add_binary (import->graph, NULL, add ? NN_BINARY_ADD : NN_BINARY_MUL,
                                   a.value, b.value, error);
      value = add_quantize (import, value, &codes[2], 0, NULL, error);
    }
  return fmt_onnx_full_result (import, node, value, codes[2].type, &dims, MAX (a.batch, b.batch),
                               error);
}

/* QLinearGlobalAveragePool, QLinearSigmoid, QLinearLeakyRelu, QLinearSoftmax's simpler kin: (x,
 * scale, zero, scale of y, zero of y). */
NnValue
fmt_onnx_import_qlinear_unary (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  FmtOnnxValue x;
  FmtOnnxDims dims;
  NnValue value;
  float slope;
  Code y;

  if (!read_quantized (import, node, 0, &x, error) || !read_code (import, node, 3, 4, &y, error) ||
      !fmt_onnx_get_float (node, "alpha", 0.01f, &slope, error))
    return NN_NO_VALUE;
  dims = x.dims;
  if (g_str_equal (node->op_type, "QLinearSigmoid"))
    value = nn_graph_add_sigmoid (import->graph, NULL, x.value, error);
  else if (g_str_equal (node->op_type, "QLinearLeakyRelu"))
    value = nn_graph_add_leaky_relu (import->graph, NULL, x.value, slope, error);
  else
    {
      gint64 channels_last;

      if (!fmt_onnx_get_int (node, "channels_last", 0, 1, 0, &channels_last, error))
        return NN_NO_VALUE;
      if (channels_last || dims.rank != 4 || dims.dims[0] != 1)
        {
          fmt_onnx_set_unsupported (error, _ ("with “%s” it does what this program does not."),
                                    "channels_last");
          return NN_NO_VALUE;
        }
      dims.dims[2] = dims.dims[3] = 1;
      value = nn_graph_add_global_average_pool (import->graph, NULL, x.value, error);
    }
  value = add_quantize (import, value, &y, 0, NULL, error);
  return fmt_onnx_full_result (import, node, value, y.type, &dims, x.batch, error);
}

/* QGemm: (a, scale, zero, b, scale, zero, c, scale of y, zero of y); c counts products of the two
 * scales, and without the last two y is float. */
NnValue
fmt_onnx_import_qgemm (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  g_autoptr (NnTensor) weights = NULL, bias = NULL;
  gint64 transpose_a, transposed;
  FmtOnnxValue a;
  FmtOnnxDims dims;
  NnValue value;
  Code x, w, y;
  float alpha;
  int n;

  if (!fmt_onnx_get_int (node, "transA", 0, 0, 0, &transpose_a, error) ||
      !fmt_onnx_get_int (node, "transB", 0, 1, 0, &transposed, error) ||
      !fmt_onnx_get_float (node, "alpha", 1, &alpha, error) ||
      !read_code (import, node, 1, 2, &x, error) || !read_code (import, node, 4, 5, &w, error) ||
      !read_quantized (import, node, 0, &a, error))
    return NN_NO_VALUE;
  weights = take_weights (import, node, 3, &w, transposed ? 0 : 1, error);
  if (weights == NULL)
    return NN_NO_VALUE;
  if (weights->shape.rank != 2 || a.dims.rank != 2)
    {
      fmt_onnx_set_unsupported (error, _ ("its inputs are no matrices."));
      return NN_NO_VALUE;
    }
  n = weights->shape.dims[transposed ? 0 : 1];
  for (gsize i = 0; i < nn_shape_size (&weights->shape); i++)
    weights->data[i] *= alpha;
  if (fmt_onnx_input_name (node, 6) != NULL)
    {
      bias = fmt_onnx_take_bias (import, node, 6, n, error);
      if (bias == NULL)
        return NN_NO_VALUE;
      for (int i = 0; i < n; i++)
        bias->data[i] *=
            (float) (alpha * x.scale->numbers[0] * w.scale->numbers[w.scale->n == 1 ? 0 : i]);
    }
  dims = a.dims;
  dims.dims[1] = n;
  value = nn_graph_add_row_linear (import->graph, NULL, a.value, transposed == 1,
                                   g_steal_pointer (&weights), g_steal_pointer (&bias), error);
  if (fmt_onnx_input_name (node, 7) == NULL)
    return fmt_onnx_full_result (import, node, value, FMT_ONNX_FLOAT, &dims, a.batch, error);
  if (!read_code (import, node, 7, 8, &y, error))
    return NN_NO_VALUE;
  value = add_quantize (import, value, &y, 0, NULL, error);
  return fmt_onnx_full_result (import, node, value, y.type, &dims, a.batch, error);
}
