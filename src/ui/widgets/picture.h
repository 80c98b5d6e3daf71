// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "base/image.h"

G_BEGIN_DECLS

/* One small picture shown large and crisp: enlarged by the greatest whole factor, in device
 * pixels, that fits; a picture that is too large is shrunk. The
 * enlarged pixels are made once for each picture and size, not while drawing. The height follows
 * the width as if the picture were square, so that a new picture moves nothing. */
#define FOOLED_TYPE_PICTURE (fooled_picture_get_type ())
G_DECLARE_FINAL_TYPE (FooledPicture, fooled_picture, FOOLED, PICTURE, GtkWidget)

GtkWidget *fooled_picture_new (void);

/* NULL empties it. */
void fooled_picture_set_image (FooledPicture *self, BaseImage *image);

/* Whether it is shown with its contrast stretched (base_image_stretch). */
void fooled_picture_set_stretched (FooledPicture *self, gboolean stretched);

/* Colours over the picture, which is grey below them; of any size, smoothed. NULL = none. */
void fooled_picture_set_overlay (FooledPicture *self, GdkTexture *overlay);

G_END_DECLS
