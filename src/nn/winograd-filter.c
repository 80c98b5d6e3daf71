// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/winograd-filter.h"

#define MOST_SIDE   8
#define MOST_KERNEL 5

/* One of the finite points that the polynomials are evaluated at, and 1 / the product of its
 * distances from the others. */
typedef struct
{
  double at, scale;
} Point;

static void
transform (const Point *points, int side, int r, const double *g, double *u)
{
  double matrix[MOST_SIDE][MOST_KERNEL] = { { 0 } }, half[MOST_SIDE][MOST_KERNEL];

  for (int i = 0; i < side - 1; i++)
    {
      double power = points[i].scale;

      for (int k = 0; k < r; k++, power *= points[i].at)
        matrix[i][k] = power;
    }
  matrix[side - 1][r - 1] = 1; /* infinity */
  for (int i = 0; i < side; i++)
    for (int x = 0; x < r; x++)
      {
        half[i][x] = 0;
        for (int y = 0; y < r; y++)
          half[i][x] += matrix[i][y] * g[y * r + x];
      }
  for (int i = 0; i < side; i++)
    for (int j = 0; j < side; j++)
      {
        u[side * i + j] = 0;
        for (int x = 0; x < r; x++)
          u[side * i + j] += half[i][x] * matrix[j][x];
      }
}

void
nn_winograd_filter6 (int r, const double *g, double u[36])
{
  static const Point points[] = {
    { 0, 1.0 / 4 }, { 1, -1.0 / 6 }, { -1, -1.0 / 6 }, { 2, 1.0 / 24 }, { -2, 1.0 / 24 }
  };

  transform (points, 6, r, g, u);
}

void
nn_winograd_filter8 (int r, const double *g, double u[64])
{
  static const Point points[] = { { 0, 1 },           { 1, -2.0 / 9 },  { -1, -2.0 / 9 },
                                  { 2, 1.0 / 90 },    { -2, 1.0 / 90 }, { 0.5, 32.0 / 45 },
                                  { -0.5, 32.0 / 45 } };

  transform (points, 8, r, g, u);
}
