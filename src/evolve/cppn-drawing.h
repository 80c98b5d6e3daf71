// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/cppn.h"

G_BEGIN_DECLS

/* A picture is drawn in blocks of pixels, node by node: each node's values over the block are one
 * plane. A block is small enough that the planes of a usual network (about ten nodes) stay in the
 * first-level cache.
 *
 * Where a pixel lies: the network's input has pixel centres at 0 .. width - 1, so the picture
 * reaches from -1/2 to width - 1/2. A picture of another size covers the same area with its own
 * pixels: the centre of column i of n is at (i + 1/2) width / n - 1/2. At the network's own size
 * this is exactly i; at three times the size, every third pixel is exactly one of the network's.
 * x in units is then -1 at the first and 1 at the last pixel centre of the input. */
#define EVO_DRAWING_BLOCK 512

typedef struct
{
  const EvoCppn *cppn;
  EvoCppnGraph graph;
  gboolean live[EVO_CPPN_MAX_NODES]; /* reaches an output */
  guint16 plane[EVO_CPPN_MAX_NODES]; /* of a live node */
  guint n_planes;
  float *planes;             /* (sets, n_planes, EVO_DRAWING_BLOCK) */
  guint width;               /* of the picture */
  float *input_x, *square_x; /* (width) the coordinate; the square of the one in units */
  float *input_y, *square_y; /* (height of the picture) */
} EvoDrawing;

/* For a picture of a network whose input is width x height. Each node has `sets` planes, those of
 * the first set are its values. Returns the memory of it all, for g_aligned_free. */
float *evo_drawing_begin (EvoDrawing *drawing,
                          const EvoCppn *cppn,
                          guint width,
                          guint height,
                          guint picture_width,
                          guint picture_height,
                          guint sets);

/* The inputs of the n pixels from `begin` on, row by row, into their planes. n_padded: n rounded up
 * to whole EVO_KERNEL_STEPs. */
void evo_drawing_fill_inputs (const EvoDrawing *drawing, gsize begin, guint n, guint n_padded);

/* What enters a live node, before its activation, into its plane; n whole EVO_KERNEL_STEPs. */
void evo_drawing_sum (const EvoDrawing *drawing, guint node, guint n);

/* A live node's values. */
static inline float *
evo_drawing_plane (const EvoDrawing *drawing, guint node)
{
  return drawing->planes + (gsize) drawing->plane[node] * EVO_DRAWING_BLOCK;
}

G_END_DECLS
