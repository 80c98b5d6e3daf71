// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* Operators that take entries along axes: which ones. */

void
fmt_onnx_maps_clear (FmtOnnxMaps *maps)
{
  for (int i = 0; i < FMT_ONNX_MAX_RANK; i++)
    g_clear_pointer (&maps->maps[i], g_free);
}

static gboolean
make_map (FmtOnnxMaps *maps, int axis, gint64 n, GError **error)
{
  if (n < 0 || n > NN_MAX_SIZE)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("it makes %" PRId64 " entries of a dimension."), n);
      return FALSE;
    }
  g_free (maps->maps[axis]);
  maps->maps[axis] = g_new (gint64, (gsize) n + 1);
  maps->dims.dims[axis] = n;
  return TRUE;
}

static gboolean
expand (FmtOnnxImport *import,
        const Onnx__NodeProto *node,
        const FmtOnnxDims *input,
        FmtOnnxMaps *maps,
        GError **error)
{
  FmtOnnxDims target = { 0 }, own = *input;
  size_t n;

  if (!fmt_onnx_read_integers (import, node, 1, FMT_ONNX_MAX_RANK, target.dims, &n, error))
    return FALSE;
  target.rank = (int) n;
  /* A size of the batch that is written out, and what stands for the dimension as it is. */
  for (int i = 0; i < target.rank; i++)
    {
      int j = i - (target.rank - input->rank);

      if (target.dims[i] == -1)
        target.dims[i] = j >= 0 ? input->dims[j] : 1;
    }
  if (import->file_batch > 1 && target.rank > 0 && target.dims[0] == import->file_batch)
    target.dims[0] = 1;
  if (!fmt_onnx_dims_broadcast (input, &target, &maps->dims))
    {
      fmt_onnx_set_invalid (error, _ ("its input cannot be repeated to the shape that it names."));
      return FALSE;
    }
  maps->final = maps->dims;
  /* The axes are those of the result. */
  own.rank = maps->dims.rank;
  for (int i = 0; i < own.rank; i++)
    {
      int j = i - (own.rank - input->rank);
      gint64 dim = j < 0 ? 1 : input->dims[j];

      if (dim == maps->dims.dims[i])
        continue;
      if (!make_map (maps, i, maps->final.dims[i], error))
        return FALSE;
      memset (maps->maps[i], 0, (gsize) maps->final.dims[i] * sizeof (gint64));
    }
  return TRUE;
}

static gboolean
tile (FmtOnnxImport *import,
      const Onnx__NodeProto *node,
      const FmtOnnxDims *input,
      FmtOnnxMaps *maps,
      GError **error)
{
  gint64 times[FMT_ONNX_MAX_RANK];
  size_t n;

  if (!fmt_onnx_read_integers (import, node, 1, FMT_ONNX_MAX_RANK, times, &n, error))
    return FALSE;
  if (n != (size_t) input->rank)
    {
      fmt_onnx_set_invalid (error, _ ("its list of repetitions does not fit its input."));
      return FALSE;
    }
  for (int i = 0; i < input->rank; i++)
    {
      if (times[i] == 1)
        continue;
      if (!make_map (maps, i,
                     times[i] < 0 || times[i] > NN_MAX_SIZE ? -1 : times[i] * input->dims[i],
                     error))
        return FALSE;
      for (gint64 j = 0; j < maps->dims.dims[i]; j++)
        maps->maps[i][j] = j % input->dims[i];
    }
  maps->final = maps->dims;
  return TRUE;
}

/* Where a slice begins or ends: cut off at the ends of the dimension, and for steps backwards one
 * before its beginning. */
static gint64
slice_place (gint64 place, gint64 size, gboolean backwards)
{
  if (place < 0)
    place += size;
  return backwards ? CLAMP (place, -1, size - 1) : CLAMP (place, 0, size);
}

