// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/grid-columns.h"

#include <math.h>

/* One empty place in the last row weighs as much as a shape that is off by e ^ (4 / n). */
#define RAGGED_PENALTY 4.0

guint
fooled_grid_columns (guint n, double width, double height, double cell_width, double cell_height)
{
  guint fitting = MAX (1, (guint) (width / cell_width)), best = fitting;
  double least = G_MAXDOUBLE;

  for (guint columns = 1; columns <= MIN (fitting, n); columns++)
    {
      guint rows = (n - 1) / columns + 1;
      double shape = (columns * cell_width / (rows * cell_height)) / (width / height);
      double penalty = fabs (log (shape)) + RAGGED_PENALTY * (rows * columns - n) / n;

      if (rows * cell_height <= height && penalty < least)
        {
          least = penalty;
          best = columns;
        }
    }
  return best;
}
