// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/session-history.h"
#include "ui/widgets/palette.h"

G_BEGIN_DECLS

/* The three curves of the plot. */
typedef enum
{
  FOOLED_CURVE_MAX,
  FOOLED_CURVE_MEDIAN,
  FOOLED_CURVE_MIN,
  FOOLED_N_CURVES,
} FooledCurve;

/* What the parts of the plot are drawn from. A value inside the widget. */
typedef struct
{
  GtkWidget *widget;
  const RunHistoryPoint *points; /* (n_points); at least one, but for the area and the grid */
  guint n_points;
  const GPtrArray *others; /* RunSessionHistory *, drawn behind the points; may be empty */
  gboolean by_time;        /* to the right: seconds of running, not evaluations */
  gboolean many;           /* classes: what lies between the highest and the lowest is not filled */
  guint legend_lines;      /* of text below the level axis; 0 without bands */
  FooledPalette palette;
  int text_height;
  int name_width;       /* of the longest curve's name */
  int value_width;      /* of "99.99 %", or "< 0.01 %" */
  graphene_rect_t area; /* of the curves */
} FooledPlotDrawing;

/* Reads colours and sizes of text from the widget's style. */
void fooled_plot_drawing_read_style (FooledPlotDrawing *drawing);

/* Where the curves go in the widget's present size. */
void fooled_plot_drawing_update_area (FooledPlotDrawing *drawing);

/* Where something is in the area. */
double fooled_plot_x (const FooledPlotDrawing *drawing, const RunHistoryPoint *point);
double fooled_plot_y (const FooledPlotDrawing *drawing, float confidence);

const char *fooled_curve_name (FooledCurve curve);

/* Where a point stands on the level axis; < 0 where its time is not known. */
double fooled_plot_place (const RunHistoryPoint *point, gboolean by_time);

float fooled_curve_value (const RunHistoryPoint *point, FooledCurve curve);

/* The parts, from the back to the front. */
void fooled_plot_append_grid (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot);
void fooled_plot_append_hint (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot);
void fooled_plot_append_evaluations (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot);
/* The median of each of the others, and what it is called; behind the curves. */
void fooled_plot_append_others (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot);

GskRenderNode *fooled_plot_draw_curves (const FooledPlotDrawing *drawing);
void fooled_plot_append_labels (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot);

/* The values at the point nearest to x, the pointer's place in the widget. */
void fooled_plot_append_readout (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot, double x);

G_END_DECLS
