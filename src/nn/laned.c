// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/laned.h"

#include "nn/gemm.h"

/* Rows of a tile are outputs; its blocks are pixels of a group of images, or in fully connected
 * layers two groups. */

#define LINEAR_OUTPUTS   56  /* of a unit */
#define LINEAR_INPUTS    512 /* at a time: their vectors fill half of a first-level cache */
#define BACKWARD_INPUTS  448
#define BACKWARD_OUTPUTS 64

/* How many of `out` positions have their whole window in the picture; *first: the first of them. */
static int
inner (int out, int stride, int pad, int kernel, int in, int *first)
{
  int end;

  *first = MIN ((MAX (pad, 0) + stride - 1) / stride, out);
  end = in + pad >= kernel ? MIN ((in + pad - kernel) / stride + 1, out) : 0;
  return MAX (end - *first, 0);
}

NnLanedConv *
nn_laned_conv_new (int batch,
                   int in_c,
                   int in_h,
                   int in_w,
                   int out_c,
                   int out_h,
                   int out_w,
                   const NnWindow *window)
{
  NnLanedConv *conv = g_new0 (NnLanedConv, 1);
  int n = 0;

  *conv = (NnLanedConv){ .in_c = in_c,
                         .in_h = in_h,
                         .in_w = in_w,
                         .out_c = out_c,
                         .out_h = out_h,
                         .out_w = out_w,
                         .kernel_h = window->kernel_h,
                         .kernel_w = window->kernel_w,
                         .stride_h = window->stride_h,
                         .stride_w = window->stride_w,
                         .pad_top = window->pad_top,
                         .pad_left = window->pad_left };
  conv->n_inner_rows =
      inner (out_h, conv->stride_h, conv->pad_top, conv->kernel_h, in_h, &conv->first_inner_row);
  conv->n_inner_columns = inner (out_w, conv->stride_w, conv->pad_left, conv->kernel_w, in_w,
                                 &conv->first_inner_column);
  conv->n_units = (batch + NN_LANES - 1) / NN_LANES * (out_h + out_w - conv->n_inner_columns);
  conv->first = g_new (int, conv->kernel_h * conv->kernel_w);
  conv->segments =
      g_new (NnSegment, (gsize) in_c * conv->kernel_w * conv->kernel_h * (conv->kernel_h + 1) / 2);
  for (int rows = 1; rows <= conv->kernel_h; rows++)
    for (int columns = 1; columns <= conv->kernel_w; columns++)
      {
        conv->first[(rows - 1) * conv->kernel_w + columns - 1] = n;
        for (int c = 0; c < in_c; c++)
          for (int ky = 0; ky < rows; ky++)
            conv->segments[n++] = (NnSegment){ .a = (c * conv->kernel_h + ky) * conv->kernel_w,
                                               .b = (c * in_h + ky) * in_w * NN_LANES,
                                               .n = columns };
      }
  return conv;
}

void
nn_laned_conv_free (NnLanedConv *conv)
{
  if (conv == NULL)
    return;
  g_free (conv->segments);
  g_free (conv->first);
  g_free (conv);
}

/* Taps of a window that starts at `start` and lie in 0 .. size - 1: *first of them are left out,
 * and so many follow. */
static int
clip (int start, int kernel, int size, int *first)
{
  int end = MIN (kernel, size - start);

  *first = MAX (-start, 0);
  return MAX (end - *first, 0);
}

typedef struct
{
  const NnLanedConv *conv;
  const float *weights, *x; /* x and y of one group of images */
  float *y;
} Pixels;

