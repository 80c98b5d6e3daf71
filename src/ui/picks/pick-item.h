// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "store/picks.h"

G_BEGIN_DECLS

/* One image that the user starred, as an item of a list. Only its note changes.
 *
 * Property "note" (string): what the user wrote about it, or NULL. */
#define FOOLED_TYPE_PICK_ITEM (fooled_pick_item_get_type ())
G_DECLARE_FINAL_TYPE (FooledPickItem, fooled_pick_item, FOOLED, PICK_ITEM, GObject)

/* What is in the pick is copied, or another reference to it taken. */
FooledPickItem *fooled_pick_item_new (const StorePick *pick);

gint64 fooled_pick_item_get_id (FooledPickItem *self);
gint64 fooled_pick_item_get_created (FooledPickItem *self);
StoreSpecimen *fooled_pick_item_get_specimen (FooledPickItem *self); /* borrowed */
const char *fooled_pick_item_get_note (FooledPickItem *self);
void fooled_pick_item_set_note (FooledPickItem *self, const char *note);

G_END_DECLS
