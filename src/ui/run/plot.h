// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/session-history.h"

G_BEGIN_DECLS

/* The plot of minimum, median and maximum confidence over evaluations, on an axis that is stretched
 * towards 100 % (see plot-axis.h): three lines that differ in colour and in dash or weight,
 * labelled, light grid, axis numbers, value under the pointer. Colours follow the style (light,
 * dark, high contrast). */
#define FOOLED_TYPE_PLOT (fooled_plot_get_type ())
G_DECLARE_FINAL_TYPE (FooledPlot, fooled_plot, FOOLED, PLOT, GtkWidget)

GtkWidget *fooled_plot_new (void);

/* Shows what the run's history has by now. */
void fooled_plot_apply (FooledPlot *self, const RunSnapshot *snapshot);

/* Seconds of running to the right, in place of evaluations, where the run's times are known. */
void fooled_plot_set_by_time (FooledPlot *self, gboolean by_time);

/* Other runs behind this one: the median of each. The history, with at least one point, is taken
 * over; one of the same path is replaced. */
#define FOOLED_PLOT_MAX_OTHERS 6
void fooled_plot_add_other (FooledPlot *self, RunSessionHistory *history);
void fooled_plot_remove_other (FooledPlot *self, const char *path);
guint fooled_plot_n_others (FooledPlot *self);
gboolean fooled_plot_has_other (FooledPlot *self, const char *path);

/* The path of one of them; borrowed. index < fooled_plot_n_others. */
const char *fooled_plot_other_path (FooledPlot *self, guint index);

G_END_DECLS
