// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb.h"

#include "run/sessions.h"
#include "ui/lens/lens.h"
#include "ui/threads/wake-up.h"

struct _FooledPerturb
{
  GObject parent_instance;
  RunHost *host;
  RunJob *perturb;       /* NULL after shutdown */
  FooledWakeUp *wake_up; /* outlives the thread */
  RunPerturbSnapshot *snapshot;
  char *begun;            /* session of the workbench that was begun last; NULL = one was opened */
  guint64 kept;           /* number of the work whose result was kept last */
  char *network;          /* the one that is loaded, as it was asked for */
  RunNetworkInfo *loaded; /* the same */
  RunRubbish *rubbish;    /* of noise that it was tried with; NULL = none */
};

G_DEFINE_FINAL_TYPE (FooledPerturb, fooled_perturb, G_TYPE_OBJECT)

static guint snapshot_signal;

/* Another network: what the one before took noise for is of the past. */
static void
note_network (FooledPerturb *self, RunNetworkInfo *loaded, const char *key)
{
  g_autoptr (FooledLens) lens = fooled_lens_shared ();

  if (loaded == NULL || loaded == self->loaded)
    return;
  g_clear_pointer (&self->loaded, run_network_info_unref);
  self->loaded = run_network_info_ref (loaded);
  g_free (self->network);
  self->network = g_strdup (key);
  fooled_lens_know (lens, loaded->id, self->network);
  g_clear_pointer (&self->rubbish, run_rubbish_unref);
}

/* It stays when the next picture begins another session. */
static void
note_rubbish (FooledPerturb *self, RunRubbish *rubbish)
{
  if (rubbish == NULL || rubbish == self->rubbish)
    return;
  g_clear_pointer (&self->rubbish, run_rubbish_unref);
  self->rubbish = run_rubbish_ref (rubbish);
}

static void
take_snapshot (gpointer data)
{
  FooledPerturb *self = data;
  RunPerturbSnapshot *snapshot = run_job_take_snapshot (self->perturb);

  if (snapshot == NULL)
    return;
  g_clear_pointer (&self->snapshot, run_job_snapshot_unref);
  self->snapshot = snapshot;
  note_network (self, snapshot->network, snapshot->network_key);
  note_rubbish (self, snapshot->rubbish);
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
  FooledPerturb *self = FOOLED_PERTURB (object);

  g_clear_pointer (&self->snapshot, run_job_snapshot_unref);
  g_clear_pointer (&self->rubbish, run_rubbish_unref);
  g_clear_pointer (&self->loaded, run_network_info_unref);
  g_free (self->network);
  g_free (self->begun);

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
  self->host = run_host_shared ();
  self->perturb = run_perturb_job_new (self->host, fooled_wake_up_call, self->wake_up);
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
  g_clear_pointer (&self->perturb, run_job_free);
  g_clear_pointer (&self->wake_up, fooled_wake_up_free);
  g_clear_pointer (&self->host, run_host_free);
}

const RunPerturbSnapshot *
fooled_perturb_get_snapshot (FooledPerturb *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB (self), NULL);

  return self->snapshot;
}

RunRubbish *
fooled_perturb_get_rubbish (FooledPerturb *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB (self), NULL);

  return self->rubbish;
}

void
fooled_perturb_begin (FooledPerturb *self)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb == NULL)
    return;
  g_free (self->begun);
  self->begun = run_sessions_new_path ();
  run_perturb_begin (self->perturb, self->begun);
}

void
fooled_perturb_open (FooledPerturb *self, const char *session, gboolean paused)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));
  g_return_if_fail (session != NULL);

  if (self->perturb == NULL)
    return;
  g_clear_pointer (&self->begun, g_free);
  g_clear_pointer (&self->rubbish, run_rubbish_unref);
  run_job_open (self->perturb, session, paused);
}

const char *
fooled_perturb_get_begun (FooledPerturb *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB (self), NULL);

  return self->begun;
}

/* What has a result stays as it is in its session; what comes next has another. */
static void
keep_result (FooledPerturb *self)
{
  const RunPerturbSnapshot *snapshot = self->snapshot;

  if (snapshot == NULL || !snapshot->has_result || snapshot->job.number == self->kept)
    return;
  self->kept = snapshot->job.number;
  fooled_perturb_begin (self);
  run_perturb_set_network (self->perturb, snapshot->network_key);
  run_perturb_set_picture (self->perturb, snapshot->picture);
}

void
fooled_perturb_set_network (FooledPerturb *self, const char *network)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb == NULL)
    return;
  keep_result (self);
  run_perturb_set_network (self->perturb, network);
}

void
fooled_perturb_set_picture (FooledPerturb *self, BaseImage *image)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb == NULL)
    return;
  keep_result (self);
  run_perturb_set_picture (self->perturb, image);
}

void
fooled_perturb_search (FooledPerturb *self, const AscPerturbSettings *settings)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb == NULL)
    return;
  keep_result (self);
  run_perturb_search (self->perturb, settings);
}

void
fooled_perturb_cancel (FooledPerturb *self)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb != NULL)
    run_perturb_stop (self->perturb);
}

void
fooled_perturb_go_on (FooledPerturb *self)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb != NULL)
    run_job_resume (self->perturb);
}

void
fooled_perturb_set_blend (FooledPerturb *self, double blend)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb != NULL)
    run_perturb_set_blend (self->perturb, blend);
}

void
fooled_perturb_try_noise (FooledPerturb *self, const RunRubbishSettings *settings)
{
  g_return_if_fail (FOOLED_IS_PERTURB (self));

  if (self->perturb != NULL)
    run_perturb_try_noise (self->perturb, settings);
}
