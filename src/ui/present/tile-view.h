// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/present/presentable.h"
#include "ui/present/wall-layout.h"

G_BEGIN_DECLS

/* One tile of a presentation: picture, label, confidence, drawn as large as its shape says. A frame
 * shows that it became better, or that it is the one that is enlarged. Its name says all. */
#define FOOLED_TYPE_TILE_VIEW (fooled_tile_view_get_type ())
G_DECLARE_FINAL_TYPE (FooledTileView, fooled_tile_view, FOOLED, TILE_VIEW, GtkWidget)

GtkWidget *fooled_tile_view_new (void);

/* Copies it. */
void fooled_tile_view_set_shape (FooledTileView *self, const FooledTileShape *shape);

/* Takes the tile's contents over. number: of the tile; another one than before is another tile,
 * which slides in where animations are on. */
void fooled_tile_view_take (FooledTileView *self, guint number, FooledTile *tile);

/* Of the tile that is shown; -1 = none yet. */
gint fooled_tile_view_get_number (FooledTileView *self);

/* Whether it is the one that is enlarged elsewhere. */
void fooled_tile_view_set_chosen (FooledTileView *self, gboolean chosen);

G_END_DECLS
