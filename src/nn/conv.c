// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/conv.h"

#include <string.h>

#include "nn/winograd-filter.h"

/* Which shape takes which method is decided in choose_method, and how the work is cut in the
 * function beside each method's name. The sizes: a tile of the first-level cache is the kernel's
 * matter; what a unit works on should stay in a second-level cache of 1 MB, where that is possible.
 */

#define COPY_FLOATS     (64 * 1024)  /* of a direct convolution's rows */
#define WINOGRAD_FLOATS (160 * 1024) /* of transforms and products */
#define UNIT_BLOCKS     8            /* 128 channels: their products for a unit's rows stay close */
#define UNIT_PIXELS     112          /* pointwise: eight tiles of 14 rows */
#define LARGE_WEIGHTS   8192 /* in * out: from here on transformed weights leave the cache */
#define MANY_TILES      56   /* then so many tiles share one reading of them */
#define FEW_TILES       14
#define DEPTHWISE_ROWS  28

gboolean
nn_conv_is_supported (int in_c, int out_c, int groups, const NnWindow *window)
{
  gboolean strided = window->stride_h > 1 || window->stride_w > 1;
  gboolean dilated = window->dilation_h > 1 || window->dilation_w > 1;

  if (strided && dilated)
    return FALSE;
  if (groups == 1)
    return TRUE;
  if (groups == in_c && in_c == out_c)
    return TRUE;
  return in_c / groups % NN_LANES == 0 && out_c / groups % NN_LANES == 0;
}

static int
group_in (const NnConv *conv)
{
  return conv->in_c / conv->groups;
}

static int
group_out_blocks (const NnConv *conv)
{
  return nn_n_blocks (conv->out_c / conv->groups);
}

static int
divide_up (int n, int by)
{
  return (n + by - 1) / by;
}

static gboolean
whole_output (const NnConv *conv)
{
  return conv->y_step_h == 1 && conv->y_step_w == 1;
}

/* Of all tiles of that side. */
static double
winograd_products (const NnConv *conv, int tile)
{
  int m = tile + 1 - conv->kernel_h;

  return (double) divide_up (conv->out_h, m) * divide_up (conv->out_w, m) * tile * tile;
}

/* The larger one has fewer products for each output, and more outputs for nothing at the edge. */
static int
winograd_tile (const NnConv *conv)
{
  return conv->kernel_h > 3 && winograd_products (conv, 8) < winograd_products (conv, 6) ? 8 : 6;
}

/* Winograd's products against those of a direct convolution, with what the transforms cost. */
static gboolean
winograd_pays (const NnConv *conv)
{
  int r = conv->kernel_h;
  double direct;

  if (conv->kernel_w != r || r < 3 || r > 5 || conv->stride_h != 1 || conv->stride_w != 1 ||
      conv->dilation_h != 1 || conv->dilation_w != 1 || !whole_output (conv) ||
      group_in (conv) < 8 || conv->out_c / conv->groups < 8)
    return FALSE;
  direct = (double) conv->out_h * conv->out_w * r * r;
  return 1.6 * winograd_products (conv, winograd_tile (conv)) < direct;
}

static NnConvMethod
choose_method (const NnConv *conv)
{
  if (conv->groups > 1 && conv->groups == conv->in_c)
    return NN_CONV_DEPTHWISE;
  if (conv->kernel_h == 1 && conv->kernel_w == 1 && conv->stride_h == 1 && conv->stride_w == 1 &&
      conv->pad_top == 0 && conv->pad_left == 0 && conv->out_h == conv->in_h &&
      conv->out_w == conv->in_w && whole_output (conv) && !conv->border)
    return NN_CONV_POINTWISE;
  return winograd_pays (conv) ? NN_CONV_WINOGRAD : NN_CONV_DIRECT;
}

static void
cut_blocks (NnConv *conv)
{
  int blocks = group_out_blocks (conv);

  conv->blocks = MIN (UNIT_BLOCKS, blocks);
  conv->block_units = divide_up (blocks, conv->blocks);
}

