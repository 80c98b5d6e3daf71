// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/run-keeper.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/settings/settings-keys.h"
#include "ui/widgets/number-text.h"

/* A run that has more to do says so within this time. */
#define AT_END_MS 400

struct _FooledRunKeeper
{
  FooledRun *run;
  FooledRunPage *page;
  GSettings *settings;
  FooledToasts *toasts;
  guint apply_settings_idle;
  guint at_end_timeout;

  /* A session's run need not be one that the stored settings can say. What they say of it is no
   * reason for another run. */
  gboolean adopting; /* the next settings that are read are those of a session */
  gboolean has_adopted;
  RunSettings adopted;
};

static void
forget_adopted (FooledRunKeeper *self)
{
  if (self->has_adopted)
    run_settings_clear (&self->adopted);
  self->has_adopted = FALSE;
}

/* Whether the settings are no more than what was written for a session that was opened. */
static gboolean
are_of_session (FooledRunKeeper *self, const RunSettings *settings)
{
  if (self->adopting)
    {
      forget_adopted (self);
      run_settings_copy (settings, &self->adopted);
      self->adopting = FALSE;
      self->has_adopted = TRUE;
      return TRUE;
    }
  return self->has_adopted && run_settings_equal (&self->adopted, settings);
}

/* The stored settings cannot say which images a run begins with. As long as it is the same method,
 * with the same random numbers, for the same network, it is those; another one begins at random. */
static void
keep_seeds (FooledRunKeeper *self, RunSettings *settings)
{
  const RunSettings *now = fooled_run_get_settings (self->run);

  if (now->method == settings->method && now->seed == settings->seed &&
      g_strcmp0 (now->network, settings->network) == 0)
    settings->seeds = run_seeds_ref (now->seeds);
}

static void
apply_settings (FooledRunKeeper *self)
{
  RunSettings settings;
  guint n_classes;
  gboolean can_crop;

  g_object_get (self->page, "n-classes", &n_classes, "can-crop", &can_crop, NULL);
  fooled_settings_read (self->settings, n_classes, &settings);
  if (!can_crop)
    settings.n_crops = 0;
  keep_seeds (self, &settings);
  if (are_of_session (self, &settings))
    {
      run_settings_clear (&settings);
      return;
    }
  forget_adopted (self);
  fooled_run_set_settings (self->run, &settings);
  run_settings_clear (&settings);
}

static gboolean
apply_settings_idle (gpointer data)
{
  FooledRunKeeper *self = data;

  self->apply_settings_idle = 0;
  apply_settings (self);
  return G_SOURCE_REMOVE;
}

/* Several keys may change together; they make one change of the run. */
static void
key_changed (FooledRunKeeper *self, const char *key)
{
  if (fooled_settings_is_experiment_key (key) && self->apply_settings_idle == 0)
    self->apply_settings_idle =
        g_idle_add_full (G_PRIORITY_DEFAULT, apply_settings_idle, self, NULL);
}

/* A session's run is there: the stored settings say so from now on. */
static void
session_opened (FooledRunKeeper *self)
{
  fooled_settings_write (self->settings, fooled_run_get_settings (self->run));
  self->adopting = TRUE;
  if (self->apply_settings_idle == 0)
    self->apply_settings_idle =
        g_idle_add_full (G_PRIORITY_DEFAULT, apply_settings_idle, self, NULL);
}

static void
remember_session (FooledRunKeeper *self, const char *session)
{
  g_autofree char *known = g_settings_get_string (self->settings, "session");

  if (session != NULL && !g_str_equal (session, known))
    g_settings_set_string (self->settings, "session", session);
}

/* A start or a change failed and the older run goes on: say so once. What failed, or is waited for,
 * has a page of its own. */
static void
snapshot_arrived (FooledRunKeeper *self, const RunSnapshot *snapshot)
{
  const gboolean waits = snapshot->job.state == RUN_STATE_LOADING && snapshot->job.is_watched;

  if (snapshot->job.message != NULL && snapshot->job.state != RUN_STATE_FAILED && !waits)
    fooled_toasts_show_failure (self->toasts, snapshot->job.message);
  remember_session (self, snapshot->job.session);
}

/* One that is back because another did not come has said so; why that did not come matters more. */
static void
state_changed (FooledRunKeeper *self)
{
  const RunSnapshot *snapshot = fooled_run_get_snapshot (self->run);

  if (fooled_run_get_state (self->run) == RUN_STATE_FINISHED && snapshot->job.message == NULL)
    {
      g_autofree char *generation = fooled_count_text (snapshot->generation);
      g_autofree char *text = NULL;

      if (run_method (snapshot->method)->is_evolution)
        /* Translators: %s is a number of generations. */
        text = g_strdup_printf (_ ("Finished in generation %s"), generation);
      else
        /* Translators: %s is a number of iterations. */
        text = g_strdup_printf (_ ("Finished after %s iterations"), generation);
      fooled_toasts_show (self->toasts, text);
    }
}

static void
begin_again (AdwToast *toast, FooledRun *run)
{
  fooled_run_restart (run);
}

static void
drop_run (gpointer run, GClosure *closure)
{
  g_object_unref (run);
}

static gboolean
still_at_end (gpointer data)
{
  FooledRunKeeper *self = data;

  self->at_end_timeout = 0;
  if (fooled_run_get_state (self->run) == RUN_STATE_FINISHED)
    fooled_toasts_show_button (
        self->toasts, _ ("This run is at its end: another chance number brings other images"),
        _ ("Begin Again"), G_CALLBACK (begin_again), g_object_ref (self->run), drop_run);
  return G_SOURCE_REMOVE;
}

/* Start was pressed, and there may be nothing left to do. */
static void
at_end (FooledRunKeeper *self)
{
  if (self->at_end_timeout == 0)
    self->at_end_timeout = g_timeout_add (AT_END_MS, still_at_end, self);
}

FooledRunKeeper *
fooled_run_keeper_new (FooledRun *run,
                       FooledRunPage *page,
                       GSettings *settings,
                       FooledToasts *toasts)
{
  FooledRunKeeper *self;

  g_return_val_if_fail (FOOLED_IS_RUN (run) && FOOLED_IS_RUN_PAGE (page), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_new0 (FooledRunKeeper, 1);
  self->run = run;
  self->page = page;
  self->settings = settings;
  self->toasts = toasts;
  g_signal_connect_swapped (run, "notify::state", G_CALLBACK (state_changed), self);
  g_signal_connect_swapped (run, "at-end", G_CALLBACK (at_end), self);
  g_signal_connect_swapped (run, "settings", G_CALLBACK (session_opened), self);
  g_signal_connect_swapped (run, "snapshot", G_CALLBACK (snapshot_arrived), self);
  g_signal_connect_swapped (page, "notify::n-classes", G_CALLBACK (apply_settings), self);
  g_signal_connect_swapped (settings, "changed", G_CALLBACK (key_changed), self);
  apply_settings (self);
  return self;
}

void
fooled_run_keeper_free (FooledRunKeeper *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->apply_settings_idle, g_source_remove);
  g_clear_handle_id (&self->at_end_timeout, g_source_remove);
  forget_adopted (self);
  g_signal_handlers_disconnect_by_data (self->run, self);
  g_signal_handlers_disconnect_by_data (self->page, self);
  g_signal_handlers_disconnect_by_data (self->settings, self);
  g_free (self);
}
