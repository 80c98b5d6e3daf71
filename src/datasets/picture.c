// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/picture.h"

#include "base/error.h"
#include "base/file.h"
#include "config.h"
#include "datasets/picture-color.h"
#include "datasets/picture-kind.h"
#include "datasets/picture-orientation.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE_SIZE ((gsize) 512 << 20)

/* Of a picture that is in memory as a whole, and of a JPEG, which can be shrunk while it is read. A
 * fuzzer's are so small that it sees many of them. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
#define MAX_PIXELS ((guint64) 1 << 14)
#else
#define MAX_PIXELS ((guint64) 64 << 20)
#endif
#define MAX_JPEG_PIXELS ((guint64) 64 * MAX_PIXELS)

/* A JPEG has at least a bit for each 64 pixels, and its tables: what claims far more is not there.
 */
#define MAX_PIXELS_A_BYTE 4096

/* So that the size is known, and may be refused, before the rest is read. */
#define STEP_SIZE ((gsize) 64 << 10)

typedef struct
{
  DataPictureKind kind;
  gsize size;
  guint width, height; /* as the file says */
  gboolean too_large, cut_off;
} Reading;

static gboolean
fits (guint64 width, guint64 height)
{
  return width <= BASE_IMAGE_MAX_SIDE && height <= BASE_IMAGE_MAX_SIDE &&
         width * height <= MAX_PIXELS;
}

static void
size_prepared (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  Reading *reading = data;
  guint shrink = 1;

  reading->width = (guint) MAX (width, 0);
  reading->height = (guint) MAX (height, 0);
  while (reading->kind == DATA_PICTURE_JPEG && shrink < 8 &&
         (guint64) width * (guint64) height <= MAX_JPEG_PIXELS &&
         !fits ((guint64) width / shrink, (guint64) height / shrink))
    shrink *= 2;
  reading->too_large = !fits ((guint64) width / shrink, (guint64) height / shrink);
  reading->cut_off =
      reading->kind == DATA_PICTURE_JPEG &&
      (guint64) width * (guint64) height / MAX_PIXELS_A_BYTE > (guint64) reading->size;
  if (reading->too_large || reading->cut_off)
    gdk_pixbuf_loader_set_size (loader, 0, 0); /* reads no further */
  else if (shrink > 1)
    gdk_pixbuf_loader_set_size (loader, MAX (width / (int) shrink, 1),
                                MAX (height / (int) shrink, 1));
}

static void
set_too_large (const Reading *reading, const char *shown, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("“%s” is %u × %u pixels; at most %u on a side and %u million together can "
                  "be opened."),
               shown, reading->width, reading->height, BASE_IMAGE_MAX_SIDE,
               (guint) (MAX_PIXELS / 1000000));
}

static void
set_cut_off (const char *shown, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“%s” ends too early; it is not complete."), shown);
}

/* gdk-pixbuf's own messages say what is wrong inside; they are not ours and may be no sentences. */
static void
set_unreadable (DataPictureKind kind, const char *shown, const GError *reason, GError **error)
{
  g_autofree char *text = NULL;

  if (reason == NULL || g_error_matches (reason, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE) ||
      kind == DATA_PICTURE_APPLE_PNG)
    {
      data_picture_set_unknown (kind, shown, error);
      return;
    }
  if (g_error_matches (reason, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("There is not enough memory to open “%s”."), shown);
      return;
    }
  text = g_utf8_make_valid (reason->message, -1);
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“%s” is damaged or incomplete and cannot be opened (%s)."), shown, text);
}

/* The first frame, as it is stored; NULL with an error. */
static GdkPixbuf *
read_pixbuf (GBytes *bytes, const char *shown, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GError) local = NULL;
  gsize size, done = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  Reading reading = { .kind = data_picture_kind (data, size), .size = size };
  GdkPixbuf *pixbuf;
  gboolean ok =
      reading.kind != DATA_PICTURE_APPLE_PNG && data_picture_has_sound_header (data, size);

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared), &reading);
  for (; ok && done < size && !reading.too_large && !reading.cut_off; done += STEP_SIZE)
    ok = gdk_pixbuf_loader_write (loader, data + done, MIN (STEP_SIZE, size - done), &local);
  /* A loader has to be closed, whatever became of it. */
  ok = gdk_pixbuf_loader_close (loader, ok ? &local : NULL) && ok;
  if (reading.too_large)
    {
      set_too_large (&reading, shown, error);
      return NULL;
    }
  if (reading.cut_off)
    {
      set_cut_off (shown, error);
      return NULL;
    }
  pixbuf = ok ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  if (pixbuf != NULL &&
      fits ((guint64) gdk_pixbuf_get_width (pixbuf), (guint64) gdk_pixbuf_get_height (pixbuf)))
    return g_object_ref (pixbuf);
  set_unreadable (reading.kind, shown, local, error);
  return NULL;
}

