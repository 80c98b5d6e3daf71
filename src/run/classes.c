// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/settings.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

/* Shorter ranges are written as numbers. */
#define SHORTEST_RANGE 3

static gboolean
is_number (const char *text)
{
  return *text != '\0' && text[strspn (text, "0123456789")] == '\0';
}

/* A number too large to be held is one that no network has. */
static gboolean
parse_class (const char *digits, guint n_classes, guint *class_index, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT, &number, NULL) || number >= n_classes)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   /* Translators: %s is the number that was given. */
                   _ ("There is no class %s: the network's classes are 0 to %u."), digits,
                   n_classes - 1);
      return FALSE;
    }
  *class_index = (guint) number;
  return TRUE;
}

/* One "3" or "3-5" of a list, without space around it. */
static gboolean
parse_range (const char *text, guint n_classes, guint *first, guint *last, GError **error)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 2);
  const char *from = g_strstrip (ends[0]);
  const char *to = ends[1] != NULL ? g_strstrip (ends[1]) : from;

  if (!is_number (from) || !is_number (to))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   /* Translators: %s is a piece of a list of classes such as "0,3-5". */
                   _ ("“%s” is neither the number of a class nor a range such as 3-5."), text);
      return FALSE;
    }
  if (!parse_class (from, n_classes, first, error) || !parse_class (to, n_classes, last, error))
    return FALSE;
  if (*first > *last)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   /* Translators: the first %s is a range such as 5-3, %u and %u are its ends in
                    * the right order. */
                   _ ("“%s” runs backwards: write %u-%u."), text, *last, *first);
      return FALSE;
    }
  return TRUE;
}

/* Says where, by what stands before it: NULL = nothing. */
static void
set_missing (const char *before, GError **error)
{
  if (before == NULL)
    g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                         _ ("A class is missing before the first comma."));
  else
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 /* Translators: %s is a piece of a list of classes, such as 7 or 3-5. */
                 _ ("A class is missing after “%s,”."), before);
}

gboolean
run_parse_classes (const char *text, guint n_classes, gboolean **wanted, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree gboolean *flags = NULL;
  g_auto (GStrv) parts = g_strsplit (stripped, ",", -1);

  g_return_val_if_fail (n_classes > 0, FALSE);
  g_return_val_if_fail (wanted != NULL, FALSE);

  *wanted = NULL;
  flags = g_new0 (gboolean, n_classes);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint first, last;

      if (*g_strstrip (parts[i]) == '\0')
        {
          set_missing (i > 0 ? parts[i - 1] : NULL, error);
          return FALSE;
        }
      if (!parse_range (parts[i], n_classes, &first, &last, error))
        return FALSE;
      for (guint k = first; k <= last; k++)
        flags[k] = TRUE;
    }
  if (parts[0] != NULL) /* g_strsplit makes no part of an empty text */
    *wanted = g_steal_pointer (&flags);
  return TRUE;
}

char *
run_format_classes (const gboolean *wanted, guint n_classes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_classes; i++)
    {
      guint end = i;

      if (!wanted[i])
        continue;
      while (end < n_classes && wanted[end])
        end++;
      if (end - i < SHORTEST_RANGE)
        end = i + 1;
      if (text->len > 0)
        g_string_append_c (text, ',');
      g_string_append_printf (text, "%u", i);
      if (end - i > 1)
        g_string_append_printf (text, "-%u", end - 1);
      i = end - 1;
    }
  return g_string_free (text, FALSE);
}
