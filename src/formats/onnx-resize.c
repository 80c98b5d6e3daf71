// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Resize and Upsample: each dimension on its own, every entry of the output being a weighted sum of
 * a few of the input. */

typedef enum
{
  NEAREST,
  LINEAR,
  CUBIC,
} Mode;

typedef struct
{
  Mode mode;
  char *coordinates, *rounding;
  float cubic, filling;
  gboolean exclude_outside, antialias;
} Resize;

static void
resize_clear (Resize *self)
{
  g_free (self->coordinates);
  g_free (self->rounding);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Resize, resize_clear)

static gboolean
read_resize (FmtOnnxImport *import, const Onnx__NodeProto *node, Resize *self, GError **error)
{
  static const char *const modes[] = { "nearest", "linear", "cubic" };
  g_autofree char *mode = NULL;
  gboolean old = import->opset < 11 || g_str_equal (node->op_type, "Upsample");
  gint64 exclude, antialias;
  size_t i = 0;

  if (!fmt_onnx_get_string (node, "mode", "nearest", &mode, error) ||
      !fmt_onnx_get_string (node, "coordinate_transformation_mode",
                            old ? "asymmetric" : "half_pixel", &self->coordinates, error) ||
      !fmt_onnx_get_string (node, "nearest_mode", old ? "floor" : "round_prefer_floor",
                            &self->rounding, error) ||
      !fmt_onnx_get_float (node, "cubic_coeff_a", -0.75f, &self->cubic, error) ||
      !fmt_onnx_get_float (node, "extrapolation_value", 0, &self->filling, error) ||
      !fmt_onnx_get_int (node, "exclude_outside", 0, 1, 0, &exclude, error) ||
      !fmt_onnx_get_int (node, "antialias", 0, 1, 0, &antialias, error))
    return FALSE;
  self->exclude_outside = exclude == 1;
  self->antialias = antialias == 1;
  while (i < G_N_ELEMENTS (modes) && !g_str_equal (mode, modes[i]))
    i++;
  /* The linear mode once had two names. */
  if (g_str_equal (mode, "bilinear"))
    i = LINEAR;
  self->mode = (Mode) i;
  if (i < G_N_ELEMENTS (modes))
    return TRUE;
  fmt_onnx_set_unsupported (error, _ ("this program does not know its mode “%s”."), mode);
  return FALSE;
}

/* One dimension: its old and new size, the scale, and the part of the input that is shown. */
typedef struct
{
  int in, out;
  double scale, from, to;
} Side;

/* Where an entry of the output lies in the input. */
static gboolean
find_coordinate (const Resize *self, const Side *side, int i, double *x, GError **error)
{
  const char *mode = self->coordinates;

  if (g_str_equal (mode, "half_pixel"))
    *x = (i + 0.5) / side->scale - 0.5;
  else if (g_str_equal (mode, "asymmetric"))
    *x = i / side->scale;
  else if (g_str_equal (mode, "pytorch_half_pixel"))
    *x = side->out > 1 ? (i + 0.5) / side->scale - 0.5 : 0;
  else if (g_str_equal (mode, "align_corners"))
    *x = side->out > 1 ? i * (double) (side->in - 1) / (side->out - 1) : 0;
  else if (g_str_equal (mode, "tf_half_pixel_for_nn"))
    *x = (i + 0.5) / side->scale;
  else if (g_str_equal (mode, "half_pixel_symmetric"))
    {
      double adjustment = side->out / (side->scale * side->in), center = side->in / 2.0;

      *x = center * (1 - adjustment) + (i + 0.5) / side->scale - 0.5;
    }
  else if (g_str_equal (mode, "tf_crop_and_resize"))
    *x = side->out > 1 ? side->from * (side->in - 1) +
                             i * (side->to - side->from) * (side->in - 1) / (side->out - 1)
                       : 0.5 * (side->from + side->to) * (side->in - 1);
  else
    {
      fmt_onnx_set_unsupported (error, _ ("the attribute “%s” has the unknown value “%s”."),
                                "coordinate_transformation_mode", mode);
      return FALSE;
    }
  return TRUE;
}

static double
round_to_nearest (const Resize *self, double x)
{
  if (g_str_equal (self->rounding, "floor"))
    return floor (x);
  if (g_str_equal (self->rounding, "ceil"))
    return ceil (x);
  if (g_str_equal (self->rounding, "round_prefer_ceil"))
    return floor (x + 0.5);
  return ceil (x - 0.5);
}

