// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/laned-winograd.h"

#include "nn/winograd-filter.h"

#include <string.h>

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
step_of (int n_tiles, int channels)
{
  return ((gsize) n_tiles * channels + 1) * NN_LANES;
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
  *self =
      (NnLanedWinograd){ .in_c = in_c,
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
                         .scratch = PLACES * (step_of (TILES, in_c) + step_of (TILES, OUTPUTS)),
                         .n_groups = divide_up (batch, NN_LANES),
                         .most_parts = divide_up (in_c, OUTPUTS),
                         .backward_scratch = PLACES * (step_of (1, out_c) + step_of (1, OUTPUTS)) };
  return self;
}

void
nn_laned_winograd_transform (const NnLanedWinograd *self, const float *weights, float *transformed)
{
  nn_winograd_filters8 (KERNEL, (gsize) self->out_c * self->in_c, weights, transformed);
}

void
nn_laned_winograd_turn (const NnLanedWinograd *self, const float *transformed, float *turned)
{
  gsize n_filters = (gsize) self->out_c * self->in_c;

  for (int place = 0; place < PLACES; place++, transformed += n_filters, turned += n_filters)
    for (int o = 0; o < self->out_c; o++)
      for (int i = 0; i < self->in_c; i++)
        turned[(gsize) i * self->out_c + o] = transformed[(gsize) o * self->in_c + i];
}

/* Where a tile lies in the input, and which of its places are in the picture. */
typedef struct
{
  gssize at; /* vectors from a channel's start */
  int top, bottom, left, right;
} Tile;

static Tile
tile_at (const NnLanedWinograd *self, int tile)
{
  int iy = tile / self->tiles_w * M - self->pad_top;
  int ix = tile % self->tiles_w * M - self->pad_left;

  return (Tile){ (gssize) iy * self->in_w + ix, CLAMP (-iy, 0, SIDE),
                 CLAMP (self->in_h - iy, 0, SIDE), CLAMP (-ix, 0, SIDE),
                 CLAMP (self->in_w - ix, 0, SIDE) };
}

static void
transform_inputs (const NnLanedWinograd *self, const float *x, int first, int n, float *v)
{
  for (int tile = 0; tile < n; tile++)
    {
      Tile place = tile_at (self, first + tile);

      for (int c = 0; c < self->in_c; c++)
        nn_kernels ()->winograd8_input (
            x + ((gssize) c * self->in_h * self->in_w + place.at) * NN_LANES,
            (gssize) self->in_w * NN_LANES, place.top, place.bottom, place.left, place.right,
            v + ((gsize) tile * self->in_c + c) * NN_LANES, (gssize) step_of (TILES, self->in_c));
    }
}

/* Products of `rows` channels, [place][tile][channel][NN_LANES]; v [place][tile][depth][NN_LANES];
 * of `all` channels that the transformed weights have in each place. */
static void
multiply (const float *transformed,
          int all,
          int rows,
          int depth,
          int n_tiles,
          const float *v,
          gsize v_step,
          float *products,
          gsize products_step)
{
  NnSegment segment = { 0, 0, depth };

  for (int place = 0; place < PLACES; place++)
    {
      NnProducts sums = {
        .a = transformed + (gsize) place * all * depth,
        .a_row = depth,
        .segments = &segment,
        .n_segments = 1,
        .b = v + place * v_step,
        .b_block = (gssize) depth * NN_LANES,
        .c = products + place * products_step,
        .c_row = NN_LANES,
        .c_block = OUTPUTS * NN_LANES,
      };

      nn_kernels ()->products (rows, n_tiles, &sums);
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
  float *products = scratch + PLACES * step_of (TILES, self->in_c);

  transform_inputs (self, x->data + group * x->step, first, n_tiles, scratch);
  for (int out = 0; out < self->out_c; out += cut)
    {
      int rows = MIN (cut, self->out_c - out);

      multiply (transformed + (gsize) out * self->in_c, self->out_c, rows, self->in_c, n_tiles,
                scratch, step_of (TILES, self->in_c), products, step_of (TILES, OUTPUTS));
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
                  (gssize) step_of (TILES, OUTPUTS),
                  y->data + group * y->step +
                      (((gsize) (out + row) * self->out_h + oy) * self->out_w + ox) * NN_LANES,
                  (gssize) self->out_w * NN_LANES, self->out_h - oy, self->out_w - ox,
                  bias != NULL ? same : NULL, NULL, add, finish);
            }
        }
    }
}

void
nn_laned_winograd_backward (const NnLanedWinograd *self,
                            const float *turned,
                            const NnView *dy,
                            const NnView *dx,
                            gboolean add,
                            float *scratch,
                            int n_parts,
                            int unit)
{
  int group = unit / n_parts, part = unit % n_parts;
  int first = self->in_c * part / n_parts, end = self->in_c * (part + 1) / n_parts;
  int n_cuts = divide_up (end - first, OUTPUTS), cut = divide_up (end - first, n_cuts);
  gsize in_plane = (gsize) self->in_h * self->in_w * NN_LANES;
  gsize out_plane = (gsize) self->out_h * self->out_w * NN_LANES;
  gsize dy_step = step_of (1, self->out_c), products_step = step_of (1, OUTPUTS);
  float *products = scratch + PLACES * dy_step, *to = dx->data + group * dx->step;

  if (!add)
    memset (to + first * in_plane, 0, (end - first) * in_plane * sizeof (float));
  for (int n = 0; n < self->n_tiles; n++)
    {
      int oy = n / self->tiles_w * M, ox = n % self->tiles_w * M;
      Tile tile = tile_at (self, n);

      for (int c = 0; c < self->out_c; c++)
        nn_kernels ()->winograd8_output_backward (M,
                                                  dy->data + group * dy->step + c * out_plane +
                                                      ((gsize) oy * self->out_w + ox) * NN_LANES,
                                                  (gssize) self->out_w * NN_LANES, self->out_h - oy,
                                                  self->out_w - ox, scratch + (gsize) c * NN_LANES,
                                                  (gssize) dy_step);
      for (int in = first; in < end; in += cut)
        {
          int rows = MIN (cut, end - in);

          multiply (turned + (gsize) in * self->out_c, self->in_c, rows, self->out_c, 1, scratch,
                    dy_step, products, products_step);
          for (int row = 0; row < rows; row++)
            nn_kernels ()->winograd8_input_backward (
                products + (gsize) row * NN_LANES, (gssize) products_step,
                to + (in + row) * in_plane + tile.at * NN_LANES, (gssize) self->in_w * NN_LANES,
                tile.top, tile.bottom, tile.left, tile.right);
        }
    }
}
