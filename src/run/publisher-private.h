// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/engine.h"
#include "run/experiment-private.h"
#include "run/mailbox-private.h"

G_BEGIN_DECLS

/* Makes snapshots and puts them into the mailbox. Belongs to the run thread. */
typedef struct _RunPublisher RunPublisher;

/* What the run thread knows beside the experiment. */
typedef struct
{
  RunState state;
  guint64 run_number;
  const char *message;             /* or NULL */
  RunNetworkInfo *network;         /* or NULL */
  const RunExperiment *experiment; /* or NULL */
} RunMoment;

RunPublisher *run_publisher_new (RunMailbox *mailbox, RunNotify notify, gpointer notify_data);
void run_publisher_free (RunPublisher *publisher);

void run_publisher_set_view (RunPublisher *publisher, RunView view, guint cell_size);
void run_publisher_select (RunPublisher *publisher, gint index);
void run_publisher_forget (RunPublisher *publisher); /* another run begins, or the last has ended */

/* True when it is time for the next snapshot of a run that simply goes on. */
gboolean run_publisher_is_due (const RunPublisher *publisher);

void run_publisher_publish (RunPublisher *publisher, const RunMoment *moment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunPublisher, run_publisher_free)

G_END_DECLS