/* n pixels, side by side or one below the other, with as much of the window in the picture. */
static void
run_pixels (const Pixels *pixels,
            int oy,
            int ox,
            int n,
            gboolean side_by_side,
            NnProducts *products)
{
  const NnLanedConv *conv = pixels->conv;
  int iy = oy * conv->stride_h - conv->pad_top, ix = ox * conv->stride_w - conv->pad_left, ky, kx;
  int n_rows = clip (iy, conv->kernel_h, conv->in_h, &ky);
  int n_columns = clip (ix, conv->kernel_w, conv->in_w, &kx);

  products->n_segments = n_columns > 0 ? conv->in_c * n_rows : 0;
  products->segments = conv->segments;
  if (products->n_segments > 0)
    products->segments += conv->first[(n_rows - 1) * conv->kernel_w + n_columns - 1];
  products->a = pixels->weights + ky * conv->kernel_w + kx;
  products->b = pixels->x + ((gssize) (iy + ky) * conv->in_w + ix + kx) * NN_LANES;
  products->c = pixels->y + ((gsize) oy * conv->out_w + ox) * NN_LANES;
  products->b_block =
      (side_by_side ? conv->stride_w : (gssize) conv->stride_h * conv->in_w) * NN_LANES;
  products->c_block = (side_by_side ? 1 : (gssize) conv->out_w) * NN_LANES;
  if (n > 0)
    nn_kernels ()->products (conv->out_c, n, products);
}

void
nn_laned_conv_run (const NnLanedConv *conv,
                   const float *weights,
                   const float *bias,
                   const NnView *x,
                   const NnView *y,
                   gboolean add,
                   const NnFinish *finish,
                   int unit)
{
  int inner_row = conv->first_inner_row, inner_column = conv->first_inner_column;
  int n_units = conv->out_h + conv->out_w - conv->n_inner_columns;
  int group = unit / n_units, row = unit % n_units, column = row - conv->out_h;
  NnProducts products = { .a_row = (gssize) conv->in_c * conv->kernel_h * conv->kernel_w,
                          .c_row = (gssize) conv->out_h * conv->out_w * NN_LANES,
                          .bias = bias,
                          .row_bias = TRUE,
                          .add = add,
                          .finish = finish };
  Pixels pixels = { conv, weights, x->data + group * x->step, y->data + group * y->step };

  if (column >= 0)
    { /* of the left or right edge, as far as the inner rows go */
      column += column < inner_column ? 0 : conv->n_inner_columns;
      run_pixels (&pixels, inner_row, column, conv->n_inner_rows, FALSE, &products);
      return;
    }
  run_pixels (&pixels, row, inner_column, conv->n_inner_columns, TRUE, &products);
  if (row < inner_row || row >= inner_row + conv->n_inner_rows)
    for (column = 0; column < conv->out_w; column++)
      if (column < inner_column || column >= inner_column + conv->n_inner_columns)
        run_pixels (&pixels, row, column, 1, TRUE, &products);
}

void
nn_laned_turn_weights (int in_c,
                       int out_c,
                       int kernel_h,
                       int kernel_w,
                       const float *weights,
                       float *turned)
{
  gsize taps = (gsize) kernel_h * kernel_w;

  for (int o = 0; o < out_c; o++)
    for (int i = 0; i < in_c; i++)
      for (gsize k = 0; k < taps; k++)
        turned[((gsize) i * out_c + o) * taps + taps - 1 - k] =
            weights[((gsize) o * in_c + i) * taps + k];
}

/* --- Gradients of the parameters --- */

#define GRADIENT_OUTPUTS 4 /* of a unit: their gradients stay in a first-level cache */

int
nn_laned_conv_n_gradient_units (const NnLanedConv *conv)
{
  return (conv->out_c + GRADIENT_OUTPUTS - 1) / GRADIENT_OUTPUTS;
}

/* The sum over n vectors of each group, lanes included. */
static float
sum_over_batch (int n_groups, gsize n, const float *x, gsize step)
{
  double total = 0;

  for (int group = 0; group < n_groups; group++)
    {
      float sums[NN_LANES];

      nn_kernels ()->sum (n, x + group * step, sums);
      for (int lane = 0; lane < NN_LANES; lane++)
        total += sums[lane];
    }
  return (float) total;
}

/* One group of images, one input channel and one row of the window, for n_rows outputs. */
typedef struct
{
  const NnLanedConv *conv;
  const float *x, *dy; /* x of the channel, dy of the first output */
  float *gradient;     /* of the window's row, for the first output */
  int n_rows;
} Taps;

