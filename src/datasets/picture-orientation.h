// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a PNG or WebP file says that its picture is to be turned: the number of EXIF's tag
 * Orientation, 1 to 8, or 0 where it says nothing. gdk-pixbuf knows that of JPEG and TIFF alone.
 * The data may be damaged. */
guint data_picture_orientation (const guint8 *data, gsize size);

G_END_DECLS
