// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run.h"

#include "run/sessions.h"
#include "ui/threads/wake-up.h"

/* What the user asked for and what the job does (the state of the last snapshot) are kept apart:
 * between a command and its answer only the wish is right. */
struct _FooledRun
{
  GObject parent_instance;
  RunHost *host;
  RunJob *job;           /* NULL after shutdown */
  FooledWakeUp *wake_up; /* outlives the job */
  RunSettings settings;
  RunSnapshot *snapshot;
  gboolean started; /* there is a run, even if it failed */
  gboolean wants_pause;
  gboolean saving;
  char *session;      /* of the run that was asked for last; NULL = none */
  gboolean adopting;  /* the run of the session is awaited */
  gboolean as_it_was; /* it may be paused there, and nothing else was asked for since */
  gboolean running;   /* once all commands are obeyed */
};

G_DEFINE_FINAL_TYPE (FooledRun, fooled_run, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_RUNNING,
  N_PROPS,
};

enum
{
  SIGNAL_AT_END,
  SIGNAL_REPLACED,
  SIGNAL_SETTINGS,
  SIGNAL_SNAPSHOT,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
has_ended (RunState state)
{
  return state == RUN_STATE_FINISHED || state == RUN_STATE_FAILED;
}

static void
set_running (FooledRun *self, gboolean running)
{
  if (running == self->running)
    return;
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
set_session (FooledRun *self, const char *session)
{
  g_autofree char *copy = g_strdup (session);

  g_free (self->session);
  self->session = g_steal_pointer (&copy);
}

/* Only the end of a run comes without a command; what else a snapshot says was asked for. */
static void
follow (FooledRun *self, RunState before, RunState now)
{
  if (has_ended (now) && !has_ended (before))
    set_running (self, FALSE);
  else if (has_ended (before) && !has_ended (now))
    set_running (self, !self->wants_pause);
}

/* It stands still where it was left so. */
static void
keep_as_it_was (FooledRun *self, RunState state)
{
  if (!self->as_it_was)
    return;
  self->as_it_was = FALSE;
  self->wants_pause = state == RUN_STATE_PAUSED;
  if (self->wants_pause || has_ended (state))
    set_running (self, FALSE);
}

/* The run of a session has come: its settings are in force. */
static void
adopt (FooledRun *self, const RunSnapshot *snapshot)
{
  if (!self->adopting || snapshot->settings == NULL ||
      g_strcmp0 (snapshot->job.session, self->session) != 0)
    return;
  self->adopting = FALSE;
  keep_as_it_was (self, snapshot->job.state);
  run_settings_clear (&self->settings);
  run_settings_copy (snapshot->settings, &self->settings);
  g_signal_emit (self, signals[SIGNAL_SETTINGS], 0);
}

static void
take_snapshot (gpointer data)
{
  FooledRun *self = data;
  RunState before = fooled_run_get_state (self);
  RunSnapshot *snapshot = run_job_take_snapshot (self->job);

  if (snapshot == NULL)
    return;

  g_clear_pointer (&self->snapshot, run_job_snapshot_unref);
  self->snapshot = snapshot;

  g_object_ref (self);
  if (snapshot->job.message != NULL) /* it may be that what was asked for did not come */
    set_session (self, snapshot->job.session);
  adopt (self, snapshot);
  g_signal_emit (self, signals[SIGNAL_SNAPSHOT], 0, snapshot);
  if (snapshot->job.state != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  follow (self, before, snapshot->job.state);
  if (snapshot->job.is_watched)
    set_running (self, FALSE);
  g_object_unref (self);
}

static void
fooled_run_dispose (GObject *object)
{
  fooled_run_shutdown (FOOLED_RUN (object));

  G_OBJECT_CLASS (fooled_run_parent_class)->dispose (object);
}

static void
fooled_run_finalize (GObject *object)
{
  FooledRun *self = FOOLED_RUN (object);

  run_settings_clear (&self->settings);
  g_clear_pointer (&self->snapshot, run_job_snapshot_unref);
  g_free (self->session);

  G_OBJECT_CLASS (fooled_run_parent_class)->finalize (object);
}

static void
fooled_run_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FooledRun *self = FOOLED_RUN (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) fooled_run_get_state (self));
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
fooled_run_class_init (FooledRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = fooled_run_dispose;
  object_class->finalize = fooled_run_finalize;
  object_class->get_property = fooled_run_get_property;

  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, RUN_STATE_IDLE, RUN_STATE_FAILED, RUN_STATE_IDLE,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_AT_END] = g_signal_new ("at-end", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REPLACED] =
      g_signal_new ("replaced", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  signals[SIGNAL_SETTINGS] = g_signal_new ("settings", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SNAPSHOT] = g_signal_new ("snapshot", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
fooled_run_init (FooledRun *self)
{
  run_settings_init (&self->settings, "");
  self->wake_up = fooled_wake_up_new ("[fooled] snapshot", take_snapshot, self);
  self->host = run_host_shared ();
  self->job = run_experiment_job_new (self->host, fooled_wake_up_call, self->wake_up);
}

FooledRun *
fooled_run_new (void)
{
  return g_object_new (FOOLED_TYPE_RUN, NULL);
}

void
fooled_run_shutdown (FooledRun *self)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->job == NULL)
    return;

  g_clear_pointer (&self->job, run_job_free);
  g_clear_pointer (&self->host, run_host_free);
  g_clear_pointer (&self->wake_up, fooled_wake_up_free);
}

const RunSettings *
fooled_run_get_settings (FooledRun *self)
{
  g_return_val_if_fail (FOOLED_IS_RUN (self), NULL);

  return &self->settings;
}

/* Whether the run that is there is more than a beginning. */
static gboolean
has_come_to_something (FooledRun *self)
{
  return self->snapshot != NULL && self->snapshot->generation > 0 &&
         g_strcmp0 (self->snapshot->job.session, self->session) == 0;
}

static void
begin (FooledRun *self)
{
  g_autofree char *session = self->saving ? run_sessions_new_path () : NULL;
  g_autofree char *older = g_strdup (self->session);
  gboolean any = has_come_to_something (self), was_running = self->running;

  self->started = TRUE;
  self->adopting = self->as_it_was = FALSE;
  set_session (self, session);
  run_experiment_start (self->job, &self->settings, session, self->wants_pause);
  set_running (self, !self->wants_pause);
  if (any)
    g_signal_emit (self, signals[SIGNAL_REPLACED], 0,
                   self->snapshot->job.save_error == NULL ? older : NULL, !was_running);
}

void
fooled_run_set_saving (FooledRun *self, gboolean saving)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  self->saving = saving;
}

void
fooled_run_open_session (FooledRun *self, const char *path, gboolean paused)
{
  g_return_if_fail (FOOLED_IS_RUN (self));
  g_return_if_fail (path != NULL);

  if (self->job == NULL || g_strcmp0 (self->session, path) == 0)
    return;
  self->started = TRUE;
  self->wants_pause = paused;
  self->adopting = TRUE;
  self->as_it_was = !paused;
  set_session (self, path);
  run_job_watch (self->job, path, paused);
  set_running (self, !paused);
}

void
fooled_run_set_settings (FooledRun *self, const RunSettings *settings)
{
  gboolean restart;
  RunSettings copy;

  g_return_if_fail (FOOLED_IS_RUN (self));
  g_return_if_fail (settings != NULL);

  restart = run_settings_need_restart (&self->settings, settings);
  run_settings_copy (settings, &copy);
  run_settings_clear (&self->settings);
  self->settings = copy;

  if (self->job == NULL || !self->started)
    return;
  if (restart)
    begin (self);
  else
    run_experiment_change (self->job, &self->settings);
}

void
fooled_run_start_with (FooledRun *self, const RunSettings *settings)
{
  RunSettings copy;

  g_return_if_fail (FOOLED_IS_RUN (self));
  g_return_if_fail (settings != NULL);

  if (self->job == NULL)
    return;
  run_settings_copy (settings, &copy);
  run_settings_clear (&self->settings);
  self->settings = copy;
  self->wants_pause = FALSE;
  begin (self);
  g_signal_emit (self, signals[SIGNAL_SETTINGS], 0);
}

RunState
fooled_run_get_state (FooledRun *self)
{
  g_return_val_if_fail (FOOLED_IS_RUN (self), RUN_STATE_IDLE);

  return self->snapshot != NULL ? self->snapshot->job.state : RUN_STATE_IDLE;
}

const RunSnapshot *
fooled_run_get_snapshot (FooledRun *self)
{
  g_return_val_if_fail (FOOLED_IS_RUN (self), NULL);

  return self->snapshot;
}

void
fooled_run_start (FooledRun *self)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->job == NULL)
    return;

  self->wants_pause = self->as_it_was = FALSE;
  if (!self->started || fooled_run_get_state (self) == RUN_STATE_FAILED)
    begin (self);
  else
    run_job_resume (self->job);
  /* Other settings may have given it more to do; then its snapshots will say that it runs. */
  if (self->started && fooled_run_get_state (self) == RUN_STATE_FINISHED)
    g_signal_emit (self, signals[SIGNAL_AT_END], 0);
  else
    set_running (self, TRUE);
}