/* Positions from column `first` on for taps from kx on, in all rows of outputs whose tap ky lies in
 * the picture. */
static void
correlate_taps (const Taps *taps, int ky, int kx, int n_taps, int first, int n, gboolean add)
{
  const NnLanedConv *conv = taps->conv;
  int top = MAX (conv->pad_top - ky, 0);
  int oy = (top + conv->stride_h - 1) / conv->stride_h;
  int end = conv->in_h + conv->pad_top - ky;
  int n_lines = MIN ((end + conv->stride_h - 1) / conv->stride_h, conv->out_h) - oy;
  int iy = oy * conv->stride_h + ky - conv->pad_top;
  int ix = first * conv->stride_w + kx - conv->pad_left;
  NnCorrelation correlation = {
    .a = taps->dy + ((gssize) oy * conv->out_w + first) * NN_LANES,
    .b = taps->x + ((gssize) iy * conv->in_w + ix) * NN_LANES,
    .a_row = (gssize) conv->out_h * conv->out_w * NN_LANES,
    .a_line = (gssize) conv->out_w * NN_LANES,
    .b_line = (gssize) conv->stride_h * conv->in_w * NN_LANES,
    .b_step = (gssize) conv->stride_w * NN_LANES,
    .n_lines = end > 0 ? MAX (n_lines, 0) : 0,
    .n = n,
    .c = taps->gradient + kx,
    .c_row = (gssize) conv->in_c * conv->kernel_h * conv->kernel_w,
    .add = add,
  };

  nn_kernels ()->correlate (taps->n_rows, n_taps, &correlation);
}

/* The columns in the middle, which see the whole row of the window, then each of the others. */
static void
correlate_row (const Taps *taps, int ky, gboolean add)
{
  const NnLanedConv *conv = taps->conv;
  int inner_end = conv->first_inner_column + conv->n_inner_columns;

  correlate_taps (taps, ky, 0, conv->kernel_w, conv->first_inner_column, conv->n_inner_columns,
                  add);
  for (int ox = 0; ox < conv->out_w; ox++)
    {
      int kx, n;

      if (ox >= conv->first_inner_column && ox < inner_end)
        continue;
      n = clip (ox * conv->stride_w - conv->pad_left, conv->kernel_w, conv->in_w, &kx);
      if (n > 0)
        correlate_taps (taps, ky, kx, n, ox, 1, TRUE);
    }
}

void
nn_laned_conv_gradient (const NnLanedConv *conv,
                        int batch,
                        const NnView *x,
                        const NnView *dy,
                        float *weights_gradient,
                        float *bias_gradient,
                        int unit)
{
  int first = unit * GRADIENT_OUTPUTS, n_groups = batch / NN_LANES;
  int n_rows = MIN (GRADIENT_OUTPUTS, conv->out_c - first);
  gsize plane = (gsize) conv->out_h * conv->out_w;
  gsize taps = (gsize) conv->kernel_h * conv->kernel_w;

  g_assert (batch % NN_LANES == 0 && conv->kernel_w <= NN_CORRELATION_MOST_TAPS);
  for (int group = 0; group < n_groups; group++)
    for (int c = 0; c < conv->in_c; c++)
      for (int ky = 0; ky < conv->kernel_h; ky++)
        {
          Taps row = { conv,
                       x->data + group * x->step + (gsize) c * conv->in_h * conv->in_w * NN_LANES,
                       dy->data + group * dy->step + first * plane * NN_LANES,
                       weights_gradient + ((gsize) first * conv->in_c + c) * taps +
                           (gsize) ky * conv->kernel_w,
                       n_rows };

          correlate_row (&row, ky, group > 0);
        }
  for (int o = first; bias_gradient != NULL && o < first + n_rows; o++)
    bias_gradient[o] = sum_over_batch (n_groups, plane, dy->data + o * plane * NN_LANES, dy->step);
}

