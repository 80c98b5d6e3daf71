// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Operators that work on two and more values number by number, with broadcasting. */

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

/* Which of a node's two inputs is a constant that a scale-shift can apply to the other; 2 = none.
 */
static size_t
find_constant (FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  for (size_t i = 0; i < 2; i++)
    if (fmt_onnx_is_constant (import, fmt_onnx_input_name (node, i)) &&
        fmt_onnx_input_name (node, 1 - i) != NULL &&
        !fmt_onnx_is_constant (import, node->input[1 - i]))
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

/* x + c, c + x, x - c, c - x, x * c, c * x and x / c are all scale * x + shift. Takes over the
 * constant. */
static NnValue
add_scale_shift (FmtOnnxImport *import,
                 const char *name,
                 NnValue value,
                 char kind,
                 gboolean constant_first,
                 NnTensor *operand,
                 GError **error)
{
  NnTensor *scale = NULL;

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
      return nn_graph_add_scale_shift (import->graph, name, value, operand, NULL, error);
    }
  if (kind == '-' && !constant_first)
    change (operand, -1, FALSE);
  if (kind == '-' && constant_first)
    scale = single (-1);
  return nn_graph_add_scale_shift (import->graph, name, value, scale, operand, error);
}

/* How a constant meets the value; whole numbers are not divided this way. */
static gboolean
fits_scale_shift (const FmtOnnxValue *value,
                  const NnTensor *operand,
                  const FmtOnnxDims *dims,
                  const NnShape *shape)
{
  return fmt_onnx_broadcast (&operand->shape, shape) != FMT_ONNX_NOT_BROADCAST &&
         dims->rank == value->dims.rank &&
         memcmp (dims->dims, value->dims.dims, (size_t) dims->rank * sizeof *dims->dims) == 0;
}

static const struct
{
  const char *name;
  NnBinary kind;
  char sign;         /* of what a scale-shift can do, too; 0 = none */
  gboolean swap;     /* a function of the second and the first */
  gboolean inverted; /* true where the function is not */
  gboolean compares;
} kinds[] = {
  { "Add", NN_BINARY_ADD, '+', FALSE, FALSE, FALSE },
  { "And", NN_BINARY_AND, 0, FALSE, FALSE, TRUE },
  { "Div", NN_BINARY_DIV, '/', FALSE, FALSE, FALSE },
  { "Equal", NN_BINARY_EQUAL, 0, FALSE, FALSE, TRUE },
  { "Greater", NN_BINARY_LESS, 0, TRUE, FALSE, TRUE },
  { "GreaterOrEqual", NN_BINARY_LESS_OR_EQUAL, 0, TRUE, FALSE, TRUE },
  { "Less", NN_BINARY_LESS, 0, FALSE, FALSE, TRUE },
  { "LessOrEqual", NN_BINARY_LESS_OR_EQUAL, 0, FALSE, FALSE, TRUE },
  { "Mod", NN_BINARY_MOD, 0, FALSE, FALSE, FALSE },
  { "Mul", NN_BINARY_MUL, '*', FALSE, FALSE, FALSE },
  { "Or", NN_BINARY_OR, 0, FALSE, FALSE, TRUE },
  { "PRelu", NN_BINARY_PRELU, 0, FALSE, FALSE, FALSE },
  { "Pow", NN_BINARY_POW, 0, FALSE, FALSE, FALSE },
  { "Sub", NN_BINARY_SUB, '-', FALSE, FALSE, FALSE },
  { "Xor", NN_BINARY_XOR, 0, FALSE, FALSE, TRUE },
};

static int
batch_of_both (const FmtOnnxValue *a, const FmtOnnxValue *b, const FmtOnnxDims *dims)
{
  if (a->batch >= 0)
    return a->batch + dims->rank - a->dims.rank;
  return b->batch >= 0 ? b->batch + dims->rank - b->dims.rank : -1;
}

