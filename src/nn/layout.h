// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"
#include "nn/kernels.h"

G_BEGIN_DECLS

/* How the numbers of a batch of values lie in memory.
 *
 * Plain: [image][number], as the operators and the callers of an executor have it.
 *
 * Blocked, for values (channels, height, width): [image][block][row][column][NN_LANES], the
 * channels in blocks of NN_LANES, the last one filled up with numbers that mean nothing (but are
 * numbers). A convolution makes the channels of a block at once, and an image's pixels follow each
 * other in steps of one vector.
 *
 * Laned: [group][number][NN_LANES], NN_LANES images side by side; the last group is filled up. For
 * values with too few channels to fill vectors, and for fully connected layers, whose weights then
 * are read where they lie.
 *
 * Phased: as blocked, but of the picture taken apart for a convolution with a stride, see
 * nn/phases.h. */
typedef enum
{
  NN_PLAIN,
  NN_BLOCKED,
  NN_LANED,
  NN_PHASED,
} NnLayout;

static inline int
nn_n_blocks (int channels)
{
  return (channels + NN_LANES - 1) / NN_LANES;
}

/* A value (c, h, w) of a batch. `step` is the distance in floats from one image to the next, or in
 * lanes from one group of images to the next: a value may be part of a larger one. */
typedef struct
{
  NnLayout layout;
  int c, h, w;
  gsize step;
  float *data;
} NnView;

/* (c, h, w) of any shape: what is past the third dimension counts as width, what is missing as 1.
 */
NnView nn_view_of_shape (const NnShape *shape, NnLayout layout);

/* Floats of one image, or of one group of images in lanes, where the value lies by itself. */
gsize nn_view_size (const NnView *view);

/* Images, or groups of images in lanes. */
static inline int
nn_view_n_parts (const NnView *view, int batch)
{
  return view->layout == NN_LANED ? (batch + NN_LANES - 1) / NN_LANES : batch;
}

/* The same numbers in the other layout; either is plain, or from blocked to laned and back. With
 * `add` they are added to what is there. `part` is the image, or the group of NN_LANES images when
 * one side is laned. scratch: nn_convert_scratch floats. */
gsize nn_convert_scratch (const NnView *from, const NnView *to);
void nn_convert (const NnView *from,
                 const NnView *to,
                 int batch,
                 int part,
                 gboolean add,
                 float *scratch);

G_END_DECLS
