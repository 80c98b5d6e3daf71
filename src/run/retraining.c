// SPDX-License-Identifier: GPL-3.0-or-later
/* The retraining experiment as work: training, measuring and evolution, round after round. A step
 * is a round; what advances within one is a batch, a block of pictures or a generation at a time.
 */
#include "run/retraining-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/train-private.h"
#include "run/works-private.h"

#define DEFAULT_CELL_SIZE 112

/* What it is told beside an experiment's commands, with the type of the value. */
enum
{
  TELL_THREADS = RUN_EXPERIMENT_N_TELLS, /* guint */
};

static void
retrain_free (gpointer state)
{
  RunRetrain *retrain = state;

  g_clear_pointer (&retrain->training, nn_training_free);
  g_clear_pointer (&retrain->graph, nn_graph_free);
  run_retrain_end_measuring (retrain);
  g_clear_pointer (&retrain->experiment, run_experiment_free);
  run_collector_clear (&retrain->collector);
  g_clear_pointer (&retrain->network, fmt_network_unref);
  g_clear_pointer (&retrain->start, fmt_network_unref);
  run_retrain_forget_wrong (retrain);
  g_array_unref (retrain->wrong);
  g_array_unref (retrain->wrong_shown);
  g_array_unref (retrain->tested);
  g_array_unref (retrain->confidences);
  g_ptr_array_unref (retrain->checksums);
  g_ptr_array_unref (retrain->rows);
  run_retraining_images_clear (&retrain->images);
  run_training_free (retrain->training_order);
  run_retraining_free (retrain->order);
  g_clear_error (&retrain->failure);
  g_free (retrain);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunRetrain, retrain_free)

/* The network that each begins as, if any; it has to be the same one as ever. */
static gboolean
load_start (RunRetrain *retrain, GError **error)
{
  RunRetraining *order = retrain->order;
  const FmtCard *card;

  if (order->training.network == NULL)
    return TRUE;
  retrain->start = run_context_network (retrain->context, order->training.network, error);
  if (retrain->start == NULL)
    return FALSE;
  card = retrain->start->card;
  if (order->network_sha256 != NULL && g_strcmp0 (order->network_sha256, card->checksum) != 0)
    {
      g_set_error (
          error, BASE_ERROR, BASE_ERROR_INVALID,
          _ ("The file of the network “%s” is another one by now. Put the old file back to "
             "go on with the experiment."),
          card->name);
      return FALSE;
    }
  if (order->network_sha256 == NULL)
    order->network_sha256 = g_strdup (card->checksum);
  if (order->training.name == NULL)
    order->training.name = g_strdup (card->name);
  run_training_take_input (retrain->start, &order->training.sgd);
  return TRUE;
}

/* The classes of the network that each begins as come first. */
static gboolean
settle_classes (RunRetrain *retrain, const NnDataset *train, const NnDataset *test, GError **error)
{
  const NnDataset *data = test->n_classes > train->n_classes ? test : train;
  guint n_classes;

  if (retrain->start == NULL)
    return TRUE;
  n_classes = fmt_network_n_classes (retrain->start);
  if (n_classes < NN_DATASET_MAX_CLASSES)
    return run_training_settle_classes (&retrain->order->training, retrain->start, data, error);
  g_set_error (
      error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
      _ ("“%s” has %u classes. A network can learn rubbish as one more when it has at most "
         "%d."),
      retrain->start->card->name, n_classes, NN_DATASET_MAX_CLASSES - 1);
  return FALSE;
}

/* Reads the data, which are NULL after a failure. */
static gboolean
load_data (RunRetrain *retrain, NnDataset **train, NnDataset **test, GError **error)
{
  const RunTraining *training = &retrain->order->training;
  DataOptions options;

  if (!run_training_choose_pictures (training, retrain->start, &options, error) ||
      !run_context_data_set (retrain->context, training->folder, &options, train, test, error))
    return FALSE;
  if (settle_classes (retrain, *train, *test, error))
    return TRUE;
  g_clear_pointer (train, nn_dataset_free);
  g_clear_pointer (test, nn_dataset_free);
  return FALSE;
}

