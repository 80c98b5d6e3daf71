// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Kernels, strides, padding and dilations are no larger than this, so that sums and products of
 * them stay far from the end of an int. */
#define MAX_WINDOW 32767

const Onnx__AttributeProto *
fmt_onnx_find_attribute (const Onnx__NodeProto *node, const char *name)
{
  for (size_t i = 0; i < node->n_attribute; i++)
    if (g_strcmp0 (node->attribute[i]->name, name) == 0)
      return node->attribute[i];
  return NULL;
}

/* The attribute, or NULL. Files of the first days name no type, and some writers leave a zero
 * out altogether, so a missing number is 0. */
static gboolean
find_typed (const Onnx__NodeProto *node,
            const char *name,
            gint32 type,
            const Onnx__AttributeProto **attribute,
            GError **error)
{
  *attribute = fmt_onnx_find_attribute (node, name);
  if (*attribute == NULL || !(*attribute)->has_type || (*attribute)->type == 0 ||
      (*attribute)->type == type)
    return TRUE;
  fmt_onnx_set_invalid (error, _ ("the attribute “%s” is not of the type that belongs there."),
                        name);
  return FALSE;
}

static gboolean
check_range (const char *name, gint64 value, gint64 min, gint64 max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  fmt_onnx_set_invalid (
      error,
      _ ("the attribute “%s” is %" PRId64 ", which is not within %" PRId64 " to %" PRId64 "."),
      name, value, min, max);
  return FALSE;
}

gboolean
fmt_onnx_has_attribute (const Onnx__NodeProto *node, const char *name)
{
  return fmt_onnx_find_attribute (node, name) != NULL;
}

gboolean
fmt_onnx_get_int (const Onnx__NodeProto *node,
                  const char *name,
                  gint64 min,
                  gint64 max,
                  gint64 standard,
                  gint64 *value,
                  GError **error)
{
  const Onnx__AttributeProto *attribute;

  if (!find_typed (node, name, FMT_ONNX_ATTRIBUTE_INT, &attribute, error))
    return FALSE;
  *value = attribute != NULL ? attribute->i : standard;
  return check_range (name, *value, min, max, error);
}

gboolean
fmt_onnx_get_float (const Onnx__NodeProto *node,
                    const char *name,
                    float standard,
                    float *value,
                    GError **error)
{
  const Onnx__AttributeProto *attribute;

  if (!find_typed (node, name, FMT_ONNX_ATTRIBUTE_FLOAT, &attribute, error))
    return FALSE;
  *value = attribute != NULL ? attribute->f : standard;
  if (isfinite (*value))
    return TRUE;
  fmt_onnx_set_invalid (error, _ ("the attribute “%s” is not a number."), name);
  return FALSE;
}

gboolean
fmt_onnx_get_string (const Onnx__NodeProto *node,
                     const char *name,
                     const char *standard,
                     char **value,
                     GError **error)
{
  const Onnx__AttributeProto *attribute;

  if (!find_typed (node, name, FMT_ONNX_ATTRIBUTE_STRING, &attribute, error))
    return FALSE;
  if (attribute == NULL || attribute->s.len == 0)
    {
      *value = g_strdup (attribute == NULL ? standard : "");
      return TRUE;
    }
  if (attribute->s.len > NN_MAX_NAME ||
      !g_utf8_validate ((const char *) attribute->s.data, (gssize) attribute->s.len, NULL))
    {
      fmt_onnx_set_invalid (error, _ ("the attribute “%s” is not readable text."), name);
      return FALSE;
    }
  *value = g_strndup ((const char *) attribute->s.data, attribute->s.len);
  return TRUE;
}

gboolean
fmt_onnx_get_ints (const Onnx__NodeProto *node,
                   const char *name,
                   size_t n,
                   int min,
                   int max,
                   int standard,
                   int *values,
                   GError **error)
{
  const Onnx__AttributeProto *attribute;

  if (!find_typed (node, name, FMT_ONNX_ATTRIBUTE_INTS, &attribute, error))
    return FALSE;
  if (attribute == NULL && standard < min)
    {
      fmt_onnx_set_invalid (error, _ ("the attribute “%s” is missing."), name);
      return FALSE;
    }
  if (attribute != NULL && attribute->n_ints != n)
    {
      fmt_onnx_set_unsupported (
          error,
          _ ("the attribute “%s” has %zu numbers; this program works in two dimensions, "
             "which take %zu."),
          name, attribute->n_ints, n);
      return FALSE;
    }
  for (size_t i = 0; i < n; i++)
    {
      gint64 value = attribute != NULL ? attribute->ints[i] : standard;

      if (!check_range (name, value, min, max, error))
        return FALSE;
      values[i] = (int) value;
    }
  return TRUE;
}

gboolean
fmt_onnx_get_list (const Onnx__NodeProto *node,
                   const char *name,
                   size_t max_n,
                   gint64 *values,
                   size_t *n,
                   GError **error)
{
  const Onnx__AttributeProto *attribute;

  *n = 0;
  if (!find_typed (node, name, FMT_ONNX_ATTRIBUTE_INTS, &attribute, error))
    return FALSE;
  if (attribute == NULL)
    return TRUE;
  if (attribute->n_ints > max_n)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("the attribute “%s” has %zu numbers; at most %zu are "
                                   "possible."),
                                name, attribute->n_ints, max_n);
      return FALSE;
    }
  *n = attribute->n_ints;
  for (size_t i = 0; i < *n; i++)
    values[i] = attribute->ints[i];
  return TRUE;
}

