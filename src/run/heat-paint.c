// SPDX-License-Identifier: GPL-3.0-or-later
#include <math.h>
#include <string.h>

#include "run/heat.h"

/* As opaque as the strongest gets, and how weak values stand out. */
#define STRONGEST_ALPHA 0.88
#define GAMMA           0.8

/* Both are seen on black, on grey and on white. */
static const guint8 red[3] = { 240, 68, 48 }, blue[3] = { 48, 118, 242 };

void
run_heat_color (float value, guint8 rgba[4])
{
  const double strength = MIN (fabs ((double) value), 1.0);

  memcpy (rgba, value > 0 ? red : blue, 3);
  rgba[3] = (guint8) lrint (255 * STRONGEST_ALPHA * pow (strength, GAMMA));
}

GBytes *
run_heat_overlay (const RunHeatMap *map)
{
  const BaseImage *picture;
  guint8 *pixels;

  g_return_val_if_fail (map != NULL && map->error == NULL, NULL);
  picture = map->fitted;
  pixels = g_new0 (guint8, (gsize) picture->width * picture->height * 4);
  for (guint y = 0; y < map->height; y++)
    for (guint x = 0; x < map->width; x++)
      run_heat_color (map->values[(gsize) y * map->width + x],
                      pixels + ((gsize) (map->top + y) * picture->width + map->left + x) * 4);
  return g_bytes_new_take (pixels, (gsize) picture->width * picture->height * 4);
}

/* Between the middles of pixels; the outermost ones go on to the edge. */
static float
value_at (const RunHeatMap *map, double x, double y)
{
  double left = CLAMP (x - 0.5, 0.0, map->width - 1.0);
  double top = CLAMP (y - 0.5, 0.0, map->height - 1.0);
  guint x0 = (guint) left, y0 = (guint) top;
  guint x1 = MIN (x0 + 1, map->width - 1), y1 = MIN (y0 + 1, map->height - 1);
  double u = left - x0, v = top - y0;
  const float *above = map->values + (gsize) y0 * map->width;
  const float *below = map->values + (gsize) y1 * map->width;

  return (float) ((1 - v) * ((1 - u) * (double) above[x0] + u * (double) above[x1]) +
                  v * ((1 - u) * (double) below[x0] + u * (double) below[x1]));
}

static void
lay_on (const guint8 rgba[4], guint8 *pixel)
{
  for (guint c = 0; c < 3; c++)
    pixel[c] = (guint8) ((pixel[c] * (255 - rgba[3]) + rgba[c] * rgba[3] + 127) / 255);
}

BaseImage *
run_heat_paint (const RunHeatMap *map, guint factor)
{
  g_autoptr (BaseImage) grey = NULL;
  BaseImage *painted;
  guint8 rgba[4];

  g_return_val_if_fail (map != NULL && map->error == NULL && factor >= 1, NULL);

  grey = base_image_convert (map->fitted, 1);
  painted = base_image_enlarge_rgb (grey, factor);
  for (guint y = 0; y < map->height * factor; y++)
    for (guint x = 0; x < map->width * factor; x++)
      {
        gsize place = (gsize) (map->top * factor + y) * painted->width + map->left * factor + x;

        run_heat_color (value_at (map, (x + 0.5) / factor, (y + 0.5) / factor), rgba);
        lay_on (rgba, painted->pixels + place * 3);
      }
  return painted;
}