/* With its data, before the first round. */
static RunRetrain *
prepare (RunContext *context, const RunRetraining *order, GError **error)
{
  g_autoptr (RunRetrain) retrain = g_new0 (RunRetrain, 1);
  NnDataset *train = NULL, *test = NULL;

  retrain->context = context;
  retrain->order = run_retraining_copy (order);
  retrain->stage = RUN_RETRAINING_TRAINING;
  retrain->round = 1;
  retrain->tested = g_array_new (FALSE, FALSE, sizeof (RunEpoch));
  retrain->wrong = g_array_new (FALSE, FALSE, sizeof (RunWrongPicture));
  retrain->wrong_shown = g_array_new (FALSE, FALSE, sizeof (RunWrongPicture));
  retrain->confidences = g_array_new (FALSE, FALSE, sizeof (float));
  retrain->checksums = g_ptr_array_new_with_free_func (g_free);
  retrain->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) run_retraining_row_unref);
  retrain->view = (RunExperimentView){ RUN_VIEW_CHAMPIONS, DEFAULT_CELL_SIZE };
  retrain->selected = -1;
  if (!run_retraining_check (order, error) || !load_start (retrain, error) ||
      !load_data (retrain, &train, &test, error) ||
      !run_retraining_images_begin (&retrain->images, retrain->order, train, test, error))
    return NULL;
  return g_steal_pointer (&retrain);
}

static gpointer
make (RunContext *context, gconstpointer order, GError **error)
{
  g_autoptr (RunRetrain) retrain = prepare (context, order, error);

  if (retrain == NULL || !run_retraining_settle (retrain->order, &retrain->images, error) ||
      !run_retrain_begin_training (retrain, error))
    return NULL;
  retrain->begun = TRUE;
  return g_steal_pointer (&retrain);
}

static gboolean
begin_stage (RunRetrain *retrain, GError **error)
{
  switch (retrain->stage)
    {
    case RUN_RETRAINING_TRAINING:
      retrain->begun = run_retrain_begin_training (retrain, error);
      break;
    case RUN_RETRAINING_MEASURING:
      retrain->begun = run_retrain_begin_measuring (retrain, error);
      break;
    case RUN_RETRAINING_EVOLVING:
      retrain->begun = run_retrain_begin_evolving (retrain, error);
      break;
    case RUN_RETRAINING_FINISHED:
    default:
      retrain->begun = TRUE;
      break;
    }
  return retrain->begun;
}

static gboolean
advance_stage (RunRetrain *retrain, gint *interrupt, gboolean *over, GError **error)
{
  switch (retrain->stage)
    {
    case RUN_RETRAINING_TRAINING:
      return run_retrain_train (retrain, interrupt, over, error);
    case RUN_RETRAINING_MEASURING:
      return run_retrain_measure (retrain, interrupt, over, error);
    case RUN_RETRAINING_EVOLVING:
      return run_retrain_evolve (retrain, interrupt, over, error);
    case RUN_RETRAINING_FINISHED:
    default:
      *over = TRUE;
      return TRUE;
    }
}

/* TRUE when that was the end of a round. */
static gboolean
next_stage (RunRetrain *retrain)
{
  retrain->begun = FALSE;
  if (retrain->stage == RUN_RETRAINING_FINISHED)
    return TRUE;
  if (retrain->stage != RUN_RETRAINING_EVOLVING)
    {
      retrain->stage++;
      return FALSE;
    }
  if (retrain->round == retrain->order->n_rounds)
    retrain->stage = RUN_RETRAINING_FINISHED;
  else
    {
      retrain->stage = RUN_RETRAINING_TRAINING;
      retrain->round++;
      run_retrain_set_round (retrain);
    }
  return TRUE;
}