static gboolean
slice_axis (FmtOnnxMaps *maps, int axis, gint64 start, gint64 end, gint64 step, GError **error)
{
  gint64 size = maps->dims.dims[axis], n = 0;

  if (step == 0)
    {
      fmt_onnx_set_invalid (error, _ ("it has a step of 0."));
      return FALSE;
    }
  start = step < 0 ? CLAMP (start < 0 ? start + size : start, 0, size - 1)
                   : slice_place (start, size, FALSE);
  end = slice_place (end, size, step < 0);
  if (step > 0 && end > start)
    n = (end - start - 1) / step + 1;
  if (step < 0 && start > end)
    n = (start - end - 1) / -step + 1;
  if (!make_map (maps, axis, n, error))
    return FALSE;
  for (gint64 i = 0; i < n; i++)
    maps->maps[axis][i] = start + i * step;
  return TRUE;
}

static gboolean
slice (FmtOnnxImport *import,
       const Onnx__NodeProto *node,
       const FmtOnnxDims *input,
       FmtOnnxMaps *maps,
       GError **error)
{
  gint64 starts[FMT_ONNX_MAX_RANK], ends[FMT_ONNX_MAX_RANK], axes[FMT_ONNX_MAX_RANK];
  gint64 steps[FMT_ONNX_MAX_RANK];
  size_t n, n_ends, n_axes, n_steps;

  if (!fmt_onnx_get_integers (import, node, "starts", 1, FMT_ONNX_MAX_RANK, starts, &n, error) ||
      !fmt_onnx_get_integers (import, node, "ends", 2, FMT_ONNX_MAX_RANK, ends, &n_ends, error) ||
      !fmt_onnx_get_integers (import, node, "axes", 3, FMT_ONNX_MAX_RANK, axes, &n_axes, error) ||
      !fmt_onnx_get_integers (import, node, "steps", 4, FMT_ONNX_MAX_RANK, steps, &n_steps, error))
    return FALSE;
  if (n != n_ends || (n_axes != 0 && n_axes != n) || (n_steps != 0 && n_steps != n))
    {
      fmt_onnx_set_invalid (error, _ ("its numbers of starts and ends do not agree."));
      return FALSE;
    }
  for (size_t i = 0; i < n; i++)
    {
      int axis;

      if (!fmt_onnx_resolve_axis (n_axes != 0 ? axes[i] : (gint64) i, input->rank, &axis, error) ||
          !slice_axis (maps, axis, starts[i], ends[i], n_steps != 0 ? steps[i] : 1, error))
        return FALSE;
    }
  maps->final = maps->dims;
  return TRUE;
}

static gboolean
gather (FmtOnnxImport *import,
        const Onnx__NodeProto *node,
        const FmtOnnxDims *input,
        FmtOnnxMaps *maps,
        GError **error)
{
  const FmtOnnxConstant *indices = fmt_onnx_constant (import, fmt_onnx_input_name (node, 1));
  int axis;

  if (indices == NULL || fmt_onnx_is_float_type (indices->type))
    {
      fmt_onnx_set_unsupported (
          error, _ ("input %d, “%s”, is not a constant of the file, as it has to be."), 2,
          fmt_onnx_input_name (node, 1) != NULL ? fmt_onnx_input_name (node, 1) : "");
      return FALSE;
    }
  if (!fmt_onnx_get_axis (node, input->rank, 0, &axis, error) ||
      !make_map (maps, axis, (gint64) indices->n, error))
    return FALSE;
  if (input->rank - 1 + indices->dims.rank > FMT_ONNX_MAX_RANK)
    {
      fmt_onnx_set_unsupported (error, _ ("its result has more than %d dimensions."),
                                FMT_ONNX_MAX_RANK);
      return FALSE;
    }
  for (gsize i = 0; i < indices->n; i++)
    {
      double index =
          indices->numbers[i] + (indices->numbers[i] < 0 ? (double) input->dims[axis] : 0);

      if (!(index >= 0 && index < (double) input->dims[axis]))
        {
          fmt_onnx_set_invalid (error, _ ("it reads entry %g of a dimension of %" PRId64 "."),
                                indices->numbers[i], input->dims[axis]);
          return FALSE;
        }
      maps->maps[axis][i] = (gint64) index;
    }
  maps->final.rank = input->rank - 1 + indices->dims.rank;
  for (int i = 0, j = 0; i < input->rank; i++)
    if (i != axis)
      maps->final.dims[j++] = input->dims[i];
    else
      for (int k = 0; k < indices->dims.rank; k++)
        maps->final.dims[j++] = indices->dims.dims[k];
  return TRUE;
}

