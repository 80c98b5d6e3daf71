// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/compare.h"

G_BEGIN_DECLS

/* The window's comparison: owns its job, and brings the snapshots to the main loop. Main thread
 * only.
 *
 * Signal "snapshot" (gpointer: RunCompareSnapshot *, borrowed): a new one has arrived. */
#define FOOLED_TYPE_COMPARE (fooled_compare_get_type ())
G_DECLARE_FINAL_TYPE (FooledCompare, fooled_compare, FOOLED, COMPARE, GObject)

/* Begins the thread. */
FooledCompare *fooled_compare_new (void);

/* Stops and joins the thread; no signal afterwards, and commands do nothing. Harmless when called
 * twice. */
void fooled_compare_shutdown (FooledCompare *self);

/* The latest, or NULL. Borrowed. */
const RunCompareSnapshot *fooled_compare_get_snapshot (FooledCompare *self);

/* Takes the comparison over. */
void fooled_compare_start (FooledCompare *self, RunComparison *comparison);
void fooled_compare_set_paused (FooledCompare *self, gboolean paused);
void fooled_compare_cancel (FooledCompare *self);

G_END_DECLS