static gboolean
advance_part (RunRetrain *retrain, gint *interrupt, RunAdvance *advance, GError **error)
{
  gboolean over = FALSE;

  if (!retrain->begun && !begin_stage (retrain, error))
    return FALSE;
  if (!advance_stage (retrain, interrupt, &over, error))
    return FALSE;
  if (!over || !next_stage (retrain))
    return TRUE;
  *advance = retrain->stage == RUN_RETRAINING_FINISHED ? RUN_ADVANCE_FINISHED : RUN_ADVANCE_STEP;
  return TRUE;
}

static gboolean
advance_retraining (gpointer state, gint *interrupt, RunAdvance *advance, GError **error)
{
  RunRetrain *retrain = state;
  gint64 start = g_get_monotonic_time ();
  gboolean going;

  *advance = RUN_ADVANCE_INTERRUPTED;
  /* Whether anybody wants to save these images is known once the work has begun. */
  if (retrain->images.unsaved == NULL && run_context_session (retrain->context) != NULL)
    retrain->images.unsaved = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  going = advance_part (retrain, interrupt, advance, error);
  retrain->seconds += (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  if (going && *advance == RUN_ADVANCE_INTERRUPTED)
    run_context_show (retrain->context);
  return going;
}

/* The same run with other threads. */
static void
set_threads (RunRetrain *retrain, guint n_threads)
{
  RunSettings settings;

  retrain->order->training.n_threads = n_threads;
  g_clear_pointer (&retrain->scorer, run_scorer_free);
  if (retrain->stage != RUN_RETRAINING_EVOLVING || !retrain->begun)
    return;
  run_retrain_settings (retrain, &settings);
  run_experiment_obey (retrain->experiment,
                       &(RunTold){ .what = RUN_EXPERIMENT_CHANGE, .value = &settings });
  run_settings_clear (&settings);
}

static RunObey
obey (gpointer state, const RunTold *told)
{
  RunRetrain *retrain = state;

  if (told->what == TELL_THREADS)
    {
      set_threads (retrain, *(const guint *) told->value);
      return RUN_OBEY_SAVE;
    }
  if (told->what == RUN_EXPERIMENT_VIEW)
    retrain->view = *(const RunExperimentView *) told->value;
  else if (told->what == RUN_EXPERIMENT_SELECT)
    retrain->selected = *(const gint *) told->value;
  else
    return RUN_OBEY_NOTHING;
  if (retrain->experiment != NULL)
    run_experiment_obey (retrain->experiment, told);
  return RUN_OBEY_SHOW;
}

static gpointer
restore (RunContext *context, StoreSession *session, GError **error)
{
  g_autoptr (StoreSessionInfo) info = store_session_info (session, error);
  g_autoptr (RunRetraining) order = NULL;
  g_autoptr (RunRetrain) retrain = NULL;

  order = info != NULL ? run_retraining_from_text (info->settings, error) : NULL;
  retrain = order != NULL ? prepare (context, order, error) : NULL;
  if (retrain == NULL || !run_retrain_restore (retrain, session, error))
    return NULL;
  return g_steal_pointer (&retrain);
}

RunJob *
run_retraining_job_new (RunHost *host, RunNotify notify, gpointer notify_data)
{
  return run_job_new (host, &run_work_retrain, notify, notify_data);
}

void
run_retraining_start (RunJob *job,
                      const RunRetraining *retraining,
                      const char *session,
                      gboolean paused)
{
  g_return_if_fail (job != NULL && retraining != NULL);
  g_return_if_fail (retraining->training.folder != NULL);

  run_job_start (job, &run_work_retrain, run_retraining_copy (retraining),
                 (GDestroyNotify) run_retraining_free, session, paused);
}

void
run_retraining_set_threads (RunJob *job, guint n_threads)
{
  g_return_if_fail (job != NULL);

  run_job_tell (job, TELL_THREADS, g_memdup2 (&n_threads, sizeof n_threads), g_free, FALSE);
}

const RunWork run_work_retrain = {
  .name = "retrain",
  .session = RUN_SESSION_RETRAINING,
  .make = make,
  .advance = advance_retraining,
  .obey = obey,
  .show = run_retrain_show,
  .save = run_retrain_save,
  .restore = restore,
  .free = retrain_free,
};
