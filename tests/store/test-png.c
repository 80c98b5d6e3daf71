// SPDX-License-Identifier: GPL-3.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "store/png.h"

#define NOBODY 65534

static BaseImage *
new_pattern (guint width, guint height, guint channels)
{
  BaseImage *image = base_image_new (width, height, channels);

  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) (i * i * 31 + i * 7);
  return image;
}

static void
assert_equal (const BaseImage *a, const BaseImage *b)
{
  g_assert_nonnull (a);
  g_assert_cmpuint (a->width, ==, b->width);
  g_assert_cmpuint (a->height, ==, b->height);
  g_assert_cmpuint (a->channels, ==, b->channels);
  g_assert_cmpmem (a->pixels, base_image_size (a), b->pixels, base_image_size (b));
}

static char *
new_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("fooled-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
assert_only_entry (const char *folder, const char *name)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;
  guint n = 0;

  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      g_assert_cmpstr (entry, ==, name);
      n++;
    }
  g_assert_cmpuint (n, ==, name != NULL ? 1 : 0);
}

/* A chunk with a right checksum (PNG specification, annex D). */
static void
append_chunk (GByteArray *file, const char *type, gconstpointer data, guint size)
{
  guint32 length = GUINT32_TO_BE (size), crc = 0xffffffff;
  guint start;

  g_byte_array_append (file, (const guint8 *) &length, 4);
  start = file->len;
  g_byte_array_append (file, (const guint8 *) type, 4);
  g_byte_array_append (file, data, size);
  for (guint i = start; i < file->len; i++)
    {
      crc ^= file->data[i];
      for (int k = 0; k < 8; k++)
        crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
    }
  crc = GUINT32_TO_BE (~crc);
  g_byte_array_append (file, (const guint8 *) &crc, 4);
}

static GByteArray *
begin_file (guint32 width, guint32 height, guint8 depth, guint8 type, guint8 interlace)
{
  GByteArray *file = g_byte_array_new ();
  guint8 header[13] = { 0 };
  guint32 be_width = GUINT32_TO_BE (width), be_height = GUINT32_TO_BE (height);

  g_byte_array_append (file, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  memcpy (header, &be_width, 4);
  memcpy (header + 4, &be_height, 4);
  header[8] = depth;
  header[9] = type;
  header[12] = interlace;
  append_chunk (file, "IHDR", header, sizeof header);
  return file;
}

/* The rows in one stored (not compressed) deflate block (RFC 1950, RFC 1951). */
static void
append_stored_rows (GByteArray *file, const guint8 *rows, guint size)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  guint16 length = GUINT16_TO_LE (size), complement = (guint16) ~length;
  guint32 a = 1, b = 0, adler;

  g_assert_cmpuint (size, <=, 65535);
  g_byte_array_append (stream, (const guint8 *) "\x78\x01\x01", 3);
  g_byte_array_append (stream, (const guint8 *) &length, 2);
  g_byte_array_append (stream, (const guint8 *) &complement, 2);
  g_byte_array_append (stream, rows, size);
  for (guint i = 0; i < size; i++)
    {
      a = (a + rows[i]) % 65521;
      b = (b + a) % 65521;
    }
  adler = GUINT32_TO_BE (b << 16 | a);
  g_byte_array_append (stream, (const guint8 *) &adler, 4);
  append_chunk (file, "IDAT", stream->data, stream->len);
  append_chunk (file, "IEND", NULL, 0);
}

static BaseImage *
decode_array (GByteArray *file, GHashTable **texts, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (file->data, file->len);

  return store_png_decode (bytes, "test.png", texts, error);
}

static void
test_round_trip (void)
{
  const guint sizes[][2] = { { 1, 1 }, { 28, 28 }, { 3, 100 }, { 257, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint channels = 1; channels <= 3; channels += 2)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (BaseImage) image = new_pattern (sizes[i][0], sizes[i][1], channels);
        g_autoptr (GBytes) bytes = store_png_encode (image, NULL, 0, &error);
        g_autoptr (BaseImage) back = NULL;

        g_assert_no_error (error);
        back = store_png_decode (bytes, "test.png", NULL, &error);
        g_assert_no_error (error);
        assert_equal (back, image);
      }
}

