// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/picture-file.h"

#include "base/error.h"
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>

/* Larger pictures are shrunk to this while they are read. */
#define MAX_SIDE 4096

/* Larger ones would take memory for nothing. */
#define MAX_FILE_SIDE 30000

static GdkPixbuf *
read_pixbuf (const char *path, GError **error)
{
  int width, height;

  if (gdk_pixbuf_get_file_info (path, &width, &height) == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("it is not a picture."));
      return NULL;
    }
  if (width > MAX_FILE_SIDE || height > MAX_FILE_SIDE)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE, _ ("it is too large."));
      return NULL;
    }
  if (width > MAX_SIDE || height > MAX_SIDE)
    return gdk_pixbuf_new_from_file_at_size (path, MAX_SIDE, MAX_SIDE, error);
  return gdk_pixbuf_new_from_file (path, error);
}

static BaseImage *
image_from_pixbuf (const GdkPixbuf *pixbuf)
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
        guint alpha = channels == 4 ? from[3] : 255;

        for (guint c = 0; c < 3; c++)
          to[c] = (guint8) ((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
      }
  return image;
}

BaseImage *
fooled_picture_file_load (const char *path, GError **error)
{
  g_autoptr (GdkPixbuf) stored = NULL;
  g_autoptr (GdkPixbuf) upright = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  stored = read_pixbuf (path, error);
  if (stored == NULL)
    {
      g_autofree char *shown = g_filename_display_basename (path);

      /* Translators: %s is the name of a file; a reason follows. */
      g_prefix_error (error, _ ("“%s” cannot be shown: "), shown);
      return NULL;
    }
  upright = gdk_pixbuf_apply_embedded_orientation (stored);
  return image_from_pixbuf (upright);
}