void
nn_laned_linear_gradient (int batch,
                          int n_out,
                          int n_in,
                          const NnView *x,
                          const NnView *dy,
                          float *weights_gradient,
                          float *bias_gradient)
{
  int n_groups = batch / NN_LANES;

  g_assert (batch % NN_LANES == 0);
  for (int group = 0; group < n_groups; group++)
    nn_gemm (FALSE, TRUE, n_out, n_in, NN_LANES, 1, dy->data + group * dy->step,
             x->data + group * x->step, group > 0 ? 1 : 0, weights_gradient);
  for (int o = 0; bias_gradient != NULL && o < n_out; o++)
    bias_gradient[o] = sum_over_batch (n_groups, 1, dy->data + (gsize) o * NN_LANES, dy->step);
}

/* --- Fully connected --- */

int
nn_laned_linear_n_units (int n_out)
{
  return (n_out + LINEAR_OUTPUTS - 1) / LINEAR_OUTPUTS;
}

void
nn_laned_linear_run (int batch,
                     int n_out,
                     int n_in,
                     const float *weights,
                     const float *bias,
                     const NnView *x,
                     const NnView *y,
                     const NnFinish *finish,
                     int unit)
{
  const NnKernels *kernels = nn_kernels ();
  int first = unit * LINEAR_OUTPUTS, end = MIN (first + LINEAR_OUTPUTS, n_out);
  int n_groups = (batch + NN_LANES - 1) / NN_LANES;

  for (int in = 0; in < n_in; in += LINEAR_INPUTS)
    {
      NnSegment segment = { 0, 0, MIN (LINEAR_INPUTS, n_in - in) };
      NnProducts tile = { .a_row = n_in,
                          .segments = &segment,
                          .n_segments = 1,
                          .b_block = (gssize) x->step,
                          .c_row = NN_LANES,
                          .c_block = (gssize) y->step,
                          .row_bias = TRUE,
                          .add = in > 0,
                          .finish = in + segment.n == n_in ? finish : NULL };

      for (int out = first, rows; out < end; out += rows)
        {
          rows = nn_tile_rows (end - out, kernels->max_rows);
          for (int group = 0; group < n_groups; group += 2)
            {
              tile.a = weights + (gsize) out * n_in + in;
              tile.b = x->data + group * x->step + (gsize) in * NN_LANES;
              tile.c = y->data + group * y->step + (gsize) out * NN_LANES;
              tile.bias = in == 0 && bias != NULL ? bias + out : NULL;
              nn_kernels ()->products (rows, MIN (2, n_groups - group), &tile);
            }
        }
    }
}

int
nn_laned_linear_n_backward_units (int n_in)
{
  return (n_in + BACKWARD_INPUTS - 1) / BACKWARD_INPUTS;
}

void
nn_laned_linear_backward (int batch,
                          int n_out,
                          int n_in,
                          const float *weights,
                          const NnView *dy,
                          const NnView *dx,
                          gboolean add,
                          int unit)
{
  int first = unit * BACKWARD_INPUTS, n = MIN (BACKWARD_INPUTS, n_in - first);
  int n_groups = (batch + NN_LANES - 1) / NN_LANES;
  NnSegment segments[BACKWARD_OUTPUTS];

  for (int out = 0; out < n_out; out += BACKWARD_OUTPUTS)
    {
      int n_segments = MIN (BACKWARD_OUTPUTS, n_out - out);

      for (int i = 0; i < n_segments; i++)
        segments[i] = (NnSegment){ i * n_in, i * NN_LANES, 1 };
      for (int group = 0; group < n_groups; group += 2)
        {
          NnProducts tile = { .a = weights + (gsize) out * n_in + first,
                              .a_row = 1,
                              .segments = segments,
                              .n_segments = n_segments,
                              .b = dy->data + group * dy->step + (gsize) out * NN_LANES,
                              .b_block = (gssize) dy->step,
                              .c = dx->data + group * dx->step + (gsize) first * NN_LANES,
                              .c_row = NN_LANES,
                              .c_block = (gssize) dx->step,
                              .add = add || out > 0 };

          nn_kernels ()->products (n, MIN (2, n_groups - group), &tile);
        }
    }
}
