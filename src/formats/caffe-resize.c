// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-layers.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* Layers of branches that make pictures larger or smaller. Branches give their settings different
 * numbers, so these are read from a description, where they have names. */

/* One dimension becomes n; without `linear` n is a multiple of what it was. */
static NnValue
resize_side (FmtCaffeImport *import,
             NnValue input,
             int axis,
             int n,
             gboolean linear,
             GError **error)
{
  NnShape shape = *nn_graph_shape (import->graph, input);
  int old = shape.dims[axis], taps = linear ? 2 : 1;
  NnTensor *indices, *weights;

  if (n == old)
    return input;
  shape.dims[axis] = n;
  if (!nn_shape_check (&shape, error))
    return NN_NO_VALUE;
  indices = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { n, taps } });
  weights = linear ? nn_tensor_new (&indices->shape) : NULL;
  for (int i = 0; i < n; i++)
    if (!linear)
      indices->data[i] = (float) (i / (n / old));
    else
      {
        /* The first and last entries keep their places. */
        double place = n > 1 ? (double) i * (old - 1) / (n - 1) : 0;
        int first = MIN ((int) place, old - 1);

        indices->data[2 * i] = (float) first;
        indices->data[2 * i + 1] = (float) MIN (first + 1, old - 1);
        weights->data[2 * i + 1] = (float) (place - first);
        weights->data[2 * i] = 1 - weights->data[2 * i + 1];
      }
  return nn_graph_add_resample (import->graph, NULL, input, axis, indices, weights, error);
}

static gboolean
check_size (gint64 n, GError **error)
{
  if (n >= 1 && n <= FMT_CAFFE_MAX_SIDE)
    return TRUE;
  fmt_caffe_set_invalid (error, _ ("its result would have a side of %" PRId64 " pixels."), n);
  return FALSE;
}

static gboolean
set_no_settings (GError **error)
{
  fmt_caffe_set_unsupported (error, _ ("where its settings are differs between branches of Caffe; "
                                       "put the .prototxt beside the file."));
  return FALSE;
}

/* The side that becomes of one of n pixels. */
static gboolean
find_size (const Caffe__InterpParameter *p, gboolean has_own, gint64 own, gint64 n, gint64 *size)
{
  gint64 shrink = p->has_shrink_factor ? p->shrink_factor : 1;
  gint64 zoom = p->has_zoom_factor ? p->zoom_factor : 1;

  if (shrink < 1 || zoom < 1)
    return FALSE;
  if (p->has_shrink_factor != p->has_zoom_factor || !has_own)
    n = (n - 1) / shrink + 1;
  if (has_own && p->has_shrink_factor == p->has_zoom_factor)
    *size = own;
  else
    *size = n + (n - 1) * (zoom - 1);
  return p->has_shrink_factor || p->has_zoom_factor || has_own;
}

/* Linear between pixels, of which those at the corners stay where they are; cut at the edges before
 * (DeepLab; Chen and others 2016). */
NnValue
fmt_caffe_import_interp (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__InterpParameter *p = layer->interp;
  NnValue value = fmt_caffe_bottom (import, layer, 0, error);
  gboolean has_own = p != NULL && p->has_height && p->has_width;
  gint64 begin, end;

  if (value == NN_NO_VALUE || !fmt_caffe_check_picture (import, value, error))
    return NN_NO_VALUE;
  if (p == NULL)
    {
      set_no_settings (error);
      return NN_NO_VALUE;
    }
  if (layer->n_bottoms > 1)
    {
      fmt_caffe_set_unsupported (error, _ ("it has more than one input."));
      return NN_NO_VALUE;
    }
  begin = p->has_pad_beg ? -(gint64) p->pad_beg : 0;
  end = p->has_pad_end ? -(gint64) p->pad_end : 0;
  for (int axis = 1; axis < 3 && value != NN_NO_VALUE; axis++)
    {
      gint64 n = nn_graph_shape (import->graph, value)->dims[axis], size;

      if (begin < 0 || end < 0 || begin + end >= n ||
          !find_size (p, has_own, axis == 1 ? p->height : p->width, n - begin - end, &size))
        {
          fmt_caffe_set_invalid (error, _ ("its settings do not fit its input."));
          return NN_NO_VALUE;
        }
      if (!check_size (size, error))
        return NN_NO_VALUE;
      if (begin + end > 0)
        value = nn_graph_add_slice (import->graph, NULL, value, axis, (int) begin, (int) (n - end),
                                    error);
      if (value != NN_NO_VALUE)
        value = resize_side (import, value, axis, (int) size, TRUE, error);
    }
  return value;
}

/* Each pixel becomes a square of equal ones (Darknet's networks). */
NnValue
fmt_caffe_import_upsample (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__UpsampleParameter *p = layer->upsample;
  NnValue value = fmt_caffe_bottom (import, layer, 0, error);

  if (value == NN_NO_VALUE || !fmt_caffe_check_picture (import, value, error))
    return NN_NO_VALUE;
  if (layer->n_bottoms > 1)
    {
      fmt_caffe_set_unsupported (error, _ ("it puts pixels where a pooling layer before took them "
                                           "from, which this program does not do."));
      return NN_NO_VALUE;
    }
  if (p == NULL)
    {
      set_no_settings (error);
      return NN_NO_VALUE;
    }
  for (int axis = 1; axis < 3 && value != NN_NO_VALUE; axis++)
    {
      gint64 size = (gint64) p->scale * nn_graph_shape (import->graph, value)->dims[axis];

      if (!check_size (size, error))
        return NN_NO_VALUE;
      value = resize_side (import, value, axis, (int) size, FALSE, error);
    }
  return value;
}
