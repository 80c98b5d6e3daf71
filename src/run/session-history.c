// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/session-history.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/experiment-private.h"
#include "run/sessions.h"

void
run_session_history_free (RunSessionHistory *history)
{
  if (history == NULL)
    return;
  g_free (history->path);
  g_free (history->name);
  g_free (history->points);
  g_free (history);
}

static gboolean
check_work (const StoreSessionInfo *info, GBytes *state, GError **error)
{
  if (run_session_kind (info) == RUN_SESSION_RUN && g_bytes_get_size (state) > 0)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("The session “%s” holds no run that could be shown in a plot."), info->name);
  return FALSE;
}

RunSessionHistory *
run_session_history_read (const char *path, GError **error)
{
  g_autoptr (StoreSession) session = store_session_open (path, TRUE, error);
  g_autoptr (StoreSessionInfo) info = session != NULL ? store_session_info (session, error) : NULL;
  g_autoptr (GBytes) state = info != NULL ? store_session_read_state (session, error) : NULL;
  g_autofree RunProgress *progress = NULL;
  RunSessionHistory *history;

  if (state == NULL || !check_work (info, state, error))
    return NULL;
  progress = g_new (RunProgress, 1);
  if (!run_experiment_read_progress (state, progress, error))
    return NULL;
  history = g_new0 (RunSessionHistory, 1);
  history->path = g_strdup (path);
  history->name = g_strdup (info->name);
  history->points = run_progress_history (progress, &history->n_points);
  return history;
}
