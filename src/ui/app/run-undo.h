// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/app/toasts.h"
#include "ui/run/run.h"

G_BEGIN_DECLS

/* Whatever ends a run can be taken back: the older run is a session by then, and is opened again,
 * going on or paused as it was. A toast offers it, and so does the action "undo-run" for as long as
 * the program runs, one run after the other. */
typedef struct _FooledRunUndo FooledRunUndo;

/* All are borrowed, and outlive it. The action is added to the map. */
FooledRunUndo *fooled_run_undo_new (FooledRun *run, GActionMap *map, FooledToasts *toasts);
void fooled_run_undo_free (FooledRunUndo *self);

/* Says this of the run that has just begun instead, with the same offer. */
void fooled_run_undo_say (FooledRunUndo *self, const char *text);

G_END_DECLS
