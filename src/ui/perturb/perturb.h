// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/perturb.h"

G_BEGIN_DECLS

/* The window's workbench of adversarial examples: owns the RunPerturb, sends it commands, and
 * brings its snapshots to the main loop as FooledRun does. Main thread only.
 *
 * Signal "snapshot" (gpointer: RunPerturbSnapshot *, borrowed): a new one has arrived. */
#define FOOLED_TYPE_PERTURB (fooled_perturb_get_type ())
G_DECLARE_FINAL_TYPE (FooledPerturb, fooled_perturb, FOOLED, PERTURB, GObject)

/* Begins the thread. */
FooledPerturb *fooled_perturb_new (void);

/* Stops and joins the thread; no signal afterwards, and commands do nothing. Harmless when called
 * twice. */
void fooled_perturb_shutdown (FooledPerturb *self);

/* The latest snapshot, or NULL. Borrowed. */
const RunPerturbSnapshot *fooled_perturb_get_snapshot (FooledPerturb *self);

/* As run_perturb_... */
void fooled_perturb_set_network (FooledPerturb *self, const char *network);
void fooled_perturb_set_picture (FooledPerturb *self, BaseImage *image);
void fooled_perturb_search (FooledPerturb *self, const AscPerturbSettings *settings);
void fooled_perturb_cancel (FooledPerturb *self);
void fooled_perturb_set_blend (FooledPerturb *self, double blend);
void fooled_perturb_try_rubbish (FooledPerturb *self, const RunRubbishSettings *settings);

G_END_DECLS
