// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/phases.h"

#include "nn/window.h"

#include <string.h>

#define MOST_CHANNELS 64 /* of all phases */
#define LEAST_KERNEL  5  /* smaller ones have too little work a pixel to pay for the way there */

gboolean
nn_phases_init (NnPhases *phases,
                int c,
                int h,
                int w,
                int out_h,
                int out_w,
                int groups,
                const NnWindow *window)
{
  if (groups != 1 || window->stride_h < 2 || window->stride_w < 2 || window->dilation_h != 1 ||
      window->dilation_w != 1 || window->kernel_h < LEAST_KERNEL ||
      window->kernel_w < LEAST_KERNEL ||
      (gint64) c * window->stride_h * window->stride_w > MOST_CHANNELS)
    return FALSE;
  *phases = (NnPhases){ .window = *window, .c = c, .h = h, .w = w, .out_h = out_h, .out_w = out_w };
  phases->inner = nn_window_square (1, 1, 0);
  phases->inner.kernel_h = (window->kernel_h + window->stride_h - 1) / window->stride_h;
  phases->inner.kernel_w = (window->kernel_w + window->stride_w - 1) / window->stride_w;
  phases->in_c = c * window->stride_h * window->stride_w;
  phases->in_h = out_h + phases->inner.kernel_h - 1;
  phases->in_w = out_w + phases->inner.kernel_w - 1;
  return TRUE;
}

/* A row of one phase: where it begins in the picture, and in the phases; NULL outside. */
typedef struct
{
  gssize picture;
  gsize phases;
  int first, end; /* columns of the phase that lie in the picture */
} Row;

static gboolean
find_row (const NnPhases *p, int channel, int y, Row *row)
{
  int sw = p->window.stride_w, sh = p->window.stride_h;
  int rx = channel % sw, ry = channel / sw % sh, c = channel / sw / sh;
  int iy = y * sh + ry - p->window.pad_top, offset = rx - p->window.pad_left;

  row->phases =
      (((gsize) (channel / NN_LANES) * p->in_h + y) * p->in_w) * NN_LANES + channel % NN_LANES;
  if (iy < 0 || iy >= p->h)
    return FALSE;
  row->picture = ((gssize) c * p->h + iy) * p->w + offset;
  nn_window_clip (offset, sw, p->w, p->in_w, &row->first, &row->end);
  return TRUE;
}

/* y = x at each stride; the usual strides as constants, for vectors. */
static void
copy_strided (int n, int stride, const float *restrict x, float *restrict y)
{
  if (stride == 2)
    for (int i = 0; i < n; i++)
      y[i] = x[2 * i];
  else if (stride == 4)
    for (int i = 0; i < n; i++)
      y[i] = x[4 * i];
  else
    for (int i = 0; i < n; i++)
      y[i] = x[(gssize) i * stride];
}

void
nn_phases_take_apart (const NnPhases *p, const float *x, float *y)
{
  g_autofree float *lines = g_new0 (float, (gsize) NN_LANES * p->in_w); /* of one block */

  for (int first = 0; first < p->in_c; first += NN_LANES)
    for (int row = 0; row < p->in_h; row++)
      {
        int n = MIN (NN_LANES, p->in_c - first);
        float *to = y + (((gsize) (first / NN_LANES) * p->in_h + row) * p->in_w) * NN_LANES;

        for (int lane = 0; lane < n; lane++)
          {
            float *line = lines + (gsize) lane * p->in_w;
            Row at;

            if (!find_row (p, first + lane, row, &at))
              at.first = at.end = 0;
            memset (line, 0, (gsize) at.first * sizeof (float));
            memset (line + at.end, 0, (gsize) (p->in_w - at.end) * sizeof (float));
            if (at.end > at.first)
              copy_strided (at.end - at.first, p->window.stride_w,
                            x + at.picture + (gssize) at.first * p->window.stride_w,
                            line + at.first);
          }
        nn_kernels ()->to_lanes (n, p->in_w, lines, p->in_w, to);
      }
}

void
nn_phases_put_together (const NnPhases *p, const float *y, float *x, gboolean add)
{
  int stride = p->window.stride_w;

  if (!add)
    memset (x, 0, (gsize) p->c * p->h * p->w * sizeof (float));
  for (int row = 0; row < p->in_h; row++)
    for (int channel = 0; channel < p->in_c; channel++)
      {
        Row at;

        if (!find_row (p, channel, row, &at))
          continue;
        for (int i = at.first; i < at.end; i++)
          x[at.picture + (gssize) i * stride] += y[at.phases + (gsize) i * NN_LANES];
      }
}

gsize
nn_phases_weights_size (const NnPhases *p, int out_c)
{
  return (gsize) out_c * p->in_c * p->inner.kernel_h * p->inner.kernel_w;
}

void
nn_phases_weights (const NnPhases *p, int out_c, const float *weights, float *inner)
{
  const NnWindow *w = &p->window;
  int sh = w->stride_h, sw = w->stride_w;

  memset (inner, 0, nn_phases_weights_size (p, out_c) * sizeof (float));
  for (int o = 0; o < out_c; o++)
    for (int c = 0; c < p->c; c++)
      for (int ky = 0; ky < w->kernel_h; ky++)
        for (int kx = 0; kx < w->kernel_w; kx++)
          {
            int channel = (c * sh + ky % sh) * sw + kx % sw;

            inner[(((gsize) o * p->in_c + channel) * p->inner.kernel_h + ky / sh) *
                      p->inner.kernel_w +
                  kx / sw] = *weights++;
          }
}
