// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/retrain/retrain-row.h"
#include "ui/run/grid.h"

G_BEGIN_DECLS

/* An experiment as it stands: what came out so far in a sentence, what goes on, the table of its
 * networks, and the plots. Its buttons are actions of the page ("retrain.…").
 *
 * Signals: "cell-size" and "selected" as FooledRetrainLive has them, "wish" as FooledRetrainTable.
 */
#define FOOLED_TYPE_RETRAIN_BOARD (fooled_retrain_board_get_type ())
G_DECLARE_FINAL_TYPE (FooledRetrainBoard, fooled_retrain_board, FOOLED, RETRAIN_BOARD, GtkWidget)

/* snapshot: with an order. stopped: it is at rest in its session. running: what the button offers
 * to pause. */
void fooled_retrain_board_show (FooledRetrainBoard *self,
                                const RunRetrainingSnapshot *snapshot,
                                gboolean stopped,
                                gboolean running);

/* The grid of the evolution. Borrowed. */
FooledGrid *fooled_retrain_board_get_grid (FooledRetrainBoard *self);

/* Device pixels of a picture's side: what the experiment's view wants. */
guint fooled_retrain_board_get_cell_size (FooledRetrainBoard *self);

G_END_DECLS
