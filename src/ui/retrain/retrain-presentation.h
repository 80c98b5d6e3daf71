// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/retraining.h"
#include "ui/present/presentable.h"
#include "ui/retrain/round-plot.h"

G_BEGIN_DECLS

/* An experiment as a presentation: the plot of how sure each network is of images that mean
 * nothing, what goes on, and images: those that evolve now, or else the champions against the last
 * network that evolution has tried. */

/* That network's row, or NULL. Borrowed. The snapshot may be NULL, here and below. */
const RunRetrainingRow *fooled_retrain_last_row (const RunRetrainingSnapshot *snapshot);

/* Whether images evolve now, which the page's grid shows. */
gboolean fooled_retrain_is_evolving (const RunRetrainingSnapshot *snapshot);

/* One of the row's champions. */
void fooled_retrain_presentation_read (const RunRetrainingRow *row, guint number, FooledTile *tile);

/* Caller frees. */
char *fooled_retrain_line (const RunRetrainingSnapshot *snapshot, gboolean stopped);

/* The plot that it is shown in, to be read from far. */
GtkWidget *fooled_retrain_rounds_new (void);

/* The median and the lowest confidence by network. */
void fooled_retrain_show_rounds (FooledRoundPlot *plot, const RunRetrainingSnapshot *snapshot);

G_END_DECLS
