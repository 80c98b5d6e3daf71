// SPDX-License-Identifier: GPL-3.0-or-later
/* Pools. The usual maxima, 2 x 2 and 3 x 3 of stride 1 and 2, make COLUMNS pixels of a row at once,
 * as kernel-depthwise.h does. */

static void
max_pool_pixel (const NnPlane *p, int oy, int ox, Range rows)
{
  int iy = oy * p->stride_h - p->pad_top, ix = ox * p->stride_w - p->pad_left;
  Range columns = taps (ix, p->dilation_w, p->kernel_w, p->in_w);
  Lanes best = spread_lanes (-FLT_MAX);

  for (int ky = rows.first; ky < rows.end; ky++)
    {
      const float *x = p->x + ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix) * NN_LANES;

      for (int kx = columns.first; kx < columns.end; kx++)
        {
          Lanes value = load_lanes (x + kx * p->dilation_w * (ptrdiff_t) NN_LANES);

          FOR_PARTS PART (best) = larger (PART (value), PART (best));
        }
    }
  store_lanes (p->y + ((ptrdiff_t) oy * p->out_w + ox) * NN_LANES, best);
}

/* COLUMNS pixels whose windows lie in the picture. */
INLINE void
max_pool_columns (const NnPlane *p, const int kernel, const int stride, int oy, int ox, Range rows)
{
  int iy = oy * stride - p->pad_top, ix = ox * stride - p->pad_left;

  for (int part = 0; part < NN_LANES; part += VECTOR)
    {
      Vector best[COLUMNS], values[(COLUMNS - 1) * 2 + 3];
      float *y = p->y + ((ptrdiff_t) oy * p->out_w + ox) * NN_LANES + part;

#pragma GCC unroll 7
      for (int c = 0; c < COLUMNS; c++)
        best[c] = spread (-FLT_MAX);
      for (int ky = rows.first; ky < rows.end; ky++)
        {
          const float *x = p->x + ((ptrdiff_t) (iy + ky) * p->in_w + ix) * NN_LANES + part;

#pragma GCC unroll 15
          for (int i = 0; i < (COLUMNS - 1) * stride + kernel; i++)
            values[i] = load (x + i * NN_LANES);
#pragma GCC unroll 3
          for (int kx = 0; kx < kernel; kx++)
#pragma GCC unroll 7
            for (int c = 0; c < COLUMNS; c++)
              best[c] = larger (values[c * stride + kx], best[c]);
        }
#pragma GCC unroll 7
      for (int c = 0; c < COLUMNS; c++)
        store (y + c * NN_LANES, best[c]);
    }
}

INLINE void
max_pool_row (const NnPlane *p, const int kernel, const int stride, int oy, Range rows)
{
  for (int ox = 0; ox < p->out_w;)
    {
      int ix = ox * stride - p->pad_left;

      if (ix >= 0 && ox + COLUMNS <= p->out_w && ix + (COLUMNS - 1) * stride + kernel <= p->in_w)
        {
          max_pool_columns (p, kernel, stride, oy, ox, rows);
          ox += COLUMNS;
        }
      else
        max_pool_pixel (p, oy, ox++, rows);
    }
}

static void
max_pool (const NnPlane *p, int first_row, int n_rows)
{
  int usual = p->kernel_h == p->kernel_w && p->stride_h == p->stride_w && p->dilation_h == 1 &&
              p->dilation_w == 1;
  int kind = usual && p->stride_w <= 2 ? 10 * p->kernel_w + p->stride_w : 0;

  for (int oy = first_row; oy < first_row + n_rows; oy++)
    {
      Range rows = taps (oy * p->stride_h - p->pad_top, p->dilation_h, p->kernel_h, p->in_h);

      switch (kind)
        {
        case 22:
          max_pool_row (p, 2, 2, oy, rows);
          break;
        case 31:
          max_pool_row (p, 3, 1, oy, rows);
          break;
        case 32:
          max_pool_row (p, 3, 2, oy, rows);
          break;
        default:
          for (int ox = 0; ox < p->out_w; ox++)
            max_pool_pixel (p, oy, ox, rows);
        }
    }
}

