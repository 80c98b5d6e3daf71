// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain.h"

#include "run/sessions.h"
#include "ui/threads/wake-up.h"

struct _FooledRetrain
{
  GObject parent_instance;
  RunHost *host;
  RunJob *job;           /* NULL after shutdown */
  FooledWakeUp *wake_up; /* outlives the job */
  RunRetrainingSnapshot *snapshot;
  gboolean running;  /* once all commands are obeyed */
  gboolean is_asked; /* a command has not been answered yet */
  guint64 awaited;   /* number of the work that was asked for last */
  guint n_threads;
  char *session;        /* that was asked for last, or the new one's; NULL = none yet */
  RunRetraining *order; /* of a new experiment that was asked for last; NULL = one of a session */
};

G_DEFINE_FINAL_TYPE (FooledRetrain, fooled_retrain, G_TYPE_OBJECT)

static guint snapshot_signal;

static gboolean
goes_on (RunState state)
{
  return state == RUN_STATE_RUNNING || state == RUN_STATE_LOADING;
}

/* Between a command and its answer only the wish is right: snapshots made before say nothing of it.
 * One with a message does: what was asked for could not be done. */
static void
follow (FooledRetrain *self)
{
  const RunJobSnapshot *job = &self->snapshot->job;
  gboolean answers = job->number >= self->awaited &&
                     (goes_on (job->state) == self->running || job->state == RUN_STATE_FINISHED);

  if (self->is_asked && !answers && job->message == NULL)
    return;
  self->is_asked = FALSE;
  self->running = goes_on (job->state);
}

static void
take_snapshot (gpointer data)
{
  FooledRetrain *self = data;
  RunRetrainingSnapshot *snapshot = run_job_take_snapshot (self->job);

  if (snapshot == NULL)
    return;
  g_clear_pointer (&self->snapshot, run_job_snapshot_unref);
  self->snapshot = snapshot;
  follow (self);
  g_object_ref (self);
  g_signal_emit (self, snapshot_signal, 0, snapshot);
  g_object_unref (self);
}

static void
fooled_retrain_dispose (GObject *object)
{
  fooled_retrain_shutdown (FOOLED_RETRAIN (object));

  G_OBJECT_CLASS (fooled_retrain_parent_class)->dispose (object);
}

static void
fooled_retrain_finalize (GObject *object)
{
  FooledRetrain *self = FOOLED_RETRAIN (object);

  g_clear_pointer (&self->snapshot, run_job_snapshot_unref);
  g_clear_pointer (&self->order, run_retraining_free);
  g_free (self->session);

  G_OBJECT_CLASS (fooled_retrain_parent_class)->finalize (object);
}

