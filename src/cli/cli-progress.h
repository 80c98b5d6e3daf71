// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far long work is, on the standard error stream: a bar that is drawn again and again on a
 * terminal; elsewhere a plain line every few seconds, or nothing. */
typedef struct
{
  gboolean terminal;
  gboolean quiet; /* no plain lines either */
  gint64 next;    /* monotonic time before which nothing is drawn again */
  gsize drawn;    /* letters of the bar that is on the screen */
} CliProgress;

/* lines: whether to print plain lines where there is no terminal. */
void cli_progress_init (CliProgress *progress, gboolean lines);

/* share: 0 .. 1; text: what stands beside the bar, or in the plain line. */
void cli_progress_show (CliProgress *progress, double share, const char *text);

/* Takes the bar off the screen, before anything else is printed. */
void cli_progress_clear (CliProgress *progress);

G_END_DECLS
