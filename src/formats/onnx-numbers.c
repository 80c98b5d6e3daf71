// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"
#include "formats/onnx-file.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The arithmetic with which exporters write shapes: it is done while the file is read. The size of
 * the batch is not a number, and neither is what is computed with it. */

/* Beyond this a number is no integer that the file could have meant. */
#define MAX_INTEGER 9e15

const FmtOnnxNumbers *
fmt_onnx_numbers (FmtOnnxImport *import, const char *name)
{
  const Onnx__TensorProto *tensor;
  FmtOnnxNumbers *numbers;

  if (name == NULL)
    return NULL;
  numbers = g_hash_table_lookup (import->numbers, name);
  if (numbers != NULL)
    return numbers;
  tensor = g_hash_table_lookup (import->tensors, name);
  if (tensor == NULL || g_hash_table_size (import->numbers) >= NN_MAX_NODES)
    return NULL;
  numbers = fmt_onnx_read_numbers (tensor);
  if (numbers != NULL)
    g_hash_table_insert (import->numbers, (gpointer) name, numbers);
  return numbers;
}

gboolean
fmt_onnx_read_integers (FmtOnnxImport *import,
                        const Onnx__NodeProto *node,
                        size_t index,
                        size_t max_n,
                        gint64 *numbers,
                        size_t *n,
                        GError **error)
{
  const char *name = fmt_onnx_input_name (node, index);
  const FmtOnnxNumbers *found = fmt_onnx_numbers (import, name);

  if (found == NULL || found->is_float)
    {
      fmt_onnx_set_unsupported (
          error,
          _ ("input %zu, “%s”, is not a short list of integers that the file has, as it has "
             "to be."),
          index + 1, name != NULL ? name : "");
      return FALSE;
    }
  if (found->n > max_n)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("the tensor “%s” has %zu numbers; at most %zu are possible."),
                                name, found->n, max_n);
      return FALSE;
    }
  *n = found->n;
  for (size_t i = 0; i < found->n; i++)
    numbers[i] = isnan (found->values[i])
                     ? FMT_ONNX_BATCH
                     : (gint64) CLAMP (found->values[i], -MAX_INTEGER, MAX_INTEGER);
  return TRUE;
}

gboolean
fmt_onnx_read_number (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      size_t index,
                      float standard,
                      float *number,
                      GError **error)
{
  const char *name = fmt_onnx_input_name (node, index);
  const FmtOnnxNumbers *found = fmt_onnx_numbers (import, name);

  *number = standard;
  if (name == NULL)
    return TRUE;
  if (found == NULL || found->n != 1 || isnan (found->values[0]))
    {
      fmt_onnx_set_unsupported (error, _ ("input %zu, “%s”, is not one number of the file."),
                                index + 1, name);
      return FALSE;
    }
  *number = (float) found->values[0];
  return TRUE;
}

gboolean
fmt_onnx_get_integers (FmtOnnxImport *import,
                       const Onnx__NodeProto *node,
                       const char *name,
                       size_t index,
                       size_t max_n,
                       gint64 *numbers,
                       size_t *n,
                       GError **error)
{
  if (!fmt_onnx_get_list (node, name, max_n, numbers, n, error))
    return FALSE;
  if (*n > 0 || fmt_onnx_input_name (node, index) == NULL)
    return TRUE;
  return fmt_onnx_read_integers (import, node, index, max_n, numbers, n, error);
}

static double
divide (const FmtOnnxNumbers *like, double a, double b)
{
  return like->is_float ? a / b : trunc (a / b);
}

