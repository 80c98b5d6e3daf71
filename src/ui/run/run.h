// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/experiment.h"

G_BEGIN_DECLS

/* The window's run: owns the job, sends it commands, and brings its snapshots to the main loop
 * by a wake-up. Main thread only.
 *
 * Properties, all read-only and notified on the main loop: "state" (RunState as int): what the
 * last snapshot says; "running" (boolean): what it will be once the last command is obeyed.
 * Signal "settings": the settings in force became those of a session that was opened.
 * Signal "replaced" (string: its session, NULL when it is in none; boolean: it was paused): a new
 * run took the place of one that had come to something. Signal "snapshot" (gpointer: RunSnapshot *,
 * borrowed): a new one has arrived. */
#define FOOLED_TYPE_RUN (fooled_run_get_type ())
G_DECLARE_FINAL_TYPE (FooledRun, fooled_run, FOOLED, RUN, GObject)

FooledRun *fooled_run_new (void);

/* Stops and joins every thread; no signal afterwards. For the window's close and for shutdown;
 * harmless when called twice. */
void fooled_run_shutdown (FooledRun *self);

/* The settings in force. Borrowed. */
const RunSettings *fooled_run_get_settings (FooledRun *self);

/* Changes them: in the run under way when they can be, with a new run otherwise
 * (run_settings_need_restart). A new run is paused if the old one was. */
void fooled_run_set_settings (FooledRun *self, const RunSettings *settings);

/* From now on every new run is saved in a session of its own in the user's folder. */
void fooled_run_set_saving (FooledRun *self, gboolean saving);

/* Goes on with the run of a session, or shows it paused: where that is asked for, or where it was
 * paused when it was saved last. The run that was there is saved first. The session's settings
 * become those in force ("settings" tells). When it cannot be opened, the older run goes on, and a
 * snapshot says why. Of the session that it is in already: nothing. */
void fooled_run_open_session (FooledRun *self, const char *path, gboolean paused);

/* A new run with these settings, seeds included, which goes on at once; the run that was there is
 * saved first. They become those in force ("settings" tells). */
void fooled_run_start_with (FooledRun *self, const RunSettings *settings);

RunState fooled_run_get_state (FooledRun *self);

/* The latest snapshot, or NULL. Borrowed. Its `changed` holds only what changed then. */
const RunSnapshot *fooled_run_get_snapshot (FooledRun *self);

/* Begins the first run, or resumes. At the end of a run it says "at-end", a signal without
 * parameters; the run goes on if its settings give it more to do. */
void fooled_run_start (FooledRun *self);
void fooled_run_pause (FooledRun *self);

/* Whether a pause, or a step, was asked for last. */
gboolean fooled_run_wants_pause (FooledRun *self);

/* Pause or start, whichever was not asked for last: twice is as good as not at all, however fast.
 */
void fooled_run_toggle (FooledRun *self);

void fooled_run_step (FooledRun *self);
/* See run_experiment_breed and run_experiment_undo. */
void fooled_run_breed (FooledRun *self, guint n, const guint64 *evaluations, RunView view);
void fooled_run_undo (FooledRun *self);

void fooled_run_restart (FooledRun *self); /* from generation 0, same settings */
void fooled_run_set_view (FooledRun *self, RunView view, guint cell_size_device_pixels);
void fooled_run_select (FooledRun *self, gint index);

G_END_DECLS