static void
test_texts (void)
{
  g_autofree char *long_key = g_strnfill (79, 'k');
  g_autofree char *long_text = g_strnfill (300000, 'x');
  const StoreText entries[] = {
    { "Title", "plain" },  { "fooled:label", "Größe, 七, ثمانية, 🦉" },
    { "Empty", "" },       { "Lines", "one\ntwo" },
    { long_key, "short" }, { "Long", long_text },
  };
  g_autoptr (BaseImage) image = new_pattern (4, 4, 1);
  g_autoptr (BaseImage) back = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) texts = NULL;

  bytes = store_png_encode (image, entries, G_N_ELEMENTS (entries), &error);
  g_assert_no_error (error);
  back = store_png_decode (bytes, "test.png", &texts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (texts), ==, G_N_ELEMENTS (entries));
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_assert_cmpstr (g_hash_table_lookup (texts, entries[i].key), ==, entries[i].text);
}

/* Readers that know only the first edition of PNG must find plain entries. */
static void
test_ascii_is_text_chunk (void)
{
  const StoreText entries[] = { { "Title", "plain" }, { "Comment", "naïve" } };
  g_autoptr (BaseImage) image = new_pattern (1, 1, 1);
  g_autoptr (GBytes) bytes = store_png_encode (image, entries, 2, NULL);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_nonnull (memmem (data, size, "tEXtTitle\0plain", 15));
  g_assert_nonnull (memmem (data, size, "iTXtComment\0", 12));
}

static void
test_latin1_text (void)
{
  g_autoptr (GByteArray) file = begin_file (1, 1, 8, 0, 0);
  g_autoptr (BaseImage) image = NULL;
  g_autoptr (GHashTable) texts = NULL;
  g_autoptr (GError) error = NULL;

  append_chunk (file, "tEXt", "Author\0Zo\xeb", 10);
  append_chunk (file, "tEXt", "Author\0second", 13);
  append_chunk (file, "iTXt", "Broken\0\0\0\0\0\xff\xfe", 13);
  append_stored_rows (file, (const guint8 *) "\0\x80", 2);
  image = decode_array (file, &texts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image->pixels[0], ==, 0x80);
  g_assert_cmpstr (g_hash_table_lookup (texts, "Author"), ==, "Zoë");
  g_assert_cmpuint (g_hash_table_size (texts), ==, 1);
}

/* One row of a format of its own each, and what must come out. */
typedef struct
{
  const char *name;
  guint width;
  guint8 depth, type;
  const char *chunk; /* before the picture, or NULL */
  const char *chunk_data;
  guint chunk_size;
  const char *row; /* filter byte first */
  guint row_size;
  guint channels;
  guint8 expected[12];
} Format;

static const Format formats[] = {
  { "grey 1", 3, 1, 0, NULL, NULL, 0, "\0\xa0", 2, 1, { 255, 0, 255 } },
  { "grey 4", 2, 4, 0, NULL, NULL, 0, "\0\x3f", 2, 1, { 51, 255 } },
  { "grey 16", 2, 16, 0, NULL, NULL, 0, "\0\x80\x00\xff\xff", 5, 1, { 128, 255 } },
  { "grey, one grey is transparent", 2, 8, 0, "tRNS", "\0\x07", 2, "\0\x07\x09", 3, 1, { 255, 9 } },
  { "grey and alpha",
    3,
    8,
    4,
    NULL,
    NULL,
    0,
    "\0\x00\x00\x64\xff\x00\x80",
    7,
    1,
    { 255, 100, 127 } },
  { "colour 16", 1, 16, 2, NULL, NULL, 0, "\0\x00\x00\x80\x00\xff\xff", 7, 3, { 0, 128, 255 } },
  { "colour and alpha",
    2,
    8,
    6,
    NULL,
    NULL,
    0,
    "\0\x01\x02\x03\xff\x00\x00\x00\x33",
    9,
    3,
    { 1, 2, 3, 204, 204, 204 } },
  { "palette",
    2,
    2,
    3,
    "PLTE",
    "\x01\x02\x03\x04\x05\x06",
    6,
    "\0\x10",
    2,
    3,
    { 1, 2, 3, 4, 5, 6 } },
};

static void
test_formats (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      const Format *format = &formats[i];
      g_autoptr (GByteArray) file = begin_file (format->width, 1, format->depth, format->type, 0);
      g_autoptr (BaseImage) image = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", format->name);
      if (format->chunk != NULL)
        append_chunk (file, format->chunk, format->chunk_data, format->chunk_size);
      append_stored_rows (file, (const guint8 *) format->row, format->row_size);
      image = decode_array (file, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (image->channels, ==, format->channels);
      g_assert_cmpmem (image->pixels, base_image_size (image), format->expected,
                       format->width * format->channels);
    }
}

