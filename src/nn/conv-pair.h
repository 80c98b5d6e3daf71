// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/conv.h"

G_BEGIN_DECLS

/* A 1 x 1 convolution and the depthwise one that alone reads its result: the expansion of an
 * inverted residual (Sandler and others 2018). A depthwise convolution needs no more of it than its
 * own channels, so that a few blocks of a few rows at a time stay in the second-level cache, and
 * the widest values of such networks never reach memory. Rows where two units meet are made twice;
 * the sums are those of the two steps, to the bit. */
typedef struct
{
  const NnConv *first, *second; /* the caller's */
  int rows;                     /* output rows of a unit */
  int in_rows;                  /* the most rows between that those need */
  int row_units, n_units;
  gsize scratch; /* floats for a unit */
} NnConvPair;

/* Whether there is a pair for them; forward only. */
gboolean nn_conv_pair_is_possible (const NnConv *first, const NnConv *second);
NnConvPair *nn_conv_pair_new (int batch, const NnConv *first, const NnConv *second);

/* Unit `unit` of n_units. Each conv's packed weights and bias are as in nn_conv_run. */
void nn_conv_pair_run (const NnConvPair *pair,
                       const float *const packed[2],
                       const float *const bias[2],
                       const NnFinish *const finish[2],
                       const NnView *x,
                       const NnView *y,
                       NnConvWorkspace *workspace,
                       int unit);

G_END_DECLS
