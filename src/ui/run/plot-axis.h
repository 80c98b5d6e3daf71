// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The distance between the numbers of an axis from 0 to `range`: 1, 2 or 5 times a power of ten,
 * the smallest with at most `max_ticks` intervals. At least 1; range >= 1, max_ticks >= 1. */
guint64 fooled_axis_step (guint64 range, guint max_ticks);

/* Where a confidence stands on the plot's upright axis, 0 .. 1. Half of the axis is linear, half
 * counts nines (the logarithm of what is missing to 1), because runs spend most of their time
 * between 99 % and 99.99 %, and some never leave the lower half: 0 % is at 0, 50 % at 0.29, 90 %
 * at 0.58, 99 % at 0.75, 99.9 % at 0.87; from 99.99 % on, 1. */
double fooled_axis_confidence (float confidence);

/* Moves labels of height `height`, whose middles are wished at `middles` (any order), so that they
 * do not overlap, keep their order from top to bottom and stay in 0 .. length where there is room.
 * Equal wishes keep the order of the array. At most 8 labels. */
void fooled_axis_spread (double *middles, guint n, double height, double length);

G_END_DECLS