/* A segment for each tap and block of input channels, in the order of the packed weights. */
static void
make_segments (NnConv *conv, int block_step, int row_step, int column_step)
{
  int n_in = group_in (conv), n = 0, b = 0;

  conv->n_segments = nn_n_blocks (n_in) * conv->kernel_h * conv->kernel_w;
  conv->segments = g_new (NnSegment, conv->n_segments);
  for (int block = 0; block < nn_n_blocks (n_in); block++)
    for (int ky = 0; ky < conv->kernel_h; ky++)
      for (int kx = 0; kx < conv->kernel_w; kx++)
        {
          NnSegment *segment = &conv->segments[n++];

          segment->a = block * block_step + ky * row_step + kx * column_step;
          segment->b = b;
          segment->n = MIN (NN_LANES, n_in - block * NN_LANES);
          b += segment->n * NN_LANES;
        }
}

static void
cut_pointwise (NnConv *conv, int batch)
{
  int plane = conv->in_h * conv->in_w;

  /* Of a single pixel, the images are the rows. */
  conv->rows = MIN (UNIT_PIXELS, plane > 1 ? plane : batch);
  conv->row_units =
      plane > 1 ? batch * divide_up (plane, conv->rows) : divide_up (batch, conv->rows);
  make_segments (conv, plane * NN_LANES, 0, 0);
}

void
nn_conv_use_before (NnConv *conv, int batch)
{
  int plane = conv->in_h * conv->in_w, in = nn_n_blocks (conv->in_c) * NN_LANES;
  int rows = CLAMP (COPY_FLOATS / in / FEW_TILES, 2, UNIT_PIXELS / FEW_TILES) * FEW_TILES;

  g_return_if_fail (conv->method == NN_CONV_POINTWISE && conv->groups == 1 && plane > 1);
  conv->before = TRUE;
  conv->rows = MIN (rows, plane);
  conv->row_units = batch * divide_up (plane, conv->rows);
  conv->n_units = conv->row_units * conv->block_units;
  conv->scratch = (gsize) conv->rows * in;
  for (int i = 0; i < conv->n_segments; i++)
    conv->segments[i].a = i * conv->rows * NN_LANES;
}

/* Rows and columns of the copy that `rows` output rows need. */
static int
copy_h (const NnConv *conv, int rows)
{
  return (rows - 1) * conv->stride_h + (conv->kernel_h - 1) * conv->dilation_h + 1;
}

static int
copy_w (const NnConv *conv)
{
  return (conv->out_w - 1) * conv->stride_w + (conv->kernel_w - 1) * conv->dilation_w + 1;
}

static void
cut_direct (NnConv *conv, int batch)
{
  int blocks = nn_n_blocks (group_in (conv));
  gsize row = (gsize) blocks * NN_LANES * copy_w (conv);
  int rows = (int) MIN (COPY_FLOATS / row, (gsize) copy_h (conv, conv->out_h));
  int height;

  rows = (rows - (conv->kernel_h - 1) * conv->dilation_h - 1) / conv->stride_h + 1;
  rows = CLAMP (rows, 1, MAX (4, divide_up (conv->out_h, 4)));
  conv->rows = MIN (rows, conv->out_h);
  conv->row_units = batch * divide_up (conv->out_h, conv->rows);
  height = copy_h (conv, conv->rows);
  conv->scratch = row * height;
  make_segments (conv, height * copy_w (conv) * NN_LANES,
                 conv->dilation_h * copy_w (conv) * NN_LANES, conv->dilation_w * NN_LANES);
}

void
nn_conv_use_plain (NnConv *conv, int batch)
{
  int width = copy_w (conv), n = 0, height, rows;

  g_return_if_fail (conv->method == NN_CONV_DIRECT && conv->groups == 1);
  conv->plain = TRUE;
  /* What a unit writes should stay close. */
  rows = COPY_FLOATS / (conv->out_w * NN_LANES * conv->blocks);
  conv->rows = CLAMP (rows, 1, conv->out_h);
  conv->row_units = batch * divide_up (conv->out_h, conv->rows);
  conv->n_units = conv->row_units * conv->block_units;
  height = copy_h (conv, conv->rows);
  conv->scratch = (gsize) conv->in_c * height * width;
  conv->n_segments = conv->kernel_h * conv->kernel_w * conv->in_c;
  conv->segments = g_renew (NnSegment, conv->segments, conv->n_segments);
  for (int ky = 0; ky < conv->kernel_h; ky++)
    for (int kx = 0; kx < conv->kernel_w; kx++)
      for (int c = 0; c < conv->in_c; c++, n++)
        conv->segments[n] = (NnSegment){
          .a = (c * height + ky * conv->dilation_h) * width + kx * conv->dilation_w,
          .b = n * NN_LANES,
          .n = 1,
        };
}

