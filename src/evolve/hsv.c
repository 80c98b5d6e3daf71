// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/hsv.h"

#include "base/multiversion.h"

/* One sixth of the turn is 256 in units of 6 * hue, so that a channel's share of the way from full
 * to empty is a whole number of 256ths. */
#define SIXTH EVO_HUE_TURN
#define TURN  (6 * SIXTH)
#define FULL  (255 * SIXTH)

/* The channel that is full within a sixth on either side of `offset`: V (1 - S w), where w rises
 * from 0 to 1 over the next sixth, stays for two sixths and falls again. Exact in whole numbers. */
G_ALWAYS_INLINE static inline guint8
channel (guint hue, guint saturation, guint value, guint offset)
{
  gint turned = (gint) (6 * hue + offset);
  gint k = turned < TURN ? turned : turned - TURN;
  gint w = CLAMP (MIN (k, 4 * SIXTH - k), 0, SIXTH);
  guint32 scaled = value * (guint32) (FULL - (gint) saturation * w);

  /* Divided by FULL = 256 * 255 and rounded; m * 32897 / 2^23 is m / 255 for every m below 2^16,
   * and vectors can multiply but not divide. */
  return (guint8) ((((scaled + FULL / 2) >> 8) * 32897) >> 23);
}

BASE_MULTIVERSION void
evo_hsv_planes_to_rgb (const guint8 *hue,
                       const guint8 *saturation,
                       const guint8 *value,
                       gsize n,
                       guint8 *rgb)
{
  for (gsize i = 0; i < n; i++)
    {
      rgb[3 * i] = channel (hue[i], saturation[i], value[i], 5 * SIXTH);
      rgb[3 * i + 1] = channel (hue[i], saturation[i], value[i], 3 * SIXTH);
      rgb[3 * i + 2] = channel (hue[i], saturation[i], value[i], SIXTH);
    }
}

BASE_MULTIVERSION void
evo_hsv_to_rgb (const guint8 *hsv, gsize n, guint8 *rgb)
{
  for (gsize i = 0; i < n; i++)
    {
      guint8 hue = hsv[3 * i], saturation = hsv[3 * i + 1], value = hsv[3 * i + 2];

      rgb[3 * i] = channel (hue, saturation, value, 5 * SIXTH);
      rgb[3 * i + 1] = channel (hue, saturation, value, 3 * SIXTH);
      rgb[3 * i + 2] = channel (hue, saturation, value, SIXTH);
    }
}

/* The place on the circle, in sixths of it, times the spread of the channels. */
static guint
place_on_circle (int red, int green, int blue, int highest, int spread)
{
  if (highest == red)
    return (guint) (green - blue + (green < blue ? 6 * spread : 0));
  if (highest == green)
    return (guint) (blue - red + 2 * spread);
  return (guint) (red - green + 4 * spread);
}

void
evo_rgb_to_hsv (const guint8 *rgb, gsize n, guint8 *hsv)
{
  for (gsize i = 0; i < n; i++, rgb += 3, hsv += 3)
    {
      int highest = MAX (MAX (rgb[0], rgb[1]), rgb[2]);
      int spread = highest - MIN (MIN (rgb[0], rgb[1]), rgb[2]);
      guint place = 0;

      if (spread > 0)
        place = place_on_circle (rgb[0], rgb[1], rgb[2], highest, spread) * EVO_HUE_TURN;
      hsv[0] = spread > 0 ? (guint8) ((place + 3 * spread) / (6 * spread) % EVO_HUE_TURN) : 0;
      hsv[1] = spread > 0 ? (guint8) ((255 * spread + highest / 2) / highest) : 0;
      hsv[2] = (guint8) highest;
    }
}
