// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-import.h"

G_BEGIN_DECLS

/* What ONNX's operators mean to this program: a FmtOnnxOperator each, several operators of a kind
 * sharing one. */
#define FMT_ONNX_DECLARE(name)                                                                     \
  NnValue fmt_onnx_import_##name (FmtOnnxImport *import, const Onnx__NodeProto *node,              \
                                  GError **error)
FMT_ONNX_DECLARE (affine_grid);
FMT_ONNX_DECLARE (arg_max); /* ArgMax, ArgMin, Hardmax */
FMT_ONNX_DECLARE (attention);
FMT_ONNX_DECLARE (average_pool);
FMT_ONNX_DECLARE (batch_norm);
FMT_ONNX_DECLARE (binary); /* functions of two numbers */
FMT_ONNX_DECLARE (cast);   /* Cast, CastLike */
FMT_ONNX_DECLARE (clip);
FMT_ONNX_DECLARE (concat);
FMT_ONNX_DECLARE (conv);
FMT_ONNX_DECLARE (conv_integer);
FMT_ONNX_DECLARE (conv_transpose);
FMT_ONNX_DECLARE (cum_sum);
FMT_ONNX_DECLARE (depth_space); /* DepthToSpace, SpaceToDepth */
FMT_ONNX_DECLARE (dequantize);
FMT_ONNX_DECLARE (dropout);
FMT_ONNX_DECLARE (dynamic_quantize);
FMT_ONNX_DECLARE (einsum);
FMT_ONNX_DECLARE (fused_mat_mul);
FMT_ONNX_DECLARE (function); /* functions of one number */
FMT_ONNX_DECLARE (gather_elements);
FMT_ONNX_DECLARE (gather_nd);
FMT_ONNX_DECLARE (gelu);
FMT_ONNX_DECLARE (gemm);
FMT_ONNX_DECLARE (global_pool); /* GlobalAveragePool, GlobalMaxPool */
FMT_ONNX_DECLARE (grid_sample);
FMT_ONNX_DECLARE (group_norm);  /* GroupNormalization, InstanceNormalization */
FMT_ONNX_DECLARE (hard_sigmoid);
FMT_ONNX_DECLARE (identity);
FMT_ONNX_DECLARE (is_odd);     /* IsInf, IsNaN */
FMT_ONNX_DECLARE (layer_norm); /* LayerNormalization, RMSNormalization */
FMT_ONNX_DECLARE (leaky_relu);
FMT_ONNX_DECLARE (linear_classifier); /* this, normalizer and scaler are of ai.onnx.ml */
FMT_ONNX_DECLARE (normalizer);
FMT_ONNX_DECLARE (scaler);
FMT_ONNX_DECLARE (lp_norm);
FMT_ONNX_DECLARE (lp_pool); /* LpPool, GlobalLpPool */
FMT_ONNX_DECLARE (lrn);
FMT_ONNX_DECLARE (maps); /* Expand, Gather, Pad, Slice, Tile */
FMT_ONNX_DECLARE (mat_mul);
FMT_ONNX_DECLARE (mat_mul_bits);
FMT_ONNX_DECLARE (mat_mul_integer);
FMT_ONNX_DECLARE (max_pool);
FMT_ONNX_DECLARE (mean_variance);
FMT_ONNX_DECLARE (neg);
FMT_ONNX_DECLARE (new_dims); /* Flatten, Reshape, Squeeze, Unsqueeze */
FMT_ONNX_DECLARE (plain);    /* HardSwish, Relu, Sigmoid, Tanh */
FMT_ONNX_DECLARE (qgemm);
FMT_ONNX_DECLARE (qlinear_binary);
FMT_ONNX_DECLARE (qlinear_conv);
FMT_ONNX_DECLARE (qlinear_mat_mul);
FMT_ONNX_DECLARE (qlinear_unary);
FMT_ONNX_DECLARE (quantize);
FMT_ONNX_DECLARE (reduce);
FMT_ONNX_DECLARE (resize);  /* Resize, Upsample */
FMT_ONNX_DECLARE (rotary);
FMT_ONNX_DECLARE (scatter); /* ScatterElements, ScatterND, Scatter */
FMT_ONNX_DECLARE (softmax); /* Softmax, LogSoftmax */
FMT_ONNX_DECLARE (split);
FMT_ONNX_DECLARE (top_k);
FMT_ONNX_DECLARE (transpose);
FMT_ONNX_DECLARE (trilu);
FMT_ONNX_DECLARE (variadic); /* Max, Mean, Min, Sum */
FMT_ONNX_DECLARE (where);
#undef FMT_ONNX_DECLARE

/* A picture (c, h, w); or (c, w), which is one of height 1 (then *flat is TRUE). And the result of
 * what is done to it. */
NnValue fmt_onnx_picture_input (FmtOnnxImport *import,
                                const Onnx__NodeProto *node,
                                gboolean *flat,
                                GError **error);
NnValue fmt_onnx_picture_result (FmtOnnxImport *import,
                                 const Onnx__NodeProto *node,
                                 NnValue value,
                                 gboolean flat,
                                 GError **error);

/* Steps of longer calculations, without names: NN_NO_VALUE goes through, for an error is set where
 * it came from. */
NnValue fmt_onnx_step_binary (FmtOnnxImport *import,
                              NnBinary kind,
                              NnValue a,
                              NnValue b,
                              GError **error);
NnValue fmt_onnx_step_function (FmtOnnxImport *import,
                                NnFunction kind,
                                NnValue input,
                                GError **error);
NnValue fmt_onnx_step_reduce (FmtOnnxImport *import,
                              NnReduction kind,
                              NnValue input,
                              guint axes,
                              GError **error);
NnValue fmt_onnx_step_scale (FmtOnnxImport *import, NnValue input, float factor, GError **error);
NnValue fmt_onnx_step_number (FmtOnnxImport *import, float number, GError **error);
NnValue fmt_onnx_step_reshape (FmtOnnxImport *import,
                               NnValue input,
                               const NnShape *shape,
                               GError **error);
NnValue fmt_onnx_step_transpose (FmtOnnxImport *import,
                                 NnValue input,
                                 const int *order,
                                 GError **error);

/* How ONNX applies a constant to a value (without its batch). */
typedef enum
{
  FMT_ONNX_NOT_BROADCAST, /* not at all, or in a way that scale and shift do not know */
  FMT_ONNX_FOR_ALL,       /* one number for all */
  FMT_ONNX_FOR_CHANNELS,  /* one for each channel */
  FMT_ONNX_FOR_EACH,      /* one for each number */
} FmtOnnxBroadcast;
FmtOnnxBroadcast fmt_onnx_broadcast (const NnShape *constant, const NnShape *value);

G_END_DECLS
