// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/palette.h"

G_BEGIN_DECLS

/* The badges of a cell: a small picture in a disc. */
typedef enum
{
  FOOLED_BADGE_IMPROVED, /* an arrow upwards */
  FOOLED_BADGE_STARRED,
  FOOLED_N_BADGES,
} FooledBadge;

/* The picture, for the widget's scale and theme. Caller unrefs. */
GtkIconPaintable *fooled_cell_badge_icon (GtkWidget *widget, FooledBadge badge);

void fooled_cell_badge_draw (GtkSnapshot *snapshot,
                             FooledBadge badge,
                             GtkIconPaintable *icon,
                             const graphene_rect_t *bounds,
                             const FooledPalette *palette);

G_END_DECLS