gboolean
fmt_onnx_get_axis (const Onnx__NodeProto *node, int rank, int standard, int *axis, GError **error)
{
  gint64 value;

  if (!fmt_onnx_get_int (node, "axis", -rank, rank - 1, standard, &value, error))
    return FALSE;
  *axis = (int) (value < 0 ? value + rank : value);
  return TRUE;
}

/* Padding such that the output has ceil (size / stride) places; the odd one goes to the end
 * (SAME_UPPER) or to the beginning (SAME_LOWER). */
static void
pad_same (int size, int kernel, int stride, int dilation, gboolean upper, int *before, int *after)
{
  int n_places = size / stride + (size % stride != 0);
  gint64 needed = (gint64) (n_places - 1) * stride + (gint64) (kernel - 1) * dilation + 1;
  int total = (int) MAX (needed - size, 0);

  *before = upper ? total / 2 : total - total / 2;
  *after = total - *before;
}

/* Attributes of a window have a number for height and width, or with `flat` for the width alone:
 * the height is 1. */
static gboolean
get_sides (const Onnx__NodeProto *node,
           const char *name,
           gboolean flat,
           int min,
           int standard,
           int sides[2],
           GError **error)
{
  sides[0] = 1;
  return fmt_onnx_get_ints (node, name, flat ? 1 : 2, min, MAX_WINDOW, standard,
                            flat ? sides + 1 : sides, error);
}

static gboolean
get_padding (const Onnx__NodeProto *node,
             const NnShape *input,
             gboolean flat,
             NnWindow *window,
             GError **error)
{
  g_autofree char *mode = NULL;
  int pads[4];

  if (!fmt_onnx_get_string (node, "auto_pad", "NOTSET", &mode, error))
    return FALSE;

  if (g_str_equal (mode, "SAME_UPPER") || g_str_equal (mode, "SAME_LOWER"))
    {
      gboolean upper = g_str_equal (mode, "SAME_UPPER");

      pad_same (input->dims[1], window->kernel_h, window->stride_h, window->dilation_h, upper,
                &window->pad_top, &window->pad_bottom);
      pad_same (input->dims[2], window->kernel_w, window->stride_w, window->dilation_w, upper,
                &window->pad_left, &window->pad_right);
      return TRUE;
    }
  if (g_str_equal (mode, "VALID"))
    return TRUE;
  if (*mode != '\0' && !g_str_equal (mode, "NOTSET"))
    {
      fmt_onnx_set_invalid (error, _ ("the attribute “auto_pad” has the unknown value “%s”."),
                            mode);
      return FALSE;
    }
  if (!fmt_onnx_get_ints (node, "pads", flat ? 2 : 4, 0, MAX_WINDOW, 0, pads, error))
    return FALSE;
  if (flat)
    {
      window->pad_left = pads[0];
      window->pad_right = pads[1];
      return TRUE;
    }
  window->pad_top = pads[0];
  window->pad_left = pads[1];
  window->pad_bottom = pads[2];
  window->pad_right = pads[3];
  return TRUE;
}

static gboolean
get_kernel (const Onnx__NodeProto *node,
            const int *kernel,
            gboolean flat,
            int sides[2],
            GError **error)
{
  if (kernel != NULL && !fmt_onnx_has_attribute (node, "kernel_shape"))
    {
      sides[0] = kernel[0];
      sides[1] = kernel[1];
      return TRUE;
    }
  if (!get_sides (node, "kernel_shape", flat, 1, 0, sides, error))
    return FALSE;
  if (kernel != NULL && (kernel[0] != sides[0] || kernel[1] != sides[1]))
    {
      fmt_onnx_set_invalid (
          error, _ ("the attribute “kernel_shape” says %d x %d, but the weights are %d x %d."),
          sides[0], sides[1], kernel[0], kernel[1]);
      return FALSE;
    }
  return TRUE;
}

gboolean
fmt_onnx_get_window (const Onnx__NodeProto *node,
                     const NnShape *input,
                     const int *kernel,
                     gboolean flat,
                     NnWindow *window,
                     GError **error)
{
  int sides[2], strides[2], dilations[2];
  gint64 ceil_mode = 0;

  if (input->rank != 3)
    {
      g_autofree char *shape = nn_shape_to_string (input);

      fmt_onnx_set_unsupported (
          error, _ ("the input is %s; this program works on channels x height x width."), shape);
      return FALSE;
    }
  if (!get_kernel (node, kernel, flat, sides, error) ||
      !get_sides (node, "strides", flat, 1, 1, strides, error) ||
      !get_sides (node, "dilations", flat, 1, 1, dilations, error))
    return FALSE;
  if (kernel == NULL && !fmt_onnx_get_int (node, "ceil_mode", 0, 1, 0, &ceil_mode, error))
    return FALSE;

  *window = (NnWindow){ .kernel_h = sides[0],
                        .kernel_w = sides[1],
                        .stride_h = strides[0],
                        .stride_w = strides[1],
                        .dilation_h = dilations[0],
                        .dilation_w = dilations[1],
                        .ceil_mode = ceil_mode == 1 };
  return get_padding (node, input, flat, window, error);
}
