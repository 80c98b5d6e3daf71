// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/perturb.h"

G_BEGIN_DECLS

/* The window's workbench of adversarial examples: owns its job, sends it commands, and brings its
 * snapshots to the main loop as FooledRun does. Main thread only.
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

/* What was counted of noise, from the first images on until another network is loaded or a session
 * opened; or NULL. Borrowed. */
RunRubbish *fooled_perturb_get_rubbish (FooledPerturb *self);

/* A new workbench, saved in a session of its own. */
void fooled_perturb_begin (FooledPerturb *self);

/* Where the workbench that was begun last is saved, which may hold something only after the
 * shutdown; NULL when another one was opened since. Borrowed. */
const char *fooled_perturb_get_begun (FooledPerturb *self);

/* The workbench of a session, as it was left; paused: what went on waits for fooled_perturb_go_on.
 * A snapshot's message says why that cannot be. */
void fooled_perturb_open (FooledPerturb *self, const char *session, gboolean paused);

/* As run_perturb_...; where there is a result, what these three begin is saved in another session.
 */
void fooled_perturb_set_network (FooledPerturb *self, const char *network);
void fooled_perturb_set_picture (FooledPerturb *self, BaseImage *image);
void fooled_perturb_search (FooledPerturb *self, const AscPerturbSettings *settings);

/* As run_perturb_... */
void fooled_perturb_cancel (FooledPerturb *self);
void fooled_perturb_go_on (FooledPerturb *self);
void fooled_perturb_set_blend (FooledPerturb *self, double blend);

/* The answer is in a snapshot. */
void fooled_perturb_try_noise (FooledPerturb *self, const RunRubbishSettings *settings);

G_END_DECLS
