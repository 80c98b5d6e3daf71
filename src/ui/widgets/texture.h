// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gdk/gdk.h>

#include "base/image.h"

G_BEGIN_DECLS

/* A texture over the pixels of an sRGB picture (3 channels): it holds a reference on the picture
 * and copies nothing. */
GdkTexture *fooled_texture_new (BaseImage *image);

/* The picture in a texture, on white where it is transparent; 3 channels. On any thread. NULL when
 * it is larger than pictures can be. Caller unrefs. */
BaseImage *fooled_texture_to_image (GdkTexture *texture, GError **error);

G_END_DECLS