static gboolean
broadcast_both (const FmtOnnxDims *a, const FmtOnnxDims *b, FmtOnnxDims *dims, GError **error)
{
  g_autofree char *first = NULL, *second = NULL;

  if (fmt_onnx_dims_broadcast (a, b, dims))
    return TRUE;
  first = fmt_onnx_dims_to_string (a);
  second = fmt_onnx_dims_to_string (b);
  fmt_onnx_set_invalid (error, _ ("its inputs of %s and %s do not fit together."), first, second);
  return FALSE;
}

/* x / (1 + exp (-x)) is written as a product. */
static gboolean
is_sigmoid_of (const NnGraph *graph, NnValue value, NnValue input)
{
  const NnNode *node = nn_graph_node (graph, value);

  return node->op == &nn_op_sigmoid && node->inputs[0] == input;
}

/* Hard swish is, too: x min (max (x / 6 + 1 / 2, 0), 1). */
static gboolean
is_hard_sigmoid_of (const NnGraph *graph, NnValue value, NnValue input)
{
  const NnNode *node = nn_graph_node (graph, value);

  return node->op == &nn_op_hard_sigmoid && node->inputs[0] == input &&
         node->attributes.hard_sigmoid.alpha == 1.0f / 6 &&
         node->attributes.hard_sigmoid.beta == 0.5f;
}

/* Operators that are made for the common cases are faster than the general one. */
static NnValue
add_binary (NnGraph *graph, const char *name, NnBinary kind, NnValue a, NnValue b, GError **error)
{
  const NnShape *x = nn_graph_shape (graph, a), *y = nn_graph_shape (graph, b);

  if (kind == NN_BINARY_ADD && nn_shape_equal (x, y))
    return nn_graph_add_sum (graph, name, a, b, error);
  if (kind == NN_BINARY_MUL && is_sigmoid_of (graph, b, a))
    return nn_graph_add_function (graph, name, a, NN_FUNCTION_SWISH, 1, 0, error);
  if (kind == NN_BINARY_MUL && is_sigmoid_of (graph, a, b))
    return nn_graph_add_function (graph, name, b, NN_FUNCTION_SWISH, 1, 0, error);
  if (kind == NN_BINARY_MUL && is_hard_sigmoid_of (graph, b, a))
    return nn_graph_add_hard_swish (graph, name, a, error);
  if (kind == NN_BINARY_MUL && is_hard_sigmoid_of (graph, a, b))
    return nn_graph_add_hard_swish (graph, name, b, error);
  if (kind == NN_BINARY_MUL && x->rank == y->rank &&
      (nn_shape_equal (x, y) ||
       (x->dims[0] == y->dims[0] &&
        (nn_shape_size (x) == (gsize) x->dims[0] || nn_shape_size (y) == (gsize) y->dims[0]))))
    return nn_graph_add_mul (graph, name, a, b, error);
  return nn_graph_add_binary (graph, name, kind, a, b, error);
}

/* With a constant: a scale-shift, a square or a root where that does; NN_NO_VALUE without an error
 * where it does not. */
static NnValue
import_with_constant (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      char sign,
                      size_t constant,
                      GError **error)
{
  const FmtOnnxValue *value = fmt_onnx_input (import, node, 1 - constant, error);
  g_autoptr (NnTensor) operand = NULL;
  FmtOnnxDims own, dims;
  const NnShape *shape;
  NnValue result;

  if (value == NULL)
    return NN_NO_VALUE;
  operand = fmt_onnx_take_numbers (import, node, constant, error);
  if (operand == NULL)
    return NN_NO_VALUE;
  own = (FmtOnnxDims){ .rank = operand->shape.rank };
  for (int i = 0; i < own.rank; i++)
    own.dims[i] = operand->shape.dims[i];
  shape = nn_graph_shape (import->graph, value->value);
  if (!broadcast_both (&value->dims, &own, &dims, error) ||
      !fits_scale_shift (value, operand, &dims, shape) ||
      (sign == '/' && (constant == 0 || !fmt_onnx_is_float_type (value->type))))
    return NN_NO_VALUE;
  result = add_scale_shift (import, node->output[0], value->value, sign, constant == 0,
                            g_steal_pointer (&operand), error);
  if (result == NN_NO_VALUE)
    return NN_NO_VALUE;
  return fmt_onnx_result (import, result, value->type, &value->dims, value->batch);
}

