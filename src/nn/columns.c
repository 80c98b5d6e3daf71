// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/columns.h"

#include "base/multiversion.h"
#include "nn/window.h"

#include <string.h>

/* Whole blocks of a fixed size, the last one overlapping the one before, spare a call for each of
 * the many short rows. */
#define BLOCK 8

static inline void
copy_row (int n, const float *restrict x, float *restrict y)
{
  if (n >= BLOCK)
    {
      for (int i = 0; i < n - BLOCK; i += BLOCK)
        memcpy (y + i, x + i, BLOCK * sizeof (float));
      memcpy (y + n - BLOCK, x + n - BLOCK, BLOCK * sizeof (float));
    }
  else
    for (int i = 0; i < n; i++)
      y[i] = x[i];
}

static inline void
add_row (int n, const float *restrict x, float *restrict y)
{
  for (int i = 0; i < n; i++)
    y[i] += x[i];
}

/* Whether a tap of the rows meets no padding at all. */
static inline gboolean
is_inside (const NnColumns *self, int iy, int n_rows, int first, int end)
{
  int last = iy + (n_rows - 1) * self->window.stride_h;

  return first == 0 && end == self->out_w && iy >= 0 && last < self->height;
}

BASE_MULTIVERSION static void
gather_channel (const NnColumns *self,
                const float *x,
                int first_row,
                int n_rows,
                float *columns,
                gsize stride)
{
  const NnWindow *w = &self->window;
  int top = first_row * w->stride_h - w->pad_top;

  for (int ky = 0; ky < w->kernel_h; ky++)
    for (int kx = 0; kx < w->kernel_w; kx++, columns += stride)
      {
        int offset = kx * w->dilation_w - w->pad_left;
        int first, end;

        nn_window_clip (offset, w->stride_w, self->width, self->out_w, &first, &end);
        if (w->stride_w == 1 && is_inside (self, top + ky * w->dilation_h, n_rows, first, end))
          {
            const float *from = x + (gsize) (top + ky * w->dilation_h) * self->width + offset;

            for (int row = 0; row < n_rows; row++)
              copy_row (self->out_w, from + (gsize) row * w->stride_h * self->width,
                        columns + (gsize) row * self->out_w);
            continue;
          }
        for (int row = 0; row < n_rows; row++)
          {
            float *to = columns + (gsize) row * self->out_w;
            int iy = (first_row + row) * w->stride_h - w->pad_top + ky * w->dilation_h;
            gssize from = (gssize) iy * self->width + offset;

            if (iy < 0 || iy >= self->height)
              {
                memset (to, 0, (gsize) self->out_w * sizeof (float));
                continue;
              }
            for (int ox = 0; ox < first; ox++)
              to[ox] = 0;
            if (w->stride_w == 1)
              copy_row (end - first, x + from + first, to + first);
            else
              for (int ox = first; ox < end; ox++)
                to[ox] = x[from + (gssize) ox * w->stride_w];
            for (int ox = end; ox < self->out_w; ox++)
              to[ox] = 0;
          }
      }
}

void
nn_columns_gather (const NnColumns *self,
                   const float *x,
                   int first_row,
                   int n_rows,
                   float *columns,
                   gsize stride)
{
  gsize taps = (gsize) self->window.kernel_h * self->window.kernel_w;

  for (gsize c = 0; c < (gsize) self->channels; c++)
    gather_channel (self, x + c * self->height * self->width, first_row, n_rows,
                    columns + c * taps * stride, stride);
}

BASE_MULTIVERSION static void
scatter_add_channel (const NnColumns *self,
                     const float *columns,
                     gsize stride,
                     int first_row,
                     int n_rows,
                     float *x)
{
  const NnWindow *w = &self->window;

  for (int ky = 0; ky < w->kernel_h; ky++)
    for (int kx = 0; kx < w->kernel_w; kx++, columns += stride)
      {
        int offset = kx * w->dilation_w - w->pad_left;
        int first, end;

        nn_window_clip (offset, w->stride_w, self->width, self->out_w, &first, &end);
        for (int row = 0; row < n_rows; row++)
          {
            const float *from = columns + (gsize) row * self->out_w;
            int iy = (first_row + row) * w->stride_h - w->pad_top + ky * w->dilation_h;
            gssize to = (gssize) iy * self->width + offset;

            if (iy < 0 || iy >= self->height)
              continue;
            if (w->stride_w == 1)
              add_row (end - first, from + first, x + to + first);
            else
              for (int ox = first; ox < end; ox++)
                x[to + (gssize) ox * w->stride_w] += from[ox];
          }
      }
}

void
nn_columns_scatter_add (const NnColumns *self,
                        const float *columns,
                        gsize stride,
                        int first_row,
                        int n_rows,
                        float *x)
{
  gsize taps = (gsize) self->window.kernel_h * self->window.kernel_w;

  for (gsize c = 0; c < (gsize) self->channels; c++)
    scatter_add_channel (self, columns + c * taps * stride, stride, first_row, n_rows,
                         x + c * self->height * self->width);
}
