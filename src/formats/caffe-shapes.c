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
  int dimension;

  if (p != NULL && p->has_axis)
    axis = p->axis;
  else if (p != NULL && p->has_concat_dim)
    axis = (gint32) MIN (p->concat_dim, G_MAXINT32 / 2);
  if (inputs == NULL || !fmt_caffe_get_axis (axis, nn_graph_shape (import->graph, inputs[0])->rank,
                                             &dimension, error))
    return NN_NO_VALUE;
  if (layer->n_bottoms == 1)
    return inputs[0];
  if (dimension > 0)
    return nn_graph_add_concat_along (import->graph, fmt_caffe_free_name (import, layer),
                                      (int) layer->n_bottoms, inputs, dimension, error);
  return nn_graph_add_concat (import->graph, fmt_caffe_free_name (import, layer),
                              (int) layer->n_bottoms, inputs, error);
}

NnValue
fmt_caffe_import_flatten (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__FlattenParameter *p = layer->flatten;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  NnShape shape;
  int first, last;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  shape = *nn_graph_shape (import->graph, input);
  if (!fmt_caffe_get_axis (p != NULL && p->has_axis ? p->axis : 1, shape.rank, &first, error) ||
      !fmt_caffe_get_axis (p != NULL && p->has_end_axis ? p->end_axis : -1, shape.rank, &last,
                           error))
    return NN_NO_VALUE;
  if (last < first)
    {
      fmt_caffe_set_invalid (error, _ ("its last axis, %d, comes before its first, %d."), last + 1,
                             first + 1);
      return NN_NO_VALUE;
    }
  if (first == 0 && last == shape.rank - 1)
    return nn_graph_add_flatten (import->graph, fmt_caffe_free_name (import, layer), input, error);
  for (int i = first + 1; i < shape.rank; i++)
    if (i <= last)
      shape.dims[first] *= shape.dims[i];
    else
      shape.dims[first + i - last] = shape.dims[i];
  shape.rank -= last - first;
  return nn_graph_add_reshape (import->graph, fmt_caffe_free_name (import, layer), input, &shape,
                               error);
}

/* The dimensions, without the batch, that a Reshape of some of the axes asks for. FALSE where they
 * are more than there can be, or the batch does not stay what it is. */
static gboolean
get_target (const Caffe__ReshapeParameter *p,
            const NnShape *shape,
            gint64 target[NN_MAX_RANK],
            size_t *n)
{
  gint64 axis = p->axis < 0 ? p->axis + shape->rank + 2 : p->axis;
  gint64 end = p->has_num_axes && p->num_axes != -1 ? axis + p->num_axes : shape->rank + 1;
  size_t skipped = axis == 0 ? 1 : 0;

  *n = 0;
  if (axis > shape->rank + 1 || axis < 0 || end < MAX (axis, 1) || end > shape->rank + 1 ||
      p->shape->n_dim < skipped || (skipped == 1 && p->shape->dim[0] > 1))
    return FALSE;
  if (p->shape->n_dim - skipped + (size_t) shape->rank > 2 * NN_MAX_RANK)
    return FALSE;
  for (gint64 i = 1; i < axis && *n < NN_MAX_RANK; i++)
    target[(*n)++] = shape->dims[i - 1];
  for (size_t i = skipped; i < p->shape->n_dim && *n < NN_MAX_RANK; i++)
    {
      gint64 own = axis + (gint64) i; /* 0 is what the input has at this axis */

      if (p->shape->dim[i] == 0 && own > shape->rank)
        return FALSE;
      target[(*n)++] = p->shape->dim[i] != 0 ? p->shape->dim[i] : shape->dims[own - 1];
    }
  for (gint64 i = end; i <= shape->rank && *n < NN_MAX_RANK; i++)
    target[(*n)++] = shape->dims[i - 1];
  return *n == (size_t) (MAX (axis - 1, 0) + shape->rank + 1 - end) + p->shape->n_dim - skipped &&
         *n > 0;
}

