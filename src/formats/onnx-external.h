// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-import.h"

G_BEGIN_DECLS

/* Whether the numbers of a tensor are in a file beside the network's. */
gboolean fmt_onnx_is_external (const Onnx__TensorProto *tensor);

/* Reads `size` bytes of such a tensor into `data`. The file has to lie in the network's folder or
 * below it, and to be as long as the tensor says; the first read of each counts its length to the
 * numbers that the network may have. */
gboolean fmt_onnx_read_external (FmtOnnxImport *import,
                                 const Onnx__TensorProto *tensor,
                                 gsize size,
                                 void *data,
                                 GError **error);

/* The same without reading: whether it is there and long enough for `size` bytes. */
gboolean fmt_onnx_check_external (FmtOnnxImport *import,
                                  const Onnx__TensorProto *tensor,
                                  gsize size,
                                  GError **error);

G_END_DECLS
