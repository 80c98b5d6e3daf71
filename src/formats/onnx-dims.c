// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Operators that give the same numbers other dimensions. */

static void
set_mismatch (GError **error)
{
  fmt_onnx_set_unsupported (
      error, _ ("its new shape would mix the images of a batch or does not fit its input."));
}

/* What 0 and -1 stand for. */
static gboolean
resolve (const FmtOnnxDims *input, gboolean allow_zero, FmtOnnxDims *target)
{
  gint64 size = fmt_onnx_dims_size (input), known = 1;
  int unknown = -1;

  for (int i = 0; i < target->rank; i++)
    {
      if (target->dims[i] == 0 && !allow_zero && i < input->rank)
        target->dims[i] = input->dims[i];
      if (target->dims[i] == -1 && unknown < 0)
        unknown = i;
      else if (target->dims[i] < 0 || target->dims[i] > NN_MAX_SIZE ||
               (known *= target->dims[i]) > NN_MAX_SIZE)
        return FALSE;
    }
  if (unknown >= 0)
    {
      if (known == 0)
        return FALSE;
      target->dims[unknown] = size / known;
      known *= target->dims[unknown];
    }
  return known == size;
}

/* Whether what the node reads is made of the pictures, so that the batch is among its dimensions. */
static gboolean
counts_images (const FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  const char *name = fmt_onnx_input_name (node, 0);

  return name != NULL && g_hash_table_contains (import->values, name);
}

static gboolean
reshape (FmtOnnxImport *import,
         const Onnx__NodeProto *node,
         const FmtOnnxDims *input,
         FmtOnnxDims *result,
         GError **error)
{
  FmtOnnxDims target = { 0 };
  gint64 allow_zero;
  size_t n;

  if (!fmt_onnx_get_int (node, "allowzero", 0, 1, 0, &allow_zero, error) ||
      !fmt_onnx_get_integers (import, node, "shape", 1, FMT_ONNX_MAX_RANK, target.dims, &n, error))
    return FALSE;
  target.rank = (int) n;
  /* The size of the batch may be written out, also beside a -1, and times what is in an image. */
  if (import->file_batch > 1 && n > 0 && target.dims[0] > 0 &&
      target.dims[0] % import->file_batch == 0 && counts_images (import, node))
    {
      *result = target;
      result->dims[0] /= import->file_batch;
      if (resolve (input, allow_zero, result))
        return TRUE;
    }
  *result = target;
  if (resolve (input, allow_zero, result))
    return TRUE;
  set_mismatch (error);
  return FALSE;
}

static gboolean
flatten (FmtOnnxImport *import G_GNUC_UNUSED,
         const Onnx__NodeProto *node,
         const FmtOnnxDims *input,
         FmtOnnxDims *result,
         GError **error)
{
  gint64 axis;

  if (!fmt_onnx_get_int (node, "axis", -input->rank, input->rank, 1, &axis, error))
    return FALSE;
  if (axis < 0)
    axis += input->rank;
  *result = (FmtOnnxDims){ 2, { 1, 1 } };
  for (int i = 0; i < input->rank; i++)
    result->dims[i < axis ? 0 : 1] *= input->dims[i];
  return TRUE;
}

static gboolean
is_among (int axis, int rank, const gint64 *axes, size_t n_axes)
{
  for (size_t i = 0; i < n_axes; i++)
    if (axes[i] == axis || axes[i] + rank == axis)
      return TRUE;
  return FALSE;
}

static gboolean
squeeze (FmtOnnxImport *import,
         const Onnx__NodeProto *node,
         const FmtOnnxDims *input,
         FmtOnnxDims *result,
         GError **error)
{
  gint64 axes[FMT_ONNX_MAX_RANK];
  size_t n_axes;

  if (!fmt_onnx_get_integers (import, node, "axes", 1, FMT_ONNX_MAX_RANK, axes, &n_axes, error))
    return FALSE;
  result->rank = 0;
  for (int i = 0; i < input->rank; i++)
    if (n_axes > 0 ? !is_among (i, input->rank, axes, n_axes) : input->dims[i] != 1)
      result->dims[result->rank++] = input->dims[i];
    else if (input->dims[i] != 1)
      {
        set_mismatch (error);
        return FALSE;
      }
  if (n_axes == 0 || result->rank == input->rank - (int) n_axes)
    return TRUE;
  set_mismatch (error);
  return FALSE;
}

static gboolean
unsqueeze (FmtOnnxImport *import,
           const Onnx__NodeProto *node,
           const FmtOnnxDims *input,
           FmtOnnxDims *result,
           GError **error)
{
  gint64 axes[FMT_ONNX_MAX_RANK];
  size_t n_axes;
  int next = 0;

  if (!fmt_onnx_get_integers (import, node, "axes", 1, FMT_ONNX_MAX_RANK, axes, &n_axes, error))
    return FALSE;
  result->rank = input->rank + (int) n_axes;
  for (int i = 0; i < result->rank && result->rank <= FMT_ONNX_MAX_RANK; i++)
    if (is_among (i, result->rank, axes, n_axes))
      result->dims[i] = 1;
    else if (next < input->rank)
      result->dims[i] = input->dims[next++];
    else
      break;
  if (next == input->rank && result->rank <= FMT_ONNX_MAX_RANK)
    return TRUE;
  set_mismatch (error);
  return FALSE;
}

gboolean
fmt_onnx_new_dims (FmtOnnxImport *import,
                   const Onnx__NodeProto *node,
                   const FmtOnnxDims *input,
                   FmtOnnxDims *result,
                   GError **error)
{
  *result = (FmtOnnxDims){ 0 };
  if (g_str_equal (node->op_type, "Reshape"))
    return reshape (import, node, input, result, error);
  if (g_str_equal (node->op_type, "Squeeze"))
    return squeeze (import, node, input, result, error);
  if (g_str_equal (node->op_type, "Unsqueeze"))
    return unsqueeze (import, node, input, result, error);
  return flatten (import, node, input, result, error);
}
