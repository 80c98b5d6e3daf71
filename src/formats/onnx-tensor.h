// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-import.h"

G_BEGIN_DECLS

/* The numbers of the file's own tensors, of every type, in the file or beside it. */

/* Bits of a number among raw bytes; 0 for types that are not read. */
gsize fmt_onnx_tensor_bits (gint32 type);

/* The type is one that is read, the data is there, and there is as much of it as the dimensions
 * say. */
gboolean fmt_onnx_tensor_check (FmtOnnxImport *import,
                                const Onnx__TensorProto *tensor,
                                gsize *n,
                                GError **error);

/* The raw bytes of a tensor that is beside the file, for the caller to free; else NULL. */
gboolean fmt_onnx_tensor_load (FmtOnnxImport *import,
                               const Onnx__TensorProto *tensor,
                               gsize n,
                               guint8 **external,
                               GError **error);

/* Number i, i < n, of a tensor that was checked. */
double fmt_onnx_tensor_number (const Onnx__TensorProto *tensor, const guint8 *external, gsize i);

/* All of them, as floats, of which some may be `infinite`. */
NnTensor *fmt_onnx_tensor_floats (FmtOnnxImport *import,
                                  const Onnx__TensorProto *tensor,
                                  gboolean infinite,
                                  GError **error);

/* Gives back the file's copy of the numbers. */
void fmt_onnx_tensor_drop (FmtOnnxImport *import, Onnx__TensorProto *tensor);

G_END_DECLS