/* x^2 and x^0.5, which are common and need no power. */
static NnValue
import_power (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxConstant *exponent = fmt_onnx_constant (import, fmt_onnx_input_name (node, 1));
  const FmtOnnxValue *value;
  NnFunction kind;

  if (exponent == NULL || exponent->n != 1 || exponent->dims.rank > 1 ||
      (exponent->numbers[0] != 2 && exponent->numbers[0] != 0.5))
    return NN_NO_VALUE;
  kind = exponent->numbers[0] == 2 ? NN_FUNCTION_SQUARE : NN_FUNCTION_SQRT;
  value = fmt_onnx_input (import, node, 0, error);
  if (value == NULL || value->dims.rank < exponent->dims.rank)
    return NN_NO_VALUE;
  return fmt_onnx_result (
      import,
      nn_graph_add_function (import->graph, node->output[0], value->value, kind, 0, 0, error),
      value->type, &value->dims, value->batch);
}

/* Slopes (c, 1, 1), or one for all. */
static NnValue
import_prelu (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *value = fmt_onnx_input (import, node, 0, error);
  g_autoptr (NnTensor) slopes = NULL;
  const NnShape *shape;

  if (value == NULL || value->dims.rank < 2 || value->dims.dims[0] != 1 ||
      !fmt_onnx_is_constant (import, fmt_onnx_input_name (node, 1)))
    return NN_NO_VALUE;
  slopes = fmt_onnx_take_tensor (import, node, 1, error);
  shape = nn_graph_shape (import->graph, value->value);
  if (slopes == NULL || (nn_shape_size (&slopes->shape) != 1 &&
                         fmt_onnx_broadcast (&slopes->shape, shape) != FMT_ONNX_FOR_CHANNELS))
    return NN_NO_VALUE;
  return fmt_onnx_result (import,
                          nn_graph_add_prelu (import->graph, node->output[0], value->value,
                                              g_steal_pointer (&slopes), error),
                          value->type, &value->dims, value->batch);
}

static NnValue
add_general (FmtOnnxImport *import, const Onnx__NodeProto *node, size_t k, GError **error)
{
  const FmtOnnxValue *a = fmt_onnx_input (import, node, 0, error), *b;
  NnBinary kind = kinds[k].kind;
  FmtOnnxValue first, second;
  FmtOnnxDims dims;
  NnValue value;
  gint64 fmod;

  if (a == NULL || !fmt_onnx_get_int (node, "fmod", 0, 1, 0, &fmod, error))
    return NN_NO_VALUE;
  first = *a;
  b = fmt_onnx_input (import, node, 1, error);
  if (b == NULL)
    return NN_NO_VALUE;
  second = *b;
  if (!broadcast_both (&first.dims, &second.dims, &dims, error))
    return NN_NO_VALUE;
  if (kind == NN_BINARY_DIV && !fmt_onnx_is_float_type (first.type))
    kind = NN_BINARY_QUOTIENT;
  if (fmod)
    kind = NN_BINARY_FMOD;
  value =
      add_binary (import->graph, node->output[0], kind, kinds[k].swap ? second.value : first.value,
                  kinds[k].swap ? first.value : second.value, error);
  if (value != NN_NO_VALUE && kind == NN_BINARY_POW && !fmt_onnx_is_float_type (first.type))
    value = nn_graph_add_function (import->graph, NULL, value, NN_FUNCTION_TRUNC, 0, 0, error);
  return fmt_onnx_full_result (import, node, value, kinds[k].compares ? FMT_ONNX_BOOL : first.type,
                               &dims, batch_of_both (&first, &second, &dims), error);
}

/* Before operator set 7 the second value was repeated only where “broadcast” said so, and aligned
 * at “axis”, or at the end without one. */
