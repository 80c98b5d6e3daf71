// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-file.h"

G_BEGIN_DECLS

/* The nodes of a graph, those that call one of the file's own functions replaced by what is in it.
 * New ones belong to `arena`, whose entries are freed with g_free. NULL with an error. */
GPtrArray *fmt_onnx_expand_functions (FmtOnnxFile *file,
                                      const Onnx__GraphProto *graph,
                                      GPtrArray *arena,
                                      GError **error);

/* A graph inside of a node as it is put in the node's place: what it makes gets new names, so that it
 * can be put there again; its inputs get those of `inputs` (as many; NULL = new ones, too), and its
 * tensors become nodes. It belongs to `arena`. NULL with an error. */
Onnx__GraphProto *fmt_onnx_copy_graph (FmtOnnxFile *file,
                                       const Onnx__GraphProto *graph,
                                       char *const *inputs,
                                       GPtrArray *arena,
                                       GError **error);

G_END_DECLS
