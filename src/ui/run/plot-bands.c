// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/plot-bands.h"

#include <math.h>

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/widgets/draw-text.h"
#include "ui/widgets/number-text.h"

/* Logical pixels. */
#define GAP    6
#define SWATCH 18

static void
read_ends (const RunHistoryPoint *point, FooledBand band, float *low, float *high)
{
  *low = band == FOOLED_BAND_HALF ? point->p25 : point->p10;
  *high = band == FOOLED_BAND_HALF ? point->p75 : point->p90;
}

const char *
fooled_band_name (FooledBand band)
{
  if (band == FOOLED_BAND_HALF)
    /* Translators: a band of the plot: in it lie those between the percentiles 25 and 75. */
    return _ ("half of the classes");
  /* Translators: a band of the plot: in it lie those between the percentiles 10 and 90. */
  return _ ("8 of 10 classes");
}

char *
fooled_band_text (const RunHistoryPoint *point, FooledBand band)
{
  g_autofree char *from = NULL, *to = NULL;
  float low, high;

  read_ends (point, band, &low, &high);
  from = fooled_confidence_text (low);
  to = fooled_confidence_text (high);
  /* Translators: from one confidence to another. */
  return g_strdup_printf (_ ("%s – %s"), from, to);
}

static GdkRGBA
band_color (const FooledPlotDrawing *drawing, FooledBand band)
{
  gboolean high_contrast = drawing->palette.high_contrast;

  if (band == FOOLED_BAND_HALF)
    return fooled_faded (&drawing->palette.accent_bg, high_contrast ? 0.5 : 0.36);
  return fooled_faded (&drawing->palette.accent_bg, high_contrast ? 0.35 : 0.26);
}

/* One of its edges, one or two points a pixel. */
static void
trace_edge (const FooledPlotDrawing *drawing, cairo_t *cr, FooledBand band, gboolean upper)
{
  guint n = drawing->n_points;
  double last_x = -G_MAXDOUBLE;

  for (guint k = 0; k < n; k++)
    {
      const RunHistoryPoint *point = &drawing->points[upper ? k : n - 1 - k];
      double x = fooled_plot_x (drawing, point);
      float low, high;

      if ((fabs (x - last_x) < 0.5 && k + 1 < n) || fooled_plot_place (point, drawing->by_time) < 0)
        continue;
      read_ends (point, band, &low, &high);
      cairo_line_to (cr, x, fooled_plot_y (drawing, upper ? high : low));
      last_x = x;
    }
}

GskRenderNode *
fooled_plot_draw_bands (const FooledPlotDrawing *drawing)
{
  GskRenderNode *node = gsk_cairo_node_new (&drawing->area);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  for (FooledBand band = 0; band < FOOLED_N_BANDS; band++)
    {
      GdkRGBA color = band_color (drawing, band);

      trace_edge (drawing, cr, band, TRUE);
      trace_edge (drawing, cr, band, FALSE);
      cairo_close_path (cr);
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
  return node;
}

/* The light band lies under the dark one, and looks so beside its name, too. */
static void
append_swatch (const FooledPlotDrawing *drawing,
               GtkSnapshot *snapshot,
               FooledBand band,
               const graphene_rect_t *place)
{
  for (FooledBand under = 0; under <= band; under++)
    {
      GdkRGBA color = band_color (drawing, under);

      gtk_snapshot_append_color (snapshot, &color, place);
    }
}

static const RunHistoryPoint *
nearest_point (const FooledPlotDrawing *drawing, double x)
{
  const RunHistoryPoint *nearest = &drawing->points[drawing->n_points - 1];

  for (guint i = 0; x >= 0 && i < drawing->n_points; i++)
    if (fabs (fooled_plot_x (drawing, &drawing->points[i]) - x) <
        fabs (fooled_plot_x (drawing, nearest) - x))
      nearest = &drawing->points[i];
  return nearest;
}

/* A band's name, alone or with what it lies between. */
static PangoLayout *
entry_new (GtkWidget *widget, FooledBand band, const char *range)
{
  /* Translators: a band of the plot, and between what it lies: "half of the classes: 12.31 %
   * – 88.05 %". */
  g_autofree char *text = range != NULL
                              ? g_strdup_printf (_ ("%s: %s"), fooled_band_name (band), range)
                              : g_strdup (fooled_band_name (band));

  return fooled_text_layout_new (widget, text, FALSE);
}

/* With its swatch and the gap behind it. */
static double
entry_width (GtkWidget *widget, FooledBand band, const char *range)
{
  g_autoptr (PangoLayout) layout = entry_new (widget, band, range);

  return SWATCH + fooled_text_width (layout) + 3 * GAP;
}

/* Of all of them, one beside the other; of the widest one. */
static void
measure_entries (GtkWidget *widget, const char *range, double *sum, double *widest)
{
  *sum = *widest = 0;
  for (FooledBand band = 0; band < FOOLED_N_BANDS; band++)
    {
      double width = entry_width (widget, band, range);

      *sum += width;
      *widest = MAX (*widest, width);
    }
}

guint
fooled_plot_legend_lines (GtkWidget *widget, int width)
{
  double sum, widest;

  measure_entries (widget, NULL, &sum, &widest);
  return sum <= width ? 1 : FOOLED_N_BANDS;
}

/* Whether there is room for the values, too; by the widest there are, so that none come and go. */
static gboolean
has_room_for_ranges (const FooledPlotDrawing *drawing)
{
  const RunHistoryPoint most = { .p25 = 0.8888f, .p75 = 0.8888f };
  g_autofree char *range = fooled_band_text (&most, FOOLED_BAND_HALF);
  double sum, widest;

  measure_entries (drawing->widget, range, &sum, &widest);
  return (drawing->legend_lines == 1 ? sum : widest) <= gtk_widget_get_width (drawing->widget);
}

void
fooled_plot_append_legend (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot, double x)
{
  const RunHistoryPoint *point = nearest_point (drawing, x);
  GdkRGBA dim = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.75);
  gboolean ranges = has_room_for_ranges (drawing);
  double left = GAP;
  double top =
      gtk_widget_get_height (drawing->widget) - (int) drawing->legend_lines * drawing->text_height;

  for (FooledBand i = 0; i < FOOLED_N_BANDS; i++)
    {
      FooledBand band = FOOLED_N_BANDS - 1 - i; /* the inner one first */
      g_autofree char *range = ranges ? fooled_band_text (point, band) : NULL;
      g_autoptr (PangoLayout) text = entry_new (drawing->widget, band, range);

      append_swatch (drawing, snapshot, band,
                     &GRAPHENE_RECT_INIT ((float) left, (float) top + 2, SWATCH,
                                          (float) drawing->text_height - 4));
      fooled_text_draw (snapshot, text, left + SWATCH + GAP, top, &dim);
      if (drawing->legend_lines == 1)
        left += entry_width (drawing->widget, band, range);
      else
        top += drawing->text_height;
    }
}
