// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/ancestry/ancestry-item.h"

G_BEGIN_DECLS

/* One image of a strip: the picture, of what it was champion, how surely, and when. */
#define FOOLED_TYPE_ANCESTRY_CELL (fooled_ancestry_cell_get_type ())
G_DECLARE_FINAL_TYPE (FooledAncestryCell, fooled_ancestry_cell, FOOLED, ANCESTRY_CELL, GtkWidget)

GtkWidget *fooled_ancestry_cell_new (void);
void fooled_ancestry_cell_set_item (FooledAncestryCell *self, FooledAncestryItem *item);

G_END_DECLS
