// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/plot-drawing.h"

G_BEGIN_DECLS

/* Of many classes one is always almost sure and another never, so what lies between the highest and
 * the lowest says nothing. How most of them fare does: two bands about the median, of the middle
 * half (percentiles 25 and 75) and of the middle eight tenths (10 and 90), one over the other. */
typedef enum
{
  FOOLED_BAND_MOST, /* 10 .. 90 */
  FOOLED_BAND_HALF, /* 25 .. 75 */
  FOOLED_N_BANDS,
} FooledBand;

/* For people, such as "half of the classes". */
const char *fooled_band_name (FooledBand band);

/* "12.31 – 88.05 %", both cut as confidences are. Caller frees. */
char *fooled_band_text (const RunHistoryPoint *point, FooledBand band);

/* Of at least one point; to be drawn under the curves. Caller unrefs. */
GskRenderNode *fooled_plot_draw_bands (const FooledPlotDrawing *drawing);

/* How many lines of text the legend takes in a plot of that width, whatever the values are. */
guint fooled_plot_legend_lines (GtkWidget *widget, int width);

/* What the bands are, in drawing->legend_lines lines below the level axis, where no curve comes;
 * and, where there is room for it, between what they lie at the point nearest to the pointer's x,
 * or at the last one while the pointer is elsewhere (x < 0). */
void fooled_plot_append_legend (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot, double x);

G_END_DECLS
