// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/few-rows.h"

#include "base/multiversion.h"

#include <string.h>

/* Sums side by side, always as many, so that each version of the code gives the same bits. */
#define N_LANES 16

typedef float Lanes __attribute__ ((vector_size (N_LANES * sizeof (float))));

G_ALWAYS_INLINE static inline void
load (Lanes *lanes, const float *x)
{
  memcpy (lanes, x, sizeof *lanes);
}

/* y[i * step] += w . x_i, for each of n_rows vectors x_i one after the other. */
G_ALWAYS_INLINE static inline void
add_dots (int n_rows, gsize n, const float *w, const float *x, float *y, gsize step)
{
  Lanes sums[NN_FEW_ROWS] = { 0 };
  gsize whole = n - n % N_LANES;

  for (gsize j = 0; j < whole; j += N_LANES)
    {
      Lanes weights, values;

      load (&weights, w + j);
#pragma GCC unroll 4
      for (int i = 0; i < n_rows; i++)
        {
          load (&values, x + i * n + j);
          sums[i] += weights * values;
        }
    }
  for (int i = 0; i < n_rows; i++)
    {
      float sum = 0;

      for (gsize j = whole; j < n; j++)
        sum += w[j] * x[i * n + j];
      for (int lane = 0; lane < N_LANES; lane++)
        sum += sums[i][lane];
      y[i * step] += sum;
    }
}

BASE_MULTIVERSION void
nn_few_rows_forward (int n_rows,
                     int n_out,
                     int n_in,
                     const float *w,
                     const float *x,
                     float *y,
                     gsize step)
{
  for (gsize o = 0; o < (gsize) n_out; o++, w += n_in)
    switch (n_rows)
      {
      case 1:
        add_dots (1, n_in, w, x, y + o, step);
        break;
      case 2:
        add_dots (2, n_in, w, x, y + o, step);
        break;
      case 3:
        add_dots (3, n_in, w, x, y + o, step);
        break;
      default:
        add_dots (4, n_in, w, x, y + o, step);
        break;
      }
}

BASE_MULTIVERSION void
nn_few_rows_backward (int n_rows, int n_out, int n_in, const float *w, const float *dy, float *dx)
{
  for (gsize o = 0; o < (gsize) n_out; o++, w += n_in)
    for (gsize i = 0; i < (gsize) n_rows; i++)
      {
        float factor = dy[i * n_out + o];
        const float *restrict from = w;
        float *restrict to = dx + i * n_in;

        for (gsize j = 0; j < (gsize) n_in; j++)
          to[j] += factor * from[j];
      }
}
