// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-import.h"
#include "nn/ops.h"

G_BEGIN_DECLS

/* Inside the ONNX writer. It builds the file's messages and packs them: everything that they point
 * to lives in `arena` or in the graph, and goes when the export ends. */

typedef struct
{
  const NnGraph *graph;
  GPtrArray *arena;        /* of g_malloc'ed memory */
  GHashTable *names;       /* taken ones, in the arena */
  GPtrArray *nodes;        /* Onnx__NodeProto * */
  GPtrArray *initializers; /* Onnx__TensorProto * */
  const char **outputs;    /* by value: the name of what the node makes */
} FmtOnnxExport;

/* Writes what a node of the graph means; the last node that it adds has the name `output`. */
typedef void (*FmtOnnxWriter) (FmtOnnxExport *export, const NnNode *node, char *output);

/* The function for an operator, or NULL. */
FmtOnnxWriter fmt_onnx_writer_find (const NnOp *op);

/* A name that no other value or tensor has: the node's with a suffix. */
char *fmt_onnx_export_name (FmtOnnxExport *export, const NnNode *node, const char *suffix);

/* A node of the file with room for n_inputs. */
Onnx__NodeProto *fmt_onnx_export_node (FmtOnnxExport *export,
                                       const char *op_type,
                                       char *output,
                                       int n_inputs);
void fmt_onnx_export_input (Onnx__NodeProto *node, const char *name);

/* The value that a node of the graph reads, by name. */
const char *fmt_onnx_export_value (FmtOnnxExport *export, const NnNode *node, int index);

void fmt_onnx_export_int (FmtOnnxExport *export,
                          Onnx__NodeProto *node,
                          const char *name,
                          gint64 value);
void fmt_onnx_export_float (FmtOnnxExport *export,
                            Onnx__NodeProto *node,
                            const char *name,
                            float value);
void fmt_onnx_export_ints (FmtOnnxExport *export,
                           Onnx__NodeProto *node,
                           const char *name,
                           size_t n,
                           const int *values);

/* Constants that the node reads as its next input. The tensor with `rank` dimensions: its own, and
 * ones after them. */
void fmt_onnx_export_tensor (FmtOnnxExport *export,
                             Onnx__NodeProto *node,
                             char *name,
                             const NnTensor *tensor,
                             int rank);
void fmt_onnx_export_number (FmtOnnxExport *export,
                             Onnx__NodeProto *node,
                             char *name,
                             float number);
void fmt_onnx_export_integers (FmtOnnxExport *export,
                               Onnx__NodeProto *node,
                               char *name,
                               size_t n,
                               const gint64 *integers);

G_END_DECLS
