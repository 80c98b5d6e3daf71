// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/lens/lens-tile.h"
#include "ui/picks/pick-list.h"
#include "ui/present/presentable.h"

G_BEGIN_DECLS

/* Picks as the slides of a presentation. A tile's number is the pick's place in the list. */

void fooled_picks_presentation_describe (FooledPickList *list, FooledScene *scene);

/* lens: for the one that is enlarged. */
void fooled_picks_presentation_read (FooledPickList *list,
                                     FooledLensTile *lens,
                                     guint number,
                                     gboolean enlarged,
                                     FooledTile *tile);

G_END_DECLS
