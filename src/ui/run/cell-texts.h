// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/cell-item.h"
#include "ui/widgets/palette.h"

G_BEGIN_DECLS

/* Cells narrower than this show less: a short confidence, smaller badges. Logical pixels. */
#define FOOLED_CELL_SMALL_SIDE 80

/* Label and confidence of a cell, on one line or on two; made again only when they change. A value
 * that begins as zeros. */
typedef struct
{
  PangoLayout *label; /* NULL until first drawn */
  PangoLayout *confidence;
  int line_height; /* of the usual size; 0 = not measured */
  gboolean valid;  /* set to FALSE when the item changes */
} FooledCellTexts;

/* After a change of the font or of the layout, and at the end. */
void fooled_cell_texts_clear (FooledCellTexts *texts);

/* In a cell whose picture has that side: texts grow with large pictures. */
int fooled_cell_texts_height (FooledCellTexts *texts,
                              GtkWidget *cell,
                              int side,
                              gboolean two_lines);

/* bounds: as wide as the cell. */
void fooled_cell_texts_draw (FooledCellTexts *texts,
                             GtkWidget *cell,
                             FooledCellItem *item,
                             gboolean two_lines,
                             GtkSnapshot *snapshot,
                             const graphene_rect_t *bounds,
                             const FooledPalette *palette);

G_END_DECLS
