// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A small bar chart: a row for each bar with its name, the bar, and the count beside it. The
 * longest bar is as long as there is room. Colours follow the style. */
#define FOOLED_TYPE_BAR_CHART (fooled_bar_chart_get_type ())
G_DECLARE_FINAL_TYPE (FooledBarChart, fooled_bar_chart, FOOLED, BAR_CHART, GtkWidget)

typedef struct
{
  const char *name;
  guint count;
} FooledBar;

GtkWidget *fooled_bar_chart_new (void);

/* Copied. The height follows n, so that a chart that keeps its n moves nothing. */
void fooled_bar_chart_set_bars (FooledBarChart *self, const FooledBar *bars, guint n);

G_END_DECLS
