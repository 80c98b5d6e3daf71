// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/dataset-format.h"

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

/* Deflate cannot shrink anything by more than 1032 : 1, so a header that promises more is a lie
 * and is found out before any memory is asked for. */
#define DEFLATE_MAX_RATIO 1032

typedef struct
{
  const char *shown; /* the file, for messages */
  GInputStream *stream;
  guint64 max_size; /* what can come out of the file at most */
  GCancellable *cancellable;
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
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("Cannot use “%s”: %s"), reader->shown,
               reason);
  return FALSE;
}

/* What the system or the decompressor says is put into a sentence; that it was cancelled is left as
 * it is. Takes over the reason. */
static gboolean
cannot_read (const IdxReader *reader, GError *reason, GError **error)
{
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    refuse (reader, _ ("the file ends too early; fetch it again."), error);
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    refuse (reader, _ ("its compressed data are damaged; fetch it again."), error);
  else
    {
      if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_prefix_error (&reason, _ ("Cannot read “%s”: "), reader->shown);
      g_propagate_error (error, g_steal_pointer (&reason));
    }
  g_clear_error (&reason);
  return FALSE;
}

/* Reads exactly n bytes. */
static gboolean
read_bytes (IdxReader *reader, guint8 *bytes, gsize n, GError **error)
{
  GError *reason = NULL;
  gsize n_read;

  if (!g_input_stream_read_all (reader->stream, bytes, n, &n_read, reader->cancellable, &reason))
    return cannot_read (reader, reason, error);
  if (n_read < n)
    return refuse (reader, _ ("the file ends too early; fetch it again."), error);
  return TRUE;
}

/* For a compressed file this also makes the decompressor check its checksum. */
static gboolean
expect_end (IdxReader *reader, GError **error)
{
  GError *reason = NULL;
  guint8 byte;
  gssize n_read = g_input_stream_read (reader->stream, &byte, 1, reader->cancellable, &reason);

  if (n_read < 0)
    return cannot_read (reader, reason, error);
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

/* `size`: of the stream as it is. */
static gboolean
idx_reader_init (IdxReader *reader, GInputStream *stream, guint64 size, GError **error)
{
  g_autoptr (GInputStream) buffered = g_buffered_input_stream_new (stream);
  GError *reason = NULL;

  if (g_buffered_input_stream_fill (G_BUFFERED_INPUT_STREAM (buffered), -1, reader->cancellable,
                                    &reason) < 0)
    return cannot_read (reader, reason, error);
  reader->max_size = size;
  if (has_gzip_magic (G_BUFFERED_INPUT_STREAM (buffered)))
    {
      g_autoptr (GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);

      reader->max_size = MIN (reader->max_size, DATA_MAX_SIZE) * DEFLATE_MAX_RATIO;
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
      if (size > DATA_MAX_SIZE / dimensions[i])
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                       _ ("Cannot use “%s”: its header asks for more than 1 GB."), reader->shown);
          return FALSE;
        }
      size *= dimensions[i];
    }
  if (header_size + size > reader->max_size)
    return refuse (reader, _ ("the file ends too early; fetch it again."), error);
  *n_elements = size;
  return TRUE;
}

guint8 *
data_idx_read (GInputStream *stream,
               guint64 size,
               const char *shown,
               guint n_dimensions,
               guint32 *dimensions,
               GCancellable *cancellable,
               GError **error)
{
  g_auto (IdxReader) reader = { .shown = shown, .cancellable = cancellable };
  g_autofree guint8 *elements = NULL;
  gsize n_elements;

  g_return_val_if_fail (n_dimensions == 1 || n_dimensions == IDX_MAX_DIMENSIONS, NULL);

  if (!idx_reader_init (&reader, stream, size, error) ||
      !read_header (&reader, n_dimensions, dimensions, &n_elements, error))
    return NULL;
  elements = g_try_malloc (n_elements);
  if (elements == NULL)
    {
      data_set_no_memory (shown, error);
      return NULL;
    }
  if (!read_bytes (&reader, elements, n_elements, error) || !expect_end (&reader, error))
    return NULL;
  return g_steal_pointer (&elements);
}

