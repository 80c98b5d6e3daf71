// SPDX-License-Identifier: GPL-3.0-or-later
/* Depthwise convolution. The usual windows, 3 x 3 and 5 x 5 of stride 1 and 2, make COLUMNS pixels
 * of a row at once: each input is read once for a row of the window, the sums and those inputs stay
 * in registers, and 7 divides the usual widths. At the picture's edges zeros take the place of what
 * lies outside. All others go pixel by pixel. */
#if VECTOR == 16
#define COLUMNS 7
#else
#define COLUMNS 4
#endif

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

/* n <= COLUMNS pixels from column ox on; `edge`: some inputs lie outside of the picture. */
INLINE void
depthwise_columns (const NnPlane *p,
                   const int kernel,
                   const int stride,
                   const int edge,
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

  for (int part = 0; part < NN_LANES; part += VECTOR)
    {
      Vector sums[COLUMNS], values[(COLUMNS - 1) * 2 + 5];
      float *y = p->y + oy * p->y_row + ox * p->y_column + part;

#pragma GCC unroll 7
      for (int c = 0; c < COLUMNS; c++)
        sums[c] = bias != NULL ? load (bias + part) : spread (0);
      for (int ky = rows.first; ky < rows.end; ky++)
        {
          const float *x = p->x + ((ptrdiff_t) (iy + ky) * p->in_w + ix) * NN_LANES + part;
          const float *w = weights + ky * kernel * NN_LANES + part;

#pragma GCC unroll 17
          for (int i = 0; i < (COLUMNS - 1) * stride + kernel; i++)
            values[i] = load (edge && (ix + i < 0 || ix + i >= p->in_w) ? zeros : x + i * NN_LANES);
#pragma GCC unroll 5
          for (int kx = 0; kx < kernel; kx++)
#pragma GCC unroll 7
            for (int c = 0; c < COLUMNS; c++)
              sums[c] += values[c * stride + kx] * load (w + kx * NN_LANES);
        }
#pragma GCC unroll 7
      for (int c = 0; c < COLUMNS; c++)
        {
          if (edge && c >= n)
            break;
          if (add)
            sums[c] += load (y + c * p->y_column);
          store (y + c * p->y_column, finish_vector (sums[c], finish));
        }
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
  for (int ox = 0; ox < p->out_w; ox += COLUMNS)
    {
      int ix = ox * stride - p->pad_left;

      if (ix >= 0 && ox + COLUMNS <= p->out_w && ix + (COLUMNS - 1) * stride + kernel <= p->in_w)
        depthwise_columns (p, kernel, stride, 0, oy, ox, COLUMNS, rows, weights, bias, add, finish);
      else
        depthwise_columns (p, kernel, stride, 1, oy, ox, p->out_w - ox, rows, weights, bias, add,
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
