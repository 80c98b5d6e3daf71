// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a thread calls the main loop: it makes a source ready, nothing else. The source stays
 * attached for as long as the wake-up lives, so there is never more than one call under way, and
 * calls that come faster than they are answered are answered once. */
typedef struct _FooledWakeUp FooledWakeUp;

/* The owner is told on the main loop, after redrawing: a frame that is due goes before news for the
 * next one. `name` stays where it is. */
FooledWakeUp *fooled_wake_up_new (const char *name, void (*tell) (gpointer owner), gpointer owner);

/* From any thread, any number of times. Takes a FooledWakeUp; a gpointer so that it can be handed
 * to the core as it is. */
void fooled_wake_up_call (gpointer wake_up);

/* When no thread can call any more. The owner is not told after this. */
void fooled_wake_up_free (FooledWakeUp *self);

G_END_DECLS
