// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* Reads a picture of any kind that the system knows: PNG, JPEG and others. The right way up, on
 * white where it is transparent, shrunk where it is far larger than any network needs. On any
 * thread. The error names the file. */
BaseImage *fooled_picture_file_load (const char *path, GError **error);

G_END_DECLS
