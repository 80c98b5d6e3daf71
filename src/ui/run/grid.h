// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/snapshot.h"
#include "ui/picks/pick-list.h"
#include "ui/run/breeding.h"

G_BEGIN_DECLS

/* The grid of champions or offspring: a GtkGridView over a fixed-length model of stable items; a
 * snapshot changes items by notify, never by items-changed (see the GTK measurements in the
 * design). Each cell: picture, label, confidence in percent and as a bar, and for a short while a
 * mark when it just improved (a badge, not colour alone). Accessible name "7, 99.98 %".
 *
 * Properties: "cell-size" (int, 48 .. 256 logical pixels of the picture's side), "sort" (string:
 * "class", "confidence", "latest"), "search" (string: only cells are shown whose label, or another
 * name of their class, contains its words), "n-cells" and "n-shown" (uint, read-only: all cells,
 * and those of them that are found), "fit" (boolean: as large as all cells that are
 * shown have room for, if they have; else that size), "shown-size" (int, read-only: the side in
 * use). Champions of classes that the run is not for are no cells. A cell has a menu of actions for
 * its image ("win.star", "win.save", "win.copy": of the selected one, which the cell becomes) and
 * for its class
 * ("classes.", those of FooledClassesRow). Signals: "selected" (int: index of the cell, -1 for
 * none), "activated" (int: double click or Enter), both only when the user did it; "sorted": the
 * cells came into their order again. */
#define FOOLED_TYPE_GRID (fooled_grid_get_type ())
G_DECLARE_FINAL_TYPE (FooledGrid, fooled_grid, FOOLED, GRID, GtkWidget)

GtkWidget *fooled_grid_new (void);

/* Shows what changed. A new run number or view empties the grid first; the labels come from the
 * snapshot's network. */
void fooled_grid_apply (FooledGrid *self, const RunSnapshot *snapshot);

/* Cells whose image is among these have a star. Once. */
void fooled_grid_set_picks (FooledGrid *self, FooledPickList *picks);

/* While it is the hand's turn, a click chooses a cell's image, and cells show their keys and what
 * is chosen. Once. */
void fooled_grid_set_breeding (FooledGrid *self, FooledBreeding *breeding);

/* Its menus have nothing to say about classes: whoever owns it has no "classes." actions. */
void fooled_grid_hide_class_menu (FooledGrid *self);

/* Chooses the image at that place, or of the cell that has the keyboard, or no longer. FALSE when
 * there is none, or it is not the hand's turn. */
gboolean fooled_grid_toggle_place (FooledGrid *self, guint place);
gboolean fooled_grid_toggle_focus (FooledGrid *self);

/* Brings the cells into their order now, not only when it is renewed. */
void fooled_grid_sort (FooledGrid *self);

/* Selects a cell by its index (class or child) and scrolls it into sight; -1 = none. */
void fooled_grid_select (FooledGrid *self, gint index);
gint fooled_grid_get_selected (FooledGrid *self);

/* The cell that comes first in the order; -1 = there is none. */
gint fooled_grid_get_first (FooledGrid *self);

/* Selects and focuses the first cell as if the user did. FALSE when none is shown. */
gboolean fooled_grid_select_first (FooledGrid *self);

/* Device pixels a picture's side takes now, or fewer where that would be too many for all cells:
 * what fooled_run_set_view wants. */
guint fooled_grid_get_device_cell_size (FooledGrid *self);

G_END_DECLS
