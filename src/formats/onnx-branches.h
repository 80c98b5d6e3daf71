// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-file.h"

G_BEGIN_DECLS

/* The nodes If and Loop: an If chooses one of two graphs, a Loop runs one again and again; they read
 * the values around them by name. Which one, and how often, is known only when the condition is;
 * until then it is a node that reads whatever its graphs read. PyTorch writes an If where it
 * squeezes a dimension that the file leaves open. */

/* In the place of each of them in `nodes` comes a copy whose inputs are its own and then the names
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

/* The graph that a Loop runs, checked against the node's inputs and outputs: (how often it ran,
 * whether it goes on, what is handed from run to run) -> (whether it goes on, what is handed on,
 * and what is collected). NULL with an error. Owned by the file. */
const Onnx__GraphProto *fmt_onnx_body (FmtOnnxFile *file,
                                       const Onnx__NodeProto *node,
                                       GError **error);

G_END_DECLS
