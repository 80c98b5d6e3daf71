// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layout.h"

G_BEGIN_DECLS

/* Layers over values in lanes: vectors hold one number of NN_LANES images, and the weights are read
 * one by one from where they lie. */

/* A convolution of stride 1 or more, without groups and dilation. Positions whose window reaches
 * past the picture leave those taps out, instead of multiplying zeros. */
typedef struct
{
  int in_c, in_h, in_w, out_c, out_h, out_w;
  int kernel_h, kernel_w, stride_h, stride_w, pad_top, pad_left;
  /* Outputs whose whole window lies in the picture. */
  int first_inner_row, n_inner_rows, first_inner_column, n_inner_columns;
  int n_units; /* groups of images, and for each the rows and the columns of the edges */
  /* Segments of windows with that many rows and columns in the picture: in_c * rows of them from
   * segments + first[(rows - 1) * kernel_w + columns - 1] on. */
  NnSegment *segments;
  int *first;
} NnLanedConv;

NnLanedConv *nn_laned_conv_new (int batch,
                                int in_c,
                                int in_h,
                                int in_w,
                                int out_c,
                                int out_h,
                                int out_w,
                                const NnWindow *window);
void nn_laned_conv_free (NnLanedConv *conv);

/* weights (out_c, in_c, kernel_h, kernel_w), bias (out_c) or NULL. */
void nn_laned_conv_run (const NnLanedConv *conv,
                        const float *weights,
                        const float *bias,
                        const NnView *x,
                        const NnView *y,
                        gboolean add,
                        const NnFinish *finish,
                        int unit);

/* The weights of the backward pass to the input, whose padding is kernel - 1 - padding: turned
 * around, and the channels exchanged. */
void nn_laned_turn_weights (int in_c,
                            int out_c,
                            int kernel_h,
                            int kernel_w,
                            const float *weights,
                            float *turned);

/* The gradient of the weights, and of the bias where it is not NULL, over the whole batch, a
 * multiple of NN_LANES images: written, not added. Units are some output channels each. */
int nn_laned_conv_n_gradient_units (const NnLanedConv *conv);
void nn_laned_conv_gradient (const NnLanedConv *conv,
                             int batch,
                             const NnView *x,
                             const NnView *dy,
                             float *weights_gradient,
                             float *bias_gradient,
                             int unit);

/* Fully connected: y = W x + b over all groups of images; W (n_out, n_in). */
int nn_laned_linear_n_units (int n_out);
void nn_laned_linear_run (int batch,
                          int n_out,
                          int n_in,
                          const float *weights,
                          const float *bias,
                          const NnView *x,
                          const NnView *y,
                          const NnFinish *finish,
                          int unit);

/* dx = W^T dy, or dx += W^T dy. */
int nn_laned_linear_n_backward_units (int n_in);
void nn_laned_linear_backward (int batch,
                               int n_out,
                               int n_in,
                               const float *weights,
                               const NnView *dy,
                               const NnView *dx,
                               gboolean add,
                               int unit);

/* dW = dy x^T and db = dy, summed over the whole batch, a multiple of NN_LANES images; db may be
 * NULL. Written, not added. With OpenBLAS. */
void nn_laned_linear_gradient (int batch,
                               int n_out,
                               int n_in,
                               const NnView *x,
                               const NnView *dy,
                               float *weights_gradient,
                               float *bias_gradient);

G_END_DECLS
