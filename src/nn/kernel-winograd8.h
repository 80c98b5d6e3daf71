// SPDX-License-Identifier: GPL-3.0-or-later
/* The transforms of Winograd's F(4 x 4, 5 x 5) and F(5 x 5, 4 x 4), on 8 x 8 vectors: 6.25 times
 * fewer multiplications than a direct convolution. Line by line, because 64 vectors fit no set of
 * registers; the first-level cache has what is between. */

/* One line of B^T d: eight places of d to eight places of the result, `to` apart. */
INLINE void
input_line8 (const Vector *d, Vector *v, const int to)
{
  Vector a = d[2] + d[6] - spread (4.25f) * d[4], b = d[1] + d[5] - spread (4.25f) * d[3];
  Vector c = d[6] + spread (0.25f) * d[2] - spread (1.25f) * d[4];
  Vector e = spread (0.5f) * d[1] - spread (2.5f) * d[3] + spread (2) * d[5];
  Vector f = d[6] + spread (4) * d[2] - spread (5) * d[4];
  Vector g = spread (2) * d[1] - spread (2.5f) * d[3] + spread (0.5f) * d[5];

  v[0] = d[0] - d[6] + spread (5.25f) * (d[4] - d[2]);
  v[to] = a + b;
  v[2 * to] = a - b;
  v[3 * to] = c + e;
  v[4 * to] = c - e;
  v[5 * to] = f + g;
  v[6 * to] = f - g;
  v[7 * to] = d[7] - d[1] + spread (5.25f) * (d[3] - d[5]);
}

static void
winograd8_input (const float *x,
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
      Vector half[64];

      for (int j = 0; j < 8; j++)
        {
          Vector d[8];

          for (int i = 0; i < 8; i++)
            d[i] = i >= top && i < bottom && j >= left && j < right
                       ? load (x + i * row + j * NN_LANES)
                       : spread (0);
          input_line8 (d, half + j, 8);
        }
      for (int i = 0; i < 8; i++)
        {
          Vector line[8];

          input_line8 (half + 8 * i, line, 1);
#pragma GCC unroll 8
          for (int j = 0; j < 8; j++)
            store (v + (8 * i + j) * step, line[j]);
        }
    }
}

/* One line of A^T M for F(m, 9 - m). */
INLINE void
output_line8 (const int m, const Vector *x, Vector *y, const int to)
{
  Vector a = x[1] + x[2], b = x[1] - x[2], c = x[3] + x[4], e = x[3] - x[4];
  Vector f = x[5] + x[6], g = x[5] - x[6];

  y[0] = x[0] + a + c + f;
  y[to] = b + spread (2) * e + spread (0.5f) * g;
  y[2 * to] = a + spread (4) * c + spread (0.25f) * f;
  if (m == 4)
    y[3 * to] = b + spread (8) * e + spread (0.125f) * g + x[7];
  else
    {
      y[3 * to] = b + spread (8) * e + spread (0.125f) * g;
      y[4 * to] = a + spread (16) * c + spread (0.0625f) * f + x[7];
    }
}

INLINE void
winograd8_output_of (const int m,
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
  for (int part = 0; part < NN_LANES; part += VECTOR)
    {
      Vector half[40], start = bias != NULL ? load (bias + part) : spread (0);

      for (int j = 0; j < 8; j++)
        {
          Vector line[8];

#pragma GCC unroll 8
          for (int i = 0; i < 8; i++)
            line[i] = load (products + (8 * i + j) * step + part);
          output_line8 (m, line, half + j, 8);
        }
      for (int i = 0; i < m && i < rows; i++)
        {
          Vector line[5];

          output_line8 (m, half + 8 * i, line, 1);
#pragma GCC unroll 5
          for (int j = 0; j < m; j++)
            line[j] += start;
          if (add)
            add_line (line, y + i * row + part, m, columns);
          if (residual != NULL)
            add_line (line, residual + i * row + part, m, columns);
          finish_vectors (line, m, finish);
          store_line (line, y + i * row + part, m, columns);
        }
    }
}

static void
winograd8_output (int m,
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
    winograd8_output_of (4, products, step, y, row, rows, columns, bias, residual, add, finish);
  else
    winograd8_output_of (5, products, step, y, row, rows, columns, bias, residual, add, finish);
  if (is_late (finish))
    for (int i = 0; i < (rows < m ? rows : m); i++)
      activate ((size_t) (columns < m ? columns : m), y + i * row, finish, y + i * row);
}

