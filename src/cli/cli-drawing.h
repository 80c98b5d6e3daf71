// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli-progress.h"
#include "cli/cli.h"

G_BEGIN_DECLS

/* A poster, pages or a time-lapse while it is drawn and saved: a bar on the terminal, and an end by
 * Ctrl+C also while nothing progresses. */
typedef struct
{
  CliProgress progress;
  gint interrupt; /* what the functions of run/ that draw want a pointer to */
  GThread *thread;
} CliDrawing;

void cli_drawing_begin (CliDrawing *drawing);

/* A BaseProgress; drawing: CliDrawing *. */
void cli_drawing_show (double fraction, gpointer drawing);

/* done, error: what became of it. CLI_OK, or another after a message. */
CliStatus cli_drawing_end (CliDrawing *drawing, gboolean done, const GError *error);

G_END_DECLS