static guint8 *
read_file (const char *path,
           guint n_dimensions,
           guint32 dimensions[IDX_MAX_DIMENSIONS],
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GFileInputStream) stream = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      refuse (&(IdxReader){ .shown = shown }, _ ("it is not a file."), error);
      return NULL;
    }
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;
  return data_idx_read (G_INPUT_STREAM (stream), (guint64) g_file_info_get_size (info), shown,
                        n_dimensions, dimensions, cancellable, error);
}

NnDataset *
data_idx_load (const char *images_path,
               const char *labels_path,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (NnDataset) dataset = g_new0 (NnDataset, 1);
  guint32 image_dimensions[IDX_MAX_DIMENSIONS];
  guint32 label_dimensions[IDX_MAX_DIMENSIONS];

  g_return_val_if_fail (images_path != NULL && labels_path != NULL, NULL);

  dataset->pixels = read_file (images_path, 3, image_dimensions, cancellable, error);
  if (dataset->pixels == NULL)
    return NULL;
  dataset->labels = read_file (labels_path, 1, label_dimensions, cancellable, error);
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

/* The first spelling of a file's name that exists, e.g. train-images.idx3-ubyte; or NULL. */
static char *
find_file (const char *folder, const char *stem, const char *ending)
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
  return NULL;
}

static char *
need_file (const char *folder, const char *stem, const char *ending, GError **error)
{
  char *path = find_file (folder, stem, ending);
  g_autofree char *shown = g_filename_display_name (folder);

  if (path == NULL)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                 _ ("The folder “%s” has no file “%s-%s” or “%s-%s.gz”."), shown, stem, ending,
                 stem, ending);
  return path;
}

static NnDataset *
load_part (const DataLoading *loading, const char *part, guint step, guint n_steps, GError **error)
{
  g_autofree char *images_stem = g_strconcat (part, "-images", NULL);
  g_autofree char *labels_stem = g_strconcat (part, "-labels", NULL);
  g_autofree char *images = need_file (loading->folder, images_stem, "idx3-ubyte", error);
  g_autofree char *labels = NULL;

  if (images == NULL)
    return NULL;
  labels = need_file (loading->folder, labels_stem, "idx1-ubyte", error);
  if (labels == NULL || !data_loading_at (loading, step, n_steps, error))
    return NULL;
  return data_idx_load (images, labels, loading->cancellable, error);
}

static const char *const all_files[][2] = { { "train-images", "idx3-ubyte" },
                                            { "t10k-images", "idx3-ubyte" },
                                            { "train-labels", "idx1-ubyte" },
                                            { "t10k-labels", "idx1-ubyte" } };

/* How many of them there are. */
static guint
count_files (const char *folder)
{
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (all_files); i++)
    {
      g_autofree char *path = find_file (folder, all_files[i][0], all_files[i][1]);

      n += path != NULL ? 1 : 0;
    }
  return n;
}

static gboolean
matches (const char *folder)
{
  return count_files (folder) > 0;
}

gboolean
data_idx_is_complete (const char *folder)
{
  g_return_val_if_fail (folder != NULL, FALSE);
  return count_files (folder) == G_N_ELEMENTS (all_files);
}

static gboolean
load (const DataLoading *loading, NnDataset **train, NnDataset **test, GError **error)
{
  guint n_parts = (train != NULL ? 1 : 0) + (test != NULL ? 1 : 0);

  if (train != NULL)
    {
      *train = load_part (loading, "train", 0, n_parts, error);
      if (*train == NULL)
        return FALSE;
    }
  if (test != NULL)
    *test = load_part (loading, "t10k", n_parts - 1, n_parts, error);
  return test == NULL || *test != NULL;
}

const DataFormat data_format_idx = {
  .matches = matches,
  .load = load,
};
