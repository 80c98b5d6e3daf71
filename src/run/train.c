// SPDX-License-Identifier: GPL-3.0-or-later
/* Training as work: stochastic gradient descent, batch by batch (nn/train.h). */
#include "run/train-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/host-private.h"
#include "run/work-private.h"
#include "run/works-private.h"

#define STATE_TAG     "FTRN"
#define STATE_VERSION 1

/* What a training is told, with the type of the value. */
enum
{
  TELL_THREADS, /* guint */
};

typedef struct
{
  RunContext *context;
  RunTraining *order;
  NnDataset *train, *test;
  NnGraph *graph;
  NnTraining *training;
  GArray *tested; /* RunEpoch */
  double seconds;
  GError *failure; /* why it cannot go on */
} Train;

static void
train_free (gpointer state)
{
  Train *train = state;

  g_clear_pointer (&train->training, nn_training_free);
  g_clear_pointer (&train->graph, nn_graph_free);
  g_clear_pointer (&train->train, nn_dataset_free);
  g_clear_pointer (&train->test, nn_dataset_free);
  g_array_unref (train->tested);
  run_training_free (train->order);
  g_clear_error (&train->failure);
  g_free (train);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Train, train_free)

/* All but the training itself. */
static Train *
prepare (RunContext *context, const RunTraining *order, GError **error)
{
  g_autoptr (Train) train = g_new0 (Train, 1);
  g_autoptr (FmtNetwork) network = NULL;
  DataOptions options;

  train->context = context;
  train->order = run_training_copy (order);
  train->tested = g_array_new (FALSE, FALSE, sizeof (RunEpoch));
  if (!run_training_check (order, error))
    return NULL;
  if (order->network != NULL)
    {
      network = run_context_network (context, order->network, error);
      if (network == NULL)
        return NULL;
    }
  if (!run_training_choose_pictures (order, network, &options, error) ||
      !run_context_data_set (context, order->folder, &options, &train->train, &train->test, error))
    return NULL;
  if (network != NULL)
    {
      run_training_take_input (network, &train->order->sgd);
      train->graph = run_training_widen_network (train->order, network, train->train, error);
    }
  else
    train->graph = run_training_make_network (order, train->train, error);
  return train->graph != NULL ? g_steal_pointer (&train) : NULL;
}

static gpointer
make (RunContext *context, gconstpointer order, GError **error)
{
  g_autoptr (Train) train = prepare (context, order, error);

  if (train == NULL)
    return NULL;
  train->training =
      nn_training_new (train->graph, train->train, train->test, &train->order->sgd, error);
  return train->training != NULL ? g_steal_pointer (&train) : NULL;
}

static void
take_down (Train *train, const NnTrainProgress *progress)
{
  RunEpoch epoch = { .loss = progress->loss, .test_error = progress->test_error };

  g_array_append_val (train->tested, epoch);
}

/* A new epoch, interrupted in its first batch, has begun but is no step. */
static gboolean
is_step (const NnTrainProgress *before, const NnTrainProgress *after)
{
  return (after->done > 0 && (after->done != before->done || after->epoch != before->epoch)) ||
         (after->test_error >= 0 && before->test_error < 0);
}