/* What lies `place` before (negative) or after the beginning of a dimension. */
static gint64
padded_place (const char *mode, gint64 place, gint64 size)
{
  if (place >= 0 && place < size)
    return place;
  if (g_str_equal (mode, "edge"))
    return CLAMP (place, 0, size - 1);
  if (g_str_equal (mode, "wrap"))
    return (place % size + size) % size;
  if (g_str_equal (mode, "reflect") && size > 1)
    {
      gint64 period = 2 * (size - 1);

      place = (place % period + period) % period;
      return place < size ? place : period - place;
    }
  return g_str_equal (mode, "reflect") ? 0 : -1;
}

static gboolean
get_filling (FmtOnnxImport *import, const Onnx__NodeProto *node, double *filling, GError **error)
{
  float value;

  if (!(import->opset < 11 ? fmt_onnx_get_float (node, "value", 0, &value, error)
                           : fmt_onnx_read_number (import, node, 2, 0, &value, error)))
    return FALSE;
  *filling = (double) value;
  return TRUE;
}

static gboolean
pad (FmtOnnxImport *import,
     const Onnx__NodeProto *node,
     const FmtOnnxDims *input,
     FmtOnnxMaps *maps,
     GError **error)
{
  gint64 pads[2 * FMT_ONNX_MAX_RANK], axes[FMT_ONNX_MAX_RANK] = { 0, 1, 2, 3, 4, 5, 6, 7 };
  g_autofree char *mode = NULL;
  size_t n, n_axes = (size_t) input->rank;

  if (!fmt_onnx_get_string (node, "mode", "constant", &mode, error) ||
      !fmt_onnx_get_integers (import, node, "pads", 1, 2 * FMT_ONNX_MAX_RANK, pads, &n, error) ||
      !get_filling (import, node, &maps->filling, error) ||
      (fmt_onnx_input_name (node, 3) != NULL &&
       !fmt_onnx_read_integers (import, node, 3, FMT_ONNX_MAX_RANK, axes, &n_axes, error)))
    return FALSE;
  if (*mode != '\0' && !g_str_equal (mode, "constant") && !g_str_equal (mode, "reflect") &&
      !g_str_equal (mode, "edge") && !g_str_equal (mode, "wrap"))
    {
      fmt_onnx_set_unsupported (error, _ ("this program does not know its mode “%s”."), mode);
      return FALSE;
    }
  if (n != 2 * n_axes)
    {
      fmt_onnx_set_invalid (error, _ ("its padding does not fit its input."));
      return FALSE;
    }
  for (size_t i = 0; i < n_axes; i++)
    {
      gint64 before = pads[i], after = pads[i + n_axes], size;
      int axis;

      if (!fmt_onnx_resolve_axis (axes[i], input->rank, &axis, error))
        return FALSE;
      if (before == 0 && after == 0)
        continue;
      size = input->dims[axis];
      if (before < -size || before > G_MAXINT16 || after < -size || after > G_MAXINT16)
        {
          fmt_onnx_set_unsupported (error, _ ("its padding is out of range."));
          return FALSE;
        }
      if (!make_map (maps, axis, size + before + after, error))
        return FALSE;
      for (gint64 j = 0; j < maps->dims.dims[axis]; j++)
        maps->maps[axis][j] = padded_place (mode, j - before, size);
    }
  maps->final = maps->dims;
  return TRUE;
}

gboolean
fmt_onnx_find_maps (FmtOnnxImport *import,
                    const Onnx__NodeProto *node,
                    const FmtOnnxDims *input,
                    FmtOnnxMaps *maps,
                    GError **error)
{
  static const struct
  {
    const char *name;
    gboolean (*find) (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      const FmtOnnxDims *input,
                      FmtOnnxMaps *maps,
                      GError **error);
  } kinds[] = {
    { "Expand", expand }, { "Gather", gather }, { "Pad", pad }, { "Slice", slice }, { "Tile", tile }
  };

  *maps = (FmtOnnxMaps){ .dims = *input, .final = *input };
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (node->op_type, kinds[i].name))
      {
        if (kinds[i].find (import, node, input, maps, error))
          return TRUE;
        fmt_onnx_maps_clear (maps);
        return FALSE;
      }
  g_return_val_if_reached (FALSE);
}
