// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files that hold a network, or seem to, in a form that this program does not read: TRUE where this
 * is none of them. Else an error that says what the file is and how to make an ONNX file of the
 * network. Told by content where it has a mark of its own, else by the end of its name; `data` may
 * be as short as it likes. `shown` is used in messages. */
gboolean fmt_foreign_check (const char *path,
                            const guint8 *data,
                            gsize size,
                            const char *shown,
                            GError **error);

/* The same for folders: some programs save a network as one. TRUE also where it is no folder. */
gboolean fmt_foreign_check_folder (const char *path, const char *shown, GError **error);

G_END_DECLS
