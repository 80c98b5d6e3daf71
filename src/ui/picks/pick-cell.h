// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/picks/pick-item.h"

G_BEGIN_DECLS

/* One pick on the Picks page: the picture, what it is taken for, how surely, and by whom. */
#define FOOLED_TYPE_PICK_CELL (fooled_pick_cell_get_type ())
G_DECLARE_FINAL_TYPE (FooledPickCell, fooled_pick_cell, FOOLED, PICK_CELL, GtkWidget)

/* Sides of the picture, pixels: twice the small one fits into a window of 360 pixels. */
#define FOOLED_PICK_SMALL  128
#define FOOLED_PICK_MEDIUM 196
#define FOOLED_PICK_LARGE  320

GtkWidget *fooled_pick_cell_new (void);
void fooled_pick_cell_set_item (FooledPickCell *self, FooledPickItem *item);

/* At most so large is the picture; at first it is small. */
void fooled_pick_cell_set_side (FooledPickCell *self, int side);

FooledPickItem *fooled_pick_cell_get_item (FooledPickCell *self); /* borrowed, or NULL */

G_END_DECLS
