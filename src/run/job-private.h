// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/command-private.h"
#include "run/mailbox-private.h"

G_BEGIN_DECLS

/* Between the controlling thread and the job's. */
typedef struct
{
  RunHost *host;
  const RunWork *work;   /* the first kind */
  GAsyncQueue *commands; /* RunCommand *, to the job's thread */
  GAsyncQueue *answers;  /* RunAnswer *, back */
  RunMailbox *mailbox;   /* snapshots, back */
  gint interrupt;        /* set after a command was pushed: look into the queue; atomic */
  gint n_abandoned;      /* commands in the queue that end the work under way; atomic */
  RunNotify notify;
  gpointer notify_data;
  GError *unsaved; /* why what the work had at its end is not saved; the thread's until that ends */
} RunChannel;

/* The thread's body; data is the RunChannel. Ends with RUN_COMMAND_QUIT. */
gpointer run_job_thread_main (gpointer data);

G_END_DECLS
