// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* Reads a picture from a file of any kind that the system knows (gdk-pixbuf: PNG, JPEG, GIF, TIFF,
 * BMP, WebP, and HEIC and AVIF where their readers are installed). It comes as people see it, with
 * three channels in sRGB: turned as its EXIF entry says, on white where it is transparent, out of
 * its colour profile, 8 bits deep. Of an animation the first frame. Sizes are checked before
 * anything is allocated for the pixels; a JPEG of more than 64 million pixels is shrunk by 2, 4 or
 * 8 while it is read. On any thread. The error names the file and says what it is and what helps.
 */
BaseImage *data_picture_load (const char *path, GError **error);

/* The same, and how much of each pixel is the picture's own, the rest being white: one channel, 0
 * .. 255. *coverage is NULL when that is all of it everywhere. */
BaseImage *data_picture_load_covering (const char *path, BaseImage **coverage, GError **error);

/* The same from memory; `shown` stands for it in messages. */
BaseImage *data_picture_decode (GBytes *bytes, const char *shown, GError **error);

G_END_DECLS
