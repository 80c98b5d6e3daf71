// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texture.h"

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
