// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/present/presentable.h"
#include "ui/present/wall-layout.h"

G_BEGIN_DECLS

/* A tile's contents as they are drawn; texts and pixels are made once, when first drawn. */
typedef struct _FooledTileDrawing FooledTileDrawing;

/* widget: whose font and colour it has; it outlives the drawing. */
FooledTileDrawing *fooled_tile_drawing_new (GtkWidget *widget);
void fooled_tile_drawing_free (FooledTileDrawing *self);

/* Takes the tile's contents over and leaves it empty. Whether there is anything new to be drawn. */
gboolean fooled_tile_drawing_take (FooledTileDrawing *self, FooledTile *tile);

/* The font or the colours of the widget are others. */
void fooled_tile_drawing_forget (FooledTileDrawing *self);

/* Where the picture is. */
void fooled_tile_drawing_get_picture (FooledTileDrawing *self,
                                      const FooledTileShape *shape,
                                      graphene_rect_t *bounds);

void fooled_tile_drawing_draw (FooledTileDrawing *self,
                               const FooledTileShape *shape,
                               GtkSnapshot *snapshot);

/* "7, 99.98 %". Caller frees. */
char *fooled_tile_drawing_get_name (FooledTileDrawing *self);

/* A layout in the widget's font of that size, logical pixels. Caller unrefs. */
PangoLayout *fooled_tile_layout_new (GtkWidget *widget, const char *text, double size);

G_END_DECLS
