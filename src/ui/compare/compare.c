// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare.h"

#include "ui/threads/wake-up.h"

struct _FooledCompare
{
  GObject parent_instance;
  RunHost *host;
  RunJob *job;           /* NULL after shutdown */
  FooledWakeUp *wake_up; /* outlives the thread */
  RunCompareSnapshot *snapshot;
};

G_DEFINE_FINAL_TYPE (FooledCompare, fooled_compare, G_TYPE_OBJECT)

static guint snapshot_signal;

static void
take_snapshot (gpointer data)
{
  FooledCompare *self = data;
  RunCompareSnapshot *snapshot = run_job_take_snapshot (self->job);

  if (snapshot == NULL)
    return;
  g_clear_pointer (&self->snapshot, run_job_snapshot_unref);
  self->snapshot = snapshot;
  g_object_ref (self);
  g_signal_emit (self, snapshot_signal, 0, snapshot);
  g_object_unref (self);
}

static void
fooled_compare_dispose (GObject *object)
{
  fooled_compare_shutdown (FOOLED_COMPARE (object));

  G_OBJECT_CLASS (fooled_compare_parent_class)->dispose (object);
}

static void
fooled_compare_finalize (GObject *object)
{
  g_clear_pointer (&FOOLED_COMPARE (object)->snapshot, run_job_snapshot_unref);

  G_OBJECT_CLASS (fooled_compare_parent_class)->finalize (object);
}

static void
fooled_compare_class_init (FooledCompareClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_compare_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_compare_finalize;

  snapshot_signal = g_signal_new ("snapshot", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
fooled_compare_init (FooledCompare *self)
{
  self->wake_up = fooled_wake_up_new ("[fooled] compare snapshot", take_snapshot, self);
  self->host = run_host_shared ();
  self->job = run_compare_job_new (self->host, fooled_wake_up_call, self->wake_up);
}

FooledCompare *
fooled_compare_new (void)
{
  return g_object_new (FOOLED_TYPE_COMPARE, NULL);
}

void
fooled_compare_shutdown (FooledCompare *self)
{
  g_return_if_fail (FOOLED_IS_COMPARE (self));

  if (self->job == NULL)
    return;
  g_clear_pointer (&self->job, run_job_free);
  g_clear_pointer (&self->wake_up, fooled_wake_up_free);
  g_clear_pointer (&self->host, run_host_free);
}

const RunCompareSnapshot *
fooled_compare_get_snapshot (FooledCompare *self)
{
  g_return_val_if_fail (FOOLED_IS_COMPARE (self), NULL);

  return self->snapshot;
}

void
fooled_compare_start (FooledCompare *self, RunComparison *comparison)
{
  g_return_if_fail (FOOLED_IS_COMPARE (self));

  if (self->job != NULL)
    run_compare_start (self->job, comparison);
  else
    run_comparison_free (comparison);
}

void
fooled_compare_set_paused (FooledCompare *self, gboolean paused)
{
  g_return_if_fail (FOOLED_IS_COMPARE (self));

  if (self->job == NULL)
    return;
  if (paused)
    run_job_pause (self->job);
  else
    run_job_resume (self->job);
}

void
fooled_compare_cancel (FooledCompare *self)
{
  g_return_if_fail (FOOLED_IS_COMPARE (self));

  if (self->job != NULL)
    run_job_cancel (self->job);
}
