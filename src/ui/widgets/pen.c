// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pen.h"

#include <math.h>

/* In a picture of 28 x 28: white up to here from the middle of the line, and black from there. */
#define CORE 0.75
#define EDGE 1.85

/* A thinner pen would pass between the pixels. */
#define SMALLEST_SCALE 0.5

struct _FooledPen
{
  guint width, height;
  double scale;   /* against 28 x 28 */
  guint8 *pixels; /* (height, width) */
};

FooledPen *
fooled_pen_new (guint width, guint height)
{
  FooledPen *pen;

  g_return_val_if_fail (width >= 1 && width <= 256, NULL);
  g_return_val_if_fail (height >= 1 && height <= 256, NULL);

  pen = g_new (FooledPen, 1);
  pen->width = width;
  pen->height = height;
  pen->scale = MAX (MIN (width, height) / 28.0, SMALLEST_SCALE);
  pen->pixels = g_new0 (guint8, (gsize) width * height);
  return pen;
}

void
fooled_pen_free (FooledPen *pen)
{
  if (pen == NULL)
    return;
  g_free (pen->pixels);
  g_free (pen);
}

void
fooled_pen_clear (FooledPen *pen)
{
  g_return_if_fail (pen != NULL);

  for (gsize i = 0; i < (gsize) pen->width * pen->height; i++)
    pen->pixels[i] = 0;
}

/* From a point to the piece of a line. */
static double
distance (double x, double y, double x0, double y0, double x1, double y1)
{
  double dx = x1 - x0, dy = y1 - y0;
  double length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? ((x - x0) * dx + (y - y0) * dy) / length2 : 0;

  t = CLAMP (t, 0, 1);
  return hypot (x - (x0 + t * dx), y - (y0 + t * dy));
}

/* Lines that cross are no brighter there: the brightest counts. */
void
fooled_pen_line (FooledPen *pen, double x0, double y0, double x1, double y1)
{
  double core, edge;

  g_return_if_fail (pen != NULL);
  g_return_if_fail (isfinite (x0) && isfinite (y0) && isfinite (x1) && isfinite (y1));

  core = CORE * pen->scale;
  edge = EDGE * pen->scale;
  for (guint y = 0; y < pen->height; y++)
    for (guint x = 0; x < pen->width; x++)
      {
        double d = distance (x + 0.5, y + 0.5, x0, y0, x1, y1);
        double level = CLAMP ((edge - d) / (edge - core), 0, 1);
        guint8 *pixel = &pen->pixels[(gsize) y * pen->width + x];

        *pixel = MAX (*pixel, (guint8) (level * 255 + 0.5));
      }
}

gboolean
fooled_pen_is_empty (const FooledPen *pen)
{
  g_return_val_if_fail (pen != NULL, TRUE);

  for (gsize i = 0; i < (gsize) pen->width * pen->height; i++)
    if (pen->pixels[i] != 0)
      return FALSE;
  return TRUE;
}

BaseImage *
fooled_pen_image (const FooledPen *pen)
{
  BaseImage *image;

  g_return_val_if_fail (pen != NULL, NULL);

  image = base_image_new (pen->width, pen->height, 1);
  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = pen->pixels[i];
  return image;
}