static gboolean
check_whole (GBytes *bytes, const char *shown, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (data_picture_is_whole (data, size))
    return TRUE;
  set_cut_off (shown, error);
  return FALSE;
}

/* On white, in the profile's colours. */
static BaseImage *
copy_pixels (const GdkPixbuf *pixbuf)
{
  guint width = (guint) gdk_pixbuf_get_width (pixbuf);
  guint height = (guint) gdk_pixbuf_get_height (pixbuf);
  guint channels = (guint) gdk_pixbuf_get_n_channels (pixbuf);
  gsize row = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  BaseImage *image = base_image_new (width, height, 3);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      {
        const guint8 *from = pixels + y * row + x * channels;
        guint8 *to = image->pixels + (y * width + x) * 3;

        for (guint c = 0; c < 3; c++)
          to[c] = from[c];
      }
  return image;
}

static void
lay_on_white (const GdkPixbuf *pixbuf, BaseImage *image)
{
  gsize row = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);

  if (gdk_pixbuf_get_n_channels (pixbuf) != 4)
    return;
  for (gsize y = 0; y < image->height; y++)
    for (gsize x = 0; x < image->width; x++)
      {
        guint alpha = pixels[y * row + x * 4 + 3];
        guint8 *to = image->pixels + (y * image->width + x) * 3;

        for (guint c = 0; c < 3; c++)
          to[c] = (guint8) ((to[c] * alpha + 255 * (255 - alpha) + 127) / 255);
      }
}

/* NULL when all of it is opaque. */
static BaseImage *
copy_coverage (const GdkPixbuf *pixbuf)
{
  gsize row = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  g_autoptr (BaseImage) coverage = NULL;
  gboolean is_opaque = TRUE;

  if (gdk_pixbuf_get_n_channels (pixbuf) != 4)
    return NULL;
  coverage = base_image_new ((guint) gdk_pixbuf_get_width (pixbuf),
                             (guint) gdk_pixbuf_get_height (pixbuf), 1);
  for (gsize y = 0; y < coverage->height; y++)
    for (gsize x = 0; x < coverage->width; x++)
      {
        guint8 alpha = pixels[y * row + x * 4 + 3];

        coverage->pixels[y * coverage->width + x] = alpha;
        is_opaque = is_opaque && alpha == 255;
      }
  return is_opaque ? NULL : g_steal_pointer (&coverage);
}

/* Where gdk-pixbuf has not found how the picture is to be turned. */
static void
set_orientation (GdkPixbuf *pixbuf, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint orientation = data_picture_orientation (data, size);
  char text[] = { (char) ('0' + orientation), '\0' };

  if (orientation > 0 && gdk_pixbuf_get_option (pixbuf, "orientation") == NULL)
    gdk_pixbuf_set_option (pixbuf, "orientation", text);
}

/* `coverage` may be NULL. */
static BaseImage *
decode (GBytes *bytes, const char *shown, BaseImage **coverage, GError **error)
{
  g_autoptr (GdkPixbuf) stored = NULL, upright = NULL;
  g_autofree guint8 *profile = NULL;
  const char *encoded;
  BaseImage *image;
  gsize size = 0;

  stored = read_pixbuf (bytes, shown, error);
  if (stored == NULL || !check_whole (bytes, shown, error))
    return NULL;
  set_orientation (stored, bytes);
  upright = gdk_pixbuf_apply_embedded_orientation (stored);
  if (upright == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("There is not enough memory to open “%s”."), shown);
      return NULL;
    }
  image = copy_pixels (upright);
  encoded = gdk_pixbuf_get_option (stored, "icc-profile");
  if (encoded != NULL)
    profile = g_base64_decode (encoded, &size);
  data_picture_to_srgb (profile, size, (gsize) image->width * image->height, image->pixels);
  lay_on_white (upright, image);
  if (coverage != NULL)
    *coverage = copy_coverage (upright);
  return image;
}

BaseImage *
data_picture_decode (GBytes *bytes, const char *shown, GError **error)
{
  g_return_val_if_fail (bytes != NULL && shown != NULL, NULL);

  return decode (bytes, shown, NULL, error);
}

static BaseImage *
load (const char *path, BaseImage **coverage, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = base_file_read (path, MAX_FILE_SIZE, error);

  return bytes != NULL ? decode (bytes, shown, coverage, error) : NULL;
}

BaseImage *
data_picture_load (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return load (path, NULL, error);
}

BaseImage *
data_picture_load_covering (const char *path, BaseImage **coverage, GError **error)
{
  g_return_val_if_fail (path != NULL && coverage != NULL, NULL);

  *coverage = NULL;
  return load (path, coverage, error);
}
