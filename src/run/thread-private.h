// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/engine.h"
#include "run/mailbox-private.h"

G_BEGIN_DECLS

typedef enum
{
  RUN_COMMAND_START,
  RUN_COMMAND_CHANGE,
  RUN_COMMAND_PAUSE,
  RUN_COMMAND_RESUME,
  RUN_COMMAND_STEP,
  RUN_COMMAND_STOP,
  RUN_COMMAND_SET_VIEW,
  RUN_COMMAND_SELECT,
  RUN_COMMAND_REPORT, /* answered by a RunReport */
  RUN_COMMAND_QUIT,
} RunCommandKind;

/* A command is a value; the run thread frees it. */
typedef struct
{
  RunCommandKind kind;
  RunSettings settings; /* start, change; owned */
  gboolean paused;      /* start */
  RunView view;         /* set view */
  guint cell_size;      /* set view */
  gint index;           /* select */
} RunCommand;

void run_command_free (RunCommand *command);

/* What run_engine_result and run_engine_climbs give. */
typedef struct
{
  char *archive_hash;   /* NULL when there is no run that stands still */
  GPtrArray *champions; /* StoreSpecimen *, NULL for empty cells */
  GArray *climbs;       /* AscClimb; NULL unless it is an ascent */
} RunReport;

void run_report_free (RunReport *report);

/* Between the controlling thread and the run thread. */
typedef struct
{
  GAsyncQueue *commands; /* RunCommand *, to the run thread */
  GAsyncQueue *reports;  /* RunReport *, back */
  RunMailbox *mailbox;   /* snapshots, back */
  gint interrupt;        /* set after a command was pushed: look into the queue; atomic */
  RunNotify notify;
  gpointer notify_data;
} RunChannel;

/* The run thread's body; data is the RunChannel. Ends with RUN_COMMAND_QUIT. */
gpointer run_thread_main (gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunCommand, run_command_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunReport, run_report_free)

G_END_DECLS
