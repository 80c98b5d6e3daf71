// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Asks the system to back a large block, just allocated and not yet written to, with large pages:
 * to get hundreds of megabytes in pages of 4 KB takes longer than to read a file into them. A hint;
 * small blocks and other systems are left alone. Returns `data`. */
void *base_memory_prepare (void *data, gsize size);

G_END_DECLS
