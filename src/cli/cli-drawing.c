// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-drawing.h"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "cli/cli-interrupt.h"
#include "cli/cli-output.h"

#define LOOK_US 20000

static gpointer
watch_signal (gpointer data)
{
  CliDrawing *drawing = data;

  while (g_atomic_int_get (&drawing->interrupt) == 0)
    {
      if (cli_interrupted ())
        g_atomic_int_set (&drawing->interrupt, 1);
      g_usleep (LOOK_US);
    }
  return NULL;
}

void
cli_drawing_begin (CliDrawing *drawing)
{
  drawing->interrupt = 0;
  cli_interrupt_catch ();
  cli_progress_init (&drawing->progress, FALSE);
  drawing->thread = g_thread_new ("signal", watch_signal, drawing);
}

void
cli_drawing_show (double fraction, gpointer drawing)
{
  cli_progress_show (&((CliDrawing *) drawing)->progress, fraction, _ ("Drawing"));
}

CliStatus
cli_drawing_end (CliDrawing *drawing, gboolean done, const GError *error)
{
  g_atomic_int_set (&drawing->interrupt, 1);
  g_thread_join (drawing->thread);
  cli_progress_clear (&drawing->progress);
  if (done)
    return CLI_OK;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return cli_fail (error);
  cli_error (_ ("Interrupted; nothing was written."));
  return CLI_INTERRUPTED;
}
