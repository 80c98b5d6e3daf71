// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/cell.h"

G_BEGIN_DECLS

/* Makes the cells of a grid view and knows those that are alive, to give all of them another
 * layout at once. */
#define FOOLED_TYPE_CELL_FACTORY (fooled_cell_factory_get_type ())
G_DECLARE_FINAL_TYPE (FooledCellFactory, fooled_cell_factory, FOOLED, CELL_FACTORY, GObject)

FooledCellFactory *fooled_cell_factory_new (void);

/* For the view. Borrowed. */
GtkListItemFactory *fooled_cell_factory_get_factory (FooledCellFactory *self);

/* As fooled_cell_set_layout, for the cells there are and those to come. */
void fooled_cell_factory_set_layout (FooledCellFactory *self, int side, gboolean two_lines);

/* Whether cells have tooltips: not beside a menu. */
void fooled_cell_factory_set_tooltips (FooledCellFactory *self, gboolean tooltips);

/* What a cell asks for. */
int fooled_cell_factory_measure (FooledCellFactory *self, GtkOrientation orientation);

/* The height of a cell with such a picture. */
int fooled_cell_factory_height_for (FooledCellFactory *self, int side);

/* The cell that shows the item, or NULL while there is none. */
GtkWidget *fooled_cell_factory_find (FooledCellFactory *self, FooledCellItem *item);

G_END_DECLS
