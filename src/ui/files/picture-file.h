// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "base/image.h"

G_BEGIN_DECLS

/* On the main loop. image: NULL on failure; borrowed. */
typedef void (*FooledPictureRead) (gpointer owner, BaseImage *image, const GError *error);

/* Reads the picture beside the main loop. A file that is not on this computer is an error, at once.
 * `done` is not called when the owner has gone or when it is cancelled. */
void fooled_picture_file_read (GObject *owner,
                               GFile *file,
                               GCancellable *cancellable,
                               FooledPictureRead done);

/* The same for a picture of another program. */
void fooled_picture_texture_read (GObject *owner,
                                  GdkTexture *texture,
                                  GCancellable *cancellable,
                                  FooledPictureRead done);

G_END_DECLS
