// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/job.h"

G_BEGIN_DECLS

typedef enum
{
  RUN_COMMAND_START,
  RUN_COMMAND_OPEN,
  RUN_COMMAND_PAUSE,
  RUN_COMMAND_RESUME,
  RUN_COMMAND_STEP,
  RUN_COMMAND_CANCEL,
  RUN_COMMAND_TELL,
  RUN_COMMAND_ASK, /* answered by a RunAnswer */
  RUN_COMMAND_SAVER, /* from the saver: a checkpoint is written, or is not, or is wanted */
  RUN_COMMAND_QUIT,
} RunCommandKind;

/* A command is a value, owned by whoever holds it. */
typedef struct
{
  RunCommandKind kind;
  const RunWork *work;  /* start */
  gpointer value;       /* start: the order; tell: what is told; owned */
  GDestroyNotify free_value;
  guint what;        /* tell, ask */
  gboolean standing; /* tell */
  char *session;     /* start, open; owned */
  gboolean paused;   /* start, open */
  gboolean watch;    /* open: where another program writes, too */
} RunCommand;

void run_command_free (RunCommand *command);

/* Whether the work under way, or on its way, is over with such a command. */
gboolean run_command_abandons (RunCommandKind kind);

typedef struct
{
  gpointer value; /* NULL = there is none */
} RunAnswer;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunCommand, run_command_free)

G_END_DECLS
