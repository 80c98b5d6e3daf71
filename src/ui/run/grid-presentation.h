// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/present/presentable.h"
#include "ui/run/grid.h"

G_BEGIN_DECLS

/* The cells of a grid as the tiles of a presentation. A tile's number is the cell's index. */

/* Cells that the grid would show without a search. */
guint fooled_grid_presentation_n_tiles (FooledGrid *grid);

/* As FooledPresentable's `list`. Caller unrefs. */
GArray *fooled_grid_presentation_list (FooledGrid *grid, gboolean strongest);

void fooled_grid_presentation_read (FooledGrid *grid, guint index, FooledTile *tile);

/* Of the cells that the snapshot says have changed, the one that the network is surest of; `before`
 * when none has. */
gint fooled_grid_presentation_newest (const RunSnapshot *snapshot, gint before);

/* Another number for other tiles: the run, the view, and how many there are. */
guint64 fooled_grid_presentation_number (FooledGrid *grid);

G_END_DECLS
