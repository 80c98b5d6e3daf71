// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "store/specimen.h"

G_BEGIN_DECLS

/* Saves the image under its own name in the folder, which is made when it is not there; a number is
 * added where that name is taken. The path of the file, or NULL. Caller frees. */
char *fooled_specimen_save_in (const StoreSpecimen *specimen, const char *folder, GError **error);

/* A path in the folder, which is made when it is not there, that no file has: `name`, or that with
 * a number. NULL when the folder cannot be made. Caller frees. */
char *fooled_output_path (const char *folder, const char *name, GError **error);

/* Puts a PNG file and the picture that is in it on the clipboard. */
gboolean fooled_output_copy (GBytes *png, const BaseImage *image, GdkClipboard *clipboard);

/* Puts the image on the clipboard: as the PNG file that would be saved, for programs that keep
 * files whole, and as a picture. */
gboolean fooled_specimen_copy (const StoreSpecimen *specimen,
                               GdkClipboard *clipboard,
                               GError **error);

/* "7, 99.98 %". Caller frees. */
char *fooled_specimen_text (const StoreSpecimen *specimen);

G_END_DECLS
