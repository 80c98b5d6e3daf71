// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/perturb.h"
#include "ui/widgets/drawing-pad.h"

G_BEGIN_DECLS

/* The pictures of the Perturb page: before, which may be a drawing pad, the change, after, and what
 * is between the two. Their menus have actions of the page ("perturb.save") and of the window
 * ("win.star").
 *
 * Signals: "pad-changed": something was drawn; "blend" (double): how far in between people look, 0
 * (before) .. 1 (after). */
#define FOOLED_TYPE_PERTURB_BOARD (fooled_perturb_board_get_type ())
G_DECLARE_FINAL_TYPE (FooledPerturbBoard, fooled_perturb_board, FOOLED, PERTURB_BOARD, GtkWidget)

/* What is shown: of the latest snapshot (NULL = none yet), while there is a picture (any), which
 * may be the pad's (drawing). */
void fooled_perturb_board_show (FooledPerturbBoard *self,
                                const RunPerturbSnapshot *snapshot,
                                gboolean any,
                                gboolean drawing);

/* The change is shown as strong as suits it, not as somebody chose for another one. */
void fooled_perturb_board_forget_factor (FooledPerturbBoard *self);

/* How many times stronger than it is the change is shown; 1 .. 255. */
double fooled_perturb_board_get_factor (FooledPerturbBoard *self);

/* The change as it is shown, or NULL. Borrowed. */
BaseImage *fooled_perturb_board_get_change (FooledPerturbBoard *self);

/* Whether the picture after is among the picks: what its menu says. */
void fooled_perturb_board_set_starred (FooledPerturbBoard *self, gboolean starred);

FooledDrawingPad *fooled_perturb_board_get_pad (FooledPerturbBoard *self);

G_END_DECLS
