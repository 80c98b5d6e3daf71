// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/compare.h"

G_BEGIN_DECLS

/* An image of a set with what a network says of it. Immutable. */
#define FOOLED_TYPE_COMPARE_ITEM (fooled_compare_item_get_type ())
G_DECLARE_FINAL_TYPE (FooledCompareItem, fooled_compare_item, FOOLED, COMPARE_ITEM, GObject)

/* Takes references. */
FooledCompareItem *fooled_compare_item_new (RunComparedSet *set,
                                            guint index,
                                            RunNetworkInfo *network,
                                            const RunVerdict *verdict);

BaseImage *fooled_compare_item_get_image (FooledCompareItem *self); /* borrowed; may be NULL */
const RunVerdict *fooled_compare_item_get_verdict (FooledCompareItem *self);

/* The class that the network takes it for. Borrowed. */
const char *fooled_compare_item_get_label (FooledCompareItem *self);

/* "for 7": what it was made for, or its name. Caller frees. */
char *fooled_compare_item_purpose (FooledCompareItem *self);

/* A sentence with what it was made for. Caller frees. */
char *fooled_compare_item_sentence (FooledCompareItem *self);

G_END_DECLS
