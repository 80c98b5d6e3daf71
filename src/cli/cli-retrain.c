// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-interrupt.h"
#include "base/percent.h"
#include "cli/cli-job.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-retrain.h"
#include "cli/cli-run.h"
#include "cli/cli-training.h"
#include "run/retraining.h"

/* The texts of the command line; NULL where an option was left out. */
typedef struct
{
  CliTrainingTexts texts;
  RunMethod method;
  gboolean has_method;
  char *session;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  cli_training_texts_clear (&options->texts);
  g_free (options->session);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Numbers go into the order, where what the command line does not name stays as it is. */
static gboolean
parse_options (Options *options, RunRetraining *order, char ***arguments)
{
  NnTrainSettings *sgd = &order->training.sgd;
  const CliOption wanted[] = {
    { "data", &options->texts.data },
    { "architecture", &options->texts.architecture },
    { "network", &options->texts.network,
      .help =
          N_ ("A network that each one begins as, with the classes that it lacks, in place of a "
              "new one") },
    { "last-layer", &sgd->last_layer },
    { "encoding", &options->method, &options->has_method, .row = "encoding-or-ascent" },
    { "rounds", &order->n_rounds },
    { "train-images", &order->n_train_images },
    { "test-images", &order->n_test_images },
    { "runs", &order->n_runs },
    { "generations", &order->generations,
      .help = N_ ("Generations of each run, or iterations of an ascent (200; ascent: 100)") },
    { "batch", &order->batch, .help = N_ ("Offspring a generation (200)") },
    { "epochs", &sgd->epochs, .help = N_ ("How often to go through all pictures (4)") },
    { "rate", &sgd->base_rate },
    { "decay", &sgd->weight_decay },
    { "mirror", &sgd->mirror },
    { "shift", &sgd->shift },
    { "go-on", &order->go_on },
    { "control", &order->control },
    { "seed", &sgd->seed },
    { "output", &options->texts.output,
      .help = N_ ("Folder for the networks and their cards (where the list of networks finds "
                  "them)") },
    { "name", &options->texts.name,
      .help = N_ ("What the networks' names begin with, for the cards") },
    { "data-set", &options->texts.data_set },
    { "labels", &options->texts.labels },
    { "session", &options->session },
    { "threads", &order->training.n_threads },
    { "json", &options->json, .help = N_ ("Print a JSON object a round, one a line") },
    { NULL },
  };

  return cli_parse_options (
      arguments, wanted, NULL, NULL,
      N_ ("Trains a network, evolves images that fool it, trains another one to which these are "
          "a class of their own, “rubbish”, evolves images that fool that one, and so on: round "
          "after round. Ctrl-C ends it, and the session goes on from there."));
}

static char *
describe (const RunJobSnapshot *job)
{
  const RunRetrainingSnapshot *snapshot = (const RunRetrainingSnapshot *) job;
  const NnTrainProgress *progress = &snapshot->progress;
  const RunSnapshot *evolution = snapshot->evolution;

  switch (snapshot->stage)
    {
    case RUN_RETRAINING_TRAINING:
      return g_strdup_printf (_ ("DNN %u of %u, training: epoch %d of %d, loss %.4f"),
                              snapshot->round, snapshot->order->n_rounds, MAX (progress->epoch, 1),
                              snapshot->n_epochs, progress->loss);
    case RUN_RETRAINING_EVOLVING:
      if (evolution != NULL)
        {
          g_autofree char *median = base_confidence_text (evolution->median);

          return g_strdup_printf (
              _ ("DNN %u of %u, run %u of %u against it: generation %u, median %s"),
              snapshot->round, snapshot->order->n_rounds, snapshot->run, snapshot->order->n_runs,
              (guint) evolution->generation, median);
        }
      return NULL;
    case RUN_RETRAINING_MEASURING:
    case RUN_RETRAINING_FINISHED:
    default:
      return g_strdup_printf (_ ("DNN %u of %u, measuring"), snapshot->round,
                              snapshot->order->n_rounds);
    }
}

typedef struct
{
  gboolean json;
  guint n_told;
} Told;

/* A line for each network that is complete and was not told of; and its JSON object. */
static char *
tell_rows (const RunJobSnapshot *job, gpointer data)
{
  const RunRetrainingSnapshot *snapshot = (const RunRetrainingSnapshot *) job;
  g_autoptr (GString) lines = NULL;
  Told *told = data;

  while (told->n_told < snapshot->n_rows && snapshot->rows[told->n_told]->is_evolved)
    {
      const RunRetrainingRow *row = snapshot->rows[told->n_told++];
      g_autofree char *test_error = base_share_text (row->test_error);
      g_autofree char *median = base_confidence_text (row->median);

      if (told->json)
        cli_retrain_print_row (row);
      if (lines == NULL)
        lines = g_string_new (NULL);
      else
        g_string_append_c (lines, '\n');
      g_string_append_printf (lines, _ ("DNN %u: test error %s, fooled at a median of %s"),
                              row->number, test_error, median);
    }
  return lines != NULL ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

RunRetrainingSnapshot *
cli_retrain_follow (RunJob *job,
                    const RunRetraining *order,
                    const char *session,
                    gboolean is_saved,
                    gboolean json)
{
  Told told = { .json = json };

  run_experiment_set_view (job, RUN_VIEW_CHAMPIONS, RUN_NO_CELLS);
  if (is_saved)
    {
      g_autoptr (RunRetrainingSnapshot) at = NULL;

      run_job_open (job, session, TRUE);
      at = cli_job_follow_news (job, describe, tell_rows, &told, TRUE);
      if (at == NULL)
        return NULL;
      run_retraining_set_threads (job, order->training.n_threads);
      cli_job_resume (job);
    }
  else
    run_retraining_start (job, order, session, FALSE);
  return cli_job_follow_news (job, describe, tell_rows, &told, TRUE);
}

static CliStatus
retrain (const RunRetraining *order, const Options *options, gboolean is_saved)
{
  g_autoptr (RunHost) host = cli_host_new ();
  g_autoptr (RunJob) job = run_retraining_job_new (host, NULL, NULL);
  g_autoptr (RunRetrainingSnapshot) last = NULL;

  cli_interrupt_catch ();
  last = cli_retrain_follow (job, order, options->session, is_saved, options->json);
  if (last == NULL)
    return CLI_FAILURE;
  if (!options->json)
    cli_retrain_print_table (last);
  else if (last->sentence != NULL)
    g_printerr ("%s\n", last->sentence);
  if (!cli_job_finish (g_steal_pointer (&job)))
    return cli_finish_output (CLI_FAILURE);
  if (last->job.state == RUN_STATE_FINISHED)
    return cli_finish_output (CLI_OK);
  if (!cli_interrupted ())
    return CLI_FAILURE;
  cli_tell_interrupted (options->session,
                        _ ("Interrupted; the networks that are complete were written."));
  return cli_finish_output (CLI_INTERRUPTED);
}

/* What the command line names of an experiment that is saved already has to be as it is there. */
static gboolean
check_same (const RunRetraining *wanted, const RunRetraining *saved)
{
  if (run_retraining_equal (wanted, saved))
    return TRUE;
  cli_error (_ ("The session holds an experiment with other settings. Leave the options out to go "
                "on with it, or name another file for a new one."));
  return FALSE;
}

CliStatus
cli_retrain (char ***arguments)
{
  g_auto (Options) options = { 0 };
  g_auto (GStrv) again = g_strdupv (*arguments);
  g_autoptr (RunRetraining) saved = NULL;
  g_autoptr (GError) error = NULL;
  RunRetraining order;

  run_retraining_init (&order);
  if (!parse_options (&options, &order, arguments))
    return CLI_USAGE;
  if (options.session != NULL && g_file_test (options.session, G_FILE_TEST_EXISTS))
    {
      saved = run_retraining_of_session (options.session, &error);
      if (saved == NULL)
        return cli_fail (error);
      order = *saved;
    }
  else if (!cli_require ("data", options.texts.data))
    return CLI_USAGE;
  if (options.has_method && options.method != order.method)
    run_retraining_set_method (&order, options.method);
  /* The method has defaults of its own, before which goes what is given. */
  if ((saved != NULL || options.has_method) && !parse_options (&options, &order, &again))
    return CLI_USAGE;
  if (!cli_training_texts_take (&options.texts, &order.training, &error))
    return cli_fail (error);
  if (saved != NULL && !check_same (&order, saved))
    return CLI_FAILURE;
  if (!run_retraining_check (&order, &error))
    return cli_fail (error);
  return retrain (&order, &options, saved != NULL);
}
