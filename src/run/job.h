// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/host.h"

G_BEGIN_DECLS

/* One job: long work on a thread of its own. Commands reach it as values in a queue; what it shows
 * comes back through a mailbox in which the latest snapshot wins; what it must not lose goes to a
 * session. What kind of work it does is a RunWork, a constant table of functions (run/work.h), and
 * start, pause, step, resume and cancel mean the same for all of them. No function here waits for
 * the thread, except run_job_free, run_job_finish, run_job_wait and run_job_ask. All of them are
 * called from one thread (the UI's, or the command line's). */
typedef struct _RunJob RunJob;
typedef struct _RunWork RunWork;

typedef enum
{
  RUN_STATE_IDLE,    /* no work yet, or it was cancelled */
  RUN_STATE_LOADING, /* reading what the work needs, such as a network */
  RUN_STATE_RUNNING,
  RUN_STATE_PAUSED,
  RUN_STATE_FINISHED, /* it is at its end; resume goes on where that is possible */
  RUN_STATE_FAILED,   /* `message` says why; there is no work */
} RunState;

/* What every snapshot begins with. Immutable and reference counted; any thread may hold one. */
typedef struct
{
  gatomicrefcount ref_count;
  GDestroyNotify clear; /* frees what follows in the snapshot of a kind of work; may be NULL */
  const RunWork *work;  /* of which kind */
  guint64 number;       /* rises with every start */
  RunState state;
  char *message;   /* RUN_STATE_FAILED: why. Other states: a sentence to show once (a start failed
                      and the older work goes on), in just one of the snapshots that are taken */
  double fraction; /* done, 0 .. 1; < 0 where nobody knows */
  char *session;   /* path of the session that it is saved in; NULL = in none */
  gboolean cannot_open; /* RUN_STATE_FAILED: it was a session that could not be opened */
  gboolean is_watched;  /* another program is at work at the session, whose checkpoints are shown */
  char *save_error;     /* why it cannot be saved at the moment, and what to do; NULL = it can */
} RunJobSnapshot;

gpointer run_job_snapshot_ref (gpointer snapshot);
void run_job_snapshot_unref (gpointer snapshot); /* NULL is ignored */

/* Called on the job's thread when the mailbox goes from empty to full: arrange for
 * run_job_take_snapshot to be called soon, and return at once. */
typedef void (*RunNotify) (gpointer data);

/* The host must outlive the job. work: whose snapshots it has before the first start. notify may be
 * NULL. */
RunJob *run_job_new (RunHost *host, const RunWork *work, RunNotify notify, gpointer notify_data);

/* Saves, stops whatever goes on, joins the thread; notify is not called afterwards. NULL is
 * ignored. */
void run_job_free (RunJob *job);

/* The same; FALSE with the reason where a session could not be saved as it was at the end. */
gboolean run_job_finish (RunJob *job, GError **error);

/* Ends all jobs of the program as run_job_free would, saving included, but leaves them to be freed:
 * for a program that is made to exit while they are at work. To be called by any thread but theirs;
 * or by exit, with atexit. */
void run_jobs_end (void);

/* New work from an order, whose type its kind of work names; takes it over, free_order included.
 * What was under way is saved and ends; paused: the new work waits for run_job_resume or
 * run_job_step. When it cannot begin, the older work goes on, and a snapshot says why in `message`;
 * without one the state is RUN_STATE_FAILED.
 *
 * session: path of the file that it is saved in, made with the first checkpoint; it must not exist.
 * NULL = it is not saved. */
void run_job_start (RunJob *job,
                    const RunWork *work,
                    gpointer order,
                    GDestroyNotify free_order,
                    const char *session,
                    gboolean paused);

/* The same with the work that a session holds, which goes on exactly where it was saved last,
 * unless it was paused then: so it is again. */
void run_job_open (RunJob *job, const char *session, gboolean paused);

/* The same; but while another program writes to the session, it stands still and shows every new
 * checkpoint of that. Once the other has ended, the work is here, paused. Where the session cannot
 * be written (its folder, or a full disk), its work is here, too, paused, and `save_error` says why
 * it is not saved. */
void run_job_watch (RunJob *job, const char *session, gboolean paused);

void run_job_pause (RunJob *job); /* answers within 50 ms, in the middle of a step */
void run_job_resume (RunJob *job);
void run_job_step (RunJob *job);   /* to the end of one step (two calls: of two), then pauses */
void run_job_cancel (RunJob *job); /* saves and ends the work: RUN_STATE_IDLE */

/* A command that only the kind of work knows: `what` is of its own numbers, `value` of the type
 * that goes with it, taken over; free_value may be NULL. A standing command holds for later work,
 * too: the latest of each `what` is told again to whatever begins. */
void run_job_tell (RunJob *job,
                   guint what,
                   gpointer value,
                   GDestroyNotify free_value,
                   gboolean standing);

/* The same with an answer, for which it waits: NULL when there is no work, or it has none. `value`
 * is borrowed meanwhile. */
gpointer run_job_ask (RunJob *job, guint what, gpointer value);

/* The latest snapshot that has not been taken, or NULL. Caller unrefs. */
gpointer run_job_take_snapshot (RunJob *job);

/* Blocks until a snapshot is there or the time is over; then as run_job_take_snapshot. For programs
 * without a main loop. */
gpointer run_job_wait (RunJob *job, guint milliseconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunJob, run_job_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunJobSnapshot, run_job_snapshot_unref)

G_END_DECLS
