// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Along one axis, position p of a window puts its tap k at p * stride + offset, with offset =
 * k * dilation - padding. Sets the positions *first .. *end - 1 where that lies in 0 .. size - 1;
 * 0 <= *first <= *end <= n_positions. */
static inline void
nn_window_clip (int offset, int stride, int size, int n_positions, int *first, int *end)
{
  *first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
  *end = offset >= size ? 0 : (size - 1 - offset) / stride + 1;
  *first = MIN (*first, n_positions);
  *end = CLAMP (*end, *first, n_positions);
}

G_END_DECLS
