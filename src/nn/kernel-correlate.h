// SPDX-License-Identifier: GPL-3.0-or-later
/* The gradient of a convolution's weights over values in lanes: each weight is one sum over all
 * places and images. A tile's sums stay in registers, a vector for each weight, of which the lanes
 * are added up at the end: 2 x 5 vectors of AVX2's 16 registers, 4 x 5 of AVX-512's 32. */

/* Rows of a tile of so many taps. */
#define CORRELATED_ROWS(taps)                                                                      \
  ((taps) <= 3 || (VECTOR == 16 && (taps) <= 5) ? 4 : (taps) <= 5 ? 2 : 1)

INLINE float
sum_of (Vector v)
{
  float total = 0;

  for (int i = 0; i < VECTOR; i++)
    total += v[i];
  return total;
}

INLINE void
correlate_tile (const int rows, const int taps, const NnCorrelation *all, int row)
{
  Vector sums[4 * NN_CORRELATION_MOST_TAPS];

#pragma GCC unroll 28
  for (int i = 0; i < rows * taps; i++)
    sums[i] = spread (0);
  for (int line = 0; line < all->n_lines; line++)
    {
      const float *a = all->a + row * all->a_row + line * all->a_line;
      const float *b = all->b + line * all->b_line;

      for (int i = 0; i < all->n; i++, a += NN_LANES, b += all->b_step)
#pragma GCC unroll 4
        for (int part = 0; part < PARTS; part++)
          {
            Vector x[4];

#pragma GCC unroll 4
            for (int r = 0; r < rows; r++)
              x[r] = load (a + r * all->a_row + part * VECTOR);
#pragma GCC unroll 8
            for (int k = 0; k < taps; k++)
              {
                Vector y = load (b + k * NN_LANES + part * VECTOR);

#pragma GCC unroll 4
                for (int r = 0; r < rows; r++)
                  sums[r * taps + k] += x[r] * y;
              }
          }
    }
  for (int r = 0; r < rows; r++)
    for (int k = 0; k < taps; k++)
      {
        float *c = all->c + (row + r) * all->c_row + k;

        *c = sum_of (sums[r * taps + k]) + (all->add ? *c : 0);
      }
}

INLINE void
correlate_rows (const int taps, int n_rows, const NnCorrelation *all)
{
  int row = 0;

  for (; row + CORRELATED_ROWS (taps) <= n_rows; row += CORRELATED_ROWS (taps))
    correlate_tile (CORRELATED_ROWS (taps), taps, all, row);
  for (; row < n_rows; row++)
    correlate_tile (1, taps, all, row);
}

static void
correlate (int n_rows, int n_taps, const NnCorrelation *all)
{
  switch (n_taps)
    {
    case 1:
      correlate_rows (1, n_rows, all);
      return;
    case 2:
      correlate_rows (2, n_rows, all);
      return;
    case 3:
      correlate_rows (3, n_rows, all);
      return;
    case 4:
      correlate_rows (4, n_rows, all);
      return;
    case 5:
      correlate_rows (5, n_rows, all);
      return;
    case 6:
      correlate_rows (6, n_rows, all);
      return;
    case 7:
      correlate_rows (7, n_rows, all);
      return;
    default:
      __builtin_unreachable ();
    }
}
