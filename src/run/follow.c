// SPDX-License-Identifier: GPL-3.0-or-later
/* To do as rank 0 does, as work: a step is one of its words. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/compare-scores-private.h"
#include "run/host-private.h"
#include "run/ranks-private.h"
#include "run/works-private.h"

#define WAIT_MS 100

typedef struct
{
  RunContext *context;
  BaseRanks *ranks;          /* borrowed */
  RunExperiment *experiment; /* NULL = rank 0 has not told of any, or of a network since */
  RunCompareScores *scores;  /* NULL, likewise */
  gboolean at_work;          /* a step of it is under way */
} Following;

static gpointer
make (RunContext *context, gconstpointer order, GError **error)
{
  Following *following = g_new0 (Following, 1);

  following->context = context;
  following->ranks = (BaseRanks *) order;
  return following;
}

static void
forget (Following *following)
{
  g_clear_pointer (&following->experiment, run_experiment_free);
  g_clear_pointer (&following->scores, run_compare_scores_free);
}

static void
free_following (gpointer state)
{
  Following *following = state;

  forget (following);
  g_free (following);
}

static gboolean
begin (Following *following, BaseUnpack *in, GError **error)
{
  forget (following);
  following->experiment = run_ranks_unpack (following->context, in, error);
  return following->experiment != NULL;
}

static gboolean
begin_scoring (Following *following, BaseUnpack *in, GError **error)
{
  forget (following);
  following->scores = run_compare_scores_unpack (following->ranks, in, error);
  return following->scores != NULL;
}

static gboolean
begin_images (const Following *following, BaseUnpack *in, GError **error)
{
  if (!base_unpack_require (in, following->scores != NULL))
    return base_unpack_finish (in, error);
  return run_compare_scores_begin_part (following->scores, in, error);
}

/* Processors of different kinds compute different last bits; but they do not make different
 * archives of the same confidences. */
static gboolean
check_mark (const Following *following, BaseUnpack *in, GError **error)
{
  guint64 mark = base_unpack_u64 (in);

  base_unpack_require (in, following->experiment != NULL);
  if (!base_unpack_finish (in, error))
    return FALSE;
  if (mark == run_ranks_mark (run_experiment_archive (following->experiment)))
    return TRUE;
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("The champions here are others than on rank 0. This is a fault of the "
                          "program, or of this machine's memory; what is saved is whole."));
  return FALSE;
}

static gboolean
hear (Following *following, GBytes *word, RunAdvance *advance, GError **error)
{
  BaseUnpack in;
  guint8 what;

  base_unpack_init (&in, g_bytes_get_data (word, NULL), g_bytes_get_size (word));
  what = base_unpack_u8 (&in);
  if (what == RUN_WORD_END)
    {
      *advance = RUN_ADVANCE_FINISHED;
      return TRUE;
    }
  *advance = RUN_ADVANCE_STEP;
  if (what == RUN_WORD_BEGIN)
    return begin (following, &in, error);
  if (what == RUN_WORD_SCORER)
    return begin_scoring (following, &in, error);
  if (what == RUN_WORD_IMAGES)
    following->at_work = begin_images (following, &in, error);
  else
    {
      base_unpack_require (&in, what == RUN_WORD_STEP);
      following->at_work = check_mark (following, &in, error);
    }
  return following->at_work;
}

static RunAdvance
score (Following *following, gint *interrupt)
{
  RunHost *host = run_context_host (following->context);
  BasePool *pool =
      run_host_borrow (host, run_compare_scores_n_threads (following->scores), interrupt);
  gboolean done;

  if (pool == NULL)
    return RUN_ADVANCE_INTERRUPTED;
  done = run_compare_scores_advance (following->scores, pool, interrupt);
  run_host_give_back (host);
  return done ? RUN_ADVANCE_STEP : RUN_ADVANCE_INTERRUPTED;
}

static gboolean
advance (gpointer state, gint *interrupt, RunAdvance *advanced, GError **error)
{
  Following *following = state;

  *advanced = RUN_ADVANCE_INTERRUPTED;
  if (!following->at_work)
    {
      g_autoptr (GBytes) word = following->ranks->listen (following->ranks, interrupt);

      return word == NULL || hear (following, word, advanced, error);
    }
  if (following->scores != NULL)
    *advanced = score (following, interrupt);
  else if (!run_experiment_advance (following->experiment, interrupt, advanced, error))
    return FALSE;
  following->at_work = *advanced == RUN_ADVANCE_INTERRUPTED;
  /* Where the end is, rank 0 says. */
  if (*advanced == RUN_ADVANCE_FINISHED)
    *advanced = RUN_ADVANCE_STEP;
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
  RunJobSnapshot *snapshot = g_new0 (RunJobSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->ref_count);
  snapshot->fraction = -1;
  return snapshot;
}

const RunWork run_work_follow = {
  .name = "follow",
  .make = make,
  .advance = advance,
  .obey = obey,
  .show = show,
  .free = free_following,
};

/* Whether it is over: with *finished, or with an error, or without either when it was stopped. */
static gboolean
is_over (RunJob *job, gboolean *finished, GError **error)
{
  g_autoptr (RunJobSnapshot) snapshot = run_job_wait (job, WAIT_MS);

  if (snapshot == NULL)
    return FALSE;
  if (snapshot->message != NULL)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID, snapshot->message);
      return TRUE;
    }
  *finished = snapshot->state == RUN_STATE_FINISHED;
  return *finished || snapshot->state == RUN_STATE_PAUSED;
}

gboolean
run_ranks_follow (BaseRanks *ranks, gboolean (*stopped) (void), GError **error)
{
  g_autoptr (RunHost) host = run_host_new ();
  g_autoptr (RunJob) job = NULL;
  gboolean finished = FALSE, pausing = FALSE;

  run_host_set_ranks (host, ranks);
  job = run_job_new (host, &run_work_follow, NULL, NULL);
  run_job_start (job, &run_work_follow, ranks, NULL, NULL, FALSE);
  while (!is_over (job, &finished, error))
    if (!pausing && stopped ())
      {
        run_job_pause (job);
        pausing = TRUE;
      }
  return finished;
}
