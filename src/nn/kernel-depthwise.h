// SPDX-License-Identifier: GPL-3.0-or-later
/* Depthwise convolution. The usual windows, 3 x 3 and 5 x 5 of stride 1 and 2, make COLUMNS pixels
 * of a row at once: their sums and a row of the window stay in registers, each input is read once
 * for that row, and 7 divides the usual widths. At the picture's edges zeros take the place of what
 * lies outside. All others go pixel by pixel. */
#define COLUMNS 7

static void
depthwise_pixel (const NnPlane *p,
                 int oy,
                 int ox,
                 Range rows,
                 const float *weights,
                 const float *bias,
                 int add,
                 const NnFinish *finish)
{
  int iy = oy * p->stride_h - p->pad_top, ix = ox * p->stride_w - p->pad_left;
  Range columns = taps (ix, p->dilation_w, p->kernel_w, p->in_w);
  Lanes sum = bias != NULL ? load_lanes (bias) : spread_lanes (0);
  float *y = p->y + oy * p->y_row + ox * p->y_column;

  for (int ky = rows.first; ky < rows.end; ky++)
    for (int kx = columns.first; kx < columns.end; kx++)
      {
        Lanes x = load_lanes (
            p->x +
            ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix + kx * p->dilation_w) * NN_LANES);
        Lanes w = load_lanes (weights + (ky * p->kernel_w + kx) * NN_LANES);

        FOR_PARTS PART (sum) += PART (x) * PART (w);
      }
  if (add)
    sum = add_lanes (sum, load_lanes (y));
  store_lanes (y, finish_lanes (sum, finish));
}

/* Which inputs of COLUMNS pixels may lie outside of the picture. */
typedef enum
{
  EDGE_NONE,
  EDGE_HALF, /* half a window on both sides, as padding commonly has it */
  EDGE_ANY,  /* and not all of the pixels are in the picture */
} Edge;

/* n <= COLUMNS pixels from column ox on. */
INLINE void
depthwise_columns (const NnPlane *p,
                   const int kernel,
                   const int stride,
                   const Edge edge,
                   int oy,
                   int ox,
                   int n,
                   Range rows,
                   const float *weights,
                   const float *bias,
                   int add,
                   const NnFinish *finish)
{
  static const float zeros[NN_LANES] __attribute__ ((aligned (64))) = { 0 };
  int iy = oy * stride - p->pad_top, ix = ox * stride - p->pad_left;
  const int n_inputs = (COLUMNS - 1) * stride + kernel;

  for (int part = 0; part < NN_LANES; part += VECTOR)
    {
      Vector sums[COLUMNS], start = bias != NULL ? load (bias + part) : spread (0);
      float *y = p->y + oy * p->y_row + ox * p->y_column + part;

#pragma GCC unroll 7
      for (int c = 0; c < COLUMNS; c++)
        sums[c] = start;
      for (int ky = rows.first; ky < rows.end; ky++)
        {
          const float *x = p->x + ((ptrdiff_t) (iy + ky) * p->in_w + ix) * NN_LANES + part;
          const float *w = weights + ky * kernel * NN_LANES + part;
          Vector window[5];

#pragma GCC unroll 5
          for (int kx = 0; kx < kernel; kx++)
            window[kx] = load (w + kx * NN_LANES);
#pragma GCC unroll 17
          for (int i = 0; i < n_inputs; i++)
            {
              const int safe = edge == EDGE_NONE ||
                               (edge == EDGE_HALF && i >= kernel / 2 && i < n_inputs - kernel / 2);
              int inside = safe || (ix + i >= 0 && ix + i < p->in_w);
              Vector value = load (inside ? x + i * NN_LANES : zeros);

#pragma GCC unroll 5
              for (int kx = i % stride; kx < kernel && kx <= i; kx += stride)
                if ((i - kx) / stride < COLUMNS)
                  sums[(i - kx) / stride] += value * window[kx];
            }
        }
      if (add)
#pragma GCC unroll 7
        for (int c = 0; c < COLUMNS; c++)
          if (edge != EDGE_ANY || c < n)
            sums[c] += load (y + c * p->y_column);
      finish_vectors (sums, COLUMNS, finish);
#pragma GCC unroll 7
      for (int c = 0; c < COLUMNS; c++)
        if (edge != EDGE_ANY || c < n)
          store (y + c * p->y_column, sums[c]);
    }
}

INLINE void
depthwise_row (const NnPlane *p,
               const int kernel,
               const int stride,
               int oy,
               Range rows,
               const float *weights,
               const float *bias,
               int add,
               const NnFinish *finish)
{
  const int n_inputs = (COLUMNS - 1) * stride + kernel;

  for (int ox = 0; ox < p->out_w; ox += COLUMNS)
    {
      int ix = ox * stride - p->pad_left, n = p->out_w - ox;
      int over = ix + n_inputs - p->in_w; /* inputs to the right of the picture */

      if (ix >= 0 && n >= COLUMNS && over <= 0)
        depthwise_columns (p, kernel, stride, EDGE_NONE, oy, ox, n, rows, weights, bias, add,
                           finish);
      else if (ix >= -(kernel / 2) && n >= COLUMNS && over <= kernel / 2)
        depthwise_columns (p, kernel, stride, EDGE_HALF, oy, ox, n, rows, weights, bias, add,
                           finish);
      else
        depthwise_columns (p, kernel, stride, EDGE_ANY, oy, ox, n, rows, weights, bias, add,
                           finish);
    }
}

static void
depthwise (const NnPlane *p,
           int first_row,
           int n_rows,
           const float *weights,
           const float *bias,
           int add,
           const NnFinish *finish)
{
  int usual = p->kernel_h == p->kernel_w && p->stride_h == p->stride_w && p->dilation_h == 1 &&
              p->dilation_w == 1;
  int kind = usual && p->stride_w <= 2 ? 10 * p->kernel_w + p->stride_w : 0;

  for (int oy = first_row; oy < first_row + n_rows; oy++)
    {
      Range rows = taps (oy * p->stride_h - p->pad_top, p->dilation_h, p->kernel_h, p->in_h);

      switch (kind)
        {
        case 31:
          depthwise_row (p, 3, 1, oy, rows, weights, bias, add, finish);
          break;
        case 32:
          depthwise_row (p, 3, 2, oy, rows, weights, bias, add, finish);
          break;
        case 51:
          depthwise_row (p, 5, 1, oy, rows, weights, bias, add, finish);
          break;
        case 52:
          depthwise_row (p, 5, 2, oy, rows, weights, bias, add, finish);
          break;
        default:
          for (int ox = 0; ox < p->out_w; ox++)
            depthwise_pixel (p, oy, ox, rows, weights, bias, add, finish);
        }
      if (is_late (finish))
        activate ((size_t) p->out_w, p->y + oy * p->y_row, finish, p->y + oy * p->y_row);
    }
}
