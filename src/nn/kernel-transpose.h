// SPDX-License-Identifier: GPL-3.0-or-later
/* Between layouts: rows become lanes, four by four. */

#include "nn/four.h"

/* Four numbers of each of four rows, `from` apart, exchanged: columns become rows, `to` apart. */
INLINE void
transpose_four (const float *x, size_t from, float *y, size_t to)
{
  Four r[4], a[4];

  for (int i = 0; i < 4; i++)
    memcpy (&r[i], x + i * from, sizeof r[i]);
  a[0] = SHUFFLE (r[0], r[1], 0, 4, 1, 5);
  a[1] = SHUFFLE (r[0], r[1], 2, 6, 3, 7);
  a[2] = SHUFFLE (r[2], r[3], 0, 4, 1, 5);
  a[3] = SHUFFLE (r[2], r[3], 2, 6, 3, 7);
  r[0] = SHUFFLE (a[0], a[2], 0, 1, 4, 5);
  r[1] = SHUFFLE (a[0], a[2], 2, 3, 6, 7);
  r[2] = SHUFFLE (a[1], a[3], 0, 1, 4, 5);
  r[3] = SHUFFLE (a[1], a[3], 2, 3, 6, 7);
  for (int i = 0; i < 4; i++)
    memcpy (y + i * to, &r[i], sizeof r[i]);
}

static void
to_lanes (int n_lanes, size_t n, const float *x, size_t step, float *y)
{
  size_t whole = n / 4 * 4;
  int lanes = n_lanes / 4 * 4;

  for (size_t j = 0; j < whole; j += 4)
    for (int lane = 0; lane < lanes; lane += 4)
      transpose_four (x + lane * step + j, step, y + j * NN_LANES + lane, NN_LANES);
  for (size_t j = 0; j < n; j++)
    {
      for (int lane = j < whole ? lanes : 0; lane < n_lanes; lane++)
        y[j * NN_LANES + lane] = x[lane * step + j];
      for (int lane = n_lanes; lane < NN_LANES; lane++)
        y[j * NN_LANES + lane] = 0;
    }
}

static void
from_lanes (int n_lanes, size_t n, const float *x, float *y, size_t step)
{
  size_t whole = n / 4 * 4;
  int lanes = n_lanes / 4 * 4;

  for (int lane = 0; lane < lanes; lane += 4)
    for (size_t j = 0; j < whole; j += 4)
      transpose_four (x + j * NN_LANES + lane, NN_LANES, y + lane * step + j, step);
  for (int lane = 0; lane < n_lanes; lane++)
    for (size_t j = lane < lanes ? whole : 0; j < n; j++)
      y[lane * step + j] = x[j * NN_LANES + lane];
}
