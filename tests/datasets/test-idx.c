// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/dataset-format.h"

#include "base/error.h"
#include "tests/folder.h"

#include <glib/gstdio.h>
#include <string.h>

#define WIDTH  3
#define HEIGHT 2
#define N      4

typedef struct
{
  char *folder;
  char *images_path;
  char *labels_path;
  GByteArray *images; /* a valid file of N pictures of WIDTH x HEIGHT */
  GByteArray *labels;
} Fixture;

static void
append_be32 (GByteArray *bytes, guint32 number)
{
  number = GUINT32_TO_BE (number);
  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
}

static GByteArray *
images_header (guint32 n, guint32 height, guint32 width)
{
  GByteArray *bytes = g_byte_array_new ();

  append_be32 (bytes, 0x00000803);
  append_be32 (bytes, n);
  append_be32 (bytes, height);
  append_be32 (bytes, width);
  return bytes;
}

static GByteArray *
labels_header (guint32 n)
{
  GByteArray *bytes = g_byte_array_new ();

  append_be32 (bytes, 0x00000801);
  append_be32 (bytes, n);
  return bytes;
}

static GByteArray *
compress (const GByteArray *bytes)
{
  g_autoptr (GZlibCompressor) zip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (zip));
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (stream, bytes->data, bytes->len, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);
  result = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  return g_bytes_unref_to_array (g_steal_pointer (&result));
}

static void
write_file (const char *path, const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, (const char *) data, size, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                            &error);
  g_assert_no_error (error);
}

static void
write_array (const char *path, const GByteArray *bytes)
{
  write_file (path, bytes->data, bytes->len);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const guint8 labels[N] = { 7, 0, 9, 2 };

  fixture->folder = g_dir_make_tmp ("fooled-idx-XXXXXX", NULL);
  fixture->images_path = g_build_filename (fixture->folder, "images", NULL);
  fixture->labels_path = g_build_filename (fixture->folder, "labels", NULL);
  fixture->images = images_header (N, HEIGHT, WIDTH);
  for (guint i = 0; i < N * HEIGHT * WIDTH; i++)
    {
      guint8 grey = i * 11;

      g_byte_array_append (fixture->images, &grey, 1);
    }
  fixture->labels = labels_header (N);
  g_byte_array_append (fixture->labels, labels, sizeof labels);
  write_array (fixture->images_path, fixture->images);
  write_array (fixture->labels_path, fixture->labels);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->images_path);
  g_free (fixture->labels_path);
  g_byte_array_unref (fixture->images);
  g_byte_array_unref (fixture->labels);
}

static void
assert_is_fixture (const NnDataset *dataset)
{
  g_assert_nonnull (dataset);
  g_assert_cmpuint (dataset->n, ==, N);
  g_assert_cmpuint (dataset->width, ==, WIDTH);
  g_assert_cmpuint (dataset->height, ==, HEIGHT);
  g_assert_cmpuint (dataset->channels, ==, 1);
  g_assert_cmpuint (dataset->n_classes, ==, 10);
  for (guint i = 0; i < N * HEIGHT * WIDTH; i++)
    g_assert_cmpuint (dataset->pixels[i], ==, i * 11);
  g_assert_cmpuint (dataset->labels[0], ==, 7);
  g_assert_cmpuint (dataset->labels[1], ==, 0);
  g_assert_cmpuint (dataset->labels[2], ==, 9);
  g_assert_cmpuint (dataset->labels[3], ==, 2);
}

/* The files as they are now must be refused, with a message that names the culprit. */
static void
assert_refused (Fixture *fixture, const char *culprit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) dataset =
      data_idx_load (fixture->images_path, fixture->labels_path, NULL, &error);

  g_assert_null (dataset);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, culprit));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
assert_refused_as (Fixture *fixture, const char *culprit, BaseErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) dataset =
      data_idx_load (fixture->images_path, fixture->labels_path, NULL, &error);

  g_assert_null (dataset);
  g_assert_error (error, BASE_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, culprit));
}

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) dataset =
      data_idx_load (fixture->images_path, fixture->labels_path, NULL, &error);

  g_assert_no_error (error);
  assert_is_fixture (dataset);
}

