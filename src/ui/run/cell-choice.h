// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/cell-item.h"
#include "ui/widgets/palette.h"

G_BEGIN_DECLS

/* What a cell shows while people choose parents: its key, and whether it is chosen. */

/* Cells with a key: 1 to 9, then A to Z. */
#define FOOLED_N_CELL_KEYS 35

/* The key of a place, 0 .. FOOLED_N_CELL_KEYS - 1; 0 of any other. */
char fooled_cell_key (guint place);

/* The place of a key, of either case; FOOLED_N_CELL_KEYS of any other. */
guint fooled_cell_key_place (guint keyval);

/* A frame round the picture, and a badge with the key and a tick in a lower corner. */
void fooled_cell_draw_choice (GtkSnapshot *snapshot,
                              GtkWidget *widget,
                              const FooledCellData *data,
                              const GskRoundedRect *frame,
                              const FooledPalette *palette);

/* "Chosen as a parent. Key 3": for assistive technologies; empty outside of breeding. Caller
 * frees. */
char *fooled_cell_choice_text (const FooledCellData *data);

G_END_DECLS
