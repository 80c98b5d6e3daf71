// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* One class that can be chosen. Property "chosen" (boolean). */
#define FOOLED_TYPE_CLASS_ITEM (fooled_class_item_get_type ())
G_DECLARE_FINAL_TYPE (FooledClassItem, fooled_class_item, FOOLED, CLASS_ITEM, GObject)

/* The names stay borrowed. synonyms: "" or NULL when the class has no other names. */
FooledClassItem *fooled_class_item_new (guint class_index,
                                        const char *label,
                                        const char *synonyms,
                                        gboolean chosen);

guint fooled_class_item_get_index (FooledClassItem *self);
const char *fooled_class_item_get_label (FooledClassItem *self);
const char *fooled_class_item_get_synonyms (FooledClassItem *self); /* NULL = none */

gboolean fooled_class_item_get_chosen (FooledClassItem *self);
void fooled_class_item_set_chosen (FooledClassItem *self, gboolean chosen);

G_END_DECLS
