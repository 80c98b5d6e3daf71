// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/message.h"
#include "formats/onnx.pb-c.h"

#include <glib.h>

G_BEGIN_DECLS

/* A protobuf message unpacked with an eye on hostile files: memory is bounded by the size of the
 * file, and every name in it is there, is short, and is readable text. */
typedef struct
{
  Onnx__ModelProto *model; /* owned; model->graph is there */
  FmtMessageMemory memory;
  GBytes *bytes;        /* of the file, as long as tensors borrow from it */
  GHashTable *borrowed; /* Onnx__TensorProto *: those whose raw data are the file's own */
  GHashTable *graphs;   /* attribute -> Onnx__GraphProto *, owned: those that were asked for */
  GHashTable
      *copies;    /* attribute -> Onnx__GraphProto * and that -> itself, borrowed: with new names */
  gsize size;     /* of the file */
  guint n_names;  /* numbers that names were made with */
  gsize n_copied; /* nodes, and the names in them */
} FmtOnnxFile;

/* The error need not name the file. */
FmtOnnxFile *fmt_onnx_file_unpack (GBytes *bytes, GError **error);
void fmt_onnx_file_free (FmtOnnxFile *file);

/* The graph that an attribute holds, itself without those inside it, checked as the file's is.
 * NULL when there is none, or a damaged one. Owned by the file. */
Onnx__GraphProto *fmt_onnx_file_graph (FmtOnnxFile *file, const Onnx__AttributeProto *attribute);

/* Whether the domain of an operator or of a version is ONNX's own. */
gboolean fmt_onnx_is_own_domain (const char *domain);
gboolean fmt_onnx_is_operator (const Onnx__NodeProto *node, const char *op_type);

/* The tensor that a Constant node makes, or NULL for any other node. */
Onnx__TensorProto *fmt_onnx_file_constant (const Onnx__NodeProto *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FmtOnnxFile, fmt_onnx_file_free)

G_END_DECLS
