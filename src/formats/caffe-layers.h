// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/caffe-import.h"

G_BEGIN_DECLS

/* What Caffe's layers mean to this program: a FmtCaffeOperator each. */
NnValue fmt_caffe_import_batch_norm (FmtCaffeImport *import,
                                     const FmtCaffeLayer *layer,
                                     GError **error);
NnValue fmt_caffe_import_bn (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_bias (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_concat (FmtCaffeImport *import,
                                 const FmtCaffeLayer *layer,
                                 GError **error);
NnValue fmt_caffe_import_convolution (FmtCaffeImport *import,
                                      const FmtCaffeLayer *layer,
                                      GError **error);
NnValue fmt_caffe_import_eltwise (FmtCaffeImport *import,
                                  const FmtCaffeLayer *layer,
                                  GError **error);
NnValue fmt_caffe_import_flatten (FmtCaffeImport *import,
                                  const FmtCaffeLayer *layer,
                                  GError **error);
NnValue fmt_caffe_import_inner_product (FmtCaffeImport *import,
                                        const FmtCaffeLayer *layer,
                                        GError **error);
NnValue fmt_caffe_import_lrn (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_pooling (FmtCaffeImport *import,
                                  const FmtCaffeLayer *layer,
                                  GError **error);
NnValue fmt_caffe_import_power (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_prelu (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_relu (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_reshape (FmtCaffeImport *import,
                                  const FmtCaffeLayer *layer,
                                  GError **error);
NnValue fmt_caffe_import_scale (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_sigmoid (FmtCaffeImport *import,
                                  const FmtCaffeLayer *layer,
                                  GError **error);
NnValue fmt_caffe_import_softmax (FmtCaffeImport *import,
                                  const FmtCaffeLayer *layer,
                                  GError **error);
NnValue fmt_caffe_import_tanh (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);

NnValue fmt_caffe_import_abs (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_axpy (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_bnll (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_threshold (FmtCaffeImport *import,
                                    const FmtCaffeLayer *layer,
                                    GError **error);
NnValue fmt_caffe_import_clip (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_crop (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_deconvolution (FmtCaffeImport *import,
                                        const FmtCaffeLayer *layer,
                                        GError **error);
NnValue fmt_caffe_import_depthwise (FmtCaffeImport *import,
                                    const FmtCaffeLayer *layer,
                                    GError **error);
NnValue fmt_caffe_import_elu (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_exp (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_interp (FmtCaffeImport *import,
                                 const FmtCaffeLayer *layer,
                                 GError **error);
NnValue fmt_caffe_import_upsample (FmtCaffeImport *import,
                                   const FmtCaffeLayer *layer,
                                   GError **error);
NnValue fmt_caffe_import_log (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_mvn (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_normalize (FmtCaffeImport *import,
                                    const FmtCaffeLayer *layer,
                                    GError **error);
NnValue fmt_caffe_import_permute (FmtCaffeImport *import,
                                  const FmtCaffeLayer *layer,
                                  GError **error);
NnValue fmt_caffe_import_reduction (FmtCaffeImport *import,
                                    const FmtCaffeLayer *layer,
                                    GError **error);
NnValue fmt_caffe_import_relu6 (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_shuffle (FmtCaffeImport *import,
                                  const FmtCaffeLayer *layer,
                                  GError **error);
NnValue fmt_caffe_import_swish (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);
NnValue fmt_caffe_import_tile (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);

/* Parts of layers. */
NnTensor *fmt_caffe_single (float value);
NnValue fmt_caffe_add_max (FmtCaffeImport *import, size_t n, const NnValue *inputs, GError **error);
NnValue fmt_caffe_add_lrn_within (FmtCaffeImport *import,
                                  NnValue input,
                                  int size,
                                  float alpha,
                                  float beta,
                                  GError **error);

/* The values of all bottoms, at least one. Caller frees. */
NnValue *fmt_caffe_bottoms (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);

/* Channels x height x width. */
gboolean fmt_caffe_check_picture (FmtCaffeImport *import, NnValue value, GError **error);

/* Caffe counts the batch as axis 0, and from the back when negative. */
gboolean fmt_caffe_check_axis (gint32 axis, gint32 rank, gint32 expected, GError **error);

/* The dimension, 0 .. rank - 1, of a value without its batch; the batch itself is refused. */
gboolean fmt_caffe_get_axis (gint32 axis, gint32 rank, int *dimension, GError **error);

G_END_DECLS
