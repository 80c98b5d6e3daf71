// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* The network that a Deep Compression file ("<name>.net") has the numbers of: "squeezenet-1.0" or
 * "alexnet". The file does not say, but its size fits only one; NULL = it fits none. */
const char *fmt_deep_compression_guess (const guint8 *data, gsize size);

/* Reads the numbers of the named network. `name` is used in messages. */
NnGraph *fmt_deep_compression_parse (const guint8 *data,
                                     gsize size,
                                     const char *architecture,
                                     const char *name,
                                     GError **error);

G_END_DECLS
