// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx.pb-c.h"

#include <glib.h>

G_BEGIN_DECLS

/* Operators of ONNX Runtime (com.microsoft), with which its optimiser and its quantiser write
 * several of ONNX's own as one: docs/ContribOperators.md of ONNX Runtime. Where `call` is one that
 * is known, the nodes that it stands for are appended to `nodes` and TRUE comes back. What they are
 * made of lives in `arena`, or belongs to the file. `number` makes their names unique. */
gboolean fmt_onnx_expand_fused (const Onnx__NodeProto *call,
                                guint number,
                                GPtrArray *arena,
                                GPtrArray *nodes);

G_END_DECLS
