// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a plot's upright axis counts. */
typedef enum
{
  FOOLED_ROUND_CONFIDENCE, /* 0 .. 1, stretched towards 100 % as in ui/run/plot-axis.h */
  FOOLED_ROUND_SHARE,      /* 0 .. the highest value, in percent */
  FOOLED_ROUND_NUMBER,     /* 0 .. the highest value */
} FooledRoundScale;

/* A plot of few values that follow each other: one or two lines with a dot for each value, over the
 * numbers 1, 2, ... Values stand beside the last dots, and under the pointer in words. Its name
 * says all values. Colours follow the style. */
#define FOOLED_TYPE_ROUND_PLOT (fooled_round_plot_get_type ())
G_DECLARE_FINAL_TYPE (FooledRoundPlot, fooled_round_plot, FOOLED, ROUND_PLOT, GtkWidget)

/* Once: what it shows. title: of the plot, in its name; step: what comes
 * before a number of the level axis, such as "DNN". Translated; the strings stay where they are. */
void fooled_round_plot_describe (FooledRoundPlot *self,
                                 FooledRoundScale scale,
                                 const char *title,
                                 const char *step);

#define FOOLED_ROUND_PLOT_LINES 2

/* values: (n) of each line, copied; a line whose name is NULL is none, a negative value is none.
 * n_steps >= n: how many there will be, the length of the level axis. */
void fooled_round_plot_set (FooledRoundPlot *self,
                            const char *const names[FOOLED_ROUND_PLOT_LINES],
                            const double *const values[FOOLED_ROUND_PLOT_LINES],
                            guint n,
                            guint n_steps);

G_END_DECLS
