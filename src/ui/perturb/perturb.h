// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/noise.h"
#include "run/perturb.h"

G_BEGIN_DECLS

/* The window's workbench of adversarial examples: owns the job of the workbench and the one that
 * tries noise, sends them commands, and brings their snapshots to the main loop as FooledRun does.
 * One of them works at a time: what begins ends the other. Main thread only.
 *
 * Signals "snapshot" (gpointer: RunPerturbSnapshot *, borrowed), "noise" (gpointer:
 * RunNoiseSnapshot *, borrowed): a new one has arrived. */
#define FOOLED_TYPE_PERTURB (fooled_perturb_get_type ())
G_DECLARE_FINAL_TYPE (FooledPerturb, fooled_perturb, FOOLED, PERTURB, GObject)

/* Begins the threads. */
FooledPerturb *fooled_perturb_new (void);

/* Stops and joins the threads; no signal afterwards, and commands do nothing. Harmless when called
 * twice. */
void fooled_perturb_shutdown (FooledPerturb *self);

/* The latest snapshot, or NULL. Borrowed. */
const RunPerturbSnapshot *fooled_perturb_get_snapshot (FooledPerturb *self);

/* The latest of the noise, whose rubbish is there from its first images until another network is
 * loaded; or NULL. Borrowed. */
const RunNoiseSnapshot *fooled_perturb_get_noise (FooledPerturb *self);

/* Whether noise is being tried. */
gboolean fooled_perturb_is_trying (FooledPerturb *self);

/* A new workbench, saved in a session of its own. */
void fooled_perturb_begin (FooledPerturb *self);

/* The workbench of a session, as it was left; a snapshot's message says why that cannot be. */
void fooled_perturb_open (FooledPerturb *self, const char *session);

/* As run_perturb_...; where there is a result, what these three begin is saved in another session.
 */
void fooled_perturb_set_network (FooledPerturb *self, const char *network);
void fooled_perturb_set_picture (FooledPerturb *self, BaseImage *image);
void fooled_perturb_search (FooledPerturb *self, const AscPerturbSettings *settings);

/* As run_perturb_... */
void fooled_perturb_cancel (FooledPerturb *self);
void fooled_perturb_set_blend (FooledPerturb *self, double blend);

/* With the network that is loaded; nothing without one. */
void fooled_perturb_try_rubbish (FooledPerturb *self, const RunRubbishSettings *settings);

G_END_DECLS
