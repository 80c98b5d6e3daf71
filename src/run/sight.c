// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/sight.h"

#include <math.h>

#define LEVELS 255.0

/* Pixels of the longer side of a picture in which one level is seen. */
#define COARSE_SIDE 28.0

#define SINGLE_PIXEL 8
#define PLAIN        8

RunSight
run_sight_of_change (double distortion, guint max_change, guint width, guint height)
{
  double mean = distortion * LEVELS;
  double limit = sqrt (MAX (1, MAX (width, height) / COARSE_SIDE));

  if (max_change == 0)
    return RUN_SIGHT_NOTHING;
  if (mean < limit && max_change < SINGLE_PIXEL * limit)
    return RUN_SIGHT_HARDLY;
  if (mean < PLAIN * limit && max_change < PLAIN * SINGLE_PIXEL * limit)
    return RUN_SIGHT_CLOSELY;
  return RUN_SIGHT_PLAINLY;
}