/* Compression is told by content: the names say nothing. */
static void
test_gzip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) images = compress (fixture->images);
  g_autoptr (GByteArray) labels = compress (fixture->labels);
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) dataset = NULL;

  write_array (fixture->images_path, images);
  write_array (fixture->labels_path, labels);
  dataset = data_idx_load (fixture->images_path, fixture->labels_path, NULL, &error);
  g_assert_no_error (error);
  assert_is_fixture (dataset);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  gboolean zipped = GPOINTER_TO_INT (data);
  g_autoptr (GByteArray) images =
      zipped ? compress (fixture->images) : g_byte_array_ref (fixture->images);
  g_autoptr (GByteArray) labels =
      zipped ? compress (fixture->labels) : g_byte_array_ref (fixture->labels);

  for (guint length = 0; length < images->len; length++)
    {
      write_file (fixture->images_path, images->data, length);
      assert_refused (fixture, fixture->images_path);
    }
  write_array (fixture->images_path, images);
  for (guint length = 0; length < labels->len; length++)
    {
      write_file (fixture->labels_path, labels->data, length);
      assert_refused (fixture, fixture->labels_path);
    }
}

/* Any one byte of a gzip file changed: refused, or (in the parts of the header that mean nothing,
 * such as the time) the same pictures. */
static void
test_gzip_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) images = compress (fixture->images);
  guint n_refused = 0;

  for (guint i = 0; i < images->len; i++)
    {
      g_autoptr (NnDataset) dataset = NULL;
      g_autoptr (GError) error = NULL;

      images->data[i] ^= 0x5a;
      write_array (fixture->images_path, images);
      images->data[i] ^= 0x5a;
      dataset = data_idx_load (fixture->images_path, fixture->labels_path, NULL, &error);
      if (dataset == NULL)
        {
          g_assert_true (g_str_has_suffix (error->message, "."));
          n_refused++;
        }
      else
        assert_is_fixture (dataset);
    }
  g_assert_cmpuint (n_refused, >=, images->len - 10); /* a gzip header has ten bytes */
}

static void
test_too_long (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) zipped = NULL;

  g_byte_array_append (fixture->images, (const guint8 *) "", 1);
  write_array (fixture->images_path, fixture->images);
  assert_refused_as (fixture, fixture->images_path, BASE_ERROR_INVALID);
  zipped = compress (fixture->images);
  write_array (fixture->images_path, zipped);
  assert_refused_as (fixture, fixture->images_path, BASE_ERROR_INVALID);
}

static void
write_header (Fixture *fixture, guint32 n, guint32 height, guint32 width, gboolean zip)
{
  g_autoptr (GByteArray) header = images_header (n, height, width);
  g_autoptr (GByteArray) zipped = compress (header);

  write_array (fixture->images_path, zip ? zipped : header);
}

/* Headers that promise the sky must be refused for what they say, not after an attempt to fill
 * the memory. */
static void
test_hostile_header (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint32 n, height, width;
    BaseErrorCode code;
  } cases[] = {
    { G_MAXUINT32, G_MAXUINT32, G_MAXUINT32, BASE_ERROR_TOO_LARGE },
    { G_MAXUINT32, 1, 1, BASE_ERROR_TOO_LARGE },
    { 1 << 30, 2, 1, BASE_ERROR_TOO_LARGE },
    { 65536, 16384, 16384, BASE_ERROR_TOO_LARGE },
    { 1, 65536, 1, BASE_ERROR_INVALID },
    { 1, 1, 65536, BASE_ERROR_INVALID },
    { 1 << 30, 1, 1, BASE_ERROR_INVALID },
    { 1000, 28, 28, BASE_ERROR_INVALID },
    { 0, 28, 28, BASE_ERROR_INVALID },
    { 1, 0, 28, BASE_ERROR_INVALID },
    { 1, 28, 0, BASE_ERROR_INVALID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      write_header (fixture, cases[i].n, cases[i].height, cases[i].width, FALSE);
      assert_refused_as (fixture, fixture->images_path, cases[i].code);
      write_header (fixture, cases[i].n, cases[i].height, cases[i].width, TRUE);
      assert_refused_as (fixture, fixture->images_path, cases[i].code);
    }
}

/* 64 MB of zeros in 64 kB behind a header that asks for six pixels: no more is unpacked than the
 * header says, so this must be told from a good file without the rest being read. */
static void
test_gzip_bomb (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bomb = images_header (1, HEIGHT, WIDTH);
  g_autoptr (GByteArray) zipped = NULL;
  guint header_size = bomb->len;

  g_byte_array_set_size (bomb, 64 << 20);
  memset (bomb->data + header_size, 0, bomb->len - header_size);
  zipped = compress (bomb);
  write_array (fixture->images_path, zipped);
  assert_refused_as (fixture, fixture->images_path, BASE_ERROR_INVALID);
}

