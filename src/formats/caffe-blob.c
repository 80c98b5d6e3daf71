// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-import.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

void
fmt_caffe_set_invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (BASE_ERROR, BASE_ERROR_INVALID, format, arguments);
  va_end (arguments);
}

void
fmt_caffe_set_unsupported (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (BASE_ERROR, BASE_ERROR_UNSUPPORTED, format, arguments);
  va_end (arguments);
}

/* Blobs of the first generation have four dimensions with names of their own. Leading ones beyond
 * what fits are dropped. */
static gboolean
get_dims (const Caffe__BlobProto *blob, NnShape *shape)
{
  const gint64 named[] = { blob->num, blob->channels, blob->height, blob->width };
  const gint64 *dims = blob->shape != NULL ? blob->shape->dim : named;
  size_t n = blob->shape != NULL ? blob->shape->n_dim : G_N_ELEMENTS (named);

  *shape = NN_SHAPE_1 (1);
  for (; n > NN_MAX_RANK && *dims == 1; n--)
    dims++;
  if (n > NN_MAX_RANK)
    return FALSE;
  if (n > 0)
    shape->rank = (int) n;
  for (size_t i = 0; i < n; i++)
    {
      if (dims[i] < 1 || dims[i] > NN_MAX_SIZE)
        return FALSE;
      shape->dims[i] = (int) dims[i];
    }
  return nn_shape_check (shape, NULL);
}

static gboolean
check_blob (const Caffe__BlobProto *blob, NnShape *shape, GError **error)
{
  gsize n = blob->n_data > 0 ? blob->n_data : blob->n_double_data;

  if (get_dims (blob, shape) && nn_shape_size (shape) == n)
    return TRUE;
  fmt_caffe_set_invalid (error, _ ("its %zu numbers do not have the size that the file says."), n);
  return FALSE;
}

gboolean
fmt_caffe_blob_shape (const FmtCaffeLayer *layer, size_t index, NnShape *shape, GError **error)
{
  if (index < layer->n_blobs)
    return check_blob (layer->blobs[index], shape, error);
  fmt_caffe_set_invalid (error, _ ("it has no weights; the file is a description only."));
  return FALSE;
}

static gboolean
copy_numbers (const Caffe__BlobProto *blob, NnTensor *tensor, GError **error)
{
  gsize n = nn_shape_size (&tensor->shape);

  for (gsize i = 0; i < n; i++)
    {
      tensor->data[i] = blob->n_data > 0 ? blob->data[i] : (float) blob->double_data[i];
      if (!isfinite (tensor->data[i]))
        {
          fmt_caffe_set_invalid (error, _ ("it holds something that is not a number."));
          return FALSE;
        }
    }
  return TRUE;
}

static void
drop_numbers (FmtCaffeImport *import, Caffe__BlobProto *blob)
{
  fmt_message_release (&import->file->memory, blob->data);
  fmt_message_release (&import->file->memory, blob->double_data);
  blob->data = NULL;
  blob->double_data = NULL;
  blob->n_data = blob->n_double_data = 0;
}

NnTensor *
fmt_caffe_take_blob (FmtCaffeImport *import,
                     const FmtCaffeLayer *layer,
                     size_t index,
                     const NnShape *shape,
                     GError **error)
{
  g_autoptr (NnTensor) tensor = NULL;
  NnShape own;

  if (!fmt_caffe_blob_shape (layer, index, &own, error))
    return NULL;
  tensor = nn_tensor_new (shape);
  if (import->trial)
    return g_steal_pointer (&tensor);
  if (!copy_numbers (layer->blobs[index], tensor, error))
    return NULL;
  drop_numbers (import, layer->blobs[index]);
  return g_steal_pointer (&tensor);
}

gboolean
fmt_caffe_take_vector (FmtCaffeImport *import,
                       const FmtCaffeLayer *layer,
                       size_t index,
                       NnTensor **vector,
                       GError **error)
{
  NnShape shape;

  *vector = NULL;
  if (index >= layer->n_blobs)
    return TRUE;
  if (!fmt_caffe_blob_shape (layer, index, &shape, error))
    return FALSE;
  *vector =
      fmt_caffe_take_blob (import, layer, index, &NN_SHAPE_1 ((int) nn_shape_size (&shape)), error);
  return *vector != NULL;
}

/* One blob, (1, channels, height, width). */
static NnTensor *
convert_mean (const Caffe__BlobProto *blob, GError **error)
{
  g_autoptr (NnTensor) mean = NULL;
  NnShape shape;
  const int *last;

  if (!check_blob (blob, &shape, error))
    return NULL;
  last = shape.dims + shape.rank;
  if (shape.rank < 3 || nn_shape_size (&shape) != (gsize) last[-3] * last[-2] * last[-1])
    {
      g_autofree char *text = nn_shape_to_string (&shape);

      fmt_caffe_set_invalid (error, _ ("it is %s, which is not a picture."), text);
      return NULL;
    }
  mean = nn_tensor_new (&NN_SHAPE_3 (last[-3], last[-2], last[-1]));
  return copy_numbers (blob, mean, error) ? g_steal_pointer (&mean) : NULL;
}

NnTensor *
fmt_caffe_parse_mean (const guint8 *data, gsize size, GError **error)
{
  FmtMessageMemory memory;
  Caffe__BlobProto *blob;
  NnTensor *mean;

  g_return_val_if_fail (data != NULL || size == 0, NULL);

  fmt_message_memory_init (&memory, size);
  blob = caffe__blob_proto__unpack (&memory.allocator, size, data);
  if (blob == NULL)
    {
      fmt_caffe_set_invalid (error, _ ("it is not a picture of Caffe (binaryproto), or it is "
                                       "damaged or incomplete."));
      return NULL;
    }
  mean = convert_mean (blob, error);
  caffe__blob_proto__free_unpacked (blob, &memory.allocator);
  return mean;
}
