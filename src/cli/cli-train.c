// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-interrupt.h"
#include "base/percent.h"
#include "cli/cli-job.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-training.h"
#include "run/settings.h"
#include "run/training.h"

/* The texts of the command line; NULL where an option was left out. */
typedef struct
{
  CliTrainingTexts texts;
  char *session;
  gboolean rate_given;
} Options;

static void
options_clear (Options *options)
{
  cli_training_texts_clear (&options->texts);
  g_free (options->session);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Numbers go into the training, where what the command line does not name stays as it is. */
static gboolean
parse_options (Options *options, RunTraining *training, char ***arguments)
{
  NnTrainSettings *sgd = &training->sgd;
  NnOptimizer before = sgd->optimizer;
  const CliOption wanted[] = {
    { "data", &options->texts.data },
    { "architecture", &options->texts.architecture },
    { "network", &options->texts.network,
      .help = N_ ("A network to be trained further, in place of a new one: it learns the classes "
                  "that the data have after its own") },
    { "last-layer", &sgd->last_layer },
    { "epochs", &sgd->epochs },
    { "seed", &sgd->seed, .help = N_ ("The same seed gives the same network (1)") },
    { "output", &options->texts.output,
      .help = N_ ("Where the network goes (a file such as net.onnx); "
                  "its card goes beside it"),
      .row = "out" },
    { "batch", &sgd->batch, .help = N_ ("Pictures an update learns from (64)") },
    { "optimizer", &sgd->optimizer },
    { "rate", &sgd->base_rate, &options->rate_given },
    { "schedule", &sgd->schedule },
    { "step-epochs", &sgd->step_epochs },
    { "step-factor", &sgd->step_factor },
    { "momentum", &sgd->momentum },
    { "decay", &sgd->weight_decay },
    { "mirror", &sgd->mirror },
    { "shift", &sgd->shift },
    { "brightness", &sgd->brightness },
    { "vary", &sgd->vary },
    { "side", &training->side },
    { "threads", &training->n_threads },
    { "name", &options->texts.name },
    { "data-set", &options->texts.data_set },
    { "labels", &options->texts.labels },
    { "session", &options->session },
    { NULL },
  };

  if (!cli_parse_options (arguments, wanted, NULL, NULL,
                          N_ ("Trains a network and writes it as ONNX with a network card. "
                              "Ctrl-C ends it, and nothing but the session is written.")))
    return FALSE;
  if (sgd->optimizer != before && !options->rate_given)
    sgd->base_rate = nn_optimizer_usual_rate (sgd->optimizer);
  return TRUE;
}

static char *
describe (const RunJobSnapshot *job)
{
  const RunTrainingSnapshot *snapshot = (const RunTrainingSnapshot *) job;
  const NnTrainProgress *progress = &snapshot->progress;

  return g_strdup_printf (_ ("epoch %d of %d, %u of %u pictures, loss %.4f"), progress->epoch,
                          snapshot->n_epochs, progress->done, progress->total, progress->loss);
}

/* A line for each epoch that is over and was not told of; data counts those that were. */
static char *
tell_epochs (const RunJobSnapshot *job, gpointer data)
{
  const RunTrainingSnapshot *snapshot = (const RunTrainingSnapshot *) job;
  guint *n_told = data;
  g_autoptr (GString) lines = NULL;

  while (*n_told < snapshot->n_tested)
    {
      const RunEpoch *epoch = &snapshot->tested[(*n_told)++];
      g_autofree char *test_error = base_share_text (epoch->test_error);

      if (lines == NULL)
        lines = g_string_new (NULL);
      else
        g_string_append_c (lines, '\n');
      g_string_append_printf (lines, _ ("epoch %d of %d: loss %.4f, test error %s"), (int) *n_told,
                              snapshot->n_epochs, epoch->loss, test_error);
    }
  return lines != NULL ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

RunTrainingSnapshot *
cli_training_follow (RunJob *job,
                     const RunTraining *training,
                     const char *session,
                     gboolean is_saved)
{
  guint n_told = 0;

  if (is_saved)
    {
      g_autoptr (RunTrainingSnapshot) at = NULL;

      run_job_open (job, session, TRUE);
      at = cli_job_follow_news (job, describe, tell_epochs, &n_told, TRUE);
      if (at == NULL)
        return NULL;
      run_training_set_threads (job, training->n_threads);
      cli_job_resume (job);
    }
  else
    run_training_start (job, training, session, FALSE);
  return cli_job_follow_news (job, describe, tell_epochs, &n_told, TRUE);
}

static CliStatus
train (const RunTraining *training, const char *session, gboolean is_saved)
{
  g_autoptr (RunHost) host = run_host_new ();
  g_autoptr (RunJob) job = run_training_job_new (host, NULL, NULL);
  g_autoptr (RunTrainingSnapshot) last = NULL;
  g_autofree char *name = g_filename_display_name (training->output);
  g_autofree char *percent = NULL;

  cli_interrupt_catch ();
  last = cli_training_follow (job, training, session, is_saved);
  if (last == NULL)
    return CLI_FAILURE;
  if (last->job.state != RUN_STATE_FINISHED)
    {
      if (!cli_interrupted ())
        return CLI_FAILURE;
      if (!cli_job_finish (g_steal_pointer (&job)))
        return CLI_FAILURE;
      cli_tell_interrupted (session, _ ("Interrupted; nothing was written."));
      return CLI_INTERRUPTED;
    }
  percent = base_share_text (last->tested[last->n_tested - 1].test_error);
  cli_print (_ ("Wrote “%s”: test error %s."), name, percent);
  return cli_job_finish (g_steal_pointer (&job)) ? CLI_OK : CLI_FAILURE;
}

/* What the command line names of a training that is saved already has to be as it is there. */
static gboolean
check_same (const RunTraining *wanted, const RunTraining *saved)
{
  if (run_training_equal (wanted, saved))
    return TRUE;
  cli_error (_ ("The session holds a training with other settings. Leave the options out to go on "
                "with it, or name another file for a new one."));
  return FALSE;
}

CliStatus
cli_train (char ***arguments)
{
  g_auto (Options) options = { 0 };
  g_auto (GStrv) again = g_strdupv (*arguments);
  g_autoptr (RunTraining) saved = NULL;
  g_autoptr (GError) error = NULL;
  RunTraining training = { .architecture = "lenet" };

  nn_train_settings_init (&training.sgd);
  training.sgd.seed = 1;
  if (!parse_options (&options, &training, arguments))
    return CLI_USAGE;
  if (options.session != NULL && g_file_test (options.session, G_FILE_TEST_EXISTS))
    {
      saved = run_training_of_session (options.session, &error);
      if (saved == NULL)
        return cli_fail (error);
      training = *saved;
      if (!parse_options (&options, &training, &again))
        return CLI_USAGE;
    }
  else if (!cli_require ("data", options.texts.data) ||
           !cli_require ("output", options.texts.output))
    return CLI_USAGE;
  if (!cli_training_texts_take (&options.texts, &training, &error))
    return cli_fail (error);
  if (saved != NULL && !check_same (&training, saved))
    return CLI_FAILURE;
  if (!run_training_check (&training, &error))
    return cli_fail (error);
  return train (&training, options.session, saved != NULL);
}