/* Adam7 of 2 x 2: passes 1 (0,0), 6 (1,0), 7 (0,1) (1,1), in that order in the file. */
static void
test_interlaced (void)
{
  g_autoptr (GByteArray) file = begin_file (2, 2, 8, 0, 1);
  g_autoptr (BaseImage) image = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 expected[] = { 10, 20, 30, 40 };

  append_stored_rows (file, (const guint8 *) "\0\x0a\0\x14\0\x1e\x28", 7);
  image = decode_array (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (image->pixels, base_image_size (image), expected, 4);
}

static GBytes *
new_sample (BaseImage **image)
{
  const StoreText entries[] = { { "Title", "plain" }, { "Comment", "naïve" } };
  GBytes *bytes;

  *image = new_pattern (7, 5, 3);
  bytes = store_png_encode (*image, entries, 2, NULL);
  g_assert_nonnull (bytes);
  return bytes;
}

static void
test_every_truncation (void)
{
  g_autoptr (BaseImage) image = NULL;
  g_autoptr (GBytes) bytes = new_sample (&image);

  for (gsize size = 0; size < g_bytes_get_size (bytes); size++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (GHashTable) texts = NULL;

      g_assert_null (store_png_decode (part, "test.png", &texts, &error));
      g_assert_true (error != NULL && error->domain == BASE_ERROR);
      g_assert_nonnull (strstr (error->message, "test.png"));
      g_assert_null (texts);
    }
}

/* Damage is told, or it only loses a text: never other pixels. */
static void
test_every_byte_flip (void)
{
  g_autoptr (BaseImage) image = NULL;
  g_autoptr (GBytes) bytes = new_sample (&image);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint n_told = 0;

  for (gsize i = 0; i < size; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        guint8 *copy = g_memdup2 (data, size);
        g_autoptr (GBytes) damaged = NULL;
        g_autoptr (GError) error = NULL;
        g_autoptr (GHashTable) texts = NULL;
        g_autoptr (BaseImage) back = NULL;

        copy[i] ^= (guint8) (1 << bit);
        damaged = g_bytes_new_take (copy, size);
        back = store_png_decode (damaged, "test.png", &texts, &error);
        g_assert_true ((back == NULL) == (error != NULL));
        if (back == NULL)
          {
            n_told++;
            continue;
          }
        assert_equal (back, image);
        if (g_hash_table_contains (texts, "Title"))
          g_assert_cmpstr (g_hash_table_lookup (texts, "Title"), ==, "plain");
      }
  g_assert_cmpuint (n_told, >, size * 4);
}

static void
test_claimed_sizes (void)
{
  const guint32 sizes[][2] = {
    { 0, 5 },
    { 5, 0 },
    { BASE_IMAGE_MAX_SIDE + 1, 1 },
    { 1, BASE_IMAGE_MAX_SIDE + 1 },
    { BASE_IMAGE_MAX_SIDE, BASE_IMAGE_MAX_SIDE },
    { 8192, 8192 },
    { 0x7fffffff, 0x7fffffff },
    { 0x7fffffff, 1 },
    { 0xffffffff, 0xffffffff },
    { 0x80000000, 0x80000000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint interlace = 0; interlace < 2; interlace++)
      {
        g_autoptr (GByteArray) file =
            begin_file (sizes[i][0], sizes[i][1], 16, 6, (guint8) interlace);
        g_autoptr (GError) error = NULL;

        append_stored_rows (file, (const guint8 *) "\0\x80", 2);
        g_assert_null (decode_array (file, NULL, &error));
        g_assert_true (error != NULL && error->domain == BASE_ERROR);
      }
}

static void
test_too_large_is_said (void)
{
  g_autoptr (GByteArray) file = begin_file (20000, 30, 8, 0, 0);
  g_autoptr (GError) error = NULL;

  append_stored_rows (file, (const guint8 *) "\0\x80", 2);
  g_assert_null (decode_array (file, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "20000"));
}

static void
test_largest_side (void)
{
  g_autoptr (BaseImage) image = new_pattern (BASE_IMAGE_MAX_SIDE, 2, 1);
  g_autoptr (GBytes) bytes = store_png_encode (image, NULL, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) back = store_png_decode (bytes, "test.png", NULL, &error);

  g_assert_no_error (error);
  assert_equal (back, image);
}

static void
test_not_png (void)
{
  const char *contents[] = { "", "\xff\xd8\xff\xe0 JFIF", "GIF89a", "\x89PNG\r\n\x1a" };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (contents[i], strlen (contents[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (store_png_decode (bytes, "photo.jpg", NULL, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, "photo.jpg"));
      g_assert_nonnull (strstr (error->message, "PNG"));
    }
}

static void
test_missing_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (store_png_load ("/nowhere/at-all.png", NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "at-all.png"));
}

/* A file without an end must not fill the memory. */
static void
test_endless_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (store_png_load ("/dev/zero", NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
}

static void
test_save_and_replace (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *path = g_build_filename (folder, "bild ä.png", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf status;
  mode_t mask = umask (022);

  for (guint side = 3; side < 6; side++)
    {
      const StoreText entry = { "Title", "x" };
      g_autoptr (BaseImage) image = new_pattern (side, side, 3);
      g_autoptr (BaseImage) back = NULL;
      g_autoptr (GHashTable) texts = NULL;

      store_png_save (image, &entry, 1, path, &error);
      g_assert_no_error (error);
      back = store_png_load (path, &texts, &error);
      g_assert_no_error (error);
      assert_equal (back, image);
      g_assert_cmpstr (g_hash_table_lookup (texts, "Title"), ==, "x");
    }
  assert_only_entry (folder, "bild ä.png");
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0644);
  umask (mask);
  g_unlink (path);
  g_rmdir (folder);
}

/* A limit on the size of files stands for a full disk: the write fails half way. */
static void
test_full_disk_keeps_old_file (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *path = g_build_filename (folder, "old.png", NULL);
  g_autoptr (BaseImage) old = new_pattern (3, 3, 1);
  g_autoptr (BaseImage) large = new_pattern (200, 200, 3);
  g_autoptr (BaseImage) back = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit limit, small;

  store_png_save (old, NULL, 0, path, &error);
  g_assert_no_error (error);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = limit;
  small.rlim_cur = 1000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (store_png_save (large, NULL, 0, path, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_true (error != NULL && error->domain == G_FILE_ERROR);
  g_assert_nonnull (strstr (error->message, "old.png"));
  g_clear_error (&error);

  assert_only_entry (folder, "old.png");
  back = store_png_load (path, NULL, &error);
  g_assert_no_error (error);
  assert_equal (back, old);
  g_unlink (path);
  g_rmdir (folder);
}

/* The superuser may write anywhere, so the test gives that right up for a moment. */
static void
test_unwritable_folder (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *path = g_build_filename (folder, "x.png", NULL);
  g_autoptr (BaseImage) image = new_pattern (3, 3, 1);
  g_autoptr (GError) error = NULL;
  gboolean super = geteuid () == 0, saved;

  g_assert_cmpint (g_chmod (folder, 0555), ==, 0);
  if (super)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
  saved = store_png_save (image, NULL, 0, path, &error);
  if (super)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_false (saved);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ACCES);
  g_assert_nonnull (strstr (error->message, path));
  assert_only_entry (folder, NULL);
  g_rmdir (folder);
}

static void
test_path_is_no_file (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *inside = g_build_filename (folder, "sub", NULL);
  const char *paths[] = { inside, "/dev/full" };
  g_autoptr (BaseImage) image = new_pattern (3, 3, 1);

  g_mkdir (inside, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (store_png_save (image, NULL, 0, paths[i], &error));
      g_assert_true (error != NULL && error->domain == G_FILE_ERROR);
      g_assert_nonnull (strstr (error->message, paths[i]));
    }
  assert_only_entry (folder, "sub");
  g_rmdir (inside);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/png/round-trip", test_round_trip);
  g_test_add_func ("/store/png/texts", test_texts);
  g_test_add_func ("/store/png/ascii-is-text-chunk", test_ascii_is_text_chunk);
  g_test_add_func ("/store/png/latin1-text", test_latin1_text);
  g_test_add_func ("/store/png/formats", test_formats);
  g_test_add_func ("/store/png/interlaced", test_interlaced);
  g_test_add_func ("/store/png/every-truncation", test_every_truncation);
  g_test_add_func ("/store/png/every-byte-flip", test_every_byte_flip);
  g_test_add_func ("/store/png/claimed-sizes", test_claimed_sizes);
  g_test_add_func ("/store/png/too-large-is-said", test_too_large_is_said);
  g_test_add_func ("/store/png/largest-side", test_largest_side);
  g_test_add_func ("/store/png/not-png", test_not_png);
  g_test_add_func ("/store/png/missing-file", test_missing_file);
  g_test_add_func ("/store/png/endless-file", test_endless_file);
  g_test_add_func ("/store/png/save-and-replace", test_save_and_replace);
  g_test_add_func ("/store/png/full-disk-keeps-old-file", test_full_disk_keeps_old_file);
  g_test_add_func ("/store/png/unwritable-folder", test_unwritable_folder);
  g_test_add_func ("/store/png/path-is-no-file", test_path_is_no_file);
  return g_test_run ();
}
