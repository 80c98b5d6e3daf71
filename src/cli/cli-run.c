// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-run.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/percent.h"
#include "cli/cli-from.h"
#include "cli/cli-interrupt.h"
#include "cli/cli-job.h"
#include "cli/cli-output.h"
#include "run/classify.h"
#include "run/memory.h"

static BaseRanks *shared_by; /* NULL = the process is alone */

void
cli_use_ranks (BaseRanks *ranks)
{
  shared_by = ranks;
}

RunHost *
cli_host_new (void)
{
  RunHost *host = run_host_new ();

  run_host_set_ranks (host, shared_by);
  return host;
}

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

static char *
describe (const RunJobSnapshot *job)
{
  const RunSnapshot *snapshot = (const RunSnapshot *) job;
  g_autofree char *median = base_confidence_text (snapshot->median);
  g_autofree char *generation = cli_count (snapshot->generation);
  g_autofree char *last = cli_count (snapshot->last_generation);
  g_autofree char *evaluations = cli_count (snapshot->evaluations);

  if (snapshot->last_generation == 0)
    return g_strdup_printf (_ ("generation %s, %s evaluations, median %s, %.0f a second"),
                            generation, evaluations, median, snapshot->evaluations_per_second);
  return g_strdup_printf (_ ("generation %s of %s, median %s, %.0f a second"), generation, last,
                          median, snapshot->evaluations_per_second);
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

/* Whether a run has come to where the settings end it. */
static gboolean
is_at_end (const RunSnapshot *at, const RunSettings *settings)
{
  guint64 last = run_settings_last_generation (settings);

  return (last > 0 && at->generation >= last) ||
         (settings->stop_evaluations > 0 && at->evaluations >= settings->stop_evaluations);
}

/* Goes on with the run of the session until the end that the command line names; one that is there
 * already stays as it is. The last snapshot; NULL after a message. */
static RunSnapshot *
go_on (RunJob *job, const CliRun *order)
{
  const RunSettings *settings = order->settings;
  const CliGiven *given = &order->given;
  g_autoptr (RunSnapshot) at = NULL;
  g_autoptr (RunResult) saved = NULL;

  run_job_open (job, order->session, TRUE);
  at = cli_job_follow (job, describe, FALSE);
  saved = at != NULL ? run_experiment_result (job) : NULL;
  if (saved == NULL || !cli_given_check (given, settings, &saved->settings, at->network))
    return NULL;
  if (given->generations || given->evaluations)
    {
      saved->settings.stop_generations = settings->stop_generations;
      saved->settings.stop_evaluations = settings->stop_evaluations;
    }
  if (given->threads)
    saved->settings.n_threads = settings->n_threads;
  if (is_at_end (at, &saved->settings))
    {
      cli_error (_ ("The run in this session has come as far as that already; nothing was added."));
      return g_steal_pointer (&at);
    }
  run_experiment_change (job, &saved->settings);
  cli_job_resume (job);
  return cli_job_follow (job, describe, !order->json);
}

static RunSnapshot *
begin (RunJob *job, const CliRun *order)
{
  run_experiment_start (job, order->settings, order->session, FALSE);
  return cli_job_follow (job, describe, !order->json);
}

static gboolean
run (RunJob *job, const CliRun *order, CliResult *result)
{
  gboolean is_saved = order->session != NULL && g_file_test (order->session, G_FILE_TEST_EXISTS);

  result->last = is_saved ? go_on (job, order) : begin (job, order);
  if (result->last == NULL)
    return FALSE;
  result->end = run_experiment_result (job);
  if (result->end == NULL)
    {
      cli_error (_ ("The run ended without a result."));
      return FALSE;
    }
  result->settings = &result->end->settings;
  cli_print_notes (result->last->network);
  state_memory (result->settings, result->last->network);
  cli_state_from (result->settings, result->last->network);
  result->n_wanted = run_settings_n_wanted (result->settings, result->last->network->n_classes);
  result->n_crops =
      result->settings->n_crops > 0 ? result->settings->n_crops : result->last->network->n_crops;
  return TRUE;
}

gboolean
cli_run (RunHost *host, const CliRun *order, CliResult *result)
{
  result->job = run_experiment_job_new (host, NULL, NULL);
  run_experiment_set_view (result->job, RUN_VIEW_CHAMPIONS, RUN_NO_CELLS);
  return run (result->job, order, result);
}

CliStatus
cli_run_command (const CliRun *order)
{
  g_autoptr (RunHost) host = cli_host_new ();
  g_auto (CliResult) result = { NULL };
  g_autoptr (GError) error = NULL;
  CliStatus status;
  gboolean saved;

  if (order->folder != NULL && !cli_result_prepare_folder (order->folder, &error))
    return cli_fail (error);

  cli_interrupt_catch ();
  if (!cli_run (host, order, &result))
    return CLI_FAILURE;
  if (!order->json)
    order->print (&result);
  status = cli_result_save (&result, order->folder, order->json);
  saved = cli_job_finish (g_steal_pointer (&result.job));
  if (saved && cli_interrupted ())
    cli_tell_interrupted (order->session, _ ("Interrupted; the result is what there was."));
  if (order->json)
    order->print_json (&result);
  if (!saved)
    return CLI_FAILURE;
  return status == CLI_OK && cli_interrupted () ? CLI_INTERRUPTED : status;
}