static void
cut_winograd (NnConv *conv, int batch)
{
  int in_blocks = nn_n_blocks (group_in (conv)), chunk, n_places;

  conv->tile = winograd_tile (conv);
  conv->m = conv->tile + 1 - conv->kernel_h;
  n_places = conv->tile * conv->tile;
  conv->tiles_h = divide_up (conv->out_h, conv->m);
  conv->tiles_w = divide_up (conv->out_w, conv->m);
  conv->n_tiles = batch * conv->tiles_h * conv->tiles_w;
  chunk = WINOGRAD_FLOATS / (n_places * NN_LANES * (in_blocks + conv->blocks));
  if ((gint64) conv->in_c * conv->out_c / conv->groups > LARGE_WEIGHTS)
    chunk = MAX (chunk, MANY_TILES);
  chunk = MAX (chunk / FEW_TILES * FEW_TILES, FEW_TILES);
  conv->chunk = MIN (chunk, conv->n_tiles);
  conv->row_units = divide_up (conv->n_tiles, conv->chunk);
  conv->scratch =
      n_places * ((gsize) NN_LANES * conv->chunk * (in_blocks + conv->blocks) + 2 * NN_LANES);
  conv->packed_size =
      n_places * (gsize) group_in (conv) * group_out_blocks (conv) * NN_LANES * conv->groups;
  conv->n_segments = in_blocks;
  conv->segments = g_new (NnSegment, in_blocks);
  for (int i = 0; i < in_blocks; i++)
    conv->segments[i] = (NnSegment){ .a = i * conv->chunk * NN_LANES,
                                     .b = i * NN_LANES * NN_LANES,
                                     .n = MIN (NN_LANES, group_in (conv) - i * NN_LANES) };
}

static void
cut_depthwise (NnConv *conv, int batch)
{
  conv->rows = MIN (DEPTHWISE_ROWS, conv->out_h);
  conv->row_units = divide_up (conv->out_h, conv->rows);
  conv->n_units = batch * nn_n_blocks (conv->out_c) * conv->row_units;
  conv->packed_size =
      (gsize) nn_n_blocks (conv->out_c) * conv->kernel_h * conv->kernel_w * NN_LANES;
}

static NnConv *
finish_new (NnConv *conv, int batch)
{
  conv->method = choose_method (conv);
  if (conv->method == NN_CONV_DEPTHWISE)
    {
      cut_depthwise (conv, batch);
      return conv;
    }
  conv->packed_size = (gsize) group_in (conv) * conv->kernel_h * conv->kernel_w *
                      group_out_blocks (conv) * NN_LANES * conv->groups;
  cut_blocks (conv);
  if (conv->method == NN_CONV_POINTWISE)
    cut_pointwise (conv, batch);
  else if (conv->method == NN_CONV_WINOGRAD)
    cut_winograd (conv, batch);
  else
    cut_direct (conv, batch);
  conv->n_units = conv->row_units * conv->groups * conv->block_units;
  return conv;
}

