// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/palette.h"

G_BEGIN_DECLS

/* The badge of a cell that improved: an arrow upwards in a disc. */

/* The arrow, for the widget's scale and theme. Caller unrefs. */
GtkIconPaintable *fooled_cell_badge_arrow (GtkWidget *widget);

void fooled_cell_badge_draw (GtkSnapshot *snapshot,
                             GtkIconPaintable *arrow,
                             const graphene_rect_t *bounds,
                             const FooledPalette *palette);

G_END_DECLS
