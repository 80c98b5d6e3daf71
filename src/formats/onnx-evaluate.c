// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-evaluate.h"

#include "config.h"

#include <math.h>
#include <string.h>

/* The arithmetic with which exporters write shapes, indices and weights: it is done while the file
 * is read. What is not known here is left to the network itself. */

gsize
fmt_onnx_evaluate_place (const FmtOnnxDims *output, const FmtOnnxDims *input, gsize i)
{
  gsize place = 0, step = 1;

  for (int axis = output->rank - 1; axis >= 0; axis--)
    {
      int own = axis - (output->rank - input->rank);
      gsize index = i % (gsize) output->dims[axis];

      i /= (gsize) output->dims[axis];
      if (own < 0)
        continue;
      if (input->dims[own] != 1)
        place += index * step;
      step *= (gsize) input->dims[own];
    }
  return place;
}

FmtOnnxConstant *
fmt_onnx_evaluate_result (FmtOnnxImport *import, gint32 type, const FmtOnnxDims *dims)
{
  gint64 size = 1;

  for (int i = 0; i < dims->rank; i++)
    if (dims->dims[i] < 0 || dims->dims[i] > NN_MAX_SIZE || (size *= dims->dims[i]) > NN_MAX_SIZE)
      return NULL;
  if (!fmt_onnx_take_room (import, (gsize) size, "", NULL))
    return NULL;
  return fmt_onnx_constant_new (type, dims);
}

FmtOnnxConstant *
fmt_onnx_evaluate_copy (FmtOnnxImport *import,
                        const FmtOnnxConstant *input,
                        gint32 type,
                        const FmtOnnxDims *dims)
{
  FmtOnnxConstant *result = fmt_onnx_evaluate_result (import, type, dims);

  if (result != NULL && result->n == input->n)
    memcpy (result->numbers, input->numbers, input->n * sizeof (double));
  else
    g_clear_pointer (&result, fmt_onnx_constant_free);
  return result;
}

/* The nearest number with so many binary digits, none of them below 2^least; halves to the even
 * one. */
static double
cut (double x, int digits, int least)
{
  double step;
  int exponent;

  if (x == 0 || !isfinite (x))
    return x;
  frexp (x, &exponent);
  step = ldexp (1, MAX (exponent - digits, least));
  return rint (x / step) * step;
}

static double
cast (double x, gint64 type)
{
  if (type == FMT_ONNX_BOOL)
    return x != 0;
  if (fmt_onnx_is_integer_type (type))
    return trunc (x);
  if (type == FMT_ONNX_BFLOAT16)
    return cut (x, 8, -133);
  if (type != FMT_ONNX_FLOAT16)
    return x;
  x = cut (x, 11, -24);
  return fabs (x) > 65504 ? copysign (INFINITY, x) : x;
}

static FmtOnnxConstant *
evaluate_cast (FmtOnnxImport *import,
               const Onnx__NodeProto *node,
               const FmtOnnxConstant *const *inputs)
{
  FmtOnnxConstant *result;
  gint64 type;

  if (g_str_equal (node->op_type, "CastLike"))
    type = inputs[1]->type;
  else if (!fmt_onnx_get_int (node, "to", 1, G_MAXINT, 0, &type, NULL))
    return NULL;
  if (!fmt_onnx_is_float_type (type) && !fmt_onnx_is_integer_type (type))
    return NULL;
  result = fmt_onnx_evaluate_copy (import, inputs[0], (gint32) type, &inputs[0]->dims);
  for (gsize i = 0; result != NULL && i < result->n && type != inputs[0]->type; i++)
    result->numbers[i] = cast (result->numbers[i], type);
  return result;
}

static FmtOnnxConstant *
evaluate_new_dims (FmtOnnxImport *import, const Onnx__NodeProto *node, const FmtOnnxConstant *input)
{
  FmtOnnxDims dims;

  if (!fmt_onnx_new_dims (import, node, &input->dims, &dims, NULL))
    return NULL;
  return fmt_onnx_evaluate_copy (import, input, input->type, &dims);
}

