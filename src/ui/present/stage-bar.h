// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/present/presentable.h"

G_BEGIN_DECLS

/* What can be done while a page is presented: leave, start or pause, star.
 *
 * Signals: "leave", "toggle": its buttons. The star is the action "win.star". */
#define FOOLED_TYPE_STAGE_BAR (fooled_stage_bar_get_type ())
G_DECLARE_FINAL_TYPE (FooledStageBar, fooled_stage_bar, FOOLED, STAGE_BAR, GtkWidget)

GtkWidget *fooled_stage_bar_new (void);

/* Slides it in or out. */
void fooled_stage_bar_reveal (FooledStageBar *self, gboolean revealed);

/* The pointer or the keyboard is in it. */
gboolean fooled_stage_bar_is_used (FooledStageBar *self);

/* can_star: there is an image that can be starred now; starred: it is. */
void fooled_stage_bar_show (FooledStageBar *self,
                            const FooledScene *scene,
                            gboolean can_star,
                            gboolean starred);

G_END_DECLS