NnValue
fmt_caffe_import_reshape (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__ReshapeParameter *p = layer->reshape;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  gint64 target[NN_MAX_RANK];
  NnShape shape;
  size_t n;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (p == NULL || p->shape == NULL ||
      !get_target (p, nn_graph_shape (import->graph, input), target, &n) ||
      !fmt_reshape_resolve (nn_graph_shape (import->graph, input), target, n, &shape))
    {
      fmt_caffe_set_unsupported (
          error, _ ("its new shape would mix the images of a batch or does not fit its input."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_reshape (import->graph, fmt_caffe_free_name (import, layer), input, &shape,
                               error);
}

/* Beside one another `tiles` times. */
NnValue
fmt_caffe_import_tile (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__TileParameter *p = layer->tile;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  NnTensor *indices;
  int axis, n, tiles;
  NnShape shape;

  if (input == NN_NO_VALUE ||
      !fmt_caffe_get_axis (p != NULL && p->has_axis ? p->axis : 1,
                           nn_graph_shape (import->graph, input)->rank, &axis, error))
    return NN_NO_VALUE;
  shape = *nn_graph_shape (import->graph, input);
  n = shape.dims[axis];
  tiles = p != NULL ? p->tiles : 0;
  if (tiles < 1 || tiles > FMT_CAFFE_MAX_SIDE || n > FMT_CAFFE_MAX_SIDE)
    {
      fmt_caffe_set_invalid (error, _ ("it would be repeated %d times."), tiles);
      return NN_NO_VALUE;
    }
  shape.dims[axis] = n * tiles;
  if (!nn_shape_check (&shape, error))
    return NN_NO_VALUE;
  indices = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { n * tiles, 1 } });
  for (int i = 0; i < n * tiles; i++)
    indices->data[i] = (float) (i % n);
  return nn_graph_add_resample (import->graph, fmt_caffe_free_name (import, layer), input, axis,
                                indices, NULL, error);
}

/* As much as the second input has, from an axis on and with an offset for each. */
NnValue
fmt_caffe_import_crop (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__CropParameter *p = layer->crop;
  NnValue value = fmt_caffe_bottom (import, layer, 0, error);
  NnValue like = value != NN_NO_VALUE ? fmt_caffe_bottom (import, layer, 1, error) : NN_NO_VALUE;
  size_t n_offsets = p != NULL ? p->n_offset : 0;
  NnShape shape, wanted;
  int first;

  if (like == NN_NO_VALUE)
    return NN_NO_VALUE;
  shape = *nn_graph_shape (import->graph, value);
  wanted = *nn_graph_shape (import->graph, like);
  if (!fmt_caffe_get_axis (p != NULL && p->has_axis ? p->axis : 2, shape.rank, &first, error))
    return NN_NO_VALUE;
  if (wanted.rank != shape.rank || (n_offsets > 1 && n_offsets != (size_t) (shape.rank - first)))
    {
      fmt_caffe_set_invalid (error, _ ("its inputs and its %zu offsets do not fit together."),
                             n_offsets);
      return NN_NO_VALUE;
    }
  for (int i = first; i < shape.rank && value != NN_NO_VALUE; i++)
    {
      guint32 offset = n_offsets > 0 ? p->offset[n_offsets > 1 ? i - first : 0] : 0;

      if (offset > (guint32) shape.dims[i] || wanted.dims[i] > shape.dims[i] - (int) offset)
        {
          fmt_caffe_set_invalid (error, _ ("it would cut out more than there is."));
          return NN_NO_VALUE;
        }
      if (wanted.dims[i] < shape.dims[i])
        value = nn_graph_add_slice (import->graph, NULL, value, i, (int) offset,
                                    (int) offset + wanted.dims[i], error);
    }
  return value;
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

/* Where slice `index` begins. */
static int
slice_begin (const FmtCaffeLayer *layer, size_t index, int size)
{
  const Caffe__SliceParameter *p = layer->slice;

  if (index == 0)
    return 0;
  if (index == layer->n_tops)
    return size;
  if (p != NULL && p->n_slice_point > 0)
    return (int) MIN (p->slice_point[index - 1], G_MAXINT);
  return (int) ((gsize) size / layer->n_tops * index);
}

gboolean
fmt_caffe_add_slices (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__SliceParameter *p = layer->slice;
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  gint32 axis = 1;
  int dimension, size;

  if (p != NULL && p->has_axis)
    axis = p->axis;
  else if (p != NULL && p->has_slice_dim)
    axis = (gint32) MIN (p->slice_dim, G_MAXINT32 / 2);
  if (input == NN_NO_VALUE ||
      !fmt_caffe_get_axis (axis, nn_graph_shape (import->graph, input)->rank, &dimension, error))
    return FALSE;
  size = nn_graph_shape (import->graph, input)->dims[dimension];
  if (p != NULL && p->n_slice_point > 0 ? p->n_slice_point + 1 != layer->n_tops
                                        : (gsize) size % layer->n_tops != 0)
    {
      fmt_caffe_set_invalid (error, _ ("its %d channels do not come out in %zu slices."), size,
                             layer->n_tops);
      return FALSE;
    }
  for (size_t i = 0; i < layer->n_tops; i++)
    {
      NnValue value =
          nn_graph_add_slice (import->graph, NULL, input, dimension, slice_begin (layer, i, size),
                              slice_begin (layer, i + 1, size), error);

      if (value == NN_NO_VALUE)
        return FALSE;
      g_hash_table_insert (import->values, layer->tops[i], GINT_TO_POINTER (value));
    }
  return TRUE;
}
