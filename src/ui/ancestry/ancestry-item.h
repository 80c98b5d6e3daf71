// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gdk/gdk.h>

#include "run/ancestry.h"

G_BEGIN_DECLS

/* One image of a line, as an item of a list. Immutable. */
#define FOOLED_TYPE_ANCESTRY_ITEM (fooled_ancestry_item_get_type ())
G_DECLARE_FINAL_TYPE (FooledAncestryItem, fooled_ancestry_item, FOOLED, ANCESTRY_ITEM, GObject)

FooledAncestryItem *fooled_ancestry_item_new (RunAncestry *ancestry, guint index);

/* Borrowed. */
const RunAncestor *fooled_ancestry_item_get (FooledAncestryItem *self);

/* "Generation 12", or "Iteration 12". Caller frees. */
char *fooled_ancestry_item_when (FooledAncestryItem *self);

/* The same where there is little room: "gen 12". Caller frees. */
char *fooled_ancestry_item_when_short (FooledAncestryItem *self);

/* What it is, for assistive technologies: "Champion of 7, 99.98 %, generation 12". Caller frees. */
char *fooled_ancestry_item_name (FooledAncestryItem *self);

/* The same with what there is no room for: label in full, how many classes. Caller frees. */
char *fooled_ancestry_item_tooltip (FooledAncestryItem *self);

/* Whether it looks and says the same. */
gboolean fooled_ancestry_item_equal (FooledAncestryItem *a, FooledAncestryItem *b);

G_END_DECLS
