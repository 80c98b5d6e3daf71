// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/picks/pick-list.h"
#include "ui/run/breeding.h"
#include "ui/run/cell-item.h"

G_BEGIN_DECLS

typedef enum
{
  FOOLED_ORDER_CLASS,      /* by class, or by child */
  FOOLED_ORDER_CONFIDENCE, /* highest first */
  FOOLED_ORDER_LATEST,     /* last changed first */
} FooledOrder;

/* The list behind the grid: one FooledCellItem a place. Only the cells of classes that the run is
 * for have a place, and of them, while there is a text to look for, those that match it. Only a new
 * length emits items-changed. A snapshot changes what the items show, and so does another order:
 * the items stay where they are and their contents change places, because items-changed would
 * rebind every living cell (45 ms for 641 of them, against 4 ms). */
#define FOOLED_TYPE_CELL_MODEL (fooled_cell_model_get_type ())
G_DECLARE_FINAL_TYPE (FooledCellModel, fooled_cell_model, FOOLED, CELL_MODEL, GObject)

FooledCellModel *fooled_cell_model_new (void);

/* As many empty cells as the snapshot's view has, in class order; champions show their labels even
 * so. What the snapshot says has changed is not read. Needs a sort where not every cell has a
 * place.
 */
void fooled_cell_model_reset (FooledCellModel *self, const RunSnapshot *snapshot);

/* Cells whose image is among these are marked. Once. */
void fooled_cell_model_set_picks (FooledCellModel *self, FooledPickList *picks);

/* Cells whose image is among its parents are marked, and the first ones have keys. Once. */
void fooled_cell_model_set_breeding (FooledCellModel *self, FooledBreeding *breeding);

/* Takes over the changed cells. Items say "changed" after all of them have been written. */
void fooled_cell_model_update (FooledCellModel *self, const RunCell *cells, guint n_cells);

/* What the label of a cell has to contain. Returns whether that is something else than before; it
 * takes effect with the next sort. */
gboolean fooled_cell_model_set_search (FooledCellModel *self, const char *text);
const char *fooled_cell_model_get_search (FooledCellModel *self);
gboolean fooled_cell_model_is_searching (FooledCellModel *self);

/* Labels are left out that were not, or the other way; needs a sort after it. */
void fooled_cell_model_relabel (FooledCellModel *self);

/* Whether cells may be without a place. */
gboolean fooled_cell_model_is_filtered (FooledCellModel *self);

/* Puts the cells in order, now. */
void fooled_cell_model_sort (FooledCellModel *self, FooledOrder order);

/* All cells, whether they have a place or not. */
guint fooled_cell_model_get_n_cells (FooledCellModel *self);

/* Those that have a place when nothing is being looked for. */
guint fooled_cell_model_get_n_wanted (FooledCellModel *self);

/* Where a cell (class or child) is; GTK_INVALID_LIST_POSITION when it has no place. */
guint fooled_cell_model_position (FooledCellModel *self, gint index);

/* The cell at a place; -1 when there is no such place. */
gint fooled_cell_model_index (FooledCellModel *self, guint position);

/* The item of a cell (class or child), whether it has a place or not. Borrowed; NULL = there is no
 * such cell. */
FooledCellItem *fooled_cell_model_get_cell (FooledCellModel *self, guint index);

/* Whether that cell has a place when nothing is being looked for. */
gboolean fooled_cell_model_is_wanted (FooledCellModel *self, guint index);

/* The longest label, in characters. */
guint fooled_cell_model_longest_label (FooledCellModel *self);

G_END_DECLS
