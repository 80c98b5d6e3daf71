// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb.h"

/* Snapshots get here as in run.c: the workbench's thread makes a source ready that stays attached
 * for as long as that thread lives. */
struct _FooledPerturb
{
  GObject parent_instance;
  RunPerturb *perturb; /* NULL after shutdown */
  GSource *wake_up;
  RunPerturbSnapshot *snapshot;
};

G_DEFINE_FINAL_TYPE (FooledPerturb, fooled_perturb, G_TYPE_OBJECT)

static guint snapshot_signal;

static gboolean
wake_up_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  return callback (data);
}

static gboolean
wake_up (gpointer data)
{
  FooledPerturb *self = data;
  RunPerturbSnapshot *snapshot;

  if (self->perturb == NULL)
    return G_SOURCE_CONTINUE;
  snapshot = run_perturb_take_snapshot (self->perturb);
  if (snapshot == NULL)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->snapshot, run_perturb_snapshot_unref);
  self->snapshot = snapshot;
  g_object_ref (self);
  g_signal_emit (self, snapshot_signal, 0, snapshot);
  g_object_unref (self);
  return G_SOURCE_CONTINUE;
}

/* On the workbench's thread. */
static void
notify_from_thread (gpointer data)
{
  g_source_set_ready_time (data, 0);
}

static void
fooled_perturb_dispose (GObject *object)
{
  fooled_perturb_shutdown (FOOLED_PERTURB (object));

  G_OBJECT_CLASS (fooled_perturb_parent_class)->dispose (object);
}

static void
fooled_perturb_finalize (GObject *object)
{
  g_clear_pointer (&FOOLED_PERTURB (object)->snapshot, run_perturb_snapshot_unref);

  G_OBJECT_CLASS (fooled_perturb_parent_class)->finalize (object);
}

static void
fooled_perturb_class_init (FooledPerturbClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_perturb_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_perturb_finalize;

  snapshot_signal = g_signal_new ("snapshot", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
fooled_perturb_init (FooledPerturb *self)
{
  static GSourceFuncs wake_up_funcs = { .dispatch = wake_up_dispatch };

  self->wake_up = g_source_new (&wake_up_funcs, sizeof (GSource));
  g_source_set_static_name (self->wake_up, "[fooled] perturb snapshot");
  g_source_set_priority (self->wake_up, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (self->wake_up, wake_up, self, NULL);
  g_source_attach (self->wake_up, NULL);
  self->perturb = run_perturb_new (notify_from_thread, self->wake_up);
}

FooledPerturb *
fooled_perturb_new (void)
{
  return g_object_new (FOOLED_TYPE_PERTURB, NULL);
}

void
fooled_perturb_shutdown (FooledPerturb *self)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb == NULL)
    return;
  g_clear_pointer (&self->perturb, run_perturb_free);
  g_source_destroy (self->wake_up);
  g_clear_pointer (&self->wake_up, g_source_unref);
}

const RunPerturbSnapshot *
fooled_perturb_get_snapshot (FooledPerturb *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB (self), NULL);

  return self->snapshot;
}

void
fooled_perturb_set_network (FooledPerturb *self, const char *network)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb != NULL)
    run_perturb_set_network (self->perturb, network);
}

void
fooled_perturb_set_picture (FooledPerturb *self, BaseImage *image)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb != NULL)
    run_perturb_set_picture (self->perturb, image);
}

void
fooled_perturb_search (FooledPerturb *self, const AscPerturbSettings *settings)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb != NULL)
    run_perturb_search (self->perturb, settings);
}

void
fooled_perturb_cancel (FooledPerturb *self)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb != NULL)
    run_perturb_cancel (self->perturb);
}

void
fooled_perturb_set_blend (FooledPerturb *self, double blend)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb != NULL)
    run_perturb_set_blend (self->perturb, blend);
}

void
fooled_perturb_try_rubbish (FooledPerturb *self, const RunRubbishSettings *settings)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb != NULL)
    run_perturb_try_rubbish (self->perturb, settings);
}