/* One of the four kinds, of lists of the same length, or of a list and a number. */
static gboolean
calculate (char kind, const FmtOnnxNumbers *a, const FmtOnnxNumbers *b, FmtOnnxNumbers *result)
{
  if (a->n != b->n && a->n != 1 && b->n != 1)
    return FALSE;
  result->is_float = a->is_float;
  result->is_scalar = a->is_scalar && b->is_scalar;
  result->n = a->n == 1 ? b->n : a->n;
  for (size_t i = 0; i < result->n; i++)
    {
      double x = a->values[a->n == 1 ? 0 : i], y = b->values[b->n == 1 ? 0 : i];

      switch (kind)
        {
        case '+':
          result->values[i] = x + y;
          break;
        case '-':
          result->values[i] = x - y;
          break;
        case '*':
          result->values[i] = x * y;
          break;
        default:
          result->values[i] = divide (a, x, y);
          break;
        }
    }
  return TRUE;
}

static gboolean
fold_gather (const Onnx__NodeProto *node,
             const FmtOnnxNumbers *const *inputs,
             FmtOnnxNumbers *result)
{
  gint64 axis;

  if (inputs[0]->is_scalar || !fmt_onnx_get_int (node, "axis", -1, 0, 0, &axis, NULL))
    return FALSE;
  result->is_float = inputs[0]->is_float;
  result->is_scalar = inputs[1]->is_scalar;
  result->n = inputs[1]->n;
  for (size_t i = 0; i < result->n; i++)
    {
      double index = inputs[1]->values[i];

      if (index < 0)
        index += (double) inputs[0]->n;
      if (!(index >= 0 && index < (double) inputs[0]->n))
        return FALSE;
      result->values[i] = inputs[0]->values[(size_t) index];
    }
  return TRUE;
}

static gboolean
fold_concat (const Onnx__NodeProto *node,
             const FmtOnnxNumbers *const *inputs,
             FmtOnnxNumbers *result)
{
  for (size_t i = 0; i < node->n_input; i++)
    {
      if (inputs[i]->is_scalar || inputs[i]->n > FMT_ONNX_MAX_NUMBERS - result->n)
        return FALSE;
      memcpy (result->values + result->n, inputs[i]->values, inputs[i]->n * sizeof (double));
      result->n += inputs[i]->n;
      result->is_float = inputs[i]->is_float;
    }
  return TRUE;
}

/* Where a slice of n numbers begins or ends. */
static size_t
slice_place (gint64 place, size_t n)
{
  if (place < 0)
    place = MAX (place, -(gint64) n) + (gint64) n;
  return (size_t) MIN (place, (gint64) n);
}

static gboolean
fold_slice (FmtOnnxImport *import,
            const Onnx__NodeProto *node,
            const FmtOnnxNumbers *const *inputs,
            FmtOnnxNumbers *result)
{
  gint64 starts[1], ends[1], axes[1], steps[1];
  size_t n_starts, n_ends, n_axes, n_steps, first, end;

  if (inputs[0]->is_scalar ||
      !fmt_onnx_get_integers (import, node, "starts", 1, 1, starts, &n_starts, NULL) ||
      !fmt_onnx_get_integers (import, node, "ends", 2, 1, ends, &n_ends, NULL) ||
      !fmt_onnx_get_integers (import, node, "axes", 3, 1, axes, &n_axes, NULL) ||
      !fmt_onnx_get_integers (import, node, "steps", 4, 1, steps, &n_steps, NULL) ||
      n_starts != 1 || n_ends != 1 || starts[0] == FMT_ONNX_BATCH || ends[0] == FMT_ONNX_BATCH ||
      (n_steps == 1 && steps[0] != 1))
    return FALSE;
  first = slice_place (starts[0], inputs[0]->n);
  end = slice_place (ends[0], inputs[0]->n);
  result->is_float = inputs[0]->is_float;
  result->n = end > first ? end - first : 0;
  memcpy (result->values, inputs[0]->values + first, result->n * sizeof (double));
  return TRUE;
}

/* Of lists to single numbers and back. */
static gboolean
fold_rank (const FmtOnnxNumbers *input, gboolean to_scalar, FmtOnnxNumbers *result)
{
  if (input->n != 1 || input->is_scalar == to_scalar)
    return FALSE;
  *result = *input;
  result->is_scalar = to_scalar;
  return TRUE;
}

