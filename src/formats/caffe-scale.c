// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-layers.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Scale and Bias: times, and plus, numbers of the layer's own or a second input, which lie along
 * some dimensions of the first. */

static gboolean
set_unfit (const NnShape *shape, const NnShape *own, GError **error)
{
  g_autofree char *text = nn_shape_to_string (shape), *own_text = nn_shape_to_string (own);

  fmt_caffe_set_unsupported (error, _ ("its numbers (%s) do not fit its input of %s."), own_text,
                             text);
  return FALSE;
}

/* How numbers of the shape `own` are broadcast to the input's `shape`: 1 in the dimensions before
 * `axis` and behind theirs. Caffe's axis 0 is the batch, which only a single number lies along. */
static gboolean
place (const NnShape *shape, const NnShape *own, gint32 axis, NnShape *placed, GError **error)
{
  int first = (axis < 0 ? axis + shape->rank + 1 : axis) - 1, rank = own->rank;
  const int *dims = own->dims;

  *placed = NN_SHAPE_1 (1);
  if (nn_shape_size (own) == 1)
    return TRUE;
  if (first < 0 || first >= shape->rank)
    return set_unfit (shape, own, error);
  /* Blobs of the older kind have four dimensions, of which the first are 1. */
  for (; rank > 1 && *dims == 1 && (first + rank > shape->rank || shape->dims[first] != 1); rank--)
    dims++;
  if (first + rank > shape->rank)
    return set_unfit (shape, own, error);
  placed->rank = shape->rank - first;
  for (int i = 0; i < placed->rank; i++)
    {
      placed->dims[i] = i < rank ? dims[i] : 1;
      if (i < rank && dims[i] != shape->dims[first + i])
        return set_unfit (shape, own, error);
    }
  return TRUE;
}

/* input (+ or *) numbers of the layer's own; takes over `numbers`. */
static NnValue
add_own (FmtCaffeImport *import,
         const char *name,
         NnBinary kind,
         NnValue input,
         const NnShape *placed,
         NnTensor *numbers,
         GError **error)
{
  const NnShape *shape = nn_graph_shape (import->graph, input);
  gsize n = nn_shape_size (placed);
  NnValue constant;

  /* A number for all, for each channel, or for each of the input's. */
  if (n == 1 ||
      (placed->rank == shape->rank && (n == (gsize) placed->dims[0] || n == nn_shape_size (shape))))
    return nn_graph_add_scale_shift (import->graph, name, input,
                                     kind == NN_BINARY_MUL ? numbers : NULL,
                                     kind == NN_BINARY_MUL ? NULL : numbers, error);
  constant = nn_graph_add_constant (import->graph, NULL, numbers, error);
  return constant != NN_NO_VALUE
             ? nn_graph_add_binary (import->graph, name, kind, input, constant, error)
             : NN_NO_VALUE;
}

static NnValue
add_blob (FmtCaffeImport *import,
          const FmtCaffeLayer *layer,
          size_t index,
          NnBinary kind,
          NnValue input,
          gint32 axis,
          GError **error)
{
  const char *name = index + 1 == layer->n_blobs ? fmt_caffe_free_name (import, layer) : NULL;
  NnShape own, placed;
  NnTensor *numbers;

  if (!fmt_caffe_blob_shape (layer, index, &own, error) ||
      !place (nn_graph_shape (import->graph, input), &own, axis, &placed, error))
    return NN_NO_VALUE;
  numbers = fmt_caffe_take_blob (import, layer, index, &placed, error);
  return numbers != NULL ? add_own (import, name, kind, input, &placed, numbers, error)
                         : NN_NO_VALUE;
}

/* The second input has a batch of its own, with which it lies along the first one's (axis 0). */
static NnValue
add_second (FmtCaffeImport *import,
            const FmtCaffeLayer *layer,
            NnBinary kind,
            NnValue input,
            gint32 axis,
            GError **error)
{
  NnValue second = fmt_caffe_bottom (import, layer, 1, error);
  const NnShape *shape = nn_graph_shape (import->graph, input);
  NnShape placed;

  if (second == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (axis != 0 && axis != 1 && axis + shape->rank + 1 != 0)
    {
      fmt_caffe_check_axis (axis, shape->rank, 0, error);
      return NN_NO_VALUE;
    }
  placed = *nn_graph_shape (import->graph, second);
  for (; placed.rank < shape->rank; placed.rank++)
    placed.dims[placed.rank] = 1;
  for (int i = 0; i < placed.rank; i++)
    if (placed.rank > shape->rank || (placed.dims[i] != shape->dims[i] && placed.dims[i] != 1))
      {
        set_unfit (shape, nn_graph_shape (import->graph, second), error);
        return NN_NO_VALUE;
      }
  second = nn_graph_add_reshape (import->graph, NULL, second, &placed, error);
  if (second == NN_NO_VALUE)
    return NN_NO_VALUE;
  /* Gates are quicker so. */
  if (kind == NN_BINARY_MUL && shape->rank == 3 &&
      (nn_shape_equal (&placed, shape) || nn_shape_size (&placed) == (gsize) shape->dims[0]) &&
      placed.dims[0] == shape->dims[0])
    return nn_graph_add_mul (import->graph, NULL, input, second, error);
  return nn_graph_add_binary (import->graph, NULL, kind, input, second, error);
}

/* Times, plus: blobs scale and shift; with a second input, which is the scale, the shift alone. */
NnValue
fmt_caffe_import_scale (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  gint32 axis = layer->scale != NULL && layer->scale->has_axis ? layer->scale->axis : 1;
  NnValue value = fmt_caffe_bottom (import, layer, 0, error);
  size_t shift = layer->n_bottoms > 1 ? 0 : 1;

  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  value = shift == 0 ? add_second (import, layer, NN_BINARY_MUL, value, axis, error)
                     : add_blob (import, layer, 0, NN_BINARY_MUL, value, axis, error);
  if (value == NN_NO_VALUE || shift >= layer->n_blobs)
    return value;
  return add_blob (import, layer, shift, NN_BINARY_ADD, value, shift == 0 ? 1 : axis, error);
}

NnValue
fmt_caffe_import_bias (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  gint32 axis = layer->bias != NULL && layer->bias->has_axis ? layer->bias->axis : 1;
  NnValue value = fmt_caffe_bottom (import, layer, 0, error);

  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  return layer->n_bottoms > 1 ? add_second (import, layer, NN_BINARY_ADD, value, axis, error)
                              : add_blob (import, layer, 0, NN_BINARY_ADD, value, axis, error);
}