static void
test_wrong_magic (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      fixture->images->data[i] ^= 1;
      write_array (fixture->images_path, fixture->images);
      assert_refused_as (fixture, fixture->images_path, BASE_ERROR_INVALID);
      fixture->images->data[i] ^= 1;
    }
  write_array (fixture->images_path, fixture->labels); /* the two files swapped */
  assert_refused_as (fixture, fixture->images_path, BASE_ERROR_INVALID);
}

static void
test_counts_differ (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) labels = labels_header (N - 1);

  g_byte_array_append (labels, (const guint8 *) "\0\1\2", N - 1);
  write_array (fixture->labels_path, labels);
  assert_refused_as (fixture, fixture->labels_path, BASE_ERROR_INVALID);
}

static void
test_not_a_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) dataset = NULL;

  dataset = data_idx_load (fixture->folder, fixture->labels_path, NULL, &error);
  g_assert_null (dataset);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  g_clear_error (&error);

  dataset = data_idx_load ("/nonexistent/images", fixture->labels_path, NULL, &error);
  g_assert_null (dataset);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/nonexistent/images"));
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  static const char *const images_names[] = {
    "train-images-idx3-ubyte",
    "train-images.idx3-ubyte",
    "train-images-idx3-ubyte.gz",
    "train-images.idx3-ubyte.gz",
  };
  static const char *const labels_names[] = {
    "train-labels-idx1-ubyte",
    "train-labels.idx1-ubyte",
    "train-labels-idx1-ubyte.gz",
    "train-labels.idx1-ubyte.gz",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (images_names); i++)
    {
      g_autofree char *images = g_build_filename (fixture->folder, images_names[i], NULL);
      g_autofree char *labels = g_build_filename (fixture->folder, labels_names[3 - i], NULL);
      g_autoptr (NnDataset) dataset = NULL;
      g_autoptr (NnDataset) test = NULL;
      g_autoptr (GError) error = NULL;

      write_array (images, fixture->images);
      write_array (labels, fixture->labels);
      data_set_load (fixture->folder, NULL, &dataset, NULL, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      assert_is_fixture (dataset);
      data_set_load (fixture->folder, NULL, NULL, &test, NULL, NULL, NULL, &error);
      g_assert_null (test);
      g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, fixture->folder));
      g_assert_nonnull (strstr (error->message, "t10k-images"));
      g_remove (images);
      g_remove (labels);
    }
}

/* The counts of the real thing (LeCun, "The MNIST database"). */
static void
test_mnist (void)
{
  const char *shared = g_getenv ("FOOLED_TEST_SHARED");
  g_autofree char *folder = NULL;
  g_autoptr (NnDataset) dataset = NULL;
  g_autoptr (GError) error = NULL;

  if (shared != NULL)
    folder = g_build_filename (shared, "mnist", NULL);
  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("MNIST is not here");
      return;
    }
  data_set_load (folder, NULL, NULL, &dataset, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dataset->n, ==, 10000);
  g_assert_cmpuint (dataset->width, ==, 28);
  g_assert_cmpuint (dataset->height, ==, 28);
  g_assert_cmpuint (dataset->n_classes, ==, 10);
  g_assert_cmpuint (dataset->labels[0], ==, 7);
  g_assert_cmpuint (dataset->labels[9999], ==, 6);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, function)                                                                  \
  g_test_add ("/datasets/idx/" path, Fixture, data, set_up, function, tear_down)
  ADD ("plain", NULL, test_plain);
  ADD ("gzip", NULL, test_gzip);
  ADD ("truncated/plain", GINT_TO_POINTER (FALSE), test_truncated);
  ADD ("truncated/gzip", GINT_TO_POINTER (TRUE), test_truncated);
  ADD ("gzip-damaged", NULL, test_gzip_damaged);
  ADD ("too-long", NULL, test_too_long);
  ADD ("hostile-header", NULL, test_hostile_header);
  ADD ("gzip-bomb", NULL, test_gzip_bomb);
  ADD ("wrong-magic", NULL, test_wrong_magic);
  ADD ("counts-differ", NULL, test_counts_differ);
  ADD ("not-a-file", NULL, test_not_a_file);
  ADD ("folder", NULL, test_folder);
#undef ADD
  g_test_add_func ("/datasets/idx/mnist", test_mnist);
  return g_test_run ();
}
