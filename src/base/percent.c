// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/percent.h"

#include <math.h>

#include "config.h"

#include <glib/gi18n-lib.h>

/* Units of so many decimals of a percent in the whole. */
#define SHORT_SCALE 100
#define SCALE       10000
#define EXACT_SCALE 10000000

/* Whole units of 1 / scale in the confidence, at most scale - 1. A float a little below a decimal
 * number stands for that number (0.9999f is less than 0.9999), hence a unit of its last place is
 * added first. */
static guint
whole_units (float confidence, guint scale)
{
  double value = confidence > 0 ? MIN ((double) confidence, 1) : 0; /* not a number is 0 */

  return MIN ((guint) floor ((value + value * 0x1p-24) * scale), scale - 1);
}

guint
base_confidence_units (float confidence)
{
  return whole_units (confidence, SCALE);
}

char *
base_confidence_text (float confidence)
{
  guint units = whole_units (confidence, SCALE);

  if (units == 0)
    /* Translators: %.2f is 0.01: a confidence too small to show. */
    return g_strdup_printf (_ ("< %.2f %%"), 0.01);
  /* Translators: a confidence in percent, such as 99.98 %. */
  return g_strdup_printf (_ ("%.2f %%"), units / 100.0);
}

char *
base_confidence_short_text (float confidence)
{
  guint units = whole_units (confidence, SHORT_SCALE);

  if (units == 0)
    return g_strdup (_ ("< 1 %"));
  /* Translators: a confidence in whole percent, such as 99 %. */
  return g_strdup_printf (_ ("%u %%"), units);
}

char *
base_confidence_exact_text (float confidence)
{
  guint units = whole_units (confidence, EXACT_SCALE);

  if (units == 0)
    /* Translators: %.5f is 0.00001: a confidence as exactly as it is known. */
    return g_strdup_printf (_ ("less than %.5f %%"), 0.00001);
  if (units == EXACT_SCALE - 1)
    /* Translators: %.5f is 99.99999: a confidence as exactly as it is known. */
    return g_strdup_printf (_ ("more than %.5f %%"), 99.99999);
  /* Translators: a confidence in percent as exactly as it is known, such as 99.99731 %. */
  return g_strdup_printf (_ ("%.5f %%"), units / 1e5);
}

char *
base_confidence_file_text (float confidence)
{
  guint units = whole_units (confidence, SCALE);

  if (units == 0)
    return g_strdup ("< 0.01");
  return g_strdup_printf ("%u.%02u", units / 100, units % 100);
}

char *
base_share_text (double share)
{
  if (!(share > 0))
    return g_strdup (_ ("0 %"));
  if (share >= 1)
    return g_strdup (_ ("100 %"));
  return g_strdup_printf (_ ("%.2f %%"), CLAMP (round (share * SCALE), 1, SCALE - 1) / 100);
}
