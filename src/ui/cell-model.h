// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/cell-item.h"

G_BEGIN_DECLS

typedef enum
{
  FOOLED_ORDER_CLASS,      /* by class, or by child */
  FOOLED_ORDER_CONFIDENCE, /* highest first */
  FOOLED_ORDER_LATEST,     /* last changed first */
} FooledOrder;

/* The list behind the grid: one FooledCellItem a place. While there is a text to look for, only the
 * cells that match it have a place. Only a new length emits items-changed. A
 * snapshot changes what the items show, and so does another order: the items stay where they are
 * and their contents change places, because items-changed would rebind every living cell (45 ms
 * for 641 of them, against 4 ms). */
#define FOOLED_TYPE_CELL_MODEL (fooled_cell_model_get_type ())
G_DECLARE_FINAL_TYPE (FooledCellModel, fooled_cell_model, FOOLED, CELL_MODEL, GObject)

FooledCellModel *fooled_cell_model_new (void);

/* n empty cells, in class order; the labels stay borrowed from the network, which the model keeps
 * (NULL = none yet). by_class: cell i stands for class i and shows its label even when empty. */
void fooled_cell_model_reset (FooledCellModel *self,
                              guint n,
                              RunNetworkInfo *network,
                              gboolean by_class);

/* Takes over the changed cells. Items say "changed" after all of them have been written. */
void fooled_cell_model_update (FooledCellModel *self, const RunCell *cells, guint n_cells);

/* What the label of a cell has to contain. Returns whether that is something else than before; it
 * takes effect with the next sort. */
gboolean fooled_cell_model_set_search (FooledCellModel *self, const char *text);
const char *fooled_cell_model_get_search (FooledCellModel *self);
gboolean fooled_cell_model_is_searching (FooledCellModel *self);

/* Puts the cells in order, now. */
void fooled_cell_model_sort (FooledCellModel *self, FooledOrder order);

/* All cells, whether they have a place or not. */
guint fooled_cell_model_get_n_cells (FooledCellModel *self);

/* Where a cell (class or child) is; GTK_INVALID_LIST_POSITION when it has no place. */
guint fooled_cell_model_position (FooledCellModel *self, gint index);

/* The cell at a place; -1 when there is no such place. */
gint fooled_cell_model_index (FooledCellModel *self, guint position);

/* The longest label, in characters. */
guint fooled_cell_model_longest_label (FooledCellModel *self);

G_END_DECLS
