// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-labels.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/error.h"

char **
cli_read_labels (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *name = g_filename_display_name (path);
  g_auto (GStrv) lines = NULL;
  gsize size;
  guint n;

  if (!g_file_get_contents (path, &text, &size, error))
    return NULL;
  if (!g_utf8_validate (text, (gssize) size, NULL))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“%s” is not a text file in UTF-8, with one label a line."), name);
      return NULL;
    }
  g_strchomp (text);
  lines = g_strsplit (text, "\n", -1);
  n = g_strv_length (lines);
  for (guint i = 0; i < n; i++)
    if (*g_strstrip (lines[i]) == '\0')
      {
        g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("Line %u of “%s” is empty."), i + 1,
                     name);
        return NULL;
      }
  if (n == 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("“%s” holds no labels."), name);
      return NULL;
    }
  return g_steal_pointer (&lines);
}
