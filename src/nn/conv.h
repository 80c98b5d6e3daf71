// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layout.h"

G_BEGIN_DECLS

/* A convolution of blocked values, in the way that is fastest for its shape, and for nothing else
 * than its shape. Also its backward pass to the input, which is a convolution too. */

typedef enum
{
  /* 1 x 1, stride 1, no padding: all pixels are rows of products. */
  NN_CONV_POINTWISE,
  /* Each tap is a segment of the sum; padding and borders by a copy of a few rows. */
  NN_CONV_DIRECT,
  /* 3 x 3, 4 x 4 and 5 x 5 of stride 1 by tiles of 6 x 6: F(4x4, 3x3) needs 4 times fewer
   * multiplications, F(3x3, 4x4) 4, F(2x2, 5x5) 2.8; or of 8 x 8: F(4x4, 5x5) 6.25. Tiles of
   * several images share the weights. */
  NN_CONV_WINOGRAD,
  /* As many groups as channels. */
  NN_CONV_DEPTHWISE,
} NnConvMethod;

/* Weights, seen with any order of their dimensions: W (o, i, ky, kx) of a group lies at data[group
 * * group_step + o * o_step + i * i_step + ky * y_step + kx * x_step]. */
typedef struct
{
  const float *data;
  gssize group_step, o_step, i_step, y_step, x_step;
} NnWeightsView;

typedef struct
{
  NnConvMethod method;
  int groups;
  int in_c, in_h, in_w, out_c, out_h, out_w; /* channels of all groups */
  int kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
  int pad_top, pad_left; /* may be negative: the picture's first rows count for nothing */
  /* The outputs go to every out_step-th row and column of a value of width y_w, from an origin: a
   * phase of the backward pass of a convolution with a stride. 1, 1, 0, 0 otherwise. */
  int y_step_h, y_step_w, y_top, y_left, y_h, y_w;
  /* Around the outputs that are computed lie some whose window covers nothing but padding: the
   * bias. */
  gboolean border;
  gboolean plain;  /* x lies plain: see nn_conv_use_plain */
  gboolean before; /* see nn_conv_use_before */

  /* How the work is cut; a unit is what one thread does at a time. */
  int n_units;
  int rows;                   /* direct: output rows of a unit; pointwise: pixels */
  int blocks;                 /* output blocks of a unit */
  int row_units, block_units; /* units of an image and of its blocks of output channels */
  int tile, m, tiles_h, tiles_w, n_tiles, chunk; /* Winograd: a tile's side, and of its outputs;
                                                    tiles; of a unit */
  gsize scratch;                                 /* floats for a unit */
  gsize packed_size;                             /* floats */
  NnSegment *segments;
  int n_segments;
} NnConv;

/* Whether a convolution of that shape has a fast way; the others are left to its operator. */
gboolean nn_conv_is_supported (int in_c, int out_c, int groups, const NnWindow *window);

/* The convolution itself. batch only cuts the work. */
NnConv *nn_conv_new (int batch,
                     int in_c,
                     int in_h,
                     int in_w,
                     int out_c,
                     int out_h,
                     int out_w,
                     int groups,
                     const NnWindow *window);

/* The backward pass to the input of the convolution with those numbers: n_phases of them, one for
 * each phase of the strides; an entry may be NULL, where nothing reaches the input. phases has room
 * for stride_h * stride_w. */
void nn_conv_new_backward (int batch,
                           int in_c,
                           int in_h,
                           int in_w,
                           int out_c,
                           int out_h,
                           int out_w,
                           int groups,
                           const NnWindow *window,
                           NnConv **phases);
/* From now on x lies plain, (in_c, in_h, in_w): for pictures of few channels, which would fill a
 * block with zeros. Only of a direct convolution without groups; the sums stay the same to the bit.
 * batch as before. */
#define NN_CONV_MOST_PLAIN 4 /* channels */
void nn_conv_use_plain (NnConv *conv, int batch);

/* What becomes of the inputs of a pointwise convolution before it: x * scale, or finish (x * scale
 * + shift) where there is a shift or a finish; a gate of squeeze and excitation, or a normalisation
 * before its convolution. */
typedef struct
{
  const float *scale; /* blocks of NN_LANES, filled up */
  gsize scale_step;   /* floats from one image to the next; 0 = the same for all */
  const float *shift; /* the same for all; NULL = 0 */
  const NnFinish *finish;
  gboolean is_gate; /* nothing but x * scale */
} NnConvBefore;

/* From now on nn_conv_run is given a `before` and makes its rows in the workspace, instead of a
 * pass over the whole value; there they also lie closer to each other than in a plane. Only of a
 * pointwise convolution without groups on more than one pixel. batch as before. */
void nn_conv_use_before (NnConv *conv, int batch);
void nn_conv_free (NnConv *conv);

/* The weights of the convolution (out, in / groups, kernel_h, kernel_w), as they are and as phase
 * `phase` of the backward pass needs them. */
NnWeightsView nn_conv_weights (const float *weights,
                               int in_c,
                               int out_c,
                               int groups,
                               const NnWindow *window);
NnWeightsView nn_conv_weights_backward (const float *weights,
                                        int in_c,
                                        int out_c,
                                        int groups,
                                        const NnWindow *window,
                                        int phase);

/* Lays the weights out for the method, conv->packed_size floats, aligned to 64 bytes. */
void nn_conv_pack (const NnConv *conv, const NnWeightsView *weights, float *packed);

/* What a thread needs for its units. */
typedef struct
{
  float *memory;
  int chunk; /* of tiles whose transforms are in memory; -1 = none */
} NnConvWorkspace;

/* Unit `unit` of n_units. bias: blocks of NN_LANES, filled up, or NULL. residual, which may be
 * NULL, has y's shape. before: NULL but after nn_conv_use_before. */
void nn_conv_run (const NnConv *conv,
                  int batch,
                  const float *packed,
                  const float *bias,
                  const NnView *x,
                  const NnView *y,
                  const NnView *residual,
                  const NnConvBefore *before,
                  gboolean add,
                  const NnFinish *finish,
                  NnConvWorkspace *workspace,
                  int unit);

G_END_DECLS