static void
average_pool (const NnPlane *p, int first_row, int n_rows, int divisor)
{
  for (int oy = first_row; oy < first_row + n_rows; oy++)
    {
      int iy = oy * p->stride_h - p->pad_top;
      Range rows = taps (iy, p->dilation_h, p->kernel_h, p->in_h);

      for (int ox = 0; ox < p->out_w; ox++)
        {
          int ix = ox * p->stride_w - p->pad_left;
          Range columns = taps (ix, p->dilation_w, p->kernel_w, p->in_w);
          int covered = (rows.end - rows.first) * (columns.end - columns.first);
          Vector factor = spread (covered > 0 ? 1.0f / (divisor > 0 ? divisor : covered) : 0);
          Lanes sum = spread_lanes (0);

          for (int ky = rows.first; ky < rows.end; ky++)
            {
              const float *x =
                  p->x + ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix) * NN_LANES;

              for (int kx = columns.first; kx < columns.end; kx++)
                sum = add_lanes (sum, load_lanes (x + kx * p->dilation_w * (ptrdiff_t) NN_LANES));
            }
          FOR_PARTS PART (sum) *= factor;
          store_lanes (p->y + ((ptrdiff_t) oy * p->out_w + ox) * NN_LANES, sum);
        }
    }
}

/* What is left of a gradient behind a clamp of which y is the result. */
INLINE Vector
behind_clamp (Vector dy, Vector y, const NnFinish *clamp)
{
  return (Vector) ((Mask) dy & (y > spread (clamp->low)) & (y < spread (clamp->high)));
}

/* Each tap in turn takes what is left of the gradient where it is the maximum. A row is emptied
 * just before the first window that reaches it, while it is close. */
static void
max_pool_backward (const NnPlane *p, const float *dy, const NnFinish *clamp, int add, float *dx)
{
  int n_ready = add ? p->in_h : 0;
  size_t row = (size_t) p->in_w * NN_LANES;

  for (int oy = 0; oy < p->out_h; oy++)
    {
      int iy = oy * p->stride_h - p->pad_top;
      Range rows = taps (iy, p->dilation_h, p->kernel_h, p->in_h);
      int end = rows.end > rows.first ? iy + (rows.end - 1) * p->dilation_h + 1 : 0;

      if (end > n_ready)
        {
          memset (dx + n_ready * row, 0, (end - n_ready) * row * sizeof (float));
          n_ready = end;
        }

      for (int ox = 0; ox < p->out_w; ox++)
        {
          int ix = ox * p->stride_w - p->pad_left;
          Range columns = taps (ix, p->dilation_w, p->kernel_w, p->in_w);
          ptrdiff_t out = ((ptrdiff_t) oy * p->out_w + ox) * NN_LANES;
          Lanes left = load_lanes (dy + out), best = load_lanes (p->y + out);

          if (clamp != NULL)
            FOR_PARTS PART (left) = behind_clamp (PART (left), PART (best), clamp);
          for (int ky = rows.first; ky < rows.end; ky++)
            for (int kx = columns.first; kx < columns.end; kx++)
              {
                ptrdiff_t in =
                    ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix + kx * p->dilation_w) *
                    NN_LANES;
                Lanes x = load_lanes (p->x + in), d = load_lanes (dx + in);

                FOR_PARTS
                {
                  Mask takes = PART (x) == PART (best);

                  PART (d) += (Vector) (takes & (Mask) PART (left));
                  PART (left) = (Vector) (~takes & (Mask) PART (left));
                }
                store_lanes (dx + in, d);
              }
        }
    }
  memset (dx + n_ready * row, 0, (p->in_h - n_ready) * row * sizeof (float));
}

static void
average_pool_backward (const NnPlane *p, const float *dy, float *dx, int divisor)
{
  for (int oy = 0; oy < p->out_h; oy++)
    {
      int iy = oy * p->stride_h - p->pad_top;
      Range rows = taps (iy, p->dilation_h, p->kernel_h, p->in_h);

      for (int ox = 0; ox < p->out_w; ox++)
        {
          int ix = ox * p->stride_w - p->pad_left;
          Range columns = taps (ix, p->dilation_w, p->kernel_w, p->in_w);
          int covered = (rows.end - rows.first) * (columns.end - columns.first);
          Vector factor = spread (covered > 0 ? 1.0f / (divisor > 0 ? divisor : covered) : 0);
          Lanes d = load_lanes (dy + ((ptrdiff_t) oy * p->out_w + ox) * NN_LANES);

          FOR_PARTS PART (d) *= factor;
          for (int ky = rows.first; ky < rows.end; ky++)
            for (int kx = columns.first; kx < columns.end; kx++)
              {
                float *to = dx + ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix +
                                  kx * p->dilation_w) *
                                     NN_LANES;

                store_lanes (to, add_lanes (load_lanes (to), d));
              }
        }
    }
}
