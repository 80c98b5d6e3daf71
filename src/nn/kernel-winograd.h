// SPDX-License-Identifier: GPL-3.0-or-later
/* The transforms of Winograd's convolutions, on 6 x 6 vectors: 36 of AVX-512's 32 registers, so
 * that little of them leaves the registers; with fewer, the first-level cache has them. */

/* One line of B^T d: six places of d, `from` apart, to six places of the result, `to` apart. */
INLINE void
input_line (const Vector *d, const int from, Vector *v, const int to)
{
  const Vector four = spread (4), five = spread (5), two = spread (2);
  Vector a = d[4 * from] - four * d[2 * from], b = d[3 * from] - four * d[from];
  Vector c = d[4 * from] - d[2 * from], e = two * (d[3 * from] - d[from]);

  v[0] = four * d[0] - five * d[2 * from] + d[4 * from];
  v[to] = a + b;
  v[2 * to] = a - b;
  v[3 * to] = c + e;
  v[4 * to] = c - e;
  v[5 * to] = four * d[from] - five * d[3 * from] + d[5 * from];
}

static void
winograd_input (const float *x,
                ptrdiff_t row,
                int top,
                int bottom,
                int left,
                int right,
                float *v,
                ptrdiff_t step)
{
  for (int part = 0; part < PARTS; part++, x += VECTOR, v += VECTOR)
    {
      Vector d[36], half[36];

      if (top == 0 && left == 0 && bottom == 6 && right == 6)
        {
#pragma GCC unroll 6
          for (int i = 0; i < 6; i++)
#pragma GCC unroll 6
            for (int j = 0; j < 6; j++)
              d[6 * i + j] = load (x + i * row + j * NN_LANES);
        }
      else
        for (int i = 0; i < 6; i++)
          for (int j = 0; j < 6; j++)
            d[6 * i + j] = i >= top && i < bottom && j >= left && j < right
                               ? load (x + i * row + j * NN_LANES)
                               : spread (0);
#pragma GCC unroll 6
      for (int j = 0; j < 6; j++)
        input_line (d + j, 6, half + j, 6);
#pragma GCC unroll 6
      for (int i = 0; i < 6; i++)
        {
          Vector line[6];

          input_line (half + 6 * i, 1, line, 1);
#pragma GCC unroll 6
          for (int j = 0; j < 6; j++)
            store (v + (6 * i + j) * step, line[j]);
        }
    }
}

/* One line of A^T M for F(m, 7 - m). */
INLINE void
output_line (const int m, const Vector *x, const int from, Vector *y, const int to)
{
  Vector a = x[from] + x[2 * from], b = x[from] - x[2 * from];
  Vector c = x[3 * from] + x[4 * from], e = x[3 * from] - x[4 * from];

  y[0] = x[0] + a + c;
  if (m == 2)
    y[to] = b + spread (2) * e + x[5 * from];
  else
    y[to] = b + spread (2) * e;
  if (m == 3)
    y[2 * to] = a + spread (4) * c + x[5 * from];
  if (m == 4)
    {
      y[2 * to] = a + spread (4) * c;
      y[3 * to] = b + spread (8) * e + x[5 * from];
    }
}

/* What becomes of a line of m results, of which `columns` are inside of the picture. */
INLINE void
add_line (Vector *line, const float *x, const int m, int columns)
{
#pragma GCC unroll 5
  for (int j = 0; j < m; j++)
    if (j < columns)
      line[j] += load (x + j * NN_LANES);
}

INLINE void
store_line (const Vector *line, float *y, const int m, int columns)
{
#pragma GCC unroll 5
  for (int j = 0; j < m; j++)
    if (j < columns)
      store (y + j * NN_LANES, line[j]);
}

INLINE void
winograd_output_of (const int m,
                    const float *products,
                    ptrdiff_t step,
                    float *y,
                    ptrdiff_t row,
                    int rows,
                    int columns,
                    const float *bias,
                    const float *residual,
                    int add,
                    const NnFinish *finish)
{
  for (int part = 0; part < PARTS; part++)
    {
      Vector half[24];
      Vector start = bias != NULL ? load (bias + part * VECTOR) : spread (0);
      const float *column = products + part * VECTOR;

      /* Not unrolled, so that addresses stay in registers. */
#pragma GCC unroll 1
      for (int j = 0; j < 6; j++, column += step)
        {
          Vector line[6];

#pragma GCC unroll 6
          for (int i = 0; i < 6; i++)
            line[i] = load (column + 6 * i * step);
          output_line (m, line, 1, half + j, 6);
        }
#pragma GCC unroll 1
      for (int i = 0; i < (rows < m ? rows : m); i++)
        {
          Vector line[4];
          ptrdiff_t place = i * row + part * VECTOR;

          output_line (m, half + 6 * i, 1, line, 1);
#pragma GCC unroll 4
          for (int j = 0; j < m; j++)
            line[j] += start;
          if (add)
            add_line (line, y + place, m, columns);
          if (residual != NULL)
            add_line (line, residual + place, m, columns);
          finish_vectors (line, m, finish);
          store_line (line, y + place, m, columns);
        }
    }
}

static void
winograd_output (int m,
                 const float *products,
                 ptrdiff_t step,
                 float *y,
                 ptrdiff_t row,
                 int rows,
                 int columns,
                 const float *bias,
                 const float *residual,
                 int add,
                 const NnFinish *finish)
{
  if (m == 4)
    winograd_output_of (4, products, step, y, row, rows, columns, bias, residual, add, finish);
  else if (m == 3)
    winograd_output_of (3, products, step, y, row, rows, columns, bias, residual, add, finish);
  else
    winograd_output_of (2, products, step, y, row, rows, columns, bias, residual, add, finish);
  if (is_late (finish))
    for (int i = 0; i < (rows < m ? rows : m); i++)
      activate ((size_t) (columns < m ? columns : m), y + i * row, finish, y + i * row);
}
