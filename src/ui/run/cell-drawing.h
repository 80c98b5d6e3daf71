// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/palette.h"

G_BEGIN_DECLS

/* The parts of a cell that depend on nothing but what they show. */

/* Where a picture will be. */
void fooled_cell_draw_placeholder (GtkSnapshot *snapshot,
                                   const GskRoundedRect *frame,
                                   const FooledPalette *palette);

/* The picture keeps its proportions inside the frame, whose corners are round. */
void fooled_cell_draw_picture (GtkSnapshot *snapshot,
                               const GskRoundedRect *frame,
                               GdkTexture *texture,
                               const FooledPalette *palette);

/* filled: 0 .. 1 of its width. */
void fooled_cell_draw_bar (GtkSnapshot *snapshot,
                           const graphene_rect_t *bounds,
                           float filled,
                           const FooledPalette *palette);

G_END_DECLS
