// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* No network file is larger than this (2 GB is protobuf's own limit). */
#define FMT_MAX_FILE_SIZE ((gsize) 2 << 30)

/* Reads an ONNX network, as what it does with one image: the batch dimension of the input may be
 * symbolic or any number. Data in another file has to lie in the network's folder or below it.
 * Unknown operators, dynamic shapes, damage: an error that names the file, and the node and operator
 * where there is one. Softmax is added where the network ends in scores. */
NnGraph *fmt_onnx_load (const char *path, GError **error);

/* The same from memory, where there is no data in another file; `name` is used in messages. */
NnGraph *fmt_onnx_parse (const guint8 *data, gsize size, const char *name, GError **error);

/* Writes opset 13, IR version 8, batch dimension symbolic ("N"). Replaces the file only when it
 * is complete. */
gboolean fmt_onnx_save (const NnGraph *graph, const char *path, GError **error);

G_END_DECLS
