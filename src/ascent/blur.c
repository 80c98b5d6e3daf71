// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/blur.h"

#include <math.h>
#include <string.h>

#define STANDARD_DEVIATIONS 4

AscBlur *
asc_blur_new (double standard_deviation)
{
  AscBlur *blur = g_new0 (AscBlur, 1);
  double sum = 0;

  blur->radius = (guint) (STANDARD_DEVIATIONS * standard_deviation + 0.5);
  blur->weights = g_new0 (float, blur->radius + 1);
  for (gint i = -(gint) blur->radius; i <= (gint) blur->radius; i++)
    sum += exp (-0.5 * i * i / (standard_deviation * standard_deviation));
  for (guint i = 0; i <= blur->radius; i++)
    blur->weights[i] =
        (float) (exp (-0.5 * i * i / (standard_deviation * standard_deviation)) / sum);
  return blur;
}

void
asc_blur_free (AscBlur *blur)
{
  if (blur == NULL)
    return;
  g_free (blur->weights);
  g_free (blur);
}

gsize
asc_blur_scratch (const AscBlur *blur, guint height, guint width)
{
  return (gsize) height * width + width + 2 * (gsize) blur->radius;
}

/* Where a mirror shows place `i`, which may be several widths away. */
static guint
mirror (gint i, guint n)
{
  gint period = 2 * (gint) n;

  i = ((i % period) + period) % period;
  return (guint) (i < (gint) n ? i : period - 1 - i);
}

/* to += weight * (a + b), n numbers each */
static void
add_pair (float *restrict to, const float *a, const float *b, float weight, guint n)
{
  for (guint i = 0; i < n; i++)
    to[i] += weight * (a[i] + b[i]);
}

static void
blur_columns (const AscBlur *blur, guint height, guint width, const float *from, float *to)
{
  for (guint y = 0; y < height; y++)
    {
      float *row = to + (gsize) y * width;

      for (guint x = 0; x < width; x++)
        row[x] = blur->weights[0] * from[(gsize) y * width + x];
      for (guint i = 1; i <= blur->radius; i++)
        add_pair (row, from + (gsize) mirror ((gint) y - (gint) i, height) * width,
                  from + (gsize) mirror ((gint) (y + i), height) * width, blur->weights[i], width);
    }
}

/* wide: one row with its mirror images on both sides. */
static void
blur_row (const AscBlur *blur, guint width, const float *from, float *to, float *wide)
{
  const float *middle = wide + blur->radius;

  memcpy (wide + blur->radius, from, width * sizeof *from);
  for (guint i = 1; i <= blur->radius; i++)
    {
      wide[blur->radius - i] = from[mirror (-(gint) i, width)];
      wide[blur->radius + width - 1 + i] = from[mirror ((gint) (width - 1 + i), width)];
    }
  for (guint x = 0; x < width; x++)
    to[x] = blur->weights[0] * middle[x];
  for (guint i = 1; i <= blur->radius; i++)
    add_pair (to, middle - i, middle + i, blur->weights[i], width);
}

void
asc_blur (const AscBlur *blur, guint channels, guint height, guint width, float *x, float *scratch)
{
  gsize plane = (gsize) height * width;

  for (guint channel = 0; channel < channels; channel++)
    {
      blur_columns (blur, height, width, x + channel * plane, scratch);
      for (guint y = 0; y < height; y++)
        blur_row (blur, width, scratch + (gsize) y * width, x + channel * plane + (gsize) y * width,
                  scratch + plane);
    }
}
