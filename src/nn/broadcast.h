// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/shape.h"

G_BEGIN_DECLS

/* How up to three values are broadcast to one: aligned at their last dimensions, where a dimension
 * of 1, or a missing one, is repeated. Dimensions along which all go on evenly are one. */
#define NN_BROADCAST_MAX 3
typedef struct
{
  int n_inputs;
  int rank;                                       /* of dims, the batch included */
  gsize dims[NN_MAX_RANK + 1];                    /* the last is the length of a row, >= 1 */
  gsize steps[NN_BROADCAST_MAX][NN_MAX_RANK + 1]; /* in each input; 0 = it is repeated */
} NnBroadcast;

/* The shape of several values together, or FALSE where they do not fit. */
gboolean nn_broadcast_shapes (const NnShape *const *inputs,
                              int n_inputs,
                              NnShape *output,
                              GError **error);

void nn_broadcast_init (NnBroadcast *self,
                        int batch,
                        const NnShape *output,
                        const NnShape *const *inputs,
                        int n_inputs);

/* Leaves out dimensions of 1 and joins those along which all inputs go on evenly: for plans that
 * are filled in by hand. */
void nn_broadcast_simplify (NnBroadcast *self);

/* Called for each row: n numbers of the output from `to` on; input i begins at from[i] and goes on
 * by steps[i] (after nn_broadcast_init 0 or 1; for n = 1 it does not matter). */
typedef void (
    *NnBroadcastRow) (gsize n, gsize to, const gsize *from, const gsize *steps, void *data);
void nn_broadcast_for_each_row (const NnBroadcast *self, NnBroadcastRow row, void *data);

G_END_DECLS
