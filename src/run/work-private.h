// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pool.h"
#include "datasets/dataset.h"
#include "formats/network.h"
#include "run/checkpoint-private.h"
#include "run/job.h"
#include "run/sessions.h"

G_BEGIN_DECLS

typedef enum
{
  RUN_ADVANCE_INTERRUPTED, /* in the middle of a step, which goes on later with the same result */
  RUN_ADVANCE_STEP,        /* one more step is complete */
  RUN_ADVANCE_FINISHED,    /* the same, and there is no more to do for now */
} RunAdvance;

/* What a command comes to. */
typedef enum
{
  RUN_OBEY_NOTHING, /* there is nothing new to see */
  RUN_OBEY_SHOW,    /* there is */
  RUN_OBEY_SAVE,    /* and what is saved has changed, too */
  RUN_OBEY_RUN,     /* and the work goes on with it */
  RUN_OBEY_STEP,    /* and one step is made, after which it pauses */
  RUN_OBEY_REST,    /* and the work has no more to do for now */
} RunObey;

/* A command of the work's own, run_job_tell's or, with an answer to be given, run_job_ask's. */
typedef struct
{
  guint what;
  gpointer value;    /* borrowed */
  gpointer *answer;  /* NULL when nobody waits for one; else to be set where there is one */
  gboolean is_still; /* the work is paused, or at its end */
} RunTold;

/* Whom a snapshot is for. */
typedef struct
{
  guint64 number;     /* of the work, as the snapshot will have it */
  guint64 serial;     /* of this snapshot, rising from 1 */
  guint64 last_taken; /* serial of the latest one that was taken; 0 = none */
  gboolean is_running;
} RunAudience;

/* What a work may ask of its job, on the job's thread. */
typedef struct _RunContext RunContext;

/* The network from the host, loaded where it is not yet: the job shows RUN_STATE_LOADING meanwhile.
 * G_IO_ERROR_CANCELLED when nobody waits for it any more. Caller unrefs. */
FmtNetwork *run_context_network (RunContext *context, const char *id_or_path, GError **error);

/* A data set (datasets/dataset.h); meanwhile the job shows RUN_STATE_LOADING and how far it is.
 * Cancelled as a network is. */
gboolean run_context_data_set (RunContext *context,
                               const char *folder,
                               const DataOptions *options,
                               NnDataset **train,
                               NnDataset **test,
                               GError **error);

/* The job's. Borrowed. */
RunHost *run_context_host (RunContext *context);

/* Path of the session that the work is saved in; NULL = in none. Borrowed. */
const char *run_context_session (RunContext *context);

/* A sentence to be shown once; the latest wins. */
void run_context_message (RunContext *context, const char *message);

/* Makes a snapshot now, in the middle of a step, if the last one is long enough ago. */
void run_context_show (RunContext *context);

/* A kind of work. Its state belongs to the job's thread. `name` is what sessions call it. */
struct _RunWork
{
  const char *name;
  RunSessionKind session; /* what a session of it holds; left out where none does */

  /* Makes the state from an order. NULL with an error. */
  gpointer (*make) (RunContext *context, gconstpointer order, GError **error);

  /* Works on a step until it is complete or `interrupt` becomes non-zero, and then leaves off
   * within 50 ms; run_host_borrow may set it, too. FALSE with an error when it cannot; the state is
   * as before. */
  gboolean (*advance) (gpointer state, gint *interrupt, RunAdvance *advance, GError **error);

  /* A command between two calls of advance. */
  RunObey (*obey) (gpointer state, const RunTold *told);

  /* A new snapshot of the work's own type, with one reference, of which the job fills in the first
   * part but `clear` and `fraction`. state NULL: there is none. */
  RunJobSnapshot *(*show) (gpointer state, const RunAudience *audience);

  /* Puts into the checkpoint what has changed since the last call: how it is between two calls of
   * advance, or how it was at the beginning of the step under way. FALSE, and nothing put in: there
   * is nothing worth saving now. NULL: work of this kind is not saved. */
  gboolean (*save) (gpointer state, RunCheckpoint *checkpoint);

  /* The state again from a session. NULL with an error. */
  gpointer (*restore) (RunContext *context, StoreSession *session, GError **error);

  void (*free) (gpointer state);
};

/* By name; NULL = there is none. */
const RunWork *run_work_find (const char *name);

G_END_DECLS
