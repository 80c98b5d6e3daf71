// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run.h"

/* How snapshots get here: the run thread makes the source ready, nothing else. The source stays
 * attached for as long as the engine lives, so there is never more than one wake-up under way, and
 * it is destroyed only after the engine has joined its threads: no wake-up can come too late.
 *
 * What the user asked for (`wants_pause`) and what the engine does (the state of the last snapshot)
 * are kept apart: between a command and its answer only the wish is right. */
struct _FooledRun
{
  GObject parent_instance;
  RunEngine *engine; /* NULL after shutdown */
  GSource *wake_up;
  RunSettings settings;
  RunSnapshot *snapshot;
  gboolean started; /* there is a run, even if it failed */
  gboolean wants_pause;
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
  SIGNAL_SNAPSHOT,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
is_running (RunState state)
{
  return state == RUN_STATE_RUNNING || state == RUN_STATE_LOADING;
}

static void
take_snapshot (FooledRun *self)
{
  RunState before = fooled_run_get_state (self);
  RunSnapshot *snapshot = run_engine_take_snapshot (self->engine);
  RunState now;

  if (snapshot == NULL)
    return;

  g_clear_pointer (&self->snapshot, run_snapshot_unref);
  self->snapshot = snapshot;
  now = snapshot->state;

  g_object_ref (self);
  g_signal_emit (self, signals[SIGNAL_SNAPSHOT], 0, snapshot);
  if (now != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (is_running (now) != is_running (before))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  g_object_unref (self);
}

static gboolean
wake_up_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  return callback (data);
}

static gboolean
wake_up (gpointer data)
{
  FooledRun *self = data;

  if (self->engine != NULL)
    take_snapshot (self);
  return G_SOURCE_CONTINUE;
}

/* On the run thread. */
static void
notify_from_engine (gpointer data)
{
  g_source_set_ready_time (data, 0);
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
  g_clear_pointer (&self->snapshot, run_snapshot_unref);

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
      g_value_set_boolean (value, is_running (fooled_run_get_state (self)));
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

  signals[SIGNAL_SNAPSHOT] = g_signal_new ("snapshot", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
fooled_run_init (FooledRun *self)
{
  static GSourceFuncs wake_up_funcs = { .dispatch = wake_up_dispatch };

  run_settings_init (&self->settings, "");

  /* After redrawing: a frame that is due goes before news for the next one. */
  self->wake_up = g_source_new (&wake_up_funcs, sizeof (GSource));
  g_source_set_static_name (self->wake_up, "[fooled] snapshot");
  g_source_set_priority (self->wake_up, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (self->wake_up, wake_up, self, NULL);
  g_source_attach (self->wake_up, NULL);
  self->engine = run_engine_new (notify_from_engine, self->wake_up);
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

  if (self->engine == NULL)
    return;

  g_clear_pointer (&self->engine, run_engine_free);
  g_source_destroy (self->wake_up);
  g_clear_pointer (&self->wake_up, g_source_unref);
}

const RunSettings *
fooled_run_get_settings (FooledRun *self)
{
  g_return_val_if_fail (FOOLED_IS_RUN (self), NULL);

  return &self->settings;
}

static void
begin (FooledRun *self)
{
  self->started = TRUE;
  run_engine_start (self->engine, &self->settings, self->wants_pause);
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

  if (self->engine == NULL || !self->started)
    return;
  if (restart)
    begin (self);
  else
    run_engine_change (self->engine, &self->settings);
}

RunState
fooled_run_get_state (FooledRun *self)
{
  g_return_val_if_fail (FOOLED_IS_RUN (self), RUN_STATE_IDLE);

  return self->snapshot != NULL ? self->snapshot->state : RUN_STATE_IDLE;
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

  if (self->engine == NULL)
    return;

  self->wants_pause = FALSE;
  if (!self->started || fooled_run_get_state (self) == RUN_STATE_FAILED)
    begin (self);
  else
    run_engine_resume (self->engine);
}

void
fooled_run_pause (FooledRun *self)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  self->wants_pause = TRUE;
  if (self->engine != NULL && self->started)
    run_engine_pause (self->engine);
}

void
fooled_run_step (FooledRun *self)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->engine == NULL)
    return;

  self->wants_pause = TRUE;
  if (!self->started || fooled_run_get_state (self) == RUN_STATE_FAILED)
    begin (self);
  run_engine_step (self->engine);
}

void
fooled_run_restart (FooledRun *self)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->engine != NULL)
    begin (self);
}

void
fooled_run_set_view (FooledRun *self, RunView view, guint cell_size_device_pixels)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->engine != NULL)
    run_engine_set_view (self->engine, view, cell_size_device_pixels);
}

void
fooled_run_select (FooledRun *self, gint index)
{
  g_return_if_fail (FOOLED_IS_RUN (self));

  if (self->engine != NULL)
    run_engine_select (self->engine, index);
}
