// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layout.h"

G_BEGIN_DECLS

/* A convolution with a large stride over few channels, as one of stride 1 over many (space to
 * depth): the phases of the stride become channels, c' = (c * stride_h + row phase) * stride_w +
 * column phase, and the picture comes with its padding. Fills vectors, allows Winograd, and makes
 * the backward pass to the picture as dense as the forward pass. */
typedef struct
{
  NnWindow window;
  int c, h, w;          /* of the picture */
  int out_h, out_w;     /* of the convolution */
  NnWindow inner;       /* of the convolution over phases */
  int in_c, in_h, in_w; /* of its input */
} NnPhases;

/* Whether it pays; then *phases is set. */
gboolean nn_phases_init (NnPhases *phases,
                         int c,
                         int h,
                         int w,
                         int out_h,
                         int out_w,
                         int groups,
                         const NnWindow *window);

/* One image, plain to blocked phases; and the gradient back, stored or added. */
void nn_phases_take_apart (const NnPhases *phases, const float *x, float *y);
void nn_phases_put_together (const NnPhases *phases, const float *y, float *x, gboolean add);

/* weights (out_c, c, kernel_h, kernel_w) to (out_c, in_c, inner kernel_h, inner kernel_w). */
gsize nn_phases_weights_size (const NnPhases *phases, int out_c);
void nn_phases_weights (const NnPhases *phases, int out_c, const float *weights, float *inner);

G_END_DECLS
