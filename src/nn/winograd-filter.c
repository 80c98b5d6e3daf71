// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/winograd-filter.h"

#include "base/multiversion.h"

#define MOST_SIDE    8
#define MOST_KERNEL  5
#define MOST_AT_ONCE 16

/* One of the finite points that the polynomials are evaluated at, and 1 / the product of its
 * distances from the others. */
typedef struct
{
  double at, scale;
} Point;

/* n filters side by side: number k of filter f is g[k * n + f], place p of its transform u[p * n +
 * f]. */
static inline __attribute__ ((always_inline)) void
transform (const Point *points, int side, int r, const int n, const double *g, double *u)
{
  double matrix[MOST_SIDE][MOST_KERNEL] = { { 0 } };
  double half[MOST_SIDE][MOST_KERNEL][MOST_AT_ONCE];

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
        for (int f = 0; f < n; f++)
          half[i][x][f] = 0;
        for (int y = 0; y < r; y++)
          for (int f = 0; f < n; f++)
            half[i][x][f] += matrix[i][y] * g[(y * r + x) * n + f];
      }
  for (int i = 0; i < side; i++)
    for (int j = 0; j < side; j++)
      {
        double *place = u + (side * i + j) * n;

        for (int f = 0; f < n; f++)
          place[f] = 0;
        for (int x = 0; x < r; x++)
          for (int f = 0; f < n; f++)
            place[f] += half[i][x][f] * matrix[j][x];
      }
}

void
nn_winograd_filter6 (int r, const double *g, double u[36])
{
  static const Point points[] = {
    { 0, 1.0 / 4 }, { 1, -1.0 / 6 }, { -1, -1.0 / 6 }, { 2, 1.0 / 24 }, { -2, 1.0 / 24 }
  };

  transform (points, 6, r, 1, g, u);
}

static const Point points8[] = { { 0, 1 },           { 1, -2.0 / 9 },  { -1, -2.0 / 9 },
                                 { 2, 1.0 / 90 },    { -2, 1.0 / 90 }, { 0.5, 32.0 / 45 },
                                 { -0.5, 32.0 / 45 } };

void
nn_winograd_filter8 (int r, const double *g, double u[64])
{
  transform (points8, 8, r, 1, g, u);
}

BASE_MULTIVERSION void
nn_winograd_filters8 (int r, gsize n_filters, const float *g, float *u)
{
  for (gsize first = 0; first < n_filters; first += MOST_AT_ONCE)
    {
      int n = (int) MIN (MOST_AT_ONCE, n_filters - first);
      double filters[MOST_KERNEL * MOST_KERNEL * MOST_AT_ONCE] = { 0 };
      double places[MOST_SIDE * MOST_SIDE * MOST_AT_ONCE];

      for (int f = 0; f < n; f++)
        for (int k = 0; k < r * r; k++)
          filters[k * MOST_AT_ONCE + f] = g[(first + f) * r * r + k];
      transform (points8, 8, r, MOST_AT_ONCE, filters, places);
      for (int p = 0; p < MOST_SIDE * MOST_SIDE; p++)
        for (int f = 0; f < n; f++)
          u[p * n_filters + first + f] = (float) places[p * MOST_AT_ONCE + f];
    }
}
