// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/checkpoint-private.h"

G_BEGIN_DECLS

/* Writes the checkpoints of one job into its session, on a thread of its own, one at a time. What
 * cannot be written is kept and written with the next one. All functions belong to the job's
 * thread. */
typedef struct _RunSaver RunSaver;

/* Called on the saver's thread after each checkpoint, written or not, and when none has come for
 * longer than the job leaves between two of them: it is in the middle of a long step, or it tries
 * again what could not be written. */
typedef void (*RunSaverNotify) (gpointer data);

/* session: an open one at this path, taken over; NULL = it is made with the first checkpoint. */
RunSaver *run_saver_new (const char *path,
                         StoreSession *session,
                         RunSaverNotify notify,
                         gpointer notify_data);

/* Waits until what it was given is written, or cannot be. NULL is ignored. */
void run_saver_free (RunSaver *saver);

/* Of the session. Borrowed. */
const char *run_saver_path (const RunSaver *saver);

/* Whether all that it was given is written, or cannot be. */
gboolean run_saver_is_idle (RunSaver *saver);

/* When the next checkpoint of work that goes on should be made, monotonic, in microseconds: so that
 * it is on the disk before the last one is five seconds old, if it takes as long as those before.
 */
gint64 run_saver_due (RunSaver *saver);

/* Takes over the checkpoint, work on which began at `made`. The saver must be idle. */
void run_saver_put (RunSaver *saver, RunCheckpoint *checkpoint, gint64 made);

void run_saver_wait (RunSaver *saver); /* until it is idle */

/* How the last checkpoint fared: FALSE with an error when it is not written. */
gboolean run_saver_result (RunSaver *saver, GError **error);

G_END_DECLS
