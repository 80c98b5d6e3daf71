// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/retraining.h"
#include "ui/run/grid.h"

G_BEGIN_DECLS

/* What goes on in an experiment at the moment: a line and a progress bar; while a network learns,
 * its figures and what it gets wrong; while images evolve against it, the grid of them.
 *
 * Signals: "cell-size" (uint: device pixels): pictures are wanted in another size; "selected"
 * (int): a cell of the grid, as FooledGrid tells. */
#define FOOLED_TYPE_RETRAIN_LIVE (fooled_retrain_live_get_type ())
G_DECLARE_FINAL_TYPE (FooledRetrainLive, fooled_retrain_live, FOOLED, RETRAIN_LIVE, GtkWidget)

/* stopped: the experiment is at rest in its session. */
void fooled_retrain_live_show (FooledRetrainLive *self,
                               const RunRetrainingSnapshot *snapshot,
                               gboolean stopped);

/* The grid of the evolution. Borrowed. */
FooledGrid *fooled_retrain_live_get_grid (FooledRetrainLive *self);

/* Device pixels of a picture's side: what the experiment's view wants. */
guint fooled_retrain_live_get_cell_size (FooledRetrainLive *self);

G_END_DECLS
