// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"

#include <math.h>
#include <string.h>

/* The arithmetic with which exporters write shapes, indices and weights: it is done while the file
 * is read. What is not known here is left to the network itself. */

static double
add (double a, double b)
{
  return a + b;
}

static double
subtract (double a, double b)
{
  return a - b;
}

static double
multiply (double a, double b)
{
  return a * b;
}

static double
divide (double a, double b)
{
  return a / b;
}

static double
modulo (double a, double b)
{
  return a - b * floor (a / b);
}

static double
equal (double a, double b)
{
  return !(a < b) && !(a > b);
}

static double
less (double a, double b)
{
  return a < b;
}

static double
greater (double a, double b)
{
  return a > b;
}

static double
less_or_equal (double a, double b)
{
  return a <= b;
}

static double
greater_or_equal (double a, double b)
{
  return a >= b;
}

static double
both (double a, double b)
{
  return a != 0 && b != 0;
}

static double
either (double a, double b)
{
  return a != 0 || b != 0;
}

static double
differs (double a, double b)
{
  return (a != 0) != (b != 0);
}

/* Functions of two numbers; `compares`: the result is true or false. */
static const struct
{
  const char *name;
  gboolean compares;
  double (*function) (double a, double b);
} binaries[] = {
  { "Add", FALSE, add },        { "And", TRUE, both },
  { "Div", FALSE, divide },     { "Equal", TRUE, equal },
  { "Greater", TRUE, greater }, { "GreaterOrEqual", TRUE, greater_or_equal },
  { "Less", TRUE, less },       { "LessOrEqual", TRUE, less_or_equal },
  { "Max", FALSE, fmax },       { "Min", FALSE, fmin },
  { "Mod", FALSE, modulo },     { "Mul", FALSE, multiply },
  { "Or", TRUE, either },       { "Pow", FALSE, pow },
  { "Sub", FALSE, subtract },   { "Xor", TRUE, differs },
};

static double
negate (double x)
{
  return -x;
}

static double
invert (double x)
{
  return 1 / x;
}

static double
sign (double x)
{
  return (x > 0) - (x < 0);
}

static double
is_zero (double x)
{
  return equal (x, 0);
}

static const struct
{
  const char *name;
  double (*function) (double x);
} unaries[] = {
  { "Abs", fabs },    { "Ceil", ceil },         { "Cos", cos },    { "Erf", erf },
  { "Exp", exp },     { "Floor", floor },       { "Log", log },    { "Neg", negate },
  { "Not", is_zero }, { "Reciprocal", invert }, { "Round", rint }, { "Sign", sign },
  { "Sin", sin },     { "Sqrt", sqrt },         { "Tanh", tanh },
};

/* The place of an input that is broadcast to place i of the output. */
static gsize
broadcast_place (const FmtOnnxDims *output, const FmtOnnxDims *input, gsize i)
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

/* A constant for a result, counted among the numbers that the file may become. */
static FmtOnnxConstant *
make_result (FmtOnnxImport *import, gint32 type, const FmtOnnxDims *dims)
{
  gint64 size = 1;

  for (int i = 0; i < dims->rank; i++)
    if (dims->dims[i] < 0 || dims->dims[i] > NN_MAX_SIZE || (size *= dims->dims[i]) > NN_MAX_SIZE)
      return NULL;
  if (!fmt_onnx_take_room (import, (gsize) size, "", NULL))
    return NULL;
  return fmt_onnx_constant_new (type, dims);
}

