// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "store/picks.h"

G_BEGIN_DECLS

/* One image that the user starred, as an item of a list. Immutable. */
#define FOOLED_TYPE_PICK_ITEM (fooled_pick_item_get_type ())
G_DECLARE_FINAL_TYPE (FooledPickItem, fooled_pick_item, FOOLED, PICK_ITEM, GObject)

FooledPickItem *fooled_pick_item_new (gint64 id, StoreSpecimen *specimen);

gint64 fooled_pick_item_get_id (FooledPickItem *self);
StoreSpecimen *fooled_pick_item_get_specimen (FooledPickItem *self); /* borrowed */

G_END_DECLS
