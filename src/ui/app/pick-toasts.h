// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/app/toasts.h"
#include "ui/picks/pick-list.h"

G_BEGIN_DECLS

/* Tells what has become of the picks, and takes it back for as long as the program runs, the newest
 * change first: by the toast's button, or by the action "undo-pick" that it adds to the map. */
typedef struct _FooledPickToasts FooledPickToasts;

FooledPickToasts *fooled_pick_toasts_new (FooledPickList *picks,
                                          FooledToasts *toasts,
                                          GActionMap *map);
void fooled_pick_toasts_free (FooledPickToasts *self);

/* Makes all of them picks (StoreSpecimen *), or no more picks: one change, taken back as one. */
void fooled_pick_toasts_set_wanted (FooledPickToasts *self, GPtrArray *specimens, gboolean wanted);

G_END_DECLS
