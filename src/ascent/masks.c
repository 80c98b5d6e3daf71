// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/masks.h"

#include <math.h>
#include <string.h>

static inline void
swap (float *a, float *b)
{
  float kept = *a;

  *a = *b;
  *b = kept;
}

/* Hoare's selection: afterwards values[k] is what it would be if they were sorted, and nothing
 * behind it is smaller. Both scans stop at equal values, so that many equal ones cost no more. */
static void
select_value (float *values, gsize n, gsize k)
{
  gssize low = 0, high = (gssize) n - 1;

  while (low < high)
    {
      float pivot = values[low + (high - low) / 2];
      gssize i = low, j = high;

      while (i <= j)
        {
          while (values[i] < pivot)
            i++;
          while (pivot < values[j])
            j--;
          if (i <= j)
            swap (&values[i++], &values[j--]);
        }
      if ((gssize) k <= j)
        high = j;
      else if ((gssize) k >= i)
        low = i;
      else
        return;
    }
}

double
asc_percentile (float *values, gsize n, double percentile)
{
  double place = percentile / 100 * (double) (n - 1), fraction, below, above;
  gsize k = (gsize) place;

  fraction = place - (double) k;
  select_value (values, n, k);
  below = values[k];
  if (k + 1 == n)
    return below;
  above = values[k + 1];
  for (gsize i = k + 2; i < n; i++)
    above = values[i] < above ? values[i] : above;
  return below + (above - below) * fraction;
}

void
asc_clear_small_values (float *x, gsize n, double percentile, float *scratch)
{
  double limit;

  for (gsize i = 0; i < n; i++)
    scratch[i] = fabsf (x[i]);
  limit = asc_percentile (scratch, n, percentile);
  for (gsize i = 0; i < n; i++)
    x[i] = fabsf (x[i]) < limit ? 0 : x[i];
}

/* measures: one a pixel; the next n_pixels floats are free. */
static void
clear_small_pixels (float *x, guint channels, gsize n_pixels, double percentile, float *measures)
{
  double limit;

  memcpy (measures + n_pixels, measures, n_pixels * sizeof *measures);
  limit = asc_percentile (measures + n_pixels, n_pixels, percentile);
  for (guint channel = 0; channel < channels; channel++)
    for (gsize i = 0; i < n_pixels; i++)
      x[channel * n_pixels + i] = measures[i] < limit ? 0 : x[channel * n_pixels + i];
}

void
asc_clear_small_norms (float *x, guint channels, gsize n_pixels, double percentile, float *scratch)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      double sum = 0;

      for (guint channel = 0; channel < channels; channel++)
        sum += (double) x[channel * n_pixels + i] * x[channel * n_pixels + i];
      scratch[i] = (float) sqrt (sum);
    }
  clear_small_pixels (x, channels, n_pixels, percentile, scratch);
}

void
asc_clear_small_benefits (float *x,
                          const float *gradient,
                          guint channels,
                          gsize n_pixels,
                          double percentile,
                          gboolean absolute,
                          float *scratch)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      double benefit = 0;

      for (guint channel = 0; channel < channels; channel++)
        benefit -= (double) gradient[channel * n_pixels + i] * x[channel * n_pixels + i];
      scratch[i] = (float) (absolute ? fabs (benefit) : benefit);
    }
  clear_small_pixels (x, channels, n_pixels, percentile, scratch);
}
