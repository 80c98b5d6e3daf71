// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-file.h"

G_BEGIN_DECLS

/* The nodes of a graph, those that call one of the file's own functions replaced by what is in it.
 * New ones belong to `arena`, whose entries are freed with g_free. NULL with an error. */
GPtrArray *fmt_onnx_expand_functions (const Onnx__ModelProto *model,
                                      const Onnx__GraphProto *graph,
                                      GPtrArray *arena,
                                      GError **error);

G_END_DECLS