static void
fooled_retrain_class_init (FooledRetrainClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_retrain_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_retrain_finalize;
  snapshot_signal = g_signal_new ("snapshot", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
fooled_retrain_init (FooledRetrain *self)
{
  self->wake_up = fooled_wake_up_new ("[fooled] retraining snapshot", take_snapshot, self);
  self->host = run_host_shared ();
  self->job = run_retraining_job_new (self->host, fooled_wake_up_call, self->wake_up);
}

FooledRetrain *
fooled_retrain_new (void)
{
  return g_object_new (FOOLED_TYPE_RETRAIN, NULL);
}

void
fooled_retrain_shutdown (FooledRetrain *self)
{
  g_return_if_fail (FOOLED_IS_RETRAIN (self));

  if (self->job == NULL)
    return;
  self->running = FALSE;
  g_clear_pointer (&self->job, run_job_free);
  g_clear_pointer (&self->host, run_host_free);
  g_clear_pointer (&self->wake_up, fooled_wake_up_free);
}

const RunRetrainingSnapshot *
fooled_retrain_get_snapshot (FooledRetrain *self)
{
  g_return_val_if_fail (FOOLED_IS_RETRAIN (self), NULL);

  return self->snapshot;
}

gboolean
fooled_retrain_is_running (FooledRetrain *self)
{
  g_return_val_if_fail (FOOLED_IS_RETRAIN (self), FALSE);

  return self->running;
}

static void
ask (FooledRetrain *self, gboolean running)
{
  self->running = running;
  self->is_asked = TRUE;
}

static void
await_another (FooledRetrain *self, gboolean running)
{
  ask (self, running);
  self->awaited = self->snapshot != NULL ? self->snapshot->job.number + 1 : 1;
}

/* Copies both; the order may be NULL. */
static void
remember (FooledRetrain *self, const char *session, const RunRetraining *order)
{
  g_autofree char *before = g_steal_pointer (&self->session);
  g_autoptr (RunRetraining) order_before = g_steal_pointer (&self->order);

  self->session = g_strdup (session);
  self->order = order != NULL ? run_retraining_copy (order) : NULL;
}

void
fooled_retrain_start (FooledRetrain *self, const RunRetraining *order)
{
  g_autofree char *session = run_sessions_new_path ();

  g_return_if_fail (FOOLED_IS_RETRAIN (self));
  g_return_if_fail (order != NULL);

  if (self->job == NULL)
    return;
  await_another (self, TRUE);
  run_retraining_start (self->job, order, session, FALSE);
  remember (self, session, order);
}

void
fooled_retrain_open (FooledRetrain *self, const char *session, gboolean paused)
{
  g_return_if_fail (FOOLED_IS_RETRAIN (self));
  g_return_if_fail (session != NULL);

  if (self->job == NULL)
    return;
  await_another (self, !paused);
  run_job_watch (self->job, session, paused);
  run_retraining_set_threads (self->job, self->n_threads);
  remember (self, session, NULL);
}

void
fooled_retrain_try_again (FooledRetrain *self)
{
  gboolean began;

  g_return_if_fail (FOOLED_IS_RETRAIN (self));

  if (self->session == NULL)
    return;
  began = self->snapshot != NULL && self->snapshot->order != NULL;
  if (self->order != NULL && !began)
    fooled_retrain_start (self, self->order);
  else
    fooled_retrain_open (self, self->session, TRUE);
}

void
fooled_retrain_pause (FooledRetrain *self)
{
  g_return_if_fail (FOOLED_IS_RETRAIN (self));

  if (self->job == NULL)
    return;
  ask (self, FALSE);
  run_job_pause (self->job);
}

void
fooled_retrain_resume (FooledRetrain *self)
{
  g_return_if_fail (FOOLED_IS_RETRAIN (self));

  if (self->job == NULL)
    return;
  ask (self, TRUE);
  run_job_resume (self->job);
}

void
fooled_retrain_step (FooledRetrain *self)
{
  g_return_if_fail (FOOLED_IS_RETRAIN (self));

  if (self->job == NULL)
    return;
  self->running = TRUE; /* until the round is over, which a snapshot says */
  self->is_asked = FALSE;
  run_job_step (self->job);
}

void
fooled_retrain_stop (FooledRetrain *self)
{
  g_return_if_fail (FOOLED_IS_RETRAIN (self));

  if (self->job == NULL)
    return;
  ask (self, FALSE);
  run_job_cancel (self->job);
}

void
fooled_retrain_set_cell_size (FooledRetrain *self, guint device_pixels)
{
  g_return_if_fail (FOOLED_IS_RETRAIN (self));

  if (self->job != NULL)
    run_experiment_set_view (self->job, RUN_VIEW_CHAMPIONS, device_pixels);
}

void
fooled_retrain_select (FooledRetrain *self, gint index)
{
  g_return_if_fail (FOOLED_IS_RETRAIN (self));

  if (self->job != NULL)
    run_experiment_select (self->job, index);
}

void
fooled_retrain_set_threads (FooledRetrain *self, guint n_threads)
{
  g_return_if_fail (FOOLED_IS_RETRAIN (self));

  self->n_threads = n_threads;
  if (self->job != NULL)
    run_retraining_set_threads (self->job, n_threads);
}
