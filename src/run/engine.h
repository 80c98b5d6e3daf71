// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/ascent.h"
#include "run/snapshot.h"

G_BEGIN_DECLS

/* Runs one experiment at a time on a thread of its own. The thread owns the run; commands reach it
 * as values in a queue, snapshots come back through a mailbox in which the latest wins. No function
 * here waits for the run thread, except run_engine_free, run_engine_wait and run_engine_result. All
 * of them are called from one thread (the UI's, or the command line's). */
typedef struct _RunEngine RunEngine;

/* Called on the run thread when the mailbox goes from empty to full: arrange for
 * run_engine_take_snapshot to be called soon, and return at once. */
typedef void (*RunNotify) (gpointer data);

/* notify may be NULL. */
RunEngine *run_engine_new (RunNotify notify, gpointer notify_data);

/* Stops whatever goes on, joins every thread; notify is not called afterwards. */
void run_engine_free (RunEngine *engine);

/* A new run from these settings (copied): loads the network when it is another one, stops the run
 * under way, empties the grid. paused: it waits at generation 0 for run_engine_resume or _step.
 * When it cannot begin, the run under way goes on, and a snapshot says why in `message`; without
 * one the state is RUN_STATE_FAILED. */
void run_engine_start (RunEngine *engine, const RunSettings *settings, gboolean paused);

/* Settings that take effect in the run under way, with its next generation; those that need a
 * restart (run_settings_need_restart) are ignored. Settings out of range change nothing, and a
 * snapshot's `message` says so. A stop condition that has passed counts again when it changes. */
void run_engine_change (RunEngine *engine, const RunSettings *settings);

void run_engine_pause (RunEngine *engine); /* answers within 50 ms, in the middle of a generation */
void run_engine_resume (RunEngine *engine);
void run_engine_step (
    RunEngine *engine); /* to the end of one generation (two steps: of two), then pauses */
void run_engine_stop (RunEngine *engine); /* ends the run: RUN_STATE_IDLE */

/* What snapshots show. cell_size in device pixels. Changing either resends all cells; another view
 * also ends the selection. */
#define RUN_MIN_CELL_SIZE 16
#define RUN_MAX_CELL_SIZE 1024
void run_engine_set_view (RunEngine *engine, RunView view, guint cell_size);

/* Which cell of the view fills `selected`; -1 = none. */
void run_engine_select (RunEngine *engine, gint index);

/* The latest snapshot that has not been taken, or NULL. Caller unrefs. */
RunSnapshot *run_engine_take_snapshot (RunEngine *engine);

/* Blocks until a snapshot is there or the time is over; then as run_engine_take_snapshot. For
 * programs without a main loop. */
RunSnapshot *run_engine_wait (RunEngine *engine, guint milliseconds);

/* The hash of the archive (evo_archive_hash) and all champions: StoreSpecimen * in class order,
 * NULL for empty cells, at one moment. Only while the run is paused or finished; else FALSE. The
 * latest snapshot shows the same moment. Caller frees. Either may be NULL. */
gboolean run_engine_result (RunEngine *engine, char **archive_hash, GPtrArray **champions);

/* How each climb of a gradient ascent went: AscClimb in class order, without the pictures, at one
 * moment. NULL unless the run is an ascent that is paused or finished. Caller unrefs. */
GArray *run_engine_climbs (RunEngine *engine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunEngine, run_engine_free)

G_END_DECLS
