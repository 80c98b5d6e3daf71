// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-import.h"

G_BEGIN_DECLS

/* What ONNX's operators mean to this program: a FmtOnnxOperator each. */
NnValue fmt_onnx_import_add (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_average_pool (FmtOnnxImport *import,
                                      const Onnx__NodeProto *node,
                                      GError **error);
NnValue fmt_onnx_import_batch_norm (FmtOnnxImport *import,
                                    const Onnx__NodeProto *node,
                                    GError **error);
NnValue fmt_onnx_import_cast (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_clip (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_concat (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_conv (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_div (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_identity (FmtOnnxImport *import,
                                  const Onnx__NodeProto *node,
                                  GError **error);
NnValue fmt_onnx_import_flatten (FmtOnnxImport *import,
                                 const Onnx__NodeProto *node,
                                 GError **error);
NnValue fmt_onnx_import_gemm (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_global_average_pool (FmtOnnxImport *import,
                                             const Onnx__NodeProto *node,
                                             GError **error);
NnValue fmt_onnx_import_global_max_pool (FmtOnnxImport *import,
                                         const Onnx__NodeProto *node,
                                         GError **error);
NnValue fmt_onnx_import_hard_sigmoid (FmtOnnxImport *import,
                                      const Onnx__NodeProto *node,
                                      GError **error);
NnValue fmt_onnx_import_hard_swish (FmtOnnxImport *import,
                                    const Onnx__NodeProto *node,
                                    GError **error);
NnValue fmt_onnx_import_lrn (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_leaky_relu (FmtOnnxImport *import,
                                    const Onnx__NodeProto *node,
                                    GError **error);
NnValue fmt_onnx_import_log_softmax (FmtOnnxImport *import,
                                     const Onnx__NodeProto *node,
                                     GError **error);
NnValue fmt_onnx_import_mat_mul (FmtOnnxImport *import,
                                 const Onnx__NodeProto *node,
                                 GError **error);
NnValue fmt_onnx_import_max_pool (FmtOnnxImport *import,
                                  const Onnx__NodeProto *node,
                                  GError **error);
NnValue fmt_onnx_import_mul (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_prelu (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_pad (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_reduce_mean (FmtOnnxImport *import,
                                     const Onnx__NodeProto *node,
                                     GError **error);
NnValue fmt_onnx_import_relu (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_reshape (FmtOnnxImport *import,
                                 const Onnx__NodeProto *node,
                                 GError **error);
NnValue fmt_onnx_import_sigmoid (FmtOnnxImport *import,
                                 const Onnx__NodeProto *node,
                                 GError **error);
NnValue fmt_onnx_import_slice (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_softmax (FmtOnnxImport *import,
                                 const Onnx__NodeProto *node,
                                 GError **error);
NnValue fmt_onnx_import_split (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_squeeze (FmtOnnxImport *import,
                                 const Onnx__NodeProto *node,
                                 GError **error);
NnValue fmt_onnx_import_sub (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_sum (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_tanh (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
NnValue fmt_onnx_import_transpose (FmtOnnxImport *import,
                                   const Onnx__NodeProto *node,
                                   GError **error);
NnValue fmt_onnx_import_unsqueeze (FmtOnnxImport *import,
                                   const Onnx__NodeProto *node,
                                   GError **error);

/* The values that a node reads, all of them and at least one. Caller frees. */
NnValue *fmt_onnx_input_values (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);

/* How ONNX applies a constant to a value (without its batch). */
typedef enum
{
  FMT_ONNX_NOT_BROADCAST, /* not at all, or in a way that this program does not know */
  FMT_ONNX_FOR_ALL,       /* one number for all */
  FMT_ONNX_FOR_CHANNELS,  /* one for each channel */
  FMT_ONNX_FOR_EACH,      /* one for each number */
} FmtOnnxBroadcast;
FmtOnnxBroadcast fmt_onnx_broadcast (const NnShape *constant, const NnShape *value);

G_END_DECLS
