// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-output.h"

#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/error.h"

void
cli_error (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s: %s\n", g_get_prgname (), message);
}

void
cli_print (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s\n", line);
}

CliStatus
cli_fail (const GError *error)
{
  cli_error ("%s", error->message);
  return g_error_matches (error, BASE_ERROR, BASE_ERROR_ARGUMENT) ? CLI_USAGE : CLI_FAILURE;
}

CliStatus
cli_finish_output (CliStatus status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  cli_error (_ ("Not everything could be written to the standard output; see whether its disk is "
                "full."));
  return status == CLI_OK ? CLI_FAILURE : status;
}

char *
cli_count (guint64 count)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, count);
}

static void
append_cell (GString *line, const char *cell, glong width, gboolean right)
{
  glong padding = width - g_utf8_strlen (cell, -1);

  if (right)
    g_string_append_printf (line, "%*s%s", (int) padding, "", cell);
  else
    g_string_append_printf (line, "%s%*s", cell, (int) padding, "");
}

void
cli_print_table (const GPtrArray *cells, guint n_columns, const gboolean *right)
{
  g_autofree glong *widths = g_new0 (glong, n_columns);

  for (guint i = 0; i < cells->len; i++)
    widths[i % n_columns] =
        MAX (widths[i % n_columns], g_utf8_strlen (g_ptr_array_index (cells, i), -1));
  for (guint i = 0; i < cells->len; i += n_columns)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      for (guint c = 0; c < n_columns; c++)
        {
          if (c > 0)
            g_string_append (line, "  ");
          append_cell (line, g_ptr_array_index (cells, i + c), widths[c], right[c]);
        }
      cli_print ("%s", g_strchomp (line->str));
    }
}

void
cli_print_notes (const RunNetworkInfo *info)
{
  if (info->guessed)
    g_printerr (_ ("There is no network card for “%s”, so this is guessed:\n"), info->name);
  for (guint i = 0; info->notes != NULL && info->notes[i] != NULL; i++)
    g_printerr ("- %s\n", info->notes[i]);
  if (info->guessed)
    g_printerr (_ ("To change it, put a network card beside the file (%s.card); the window writes "
                   "one under “Open Network”. Its keys: Labels, Output, Width, Height, "
                   "ChannelOrder, Mean, Scale, Resize.\n"),
                info->id);
}