static FmtOnnxConstant *
evaluate_binary (FmtOnnxImport *import,
                 size_t kind,
                 const FmtOnnxConstant *a,
                 const FmtOnnxConstant *b)
{
  gboolean whole = !fmt_onnx_is_float_type (a->type) && binaries[kind].function == divide;
  FmtOnnxConstant *result;
  FmtOnnxDims dims;

  if (!fmt_onnx_dims_broadcast (&a->dims, &b->dims, &dims))
    return NULL;
  result = make_result (import, binaries[kind].compares ? FMT_ONNX_BOOL : a->type, &dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    {
      double x = a->numbers[a->n == result->n ? i : broadcast_place (&dims, &a->dims, i)];
      double y = b->numbers[b->n == result->n ? i : broadcast_place (&dims, &b->dims, i)];

      result->numbers[i] = binaries[kind].function (x, y);
      if (whole)
        result->numbers[i] = trunc (result->numbers[i]);
    }
  return result;
}

static FmtOnnxConstant *
copy (FmtOnnxImport *import, const FmtOnnxConstant *input, gint32 type, const FmtOnnxDims *dims)
{
  FmtOnnxConstant *result = make_result (import, type, dims);

  if (result != NULL && result->n == input->n)
    memcpy (result->numbers, input->numbers, input->n * sizeof (double));
  else
    g_clear_pointer (&result, fmt_onnx_constant_free);
  return result;
}

static FmtOnnxConstant *
evaluate_unary (FmtOnnxImport *import, size_t kind, const FmtOnnxConstant *input)
{
  FmtOnnxConstant *result = copy (import, input, input->type, &input->dims);

  for (gsize i = 0; result != NULL && i < result->n; i++)
    result->numbers[i] = unaries[kind].function (result->numbers[i]);
  return result;
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
  result = copy (import, inputs[0], (gint32) type, &inputs[0]->dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    if (type == FMT_ONNX_BOOL)
      result->numbers[i] = result->numbers[i] != 0;
    else if (fmt_onnx_is_integer_type (type))
      result->numbers[i] = trunc (result->numbers[i]);
  return result;
}

static FmtOnnxConstant *
evaluate_new_dims (FmtOnnxImport *import, const Onnx__NodeProto *node, const FmtOnnxConstant *input)
{
  FmtOnnxDims dims;

  if (!fmt_onnx_new_dims (import, node, &input->dims, &dims, NULL))
    return NULL;
  return copy (import, input, input->type, &dims);
}

static FmtOnnxConstant *
evaluate_maps (FmtOnnxImport *import, const Onnx__NodeProto *node, const FmtOnnxConstant *input)
{
  g_auto (FmtOnnxMaps) maps = { 0 };
  FmtOnnxConstant *result;

  if (!fmt_onnx_find_maps (import, node, &input->dims, &maps, NULL))
    return NULL;
  result = make_result (import, input->type, &maps.dims);
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
  result = make_result (import, input->type, &dims);
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
  result = make_result (import, inputs[0]->type, &dims);
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
  result = make_result (import, inputs[1]->type, &dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    {
      int which = inputs[0]->numbers[broadcast_place (&dims, &inputs[0]->dims, i)] != 0 ? 1 : 2;

      result->numbers[i] = inputs[which]->numbers[broadcast_place (&dims, &inputs[which]->dims, i)];
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
  result = make_result (import, inputs[0]->type, &(FmtOnnxDims){ 1, { (gint64) MAX (n, 0) } });
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
  result = make_result (import, filling != NULL ? filling->type : FMT_ONNX_FLOAT, &dims);
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
  result = make_result (import, input->type, &reduced);
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
      double *to = &result->numbers[broadcast_place (&input->dims, &reduced, i)];
      double x = input->numbers[i];

      if (g_str_equal (kind, "Prod"))
        *to *= x;
      else if (g_str_equal (kind, "Max"))
        *to = fmax (*to, x);
      else if (g_str_equal (kind, "Min"))
        *to = fmin (*to, x);
      else
        *to += g_str_equal (kind, "Mean") ? x / (double) count : x;
    }
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
  result = copy (import, data, data->type, &data->dims);
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

/* Weights that are kept as small whole numbers: (x - zero point) scale, each for all, for each
 * entry of an axis, or for blocks of it. */
static FmtOnnxConstant *
evaluate_dequantize (FmtOnnxImport *import,
                     const Onnx__NodeProto *node,
                     const FmtOnnxConstant *const *inputs)
{
  const FmtOnnxConstant *x = inputs[0], *scale = inputs[1];
  const FmtOnnxConstant *zero = node->n_input > 2 ? inputs[2] : NULL;
  gint64 block, inner = 1;
  FmtOnnxConstant *result;
  int axis = 0;

  if (!fmt_onnx_get_int (node, "block_size", 0, G_MAXINT, 0, &block, NULL) ||
      (zero != NULL && zero->n != scale->n) ||
      (scale->n != 1 && !fmt_onnx_get_axis (node, x->dims.rank, 1, &axis, NULL)))
    return NULL;
  for (int i = axis + 1; i < x->dims.rank; i++)
    inner *= x->dims.dims[i];
  if (block > 0 ? scale->dims.rank != x->dims.rank
                : scale->n != 1 && scale->n != (gsize) x->dims.dims[axis])
    return NULL;
  for (int i = 0; block > 0 && i < x->dims.rank; i++)
    if (scale->dims.dims[i] !=
        (i == axis ? (x->dims.dims[i] + block - 1) / block : x->dims.dims[i]))
      return NULL;
  result = copy (import, x, scale->type, &x->dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    {
      gint64 n = scale->n == 1 ? 1 : x->dims.dims[axis];
      gint64 entry = (gint64) i / inner % n;
      gsize place = scale->n == 1 ? 0 : (gsize) entry;

      if (block > 0)
        place = (gsize) (((gint64) i / inner / n * scale->dims.dims[axis] + entry / block) * inner +
                         (gint64) i % inner);
      result->numbers[i] =
          (x->numbers[i] - (zero != NULL ? zero->numbers[place] : 0)) * scale->numbers[place];
    }
  return result;
}

/* Whole numbers that stand for others, as in nn_graph_add_quantize. */
static FmtOnnxConstant *
evaluate_quantize (FmtOnnxImport *import,
                   const Onnx__NodeProto *node,
                   const FmtOnnxConstant *const *inputs)
{
  const FmtOnnxConstant *x = inputs[0], *scale = inputs[1];
  const FmtOnnxConstant *zero = node->n_input > 2 ? inputs[2] : NULL;
  gint32 type = zero != NULL ? zero->type : FMT_ONNX_UINT8;
  FmtOnnxConstant *result;
  float min, max;
  gint64 inner = 1;
  int axis = 0;

  if ((zero != NULL && zero->n != scale->n) || fmt_onnx_has_attribute (node, "block_size") ||
      fmt_onnx_has_attribute (node, "output_dtype") || !fmt_onnx_type_range (type, &min, &max) ||
      (scale->n != 1 && (!fmt_onnx_get_axis (node, x->dims.rank, 1, &axis, NULL) ||
                         scale->n != (gsize) x->dims.dims[axis])))
    return NULL;
  for (int i = axis + 1; i < x->dims.rank; i++)
    inner *= x->dims.dims[i];
  result = copy (import, x, type, &x->dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    {
      gsize place = scale->n == 1 ? 0 : i / (gsize) inner % scale->n;
      double whole = rint ((double) ((float) x->numbers[i] / (float) scale->numbers[place]));

      whole += zero != NULL ? zero->numbers[place] : 0;
      result->numbers[i] = CLAMP (whole, (double) min, (double) max);
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

  if (!g_str_equal (name, "value_float") && !g_str_equal (name, "value_floats") &&
      !g_str_equal (name, "value_int") && !g_str_equal (name, "value_ints"))
    return NULL;
  if (is_list)
    dims.dims[0] = (gint64) (is_float ? attribute->n_floats : attribute->n_ints);
  result = make_result (import, is_float ? FMT_ONNX_FLOAT : FMT_ONNX_INT64, &dims);
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
      result = make_result (import, FMT_ONNX_INT64, &(FmtOnnxDims){ 0 });
      if (result != NULL)
        result->numbers[0] = (double) fmt_onnx_dims_size (dims);
      return result;
    }
  result = make_result (import, FMT_ONNX_INT64, &(FmtOnnxDims){ 1, { end - start } });
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

/* The rest with the sign of the first number, which is not among the functions above. */
static gboolean
is_fmod (const Onnx__NodeProto *node)
{
  const Onnx__AttributeProto *attribute = fmt_onnx_find_attribute (node, "fmod");

  return attribute != NULL && attribute->i != 0;
}

/* Before operator set 7 broadcasting was another one. */
static gboolean
is_old_broadcast (const FmtOnnxImport *import, const FmtOnnxConstant *const *inputs)
{
  return import->opset < 7 && (inputs[0]->dims.rank != inputs[1]->dims.rank ||
                               memcmp (inputs[0]->dims.dims, inputs[1]->dims.dims,
                                       (size_t) inputs[0]->dims.rank * sizeof (gint64)) != 0);
}

FmtOnnxConstant *
fmt_onnx_evaluate (FmtOnnxImport *import,
                   const Onnx__NodeProto *node,
                   const FmtOnnxConstant *const *inputs)
{
  static const char *const maps[] = { "Expand", "Gather", "Pad", "Slice", "Tile", NULL };
  static const char *const dims[] = { "Reshape", "Flatten", "Squeeze", "Unsqueeze", NULL };
  static const char *const reduces[] = { "ReduceMax",  "ReduceMean", "ReduceMin",
                                         "ReduceProd", "ReduceSum",  NULL };
  const char *name = node->op_type;

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
  if (g_str_equal (name, "Transpose"))
    return evaluate_transpose (import, node, inputs[0]);
  if (g_str_equal (name, "Concat"))
    return evaluate_concat (import, node, inputs);
  if (g_str_equal (name, "ConstantOfShape"))
    return evaluate_constant_of_shape (import, node, inputs[0]);
  if (g_str_equal (name, "Identity"))
    return copy (import, inputs[0], inputs[0]->type, &inputs[0]->dims);
  if (g_str_equal (name, "Cast") || (g_str_equal (name, "CastLike") && node->n_input == 2))
    return evaluate_cast (import, node, inputs);
  for (size_t i = 0; i < G_N_ELEMENTS (unaries); i++)
    if (g_str_equal (name, unaries[i].name) && node->n_input == 1)
      return evaluate_unary (import, i, inputs[0]);
  if (node->n_input < 2 || inputs[1] == NULL)
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (binaries); i++)
    if (g_str_equal (name, binaries[i].name) && node->n_input == 2)
      return is_fmod (node) || is_old_broadcast (import, inputs)
                 ? NULL
                 : evaluate_binary (import, i, inputs[0], inputs[1]);
  if (g_str_equal (name, "DequantizeLinear"))
    return evaluate_dequantize (import, node, inputs);
  if (g_str_equal (name, "QuantizeLinear"))
    return evaluate_quantize (import, node, inputs);
  if (node->n_input < 3 || inputs[2] == NULL)
    return NULL;
  if (g_str_equal (name, "Where"))
    return evaluate_where (import, inputs);
  if (g_str_equal (name, "Range"))
    return evaluate_range (import, inputs);
  if (g_str_equal (name, "ScatterND"))
    return evaluate_scatter_nd (import, node, inputs);
  return NULL;
}
