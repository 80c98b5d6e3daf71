// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-import.h"

G_BEGIN_DECLS

/* The nodes that `output` depends on, each after those that it reads, whatever their order in the
 * file: in the file's order as far as that does. NULL with an error, where they go round in a
 * circle or two make one value. */
GPtrArray *fmt_onnx_order_nodes (const GPtrArray *nodes, const char *output, GError **error);

G_END_DECLS
