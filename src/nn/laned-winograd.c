// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/laned-winograd.h"

#include "nn/winograd-filter.h"

#define KERNEL 5
#define M      4 /* outputs of a tile, along a side */
#define SIDE   8 /* of a tile */
#define PLACES (SIDE * SIDE)
#define TILES  2 /* of a unit: the blocks of a kernel's tile */

/* As many outputs at a time as fill the kernel's tile: their products stay close. */
#define OUTPUTS 14

/* Channels from which on the products are more than the transforms. */
#define LEAST_CHANNELS 8

static int
divide_up (int n, int by)
{
  return (n + by - 1) / by;
}

/* Floats from one place to the next: one vector more, so that the places do not all fall into one
 * set of a cache. */
static gsize
step_of (int channels)
{
  return ((gsize) TILES * channels + 1) * NN_LANES;
}

NnLanedWinograd *
nn_laned_winograd_new (int batch,
                       int in_c,
                       int in_h,
                       int in_w,
                       int out_c,
                       int out_h,
                       int out_w,
                       const NnWindow *window)
{
  int tiles_w = divide_up (out_w, M), n_tiles = divide_up (out_h, M) * tiles_w;
  NnLanedWinograd *self;

  if (window->kernel_h != KERNEL || window->kernel_w != KERNEL || window->stride_h != 1 ||
      window->stride_w != 1 || in_c < LEAST_CHANNELS || out_c < LEAST_CHANNELS ||
      1.6 * PLACES * n_tiles >= (double) out_h * out_w * KERNEL * KERNEL)
    return NULL;
  self = g_new (NnLanedWinograd, 1);
  *self = (NnLanedWinograd){ .in_c = in_c,
                             .in_h = in_h,
                             .in_w = in_w,
                             .out_c = out_c,
                             .out_h = out_h,
                             .out_w = out_w,
                             .pad_top = window->pad_top,
                             .pad_left = window->pad_left,
                             .tiles_w = tiles_w,
                             .n_tiles = n_tiles,
                             .n_units = divide_up (batch, NN_LANES) * divide_up (n_tiles, TILES),
                             .weights_size = (gsize) PLACES * out_c * in_c,
                             .scratch = PLACES * (step_of (in_c) + step_of (OUTPUTS)) };
  return self;
}

void
nn_laned_winograd_transform (const NnLanedWinograd *self, const float *weights, float *transformed)
{
  gsize n_filters = (gsize) self->out_c * self->in_c;

  for (gsize n = 0; n < n_filters; n++, weights += KERNEL * KERNEL)
    {
      double filter[KERNEL * KERNEL], u[PLACES];

      for (int i = 0; i < KERNEL * KERNEL; i++)
        filter[i] = weights[i];
      nn_winograd_filter8 (KERNEL, filter, u);
      for (int place = 0; place < PLACES; place++)
        transformed[place * n_filters + n] = (float) u[place];
    }
}

static void
transform_inputs (const NnLanedWinograd *self, const float *x, int first, int n, float *v)
{
  for (int tile = 0; tile < n; tile++)
    {
      int iy = (first + tile) / self->tiles_w * M - self->pad_top;
      int ix = (first + tile) % self->tiles_w * M - self->pad_left;

      for (int c = 0; c < self->in_c; c++)
        nn_kernels ()->winograd8_input (
            x + (((gssize) c * self->in_h + iy) * self->in_w + ix) * NN_LANES,
            (gssize) self->in_w * NN_LANES, CLAMP (-iy, 0, SIDE), CLAMP (self->in_h - iy, 0, SIDE),
            CLAMP (-ix, 0, SIDE), CLAMP (self->in_w - ix, 0, SIDE),
            v + ((gsize) tile * self->in_c + c) * NN_LANES, (gssize) step_of (self->in_c));
    }
}

/* The products of `rows` outputs, [place][tile][output][NN_LANES]. */
static void
multiply (const NnLanedWinograd *self,
          const float *transformed,
          int rows,
          int n_tiles,
          const float *v,
          float *products)
{
  NnSegment segment = { 0, 0, self->in_c };

  for (int place = 0; place < PLACES; place++)
    {
      NnProducts all = {
        .a = transformed + (gsize) place * self->out_c * self->in_c,
        .a_row = self->in_c,
        .segments = &segment,
        .n_segments = 1,
        .b = v + place * step_of (self->in_c),
        .b_block = (gssize) self->in_c * NN_LANES,
        .c = products + place * step_of (OUTPUTS),
        .c_row = NN_LANES,
        .c_block = OUTPUTS * NN_LANES,
      };

      nn_kernels ()->products (rows, n_tiles, &all);
    }
}

void
nn_laned_winograd_run (const NnLanedWinograd *self,
                       const float *transformed,
                       const float *bias,
                       const NnView *x,
                       const NnView *y,
                       gboolean add,
                       const NnFinish *finish,
                       float *scratch,
                       int unit)
{
  int parts = divide_up (self->n_tiles, TILES), group = unit / parts;
  int first = unit % parts * TILES, n_tiles = MIN (TILES, self->n_tiles - first);
  int n_cuts = divide_up (self->out_c, OUTPUTS), cut = divide_up (self->out_c, n_cuts);
  float *products = scratch + PLACES * step_of (self->in_c);

  transform_inputs (self, x->data + group * x->step, first, n_tiles, scratch);
  for (int out = 0; out < self->out_c; out += cut)
    {
      int rows = MIN (cut, self->out_c - out);

      multiply (self, transformed + (gsize) out * self->in_c, rows, n_tiles, scratch, products);
      for (int tile = 0; tile < n_tiles; tile++)
        {
          int oy = (first + tile) / self->tiles_w * M, ox = (first + tile) % self->tiles_w * M;

          for (int row = 0; row < rows; row++)
            {
              float same[NN_LANES];

              for (int lane = 0; lane < NN_LANES && bias != NULL; lane++)
                same[lane] = bias[out + row];
              nn_kernels ()->winograd8_output (
                  M, products + ((gsize) tile * OUTPUTS + row) * NN_LANES,
                  (gssize) step_of (OUTPUTS),
                  y->data + group * y->step +
                      (((gsize) (out + row) * self->out_h + oy) * self->out_w + ox) * NN_LANES,
                  (gssize) self->out_w * NN_LANES, self->out_h - oy, self->out_w - ox,
                  bias != NULL ? same : NULL, NULL, add, finish);
            }
        }
    }
}
