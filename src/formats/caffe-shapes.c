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
  gint32 axis = 1, rank;

  if (p != NULL && p->has_axis)
    axis = p->axis;
  else if (p != NULL && p->has_concat_dim)
    axis = (gint32) MIN (p->concat_dim, G_MAXINT32 / 2);
  if (inputs == NULL)
    return NN_NO_VALUE;
  rank = nn_graph_shape (import->graph, inputs[0])->rank;
  axis = axis < 0 ? axis + rank + 1 : axis;
  if (axis != 1 && (axis < 1 || axis > rank))
    {
      fmt_caffe_check_axis (axis, rank, 1, error);
      return NN_NO_VALUE;
    }
  if (layer->n_bottoms == 1)
    return inputs[0];
  if (axis > 1)
    return nn_graph_add_concat_along (import->graph, fmt_caffe_free_name (import, layer),
                                      (int) layer->n_bottoms, inputs, axis - 1, error);
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
      (p->has_num_axes && p->num_axes != -1) || p->shape->dim[0] > 1 ||
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

/* Caffe's order has the batch first, which has to stay there. */
NnValue
fmt_caffe_import_permute (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__PermuteParameter *p = layer->permute;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  int order[NN_MAX_RANK], rank;
  guint seen = 1;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  rank = nn_graph_shape (import->graph, input)->rank;
  for (size_t i = 0; p != NULL && i < p->n_order && p->order[i] <= (guint) rank; i++)
    {
      if (i > 0 && i <= (size_t) rank && (seen >> p->order[i] & 1) == 0)
        order[i - 1] = (int) p->order[i] - 1;
      seen |= 1u << p->order[i];
    }
  if (p == NULL || p->n_order != (size_t) rank + 1 || p->order[0] != 0 || seen != (2u << rank) - 1)
    {
      fmt_caffe_set_unsupported (
          error, _ ("its order would mix the images of a batch or does not fit its input."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_transpose (import->graph, fmt_caffe_free_name (import, layer), input, order,
                                 error);
}

/* The channels as groups x members become members x groups (Zhang and others 2018, ShuffleNet). */
NnValue
fmt_caffe_import_shuffle (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  guint groups = layer->shuffle != NULL && layer->shuffle->has_group ? layer->shuffle->group : 1;
  NnValue value;
  NnShape shape;
  int members;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  shape = *nn_graph_shape (import->graph, input);
  if (groups < 1 || (guint) shape.dims[0] % groups != 0 || shape.rank != 3)
    {
      fmt_caffe_set_invalid (error, _ ("its %d channels do not come out in %u groups."),
                             shape.dims[0], groups);
      return NN_NO_VALUE;
    }
  members = shape.dims[0] / (int) groups;
  value = nn_graph_add_reshape (import->graph, NULL, input,
                                &NN_SHAPE_3 ((int) groups, members, shape.dims[1] * shape.dims[2]),
                                error);
  if (value != NN_NO_VALUE)
    value = nn_graph_add_transpose (import->graph, NULL, value, (int[]){ 1, 0, 2 }, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_reshape (import->graph, fmt_caffe_free_name (import, layer), value, &shape,
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