NnConv *
nn_conv_new (int batch,
             int in_c,
             int in_h,
             int in_w,
             int out_c,
             int out_h,
             int out_w,
             int groups,
             const NnWindow *window)
{
  NnConv *conv = g_new0 (NnConv, 1);

  *conv = (NnConv){ .groups = groups,
                    .in_c = in_c,
                    .in_h = in_h,
                    .in_w = in_w,
                    .out_c = out_c,
                    .out_h = out_h,
                    .out_w = out_w,
                    .kernel_h = window->kernel_h,
                    .kernel_w = window->kernel_w,
                    .stride_h = window->stride_h,
                    .stride_w = window->stride_w,
                    .dilation_h = window->dilation_h,
                    .dilation_w = window->dilation_w,
                    .pad_top = window->pad_top,
                    .pad_left = window->pad_left,
                    .y_step_h = 1,
                    .y_step_w = 1,
                    .y_h = out_h,
                    .y_w = out_w };
  if (window->kernel_h == 1 && window->kernel_w == 1 && window->stride_h == 1 &&
      window->stride_w == 1 && (out_h > in_h || out_w > in_w) && groups == 1)
    { /* SqueezeNet's last one */
      conv->border = TRUE;
      conv->out_h = in_h;
      conv->out_w = in_w;
      conv->y_top = window->pad_top;
      conv->y_left = window->pad_left;
      conv->pad_top = conv->pad_left = 0;
    }
  return finish_new (conv, batch);
}

/* Along one axis: the phase of inputs that lie at padded places phase + stride * i. They get taps
 * phase, phase + stride, ... of the kernel, the last one first. */
typedef struct
{
  int taps;   /* of the phase */
  int first;  /* the first input of the phase */
  int n;      /* inputs of the phase */
  int before; /* padding of the gradient */
} Phase;

static Phase
phase_along (int phase, int stride, int kernel, int dilation, int padding, int size)
{
  Phase result;
  int place;

  result.taps = kernel > phase ? (kernel - phase - 1) / stride + 1 : 0;
  result.first = ((phase - padding) % stride + stride) % stride;
  result.n = result.first < size ? (size - result.first - 1) / stride + 1 : 0;
  place = (result.first + padding - phase) / stride; /* of the window whose tap 0 is here */
  result.before = (result.taps - 1) * dilation - place;
  return result;
}

void
nn_conv_new_backward (int batch,
                      int in_c,
                      int in_h,
                      int in_w,
                      int out_c,
                      int out_h,
                      int out_w,
                      int groups,
                      const NnWindow *window,
                      NnConv **phases)
{
  for (int i = 0; i < window->stride_h; i++)
    for (int j = 0; j < window->stride_w; j++)
      {
        Phase v = phase_along (i, window->stride_h, window->kernel_h, window->dilation_h,
                               window->pad_top, in_h);
        Phase h = phase_along (j, window->stride_w, window->kernel_w, window->dilation_w,
                               window->pad_left, in_w);
        NnConv *conv;

        phases[i * window->stride_w + j] = NULL;
        if (v.taps == 0 || h.taps == 0 || v.n == 0 || h.n == 0)
          continue;
        conv = g_new0 (NnConv, 1);
        *conv = (NnConv){ .groups = groups,
                          .in_c = out_c,
                          .in_h = out_h,
                          .in_w = out_w,
                          .out_c = in_c,
                          .out_h = v.n,
                          .out_w = h.n,
                          .kernel_h = v.taps,
                          .kernel_w = h.taps,
                          .stride_h = 1,
                          .stride_w = 1,
                          .dilation_h = window->dilation_h,
                          .dilation_w = window->dilation_w,
                          .pad_top = v.before,
                          .pad_left = h.before,
                          .y_step_h = window->stride_h,
                          .y_step_w = window->stride_w,
                          .y_top = v.first,
                          .y_left = h.first,
                          .y_h = in_h,
                          .y_w = in_w };
        phases[i * window->stride_w + j] = finish_new (conv, batch);
      }
}

void
nn_conv_free (NnConv *conv)
{
  if (conv == NULL)
    return;
  g_free (conv->segments);
  g_free (conv);
}

NnWeightsView
nn_conv_weights (const float *weights, int in_c, int out_c, int groups, const NnWindow *window)
{
  gssize taps = (gssize) window->kernel_h * window->kernel_w;
  gssize filter = in_c / groups * taps;

  return (NnWeightsView){ .data = weights,
                          .group_step = out_c / groups * filter,
                          .o_step = filter,
                          .i_step = taps,
                          .y_step = window->kernel_w,
                          .x_step = 1 };
}

