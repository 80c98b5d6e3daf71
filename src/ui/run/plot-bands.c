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

/* The legend takes at most this share of the area. */
#define MAX_SHARE 0.9

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
    /* Translators: a band of the plot: between the percentiles 25 and 75 of all classes. */
    return _ ("middle half");
  /* Translators: a band of the plot: between the percentiles 10 and 90 of all classes. */
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

/* From right to left along the lower edge: there the lines of most runs are not. */
void
fooled_plot_append_legend (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot, double x)
{
  const graphene_rect_t *area = &drawing->area;
  const RunHistoryPoint *point = nearest_point (drawing, x);
  GdkRGBA dim = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.75);
  PangoLayout *texts[FOOLED_N_BANDS];
  double width = GAP, right = area->origin.x + area->size.width - GAP;
  double top = floor (area->origin.y + area->size.height - drawing->text_height - GAP);

  for (FooledBand band = 0; band < FOOLED_N_BANDS; band++)
    {
      g_autofree char *range = fooled_band_text (point, band);
      /* Translators: a band of the plot, and where it ends: "middle half 12.31 % – 88.05 %". */
      g_autofree char *text = g_strdup_printf (_ ("%s %s"), fooled_band_name (band), range);

      texts[band] = fooled_text_layout_new (drawing->widget, text, FALSE);
      width += SWATCH + fooled_text_width (texts[band]) + 3 * GAP;
    }
  for (FooledBand band = 0; band < FOOLED_N_BANDS; band++)
    {
      double text = fooled_text_width (texts[band]);

      if (width <= MAX_SHARE * area->size.width)
        {
          fooled_text_draw (snapshot, texts[band], floor (right - text), top, &dim);
          right -= text + GAP + SWATCH;
          append_swatch (
              drawing, snapshot, band,
              &GRAPHENE_RECT_INIT (floor (right), top + 2, SWATCH, drawing->text_height - 4));
          right -= 2 * GAP;
        }
      g_object_unref (texts[band]);
    }
}