static FmtOnnxConstant *
evaluate_maps (FmtOnnxImport *import, const Onnx__NodeProto *node, const FmtOnnxConstant *input)
{
  g_auto (FmtOnnxMaps) maps = { 0 };
  FmtOnnxConstant *result;

  if (!fmt_onnx_find_maps (import, node, &input->dims, &maps, NULL))
    return NULL;
  result = fmt_onnx_evaluate_result (import, input->type, &maps.dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    {
      gint64 rest = (gint64) i, place = 0, step = 1;

      for (int axis = maps.dims.rank - 1; axis >= 0; axis--)
        {
          int own = axis - (maps.dims.rank - input->dims.rank);
          gint64 index = rest % maps.dims.dims[axis];

          rest /= maps.dims.dims[axis];
          if (maps.maps[axis] != NULL)
            index = maps.maps[axis][index];
          if (index < 0)
            place = G_MININT64 / 2;
          if (own >= 0)
            {
              place += index * step;
              step *= input->dims.dims[own];
            }
        }
      result->numbers[i] = place >= 0 ? input->numbers[place] : maps.filling;
    }
  if (result != NULL)
    result->dims = maps.final;
  return result;
}

static FmtOnnxConstant *
evaluate_transpose (FmtOnnxImport *import,
                    const Onnx__NodeProto *node,
                    const FmtOnnxConstant *input)
{
  gint64 order[FMT_ONNX_MAX_RANK], steps[FMT_ONNX_MAX_RANK], step = 1;
  int rank = input->dims.rank, taken = 0;
  FmtOnnxDims dims = { rank, { 0 } };
  FmtOnnxConstant *result;
  size_t n;

  if (!fmt_onnx_get_list (node, "perm", FMT_ONNX_MAX_RANK, order, &n, NULL))
    return NULL;
  for (int i = rank - 1; i >= 0; i--)
    {
      steps[i] = step;
      step *= input->dims.dims[i];
      if (n == 0)
        order[i] = rank - 1 - i;
    }
  if (n != 0 && n != (size_t) rank)
    return NULL;
  for (int i = 0; i < rank; i++)
    {
      if (order[i] < 0 || order[i] >= rank || taken >> order[i] & 1)
        return NULL;
      taken |= 1 << order[i];
      dims.dims[i] = input->dims.dims[order[i]];
    }
  result = fmt_onnx_evaluate_result (import, input->type, &dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    {
      gint64 rest = (gint64) i, place = 0;

      for (int axis = rank - 1; axis >= 0; axis--)
        {
          place += rest % dims.dims[axis] * steps[order[axis]];
          rest /= dims.dims[axis];
        }
      result->numbers[i] = input->numbers[place];
    }
  return result;
}

static FmtOnnxConstant *
evaluate_concat (FmtOnnxImport *import,
                 const Onnx__NodeProto *node,
                 const FmtOnnxConstant *const *inputs)
{
  FmtOnnxDims dims = inputs[0]->dims;
  gint64 outer = 1, inner = 1, offset = 0;
  FmtOnnxConstant *result;
  int axis;

  if (!fmt_onnx_get_axis (node, dims.rank, 0, &axis, NULL))
    return NULL;
  dims.dims[axis] = 0;
  for (size_t i = 0; i < node->n_input; i++)
    {
      if (inputs[i] == NULL || inputs[i]->dims.rank != dims.rank)
        return NULL;
      for (int j = 0; j < dims.rank; j++)
        if (j != axis && inputs[i]->dims.dims[j] != dims.dims[j])
          return NULL;
      dims.dims[axis] += inputs[i]->dims.dims[axis];
    }
  result = fmt_onnx_evaluate_result (import, inputs[0]->type, &dims);
  if (result == NULL)
    return NULL;
  for (int i = 0; i < dims.rank; i++)
    if (i < axis)
      outer *= dims.dims[i];
    else if (i > axis)
      inner *= dims.dims[i];
  for (size_t i = 0; i < node->n_input; i++)
    {
      gint64 run = inputs[i]->dims.dims[axis] * inner;

      for (gint64 o = 0; o < outer; o++)
        memcpy (result->numbers + o * dims.dims[axis] * inner + offset,
                inputs[i]->numbers + o * run, (gsize) run * sizeof (double));
      offset += run;
    }
  return result;
}

static FmtOnnxConstant *
evaluate_where (FmtOnnxImport *import, const FmtOnnxConstant *const *inputs)
{
  FmtOnnxConstant *result;
  FmtOnnxDims dims;

  if (!fmt_onnx_dims_broadcast (&inputs[0]->dims, &inputs[1]->dims, &dims) ||
      !fmt_onnx_dims_broadcast (&dims, &inputs[2]->dims, &dims))
    return NULL;
  result = fmt_onnx_evaluate_result (import, inputs[1]->type, &dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    {
      int which =
          inputs[0]->numbers[fmt_onnx_evaluate_place (&dims, &inputs[0]->dims, i)] != 0 ? 1 : 2;

      result->numbers[i] =
          inputs[which]->numbers[fmt_onnx_evaluate_place (&dims, &inputs[which]->dims, i)];
    }
  return result;
}

static FmtOnnxConstant *
evaluate_range (FmtOnnxImport *import, const FmtOnnxConstant *const *inputs)
{
  double start, limit, step, n;
  FmtOnnxConstant *result;

  for (int i = 0; i < 3; i++)
    if (inputs[i]->n != 1)
      return NULL;
  start = inputs[0]->numbers[0];
  limit = inputs[1]->numbers[0];
  step = inputs[2]->numbers[0];
  n = step != 0 ? ceil ((limit - start) / step) : -1;
  if (!(n <= NN_MAX_SIZE) || isnan (n) || (n < 0 && step == 0))
    return NULL;
  result = fmt_onnx_evaluate_result (import, inputs[0]->type,
                                     &(FmtOnnxDims){ 1, { (gint64) MAX (n, 0) } });
  for (gsize i = 0; result != NULL && i < result->n; i++)
    result->numbers[i] = start + (double) i * step;
  return result;
}

static FmtOnnxConstant *
evaluate_constant_of_shape (FmtOnnxImport *import,
                            const Onnx__NodeProto *node,
                            const FmtOnnxConstant *input)
{
  const Onnx__AttributeProto *value = fmt_onnx_find_attribute (node, "value");
  g_autoptr (FmtOnnxConstant) filling = NULL;
  FmtOnnxDims dims = { .rank = (int) MIN (input->n, FMT_ONNX_MAX_RANK + 1) };
  FmtOnnxConstant *result;

  if (input->n > FMT_ONNX_MAX_RANK)
    return NULL;
  for (gsize i = 0; i < input->n; i++)
    dims.dims[i] = (gint64) CLAMP (input->numbers[i], -1, 1e12);
  if (value != NULL && value->t != NULL)
    filling = fmt_onnx_decode (import, value->t, NULL);
  if (value != NULL && (filling == NULL || filling->n != 1))
    return NULL;
  result =
      fmt_onnx_evaluate_result (import, filling != NULL ? filling->type : FMT_ONNX_FLOAT, &dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    result->numbers[i] = filling != NULL ? filling->numbers[0] : 0;
  return result;
}

/* Sums and their like over some axes. */
static FmtOnnxConstant *
evaluate_reduce (FmtOnnxImport *import, const Onnx__NodeProto *node, const FmtOnnxConstant *input)
{
  const char *kind = node->op_type + strlen ("Reduce");
  gint64 axes[FMT_ONNX_MAX_RANK], keep, none_is_all;
  FmtOnnxDims reduced = input->dims, kept = { 0 };
  FmtOnnxConstant *result;
  gsize count = 1;
  size_t n;

  if (!fmt_onnx_get_integers (import, node, "axes", 1, FMT_ONNX_MAX_RANK, axes, &n, NULL) ||
      !fmt_onnx_get_int (node, "keepdims", 0, 1, 1, &keep, NULL) ||
      !fmt_onnx_get_int (node, "noop_with_empty_axes", 0, 1, 0, &none_is_all, NULL) ||
      (n == 0 && none_is_all))
    return NULL;
  for (int i = 0; i < input->dims.rank; i++)
    {
      gboolean among = n == 0;

      for (size_t j = 0; j < n; j++)
        among = among || axes[j] == i || axes[j] + input->dims.rank == i;
      if (among)
        {
          count *= (gsize) reduced.dims[i];
          reduced.dims[i] = 1;
        }
      if (!among || keep)
        kept.dims[kept.rank++] = reduced.dims[i];
    }
  result = fmt_onnx_evaluate_result (import, input->type, &reduced);
  if (result == NULL || count == 0)
    {
      fmt_onnx_constant_free (result);
      return NULL;
    }
  for (gsize i = 0; i < result->n; i++)
    result->numbers[i] = g_str_equal (kind, "Prod")  ? 1
                         : g_str_equal (kind, "Max") ? -INFINITY
                         : g_str_equal (kind, "Min") ? INFINITY
                                                     : 0;
  for (gsize i = 0; i < input->n; i++)
    {
      double *to = &result->numbers[fmt_onnx_evaluate_place (&input->dims, &reduced, i)];
      double x = input->numbers[i];

      if (g_str_equal (kind, "L1"))
        x = fabs (x);
      if (g_str_equal (kind, "L2") || g_str_equal (kind, "SumSquare"))
        x *= x;
      if (g_str_equal (kind, "Prod"))
        *to *= x;
      else if (g_str_equal (kind, "Max"))
        *to = fmax (*to, x);
      else if (g_str_equal (kind, "Min"))
        *to = fmin (*to, x);
      else
        *to += g_str_equal (kind, "Mean") ? x / (double) count : x;
    }
  for (gsize i = 0; i < result->n && g_str_equal (kind, "L2"); i++)
    result->numbers[i] = sqrt (result->numbers[i]);
  result->dims = kept;
  return result;
}

/* Places of a tensor, named by their first indices, get other numbers. */
static FmtOnnxConstant *
evaluate_scatter_nd (FmtOnnxImport *import,
                     const Onnx__NodeProto *node,
                     const FmtOnnxConstant *const *inputs)
{
  const FmtOnnxConstant *data = inputs[0], *indices = inputs[1], *updates = inputs[2];
  g_autofree char *reduction = NULL;
  FmtOnnxConstant *result;
  gsize depth, run = 1;

  if (indices->dims.rank < 1 ||
      !fmt_onnx_get_string (node, "reduction", "none", &reduction, NULL) ||
      !g_str_equal (reduction, "none"))
    return NULL;
  depth = (gsize) indices->dims.dims[indices->dims.rank - 1];
  if (depth < 1 || depth > (gsize) data->dims.rank)
    return NULL;
  for (int i = (int) depth; i < data->dims.rank; i++)
    run *= (gsize) data->dims.dims[i];
  if (updates->n != indices->n / depth * run)
    return NULL;
  result = fmt_onnx_evaluate_copy (import, data, data->type, &data->dims);
  for (gsize i = 0; result != NULL && i < indices->n / depth; i++)
    {
      gsize place = 0;

      for (gsize j = 0; j < depth; j++)
        {
          double size = (double) data->dims.dims[j], index = indices->numbers[i * depth + j];

          index += index < 0 ? size : 0;
          if (!(index >= 0 && index < size))
            {
              fmt_onnx_constant_free (result);
              return NULL;
            }
          place = place * (gsize) data->dims.dims[j] + (gsize) index;
        }
      memcpy (result->numbers + place * run, updates->numbers + i * run, run * sizeof (double));
    }
  return result;
}

/* The coordinates of what is not 0: a row for each dimension. */
static FmtOnnxConstant *
evaluate_non_zero (FmtOnnxImport *import, const FmtOnnxConstant *input)
{
  FmtOnnxDims dims = { 2, { input->dims.rank, 0 } };
  FmtOnnxConstant *result;
  gsize found = 0;

  for (gsize i = 0; i < input->n; i++)
    dims.dims[1] += input->numbers[i] != 0;
  result = fmt_onnx_evaluate_result (import, FMT_ONNX_INT64, &dims);
  for (gsize i = 0; result != NULL && i < input->n; i++)
    {
      gint64 rest = (gint64) i;

      if (input->numbers[i] == 0)
        continue;
      for (int axis = input->dims.rank - 1; axis >= 0; axis--)
        {
          result->numbers[(gsize) axis * (gsize) dims.dims[1] + found] =
              (double) (rest % input->dims.dims[axis]);
          rest /= input->dims.dims[axis];
        }
      found++;
    }
  return result;
}

/* Ones on a diagonal. */
static FmtOnnxConstant *
evaluate_eye_like (FmtOnnxImport *import, const Onnx__NodeProto *node, const FmtOnnxConstant *input)
{
  FmtOnnxConstant *result;
  gint64 type, k;

  if (input->dims.rank != 2 || !fmt_onnx_get_int (node, "dtype", 0, 32, 0, &type, NULL) ||
      !fmt_onnx_get_int (node, "k", -G_MAXINT, G_MAXINT, 0, &k, NULL))
    return NULL;
  result = fmt_onnx_evaluate_result (import, type != 0 ? (gint32) type : input->type, &input->dims);
  for (gint64 i = 0; result != NULL && i < (gint64) result->n; i++)
    result->numbers[i] = i % input->dims.dims[1] - i / input->dims.dims[1] == k;
  return result;
}

/* (indices, depth, (off, on)): a new axis with a 1 where the index says. */
static FmtOnnxConstant *
evaluate_one_hot (FmtOnnxImport *import,
                  const Onnx__NodeProto *node,
                  const FmtOnnxConstant *const *inputs)
{
  const FmtOnnxConstant *indices = inputs[0], *values = inputs[2];
  FmtOnnxDims dims = { .rank = indices->dims.rank + 1 };
  gint64 depth = inputs[1]->n == 1 ? (gint64) CLAMP (inputs[1]->numbers[0], 0, NN_MAX_SIZE) : 0;
  gint64 inner = 1;
  FmtOnnxConstant *result;
  int axis;

  if (depth < 1 || values->n != 2 || dims.rank > FMT_ONNX_MAX_RANK ||
      !fmt_onnx_get_axis (node, dims.rank, -1, &axis, NULL))
    return NULL;
  for (int i = 0, j = 0; i < dims.rank; i++)
    dims.dims[i] = i == axis ? depth : indices->dims.dims[j++];
  for (int i = axis + 1; i < dims.rank; i++)
    inner *= dims.dims[i];
  result = fmt_onnx_evaluate_result (import, values->type, &dims);
  for (gint64 i = 0; result != NULL && i < (gint64) result->n; i++)
    {
      double index = indices->numbers[i / (depth * inner) * inner + i % inner];

      index += index < 0 ? (double) depth : 0;
      result->numbers[i] = values->numbers[index == (double) (i / inner % depth) ? 1 : 0];
    }
  return result;
}

/* Constants that are written as attributes other than a tensor. */
static FmtOnnxConstant *
evaluate_constant (FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  const Onnx__AttributeProto *attribute = node->n_attribute >= 1 ? node->attribute[0] : NULL;
  const char *name = attribute != NULL && attribute->name != NULL ? attribute->name : "";
  gboolean is_float = g_str_has_prefix (name, "value_float");
  gboolean is_list = g_str_has_suffix (name, "s");
  FmtOnnxDims dims = { is_list ? 1 : 0, { 0 } };
  FmtOnnxConstant *result;

  if (g_str_equal (name, "sparse_value") && attribute->sparse_tensor != NULL)
    return fmt_onnx_decode_sparse (import, node->output[0], attribute->sparse_tensor, NULL);
  if (!g_str_equal (name, "value_float") && !g_str_equal (name, "value_floats") &&
      !g_str_equal (name, "value_int") && !g_str_equal (name, "value_ints"))
    return NULL;
  if (is_list)
    dims.dims[0] = (gint64) (is_float ? attribute->n_floats : attribute->n_ints);
  result = fmt_onnx_evaluate_result (import, is_float ? FMT_ONNX_FLOAT : FMT_ONNX_INT64, &dims);
  if (result == NULL)
    return NULL;
  if (!is_list)
    result->numbers[0] = is_float ? (double) attribute->f : (double) attribute->i;
  for (gsize i = 0; is_list && i < result->n; i++)
    result->numbers[i] = is_float ? (double) attribute->floats[i] : (double) attribute->ints[i];
  return result;
}

/* The shape of a value or constant, from dimension `start` to before `end`. */
static FmtOnnxConstant *
evaluate_shape (FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  const char *name = fmt_onnx_input_name (node, 0);
  const FmtOnnxValue *value = name != NULL ? g_hash_table_lookup (import->values, name) : NULL;
  const FmtOnnxConstant *constant = value == NULL ? fmt_onnx_constant (import, name) : NULL;
  const FmtOnnxDims *dims = value != NULL      ? &value->dims
                            : constant != NULL ? &constant->dims
                                               : NULL;
  FmtOnnxConstant *result;
  gint64 start, end;

  if (dims == NULL || !fmt_onnx_get_int (node, "start", -G_MAXINT, G_MAXINT, 0, &start, NULL) ||
      !fmt_onnx_get_int (node, "end", G_MININT64 / 2, G_MAXINT64, dims->rank, &end, NULL))
    return NULL;
  start = CLAMP (start < 0 ? start + dims->rank : start, 0, dims->rank);
  end = CLAMP (end < 0 ? end + dims->rank : end, start, dims->rank);
  if (g_str_equal (node->op_type, "Size"))
    {
      result = fmt_onnx_evaluate_result (import, FMT_ONNX_INT64, &(FmtOnnxDims){ 0 });
      if (result != NULL)
        result->numbers[0] = (double) fmt_onnx_dims_size (dims);
      return result;
    }
  result = fmt_onnx_evaluate_result (import, FMT_ONNX_INT64, &(FmtOnnxDims){ 1, { end - start } });
  for (gsize i = 0; result != NULL && i < result->n; i++)
    result->numbers[i] = (double) dims->dims[start + (gint64) i];
  return result;
}

static gboolean
is_one_of (const char *name, const char *const *names)
{
  for (size_t i = 0; names[i] != NULL; i++)
    if (g_str_equal (name, names[i]))
      return TRUE;
  return FALSE;
}

FmtOnnxConstant *
fmt_onnx_evaluate (FmtOnnxImport *import,
                   const Onnx__NodeProto *node,
                   const FmtOnnxConstant *const *inputs)
{
  static const char *const maps[] = { "Expand", "Gather", "Pad", "Slice", "Tile", NULL };
  static const char *const dims[] = { "Reshape", "Flatten", "Squeeze", "Unsqueeze", NULL };
  static const char *const reduces[] = { "ReduceL1",   "ReduceL2",        "ReduceMax",
                                         "ReduceMean", "ReduceMin",       "ReduceProd",
                                         "ReduceSum",  "ReduceSumSquare", NULL };
  const char *name = node->op_type;
  FmtOnnxConstant *result;

  if (g_str_equal (name, "Constant"))
    return evaluate_constant (import, node);
  if (g_str_equal (name, "Shape") || g_str_equal (name, "Size"))
    return evaluate_shape (import, node);
  if (node->n_input == 0 || inputs[0] == NULL)
    return NULL;
  if (is_one_of (name, maps))
    return evaluate_maps (import, node, inputs[0]);
  if (is_one_of (name, dims))
    return evaluate_new_dims (import, node, inputs[0]);
  if (is_one_of (name, reduces))
    return evaluate_reduce (import, node, inputs[0]);
  if (g_str_equal (name, "NonZero"))
    return evaluate_non_zero (import, inputs[0]);
  if (g_str_equal (name, "EyeLike"))
    return evaluate_eye_like (import, node, inputs[0]);
  if (g_str_equal (name, "Transpose"))
    return evaluate_transpose (import, node, inputs[0]);
  if (g_str_equal (name, "Concat"))
    return evaluate_concat (import, node, inputs);
  if (g_str_equal (name, "ConstantOfShape"))
    return evaluate_constant_of_shape (import, node, inputs[0]);
  if (g_str_equal (name, "Identity"))
    return fmt_onnx_evaluate_copy (import, inputs[0], inputs[0]->type, &inputs[0]->dims);
  if (g_str_equal (name, "Cast") || (g_str_equal (name, "CastLike") && node->n_input == 2))
    return evaluate_cast (import, node, inputs);
  if ((result = fmt_onnx_evaluate_arithmetic (import, node, inputs)) != NULL)
    return result;
  if (node->n_input < 2 || inputs[1] == NULL)
    return NULL;
  if (g_str_equal (name, "DequantizeLinear"))
    return fmt_onnx_evaluate_dequantize (import, node, inputs);
  if (g_str_equal (name, "QuantizeLinear"))
    return fmt_onnx_evaluate_quantize (import, node, inputs);
  if (node->n_input < 3 || inputs[2] == NULL)
    return NULL;
  if (g_str_equal (name, "Where"))
    return evaluate_where (import, inputs);
  if (g_str_equal (name, "Range"))
    return evaluate_range (import, inputs);
  if (g_str_equal (name, "OneHot"))
    return evaluate_one_hot (import, node, inputs);
  if (g_str_equal (name, "ScatterND"))
    return evaluate_scatter_nd (import, node, inputs);
  return NULL;
}
