// SPDX-License-Identifier: GPL-3.0-or-later
/* What people see of a retraining experiment. */
#include "run/retraining-private.h"

/* About how much of a round the training is. */
#define TRAINING_SHARE 0.6

static void
clear_wrong (gpointer data)
{
  base_image_unref (((RunWrongPicture *) data)->image);
}

static void
clear_snapshot (gpointer data)
{
  RunRetrainingSnapshot *snapshot = data;

  run_retraining_free (snapshot->order);
  g_free (snapshot->name);
  g_strfreev (snapshot->labels);
  g_free (snapshot->tested);
  for (guint i = 0; i < snapshot->n_wrong; i++)
    clear_wrong (&snapshot->wrong[i]);
  g_free (snapshot->wrong);
  run_job_snapshot_unref (snapshot->evolution);
  for (guint i = 0; i < snapshot->n_rows; i++)
    run_retraining_row_unref (snapshot->rows[i]);
  g_free (snapshot->rows);
  g_free (snapshot->sentence);
}

void
run_retrain_forget_wrong (RunRetrain *retrain)
{
  for (guint i = 0; i < retrain->wrong->len; i++)
    clear_wrong (&g_array_index (retrain->wrong, RunWrongPicture, i));
  for (guint i = 0; i < retrain->wrong_shown->len; i++)
    clear_wrong (&g_array_index (retrain->wrong_shown, RunWrongPicture, i));
  g_array_set_size (retrain->wrong, 0);
  g_array_set_size (retrain->wrong_shown, 0);
}

/* At the size of the cells; made once. */
static void
draw_wrong (RunRetrain *retrain)
{
  guint cell = retrain->view.cell_size;

  if (retrain->wrong_cell_size != cell)
    {
      for (guint i = 0; i < retrain->wrong_shown->len; i++)
        clear_wrong (&g_array_index (retrain->wrong_shown, RunWrongPicture, i));
      g_array_set_size (retrain->wrong_shown, 0);
    }
  retrain->wrong_cell_size = cell;
  if (cell == RUN_NO_CELLS)
    return;
  for (guint i = retrain->wrong_shown->len; i < retrain->wrong->len; i++)
    {
      RunWrongPicture wrong = g_array_index (retrain->wrong, RunWrongPicture, i);

      wrong.image = base_image_for_cell (wrong.image, cell);
      g_array_append_val (retrain->wrong_shown, wrong);
    }
}

static void
show_wrong (RunRetrain *retrain, RunRetrainingSnapshot *snapshot)
{
  draw_wrong (retrain);
  snapshot->n_wrong = retrain->wrong_shown->len;
  snapshot->wrong =
      g_memdup2 (retrain->wrong_shown->data, snapshot->n_wrong * sizeof *snapshot->wrong);
  for (guint i = 0; i < snapshot->n_wrong; i++)
    base_image_ref (snapshot->wrong[i].image);
}

static void
show_training (RunRetrain *retrain, RunRetrainingSnapshot *snapshot)
{
  const RunTraining *training = retrain->training_order;

  snapshot->name = g_strdup (training->name);
  snapshot->labels = g_strdupv (training->labels);
  snapshot->n_classes = g_strv_length (training->labels);
  snapshot->progress = retrain->progress;
  snapshot->n_epochs = training->sgd.epochs;
  snapshot->n_tested = retrain->tested->len;
  snapshot->tested = g_memdup2 (retrain->tested->data, retrain->tested->len * sizeof (RunEpoch));
  snapshot->n_training_pictures = retrain->data.n;
  show_wrong (retrain, snapshot);
}

static void
show_evolution (RunRetrain *retrain, RunRetrainingSnapshot *snapshot, const RunAudience *audience)
{
  RunAudience of_run = *audience;

  of_run.is_running &= retrain->stage == RUN_RETRAINING_EVOLVING;
  if (retrain->experiment == NULL)
    return;
  snapshot->evolution = (RunSnapshot *) run_experiment_show (retrain->experiment, &of_run);
  snapshot->evolution->job.number = audience->number << 32 | retrain->experiment_number;
  snapshot->run = retrain->run;
  snapshot->n_collected = retrain->n_collected;
}

static double
fraction_of_training (const RunRetrain *retrain)
{
  const NnTrainProgress *progress = &retrain->progress;

  if (progress->epoch == 0 || progress->total == 0)
    return 0;
  return (progress->epoch - 1 + (double) progress->done / progress->total) /
         retrain->order->training.sgd.epochs;
}

static double
fraction_of_evolution (const RunRetrain *retrain)
{
  double run = 0;

  if (!retrain->begun)
    return 0;
  if (!retrain->run_over)
    run = (double) retrain->experiment->searcher->generation (retrain->experiment->search) /
          (double) retrain->order->generations;
  return (retrain->run - (retrain->run_over ? 0 : 1) + run) / retrain->order->n_runs;
}

static double
fraction (const RunRetrain *retrain)
{
  double of_round = 0;

  switch (retrain->stage)
    {
    case RUN_RETRAINING_TRAINING:
      of_round = TRAINING_SHARE * fraction_of_training (retrain);
      break;
    case RUN_RETRAINING_MEASURING:
      of_round = TRAINING_SHARE;
      break;
    case RUN_RETRAINING_EVOLVING:
      of_round = TRAINING_SHARE + (1 - TRAINING_SHARE) * fraction_of_evolution (retrain);
      break;
    case RUN_RETRAINING_FINISHED:
    default:
      return 1;
    }
  return MIN (1, (retrain->round - 1 + of_round) / retrain->order->n_rounds);
}

RunJobSnapshot *
run_retrain_show (gpointer state, const RunAudience *audience)
{
  RunRetrain *retrain = state;
  RunRetrainingSnapshot *snapshot = g_new0 (RunRetrainingSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.clear = clear_snapshot;
  snapshot->job.fraction = -1;
  if (retrain == NULL)
    return &snapshot->job;
  snapshot->job.fraction = fraction (retrain);
  snapshot->order = run_retraining_copy (retrain->order);
  snapshot->stage = retrain->stage;
  snapshot->round = retrain->round;
  show_training (retrain, snapshot);
  snapshot->n_measured = retrain->n_measured;
  snapshot->n_to_measure =
      retrain->stage == RUN_RETRAINING_MEASURING ? run_retrain_n_pictures (retrain) : 0;
  show_evolution (retrain, snapshot, audience);
  snapshot->n_rows = retrain->rows->len;
  snapshot->rows = g_new (RunRetrainingRow *, snapshot->n_rows);
  for (guint i = 0; i < snapshot->n_rows; i++)
    snapshot->rows[i] = run_retraining_row_ref (retrain->rows->pdata[i]);
  snapshot->sentence = run_retraining_sentence (retrain->order, retrain->rows);
  snapshot->seconds = retrain->seconds;
  return &snapshot->job;
}