void
fooled_run_pause (FooledRun *self)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->job == NULL)
    return;

  self->as_it_was = FALSE;
  self->wants_pause = TRUE;
  if (self->started)
    run_job_pause (self->job);
  set_running (self, FALSE);
}

gboolean
fooled_run_wants_pause (FooledRun *self)
{
  g_return_val_if_fail (FOOLED_IS_RUN (self), FALSE);

  return self->wants_pause;
}

void
fooled_run_toggle (FooledRun *self)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->running)
    fooled_run_pause (self);
  else
    fooled_run_start (self);
}

void
fooled_run_step (FooledRun *self)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->job == NULL)
    return;

  self->as_it_was = FALSE;
  self->wants_pause = TRUE;
  if (!self->started || fooled_run_get_state (self) == RUN_STATE_FAILED)
    begin (self);
  run_job_step (self->job);
  set_running (self, FALSE);
}

void
fooled_run_breed (FooledRun *self, guint n, const guint64 *evaluations, RunView view)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->job == NULL || !self->started)
    return;
  self->as_it_was = FALSE;
  self->wants_pause = TRUE;
  run_experiment_breed (self->job, n, evaluations, view);
  set_running (self, FALSE);
}

void
fooled_run_undo (FooledRun *self)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->job != NULL)
    run_experiment_undo (self->job);
}

void
fooled_run_restart (FooledRun *self)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->job != NULL)
    begin (self);
}

void
fooled_run_set_view (FooledRun *self, RunView view, guint cell_size_device_pixels)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->job != NULL)
    run_experiment_set_view (self->job, view, cell_size_device_pixels);
}

void
fooled_run_select (FooledRun *self, gint index)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->job != NULL)
    run_experiment_select (self->job, index);
}
