// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Brings pixels out of an ICC profile into sRGB, in place: n pixels of 3 bytes (red, green, blue,
 * equal where the profile is one of grey pictures), rows without padding. What is no profile, or
 * none of grey or red, green and blue, leaves them as they are, as does sRGB's own. */
void data_picture_to_srgb (const guint8 *profile, gsize size, gsize n, guint8 *pixels);

G_END_DECLS
