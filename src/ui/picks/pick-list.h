// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "ui/picks/pick-item.h"

G_BEGIN_DECLS

/* The user's picks, newest first: a list model of FooledPickItem over the file on the disk. Asking
 * whether an image is among them costs no disk access. */
#define FOOLED_TYPE_PICK_LIST (fooled_pick_list_get_type ())
G_DECLARE_FINAL_TYPE (FooledPickList, fooled_pick_list, FOOLED, PICK_LIST, GObject)

/* Empty until it is loaded. */
FooledPickList *fooled_pick_list_new (void);

/* Opens the file and reads it. After a failure the list stays empty and adding tries again. */
gboolean fooled_pick_list_load (FooledPickList *self, GError **error);

/* The pick with the same network, class and genome, or NULL. Borrowed. */
FooledPickItem *fooled_pick_list_find (FooledPickList *self, const StoreSpecimen *specimen);

/* Whether there is a pick that was made in the same way: same network, encoding, seed, class,
 * generation, evaluation and confidence. For whoever has neither genome nor pixels; in one run that
 * is as good, because a champion is only replaced by one with a higher confidence. */
gboolean fooled_pick_list_has_origin (FooledPickList *self, const StoreSpecimen *origin);

/* The new pick, or the one that is already there; NULL on failure. Borrowed. */
FooledPickItem *fooled_pick_list_add (FooledPickList *self,
                                      StoreSpecimen *specimen,
                                      GError **error);

gboolean fooled_pick_list_remove (FooledPickList *self, FooledPickItem *item, GError **error);

G_END_DECLS
