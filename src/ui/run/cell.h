// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/cell-item.h"

G_BEGIN_DECLS

/* One cell as it is drawn: picture, label, confidence in percent and as a bar, and the mark of an
 * image that just improved: an arrow in the corner and an outline, both fading (offspring: that it
 * entered the archive, as long as it is shown). A star marks an image among the picks. Draws its
 * text itself, so that a changed number needs no new layout of the window. Names its parent, which
 * is the grid's own row widget, for assistive technologies. */
#define FOOLED_TYPE_CELL (fooled_cell_get_type ())
G_DECLARE_FINAL_TYPE (FooledCell, fooled_cell, FOOLED, CELL, GtkWidget)

GtkWidget *fooled_cell_new (void);

/* side: of the picture, logical pixels. two_lines: confidence below the label, for long labels. */
void fooled_cell_set_layout (FooledCell *self, int side, gboolean two_lines);

/* What a cell with such a picture takes, whatever its layout is now. Logical pixels. */
int fooled_cell_height_for (FooledCell *self, int side, gboolean two_lines);

/* NULL lets go of the item. */
void fooled_cell_set_item (FooledCell *self, FooledCellItem *item);
FooledCellItem *fooled_cell_get_item (FooledCell *self);

G_END_DECLS
