// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Copies a network's ONNX file to `target`, which it replaces, and writes a card beside that, which
 * names the copy. Blocks, so call it from a thread. Errors: files that cannot be read, or written,
 * each with a sentence that names the file. */
gboolean run_network_copy (const char *network,
                           const char *card,
                           const char *target,
                           GError **error);

G_END_DECLS
