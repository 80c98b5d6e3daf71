// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/picks/pick-list.h"
#include "ui/present/presentable.h"

G_BEGIN_DECLS

/* Picks as the slides of a presentation. A tile's number is the pick's place in the list. */

void fooled_picks_presentation_describe (FooledPickList *list, FooledScene *scene);

void fooled_picks_presentation_read (FooledPickList *list, guint number, FooledTile *tile);

G_END_DECLS
