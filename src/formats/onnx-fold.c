// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"
#include "formats/onnx-file.h"

#include <glib/gi18n-lib.h>

/* Nodes that depend on constants alone become constants themselves: numbers to compute shapes with,
 * and weights under another name or in another shape. */

/* Another tensor with the numbers of `tensor`, which stay where they are. */
static Onnx__TensorProto *
add_view (FmtOnnxImport *import, const char *name, Onnx__TensorProto *tensor)
{
  Onnx__TensorProto *view = g_memdup2 (tensor, sizeof *tensor);

  g_ptr_array_add (import->arena, view);
  g_hash_table_add (import->views, tensor);
  g_hash_table_add (import->views, view);
  g_hash_table_insert (import->tensors, (gpointer) name, view);
  view->name = (char *) name;
  return view;
}

static gboolean
is_float_type (gint64 type)
{
  return type == FMT_ONNX_FLOAT || type == FMT_ONNX_FLOAT16;
}

static gboolean
is_axis (gint64 axis, size_t rank, const gint64 *axes, size_t n_axes)
{
  for (size_t i = 0; i < n_axes; i++)
    if (axes[i] == axis || axes[i] + (gint64) rank == axis)
      return TRUE;
  return FALSE;
}

gboolean
fmt_onnx_squeeze (const gint64 *dims,
                  size_t n,
                  const gint64 *axes,
                  size_t n_axes,
                  gint64 *result,
                  size_t *n_result)
{
  *n_result = 0;
  for (size_t i = 0; i < n; i++)
    if (n_axes > 0 ? !is_axis ((gint64) i, n, axes, n_axes) : dims[i] != 1)
      result[(*n_result)++] = dims[i];
    else if (dims[i] != 1)
      return FALSE;
  return n_axes == 0 || *n_result == n - n_axes;
}

gboolean
fmt_onnx_unsqueeze (const gint64 *dims,
                    size_t n,
                    const gint64 *axes,
                    size_t n_axes,
                    gint64 *result,
                    size_t *n_result)
{
  size_t next = 0;

  *n_result = n + n_axes;
  if (*n_result > FMT_ONNX_MAX_RANK)
    return FALSE;
  for (size_t i = 0; i < *n_result; i++)
    if (is_axis ((gint64) i, *n_result, axes, n_axes))
      result[i] = 1;
    else if (next < n)
      result[i] = dims[next++];
    else
      return FALSE;
  return next == n;
}

/* The target of a Reshape with what 0 and -1 stand for. */
static gboolean
resolve (const Onnx__TensorProto *tensor, size_t n, gint64 *target)
{
  gint64 size = 1, known = 1;
  size_t unknown = n;

  for (size_t i = 0; i < tensor->n_dims; i++)
    if (tensor->dims[i] < 1 || tensor->dims[i] > NN_MAX_SIZE ||
        (size *= tensor->dims[i]) > NN_MAX_SIZE)
      return FALSE;
  for (size_t i = 0; i < n; i++)
    {
      if (target[i] == 0 && i < tensor->n_dims)
        target[i] = tensor->dims[i];
      if (target[i] == -1 && unknown == n)
        unknown = i;
      else if (target[i] < 1 || target[i] > size || (known *= target[i]) > size)
        return FALSE;
    }
  if (unknown < n)
    {
      target[unknown] = size / known;
      known *= target[unknown];
    }
  return known == size;
}

/* The dimensions that a node gives to weights. */
static gboolean
new_dims (FmtOnnxImport *import,
          const Onnx__NodeProto *node,
          const Onnx__TensorProto *tensor,
          gint64 *dims,
          size_t *n)
{
  gint64 axes[FMT_ONNX_MAX_RANK];
  size_t n_axes;

  if (tensor->n_dims > FMT_ONNX_MAX_RANK)
    return FALSE;
  if (g_str_equal (node->op_type, "Reshape"))
    return fmt_onnx_read_integers (import, node, 1, FMT_ONNX_MAX_RANK, dims, n, NULL) &&
           resolve (tensor, *n, dims);
  if (!fmt_onnx_get_integers (import, node, "axes", 1, FMT_ONNX_MAX_RANK, axes, &n_axes, NULL))
    return FALSE;
  if (g_str_equal (node->op_type, "Squeeze"))
    return fmt_onnx_squeeze (tensor->dims, tensor->n_dims, axes, n_axes, dims, n);
  return fmt_onnx_unsqueeze (tensor->dims, tensor->n_dims, axes, n_axes, dims, n);
}

static gboolean
fold_shape_of_tensor (FmtOnnxImport *import, const Onnx__NodeProto *node, Onnx__TensorProto *tensor)
{
  g_autofree int64_t *dims = g_new0 (int64_t, FMT_ONNX_MAX_RANK);
  Onnx__TensorProto *view;
  size_t n;

  if (!new_dims (import, node, tensor, dims, &n))
    return FALSE;
  view = add_view (import, node->output[0], tensor);
  view->dims = dims;
  view->n_dims = n;
  g_ptr_array_add (import->arena, g_steal_pointer (&dims));
  return TRUE;
}

/* Weights under another name or in another shape. */
static gboolean
fold_tensor (FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  const char *name = fmt_onnx_input_name (node, 0);
  Onnx__TensorProto *tensor = name != NULL ? g_hash_table_lookup (import->tensors, name) : NULL;
  gint64 type;

  if (tensor == NULL)
    return FALSE;
  if (g_str_equal (node->op_type, "Reshape") || g_str_equal (node->op_type, "Squeeze") ||
      g_str_equal (node->op_type, "Unsqueeze"))
    return fold_shape_of_tensor (import, node, tensor);
  if (g_str_equal (node->op_type, "Cast")
          ? !is_float_type (tensor->data_type) ||
                !fmt_onnx_get_int (node, "to", 1, G_MAXINT, 0, &type, NULL) || !is_float_type (type)
          : !g_str_equal (node->op_type, "Identity"))
    return FALSE;
  add_view (import, node->output[0], tensor);
  return TRUE;
}

gboolean
fmt_onnx_fold (FmtOnnxImport *import, const Onnx__NodeProto *node, gboolean *folded, GError **error)
{
  const char *output = node->output[0];
  FmtOnnxNumbers result = { 0 };

  *folded = FALSE;
  if (!fmt_onnx_is_own_domain (node->domain))
    return TRUE;
  *folded = fold_tensor (import, node);
  if (*folded || !fmt_onnx_calculate (import, node, &result))
    return TRUE;
  if (g_hash_table_size (import->numbers) >= NN_MAX_NODES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("more than the %d constants that are possible."), NN_MAX_NODES);
      return FALSE;
    }
  *folded = TRUE;
  g_hash_table_insert (import->numbers, (gpointer) output, g_memdup2 (&result, sizeof result));
  return TRUE;
}
