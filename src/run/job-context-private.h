// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/job-private.h"
#include "run/saver-private.h"
#include "run/work-private.h"

G_BEGIN_DECLS

/* The job's thread in parts: job-thread.c waits for commands and advances the work, job-context.c
 * has what a work may ask and what is shown, job-session.c how work begins, is saved and ends. All
 * of it is the thread's own. */

/* What a work's table may ask of the thread: the thread itself. */
struct _RunContext
{
  RunChannel *channel;
  GHashTable *standing; /* `what` -> RunCommand *: to be told again to new work */
  const RunWork *work;  /* of `state`, or of what was there last */
  gpointer state;       /* NULL = no work */
  RunState run_state;
  guint64 number;
  char *message;   /* until it was published */
  gboolean opens;  /* the last start was one of a session */
  guint steps;     /* until it pauses; 0 = it runs freely */
  RunSaver *saver; /* NULL = the work is not saved */
  char *save_error;
  char *watched_path; /* of a session that another program writes to; NULL = there is none such */
  StoreSession *watched;       /* NULL with a path: nothing has been saved in it yet */
  guint64 watched_evaluations; /* of what is shown of it */
  gint64 last_saved;           /* when what stands still was saved last, or begun */
  gboolean unsaved;            /* something has changed since */
  gboolean at_once;            /* it has come to a stand since */
  guint64 serial;              /* of the last snapshot */
  gint64 last_shown;
  double loaded;     /* of what is being read, 0 .. 1; -1 where nobody knows */
  gboolean changed;  /* something that snapshots show */
  gboolean is_first; /* nothing of this work is worth saving yet: no step, nor a long part of one */
  gboolean quit;
};

/* --- job-context.c --- */

gboolean run_context_stands_still (const RunContext *context);
void run_context_set_state (RunContext *context, RunState state);

/* Makes a snapshot now; whether the last one is long enough ago. */
void run_context_publish (RunContext *context);
gboolean run_context_show_is_due (const RunContext *context);

/* --- job-session.c --- */

/* New work; it takes the place of what was there once it can begin. */
void run_context_start (RunContext *context, const RunCommand *command);
void run_context_open (RunContext *context, const RunCommand *command);

/* What is there is saved as far as that is possible, and gone. */
void run_context_end_work (RunContext *context);

/* Hands what has changed to the saver, unless it is busy: then this comes later. */
void run_context_save (RunContext *context);
gboolean run_context_save_is_due (const RunContext *context);

/* How long until there is something to save, in microseconds; < 0: not as far as is known. */
gint64 run_context_time_to_save (const RunContext *context);

/* The saver has written a checkpoint, or has failed and keeps it for the next time. */
void run_context_note_saved (RunContext *context);

/* Whether there is a session that another program writes to. */
gboolean run_context_is_watching (const RunContext *context);

/* Whether another program has gone on with a session that is watched; once that has ended, the
 * session is this one's. */
void run_context_look_again (RunContext *context);

/* FALSE, and a message, while another program is at work at the session. */
gboolean run_context_may_go_on (RunContext *context);

G_END_DECLS
