// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/networks.h"
#include "ui/networks/class-item.h"

G_BEGIN_DECLS

/* The classes of a network and which of them are chosen. As a list model: FooledClassItem, those
 * that are looked for.
 *
 * Signal "changed": some were chosen or dropped; once for however many. */
#define FOOLED_TYPE_CLASS_LIST (fooled_class_list_get_type ())
G_DECLARE_FINAL_TYPE (FooledClassList, fooled_class_list, FOOLED, CLASS_LIST, GObject)

typedef enum
{
  FOOLED_CLASSES_CHOOSE, /* the classes too */
  FOOLED_CLASSES_DROP,
  FOOLED_CLASSES_INVERT,
  FOOLED_CLASSES_ONLY, /* the classes and no others */
} FooledClassesChange;

/* All are chosen. */
FooledClassList *fooled_class_list_new (RunNetworkInfo *network);

/* Of the network; and how many of them are chosen, looked for or not. */
guint fooled_class_list_get_n_classes (FooledClassList *self);
guint fooled_class_list_get_n_chosen (FooledClassList *self);

/* Changes those that are looked for. */
void fooled_class_list_change (FooledClassList *self, FooledClassesChange change);

/* Words to look for. Returns whether that is something else than before. */
gboolean fooled_class_list_set_search (FooledClassList *self, const char *text);

/* Looks only for those that are chosen now; one that is dropped afterwards stays in sight until
 * something else is looked for. */
void fooled_class_list_set_only_chosen (FooledClassList *self, gboolean only_chosen);

/* Whether some may not be looked for. */
gboolean fooled_class_list_is_filtered (FooledClassList *self);

/* The chosen ones in numbers: "0,3-5"; "" of none. Caller frees. */
char *fooled_class_list_get_text (FooledClassList *self);

/* The way back; a text that is not such a list changes nothing. */
gboolean fooled_class_list_set_text (FooledClassList *self, const char *text, GError **error);

G_END_DECLS
