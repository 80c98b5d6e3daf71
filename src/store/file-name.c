// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file-name.h"

#include <string.h>

#include "base/percent.h"

#define MAX_BYTES 60

/* Windows' file systems refuse most of them. */
#define REFUSED "/\\:*?\"<>|,"

static gboolean
is_taken (gunichar letter)
{
  return letter != ' ' && g_unichar_isprint (letter) && !g_unichar_isspace (letter) &&
         (letter >= 0x80 || strchr (REFUSED, (int) letter) == NULL);
}

/* Drops what is behind the last letter that a name may end with. */
static void
end_well (GString *name)
{
  while (name->len > 0 && strchr (" .", name->str[name->len - 1]) != NULL)
    g_string_truncate (name, name->len - 1);
}

char *
store_file_name_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  GString *name = g_string_new (NULL);
  gboolean gap = FALSE;

  for (const char *next = composed; *next != '\0'; next = g_utf8_next_char (next))
    {
      gsize length = (gsize) (g_utf8_next_char (next) - next);

      if (!is_taken (g_utf8_get_char (next)) ||
          (name->len == 0 && strchr (".-", *next) != NULL)) /* hidden, or an option */
        {
          gap = name->len > 0;
          continue;
        }
      if (name->len + (gap ? 1 : 0) + length > MAX_BYTES)
        break;
      if (gap)
        g_string_append_c (name, ' ');
      gap = FALSE;
      g_string_append_len (name, next, (gssize) length);
    }
  end_well (name);
  return g_string_free (name, FALSE);
}

char *
store_specimen_file_name (const StoreSpecimen *specimen, const char *what, const char *ending)
{
  g_autofree char *label = NULL;
  guint units;

  g_return_val_if_fail (specimen != NULL && ending != NULL, NULL);

  label = store_file_name_text (specimen->label);
  units = base_confidence_units (specimen->confidence);
  return g_strdup_printf ("%s %u.%02u %%%s%s%s", *label != '\0' ? label : "image", units / 100,
                          units % 100, what != NULL ? " " : "", what != NULL ? what : "", ending);
}