/* A list reshaped to a list. */
static gboolean
fold_list (const FmtOnnxNumbers *input, const FmtOnnxNumbers *shape, FmtOnnxNumbers *result)
{
  if (shape->n != 1 || (shape->values[0] != -1 && shape->values[0] != (double) input->n))
    return FALSE;
  *result = *input;
  result->is_scalar = FALSE;
  return TRUE;
}

static gboolean
fold_cast (const Onnx__NodeProto *node, const FmtOnnxNumbers *input, FmtOnnxNumbers *result)
{
  gint64 type;

  if (!fmt_onnx_get_int (node, "to", 1, G_MAXINT, 0, &type, NULL))
    return FALSE;
  *result = *input;
  result->is_float = type != FMT_ONNX_INT64 && type != FMT_ONNX_INT32;
  for (size_t i = 0; i < result->n && !result->is_float; i++)
    result->values[i] = trunc (result->values[i]);
  return TRUE;
}

/* As many copies of a number as the input says: for lists, whose shape is one number. */
static gboolean
fold_constant_of_shape (const Onnx__NodeProto *node,
                        const FmtOnnxNumbers *input,
                        FmtOnnxNumbers *result)
{
  const Onnx__AttributeProto *value = fmt_onnx_find_attribute (node, "value");
  g_autofree FmtOnnxNumbers *filling = NULL;

  if (input->n > 1 ||
      (input->n == 1 && !(input->values[0] >= 0 && input->values[0] <= FMT_ONNX_MAX_NUMBERS)))
    return FALSE;
  if (value != NULL && value->t != NULL)
    filling = fmt_onnx_read_numbers (value->t);
  if (value != NULL && (filling == NULL || filling->n != 1))
    return FALSE;
  result->is_float = filling == NULL || filling->is_float;
  result->is_scalar = input->n == 0;
  result->n = input->n == 0 ? 1 : (size_t) input->values[0];
  for (size_t i = 0; i < result->n; i++)
    result->values[i] = filling != NULL ? filling->values[0] : 0;
  return TRUE;
}

static gboolean
fold_product (const FmtOnnxNumbers *input, const Onnx__NodeProto *node, FmtOnnxNumbers *result)
{
  gint64 keep;

  if (!fmt_onnx_get_int (node, "keepdims", 0, 1, 1, &keep, NULL))
    return FALSE;
  result->is_float = input->is_float;
  result->is_scalar = keep == 0 || input->is_scalar;
  result->n = 1;
  result->values[0] = 1;
  for (size_t i = 0; i < input->n; i++)
    result->values[0] *= input->values[i];
  return TRUE;
}

static gboolean
fold_floor (const FmtOnnxNumbers *input, FmtOnnxNumbers *result)
{
  *result = *input;
  for (size_t i = 0; i < result->n; i++)
    result->values[i] = floor (result->values[i]);
  return TRUE;
}

/* Constants that are written as attributes other than a tensor. */
static gboolean
fold_constant (const Onnx__NodeProto *node, FmtOnnxNumbers *result)
{
  const Onnx__AttributeProto *attribute = node->n_attribute == 1 ? node->attribute[0] : NULL;
  const char *name = attribute != NULL ? attribute->name : NULL;

  result->n = 1;
  if (g_strcmp0 (name, "value_float") == 0 || g_strcmp0 (name, "value_int") == 0)
    {
      result->is_scalar = TRUE;
      result->is_float = g_str_equal (name, "value_float");
      result->values[0] = result->is_float ? (double) attribute->f : (double) attribute->i;
      return TRUE;
    }
  if (g_strcmp0 (name, "value_ints") != 0 && g_strcmp0 (name, "value_floats") != 0)
    return FALSE;
  result->is_float = g_str_equal (name, "value_floats");
  result->n = result->is_float ? attribute->n_floats : attribute->n_ints;
  if (result->n > FMT_ONNX_MAX_NUMBERS)
    return FALSE;
  for (size_t i = 0; i < result->n; i++)
    result->values[i] =
        result->is_float ? (double) attribute->floats[i] : (double) attribute->ints[i];
  return TRUE;
}

