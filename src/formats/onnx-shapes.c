// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* Operators that rearrange numbers. */

/* Which dimension counts the images afterwards: the first one as long as it is 1. */
static int
batch_after (const FmtOnnxImport *import, const FmtOnnxDims *dims)
{
  return import->file_batch != 1 && dims->rank > 0 && dims->dims[0] == 1 ? 0 : -1;
}

/* Where Unsqueeze puts the dimension that counts the images. */
static int
batch_after_unsqueeze (FmtOnnxImport *import,
                       const Onnx__NodeProto *node,
                       int batch,
                       const FmtOnnxDims *dims)
{
  gint64 axes[FMT_ONNX_MAX_RANK];
  guint added = 0;
  size_t n;

  if (!fmt_onnx_get_integers (import, node, "axes", 1, FMT_ONNX_MAX_RANK, axes, &n, NULL))
    return -1;
  for (size_t i = 0; i < n; i++)
    added |= 1u << (axes[i] < 0 ? axes[i] + dims->rank : axes[i]);
  for (int i = 0; i < dims->rank; i++)
    if ((added >> i & 1) == 0 && batch-- == 0)
      return i;
  return -1;
}

/* Whether a Flatten takes the batch in. */
static gboolean
starts_at_batch (const Onnx__NodeProto *node, const FmtOnnxValue *input)
{
  const Onnx__AttributeProto *axis = fmt_onnx_find_attribute (node, "axis");

  return axis != NULL && (axis->i == 0 || axis->i == -input->dims.rank);
}

/* A Squeeze of all dimensions of 1 leaves the one that counts several images of a batch. */
static gboolean
squeeze_batch (FmtOnnxImport *import,
               const Onnx__NodeProto *node,
               const FmtOnnxValue *input,
               FmtOnnxDims *dims,
               GError **error)
{
  FmtOnnxDims own = input->dims;
  int batch = 0;

  own.dims[input->batch] = import->file_batch;
  if (!fmt_onnx_new_dims (import, node, &own, dims, error))
    return FALSE;
  for (int i = 0; i < input->batch; i++)
    batch += own.dims[i] != 1;
  dims->dims[batch] = 1;
  return TRUE;
}

static gboolean
squeezes_all (const Onnx__NodeProto *node)
{
  return g_str_equal (node->op_type, "Squeeze") && !fmt_onnx_has_attribute (node, "axes") &&
         fmt_onnx_input_name (node, 1) == NULL;
}

