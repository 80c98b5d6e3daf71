// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* Some numbers of a value are replaced by those of another, or these are added to them. Which ones
 * has to be known: then the result takes each of its numbers from one of the two. */

/* The place in the data, flat, of each of the updates. */
typedef struct
{
  const FmtOnnxConstant *indices;
  FmtOnnxDims updates; /* that there have to be */
  gint64 *places;      /* as many as updates; owned */
} Targets;

static gboolean
resolve (double index, gint64 size, gint64 *result, GError **error)
{
  index += index < 0 ? (double) size : 0;
  *result = (gint64) index;
  if (index >= 0 && index < (double) size)
    return TRUE;
  fmt_onnx_set_invalid (error, _ ("it reads entry %g of a dimension of %" PRId64 "."), index, size);
  return FALSE;
}

/* ScatterElements: an update stands at its own coordinates but for one. */
static gboolean
find_elements (const Onnx__NodeProto *node,
               const FmtOnnxDims *data,
               Targets *targets,
               GError **error)
{
  const FmtOnnxConstant *indices = targets->indices;
  int axis;

  if (!fmt_onnx_get_axis (node, data->rank, 0, &axis, error))
    return FALSE;
  if (indices->dims.rank != data->rank)
    {
      fmt_onnx_set_invalid (error, _ ("its indices do not fit its input."));
      return FALSE;
    }
  targets->updates = indices->dims;
  targets->places = g_new0 (gint64, indices->n + 1);
  for (gsize i = 0; i < indices->n; i++)
    {
      gint64 rest = (gint64) i, step = 1;

      for (int j = data->rank - 1; j >= 0; j--)
        {
          gint64 index = rest % indices->dims.dims[j];

          rest /= indices->dims.dims[j];
          if (!resolve (j == axis ? indices->numbers[i] : (double) index, data->dims[j], &index,
                        error))
            return FALSE;
          targets->places[i] += index * step;
          step *= data->dims[j];
        }
    }
  return TRUE;
}

/* ScatterND: rows of indices name the first coordinates of runs of numbers. */
static gboolean
find_runs (const FmtOnnxDims *data, Targets *targets, GError **error)
{
  const FmtOnnxConstant *indices = targets->indices;
  int rank = indices->dims.rank;
  gint64 depth = rank > 0 ? indices->dims.dims[rank - 1] : 0, run = 1, n;

  if (depth < 1 || depth > data->rank || rank - 1 + data->rank - depth > FMT_ONNX_MAX_RANK)
    {
      fmt_onnx_set_invalid (error, _ ("its indices do not fit its input."));
      return FALSE;
    }
  targets->updates = indices->dims;
  targets->updates.rank = rank - 1;
  for (int i = (int) depth; i < data->rank; i++)
    {
      targets->updates.dims[targets->updates.rank++] = data->dims[i];
      run *= data->dims[i];
    }
  n = (gint64) indices->n / depth;
  if (run > NN_MAX_SIZE / MAX (n, 1))
    {
      fmt_onnx_set_invalid (error, _ ("its indices do not fit its input."));
      return FALSE;
    }
  targets->places = g_new0 (gint64, n * run + 1);
  for (gint64 i = 0; i < n; i++)
    {
      gint64 place = 0;

      for (gint64 j = 0; j < depth; j++)
        {
          gint64 index;

          if (!resolve (indices->numbers[i * depth + j], data->dims[j], &index, error))
            return FALSE;
          place = place * data->dims[j] + index;
        }
      for (gint64 j = 0; j < run; j++)
        targets->places[i * run + j] = place * run + j;
    }
  return TRUE;
}

static gboolean
find_targets (FmtOnnxImport *import,
              const Onnx__NodeProto *node,
              const FmtOnnxDims *data,
              Targets *targets,
              GError **error)
{
  const char *name = fmt_onnx_input_name (node, 1);

  targets->indices = fmt_onnx_constant (import, name);
  if (targets->indices == NULL || fmt_onnx_is_float_type (targets->indices->type))
    {
      fmt_onnx_set_unsupported (
          error, _ ("input %d, “%s”, is not a constant of the file, as it has to be."), 2,
          name != NULL ? name : "");
      return FALSE;
    }
  return g_str_equal (node->op_type, "ScatterND") ? find_runs (data, targets, error)
                                                  : find_elements (node, data, targets, error);
}

