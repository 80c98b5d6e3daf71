// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads a whole regular file of at most max_size bytes; the size is checked before anything is
 * allocated. */
GBytes *fmt_file_read (const char *path, gsize max_size, GError **error);

G_END_DECLS
