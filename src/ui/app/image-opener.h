// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "store/specimen.h"

G_BEGIN_DECLS

/* Reads saved images beside the main loop, to find out what they carry. */

/* On the main loop, unless the owner has gone. specimens: StoreSpecimen *, of all files, borrowed;
 * NULL when one cannot be read, and the error says which and why: BASE_ERROR_NOT_FOUND of a
 * picture that does not say how it was made, BASE_ERROR_UNSUPPORTED of what is no PNG. */
typedef void (*FooledImagesRead) (gpointer owner,
                                  GSList *files,
                                  GPtrArray *specimens,
                                  const GError *error);

/* files: GFile *, references to which are taken. */
void fooled_images_read (GObject *owner, GSList *files, FooledImagesRead done);

G_END_DECLS