static NnValue
flatten (FmtOnnxImport *import, const FmtOnnxValue *value, GError **error)
{
  return fmt_onnx_reshape (import, NULL, value->value,
                           &NN_SHAPE_1 ((int) fmt_onnx_dims_size (&value->dims)), error);
}

/* Each number of the result is the last update of its place, or else the one that was there. */
static NnValue
replace (FmtOnnxImport *import,
         NnValue data,
         NnValue updates,
         const Targets *targets,
         GError **error)
{
  int n = nn_graph_shape (import->graph, data)->dims[0];
  int n_updates = nn_graph_shape (import->graph, updates)->dims[0];
  NnValue both[] = { data, updates }, all;
  NnTensor *indices;

  all = nn_graph_add_concat (import->graph, NULL, 2, both, error);
  if (all == NN_NO_VALUE)
    return NN_NO_VALUE;
  indices = nn_tensor_new (&(NnShape){ 2, { n, 1 } });
  for (int i = 0; i < n; i++)
    indices->data[i] = (float) i;
  for (int i = 0; i < n_updates; i++)
    indices->data[targets->places[i]] = (float) (n + i);
  return nn_graph_add_resample (import->graph, NULL, all, 0, indices, NULL, error);
}

/* The updates of a place are added to what is there. */
static NnValue
add (FmtOnnxImport *import, NnValue data, NnValue updates, const Targets *targets, GError **error)
{
  int n = nn_graph_shape (import->graph, data)->dims[0], taps = 1;
  int n_updates = nn_graph_shape (import->graph, updates)->dims[0];
  g_autofree int *counts = g_new0 (int, n);
  NnTensor *indices, *weights;
  NnShape shape;
  NnValue sums;

  for (int i = 0; i < n_updates; i++)
    taps = MAX (taps, ++counts[targets->places[i]]);
  shape = (NnShape){ 2, { n, taps } };
  if (!nn_shape_check (&shape, error) ||
      !fmt_onnx_take_room (import, nn_shape_size (&shape), "", error))
    return NN_NO_VALUE;
  indices = nn_tensor_new (&shape);
  weights = nn_tensor_new (&shape);
  for (int i = 0; i < n_updates; i++)
    {
      gsize at = (gsize) targets->places[i] * (gsize) taps;
      gsize tap = at + (gsize) --counts[targets->places[i]];

      indices->data[tap] = (float) i;
      weights->data[tap] = 1;
    }
  sums = nn_graph_add_resample (import->graph, NULL, updates, 0, indices, weights, error);
  return fmt_onnx_step_binary (import, NN_BINARY_ADD, data, sums, error);
}

/* ScatterElements, Scatter and ScatterND. */
NnValue
fmt_onnx_import_scatter (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  g_autofree char *reduction = NULL;
  g_autofree gint64 *places = NULL;
  FmtOnnxValue data, updates;
  Targets targets = { 0 };
  NnValue first, second;
  gboolean found;

  if (input == NULL || !fmt_onnx_get_string (node, "reduction", "none", &reduction, error))
    return NN_NO_VALUE;
  data = *input;
  input = fmt_onnx_input (import, node, 2, error);
  if (input == NULL)
    return NN_NO_VALUE;
  updates = *input;
  found = find_targets (import, node, &data.dims, &targets, error);
  places = targets.places;
  if (!found)
    return NN_NO_VALUE;
  if (!g_str_equal (reduction, "none") && !g_str_equal (reduction, "add"))
    {
      fmt_onnx_set_unsupported (error, _ ("the attribute “%s” has the unknown value “%s”."),
                                "reduction", reduction);
      return NN_NO_VALUE;
    }
  if (fmt_onnx_dims_size (&updates.dims) != fmt_onnx_dims_size (&targets.updates) ||
      fmt_onnx_dims_size (&data.dims) < 1 || fmt_onnx_dims_size (&updates.dims) < 1)
    {
      fmt_onnx_set_invalid (error, _ ("its indices do not fit its input."));
      return NN_NO_VALUE;
    }
  first = flatten (import, &data, error);
  second = first != NN_NO_VALUE ? flatten (import, &updates, error) : NN_NO_VALUE;
  if (second == NN_NO_VALUE)
    return NN_NO_VALUE;
  first = g_str_equal (reduction, "add") ? add (import, first, second, &targets, error)
                                         : replace (import, first, second, &targets, error);
  return fmt_onnx_full_result (import, node, first, data.type, &data.dims,
                               MAX (data.batch, updates.batch == 0 ? 0 : -1), error);
}
