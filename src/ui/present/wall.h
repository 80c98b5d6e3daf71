// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/present/presentable.h"
#include "ui/present/wall-layout.h"

G_BEGIN_DECLS

/* The tiles of a presentation: all of them, as large as there is room, or, where they would not be
 * readable from far, a wall of some beside a large one, which change one after the other. One that
 * is chosen by hand is shown large, and stays. Only tiles in sight are ever asked for.
 *
 * Signal "enlarged": another tile is shown large, or none. */
#define FOOLED_TYPE_WALL (fooled_wall_get_type ())
G_DECLARE_FINAL_TYPE (FooledWall, fooled_wall, FOOLED, WALL, GtkWidget)

GtkWidget *fooled_wall_new (void);

/* What there is to be seen now; borrowed until the next call. moving: tiles may change places.
 * screen_height: that texts are measured by, logical pixels. NULL page: nothing. */
void fooled_wall_show (FooledWall *self,
                       FooledPresentable *page,
                       const FooledScene *scene,
                       gboolean moving,
                       int screen_height);

/* Enlarges a neighbour of the tile that is large, or the first one; dx, dy: steps to the right and
 * down. FALSE when there are no tiles. */
gboolean fooled_wall_move (FooledWall *self, int dx, int dy);

/* None is chosen by hand any more. */
void fooled_wall_release (FooledWall *self);

/* The number of the tile that is shown large, or of the only one; -1 = none. */
gint fooled_wall_get_enlarged (FooledWall *self);

/* Whether that tile's image is among the picks. */
gboolean fooled_wall_is_starred (FooledWall *self);

/* For whoever measures it. Borrowed. */
const FooledWallLayout *fooled_wall_get_layout (FooledWall *self);

/* The height of capital letters in tiles, logical pixels, as the font has it. */
double fooled_wall_get_capitals (FooledWall *self);

G_END_DECLS
