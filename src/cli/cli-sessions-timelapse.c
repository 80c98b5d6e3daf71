// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "cli/cli-drawing.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-sessions.h"
#include "run/timelapse.h"

static CliStatus
save (const char *session, guint seconds, const char *output)
{
  g_autoptr (GError) error = NULL;
  RunTimelapsePlan plan;
  CliDrawing drawing;
  CliStatus status;
  gboolean done;

  if (!run_timelapse_plan (session, seconds, &plan, &error))
    return cli_fail (error);
  cli_drawing_begin (&drawing);
  done = run_timelapse_save (session, seconds, output, cli_drawing_show, &drawing,
                             &drawing.interrupt, &error);
  status = cli_drawing_end (&drawing, done, error);
  if (status != CLI_OK)
    return status;
  /* Translators: moments, width and height in pixels, classes. */
  cli_print (_ ("%u moments in frames of %u × %u pixels, %u classes"), plan.n_frames, plan.width,
             plan.height, plan.n_cells);
  return CLI_OK;
}

CliStatus
cli_sessions_timelapse (char ***arguments)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *output = NULL, *path = NULL;
  guint seconds = RUN_ANIMATION_SECONDS;
  const CliOption options[] = {
    { "seconds", &seconds },
    { "output", &output, .help = N_ ("Save it in this WebP file"), .required = TRUE, .row = "out" },
    { NULL },
  };

  if (!cli_parse_options (
          arguments, options, N_ ("FILE"), &words,
          N_ ("Saves a whole run as a time-lapse of its grid. FILE is a session, or the name of "
              "one that “fooled-cli sessions” lists.")))
    return CLI_USAGE;
  if (words == NULL || g_strv_length (words) != 1)
    {
      cli_error (_ ("Name a session: “fooled-cli sessions timelapse FILE --output FILE”."));
      return CLI_USAGE;
    }
  path = cli_session_path (words[0]);
  return save (path, seconds, output);
}
