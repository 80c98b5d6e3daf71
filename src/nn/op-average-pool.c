// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/op-check.h"
#include "nn/window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The mean over a window is the sum over its rows, then over its columns, divided by a count that
 * is a product, too: one number for the window's rows and one for its columns. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int out_h, out_w;

  if (!nn_op_check_counts (node, 1, 0, 0, error) ||
      !nn_op_infer_pool (&node->attributes.pool.window, inputs[0], &out_h, &out_w, error))
    return FALSE;
  node->output = NN_SHAPE_3 (inputs[0]->dims[0], out_h, out_w);
  return TRUE;
}

/* How many of the kernel's taps the divisor counts along one axis, at least 1. */
static int
count (NnPoolDivisor divisor, int start, int kernel, int dilation, int size, int before, int after)
{
  int from = divisor == NN_DIVIDE_BY_COVERED ? 0 : -before;
  int to = divisor == NN_DIVIDE_BY_COVERED ? size : size + after;
  int first, end;

  if (divisor == NN_DIVIDE_BY_WINDOW)
    return kernel;
  nn_window_clip (start - from, dilation, to - from, kernel, &first, &end);
  return MAX (end - first, 1);
}

/* What the sums of each column of positions are multiplied with. */
static void
fill_factors (const NnNode *node, int width, float *factors)
{
  const NnWindow *w = &node->attributes.pool.window;

  for (int ox = 0; ox < node->output.dims[2]; ox++)
    factors[ox] =
        1.0f / (float) count (node->attributes.pool.divisor, ox * w->stride_w - w->pad_left,
                              w->kernel_w, w->dilation_w, width, w->pad_left, w->pad_right);
}

static float
row_factor (const NnNode *node, int oy, int height)
{
  const NnWindow *w = &node->attributes.pool.window;

  return 1.0f / (float) count (node->attributes.pool.divisor, oy * w->stride_h - w->pad_top,
                               w->kernel_h, w->dilation_h, height, w->pad_top, w->pad_bottom);
}

/* y += x at each stride */
static inline void
strided_add (int n, int stride, const float *restrict x, float *restrict y)
{
  for (int i = 0; i < n; i++)
    y[i] += x[(gsize) i * stride];
}

/* x at each stride += y */
static inline void
strided_scatter (int n, int stride, const float *restrict y, float *restrict x)
{
  for (int i = 0; i < n; i++)
    x[(gsize) i * stride] += y[i];
}

/* One row of positions: the sum over the rows that the window covers goes to row, and from there
 * to y. */
BASE_MULTIVERSION static void
pool_row (const NnWindow *w,
          int oy,
          int height,
          int width,
          int out_w,
          const float *restrict x,
          float factor,
          const float *restrict factors,
          float *restrict y,
          float *restrict row)
{
  for (int i = 0; i < width; i++)
    row[i] = 0;
  for (int ky = 0; ky < w->kernel_h; ky++)
    {
      int iy = oy * w->stride_h - w->pad_top + ky * w->dilation_h;

      if (iy >= 0 && iy < height)
        strided_add (width, 1, x + (gsize) iy * width, row);
    }
  for (int ox = 0; ox < out_w; ox++)
    y[ox] = 0;
  for (int kx = 0; kx < w->kernel_w; kx++)
    {
      int offset = kx * w->dilation_w - w->pad_left;
      int first, end;

      nn_window_clip (offset, w->stride_w, width, out_w, &first, &end);
      if (first == end)
        continue;
      if (w->stride_w == 1)
        strided_add (end - first, 1, row + offset + first, y + first);
      else if (w->stride_w == 2)
        strided_add (end - first, 2, row + offset + 2 * first, y + first);
      else
        strided_add (end - first, w->stride_w, row + offset + first * w->stride_w, y + first);
    }
  for (int ox = 0; ox < out_w; ox++)
    y[ox] *= factor * factors[ox];
}

/* The way back: a row of positions spreads over a row as wide as the picture, and that over the
 * rows that the window covers. `shares` has room for a row of positions. */
BASE_MULTIVERSION static void
pool_row_backward (const NnWindow *w,
                   int oy,
                   int height,
                   int width,
                   int out_w,
                   float *restrict dx,
                   float factor,
                   const float *restrict factors,
                   const float *restrict dy,
                   float *restrict row,
                   float *restrict shares)
{
  for (int i = 0; i < width; i++)
    row[i] = 0;
  for (int ox = 0; ox < out_w; ox++)
    shares[ox] = dy[ox] * (factor * factors[ox]);
  for (int kx = 0; kx < w->kernel_w; kx++)
    {
      int offset = kx * w->dilation_w - w->pad_left;
      int first, end;

      nn_window_clip (offset, w->stride_w, width, out_w, &first, &end);
      if (first < end)
        strided_scatter (end - first, w->stride_w, shares + first,
                         row + offset + first * w->stride_w);
    }
  for (int ky = 0; ky < w->kernel_h; ky++)
    {
      int iy = oy * w->stride_h - w->pad_top + ky * w->dilation_h;

      if (iy >= 0 && iy < height)
        strided_add (width, 1, row, dx + (gsize) iy * width);
    }
}

/* A row of the picture, then two rows of positions. */
static gsize
scratch_size (const NnGraph *graph, const NnNode *node, int batch)
{
  const NnShape *in = nn_graph_shape (graph, node->inputs[0]);

  return (gsize) in->dims[2] + 2 * (gsize) node->output.dims[2];
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]), *out = &node->output;
  gsize in_size = (gsize) in->dims[1] * in->dims[2];
  float *row = context->scratch, *factors = row + in->dims[2];
  const float *x = context->inputs[0];
  float *y = context->output;

  fill_factors (node, in->dims[2], factors);
  for (gsize i = 0; i < (gsize) context->batch * in->dims[0]; i++, x += in_size)
    for (int oy = 0; oy < out->dims[1]; oy++, y += out->dims[2])
      pool_row (&node->attributes.pool.window, oy, in->dims[1], in->dims[2], out->dims[2], x,
                row_factor (node, oy, in->dims[1]), factors, y, row);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]), *out = &node->output;
  gsize in_size = (gsize) in->dims[1] * in->dims[2];
  float *row = context->scratch, *factors = row + in->dims[2], *shares = factors + out->dims[2];
  const float *dy = context->output_gradient;
  float *dx = context->input_gradients[0];

  if (dx == NULL)
    return;
  fill_factors (node, in->dims[2], factors);
  for (gsize i = 0; i < (gsize) context->batch * in->dims[0]; i++, dx += in_size)
    for (int oy = 0; oy < out->dims[1]; oy++, dy += out->dims[2])
      pool_row_backward (&node->attributes.pool.window, oy, in->dims[1], in->dims[2], out->dims[2],
                         dx, row_factor (node, oy, in->dims[1]), factors, dy, row, shares);
}

const NnOp nn_op_average_pool = {
  .name = "AveragePool",
  .infer_shape = infer_shape,
  .scratch_size = scratch_size,
  .forward = forward,
  .backward = backward,
};
