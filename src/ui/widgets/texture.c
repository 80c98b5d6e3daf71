// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/texture.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n.h>

/* 64 million pixels, as large as any camera's. */
#define MAX_PIXELS (G_GUINT64_CONSTANT (1) << 26)

static void
release_image (gpointer image)
{
  base_image_unref (image);
}

GdkTexture *
fooled_texture_new (BaseImage *image)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (image != NULL && image->channels == 3, NULL);

  bytes = g_bytes_new_with_free_func (image->pixels, base_image_size (image), release_image,
                                      base_image_ref (image));
  return gdk_memory_texture_new (image->width, image->height, GDK_MEMORY_R8G8B8, bytes,
                                 (gsize) image->width * 3);
}

/* Pixels come as 32 bits, 0xAARRGGBB, the colours multiplied by alpha already. */
static void
lay_on_white (const guint32 *from, guint8 *to)
{
  guint white = 255 - (*from >> 24);

  to[0] = (guint8) MIN (255, (*from >> 16 & 255) + white);
  to[1] = (guint8) MIN (255, (*from >> 8 & 255) + white);
  to[2] = (guint8) MIN (255, (*from & 255) + white);
}

BaseImage *
fooled_texture_to_image (GdkTexture *texture, GError **error)
{
  g_autofree guint32 *pixels = NULL;
  guint width, height;
  BaseImage *image;

  g_return_val_if_fail (GDK_IS_TEXTURE (texture), NULL);

  width = (guint) gdk_texture_get_width (texture);
  height = (guint) gdk_texture_get_height (texture);
  if (width > BASE_IMAGE_MAX_SIDE || height > BASE_IMAGE_MAX_SIDE ||
      (guint64) width * height > MAX_PIXELS)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("This picture of %u × %u pixels is too large: make it smaller first."), width,
                   height);
      return NULL;
    }
  pixels = g_new (guint32, (gsize) width * height);
  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * sizeof (guint32));
  image = base_image_new (width, height, 3);
  for (gsize i = 0; i < (gsize) width * height; i++)
    lay_on_white (&pixels[i], &image->pixels[i * 3]);
  return image;
}
