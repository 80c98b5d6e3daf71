// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Values of the network: what they are in the file, and what they are in the graph. */

gint64
fmt_onnx_dims_size (const FmtOnnxDims *dims)
{
  gint64 size = 1;

  for (int i = 0; i < dims->rank; i++)
    size *= dims->dims[i];
  return size;
}

char *
fmt_onnx_dims_to_string (const FmtOnnxDims *dims)
{
  GString *text = g_string_new (dims->rank == 0 ? "1" : NULL);

  for (int i = 0; i < dims->rank; i++)
    g_string_append_printf (text, i == 0 ? "%" PRId64 : " x %" PRId64, dims->dims[i]);
  return g_string_free (text, FALSE);
}

gboolean
fmt_onnx_dims_broadcast (const FmtOnnxDims *a, const FmtOnnxDims *b, FmtOnnxDims *result)
{
  FmtOnnxDims together = { .rank = MAX (a->rank, b->rank) };

  for (int i = 0; i < together.rank; i++)
    {
      int j = i - (together.rank - a->rank), k = i - (together.rank - b->rank);
      gint64 x = j < 0 ? 1 : a->dims[j], y = k < 0 ? 1 : b->dims[k];

      if (x != y && x != 1 && y != 1)
        return FALSE;
      together.dims[i] = x == 1 ? y : x;
    }
  *result = together;
  return TRUE;
}

gboolean
fmt_onnx_is_float_type (gint64 type)
{
  return type == FMT_ONNX_FLOAT || type == FMT_ONNX_FLOAT16 || type == FMT_ONNX_DOUBLE ||
         type == FMT_ONNX_BFLOAT16;
}

gboolean
fmt_onnx_is_integer_type (gint64 type)
{
  return (type >= FMT_ONNX_UINT8 && type <= FMT_ONNX_INT64) || type == FMT_ONNX_BOOL ||
         type == FMT_ONNX_UINT32 || type == FMT_ONNX_UINT64 || type == FMT_ONNX_UINT4 ||
         type == FMT_ONNX_INT4 || type == FMT_ONNX_UINT2 || type == FMT_ONNX_INT2;
}

gboolean
fmt_onnx_type_range (gint32 type, float *min, float *max)
{
  switch (type)
    {
    case FMT_ONNX_UINT2:
      *min = 0, *max = 3;
      return TRUE;
    case FMT_ONNX_INT2:
      *min = -2, *max = 1;
      return TRUE;
    case FMT_ONNX_UINT4:
      *min = 0, *max = 15;
      return TRUE;
    case FMT_ONNX_INT4:
      *min = -8, *max = 7;
      return TRUE;
    case FMT_ONNX_UINT8:
      *min = 0, *max = 255;
      return TRUE;
    case FMT_ONNX_INT8:
      *min = -128, *max = 127;
      return TRUE;
    case FMT_ONNX_UINT16:
      *min = 0, *max = 65535;
      return TRUE;
    case FMT_ONNX_INT16:
      *min = -32768, *max = 32767;
      return TRUE;
    default:
      return FALSE;
    }
}

NnValue
fmt_onnx_result (FmtOnnxImport *import,
                 NnValue value,
                 gint32 type,
                 const FmtOnnxDims *dims,
                 int batch)
{
  import->result = (FmtOnnxValue){ value, type, *dims, batch };
  return value;
}

gboolean
fmt_onnx_set_output (FmtOnnxImport *import,
                     const char *name,
                     const FmtOnnxValue *value,
                     GError **error)
{
  if (*name == '\0')
    return TRUE;
  if (!g_hash_table_contains (import->constants, name) &&
      !g_hash_table_contains (import->tensors, name) &&
      g_hash_table_insert (import->values, (gpointer) name, g_memdup2 (value, sizeof *value)))
    return TRUE;
  fmt_onnx_set_invalid (error, _ ("two of its nodes make the value “%s”."), name);
  return FALSE;
}

const char *
fmt_onnx_input_name (const Onnx__NodeProto *node, size_t index)
{
  if (index >= node->n_input || *node->input[index] == '\0')
    return NULL;
  return node->input[index];
}

gboolean
fmt_onnx_inner_shape (const FmtOnnxDims *dims, NnShape *shape, GError **error)
{
  int skip = dims->rank >= 2 && dims->dims[0] == 1 ? 1 : 0;

  *shape = NN_SHAPE_1 (1);
  if (dims->rank == 0)
    return TRUE;
  shape->rank = dims->rank - skip;
  for (int i = 0; i < shape->rank && i < NN_MAX_RANK; i++)
    shape->dims[i] = (int) MIN (dims->dims[i + skip], G_MAXINT);
  return nn_shape_check (shape, error);
}

NnValue
fmt_onnx_reshape (FmtOnnxImport *import,
                  const char *name,
                  NnValue value,
                  const NnShape *shape,
                  GError **error)
{
  if (nn_shape_equal (nn_graph_shape (import->graph, value), shape))
    return value;
  if (shape->rank == 1)
    return nn_graph_add_flatten (import->graph, name, value, error);
  return nn_graph_add_reshape (import->graph, name, value, shape, error);
}

