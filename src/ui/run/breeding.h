// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/run.h"

G_BEGIN_DECLS

/* Breeding by hand: which images are chosen as parents, and whose turn it is. It is the hand's turn
 * while "active": the run stands still then, and goes on by itself, if it did before, when it is
 * the machine's turn again. Images are known by the numbers of their evaluations, so that one that
 * several cells show is chosen in all of them.
 *
 * Properties, notified: "active" (boolean, writable), "available" (boolean: the run evolves),
 * "n-chosen" (uint), "n-undo" (uint: choices that can be taken back), "is-bred" (boolean: the
 * offspring were bred by hand).
 * Signals: "changed": other images are chosen, or it is somebody else's turn; "show" (string,
 * "champions" or "offspring"): the images to look at now. */
#define FOOLED_TYPE_BREEDING (fooled_breeding_get_type ())
G_DECLARE_FINAL_TYPE (FooledBreeding, fooled_breeding, FOOLED, BREEDING, GObject)

FooledBreeding *fooled_breeding_new (FooledRun *run);

/* Adds "breed" (boolean: the turn), "breed-next", "breed-undo" and "breed-clear". */
void fooled_breeding_add_actions (FooledBreeding *self, GActionMap *map);

/* Whether it is the user's turn; whether the image of that evaluation is chosen as a parent; and
 * chooses it, or no longer. */
gboolean fooled_breeding_is_active (FooledBreeding *self);
gboolean fooled_breeding_is_chosen (FooledBreeding *self, guint64 evaluation);
void fooled_breeding_toggle (FooledBreeding *self, guint64 evaluation);

/* Where the user chooses. */
void fooled_breeding_set_view (FooledBreeding *self, RunView view);

/* The offspring of those that are chosen; or nothing, without any. */
void fooled_breeding_next (FooledBreeding *self);
void fooled_breeding_undo (FooledBreeding *self);

G_END_DECLS