/* One line of A dY: m places of dY to eight of M, `to` apart. */
INLINE void
output_line8_backward (const int m, const Vector *y, Vector *x, const int to)
{
  Vector y4 = m == 5 ? y[4] : spread (0);
  Vector a = y[0] + y[2] + y4, b = y[1] + y[3];
  Vector c = y[0] + spread (4) * y[2] + spread (16) * y4, e = spread (2) * y[1] + spread (8) * y[3];
  Vector f = y[0] + spread (0.25f) * y[2] + spread (0.0625f) * y4;
  Vector g = spread (0.5f) * y[1] + spread (0.125f) * y[3];

  x[0] = y[0];
  x[to] = a + b;
  x[2 * to] = a - b;
  x[3 * to] = c + e;
  x[4 * to] = c - e;
  x[5 * to] = f + g;
  x[6 * to] = f - g;
  x[7 * to] = y[m - 1];
}

INLINE void
winograd8_output_backward_of (const int m,
                              const float *dy,
                              ptrdiff_t row,
                              int rows,
                              int columns,
                              float *products,
                              ptrdiff_t step)
{
  for (int part = 0; part < NN_LANES; part += VECTOR)
    {
      Vector half[40]; /* [8][m] */

      for (int j = 0; j < m; j++)
        {
          Vector line[5];

#pragma GCC unroll 5
          for (int i = 0; i < m; i++)
            line[i] = i < rows && j < columns ? load (dy + i * row + j * NN_LANES + part)
                                              : spread (0);
          output_line8_backward (m, line, half + j, m);
        }
      for (int i = 0; i < 8; i++)
        {
          Vector line[8];

          output_line8_backward (m, half + m * i, line, 1);
#pragma GCC unroll 8
          for (int j = 0; j < 8; j++)
            store (products + (8 * i + j) * step + part, line[j]);
        }
    }
}

static void
winograd8_output_backward (int m,
                           const float *dy,
                           ptrdiff_t row,
                           int rows,
                           int columns,
                           float *products,
                           ptrdiff_t step)
{
  if (m == 4)
    winograd8_output_backward_of (4, dy, row, rows, columns, products, step);
  else
    winograd8_output_backward_of (5, dy, row, rows, columns, products, step);
}

/* One line of B V: eight places of V to eight of d, `to` apart. */
INLINE void
input_line8_backward (const Vector *v, Vector *d, const int to)
{
  Vector a = v[1] + v[2], b = v[1] - v[2], c = v[3] + v[4], e = v[3] - v[4];
  Vector f = v[5] + v[6], g = v[5] - v[6];

  d[0] = v[0];
  d[to] = b + spread (0.5f) * e + spread (2) * g - v[7];
  d[2 * to] = a + spread (0.25f) * c + spread (4) * f - spread (5.25f) * v[0];
  d[3 * to] = spread (5.25f) * v[7] - spread (4.25f) * b - spread (2.5f) * (e + g);
  d[4 * to] = spread (5.25f) * v[0] - spread (4.25f) * a - spread (1.25f) * c - spread (5) * f;
  d[5 * to] = b + spread (2) * e + spread (0.5f) * g - spread (5.25f) * v[7];
  d[6 * to] = a + c + f - v[0];
  d[7 * to] = v[7];
}

static void
winograd8_input_backward (const float *v,
                          ptrdiff_t step,
                          float *x,
                          ptrdiff_t row,
                          int top,
                          int bottom,
                          int left,
                          int right)
{
  for (int part = 0; part < PARTS; part++, x += VECTOR, v += VECTOR)
    {
      Vector half[64];

      for (int j = 0; j < 8; j++)
        {
          Vector line[8];

#pragma GCC unroll 8
          for (int i = 0; i < 8; i++)
            line[i] = load (v + (8 * i + j) * step);
          input_line8_backward (line, half + j, 8);
        }
      for (int i = top; i < bottom; i++)
        {
          Vector line[8];

          input_line8_backward (half + 8 * i, line, 1);
#pragma GCC unroll 8
          for (int j = 0; j < 8; j++)
            if (j >= left && j < right)
              {
                float *at = x + i * row + j * NN_LANES;

                store (at, load (at) + line[j]);
              }
        }
    }
}
