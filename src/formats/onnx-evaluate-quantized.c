// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-evaluate.h"

#include "config.h"

#include <math.h>

FmtOnnxConstant *
fmt_onnx_evaluate_dequantize (FmtOnnxImport *import,
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
  result = fmt_onnx_evaluate_copy (import, x, scale->type, &x->dims);
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

FmtOnnxConstant *
fmt_onnx_evaluate_quantize (FmtOnnxImport *import,
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
  result = fmt_onnx_evaluate_copy (import, x, type, &x->dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    {
      gsize place = scale->n == 1 ? 0 : i / (gsize) inner % scale->n;
      double whole = rint ((double) ((float) x->numbers[i] / (float) scale->numbers[place]));

      whole += zero != NULL ? zero->numbers[place] : 0;
      result->numbers[i] = CLAMP (whole, (double) min, (double) max);
    }
  return result;
}
