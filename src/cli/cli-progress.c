// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_LENGTH       16
#define BAR_INTERVAL     (G_USEC_PER_SEC / 10)
#define LINE_INTERVAL    (5 * G_USEC_PER_SEC)
#define STANDARD_COLUMNS 80

void
cli_progress_init (CliProgress *progress, gboolean lines)
{
  *progress = (CliProgress){ .terminal = isatty (STDERR_FILENO), .quiet = !lines };
  if (!progress->terminal)
    progress->next = g_get_monotonic_time () + LINE_INTERVAL;
}

static guint
terminal_columns (void)
{
  struct winsize size;

  if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return STANDARD_COLUMNS;
}

static void
draw_bar (CliProgress *progress, double share, const char *text)
{
  g_autoptr (GString) line = g_string_new ("[");
  guint n_full = (guint) (CLAMP (share, 0, 1) * BAR_LENGTH);
  guint columns = terminal_columns ();
  glong length;

  for (guint i = 0; i < BAR_LENGTH; i++)
    g_string_append_c (line, i < n_full ? '#' : '.');
  g_string_append_printf (line, "] %s", text);
  length = g_utf8_strlen (line->str, -1);
  /* A line that wraps could not be drawn over. */
  if (length >= columns)
    {
      g_string_truncate (line,
                         (gsize) (g_utf8_offset_to_pointer (line->str, columns - 1) - line->str));
      length = columns - 1;
    }
  g_printerr ("\r%s%*s", line->str, (int) MAX (0, (glong) progress->drawn - length), "");
  progress->drawn = (gsize) length;
}

void
cli_progress_show (CliProgress *progress, double share, const char *text)
{
  gint64 now = g_get_monotonic_time ();

  if (now < progress->next || (!progress->terminal && progress->quiet))
    return;
  progress->next = now + (progress->terminal ? BAR_INTERVAL : LINE_INTERVAL);
  if (progress->terminal)
    draw_bar (progress, share, text);
  else
    g_printerr ("%s\n", text);
}

void
cli_progress_clear (CliProgress *progress)
{
  if (progress->drawn > 0)
    g_printerr ("\r%*s\r", (int) progress->drawn, "");
  progress->drawn = 0;
  if (progress->terminal)
    progress->next = 0;
}
