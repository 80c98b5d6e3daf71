// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-file.h"

G_BEGIN_DECLS

/* The nodes If: each chooses one of two graphs, which read the values around them by name. Which
 * one is known only when its condition is; until then an If is a node that reads whatever either
 * graph reads. PyTorch writes one where it squeezes a dimension that the file leaves open. */

/* In the place of each If in `nodes` comes a copy whose inputs are the condition and then the names
 * that its graphs read from outside. Copies belong to `arena`, whose entries are freed with g_free.
 */
gboolean fmt_onnx_bind_branches (FmtOnnxFile *file,
                                 GPtrArray *nodes,
                                 GPtrArray *arena,
                                 GError **error);

/* The graph that an If takes when its condition is this; NULL with an error. Owned by the file. */
const Onnx__GraphProto *fmt_onnx_branch (FmtOnnxFile *file,
                                         const Onnx__NodeProto *node,
                                         gboolean condition,
                                         GError **error);

G_END_DECLS
