// SPDX-License-Identifier: GPL-3.0-or-later
/* The retraining experiment as work: training, measuring and evolution, round after round. */
#include "run/retraining-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/work-private.h"
#include "run/works-private.h"

/* What it is told, with the type of the value. The numbers of an experiment's come before. */
enum
{
  TELL_THREADS = 100, /* guint */
};

static gpointer
make (RunContext *context, gconstpointer order, GError **error)
{
  if (run_retraining_check (order, error))
    g_set_error_literal (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED, "Retraining is not there yet.");
  return NULL;
}

static gboolean
advance_retraining (gpointer state, gint *interrupt, RunAdvance *advance, GError **error)
{
  *advance = RUN_ADVANCE_FINISHED;
  return TRUE;
}

static RunObey
obey (gpointer state, const RunTold *told)
{
  return RUN_OBEY_NOTHING;
}

static RunJobSnapshot *
show (gpointer state, const RunAudience *audience)
{
  RunRetrainingSnapshot *snapshot = g_new0 (RunRetrainingSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.fraction = -1;
  return &snapshot->job;
}

RunRetrainingRow *
run_retraining_row_ref (RunRetrainingRow *row)
{
  g_atomic_ref_count_inc (&row->ref_count);
  return row;
}

void
run_retraining_row_unref (RunRetrainingRow *row)
{
  if (row == NULL || !g_atomic_ref_count_dec (&row->ref_count))
    return;
  for (guint i = 0; i < row->n_champions; i++)
    base_image_unref (row->champions[i].image);
  g_free (row->champions);
  g_free (row->name);
  g_free (row->id);
  g_free (row->network);
  g_free (row->card);
  g_strfreev (row->labels);
  g_free (row);
}

RunJob *
run_retraining_job_new (RunHost *host, RunNotify notify, gpointer notify_data)
{
  return run_job_new (host, &run_work_retrain, notify, notify_data);
}

void
run_retraining_start (RunJob *job,
                      const RunRetraining *retraining,
                      const char *session,
                      gboolean paused)
{
  g_return_if_fail (job != NULL && retraining != NULL);
  g_return_if_fail (retraining->training.folder != NULL);

  run_job_start (job, &run_work_retrain, run_retraining_copy (retraining),
                 (GDestroyNotify) run_retraining_free, session, paused);
}

void
run_retraining_set_threads (RunJob *job, guint n_threads)
{
  g_return_if_fail (job != NULL);

  run_job_tell (job, TELL_THREADS, g_memdup2 (&n_threads, sizeof n_threads), g_free, FALSE);
}

const RunWork run_work_retrain = {
  .name = "retrain",
  .make = make,
  .advance = advance_retraining,
  .obey = obey,
  .show = show,
  .free = g_free,
};
