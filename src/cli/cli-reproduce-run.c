// SPDX-License-Identifier: GPL-3.0-or-later
/* The figures of the paper by the jobs that all commands use. */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/cli-compare.h"
#include "cli/cli-interrupt.h"
#include "cli/cli-job.h"
#include "cli/cli-output.h"
#include "cli/cli-reproduce.h"
#include "cli/cli-retrain.h"
#include "cli/cli-training.h"

/* What the LeNet that comes along was trained with: its first weights are not to be the second
 * network's. */
#define SEED_OF_LENET 1

void
cli_reproduced_clear (CliReproduced *reproduced)
{
  cli_result_clear (&reproduced->run);
  g_clear_pointer (&reproduced->retraining, run_job_snapshot_unref);
  g_clear_pointer (&reproduced->comparison, run_job_snapshot_unref);
}

/* A folder of its own for what nobody keeps. NULL after a message. Caller frees. */
static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("fooled-reproduce-XXXXXX", &error);

  if (folder == NULL)
    cli_fail (error);
  return folder;
}

/* There are no folders in it. */
static void
delete_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static CliStatus
after (gboolean worked)
{
  return !worked              ? (cli_interrupted () ? CLI_INTERRUPTED : CLI_FAILURE)
         : cli_interrupted () ? CLI_INTERRUPTED
                              : CLI_OK;
}

static CliStatus
run (RunHost *host, const CliReproduction *order, const char *session, CliResult *result)
{
  const CliRun run = {
    .settings = &order->settings, .given = order->given, .session = session, .json = order->json
  };
  gboolean worked = cli_run (host, &run, result);

  /* After this its session is free for others. */
  gboolean saved = cli_job_finish (g_steal_pointer (&result->job));

  /* What there is of a run that was interrupted before it began is nothing. */
  return worked && saved ? after (TRUE) : CLI_FAILURE;
}

/* A session says what each of its networks is called; without one they are of no use to anybody. */
static CliStatus
retrain (RunHost *host, const CliReproduction *order, CliReproduced *reproduced)
{
  gboolean is_saved = order->session != NULL && g_file_test (order->session, G_FILE_TEST_EXISTS);
  g_autoptr (RunRetraining) saved = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (RunJob) job = NULL;
  g_autoptr (GError) error = NULL;
  RunRetraining wanted = order->retraining;
  gboolean saved_at_end;

  if (is_saved)
    saved = run_retraining_of_session (order->session, &error);
  if (error != NULL)
    return cli_fail (error);
  wanted.training.folder = order->folder;
  wanted.training.data_set = order->data_set;
  wanted.training.n_threads = order->settings.n_threads;
  wanted.training.sgd.seed = order->settings.seed;
  if (saved != NULL)
    {
      /* They were made up when it began. */
      wanted.training.output = saved->training.output;
      wanted.training.name = saved->training.name;
      wanted.training.labels = saved->training.labels;
      wanted.training.data_set = saved->training.data_set;
      wanted.prefix = saved->prefix;
      if (!run_retraining_equal (&wanted, saved))
        {
          cli_error (_ ("The session holds another experiment. Name another file for this one."));
          return CLI_FAILURE;
        }
    }
  if (!run_retraining_check (&wanted, &error))
    return cli_fail (error);
  if (order->session == NULL)
    {
      folder = make_folder ();
      if (folder == NULL)
        return CLI_FAILURE;
      wanted.training.output = folder;
    }
  job = run_retraining_job_new (host, NULL, NULL);
  reproduced->retraining = cli_retrain_follow (job, &wanted, order->session, is_saved, FALSE);
  saved_at_end = cli_job_finish (g_steal_pointer (&job));
  if (folder != NULL)
    delete_folder (folder);
  return saved_at_end ? after (reproduced->retraining != NULL) : CLI_FAILURE;
}

/* The second network. */
static CliStatus
train (RunHost *host, const CliReproduction *order, const char *output)
{
  g_autoptr (RunJob) job = run_training_job_new (host, NULL, NULL);
  g_autoptr (RunTrainingSnapshot) last = NULL;
  g_autoptr (GError) error = NULL;
  RunTraining training = {
    .folder = order->folder,
    .architecture = "lenet",
    .output = output,
    .name = _ ("The second network"),
    .data_set = order->data_set,
    .n_threads = order->settings.n_threads,
  };

  nn_train_settings_init (&training.sgd);
  training.sgd.epochs = order->epochs;
  training.sgd.seed = order->settings.seed + 1;
  if (training.sgd.seed == SEED_OF_LENET)
    training.sgd.seed++;
  if (!run_training_check (&training, &error))
    return cli_fail (error);
  last = cli_training_follow (job, &training, NULL, FALSE);
  return after (last != NULL && (last->job.state == RUN_STATE_FINISHED || cli_interrupted ()));
}

static CliStatus
compare (RunHost *host,
         const CliReproduction *order,
         const char *session,
         const char *second,
         CliReproduced *reproduced)
{
  RunComparison *comparison = run_comparison_new ();
  char *networks[] = { order->settings.network, (char *) second, NULL };

  g_strfreev (comparison->networks);
  comparison->networks = g_strdupv (networks);
  comparison->n_threads = order->settings.n_threads;
  run_comparison_add_set (comparison, RUN_IMAGES_SESSION, session, NULL);
  reproduced->comparison = cli_compare_follow (host, comparison, !order->json);
  if (reproduced->comparison != NULL && reproduced->comparison->job.state == RUN_STATE_FINISHED &&
      !cli_compare_tell_messages (reproduced->comparison))
    return CLI_FAILURE;
  return after (reproduced->comparison != NULL);
}

static CliStatus
transfer (RunHost *host, const CliReproduction *order, CliReproduced *reproduced)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *session = NULL, *second = NULL;
  CliStatus status;

  if (folder == NULL)
    return CLI_FAILURE;
  session = g_build_filename (folder, "images.fooled-session", NULL);
  second = g_build_filename (folder, "second.onnx", NULL);
  status = run (host, order, session, &reproduced->run);
  if (status == CLI_OK)
    status = train (host, order, second);
  if (status == CLI_OK)
    status = compare (host, order, session, second, reproduced);
  delete_folder (folder);
  return status;
}

CliStatus
cli_reproduce_run (const CliReproduction *order, CliReproduced *reproduced)
{
  g_autoptr (RunHost) host = cli_host_new ();

  cli_interrupt_catch ();
  switch (order->figure->kind)
    {
    case RUN_FIGURE_RETRAINING:
      return retrain (host, order, reproduced);
    case RUN_FIGURE_TRANSFER:
      return transfer (host, order, reproduced);
    case RUN_FIGURE_RUN:
    default:
      return run (host, order, order->session, &reproduced->run);
    }
}
