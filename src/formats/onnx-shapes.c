// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"
#include "formats/reshape.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* Operators that rearrange numbers. */

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

NnValue
fmt_onnx_import_flatten (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
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

/* The shape of an image, without a node where the value has it already. */
static NnValue
add_reshape (FmtOnnxImport *import,
             const char *name,
             NnValue input,
             const NnShape *shape,
             GError **error)
{
  if (nn_shape_equal (nn_graph_shape (import->graph, input), shape))
    return input;
  if (shape->rank == 1)
    return nn_graph_add_flatten (import->graph, name, input, error);
  return nn_graph_add_reshape (import->graph, name, input, shape, error);
}

/* Whether the first dimension of a new shape is the batch. */
static gboolean
is_batch (const FmtOnnxImport *import, gint64 dim)
{
  return dim == 0 || dim == -1 || dim == FMT_ONNX_BATCH ||
         (import->file_batch != 0 && dim == import->file_batch);
}

NnValue
fmt_onnx_import_reshape (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  gint64 target[FMT_ONNX_MAX_RANK], allow_zero;
  NnShape shape;
  size_t n;

  if (input == NN_NO_VALUE || !fmt_onnx_get_int (node, "allowzero", 0, 1, 0, &allow_zero, error) ||
      !fmt_onnx_read_integers (import, node, 1, G_N_ELEMENTS (target), target, &n, error))
    return NN_NO_VALUE;
  if (n < 2 || allow_zero || !is_batch (import, target[0]) ||
      !fmt_reshape_resolve (nn_graph_shape (import->graph, input), target + 1, n - 1, &shape))
    {
      fmt_onnx_set_unsupported (
          error, _ ("its new shape would mix the images of a batch or does not fit its input."));
      return NN_NO_VALUE;
    }
  return add_reshape (import, node->output[0], input, &shape, error);
}

/* Dimensions of one are taken out or put in. */
static NnValue
import_ones (FmtOnnxImport *import, const Onnx__NodeProto *node, gboolean squeeze, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  gint64 dims[FMT_ONNX_MAX_RANK] = { FMT_ONNX_BATCH }, axes[FMT_ONNX_MAX_RANK];
  gint64 result[FMT_ONNX_MAX_RANK];
  const NnShape *old;
  NnShape shape;
  size_t n_axes, n;

  if (input == NN_NO_VALUE ||
      !fmt_onnx_get_integers (import, node, "axes", 1, FMT_ONNX_MAX_RANK, axes, &n_axes, error))
    return NN_NO_VALUE;
  old = nn_graph_shape (import->graph, input);
  for (int i = 0; i < old->rank; i++)
    dims[i + 1] = old->dims[i];
  if (!(squeeze ? fmt_onnx_squeeze (dims, (size_t) old->rank + 1, axes, n_axes, result, &n)
                : fmt_onnx_unsqueeze (dims, (size_t) old->rank + 1, axes, n_axes, result, &n)) ||
      n < 2 || result[0] != FMT_ONNX_BATCH || !fmt_reshape_resolve (old, result + 1, n - 1, &shape))
    {
      fmt_onnx_set_unsupported (
          error, _ ("its new shape would mix the images of a batch or does not fit its input."));
      return NN_NO_VALUE;
    }
  return add_reshape (import, node->output[0], input, &shape, error);
}

NnValue
fmt_onnx_import_squeeze (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return import_ones (import, node, TRUE, error);
}

NnValue
fmt_onnx_import_unsqueeze (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  return import_ones (import, node, FALSE, error);
}

NnValue
fmt_onnx_import_transpose (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  gint64 permutation[FMT_ONNX_MAX_RANK];
  int order[NN_MAX_RANK] = { 0 };
  const NnShape *shape;
  size_t n;

  if (input == NN_NO_VALUE ||
      !fmt_onnx_get_list (node, "perm", FMT_ONNX_MAX_RANK, permutation, &n, error))
    return NN_NO_VALUE;
  shape = nn_graph_shape (import->graph, input);
  if (n != (size_t) shape->rank + 1 || permutation[0] != 0)
    {
      fmt_onnx_set_unsupported (error, _ ("its order of dimensions would mix the images of a batch "
                                          "or does not fit its input."));
      return NN_NO_VALUE;
    }
  for (int i = 0; i < shape->rank; i++)
    order[i] = (int) CLAMP (permutation[i + 1], 0, NN_MAX_RANK + 1) - 1;
  return nn_graph_add_transpose (import->graph, node->output[0], input, order, error);
}

NnValue
fmt_onnx_import_concat (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  g_autofree NnValue *inputs = fmt_onnx_input_values (import, node, error);
  int axis;

  if (inputs == NULL)
    return NN_NO_VALUE;
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

/* Before and after each dimension, batch and channels first. */
static gboolean
get_pads (FmtOnnxImport *import, const Onnx__NodeProto *node, gint64 pads[8], GError **error)
{
  g_autofree char *mode = NULL;
  size_t n;

  if (!fmt_onnx_get_string (node, "mode", "constant", &mode, error) ||
      !fmt_onnx_get_integers (import, node, "pads", 1, 8, pads, &n, error))
    return FALSE;
  if (*mode != '\0' && !g_str_equal (mode, "constant"))
    {
      fmt_onnx_set_unsupported (error, _ ("this program does not know its mode “%s”."), mode);
      return FALSE;
    }
  if (n != 8 || fmt_onnx_input_name (node, 3) != NULL || pads[0] != 0 || pads[1] != 0 ||
      pads[4] != 0 || pads[5] != 0)
    {
      fmt_onnx_set_unsupported (error, _ ("this program pads height and width only."));
      return FALSE;
    }
  for (size_t i = 0; i < n; i++)
    if (pads[i] < 0 || pads[i] > G_MAXINT16)
      {
        fmt_onnx_set_unsupported (error, _ ("its padding is out of range."));
        return FALSE;
      }
  return TRUE;
}

NnValue
fmt_onnx_import_pad (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  gint64 pads[8];
  float value;

  if (input == NN_NO_VALUE || !get_pads (import, node, pads, error) ||
      !(import->opset < 11 ? fmt_onnx_get_float (node, "value", 0, &value, error)
                           : fmt_onnx_read_number (import, node, 2, 0, &value, error)))
    return NN_NO_VALUE;
  if (pads[2] + pads[3] + pads[6] + pads[7] == 0)
    return input;
  return nn_graph_add_pad (import->graph, node->output[0], input, (int) pads[2], (int) pads[3],
                           (int) pads[6], (int) pads[7], value, error);
}

/* An axis of ONNX, where 0 is the batch, as a dimension of an image. */
static gboolean
get_dimension (gint64 axis, const NnShape *shape, int *dimension, GError **error)
{
  if (axis < 0)
    axis = MAX (axis, -shape->rank - 1) + shape->rank + 1;
  if (axis >= 1 && axis <= shape->rank)
    {
      *dimension = (int) axis - 1;
      return TRUE;
    }
  fmt_onnx_set_unsupported (
      error, _ ("it works along axis %" PRId64 ", which would mix the images of a batch."), axis);
  return FALSE;
}

static int
slice_place (gint64 place, int size)
{
  if (place < 0)
    place = MAX (place, -(gint64) size) + size;
  return (int) MIN (place, (gint64) size);
}

NnValue
fmt_onnx_import_slice (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  gint64 starts[NN_MAX_RANK], ends[NN_MAX_RANK], axes[NN_MAX_RANK], steps[NN_MAX_RANK];
  size_t n, n_ends, n_axes, n_steps;

  if (input == NN_NO_VALUE ||
      !fmt_onnx_get_integers (import, node, "starts", 1, NN_MAX_RANK, starts, &n, error) ||
      !fmt_onnx_get_integers (import, node, "ends", 2, NN_MAX_RANK, ends, &n_ends, error) ||
      !fmt_onnx_get_integers (import, node, "axes", 3, NN_MAX_RANK, axes, &n_axes, error) ||
      !fmt_onnx_get_integers (import, node, "steps", 4, NN_MAX_RANK, steps, &n_steps, error))
    return NN_NO_VALUE;
  if (n != n_ends || (n_axes != 0 && n_axes != n) || (n_steps != 0 && n_steps != n))
    {
      fmt_onnx_set_invalid (error, _ ("its numbers of starts and ends do not agree."));
      return NN_NO_VALUE;
    }
  for (size_t i = 0; i < n && input != NN_NO_VALUE; i++)
    {
      const NnShape *shape = nn_graph_shape (import->graph, input);
      int dimension;

      if (!get_dimension (n_axes != 0 ? axes[i] : (gint64) i, shape, &dimension, error))
        return NN_NO_VALUE;
      if ((n_steps != 0 && steps[i] != 1) || starts[i] == FMT_ONNX_BATCH ||
          ends[i] == FMT_ONNX_BATCH)
        {
          fmt_onnx_set_unsupported (
              error, _ ("this program does it with fixed places and a step of 1 only."));
          return NN_NO_VALUE;
        }
      input = nn_graph_add_slice (import->graph, i + 1 == n ? node->output[0] : NULL, input,
                                  dimension, slice_place (starts[i], shape->dims[dimension]),
                                  slice_place (ends[i], shape->dims[dimension]), error);
    }
  return input;
}

/* The sizes of the parts, from an attribute, an input, or equal ones. */
static gboolean
get_parts (FmtOnnxImport *import,
           const Onnx__NodeProto *node,
           int size,
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
          fmt_onnx_set_invalid (error, _ ("its %d numbers do not come out in %zu parts."), size,
                                node->n_output);
          return FALSE;
        }
      sum += parts[i];
    }
  if (sum == size)
    return TRUE;
  fmt_onnx_set_invalid (error, _ ("its %d numbers do not come out in %zu parts."), size,
                        node->n_output);
  return FALSE;
}

NnValue
fmt_onnx_import_split (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error), first = NN_NO_VALUE;
  g_autofree gint64 *parts = g_new (gint64, node->n_output);
  gint64 axis, begin = 0;
  int dimension;

  if (input == NN_NO_VALUE ||
      !fmt_onnx_get_int (node, "axis", -NN_MAX_RANK, NN_MAX_RANK, 0, &axis, error) ||
      !get_dimension (axis, nn_graph_shape (import->graph, input), &dimension, error) ||
      !get_parts (import, node, nn_graph_shape (import->graph, input)->dims[dimension], parts,
                  error))
    return NN_NO_VALUE;
  for (size_t i = 0; i < node->n_output; i++)
    {
      NnValue value = nn_graph_add_slice (import->graph, node->output[i], input, dimension,
                                          (int) begin, (int) (begin + parts[i]), error);

      if (value == NN_NO_VALUE)
        return NN_NO_VALUE;
      if (i == 0)
        first = value;
      else
        g_hash_table_insert (import->values, node->output[i], GINT_TO_POINTER (value));
      begin += parts[i];
    }
  return first;
}