NnValue
fmt_onnx_full_value (FmtOnnxImport *import, const FmtOnnxValue *value, GError **error)
{
  NnShape shape = NN_SHAPE_1 (1);

  if (value->dims.rank > 0)
    shape.rank = value->dims.rank;
  for (int i = 0; i < value->dims.rank && i < NN_MAX_RANK; i++)
    shape.dims[i] = (int) value->dims.dims[i];
  if (!nn_shape_check (&shape, error))
    return NN_NO_VALUE;
  return fmt_onnx_reshape (import, NULL, value->value, &shape, error);
}

NnValue
fmt_onnx_full_result (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      NnValue value,
                      gint32 type,
                      const FmtOnnxDims *dims,
                      int batch,
                      GError **error)
{
  NnShape shape;

  if (value == NN_NO_VALUE || !fmt_onnx_inner_shape (dims, &shape, error))
    return NN_NO_VALUE;
  if (!nn_shape_equal (nn_graph_shape (import->graph, value), &shape))
    value = fmt_onnx_reshape (
        import,
        nn_graph_find (import->graph, node->output[0]) == NN_NO_VALUE ? node->output[0] : NULL,
        value, &shape, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  return fmt_onnx_result (import, value, type, dims, batch);
}

gboolean
fmt_onnx_resolve_axis (gint64 axis, int rank, int *result, GError **error)
{
  if (axis >= -rank && axis < rank)
    {
      *result = (int) (axis < 0 ? axis + rank : axis);
      return TRUE;
    }
  fmt_onnx_set_invalid (error, _ ("it works along axis %" PRId64 " of a value of %d dimensions."),
                        axis, rank);
  return FALSE;
}

gboolean
fmt_onnx_check_axis (const FmtOnnxValue *value, int axis, GError **error)
{
  if (axis != value->batch)
    return TRUE;
  fmt_onnx_set_unsupported (
      error, _ ("it works along axis %d, which would mix the images of a batch."), axis);
  return FALSE;
}

/* A constant becomes a node, once; in the graph it has the name that it has in the file. */
static const FmtOnnxValue *
add_constant (FmtOnnxImport *import, const Onnx__NodeProto *node, size_t index, GError **error)
{
  const char *name = node->input[index];
  const Onnx__TensorProto *source = g_hash_table_lookup (import->tensors, name);
  const FmtOnnxConstant *constant = g_hash_table_lookup (import->constants, name);
  FmtOnnxValue value = { .batch = -1 };
  NnTensor *tensor;
  NnShape shape;

  tensor = fmt_onnx_take_numbers (import, node, index, error);
  if (tensor == NULL)
    return NULL;
  if (constant != NULL)
    {
      value.type = constant->type;
      value.dims = constant->dims;
    }
  else
    {
      value.type = source->data_type;
      value.dims.rank = (int) source->n_dims;
      for (size_t i = 0; i < source->n_dims; i++)
        value.dims.dims[i] = source->dims[i];
    }
  if (!fmt_onnx_inner_shape (&value.dims, &shape, error))
    {
      nn_tensor_free (tensor);
      return NULL;
    }
  tensor->shape = shape;
  value.value = nn_graph_add_constant (
      import->graph, nn_graph_find (import->graph, name) == NN_NO_VALUE ? name : NULL, tensor,
      error);
  if (value.value == NN_NO_VALUE)
    return NULL;
  g_hash_table_insert (import->values, (gpointer) name, g_memdup2 (&value, sizeof value));
  return g_hash_table_lookup (import->values, name);
}

const FmtOnnxValue *
fmt_onnx_input (FmtOnnxImport *import, const Onnx__NodeProto *node, size_t index, GError **error)
{
  const char *name = fmt_onnx_input_name (node, index);
  const FmtOnnxValue *value;

  if (name == NULL)
    {
      fmt_onnx_set_invalid (error, _ ("input %zu is missing."), index + 1);
      return NULL;
    }
  value = g_hash_table_lookup (import->values, name);
  if (value != NULL)
    return value;
  if (fmt_onnx_is_constant (import, name))
    return add_constant (import, node, index, error);
  fmt_onnx_set_invalid (error, _ ("nothing before it makes its input “%s”."), name);
  return NULL;
}

NnValue
fmt_onnx_input_value (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      size_t index,
                      GError **error)
{
  const FmtOnnxValue *value = fmt_onnx_input (import, node, index, error);

  if (value == NULL)
    return NN_NO_VALUE;
  if (value->dims.rank < 2 || value->dims.dims[0] != 1)
    {
      g_autofree char *text = fmt_onnx_dims_to_string (&value->dims);

      fmt_onnx_set_unsupported (
          error, _ ("its input is %s; this program does it for a batch of one image."), text);
      return NN_NO_VALUE;
    }
  return value->value;
}