NnWeightsView
nn_conv_weights_backward (const float *weights,
                          int in_c,
                          int out_c,
                          int groups,
                          const NnWindow *window,
                          int phase)
{
  NnWeightsView view = nn_conv_weights (weights, in_c, out_c, groups, window);
  int i = phase / window->stride_w, j = phase % window->stride_w;
  int rows = window->kernel_h > i ? (window->kernel_h - i - 1) / window->stride_h : 0;
  int columns = window->kernel_w > j ? (window->kernel_w - j - 1) / window->stride_w : 0;

  return (NnWeightsView){
    .data = weights + (i + (gssize) rows * window->stride_h) * view.y_step +
            (j + (gssize) columns * window->stride_w) * view.x_step,
    .group_step = view.group_step,
    .o_step = view.i_step,
    .i_step = view.o_step,
    .y_step = -view.y_step * window->stride_h,
    .x_step = -view.x_step * window->stride_w,
  };
}

static const float *
weight_at (const NnWeightsView *weights, int group, int o, int i)
{
  return weights->data + group * weights->group_step + o * weights->o_step + i * weights->i_step;
}

static void
pack_depthwise (const NnConv *conv, const NnWeightsView *weights, float *packed)
{
  int taps = conv->kernel_h * conv->kernel_w;

  for (int c = 0; c < conv->out_c; c++)
    for (int ky = 0; ky < conv->kernel_h; ky++)
      for (int kx = 0; kx < conv->kernel_w; kx++)
        packed[((gsize) (c / NN_LANES) * taps + ky * conv->kernel_w + kx) * NN_LANES +
               c % NN_LANES] =
            weight_at (weights, c, 0, 0)[ky * weights->y_step + kx * weights->x_step];
}

static void
read_filter (int r, const NnWeightsView *weights, const float *from, double *g)
{
  for (int y = 0; y < r; y++)
    for (int x = 0; x < r; x++)
      g[y * r + x] = (double) from[y * weights->y_step + x * weights->x_step];
}

/* [group][place][block][in][NN_LANES] */
static void
pack_winograd (const NnConv *conv, const NnWeightsView *weights, float *packed)
{
  int n_in = group_in (conv), n_out = conv->out_c / conv->groups, blocks = group_out_blocks (conv);
  int n_places = conv->tile * conv->tile;
  gsize place = (gsize) blocks * n_in * NN_LANES;

  for (int group = 0; group < conv->groups; group++)
    for (int o = 0; o < n_out; o++)
      for (int i = 0; i < n_in; i++)
        {
          double g[25], u[64];

          read_filter (conv->kernel_h, weights, weight_at (weights, group, o, i), g);
          if (conv->tile == 8)
            nn_winograd_filter8 (conv->kernel_h, g, u);
          else
            nn_winograd_filter6 (conv->kernel_h, g, u);
          for (int k = 0; k < n_places; k++)
            packed[(group * n_places + k) * place + ((gsize) (o / NN_LANES) * n_in + i) * NN_LANES +
                   o % NN_LANES] = (float) u[k];
        }
}

/* [group][block][in block][ky][kx][in in block][NN_LANES] */
static void
pack_direct (const NnConv *conv, const NnWeightsView *weights, float *packed)
{
  int n_in = group_in (conv), n_out = conv->out_c / conv->groups;

  for (int group = 0; group < conv->groups; group++)
    for (int block = 0; block < n_out; block += NN_LANES)
      for (int first = 0; first < n_in; first += NN_LANES)
        for (int ky = 0; ky < conv->kernel_h; ky++)
          for (int kx = 0; kx < conv->kernel_w; kx++)
            for (int i = first; i < MIN (first + NN_LANES, n_in); i++, packed += NN_LANES)
              for (int lane = 0; lane < MIN (NN_LANES, n_out - block); lane++)
                packed[lane] = weight_at (weights, group, block + lane,
                                          i)[ky * weights->y_step + kx * weights->x_step];
}

void
nn_conv_pack (const NnConv *conv, const NnWeightsView *weights, float *packed)
{
  memset (packed, 0, conv->packed_size * sizeof (float));
  if (conv->method == NN_CONV_DEPTHWISE)
    pack_depthwise (conv, weights, packed);
  else if (conv->method == NN_CONV_WINOGRAD)
    pack_winograd (conv, weights, packed);
  else
    pack_direct (conv, weights, packed);
}
