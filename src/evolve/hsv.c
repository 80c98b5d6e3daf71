// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/hsv.h"

#include "base/multiversion.h"

#include <math.h>

/* One sixth of the turn is 256 in units of 6 * hue, so that a channel's share of the way from full
 * to empty is a whole number of 256ths. */
#define SIXTH EVO_HUE_TURN
#define TURN  (6 * SIXTH)
#define FULL  (255 * SIXTH)

/* The channel that is full within a sixth on either side of `offset`: V (1 - S w), where w rises
 * from 0 to 1 over the next sixth, stays for two sixths and falls again. Exact in whole numbers,
 * all of 16 bits, of which a vector has twice as many as of 32. */
G_ALWAYS_INLINE static inline guint8
channel (guint8 hue, guint8 saturation, guint8 value, gint16 offset)
{
  gint16 turned = (gint16) (6 * hue + offset);
  gint16 k = (gint16) (turned < TURN ? turned : turned - TURN);
  gint16 far_end = (gint16) (4 * SIXTH - k);
  gint16 nearer = MIN (k, far_end);
  guint16 w = (guint16) CLAMP (nearer, 0, SIXTH);
  guint16 rest = (guint16) (FULL - saturation * w);
  /* value * rest + FULL / 2, over 256: the upper and the lower byte of rest by themselves. */
  guint16 lower = (guint16) (value * (rest & 255) + FULL / 2 % 256);
  guint16 m = (guint16) (value * (rest >> 8) + FULL / 2 / 256 + (lower >> 8));

  /* Divided by 255; m * 32897 / 2^23 is that for every m below 2^16, and vectors can multiply but
   * not divide. */
  return (guint8) ((guint16) (((guint32) m * 32897) >> 16) >> 7);
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

/* How the same channel depends on them: level = 255 V (1 - S w), where w is 0 below place 0, rises
 * to 1 over a sixth, stays until 3, falls to 0 at 4 and stays; place = 6 hue + offset, modulo 6. */
G_ALWAYS_INLINE static inline void
add_channel (float sixths,
             float saturation,
             float value,
             float offset,
             float gradient,
             float *by_sixths,
             float *by_saturation,
             float *by_value)
{
  float turned = sixths + offset;
  float place = turned < 6.0f ? turned : turned - 6.0f;
  float way = place < 4.0f - place ? place : 4.0f - place;
  float w = way < 0.0f ? 0.0f : way > 1.0f ? 1.0f : way;
  float slope = place < 1.0f ? 1.0f : place >= 3.0f && place < 4.0f ? -1.0f : 0.0f;

  *by_sixths -= gradient * value * saturation * slope;
  *by_saturation -= gradient * value * w;
  *by_value += gradient * (1.0f - saturation * w);
}

BASE_MULTIVERSION void
evo_hsv_planes_backward (const float *hue,
                         const float *saturation,
                         const float *value,
                         gsize n,
                         const float *rgb_gradient,
                         float *hue_gradient,
                         float *saturation_gradient,
                         float *value_gradient)
{
  for (gsize i = 0; i < n; i++)
    {
      float turn = fabsf (hue[i]), s = fabsf (saturation[i]), v = fabsf (value[i]);
      float sixths = 6.0f * (turn - (float) (gint32) turn);
      float by_sixths = 0.0f, by_saturation = 0.0f, by_value = 0.0f;

      add_channel (sixths, s, v, 5.0f, rgb_gradient[3 * i], &by_sixths, &by_saturation, &by_value);
      add_channel (sixths, s, v, 3.0f, rgb_gradient[3 * i + 1], &by_sixths, &by_saturation,
                   &by_value);
      add_channel (sixths, s, v, 1.0f, rgb_gradient[3 * i + 2], &by_sixths, &by_saturation,
                   &by_value);
      hue_gradient[i] = (hue[i] < 0.0f ? -255.0f : 255.0f) * 6.0f * by_sixths;
      saturation_gradient[i] = (saturation[i] < 0.0f ? -255.0f : 255.0f) * by_saturation;
      value_gradient[i] = (value[i] < 0.0f ? -255.0f : 255.0f) * by_value;
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
