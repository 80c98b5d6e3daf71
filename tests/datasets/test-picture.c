// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "datasets/picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

/* Pictures of every kind against what Pillow 9.4 makes of them (width, height, then red, green and
 * blue): turned, on white, and out of their colour profiles. */

static const struct
{
  const char *file;
  int tolerance; /* of 255: decoders of lossy kinds may round differently */
} pictures[] = {
  { "rgb.png", 0 },   { "rgb.bmp", 0 },    { "rgb.tiff", 0 },        { "rgb.webp", 0 },
  { "pal.png", 0 },   { "pal.gif", 0 },    { "grey.png", 0 },        { "grey16.png", 1 },
  { "alpha.png", 1 }, { "alpha.webp", 1 }, { "rgb.jpg", 2 },         { "prog.jpg", 4 },
  { "grey.jpg", 2 },  { "cmyk.jpg", 4 },   { "exif1.jpg", 2 },       { "exif2.jpg", 2 },
  { "exif3.jpg", 2 }, { "exif4.jpg", 2 },  { "exif5.jpg", 2 },       { "exif6.jpg", 2 },
  { "exif7.jpg", 2 }, { "exif8.jpg", 2 },  { "wide.png", 1 },        { "wide.jpg", 3 },
  { "rgb.heic", 12 }, { "rgb.avif", 12 },  { "linear-grey.png", 1 }, { "exif6.png", 0 },
  { "exif7.png", 0 }, { "exif8.webp", 0 }, { "exif2.webp", 0 },
};

static char *
path_of (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "datasets", "pictures", name, NULL);
}

/* Readers that not every system has. */
static gboolean
has_reader (const char *file)
{
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();
  const char *suffix = strrchr (file, '.') + 1;

  if (!g_str_equal (suffix, "webp") && !g_str_equal (suffix, "heic") &&
      !g_str_equal (suffix, "avif"))
    return TRUE;
  for (GSList *i = formats; i != NULL; i = i->next)
    {
      g_auto (GStrv) extensions = gdk_pixbuf_format_get_extensions (i->data);

      if (g_strv_contains ((const char *const *) extensions, suffix))
        return TRUE;
    }
  return FALSE;
}

static void
test_picture (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *path = path_of (pictures[i].file);
  g_autofree char *expected_path = g_strconcat (path, ".expected", NULL);
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) image = data_picture_load (path, &error);
  gsize size;
  int worst = 0;

  if (!has_reader (pictures[i].file))
    {
      g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, "Install"));
      g_test_skip ("this system has no reader for it");
      return;
    }
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (expected_path, &expected, &size, NULL));
  g_assert_cmpuint (image->width, ==, (guint8) expected[0]);
  g_assert_cmpuint (image->height, ==, (guint8) expected[1]);
  g_assert_cmpuint (image->channels, ==, 3);
  g_assert_cmpuint (base_image_size (image), ==, size - 2);
  for (gsize k = 0; k < base_image_size (image); k++)
    worst = MAX (worst, ABS ((int) image->pixels[k] - (int) (guint8) expected[k + 2]));
  g_test_message ("largest difference %d", worst);
  g_assert_cmpint (worst, <=, pictures[i].tolerance);
}

static void
assert_refused (const guint8 *data, gsize size, int code, const char *word)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (data_picture_decode (bytes, "odd", &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, BASE_ERROR, code);
  g_assert_nonnull (strstr (error->message, "odd"));
  g_assert_nonnull (strstr (error->message, word));
}

#define REFUSED(text, code, word)                                                                  \
  assert_refused ((const guint8 *) text, sizeof text - 1, code, word)

static void
test_foreign (void)
{
  REFUSED ("", BASE_ERROR_UNSUPPORTED, "PNG");
  REFUSED ("no picture", BASE_ERROR_UNSUPPORTED, "PNG");
  REFUSED ("\n<!DOCTYPE html><html></html>", BASE_ERROR_UNSUPPORTED, "web page");
  REFUSED ("version https://git-lfs.github.com/spec/v1\n", BASE_ERROR_UNSUPPORTED, "git lfs pull");
  REFUSED ("\x89PNG\r\n\x1a\n\0\0\0\4CgBI\x50\0\x20\6", BASE_ERROR_UNSUPPORTED, "Apple");
  REFUSED ("%PDF-1.7", BASE_ERROR_UNSUPPORTED, "PDF");
  REFUSED ("\xff\x0a....", BASE_ERROR_UNSUPPORTED, "JPEG XL");
}

