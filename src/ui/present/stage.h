// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/present/presentable.h"
#include "ui/present/wall.h"

G_BEGIN_DECLS

/* What fills the screen while a page is presented: its tiles, its figure, and one line of what goes
 * on; nothing else, until the pointer moves or Tab is pressed: then a bar with what can be done
 * lies over it for some seconds. Arrow keys (and Page Up and Down, which remote controls send)
 * enlarge one tile after the other, Enter and a click show all again, Space starts and pauses.
 *
 * News is taken up with the next frame, however often it comes.
 *
 * Signal "leave": people want back. */
#define FOOLED_TYPE_STAGE (fooled_stage_get_type ())
G_DECLARE_FINAL_TYPE (FooledStage, fooled_stage, FOOLED, STAGE, GtkWidget)

GtkWidget *fooled_stage_new (void);

/* Presents that page; NULL = none. */
void fooled_stage_set_page (FooledStage *self, FooledPresentable *page);

/* Borrowed. */
FooledWall *fooled_stage_get_wall (FooledStage *self);

G_END_DECLS