/* Reshape, Flatten, Squeeze and Unsqueeze. */
NnValue
fmt_onnx_import_new_dims (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  FmtOnnxDims dims;
  NnShape shape;
  NnValue value;
  int batch;

  if (input == NULL)
    return NN_NO_VALUE;
  if (!(squeezes_all (node) && input->batch >= 0 && import->file_batch > 1
            ? squeeze_batch (import, node, input, &dims, error)
            : fmt_onnx_new_dims (import, node, &input->dims, &dims, error)) ||
      !fmt_onnx_inner_shape (&dims, &shape, error))
    return NN_NO_VALUE;
  if (g_str_equal (node->op_type, "Flatten") && input->batch == 0 &&
      (dims.dims[0] != 1 || starts_at_batch (node, input)))
    {
      fmt_onnx_set_unsupported (error, _ ("its attribute “axis” would mix the images of a batch."));
      return NN_NO_VALUE;
    }
  value = fmt_onnx_reshape (import, node->output[0], input->value, &shape, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (g_str_equal (node->op_type, "Unsqueeze") && input->batch >= 0)
    batch = batch_after_unsqueeze (import, node, input->batch, &dims);
  else
    batch = batch_after (import, &dims);
  return fmt_onnx_result (import, value, input->type, &dims, batch);
}

/* The dimensions other than 1, in their new order. */
static gboolean
is_in_order (const FmtOnnxDims *dims, const gint64 *order)
{
  gint64 last = -1;

  for (int i = 0; i < dims->rank; i++)
    if (dims->dims[order[i]] != 1)
      {
        if (order[i] < last)
          return FALSE;
        last = order[i];
      }
  return TRUE;
}

/* Transposes with all dimensions, but those of 1, which may have too many of them. */
static NnValue
transpose_compact (FmtOnnxImport *import,
                   const FmtOnnxValue *input,
                   const gint64 *order,
                   GError **error)
{
  int place[FMT_ONNX_MAX_RANK] = { 0 }, compact_order[NN_MAX_RANK] = { 0 };
  NnShape compact = { 0 };
  NnValue value;
  int n = 0;

  for (int i = 0; i < input->dims.rank; i++)
    if (input->dims.dims[i] != 1)
      {
        if (compact.rank == NN_MAX_RANK)
          {
            fmt_onnx_set_unsupported (error, _ ("it has more than %d dimensions."), NN_MAX_RANK);
            return NN_NO_VALUE;
          }
        place[i] = compact.rank;
        compact.dims[compact.rank++] = (int) input->dims.dims[i];
      }
  for (int i = 0; i < input->dims.rank; i++)
    if (input->dims.dims[order[i]] != 1)
      compact_order[n++] = place[order[i]];
  value = fmt_onnx_reshape (import, NULL, input->value, &compact, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_transpose (import->graph, NULL, value, compact_order, error);
}

NnValue
fmt_onnx_import_transpose (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gint64 order[FMT_ONNX_MAX_RANK];
  int plain[NN_MAX_RANK] = { 0 }, taken = 0, batch = -1;
  FmtOnnxDims dims;
  NnValue value;
  size_t n;

  if (input == NULL || !fmt_onnx_get_list (node, "perm", FMT_ONNX_MAX_RANK, order, &n, error))
    return NN_NO_VALUE;
  dims = input->dims;
  for (int i = 0; i < dims.rank && n == 0; i++)
    order[i] = dims.rank - 1 - i;
  for (int i = 0; i < dims.rank; i++)
    {
      if ((n != 0 && n != (size_t) dims.rank) || order[i] < 0 || order[i] >= dims.rank ||
          taken >> order[i] & 1)
        {
          fmt_onnx_set_invalid (error, _ ("it does not put its %d dimensions in an order."),
                                dims.rank);
          return NN_NO_VALUE;
        }
      taken |= 1 << order[i];
      dims.dims[i] = input->dims.dims[order[i]];
      if (order[i] == input->batch)
        batch = i;
    }
  if (is_in_order (&input->dims, order))
    value = input->value;
  else if (dims.rank >= 2 && order[0] == 0 && dims.dims[0] == 1)
    {
      for (int i = 1; i < dims.rank; i++)
        plain[i - 1] = (int) order[i] - 1;
      value = nn_graph_add_transpose (import->graph, node->output[0], input->value, plain, error);
    }
  else
    value = transpose_compact (import, input, order, error);
  return fmt_onnx_full_result (import, node, value, input->type, &dims, batch, error);
}

/* The entries of one axis. Neighbours in their order are a slice. */
static gboolean
is_slice (const gint64 *map, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    if (map[i] < 0 || map[i] != map[0] + i)
      return FALSE;
  return n > 0;
}

static NnValue
add_filling (FmtOnnxImport *import,
             NnValue value,
             int axis,
             const gint64 *map,
             gint64 n,
             double filling,
             GError **error)
{
  NnShape shape = { .rank = nn_graph_shape (import->graph, value)->rank };
  NnTensor *tensor;
  NnValue constant;

  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = i == axis ? (int) n : 1;
  tensor = nn_tensor_new (&shape);
  for (gint64 i = 0; i < n; i++)
    tensor->data[i] = map[i] < 0 ? (float) filling : 0;
  constant = nn_graph_add_constant (import->graph, NULL, tensor, error);
  if (constant == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_binary (import->graph, NULL, NN_BINARY_ADD, value, constant, error);
}

static NnValue
take_entries (FmtOnnxImport *import,
              NnValue value,
              int axis,
              const gint64 *map,
              gint64 n,
              double filling,
              GError **error)
{
  NnShape shape = { 2, { (int) n, 1 } };
  gboolean has_gaps = FALSE;
  NnTensor *indices, *weights = NULL;

  if (n < 1)
    {
      fmt_onnx_set_unsupported (error, _ ("its result is empty."));
      return NN_NO_VALUE;
    }
  if (is_slice (map, n))
    {
      if (n == nn_graph_shape (import->graph, value)->dims[axis])
        return value;
      return nn_graph_add_slice (import->graph, NULL, value, axis, (int) map[0], (int) (map[0] + n),
                                 error);
    }
  indices = nn_tensor_new (&shape);
  for (gint64 i = 0; i < n; i++)
    {
      indices->data[i] = (float) MAX (map[i], 0);
      has_gaps = has_gaps || map[i] < 0;
    }
  if (has_gaps)
    {
      weights = nn_tensor_new (&shape);
      for (gint64 i = 0; i < n; i++)
        weights->data[i] = map[i] < 0 ? 0 : 1;
    }
  value = nn_graph_add_resample (import->graph, NULL, value, axis, indices, weights, error);
  if (value == NN_NO_VALUE || !has_gaps || filling == 0)
    return value;
  return add_filling (import, value, axis, map, n, filling, error);
}

/* How far a map pads, where that is all it does: before and after the entries in their order. */
static gboolean
is_padding (const gint64 *map, gint64 n, gint64 size, int *before, int *after)
{
  gint64 first = 0;

  while (first < n && map[first] < 0)
    first++;
  *before = (int) first;
  *after = (int) (n - size - first);
  if (*after < 0)
    return FALSE;
  for (gint64 i = 0; i < n; i++)
    if (map[i] != (i >= first && i < first + size ? i - first : -1))
      return FALSE;
  return TRUE;
}

/* Padding of height and width, which has an operator of its own. */
static NnValue
pad_picture (FmtOnnxImport *import, const FmtOnnxValue *input, FmtOnnxMaps *maps, GError **error)
{
  int sides[4] = { 0 };

  if (input->dims.rank != 4 || input->dims.dims[0] != 1 || maps->maps[0] != NULL ||
      maps->maps[1] != NULL || maps->dims.rank != 4)
    return NN_NO_VALUE;
  for (int i = 0; i < 2; i++)
    if (maps->maps[i + 2] != NULL &&
        !is_padding (maps->maps[i + 2], maps->dims.dims[i + 2], input->dims.dims[i + 2], &sides[i],
                     &sides[i + 2]))
      return NN_NO_VALUE;
  if (sides[0] + sides[1] + sides[2] + sides[3] == 0)
    return input->value;
  return nn_graph_add_pad (import->graph, NULL, input->value, sides[0], sides[1], sides[2],
                           sides[3], (float) maps->filling, error);
}

/* Expand, Gather, Pad, Slice and Tile. */
NnValue
fmt_onnx_import_maps (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  g_auto (FmtOnnxMaps) maps = { 0 };
  NnValue value = NN_NO_VALUE;
  int batch, skip;

  if (input == NULL || !fmt_onnx_find_maps (import, node, &input->dims, &maps, error))
    return NN_NO_VALUE;
  batch = input->batch;
  if (batch >= 0 && maps.maps[batch + maps.dims.rank - input->dims.rank] != NULL &&
      !fmt_onnx_check_axis (input, batch, error))
    return NN_NO_VALUE;
  if (batch >= 0)
    batch += maps.dims.rank - input->dims.rank;
  /* A Gather changes the number of dimensions after its axis, and never the batch before it. */
  if (g_str_equal (node->op_type, "Gather") && batch >= 0 && maps.final.rank != maps.dims.rank)
    for (int i = 0; i < batch; i++)
      if (maps.maps[i] != NULL)
        {
          batch += maps.final.rank - maps.dims.rank;
          break;
        }
  if (g_str_equal (node->op_type, "Pad"))
    {
      GError *failure = NULL;

      value = pad_picture (import, input, &maps, &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return NN_NO_VALUE;
        }
    }
  if (value == NN_NO_VALUE)
    {
      FmtOnnxValue all = *input;

      /* New dimensions in front are 1 until they are repeated. */
      skip = maps.dims.rank - input->dims.rank;
      all.dims.rank = maps.dims.rank;
      for (int i = 0; i < all.dims.rank; i++)
        all.dims.dims[i] = i < skip ? 1 : input->dims.dims[i - skip];
      skip = all.dims.rank >= 2 && all.dims.dims[0] == 1 && maps.maps[0] == NULL ? 1 : 0;
      if (skip == 1)
        {
          NnShape shape;

          if (!fmt_onnx_inner_shape (&all.dims, &shape, error))
            return NN_NO_VALUE;
          value = fmt_onnx_reshape (import, NULL, input->value, &shape, error);
        }
      else
        value = fmt_onnx_full_value (import, &all, error);
      for (int i = 0; i < maps.dims.rank && value != NN_NO_VALUE; i++)
        if (maps.maps[i] != NULL)
          value = take_entries (import, value, i - skip, maps.maps[i], maps.dims.dims[i],
                                maps.filling, error);
    }
  return fmt_onnx_full_result (import, node, value, input->type, &maps.final, batch, error);
}

NnValue
fmt_onnx_import_concat (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  g_autofree NnValue *values = g_new (NnValue, node->n_input + 1);
  const FmtOnnxValue *first = fmt_onnx_input (import, node, 0, error);
  FmtOnnxDims dims;
  NnValue value;
  int axis, batch, skip;

  if (first == NULL || !fmt_onnx_get_axis (node, first->dims.rank, 1, &axis, error))
    return NN_NO_VALUE;
  dims = first->dims;
  batch = -1;
  dims.dims[axis] = 0;
  skip = axis > 0 && dims.rank >= 2 && dims.dims[0] == 1 ? 1 : 0;
  for (size_t i = 0; i < node->n_input; i++)
    {
      const FmtOnnxValue *input = fmt_onnx_input (import, node, i, error);

      if (input == NULL || !fmt_onnx_check_axis (input, axis, error))
        return NN_NO_VALUE;
      if (input->dims.rank != dims.rank || (skip == 1 && input->dims.dims[0] != 1))
        {
          fmt_onnx_set_invalid (error, _ ("its inputs have different numbers of dimensions."));
          return NN_NO_VALUE;
        }
      batch = MAX (batch, input->batch);
      dims.dims[axis] += input->dims.dims[axis];
      values[i] = skip == 1 ? input->value : fmt_onnx_full_value (import, input, error);
      if (values[i] == NN_NO_VALUE)
        return NN_NO_VALUE;
    }
  if (node->n_input == 1)
    value = values[0];
  else if (axis - skip == 0)
    value =
        nn_graph_add_concat (import->graph, node->output[0], (int) node->n_input, values, error);
  else
    value = nn_graph_add_concat_along (import->graph, node->output[0], (int) node->n_input, values,
                                       axis - skip, error);
  return fmt_onnx_full_result (import, node, value, first->type, &dims, batch, error);
}

/* The sizes of the parts, from an attribute, an input, or equal ones. */
static gboolean
get_parts (FmtOnnxImport *import,
           const Onnx__NodeProto *node,
           gint64 size,
           gint64 *parts,
           GError **error)
{
  gint64 each = (size + (gint64) node->n_output - 1) / (gint64) node->n_output, sum = 0;
  size_t n;

  if (!fmt_onnx_get_integers (import, node, "split", 1, node->n_output, parts, &n, error))
    return FALSE;
  for (size_t i = 0; n == 0 && i < node->n_output; i++)
    parts[i] = i + 1 < node->n_output ? each : size - each * ((gint64) node->n_output - 1);
  for (size_t i = 0; i < node->n_output; i++)
    {
      if ((n != 0 && n != node->n_output) || parts[i] < 1 || parts[i] > size)
        {
          fmt_onnx_set_invalid (error, _ ("its %" PRId64 " numbers do not come out in %zu parts."),
                                size, node->n_output);
          return FALSE;
        }
      sum += parts[i];
    }
  if (sum == size)
    return TRUE;
  fmt_onnx_set_invalid (error, _ ("its %" PRId64 " numbers do not come out in %zu parts."), size,
                        node->n_output);
  return FALSE;
}

NnValue
fmt_onnx_import_split (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  g_autofree gint64 *parts = g_new (gint64, node->n_output);
  gint64 begin = 0;
  NnValue whole;
  FmtOnnxValue first = { 0 };
  int axis, skip;

  if (input == NULL || !fmt_onnx_get_axis (node, input->dims.rank, 0, &axis, error) ||
      !fmt_onnx_check_axis (input, axis, error) ||
      !get_parts (import, node, input->dims.dims[axis], parts, error))
    return NN_NO_VALUE;
  skip = axis > 0 && input->dims.dims[0] == 1 ? 1 : 0;
  whole = skip == 1 ? input->value : fmt_onnx_full_value (import, input, error);
  for (size_t i = 0; i < node->n_output && whole != NN_NO_VALUE; i++)
    {
      FmtOnnxDims dims = input->dims;
      NnValue value =
          nn_graph_add_slice (import->graph, *node->output[i] != '\0' ? node->output[i] : NULL,
                              whole, axis - skip, (int) begin, (int) (begin + parts[i]), error);

      dims.dims[axis] = parts[i];
      value = fmt_onnx_full_result (import, node, value, input->type, &dims, input->batch, error);
      if (value == NN_NO_VALUE)
        return NN_NO_VALUE;
      if (i == 0)
        first = import->result;
      else if (!fmt_onnx_set_output (import, node->output[i], &import->result, error))
        return NN_NO_VALUE;
      begin += parts[i];
    }
  import->result = first;
  return whole != NN_NO_VALUE ? first.value : NN_NO_VALUE;
}

/* Places of the input, flat, that the output takes its numbers from. Takes over the places. */
static NnValue
take_places (FmtOnnxImport *import,
             const Onnx__NodeProto *node,
             const FmtOnnxValue *input,
             gint64 *places,
             const FmtOnnxDims *dims,
             GError **error)
{
  g_autofree gint64 *owned = places;
  gint64 n = fmt_onnx_dims_size (dims);
  NnValue value;
  NnShape shape;

  if (!fmt_onnx_inner_shape (dims, &shape, error))
    return NN_NO_VALUE;
  shape = NN_SHAPE_1 ((int) fmt_onnx_dims_size (&input->dims));
  value = fmt_onnx_reshape (import, NULL, input->value, &shape, error);
  if (value != NN_NO_VALUE)
    value = take_entries (import, value, 0, owned, n, 0, error);
  return fmt_onnx_full_result (import, node, value, input->type, dims, input->batch == 0 ? 0 : -1,
                               error);
}

static const FmtOnnxConstant *
read_indices (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxConstant *indices = fmt_onnx_constant (import, fmt_onnx_input_name (node, 1));

  if (indices != NULL && !fmt_onnx_is_float_type (indices->type))
    return indices;
  fmt_onnx_set_unsupported (
      error, _ ("input %d, “%s”, is not a constant of the file, as it has to be."), 2,
      fmt_onnx_input_name (node, 1) != NULL ? fmt_onnx_input_name (node, 1) : "");
  return NULL;
}

/* An index of a dimension, counted from its end when negative. */
static gboolean
resolve_index (double index, gint64 size, gint64 *result, GError **error)
{
  if (index < 0)
    index += (double) size;
  *result = (gint64) index;
  if (index >= 0 && index < (double) size)
    return TRUE;
  fmt_onnx_set_invalid (error, _ ("it reads entry %g of a dimension of %" PRId64 "."), index, size);
  return FALSE;
}

/* The output has the dimensions of the indices, each of which replaces one coordinate. */
NnValue
fmt_onnx_import_gather_elements (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  const FmtOnnxConstant *indices = input != NULL ? read_indices (import, node, error) : NULL;
  g_autofree gint64 *places = NULL;
  int axis;

  if (indices == NULL || !fmt_onnx_get_axis (node, input->dims.rank, 0, &axis, error) ||
      !fmt_onnx_check_axis (input, axis, error))
    return NN_NO_VALUE;
  if (indices->dims.rank != input->dims.rank)
    {
      fmt_onnx_set_invalid (error, _ ("its indices do not fit its input."));
      return NN_NO_VALUE;
    }
  places = g_new0 (gint64, indices->n + 1);
  for (gsize i = 0; i < indices->n; i++)
    {
      gint64 rest = (gint64) i, step = 1;

      for (int j = input->dims.rank - 1; j >= 0; j--)
        {
          gint64 index = rest % indices->dims.dims[j];

          rest /= indices->dims.dims[j];
          if (!resolve_index (j == axis ? indices->numbers[i] : (double) index, input->dims.dims[j],
                              &index, error))
            return NN_NO_VALUE;
          places[i] += index * step;
          step *= input->dims.dims[j];
        }
    }
  return take_places (import, node, input, g_steal_pointer (&places), &indices->dims, error);
}

NnValue
fmt_onnx_import_gather_nd (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  const FmtOnnxConstant *indices = input != NULL ? read_indices (import, node, error) : NULL;
  g_autofree gint64 *places = NULL;
  gint64 batch_dims, depth, run = 1, n, per_batch = 1;
  FmtOnnxDims dims = { 0 };

  if (indices == NULL ||
      !fmt_onnx_get_int (node, "batch_dims", 0, FMT_ONNX_MAX_RANK, 0, &batch_dims, error))
    return NN_NO_VALUE;
  depth = indices->dims.rank > 0 ? indices->dims.dims[indices->dims.rank - 1] : 0;
  if (batch_dims >= indices->dims.rank || depth < 1 || batch_dims + depth > input->dims.rank ||
      indices->dims.rank - 1 + input->dims.rank - depth - batch_dims > FMT_ONNX_MAX_RANK ||
      input->batch >= 0)
    {
      fmt_onnx_set_unsupported (error, _ ("its indices do not fit its input."));
      return NN_NO_VALUE;
    }
  for (int i = 0; i < indices->dims.rank - 1; i++)
    {
      dims.dims[dims.rank++] = indices->dims.dims[i];
      if (i >= batch_dims)
        per_batch *= indices->dims.dims[i];
      else if (indices->dims.dims[i] != input->dims.dims[i])
        {
          fmt_onnx_set_unsupported (error, _ ("its indices do not fit its input."));
          return NN_NO_VALUE;
        }
    }
  for (int i = (int) (batch_dims + depth); i < input->dims.rank; i++)
    {
      dims.dims[dims.rank++] = input->dims.dims[i];
      run *= input->dims.dims[i];
    }
  n = (gint64) indices->n / depth;
  if (run > NN_MAX_SIZE / MAX (n, 1))
    {
      fmt_onnx_set_unsupported (error, _ ("its indices do not fit its input."));
      return NN_NO_VALUE;
    }
  places = g_new0 (gint64, n * run + 1);
  for (gint64 i = 0; i < n; i++)
    {
      gint64 place = i / per_batch;

      for (gint64 j = 0; j < depth; j++)
        {
          gint64 size = input->dims.dims[batch_dims + j], index;

          if (!resolve_index (indices->numbers[i * depth + j], size, &index, error))
            return NN_NO_VALUE;
          place = place * size + index;
        }
      for (gint64 j = 0; j < run; j++)
        places[i * run + j] = place * run + j;
    }
  return take_places (import, node, input, g_steal_pointer (&places), &dims, error);
}

/* DepthToSpace and SpaceToDepth: the channels are blocks of pixels and the other way round. */
NnValue
fmt_onnx_import_depth_space (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  gboolean to_depth = g_str_equal (node->op_type, "SpaceToDepth");
  g_autofree char *mode = NULL;
  NnShape before, after;
  int c, h, w, order_of[3][5] = { { 2, 3, 0, 4, 1 }, { 0, 3, 1, 4, 2 }, { 2, 4, 0, 1, 3 } };
  gint64 block;

  if (input == NN_NO_VALUE || !fmt_onnx_get_int (node, "blocksize", 1, 1 << 15, 0, &block, error) ||
      !fmt_onnx_get_string (node, "mode", "DCR", &mode, error))
    return NN_NO_VALUE;
  before = *nn_graph_shape (import->graph, input);
  if (before.rank != 3 || (to_depth ? before.dims[1] % block != 0 || before.dims[2] % block != 0
                                    : before.dims[0] % (block * block) != 0))
    {
      g_autofree char *text = nn_shape_to_string (&before);

      fmt_onnx_set_invalid (error, _ ("its input of %s does not come out in blocks of %d."), text,
                            (int) block);
      return NN_NO_VALUE;
    }
  c = to_depth ? before.dims[0] : (int) (before.dims[0] / (block * block));
  h = to_depth ? (int) (before.dims[1] / block) : before.dims[1];
  w = to_depth ? (int) (before.dims[2] / block) : before.dims[2];
  if (to_depth)
    {
      before = (NnShape){ 5, { c, h, (int) block, w, (int) block } };
      after = NN_SHAPE_3 ((int) (c * block * block), h, w);
    }
  else
    {
      before = g_str_equal (mode, "CRD") ? (NnShape){ 5, { c, (int) block, (int) block, h, w } }
                                         : (NnShape){ 5, { (int) block, (int) block, c, h, w } };
      after = NN_SHAPE_3 (c, (int) (h * block), (int) (w * block));
    }
  input = nn_graph_add_reshape (import->graph, NULL, input, &before, error);
  if (input != NN_NO_VALUE)
    input = nn_graph_add_transpose (import->graph, NULL, input,
                                    to_depth                    ? order_of[2]
                                    : g_str_equal (mode, "CRD") ? order_of[1]
                                                                : order_of[0],
                                    error);
  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_reshape (import->graph, node->output[0], input, &after, error);
}
