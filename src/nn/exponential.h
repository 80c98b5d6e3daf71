// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* e^x to within 2e-7 of it, x taken as -87 .. 87 beyond that. Unlike the C library's, it can be
 * part of a loop over vectors, and gives the same bits everywhere. */
G_ALWAYS_INLINE static inline float
nn_exponential (float x)
{
  /* Adding and subtracting it rounds a float of magnitude below 2^22 to a whole number. */
  const float rounder = 0x1.8p23f;
  /* ln 2 in two parts, the first of so few bits that its products below are exact. */
  const float ln2_high = 0x1.62ep-1f, ln2_low = 0x1.0bfbe8p-15f;
  union
  {
    guint32 bits;
    float number;
  } shifted, power;
  float k, r, series;

  x = x < -87.0f ? -87.0f : x;
  x = x > 87.0f ? 87.0f : x;
  /* e^x = 2^k e^r with r in -ln 2 / 2 .. ln 2 / 2, where seven terms of the series do. */
  shifted.number = x * 1.44269504f + rounder;
  k = shifted.number - rounder;
  r = (x - k * ln2_high) - k * ln2_low;
  series = 1.0f / 120 + r * (1.0f / 720 + r * (1.0f / 5040));
  series = 1.0f / 6 + r * (1.0f / 24 + r * series);
  series = 1.0f + r * (1.0f + r * (0.5f + r * series));
  power.bits = (shifted.bits + 127u) << 23; /* the last bits of the shifted number are k's */
  return series * power.number;
}

G_END_DECLS