static NnValue
import_old (FmtOnnxImport *import, const Onnx__NodeProto *node, size_t k, GError **error)
{
  FmtOnnxValue values[2];
  gint64 broadcast, axis;
  NnShape shape;
  FmtOnnxDims dims;
  NnValue value;

  for (size_t i = 0; i < 2; i++)
    {
      const FmtOnnxValue *input = fmt_onnx_input (import, node, i, error);

      if (input == NULL)
        return NN_NO_VALUE;
      values[i] = *input;
    }
  if (!fmt_onnx_get_int (node, "broadcast", 0, 1, 0, &broadcast, error) ||
      !fmt_onnx_get_int (node, "axis", 0, values[0].dims.rank,
                         MAX (values[0].dims.rank - values[1].dims.rank, 0), &axis, error))
    return NN_NO_VALUE;
  /* Slopes have one number for each channel. */
  if (kinds[k].kind == NN_BINARY_PRELU)
    axis = values[0].dims.rank >= 2 ? 1 : 0;
  dims = values[1].dims;
  while (dims.rank > 0 && dims.rank + axis < values[0].dims.rank)
    dims.dims[dims.rank++] = 1;
  values[1].dims = dims;
  if (!fmt_onnx_dims_broadcast (&values[0].dims, &values[1].dims, &dims) ||
      (!broadcast && kinds[k].kind != NN_BINARY_PRELU &&
       fmt_onnx_dims_size (&values[0].dims) != fmt_onnx_dims_size (&values[1].dims)) ||
      !fmt_onnx_inner_shape (&values[1].dims, &shape, error))
    {
      g_autofree char *first = fmt_onnx_dims_to_string (&values[0].dims);
      g_autofree char *second = fmt_onnx_dims_to_string (&values[1].dims);

      g_clear_error (error);
      fmt_onnx_set_invalid (error, _ ("its inputs of %s and %s do not fit together."), first,
                            second);
      return NN_NO_VALUE;
    }
  value = fmt_onnx_reshape (import, NULL, values[1].value, &shape, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  value = add_binary (import->graph, node->output[0], kinds[k].kind,
                      kinds[k].swap ? value : values[0].value,
                      kinds[k].swap ? values[0].value : value, error);
  return fmt_onnx_full_result (import, node, value,
                               kinds[k].compares ? FMT_ONNX_BOOL : values[0].type, &dims,
                               values[0].batch, error);
}

NnValue
fmt_onnx_import_binary (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  size_t constant = find_constant (import, node), k = 0;
  NnValue value = NN_NO_VALUE;
  GError *failure = NULL;

  while (k < G_N_ELEMENTS (kinds) && !g_str_equal (kinds[k].name, node->op_type))
    k++;
  g_return_val_if_fail (k < G_N_ELEMENTS (kinds), NN_NO_VALUE);
  if (import->opset < 7)
    return import_old (import, node, k, error);
  if (kinds[k].sign != 0 && constant < 2)
    value = import_with_constant (import, node, kinds[k].sign, constant, &failure);
  else if (kinds[k].kind == NN_BINARY_POW && constant == 1)
    value = import_power (import, node, &failure);
  else if (kinds[k].kind == NN_BINARY_PRELU)
    value = import_prelu (import, node, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  if (value != NN_NO_VALUE || failure != NULL)
    return value;
  return add_general (import, node, k, error);
}

/* All inputs with one function; the mean divides by their number. Min and Max with one number are
 * how ReLU6 is written. */
static NnValue
clip_by_constant (FmtOnnxImport *import, const Onnx__NodeProto *node, gboolean max, GError **error)
{
  size_t constant = node->n_input == 2 ? find_constant (import, node) : 2;
  const FmtOnnxConstant *limit =
      constant < 2 ? fmt_onnx_constant (import, node->input[constant]) : NULL;
  const FmtOnnxValue *value;
  float number;

  if (limit == NULL || limit->n != 1 || !isfinite (limit->numbers[0]))
    return NN_NO_VALUE;
  value = fmt_onnx_input (import, node, 1 - constant, error);
  if (value == NULL || value->dims.rank < limit->dims.rank)
    return NN_NO_VALUE;
  number = (float) limit->numbers[0];
  return fmt_onnx_result (
      import,
      max && number == 0
          ? nn_graph_add_relu (import->graph, node->output[0], value->value, error)
          : nn_graph_add_clip (import->graph, node->output[0], value->value,
                               max ? number : -G_MAXFLOAT, max ? G_MAXFLOAT : number, error),
      value->type, &value->dims, value->batch);
}

static gboolean
all_same (FmtOnnxImport *import, const Onnx__NodeProto *node, const FmtOnnxValue *first)
{
  for (size_t i = 1; i < node->n_input; i++)
    {
      const FmtOnnxValue *other = fmt_onnx_input (import, node, i, NULL);

      if (other == NULL || other->dims.rank != first->dims.rank ||
          memcmp (other->dims.dims, first->dims.dims,
                  (size_t) first->dims.rank * sizeof *first->dims.dims) != 0)
        return FALSE;
    }
  return TRUE;
}

NnValue
fmt_onnx_import_variadic (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  gboolean max = g_str_equal (node->op_type, "Max"), min = g_str_equal (node->op_type, "Min");
  NnBinary kind = max ? NN_BINARY_MAX : min ? NN_BINARY_MIN : NN_BINARY_ADD;
  const FmtOnnxValue *input;
  FmtOnnxValue sum;
  GError *failure = NULL;

  if (max || min)
    {
      NnValue value = clip_by_constant (import, node, max, &failure);

      if (failure != NULL)
        g_propagate_error (error, failure);
      if (value != NN_NO_VALUE || failure != NULL)
        return value;
    }
  input = fmt_onnx_input (import, node, 0, error);
  if (input == NULL)
    return NN_NO_VALUE;
  sum = *input;
  if (g_str_equal (node->op_type, "Sum") && all_same (import, node, &sum))
    {
      g_autofree NnValue *values = g_new (NnValue, node->n_input);

      for (size_t i = 0; i < node->n_input; i++)
        values[i] = fmt_onnx_input (import, node, i, NULL)->value;
      sum.value =
          nn_graph_add_sum_of (import->graph, node->output[0], (int) node->n_input, values, error);
      return fmt_onnx_full_result (import, node, sum.value, sum.type, &sum.dims, sum.batch, error);
    }
  for (size_t i = 1; i < node->n_input; i++)
    {
      FmtOnnxDims dims;

      input = fmt_onnx_input (import, node, i, error);
      if (input == NULL || !broadcast_both (&sum.dims, &input->dims, &dims, error))
        return NN_NO_VALUE;
      sum.batch = batch_of_both (&sum, input, &dims);
      sum.dims = dims;
      sum.value = add_binary (import->graph, NULL, kind, sum.value, input->value, error);
      if (sum.value == NN_NO_VALUE)
        return NN_NO_VALUE;
    }
  if (g_str_equal (node->op_type, "Mean"))
    sum.value = nn_graph_add_scale_shift (import->graph, node->output[0], sum.value,
                                          single (1 / (float) node->n_input), NULL, error);
  return fmt_onnx_full_result (import, node, sum.value, sum.type, &sum.dims, sum.batch, error);
}

NnValue
fmt_onnx_import_where (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  FmtOnnxValue values[3];
  FmtOnnxDims dims;
  int batch;

  for (size_t i = 0; i < 3; i++)
    {
      const FmtOnnxValue *value = fmt_onnx_input (import, node, i, error);

      if (value == NULL)
        return NN_NO_VALUE;
      values[i] = *value;
    }
  if (!broadcast_both (&values[0].dims, &values[1].dims, &dims, error) ||
      !broadcast_both (&dims, &values[2].dims, &dims, error))
    return NN_NO_VALUE;
  batch = batch_of_both (&values[1], &values[2], &dims);
  if (batch < 0)
    batch = batch_of_both (&values[0], &values[0], &dims);
  return fmt_onnx_full_result (import, node,
                               nn_graph_add_where (import->graph, node->output[0], values[0].value,
                                                   values[1].value, values[2].value, error),
                               values[1].type, &dims, batch, error);
}
