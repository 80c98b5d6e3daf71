// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* A picture from a file of any kind that the system knows, as people see it: three channels, sRGB.
 * See datasets/picture.h. On any thread. The error names the file. */
BaseImage *run_picture_load (const char *path, GError **error);

G_END_DECLS
