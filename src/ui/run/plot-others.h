// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/plot.h"

G_BEGIN_DECLS

/* The button that chooses what the plot shows behind its run: a popover with the user's sessions,
 * listed anew each time that it opens, and whether the plot is by evaluations or by time. */
#define FOOLED_TYPE_PLOT_OTHERS (fooled_plot_others_get_type ())
G_DECLARE_FINAL_TYPE (FooledPlotOthers, fooled_plot_others, FOOLED, PLOT_OTHERS, GtkWidget)

/* Of which plot; borrowed, and at least as long there. */
void fooled_plot_others_set_plot (FooledPlotOthers *self, FooledPlot *plot);

G_END_DECLS