/* The size is refused before there is any memory for it. */
static void
test_too_large (void)
{
  guint32 checksum = 0xffffffff;
  static const guint8 png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x40\1\0\0\x40\1\x8\2\0\0\0";
  static const guint8 rest[] = "\0\0\0\x10IDAT\x78\x9c";
  guint8 data[sizeof png + sizeof checksum + sizeof rest] = { 0 };

  memcpy (data, png, sizeof png - 1);
  for (gsize i = 12; i < sizeof png - 1; i++)
    {
      checksum ^= data[i];
      for (int k = 0; k < 8; k++)
        checksum = checksum >> 1 ^ (0xedb88320 & -(checksum & 1));
    }
  checksum = GUINT32_TO_BE (~checksum);
  memcpy (data + sizeof png - 1, &checksum, sizeof checksum);
  memcpy (data + sizeof png + 3, rest, sizeof rest - 1);
  assert_refused (data, sizeof data - 2, BASE_ERROR_TOO_LARGE, "16385");
}

/* A JPEG of four gigapixels in a few kilobytes, which would be read as grey for minutes. */
static void
test_claimed_size (void)
{
  g_autofree char *path = path_of ("rgb.jpg"), *data = NULL;
  guint8 *frame;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  frame = memmem (data, size, "\xff\xc0", 2);
  g_assert_nonnull (frame);
  memset (frame + 5, 0xf0, 4);
  assert_refused ((const guint8 *) data, size, BASE_ERROR_INVALID, "too early");
}

/* A picture that was cut off is no picture, wherever the cut is. */
static void
test_cut_off (void)
{
  /* Some readers warn of what they say in their errors as well. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autofree char *path = path_of (pictures[i].file);
      g_autofree char *content = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &content, &size, NULL));
      for (gsize part = 1; part < 8; part++)
        {
          g_autoptr (GBytes) bytes = g_bytes_new (content, size * part / 8);
          g_autoptr (GError) error = NULL;
          g_autoptr (BaseImage) image = data_picture_decode (bytes, "cut", &error);

          g_assert_true ((image == NULL) == (error != NULL));
          if (image != NULL)
            g_error ("%s is read without its end (%zu of 8)", pictures[i].file, part);
        }
    }
}

/* A header that claims 4 GB is refused before anybody makes room for it. */
static void
test_bmp_header (void)
{
  guint8 data[64] = { 'B', 'M', 64, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 0x28, 0xff, 0xff, 0xff };
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, sizeof data);
  g_autoptr (GError) error = NULL;

  g_assert_null (data_picture_decode (bytes, "hostile", &error));
  g_assert_nonnull (error);
}

/* A frame without a pixel, which gdk-pixbuf's reader complains of as if its caller were at fault;
 * found by the fuzzer. */
static void
test_gif_frame (void)
{
  static const guint8 data[] = { 'G', 'I',  'F', '8', '7', 'a', 12, 0, 9, 0, 0, 0, 0,
                                 '!', 0xfe, 1,   'x', 0,   '*', /* a comment; nothing */
                                 ',', 0,    0,   0,   0,   0,   0,  9, 0, 0, 2, 0, ';' };
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, sizeof data);
  g_autoptr (GError) error = NULL;

  g_assert_null (data_picture_decode (bytes, "hostile", &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autofree char *name = g_strconcat ("/datasets/picture/", pictures[i].file, NULL);

      g_test_add_data_func (name, GSIZE_TO_POINTER (i), test_picture);
    }
  g_test_add_func ("/datasets/picture/foreign", test_foreign);
  g_test_add_func ("/datasets/picture/too-large", test_too_large);
  g_test_add_func ("/datasets/picture/cut-off", test_cut_off);
  g_test_add_func ("/datasets/picture/claimed-size", test_claimed_size);
  g_test_add_func ("/datasets/picture/bmp-header", test_bmp_header);
  g_test_add_func ("/datasets/picture/gif-frame", test_gif_frame);
  return g_test_run ();
}
