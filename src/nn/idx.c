// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/idx.h"

#include "config.h"

#include "base/error.h"
#include "base/image.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* An IDX file is a big-endian header, two zero bytes, the type of the elements, the number of
 * dimensions, then each dimension as 32 bits, followed by the elements, the last dimension varying
 * fastest. Only unsigned bytes occur in the MNIST family. */
#define IDX_UNSIGNED_BYTE  0x08
#define IDX_MAX_DIMENSIONS 3

/* Larger than any published data set of this format (EMNIST, 0.6 GB). */
#define IDX_MAX_SIZE ((guint64) 1 << 30)

/* Deflate cannot shrink anything by more than 1032 : 1, so a header that promises more is a lie
 * and is found out before any memory is asked for. */
#define DEFLATE_MAX_RATIO 1032

typedef struct
{
  const char *path; /* for messages */
  GInputStream *stream;
  guint64 max_size; /* what can come out of the file at most */
} IdxReader;

static void
idx_reader_clear (IdxReader *reader)
{
  g_clear_object (&reader->stream);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IdxReader, idx_reader_clear)

static gboolean
refuse (const IdxReader *reader, const char *reason, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("Cannot use “%s”: %s"), reader->path,
               reason);
  return FALSE;
}

/* Reads exactly n bytes. */
static gboolean
read_bytes (IdxReader *reader, guint8 *bytes, gsize n, GError **error)
{
  gsize n_read;

  if (!g_input_stream_read_all (reader->stream, bytes, n, &n_read, NULL, error))
    {
      g_prefix_error (error, _ ("Cannot read “%s”: "), reader->path);
      return FALSE;
    }
  if (n_read < n)
    return refuse (reader, _ ("the file ends too early; fetch it again."), error);
  return TRUE;
}

/* For a compressed file this also makes the decompressor check its checksum. */
static gboolean
expect_end (IdxReader *reader, GError **error)
{
  guint8 byte;
  gssize n_read = g_input_stream_read (reader->stream, &byte, 1, NULL, error);

  if (n_read < 0)
    {
      g_prefix_error (error, _ ("Cannot read “%s”: "), reader->path);
      return FALSE;
    }
  if (n_read > 0)
    return refuse (reader, _ ("the file is longer than its header says."), error);
  return TRUE;
}

static gboolean
has_gzip_magic (GBufferedInputStream *stream)
{
  gsize n;
  const guint8 *bytes = g_buffered_input_stream_peek_buffer (stream, &n);

  return n >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

static gboolean
idx_reader_open (IdxReader *reader, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GFileInputStream) plain = NULL;
  g_autoptr (GInputStream) buffered = NULL;

  reader->path = path;
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, NULL, error);
  if (info == NULL)
    return FALSE;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    return refuse (reader, _ ("it is not a file."), error);

  plain = g_file_read (file, NULL, error);
  if (plain == NULL)
    return FALSE;
  buffered = g_buffered_input_stream_new (G_INPUT_STREAM (plain));
  if (g_buffered_input_stream_fill (G_BUFFERED_INPUT_STREAM (buffered), -1, NULL, error) < 0)
    {
      g_prefix_error (error, _ ("Cannot read “%s”: "), path);
      return FALSE;
    }

  reader->max_size = g_file_info_get_size (info);
  if (has_gzip_magic (G_BUFFERED_INPUT_STREAM (buffered)))
    {
      g_autoptr (GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);

      reader->max_size = MIN (reader->max_size, IDX_MAX_SIZE) * DEFLATE_MAX_RATIO;
      reader->stream = g_converter_input_stream_new (buffered, G_CONVERTER (unzip));
    }
  else
    {
      reader->stream = g_steal_pointer (&buffered);
    }
  return TRUE;
}

/* Checks the header against what a file of this size can hold; n_elements is then safe to
 * allocate. */