/* The shape of a value, from dimension `start` to before `end`. */
static gboolean
fold_shape (FmtOnnxImport *import, const Onnx__NodeProto *node, FmtOnnxNumbers *result)
{
  const char *name = fmt_onnx_input_name (node, 0);
  const NnShape *shape;
  gpointer value;
  gint64 start, end;
  size_t n;

  if (name == NULL || !g_hash_table_lookup_extended (import->values, name, NULL, &value))
    return FALSE;
  shape = nn_graph_shape (import->graph, GPOINTER_TO_INT (value));
  n = (size_t) shape->rank + 1;
  if (!fmt_onnx_get_int (node, "start", -G_MAXINT, G_MAXINT, 0, &start, NULL) ||
      !fmt_onnx_get_int (node, "end", G_MININT64 / 2, G_MAXINT64, G_MAXINT, &end, NULL))
    return FALSE;
  for (size_t i = slice_place (start, n); i < slice_place (end, n); i++)
    result->values[result->n++] = i == 0 ? NAN : shape->dims[i - 1];
  return TRUE;
}

static gboolean
fold_operator (FmtOnnxImport *import,
               const Onnx__NodeProto *node,
               const FmtOnnxNumbers *const *inputs,
               FmtOnnxNumbers *result)
{
  static const struct
  {
    const char *name;
    char kind;
  } calculations[] = { { "Add", '+' }, { "Sub", '-' }, { "Mul", '*' }, { "Div", '/' } };

  for (size_t i = 0; i < G_N_ELEMENTS (calculations); i++)
    if (g_str_equal (node->op_type, calculations[i].name))
      return node->n_input == 2 && calculate (calculations[i].kind, inputs[0], inputs[1], result);
  if (g_str_equal (node->op_type, "Concat"))
    return fold_concat (node, inputs, result);
  if (g_str_equal (node->op_type, "Gather"))
    return node->n_input == 2 && fold_gather (node, inputs, result);
  if (g_str_equal (node->op_type, "Slice"))
    return fold_slice (import, node, inputs, result);
  if (g_str_equal (node->op_type, "Unsqueeze"))
    return fold_rank (inputs[0], FALSE, result);
  if (g_str_equal (node->op_type, "Squeeze"))
    return fold_rank (inputs[0], TRUE, result);
  if (g_str_equal (node->op_type, "Cast"))
    return fold_cast (node, inputs[0], result);
  if (g_str_equal (node->op_type, "ConstantOfShape"))
    return fold_constant_of_shape (node, inputs[0], result);
  if (g_str_equal (node->op_type, "ReduceProd"))
    return fold_product (inputs[0], node, result);
  if (g_str_equal (node->op_type, "Reshape"))
    return node->n_input == 2 && fold_list (inputs[0], inputs[1], result);
  if (g_str_equal (node->op_type, "Floor"))
    return fold_floor (inputs[0], result);
  return FALSE;
}

gboolean
fmt_onnx_calculate (FmtOnnxImport *import, const Onnx__NodeProto *node, FmtOnnxNumbers *result)
{
  g_autofree const FmtOnnxNumbers **inputs = NULL;

  if (g_str_equal (node->op_type, "Constant"))
    return fold_constant (node, result);
  if (g_str_equal (node->op_type, "Shape"))
    return fold_shape (import, node, result);
  if (node->n_input == 0 || node->n_input > FMT_ONNX_MAX_NUMBERS)
    return FALSE;
  inputs = g_new0 (const FmtOnnxNumbers *, node->n_input);
  for (size_t i = 0; i < node->n_input; i++)
    {
      inputs[i] = fmt_onnx_numbers (import, fmt_onnx_input_name (node, i));
      if (inputs[i] == NULL && (i == 0 || fmt_onnx_input_name (node, i) != NULL))
        return FALSE;
    }
  if (node->n_input == 2 && inputs[1] == NULL)
    return FALSE;
  return fold_operator (import, node, inputs, result);
}
