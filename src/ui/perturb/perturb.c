// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb.h"

#include "ui/threads/wake-up.h"

struct _FooledPerturb
{
  GObject parent_instance;
  RunPerturb *perturb;   /* NULL after shutdown */
  FooledWakeUp *wake_up; /* outlives the thread */
  RunPerturbSnapshot *snapshot;
};

G_DEFINE_FINAL_TYPE (FooledPerturb, fooled_perturb, G_TYPE_OBJECT)

static guint snapshot_signal;

static void
take_snapshot (gpointer data)
{
  FooledPerturb *self = data;
  RunPerturbSnapshot *snapshot = run_perturb_take_snapshot (self->perturb);

  if (snapshot == NULL)
    return;
  g_clear_pointer (&self->snapshot, run_perturb_snapshot_unref);
  self->snapshot = snapshot;
  g_object_ref (self);
  g_signal_emit (self, snapshot_signal, 0, snapshot);
  g_object_unref (self);
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
  self->wake_up = fooled_wake_up_new ("[fooled] perturb snapshot", take_snapshot, self);
  self->perturb = run_perturb_new (fooled_wake_up_call, self->wake_up);
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
  g_clear_pointer (&self->wake_up, fooled_wake_up_free);
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
