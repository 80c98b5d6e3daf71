// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number-text.h"

#include <math.h>
#include <string.h>

#include "config.h"

#include <glib/gi18n-lib.h>

/* Whole units of 1 / scale in the confidence. A float a little below a decimal number stands for
 * that number (0.9999f is less than 0.9999), hence a unit of its last place is added first;
 * what is not 1 never reaches `scale`. */
static guint
whole_units (float confidence, guint scale)
{
  double value = CLAMP ((double) confidence, 0, 1); /* not a number becomes 0 below */
  guint units;

  if (!(confidence > 0))
    return 0;
  units = (guint) floor ((value + value * 0x1p-24) * scale);
  return confidence < 1 ? MIN (units, scale - 1) : scale;
}

char *
fooled_confidence_text (float confidence)
{
  guint units = whole_units (confidence, 10000);

  if (units == 10000)
    /* Translators: a confidence of exactly one. */
    return g_strdup (_ ("100 %"));
  if (units == 0 && confidence > 0)
    /* Translators: %.2f is 0.01: a confidence too small to show. */
    return g_strdup_printf (_ ("< %.2f %%"), 0.01);
  /* Translators: a confidence in percent, such as 99.98 %. */
  return g_strdup_printf (_ ("%.2f %%"), units / 100.0);
}

char *
fooled_confidence_short_text (float confidence)
{
  guint units = whole_units (confidence, 100);

  if (units == 0 && confidence > 0)
    return g_strdup (_ ("< 1 %"));
  /* Translators: a confidence in whole percent, such as 99 %. */
  return g_strdup_printf (_ ("%u %%"), units);
}

char *
fooled_count_text (guint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  GString *text = g_string_new (NULL);
  gsize n = strlen (digits);

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (text, "\302\240");
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}
