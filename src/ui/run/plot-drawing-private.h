// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/plot-drawing.h"

G_BEGIN_DECLS

/* Adds a line through the points to the path, one or two points a pixel. Points without a time have
 * no place where it is by time. */
void fooled_plot_trace (const FooledPlotDrawing *drawing,
                        cairo_t *cr,
                        const RunHistoryPoint *points,
                        guint n,
                        FooledCurve curve,
                        gboolean backwards);

G_END_DECLS
