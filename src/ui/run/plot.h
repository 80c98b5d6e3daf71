// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/snapshot.h"

G_BEGIN_DECLS

/* The plot of minimum, median and maximum confidence over evaluations, on an axis that is stretched
 * towards 100 % (see plot-axis.h): three lines that differ in colour and in dash or weight,
 * labelled, light grid, axis numbers, value under the pointer. Colours follow the style (light,
 * dark, high contrast). */
#define FOOLED_TYPE_PLOT (fooled_plot_get_type ())
G_DECLARE_FINAL_TYPE (FooledPlot, fooled_plot, FOOLED, PLOT, GtkWidget)

GtkWidget *fooled_plot_new (void);
void fooled_plot_apply (FooledPlot *self, const RunSnapshot *snapshot);

G_END_DECLS