/* Keys's kernel (1981) and the triangle, at a distance. */
static double
kernel (const Resize *self, double x)
{
  double a = (double) self->cubic;

  x = fabs (x);
  if (self->mode == LINEAR)
    return MAX (1 - x, 0);
  if (x <= 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/* The entries around x with their weights; those outside count as the one at the edge, or not at
 * all. */
static void
weigh (const Resize *self, const Side *side, double x, int taps, float *indices, float *weights)
{
  double stretch = self->antialias && side->scale < 1 ? 1 / side->scale : 1, sum = 0;
  int first = (int) floor (x) - taps / 2 + 1;

  if (self->mode == NEAREST)
    {
      indices[0] = (float) CLAMP (round_to_nearest (self, x), 0, side->in - 1);
      weights[0] = 1;
      return;
    }
  for (int t = 0; t < taps; t++)
    {
      int index = first + t;
      gboolean outside = index < 0 || index >= side->in;
      double weight = kernel (self, (x - index) / stretch);

      if (outside && (self->exclude_outside || self->antialias))
        weight = 0;
      indices[t] = (float) CLAMP (index, 0, side->in - 1);
      weights[t] = (float) weight;
      sum += weight;
    }
  for (int t = 0; t < taps && (self->exclude_outside || self->antialias); t++)
    weights[t] = (float) (weights[t] / sum);
}

static int
count_taps (const Resize *self, const Side *side)
{
  int taps = self->mode == NEAREST ? 1 : self->mode == LINEAR ? 2 : 4;

  if (self->antialias && side->scale < 1 && self->mode != NEAREST)
    taps = 2 * (int) ceil (taps / 2.0 / side->scale) + 2;
  return taps;
}

static NnValue
resize_side (FmtOnnxImport *import,
             const Resize *self,
             NnValue value,
             int axis,
             const Side *side,
             GError **error)
{
  int taps = count_taps (self, side);
  NnShape shape = { 2, { side->out, taps } };
  g_autoptr (NnTensor) indices = NULL, weights = NULL;

  if (!nn_shape_check (&shape, error) ||
      !fmt_onnx_take_room (import, nn_shape_size (&shape), "", error))
    return NN_NO_VALUE;
  indices = nn_tensor_new (&shape);
  weights = nn_tensor_new (&shape);
  for (int i = 0; i < side->out; i++)
    {
      double x;

      if (!find_coordinate (self, side, i, &x, error))
        return NN_NO_VALUE;
      if (g_str_equal (self->coordinates, "tf_crop_and_resize") && (x < 0 || x > side->in - 1))
        {
          fmt_onnx_set_unsupported (error, _ ("it shows what is outside of its input."));
          return NN_NO_VALUE;
        }
      if (!isfinite (x) || fabs (x) > 1e9)
        {
          fmt_onnx_set_invalid (error, _ ("its scale is out of range."));
          return NN_NO_VALUE;
        }
      weigh (self, side, x, taps, indices->data + (gsize) i * taps,
             weights->data + (gsize) i * taps);
    }
  if (self->mode == NEAREST)
    g_clear_pointer (&weights, nn_tensor_free);
  return nn_graph_add_resample (import->graph, NULL, value, axis, g_steal_pointer (&indices),
                                g_steal_pointer (&weights), error);
}

/* The constant of an input, if it is there and not empty. */
static const FmtOnnxConstant *
find_list (FmtOnnxImport *import, const Onnx__NodeProto *node, size_t index)
{
  const FmtOnnxConstant *list = fmt_onnx_constant (import, fmt_onnx_input_name (node, index));

  return list != NULL && list->n > 0 && list->dims.rank == 1 ? list : NULL;
}

/* Scales or sizes, for all dimensions or for those of “axes”. */
static gboolean
find_sides (FmtOnnxImport *import,
            const Onnx__NodeProto *node,
            const FmtOnnxDims *dims,
            gboolean corners,
            Side *sides,
            GError **error)
{
  gboolean old = import->opset < 11 || g_str_equal (node->op_type, "Upsample");
  const FmtOnnxConstant *scales = find_list (import, node, old ? 1 : 2);
  const FmtOnnxConstant *sizes = old ? NULL : find_list (import, node, 3);
  const FmtOnnxConstant *roi = old ? NULL : find_list (import, node, 1);
  const Onnx__AttributeProto *attribute = fmt_onnx_find_attribute (node, "scales");
  gint64 axes[FMT_ONNX_MAX_RANK] = { 0, 1, 2, 3, 4, 5, 6, 7 };
  g_autofree char *policy = NULL;
  double keep = 0;
  size_t n = (size_t) dims->rank, n_axes;

  if (!fmt_onnx_get_string (node, "keep_aspect_ratio_policy", "stretch", &policy, error))
    return FALSE;
  if (fmt_onnx_has_attribute (node, "axes"))
    {
      if (!fmt_onnx_get_list (node, "axes", FMT_ONNX_MAX_RANK, axes, &n_axes, error))
        return FALSE;
      n = n_axes;
    }
  for (int i = 0; i < dims->rank; i++)
    sides[i] = (Side){ (int) dims->dims[i], (int) dims->dims[i], 1, 0, 1 };
  if ((sizes != NULL && sizes->n != n) || (sizes == NULL && scales != NULL && scales->n != n) ||
      (sizes == NULL && scales == NULL && (attribute == NULL || attribute->n_floats != n)))
    {
      fmt_onnx_set_unsupported (
          error, _ ("its scales or sizes are not constants of the file, one for each dimension."));
      return FALSE;
    }
  for (size_t i = 0; i < n; i++)
    {
      double scale, size;
      int axis;

      if (!fmt_onnx_resolve_axis (axes[i], dims->rank, &axis, error))
        return FALSE;
      scale = sizes != NULL    ? sizes->numbers[i] / sides[axis].in
              : scales != NULL ? scales->numbers[i]
                               : (double) attribute->floats[i];
      size = sizes != NULL ? sizes->numbers[i] : floor (scale * sides[axis].in);
      if (!(size >= 1 && size <= NN_MAX_SIZE) || !(scale > 0))
        {
          fmt_onnx_set_invalid (error, _ ("its scale is out of range."));
          return FALSE;
        }
      sides[axis].scale = scale;
      sides[axis].out = (int) size;
      /* ONNX and its runtimes disagree on where the last entry then lies. */
      if (corners && fabs (scale * sides[axis].in - size) > 1e-3)
        {
          fmt_onnx_set_unsupported (
              error, _ ("with “%s” its scale has to come out in whole numbers."), "align_corners");
          return FALSE;
        }
      keep = keep == 0                            ? scale
             : g_str_equal (policy, "not_larger") ? MIN (keep, scale)
                                                  : MAX (keep, scale);
      if (roi != NULL && roi->n == 2 * n)
        {
          sides[axis].from = roi->numbers[i];
          sides[axis].to = roi->numbers[i + n];
        }
    }
  for (size_t i = 0; i < n && sizes != NULL && !g_str_equal (policy, "stretch"); i++)
    {
      int axis = (int) (axes[i] < 0 ? axes[i] + dims->rank : axes[i]);

      sides[axis].scale = keep;
      sides[axis].out = (int) CLAMP (floor (keep * sides[axis].in + 0.5), 1, NN_MAX_SIZE);
    }
  return TRUE;
}

NnValue
fmt_onnx_import_resize (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  g_auto (Resize) resize = { 0 };
  Side sides[FMT_ONNX_MAX_RANK];
  FmtOnnxDims dims;
  NnValue value;
  int skip;

  if (input == NULL || !read_resize (import, node, &resize, error) ||
      !find_sides (import, node, &input->dims, g_str_equal (resize.coordinates, "align_corners"),
                   sides, error))
    return NN_NO_VALUE;
  dims = input->dims;
  skip = dims.rank >= 2 && dims.dims[0] == 1 && sides[0].out == 1 ? 1 : 0;
  value = skip == 1 ? input->value : fmt_onnx_full_value (import, input, error);
  for (int i = skip; i < dims.rank && value != NN_NO_VALUE; i++)
    {
      if (sides[i].out == sides[i].in && sides[i].scale >= 1 && sides[i].scale <= 1 &&
          sides[i].from <= 0 && sides[i].to >= 1)
        continue;
      if (!fmt_onnx_check_axis (input, i, error))
        return NN_NO_VALUE;
      dims.dims[i] = sides[i].out;
      value = resize_side (import, &resize, value, i - skip, &sides[i], error);
    }
  return fmt_onnx_full_result (import, node, value, input->type, &dims, input->batch, error);
}
