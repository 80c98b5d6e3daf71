// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-layers.h"

#include "config.h"
#include "formats/reshape.h"

#include <glib/gi18n-lib.h>

/* Layers that rearrange numbers. */

NnValue
fmt_caffe_import_concat (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__ConcatParameter *p = layer->concat;
  g_autofree NnValue *inputs = fmt_caffe_bottoms (import, layer, error);
  gint32 axis = 1;

  if (p != NULL && p->has_axis)
    axis = p->axis;
  else if (p != NULL && p->has_concat_dim)
    axis = (gint32) MIN (p->concat_dim, G_MAXINT32 / 2);
  if (inputs == NULL ||
      !fmt_caffe_check_axis (axis, nn_graph_shape (import->graph, inputs[0])->rank, 1, error))
    return NN_NO_VALUE;
  if (layer->n_bottoms == 1)
    return inputs[0];
  return nn_graph_add_concat (import->graph, fmt_caffe_free_name (import, layer),
                              (int) layer->n_bottoms, inputs, error);
}

NnValue
fmt_caffe_import_flatten (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__FlattenParameter *p = layer->flatten;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  int rank;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  rank = nn_graph_shape (import->graph, input)->rank;
  if (p != NULL && ((p->has_axis && !fmt_caffe_check_axis (p->axis, rank, 1, error)) ||
                    (p->has_end_axis && !fmt_caffe_check_axis (p->end_axis, rank, rank, error))))
    return NN_NO_VALUE;
  return nn_graph_add_flatten (import->graph, fmt_caffe_free_name (import, layer), input, error);
}

NnValue
fmt_caffe_import_reshape (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__ReshapeParameter *p = layer->reshape;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  NnShape shape;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (p == NULL || p->shape == NULL || p->shape->n_dim < 2 || p->axis != 0 ||
      (p->has_num_axes && p->num_axes != -1) || p->shape->dim[0] > 0 ||
      !fmt_reshape_resolve (nn_graph_shape (import->graph, input), p->shape->dim + 1,
                            p->shape->n_dim - 1, &shape))
    {
      fmt_caffe_set_unsupported (
          error, _ ("its new shape would mix the images of a batch or does not fit its input."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_reshape (import->graph, fmt_caffe_free_name (import, layer), input, &shape,
                               error);
}

/* Where slice `index` of the channels begins. */
static int
slice_begin (const FmtCaffeLayer *layer, size_t index, int n_channels)
{
  const Caffe__SliceParameter *p = layer->slice;

  if (index == 0)
    return 0;
  if (index == layer->n_tops)
    return n_channels;
  if (p != NULL && p->n_slice_point > 0)
    return (int) MIN (p->slice_point[index - 1], G_MAXINT);
  return (int) ((gsize) n_channels / layer->n_tops * index);
}

gboolean
fmt_caffe_add_slices (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__SliceParameter *p = layer->slice;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  gint32 axis = 1;
  int n_channels;

  if (input == NN_NO_VALUE)
    return FALSE;
  n_channels = nn_graph_shape (import->graph, input)->dims[0];
  if (p != NULL && p->has_axis)
    axis = p->axis;
  else if (p != NULL && p->has_slice_dim)
    axis = (gint32) MIN (p->slice_dim, G_MAXINT32 / 2);
  if (!fmt_caffe_check_axis (axis, nn_graph_shape (import->graph, input)->rank, 1, error))
    return FALSE;
  if (p != NULL && p->n_slice_point > 0 ? p->n_slice_point + 1 != layer->n_tops
                                        : (gsize) n_channels % layer->n_tops != 0)
    {
      fmt_caffe_set_invalid (error, _ ("its %d channels do not come out in %zu slices."),
                             n_channels, layer->n_tops);
      return FALSE;
    }
  for (size_t i = 0; i < layer->n_tops; i++)
    {
      NnValue value =
          nn_graph_add_slice (import->graph, NULL, input, 0, slice_begin (layer, i, n_channels),
                              slice_begin (layer, i + 1, n_channels), error);

      if (value == NN_NO_VALUE)
        return FALSE;
      g_hash_table_insert (import->values, layer->tops[i], GINT_TO_POINTER (value));
    }
  return TRUE;
}
