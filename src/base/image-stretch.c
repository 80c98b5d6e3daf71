// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/image.h"

#include <math.h>
#include <string.h>

/* One pixel of so many may be darker than what becomes black, and one brighter than what becomes
 * white: a few that stand out do not hide the rest. */
#define FEW 200

#define WHITE 255

/* Where all but a few levels of a channel lie. */
typedef struct
{
  guint low, high;
} Range;

static Range
range_of (const BaseImage *image, guint channel)
{
  const gsize n = (gsize) image->width * image->height, few = n / FEW;
  gsize counts[WHITE + 1] = { 0 };
  Range range = { 0, WHITE };

  for (gsize i = 0; i < n; i++)
    counts[image->pixels[i * image->channels + channel]]++;
  for (gsize below = counts[0]; below <= few && range.low < WHITE; below += counts[range.low])
    range.low++;
  for (gsize above = counts[WHITE]; above <= few && range.high > 0; above += counts[range.high])
    range.high--;
  return range;
}

BaseImage *
base_image_stretch (const BaseImage *image)
{
  BaseImage *stretched;
  Range ranges[3];
  guint widest = 0;
  double factor;

  g_return_val_if_fail (image != NULL, NULL);

  stretched = base_image_copy (image);
  for (guint c = 0; c < image->channels; c++)
    {
      ranges[c] = range_of (image, c);
      if (ranges[c].high > ranges[c].low)
        widest = MAX (widest, ranges[c].high - ranges[c].low);
    }
  if (widest == 0)
    return stretched;
  factor = (double) WHITE / widest;
  for (guint c = 0; c < image->channels; c++)
    {
      double middle = (ranges[c].low + ranges[c].high) / 2.0;
      double half = factor * fabs ((double) ranges[c].high - ranges[c].low) / 2;
      double new_middle = CLAMP (middle, half, MAX (half, WHITE - half));

      for (gsize i = c; i < base_image_size (image); i += image->channels)
        stretched->pixels[i] = (guint8) lrint (
            CLAMP (new_middle + factor * (image->pixels[i] - middle), 0.0, (double) WHITE));
    }
  return stretched;
}
