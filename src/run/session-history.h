// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/snapshot.h"

G_BEGIN_DECLS

/* How a run in a session went: its plot, without its images or its network. Plain data. */
typedef struct
{
  char *path;
  char *name; /* the session's */
  guint n_points;
  RunHistoryPoint *points; /* (n_points), by rising evaluations */
} RunSessionHistory;

/* Of a run, evolution or ascent, at any time, also while it goes on. Errors: those of
 * store/session.h; BASE_ERROR_ARGUMENT where it holds other work or nothing was saved yet. May be
 * called from any thread; reads a file. */
RunSessionHistory *run_session_history_read (const char *path, GError **error);
void run_session_history_free (RunSessionHistory *history); /* NULL is ignored */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunSessionHistory, run_session_history_free)

G_END_DECLS
