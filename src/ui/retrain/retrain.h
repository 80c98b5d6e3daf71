// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/retraining.h"

G_BEGIN_DECLS

/* The window's retraining experiment: owns the job, sends it commands, and brings its snapshots to
 * the main loop as FooledRun does. Main thread only.
 *
 * Signal "snapshot" (gpointer: RunRetrainingSnapshot *, borrowed): a new one has arrived. */
#define FOOLED_TYPE_RETRAIN (fooled_retrain_get_type ())
G_DECLARE_FINAL_TYPE (FooledRetrain, fooled_retrain, FOOLED, RETRAIN, GObject)

/* Begins the thread. */
FooledRetrain *fooled_retrain_new (void);

/* Saves, stops and joins the thread; no signal afterwards, and commands do nothing. Harmless when
 * called twice. */
void fooled_retrain_shutdown (FooledRetrain *self);

/* The latest snapshot, or NULL. Borrowed. */
const RunRetrainingSnapshot *fooled_retrain_get_snapshot (FooledRetrain *self);

/* Whether it goes on, or will once the last command is obeyed. */
gboolean fooled_retrain_is_running (FooledRetrain *self);

/* A new experiment, saved in a session of its own; the one that was there is saved first. */
void fooled_retrain_start (FooledRetrain *self, const RunRetraining *order);

/* The experiment of a session: goes on, or is shown paused. */
void fooled_retrain_open (FooledRetrain *self, const char *session, gboolean paused);

/* What was asked for last and failed, once more: a new experiment begins, one that had begun is
 * shown paused as it was saved. */
void fooled_retrain_try_again (FooledRetrain *self);

void fooled_retrain_pause (FooledRetrain *self);
void fooled_retrain_resume (FooledRetrain *self);
void fooled_retrain_step (FooledRetrain *self); /* to the end of a round */
void fooled_retrain_stop (FooledRetrain *self); /* saves and ends it */

/* See run_experiment_set_view and run_experiment_select. */
void fooled_retrain_set_cell_size (FooledRetrain *self, guint device_pixels);
void fooled_retrain_select (FooledRetrain *self, gint index);
void fooled_retrain_set_threads (FooledRetrain *self, guint n_threads);

G_END_DECLS
