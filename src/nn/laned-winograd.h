// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layout.h"

G_BEGIN_DECLS

/* Winograd's F(4 x 4, 5 x 5) (Lavin and Gray 2016; points 0, 1, -1, 2, -2, 1/2, -1/2 and infinity)
 * over values in lanes. */
typedef struct
{
  int in_c, in_h, in_w, out_c, out_h, out_w, pad_top, pad_left;
  int tiles_w, n_tiles; /* of a picture */
  int n_units;          /* groups of images, and pairs of tiles */
  gsize weights_size;   /* floats */
  gsize scratch;        /* floats that a unit needs */
  /* Of the backward pass to the input, which adds tiles that overlap to each other: for each group
   * of images as many parts of the input's channels as one likes, at most these. */
  int n_groups, most_parts;
  gsize backward_scratch;
} NnLanedWinograd;

/* NULL where the window is another one, or where it would not pay. */
NnLanedWinograd *nn_laned_winograd_new (int batch,
                                        int in_c,
                                        int in_h,
                                        int in_w,
                                        int out_c,
                                        int out_h,
                                        int out_w,
                                        const NnWindow *window);

/* weights (out_c, in_c, 5, 5) to G g G^T, (64, out_c, in_c). */
void nn_laned_winograd_transform (const NnLanedWinograd *self,
                                  const float *weights,
                                  float *transformed);

/* transformed to (64, in_c, out_c), for the backward pass. */
void nn_laned_winograd_turn (const NnLanedWinograd *self, const float *transformed, float *turned);

/* bias (out_c) or NULL; scratch aligned to 64 bytes. */
void nn_laned_winograd_run (const NnLanedWinograd *self,
                            const float *transformed,
                            const float *bias,
                            const NnView *x,
                            const NnView *y,
                            gboolean add,
                            const NnFinish *finish,
                            float *scratch,
                            int unit);

/* dx = the gradient with respect to the input, or dx += it: B ((G g G^T) . (A dy A^T)) B^T, as many
 * products as forward. unit < n_groups * n_parts; backward_scratch floats, aligned to 64 bytes. */
void nn_laned_winograd_backward (const NnLanedWinograd *self,
                                 const float *turned,
                                 const NnView *dy,
                                 const NnView *dx,
                                 gboolean add,
                                 float *scratch,
                                 int n_parts,
                                 int unit);

G_END_DECLS
