// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The distance between the numbers of an axis from 0 to `range`: 1, 2 or 5 times a power of ten,
 * the smallest with at most `max_ticks` intervals. At least 1; range >= 1, max_ticks >= 1. */
guint64 fooled_axis_step (guint64 range, guint max_ticks);

/* Moves labels of height `height`, whose middles are wished at `middles` (any order), so that they
 * do not overlap, keep their order from top to bottom and stay in 0 .. length where there is room.
 * Equal wishes keep the order of the array. At most 8 labels. */
void fooled_axis_spread (double *middles, guint n, double height, double length);

G_END_DECLS
