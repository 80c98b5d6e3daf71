// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-import.h"

G_BEGIN_DECLS

/* The parts of fmt_onnx_evaluate. Each returns NULL where it does not know the operator or cannot
 * do what the node asks: the network has to, or refuses. inputs: one for each of the node's, NULL =
 * not known; the first is. */

/* Functions of one number and of two, with broadcasting. */
FmtOnnxConstant *fmt_onnx_evaluate_arithmetic (FmtOnnxImport *import,
                                               const Onnx__NodeProto *node,
                                               const FmtOnnxConstant *const *inputs);

/* Weights that are kept as small whole numbers: (x - zero point) scale, each for all, for each
 * entry of an axis, or for blocks of it. The second input is known, too. */
FmtOnnxConstant *fmt_onnx_evaluate_dequantize (FmtOnnxImport *import,
                                               const Onnx__NodeProto *node,
                                               const FmtOnnxConstant *const *inputs);

/* Whole numbers that stand for others, as in nn_graph_add_quantize. */
FmtOnnxConstant *fmt_onnx_evaluate_quantize (FmtOnnxImport *import,
                                             const Onnx__NodeProto *node,
                                             const FmtOnnxConstant *const *inputs);

/* A constant for a result, counted among the numbers that the file may become; NULL = too many. */
FmtOnnxConstant *fmt_onnx_evaluate_result (FmtOnnxImport *import,
                                           gint32 type,
                                           const FmtOnnxDims *dims);

/* The same numbers with another type or shape; NULL when they are not so many. */
FmtOnnxConstant *fmt_onnx_evaluate_copy (FmtOnnxImport *import,
                                         const FmtOnnxConstant *input,
                                         gint32 type,
                                         const FmtOnnxDims *dims);

/* The place of an input that is broadcast to place i of the output. */
gsize fmt_onnx_evaluate_place (const FmtOnnxDims *output, const FmtOnnxDims *input, gsize i);

G_END_DECLS