static gboolean
learn (Train *train, BasePool *pool, gint *interrupt, RunAdvance *advance)
{
  gint64 start = g_get_monotonic_time ();
  NnTrainProgress before, after;
  NnTrainingState state;

  nn_training_progress (train->training, &before);
  state = nn_training_advance (train->training, pool, interrupt, &train->failure);
  train->seconds += (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  if (state == NN_TRAINING_FAILED)
    return FALSE;
  nn_training_progress (train->training, &after);
  if (after.test_error >= 0 && before.test_error < 0)
    take_down (train, &after);
  if (state == NN_TRAINING_OVER)
    *advance = RUN_ADVANCE_FINISHED;
  else if (is_step (&before, &after))
    *advance = RUN_ADVANCE_STEP;
  return TRUE;
}

static gboolean
set_failure (const Train *train, GError **error)
{
  g_propagate_error (error, g_error_copy (train->failure));
  return FALSE;
}

static gboolean
advance_training (gpointer state, gint *interrupt, RunAdvance *advance, GError **error)
{
  Train *train = state;
  RunHost *host = run_context_host (train->context);
  gboolean going;
  BasePool *pool;

  *advance = RUN_ADVANCE_INTERRUPTED;
  if (train->failure != NULL)
    return set_failure (train, error);
  pool = run_host_borrow (host, train->order->n_threads, interrupt);
  if (pool == NULL)
    return TRUE;
  going = learn (train, pool, interrupt, advance);
  run_host_give_back (host);
  if (!going)
    return set_failure (train, error);
  return *advance != RUN_ADVANCE_FINISHED ||
         run_training_write (
             train->order, train->graph, train->train,
             g_array_index (train->tested, RunEpoch, train->tested->len - 1).test_error, error);
}

static RunObey
obey (gpointer state, const RunTold *told)
{
  Train *train = state;

  if (told->what != TELL_THREADS)
    return RUN_OBEY_NOTHING;
  train->order->n_threads = *(const guint *) told->value;
  return RUN_OBEY_SAVE;
}

static void
clear_snapshot (gpointer data)
{
  g_free (((RunTrainingSnapshot *) data)->tested);
}

static RunJobSnapshot *
show (gpointer state, const RunAudience *audience)
{
  const Train *train = state;
  RunTrainingSnapshot *snapshot = g_new0 (RunTrainingSnapshot, 1);
  NnTrainProgress *progress = &snapshot->progress;

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.clear = clear_snapshot;
  snapshot->job.fraction = -1;
  if (train == NULL)
    return &snapshot->job;
  nn_training_progress (train->training, progress);
  snapshot->n_epochs = train->order->sgd.epochs;
  snapshot->job.fraction =
      (progress->epoch - 1 + (double) progress->done / progress->total) / snapshot->n_epochs;
  snapshot->n_tested = train->tested->len;
  snapshot->tested = g_memdup2 (train->tested->data, train->tested->len * sizeof (RunEpoch));
  snapshot->seconds = train->seconds;
  return &snapshot->job;
}

static gboolean
save (gpointer state, RunCheckpoint *checkpoint)
{
  Train *train = state;
  StoreSessionInfo *info = checkpoint->info;
  const RunTraining *order = train->order;
  GByteArray *out;

  info->network_id = run_training_id (order);
  info->network_name = g_strdup (order->name != NULL ? order->name : info->network_id);
  info->name = g_strdup_printf (_ ("%s, training"), info->network_name);
  info->method = g_strdup (order->architecture);
  info->settings = run_training_to_text (order);
  info->generation = train->tested->len;
  info->seconds = train->seconds;
  info->n_classes =
      (guint) nn_shape_size (nn_graph_shape (train->graph, nn_graph_output (train->graph)));
  if (train->failure != NULL) /* what was saved last stays */
    return TRUE;
  out = g_byte_array_new ();
  base_pack_header (out, STATE_TAG, STATE_VERSION);
  base_pack_f64 (out, train->seconds);
  base_pack_u32 (out, train->tested->len);
  for (guint i = 0; i < train->tested->len; i++)
    {
      base_pack_f64 (out, g_array_index (train->tested, RunEpoch, i).loss);
      base_pack_f64 (out, g_array_index (train->tested, RunEpoch, i).test_error);
    }
  nn_training_save (train->training, out);
  checkpoint->state = g_byte_array_free_to_bytes (out);
  return TRUE;
}

static gboolean
restore_state (Train *train, GBytes *state, GError **error)
{
  BaseUnpack in;
  guint n;

  base_unpack_init (&in, g_bytes_get_data (state, NULL), g_bytes_get_size (state));
  if (!base_unpack_header (&in, STATE_TAG, STATE_VERSION, error))
    return FALSE;
  train->seconds = base_unpack_f64_in (&in, 0, G_MAXDOUBLE);
  n = base_unpack_count (&in, (guint) train->order->sgd.epochs, 2 * sizeof (double));
  for (guint i = 0; i < n; i++)
    {
      RunEpoch epoch;

      epoch.loss = base_unpack_f64 (&in);
      epoch.test_error = base_unpack_f64_in (&in, 0, 1);
      g_array_append_val (train->tested, epoch);
    }
  if (!base_unpack_check (&in, error))
    return FALSE;
  train->training =
      nn_training_restore (train->graph, train->train, train->test, &train->order->sgd, &in, error);
  return train->training != NULL && base_unpack_finish (&in, error);
}

/* Each epoch that is over has its figures, so that a finished training has one at least. */
static gboolean
check_tested (const Train *train, GError **error)
{
  NnTrainProgress progress;
  guint n_over;

  nn_training_progress (train->training, &progress);
  n_over = (guint) progress.epoch - (progress.test_error >= 0 ? 0 : 1);
  if (train->tested->len == n_over)
    return TRUE;
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("The session is damaged: its epochs do not fit its training."));
  return FALSE;
}

static gpointer
restore (RunContext *context, StoreSession *session, GError **error)
{
  g_autoptr (StoreSessionInfo) info = store_session_info (session, error);
  g_autoptr (RunTraining) order = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (Train) train = NULL;

  order = info != NULL ? run_training_from_text (info->settings, error) : NULL;
  state = order != NULL ? store_session_read_state (session, error) : NULL;
  train = state != NULL ? prepare (context, order, error) : NULL;
  if (train == NULL || !restore_state (train, state, error) || !check_tested (train, error))
    return NULL;
  return g_steal_pointer (&train);
}

RunJob *
run_training_job_new (RunHost *host, RunNotify notify, gpointer notify_data)
{
  return run_job_new (host, &run_work_train, notify, notify_data);
}

void
run_training_start (RunJob *job, const RunTraining *training, const char *session, gboolean paused)
{
  g_return_if_fail (job != NULL && training != NULL);
  g_return_if_fail (training->folder != NULL && training->output != NULL);

  run_job_start (job, &run_work_train, run_training_copy (training),
                 (GDestroyNotify) run_training_free, session, paused);
}

void
run_training_set_threads (RunJob *job, guint n_threads)
{
  g_return_if_fail (job != NULL);

  run_job_tell (job, TELL_THREADS, g_memdup2 (&n_threads, sizeof n_threads), g_free, FALSE);
}

const RunWork run_work_train = {
  .name = "train",
  .session = RUN_SESSION_TRAINING,
  .make = make,
  .advance = advance_training,
  .obey = obey,
  .show = show,
  .save = save,
  .restore = restore,
  .free = train_free,
};
