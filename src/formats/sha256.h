// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The SHA-256 of a content of any size in 64 hexadecimal digits, which the caller frees. By Nettle,
 * which uses what instructions the processor has for it: hundreds of megabytes take a fraction of a
 * second, where GLib's takes seconds. */
char *fmt_sha256 (const guint8 *data, gsize size);

G_END_DECLS