static gboolean
read_header (IdxReader *reader,
             guint n_dimensions,
             guint32 dimensions[IDX_MAX_DIMENSIONS],
             gsize *n_elements,
             GError **error)
{
  const guint8 magic[4] = { 0, 0, IDX_UNSIGNED_BYTE, n_dimensions };
  guint8 header[4 + 4 * IDX_MAX_DIMENSIONS];
  gsize header_size = 4 + 4 * n_dimensions;
  guint64 size = 1;

  if (!read_bytes (reader, header, header_size, error))
    return FALSE;
  if (memcmp (header, magic, sizeof magic) != 0)
    return refuse (reader,
                   n_dimensions == 1 ? _ ("it is not an IDX file of labels.")
                                     : _ ("it is not an IDX file of grey pictures."),
                   error);
  for (guint i = 0; i < n_dimensions; i++)
    {
      guint32 dimension;

      memcpy (&dimension, header + 4 + 4 * i, sizeof dimension);
      dimensions[i] = GUINT32_FROM_BE (dimension);
      if (dimensions[i] == 0)
        return refuse (reader, _ ("it is empty."), error);
      if (i > 0 && dimensions[i] > BASE_IMAGE_MAX_SIDE)
        return refuse (reader, _ ("its pictures are too large."), error);
      if (size > IDX_MAX_SIZE / dimensions[i])
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                       _ ("Cannot use “%s”: its header asks for more than 1 GB."), reader->path);
          return FALSE;
        }
      size *= dimensions[i];
    }
  if (header_size + size > reader->max_size)
    return refuse (reader, _ ("the file ends too early; fetch it again."), error);
  *n_elements = size;
  return TRUE;
}

static guint8 *
read_idx (const char *path,
          guint n_dimensions,
          guint32 dimensions[IDX_MAX_DIMENSIONS],
          GError **error)
{
  g_auto (IdxReader) reader = { 0 };
  g_autofree guint8 *elements = NULL;
  gsize n_elements;

  if (!idx_reader_open (&reader, path, error) ||
      !read_header (&reader, n_dimensions, dimensions, &n_elements, error))
    return NULL;
  elements = g_try_malloc (n_elements);
  if (elements == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("There is not enough memory for “%s”."), path);
      return NULL;
    }
  if (!read_bytes (&reader, elements, n_elements, error) || !expect_end (&reader, error))
    return NULL;
  return g_steal_pointer (&elements);
}

NnDataset *
nn_dataset_load (const char *images_path, const char *labels_path, GError **error)
{
  g_autoptr (NnDataset) dataset = g_new0 (NnDataset, 1);
  guint32 image_dimensions[IDX_MAX_DIMENSIONS];
  guint32 label_dimensions[IDX_MAX_DIMENSIONS];

  g_return_val_if_fail (images_path != NULL && labels_path != NULL, NULL);

  dataset->pixels = read_idx (images_path, 3, image_dimensions, error);
  if (dataset->pixels == NULL)
    return NULL;
  dataset->labels = read_idx (labels_path, 1, label_dimensions, error);
  if (dataset->labels == NULL)
    return NULL;
  if (image_dimensions[0] != label_dimensions[0])
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“%s” has %u pictures, but “%s” has %u labels; they do not belong together."),
                   images_path, image_dimensions[0], labels_path, label_dimensions[0]);
      return NULL;
    }

  dataset->n = image_dimensions[0];
  dataset->height = image_dimensions[1];
  dataset->width = image_dimensions[2];
  dataset->channels = 1;
  for (guint i = 0; i < dataset->n; i++)
    dataset->n_classes = MAX (dataset->n_classes, dataset->labels[i] + 1u);
  return g_steal_pointer (&dataset);
}

/* The first spelling of a file's name that exists, e.g. train-images.idx3-ubyte. */
static char *
find_file (const char *folder, const char *stem, const char *ending, GError **error)
{
  static const char *const separators[] = { "-", "." };
  static const char *const suffixes[] = { "", ".gz" };

  for (gsize i = 0; i < G_N_ELEMENTS (separators); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (suffixes); j++)
      {
        g_autofree char *name = g_strconcat (stem, separators[i], ending, suffixes[j], NULL);
        g_autofree char *path = g_build_filename (folder, name, NULL);

        if (g_file_test (path, G_FILE_TEST_EXISTS))
          return g_steal_pointer (&path);
      }
  g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
               _ ("The folder “%s” has no file “%s-%s” or “%s-%s.gz”."), folder, stem, ending, stem,
               ending);
  return NULL;
}

NnDataset *
nn_dataset_load_folder (const char *folder, gboolean train, GError **error)
{
  g_autofree char *images = NULL;
  g_autofree char *labels = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  images = find_file (folder, train ? "train-images" : "t10k-images", "idx3-ubyte", error);
  if (images == NULL)
    return NULL;
  labels = find_file (folder, train ? "train-labels" : "t10k-labels", "idx1-ubyte", error);
  if (labels == NULL)
    return NULL;
  return nn_dataset_load (images, labels, error);
}

void
nn_dataset_free (NnDataset *dataset)
{
  if (dataset == NULL)
    return;
  g_free (dataset->pixels);
  g_free (dataset->labels);
  g_free (dataset);
}
