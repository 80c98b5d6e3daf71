// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/winograd-filter.h"

#define SIDE6   6
#define SIDE8   8
#define KERNEL8 5

void
nn_winograd_filter6 (int r, const double *g, double u[36])
{
  static const double points[5] = { 0, 1, -1, 2, -2 };
  static const double scales[5] = { 1.0 / 4, -1.0 / 6, -1.0 / 6, 1.0 / 24, 1.0 / 24 };
  double matrix[SIDE6][5] = { { 0 } }, half[SIDE6][5];

  for (int i = 0; i < 5; i++)
    {
      double power = scales[i];

      for (int k = 0; k < r; k++, power *= points[i])
        matrix[i][k] = power;
    }
  matrix[5][r - 1] = 1;
  for (int i = 0; i < SIDE6; i++)
    for (int x = 0; x < r; x++)
      {
        half[i][x] = 0;
        for (int y = 0; y < r; y++)
          half[i][x] += matrix[i][y] * g[y * r + x];
      }
  for (int i = 0; i < SIDE6; i++)
    for (int j = 0; j < SIDE6; j++)
      {
        u[SIDE6 * i + j] = 0;
        for (int x = 0; x < r; x++)
          u[SIDE6 * i + j] += half[i][x] * matrix[j][x];
      }
}

/* G x for one line of a filter. */
static void
transform_line (const double *x, int from, double *y, int to)
{
  double even = x[0] + x[2 * from] + x[4 * from], odd = x[from] + x[3 * from];
  double even2 = x[0] + 4 * x[2 * from] + 16 * x[4 * from], odd2 = 2 * x[from] + 8 * x[3 * from];
  double even_half = x[0] + x[2 * from] / 4 + x[4 * from] / 16;
  double odd_half = x[from] / 2 + x[3 * from] / 8;

  y[0] = x[0];
  y[to] = -2.0 / 9 * (even + odd);
  y[2 * to] = -2.0 / 9 * (even - odd);
  y[3 * to] = (even2 + odd2) / 90;
  y[4 * to] = (even2 - odd2) / 90;
  y[5 * to] = 32.0 / 45 * (even_half + odd_half);
  y[6 * to] = 32.0 / 45 * (even_half - odd_half);
  y[7 * to] = x[4 * from];
}

void
nn_winograd_filter8 (const double g[25], double u[64])
{
  double half[SIDE8 * KERNEL8];

  for (int j = 0; j < KERNEL8; j++)
    transform_line (g + j, KERNEL8, half + j, KERNEL8);
  for (int i = 0; i < SIDE8; i++)
    transform_line (half + i * KERNEL8, 1, u + i * SIDE8, 1);
}
