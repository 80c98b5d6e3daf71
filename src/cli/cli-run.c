// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-run.h"

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-interrupt.h"
#include "cli/cli-output.h"
#include "cli/cli-progress.h"
#include "run/classify.h"
#include "run/memory.h"

#define WAIT_MS 100

/* How many classes there are is known only once the network is loaded. */
CliStatus
cli_choose_classes (const char *text, RunSettings *settings)
{
  g_autoptr (RunClassifier) classifier = NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return CLI_OK;
  classifier = run_classifier_new (settings->network, 1, &error);
  if (classifier == NULL)
    return cli_fail (error);
  settings->n_wanted = run_classifier_info (classifier)->n_classes;
  if (run_parse_classes (text, settings->n_wanted, &settings->wanted, &error))
    return CLI_OK;
  cli_error ("%s", error->message);
  return CLI_USAGE;
}

/* Where the run ends at the latest. */
static guint64
last_generation (const RunSettings *settings)
{
  return settings->method == RUN_METHOD_ASCENT ? settings->ascent.iterations
                                               : settings->stop_generations;
}

static void
show_progress (CliProgress *progress, const RunSnapshot *snapshot, guint64 n_generations)
{
  g_autofree char *median = cli_confidence (snapshot->median);
  g_autofree char *generation = cli_count (snapshot->generation);
  g_autofree char *last = cli_count (n_generations);
  g_autofree char *text =
      g_strdup_printf (_ ("generation %s of %s, median %s, %.0f a second"), generation, last,
                       median, snapshot->evaluations_per_second);

  cli_progress_show (progress, (double) snapshot->generation / (double) n_generations, text);
}

/* Beside the result, so that the standard output stream is the same. */
static void
state_memory (const RunSettings *settings, const RunNetworkInfo *network)
{
  guint64 bytes = run_memory_estimate (settings, network);
  g_autofree char *size = g_format_size (bytes);

  if (bytes >= RUN_MUCH_MEMORY)
    cli_error (_ ("The images of this run will take about %s of memory."), size);
}

/* Until the run has ended, or stands still after Ctrl-C. Returns its last snapshot; NULL after a
 * message when it failed. */
static RunSnapshot *
wait_for_end (RunEngine *engine, const RunSettings *settings, CliProgress *progress)
{
  gboolean pausing = FALSE, stated = FALSE;

  for (;;)
    {
      g_autoptr (RunSnapshot) snapshot = NULL;

      if (cli_interrupted () && !pausing)
        {
          run_engine_pause (engine);
          pausing = TRUE;
        }
      snapshot = run_engine_wait (engine, WAIT_MS);
      if (snapshot == NULL)
        continue;
      if (snapshot->network != NULL && !stated)
        {
          state_memory (settings, snapshot->network);
          stated = TRUE;
        }
      switch (snapshot->state)
        {
        case RUN_STATE_FAILED:
          cli_progress_clear (progress);
          cli_error ("%s", snapshot->message);
          return NULL;
        case RUN_STATE_PAUSED:
        case RUN_STATE_FINISHED:
          cli_progress_clear (progress);
          return g_steal_pointer (&snapshot);
        case RUN_STATE_RUNNING:
          show_progress (progress, snapshot, last_generation (settings));
          break;
        case RUN_STATE_IDLE:
        case RUN_STATE_LOADING:
        default:
          break;
        }
    }
}

/* lines: progress also where the standard error stream is no terminal. FALSE after a message. */
static gboolean
run (const RunSettings *settings, gboolean lines, CliResult *result)
{
  g_autoptr (RunEngine) engine = run_engine_new (NULL, NULL);
  CliProgress progress;

  cli_progress_init (&progress, lines);
  run_engine_set_view (engine, RUN_VIEW_CHAMPIONS, RUN_MIN_CELL_SIZE);
  run_engine_start (engine, settings, FALSE);
  result->settings = settings;
  result->last = wait_for_end (engine, settings, &progress);
  if (result->last == NULL)
    return FALSE;
  result->n_wanted = run_settings_n_wanted (settings, result->last->network->n_classes);
  result->n_crops = settings->n_crops > 0 ? settings->n_crops : result->last->network->n_crops;
  if (!run_engine_result (engine, &result->archive_hash, &result->champions))
    {
      cli_error (_ ("The run ended without a result."));
      return FALSE;
    }
  result->climbs = run_engine_climbs (engine);
  return TRUE;
}

CliStatus
cli_run_command (const RunSettings *settings,
                 const char *folder,
                 gboolean json,
                 CliPrintResult print,
                 CliPrintResult print_json)
{
  g_auto (CliResult) result = { NULL };
  g_autoptr (GError) error = NULL;
  CliStatus status;

  if (folder != NULL && !cli_result_prepare_folder (folder, &error))
    return cli_fail (error);

  cli_interrupt_catch ();
  if (!run (settings, !json, &result))
    return CLI_FAILURE;
  if (cli_interrupted ())
    cli_error (_ ("Interrupted; the result is what there was."));
  if (!json)
    print (&result);
  status = cli_result_save (&result, folder, json);
  if (json)
    print_json (&result);
  return status == CLI_OK && cli_interrupted () ? CLI_INTERRUPTED : status;
}
