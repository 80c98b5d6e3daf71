// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gdk/gdk.h>

#include "base/image.h"

G_BEGIN_DECLS

/* A texture over the pixels of an sRGB picture (3 channels): it holds a reference on the picture
 * and copies nothing. */
GdkTexture *fooled_texture_new (BaseImage *image);

G_END_DECLS
