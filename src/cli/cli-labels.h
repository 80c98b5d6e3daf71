// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The lines of a text file, each the name of a class. NULL with an error. Caller frees. */
char **cli_read_labels (const char *path, GError **error);

G_END_DECLS
