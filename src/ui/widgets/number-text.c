// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number-text.h"

#include <string.h>

#include "config.h"

#include <glib/gi18n-lib.h>

char *
fooled_exact_text (float confidence)
{
  g_autofree char *exact = base_confidence_exact_text (confidence);

  /* Translators: %s is a confidence with all its digits. */
  return g_strdup_printf (_ ("Confidence: %s"), exact);
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
