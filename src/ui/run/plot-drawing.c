// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/plot-drawing.h"

#include <math.h>

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/run/plot-axis.h"
#include "ui/run/plot-drawing-private.h"
#include "ui/widgets/draw-text.h"
#include "ui/widgets/number-text.h"

/* Logical pixels. */
#define GAP              6
#define LEADER           14 /* from a curve's end to its label */
#define TICK_DISTANCE    110
#define READOUT_PADDING  7
#define READOUT_DISTANCE 10

const char *
fooled_curve_name (FooledCurve curve)
{
  switch (curve)
    {
    case FOOLED_CURVE_MAX:
      /* Translators: a line of the plot: the highest confidence. */
      return _ ("highest");
    case FOOLED_CURVE_MEDIAN:
      /* Translators: a line of the plot: the median confidence. */
      return _ ("middle");
    default:
      /* Translators: a line of the plot: the lowest confidence. */
      return _ ("lowest");
    }
}

float
fooled_curve_value (const RunHistoryPoint *point, FooledCurve curve)
{
  switch (curve)
    {
    case FOOLED_CURVE_MAX:
      return point->max;
    case FOOLED_CURVE_MEDIAN:
      return point->median;
    default:
      return point->min;
    }
}

static GdkRGBA
curve_color (const FooledPlotDrawing *drawing, FooledCurve curve)
{
  switch (curve)
    {
    case FOOLED_CURVE_MAX:
      return fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.7);
    case FOOLED_CURVE_MEDIAN:
      return drawing->palette.accent;
    default:
      return drawing->palette.contrast;
    }
}

/* The lines differ without colour too: thin, thick, dashed. */
static void
set_curve_style (const FooledPlotDrawing *drawing, cairo_t *cr, FooledCurve curve)
{
  static const double widths[] = {
    [FOOLED_CURVE_MAX] = 1.2, [FOOLED_CURVE_MEDIAN] = 2.4, [FOOLED_CURVE_MIN] = 1.6
  };
  static const double dashes[] = { 5, 3 };
  GdkRGBA color = curve_color (drawing, curve);

  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, widths[curve]);
  cairo_set_dash (cr, dashes, curve == FOOLED_CURVE_MIN ? G_N_ELEMENTS (dashes) : 0, 0);
}

static int
text_width (const FooledPlotDrawing *drawing, const char *text)
{
  g_autoptr (PangoLayout) layout = fooled_text_layout_new (drawing->widget, text, FALSE);

  return fooled_text_width (layout);
}

/* align: 0 = x is the text's left, 0.5 = its middle, 1 = its right; y is its middle. */
static void
append_text (const FooledPlotDrawing *drawing,
             GtkSnapshot *snapshot,
             const char *text,
             double x,
             double y,
             double align,
             const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = fooled_text_layout_new (drawing->widget, text, FALSE);

  fooled_text_draw (snapshot, layout, floor (x - align * fooled_text_width (layout)),
                    floor (y - drawing->text_height / 2.0), color);
}

void
fooled_plot_drawing_read_style (FooledPlotDrawing *drawing)
{
  g_autofree char *most = fooled_confidence_text (0.9999f), *least = fooled_confidence_text (0);

  fooled_palette_read (&drawing->palette, drawing->widget);
  drawing->text_height = fooled_text_height (drawing->widget);
  drawing->value_width = MAX (text_width (drawing, most), text_width (drawing, least));
  drawing->name_width = 0;
  for (FooledCurve curve = 0; curve < FOOLED_N_CURVES; curve++)
    drawing->name_width =
        MAX (drawing->name_width, text_width (drawing, fooled_curve_name (curve)));
}

void
fooled_plot_drawing_update_area (FooledPlotDrawing *drawing)
{
  double left = drawing->value_width + 2 * GAP, top = drawing->text_height / 2.0 + 2;
  double right = LEADER + drawing->name_width + drawing->value_width + 3 * GAP;
  double legend =
      drawing->legend_lines > 0 ? (int) drawing->legend_lines * drawing->text_height + GAP : 0;
  double bottom = drawing->text_height + GAP + legend;
  double width = gtk_widget_get_width (drawing->widget) - left - right;
  double height = gtk_widget_get_height (drawing->widget) - top - bottom;

  drawing->area = GRAPHENE_RECT_INIT (floor (left), floor (top), floor (MAX (width, 1)),
                                      floor (MAX (height, 1)));
}

double
fooled_plot_place (const RunHistoryPoint *point, gboolean by_time)
{
  return by_time ? (double) point->seconds : (double) point->evaluations;
}

/* What the axis ends with, >= 1: whatever goes on longest, of those that are shown. */
static double
range (const FooledPlotDrawing *drawing)
{
  double most = 1;

  if (drawing->n_points > 0)
    most =
        MAX (most, fooled_plot_place (&drawing->points[drawing->n_points - 1], drawing->by_time));
  for (guint i = 0; drawing->others != NULL && i < drawing->others->len; i++)
    {
      const RunSessionHistory *other = drawing->others->pdata[i];

      if (other->n_points > 0)
        most =
            MAX (most, fooled_plot_place (&other->points[other->n_points - 1], drawing->by_time));
    }
  return most;
}

static double
x_of (const FooledPlotDrawing *drawing, double place)
{
  return drawing->area.origin.x + place / range (drawing) * drawing->area.size.width;
}

double
fooled_plot_x (const FooledPlotDrawing *drawing, const RunHistoryPoint *point)
{
  return x_of (drawing, fooled_plot_place (point, drawing->by_time));
}

double
fooled_plot_y (const FooledPlotDrawing *drawing, float confidence)
{
  return drawing->area.origin.y +
         (1 - fooled_axis_confidence (confidence)) * drawing->area.size.height;
}

void
fooled_plot_trace (const FooledPlotDrawing *drawing,
                   cairo_t *cr,
                   const RunHistoryPoint *points,
                   guint n,
                   FooledCurve curve,
                   gboolean backwards)
{
  double last_x = -G_MAXDOUBLE;

  for (guint k = 0; k < n; k++)
    {
      const RunHistoryPoint *point = &points[backwards ? n - 1 - k : k];
      double x = fooled_plot_x (drawing, point);

      if ((fabs (x - last_x) < 0.5 && k + 1 < n) || fooled_plot_place (point, drawing->by_time) < 0)
        continue;
      cairo_line_to (cr, x, fooled_plot_y (drawing, fooled_curve_value (point, curve)));
      last_x = x;
    }
}

static void
trace_curve (const FooledPlotDrawing *drawing, cairo_t *cr, FooledCurve curve, gboolean backwards)
{
  fooled_plot_trace (drawing, cr, drawing->points, drawing->n_points, curve, backwards);
}

GskRenderNode *
fooled_plot_draw_curves (const FooledPlotDrawing *drawing)
{
  graphene_rect_t bounds = drawing->area;
  GskRenderNode *node;
  GdkRGBA band = fooled_faded (&drawing->palette.accent_bg, 0.12);
  cairo_t *cr;

  graphene_rect_inset (&bounds, -2, -2);
  node = gsk_cairo_node_new (&bounds);
  cr = gsk_cairo_node_get_draw_context (node);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  if (!drawing->many)
    {
      trace_curve (drawing, cr, FOOLED_CURVE_MAX, FALSE);
      trace_curve (drawing, cr, FOOLED_CURVE_MIN, TRUE);
      cairo_close_path (cr);
      gdk_cairo_set_source_rgba (cr, &band);
      cairo_fill (cr);
    }

  for (int curve = FOOLED_N_CURVES - 1; curve >= 0; curve--)
    {
      set_curve_style (drawing, cr, curve);
      trace_curve (drawing, cr, curve, FALSE);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
  return node;
}

/* A line at each round confidence; numbers where there is room, the higher ones first. */
void
fooled_plot_append_grid (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot)
{
  static const struct
  {
    float confidence;
    int decimals;
  } ticks[] = { { 0.9999f, 2 }, { 0.999f, 1 }, { 0.99f, 0 }, { 0.9f, 0 }, { 0.5f, 0 }, { 0, 0 } };
  GdkRGBA line = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 0.4 : 0.1);
  GdkRGBA base = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.3);
  GdkRGBA dim = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.65);
  double last_y = -G_MAXDOUBLE;

  for (guint i = 0; i < G_N_ELEMENTS (ticks); i++)
    {
      double y = floor (fooled_plot_y (drawing, ticks[i].confidence));
      /* Translators: a number on the plot's axis, such as 99.9 %. */
      g_autofree char *text =
          g_strdup_printf (_ ("%.*f %%"), ticks[i].decimals, 100.0 * ticks[i].confidence);

      gtk_snapshot_append_color (
          snapshot, i + 1 == G_N_ELEMENTS (ticks) ? &base : &line,
          &GRAPHENE_RECT_INIT (drawing->area.origin.x, y, drawing->area.size.width, 1));
      if (y - last_y < drawing->text_height)
        continue;
      append_text (drawing, snapshot, text, drawing->area.origin.x - GAP, y, 1, &dim);
      last_y = y;
    }
}

void
fooled_plot_append_hint (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot)
{
  const graphene_rect_t *area = &drawing->area;
  double width = gtk_widget_get_width (drawing->widget) - area->origin.x; /* there is no legend */
  GdkRGBA dim = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.65);

  append_text (drawing, snapshot, _ ("How sure the network is appears here"),
               area->origin.x + width / 2, area->origin.y + area->size.height / 2, 0.5, &dim);
}

void
fooled_plot_append_evaluations (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot)
{
  GdkRGBA dim = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.65);
  GdkRGBA base = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.3);
  guint64 end = (guint64) MIN (range (drawing), (double) G_MAXINT64);
  guint64 step =
      fooled_axis_step (end, MAX (1, (guint) (drawing->area.size.width / TICK_DISTANCE)) + 1);
  double bottom = drawing->area.origin.y + drawing->area.size.height;
  double y = bottom + GAP + drawing->text_height / 2.0;
  double right = drawing->area.origin.x + drawing->area.size.width;

  for (guint64 i = 0; i <= end / step; i++)
    {
      guint64 tick = i * step;
      g_autofree char *text = fooled_count_text (tick);
      double x = floor (x_of (drawing, (double) tick));

      gtk_snapshot_append_color (snapshot, &base, &GRAPHENE_RECT_INIT (x, bottom, 1, 3));
      if (x + text_width (drawing, text) / 2.0 <= right + LEADER)
        append_text (drawing, snapshot, text, x, y, 0.5, &dim);
    }
  append_text (drawing, snapshot, drawing->by_time ? _ ("seconds") : _ ("images tried"),
               gtk_widget_get_width (drawing->widget) - GAP, y, 1, &dim);
}

/* Name and value beside the end of each line, and a piece of it that leads there. */
void
fooled_plot_append_labels (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot)
{
  const RunHistoryPoint *last = &drawing->points[drawing->n_points - 1];
  double end = drawing->area.origin.x + drawing->area.size.width;
  double start = MAX (fooled_plot_x (drawing, last), drawing->area.origin.x);
  double width = gtk_widget_get_width (drawing->widget);
  double middles[FOOLED_N_CURVES];
  cairo_t *cr;

  for (FooledCurve curve = 0; curve < FOOLED_N_CURVES; curve++)
    middles[curve] = fooled_plot_y (drawing, fooled_curve_value (last, curve)) -
                     drawing->area.origin.y + drawing->text_height / 2.0;
  fooled_axis_spread (middles, FOOLED_N_CURVES, drawing->text_height,
                      drawing->area.size.height + drawing->text_height);
  for (FooledCurve curve = 0; curve < FOOLED_N_CURVES; curve++)
    middles[curve] += drawing->area.origin.y - drawing->text_height / 2.0;

  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (start, 0, end - start + LEADER + 2,
                                     drawing->area.origin.y + drawing->area.size.height + 2));
  for (FooledCurve curve = 0; curve < FOOLED_N_CURVES; curve++)
    {
      set_curve_style (drawing, cr, curve);
      cairo_set_dash (cr, NULL, 0, 0);
      cairo_move_to (cr, end, fooled_plot_y (drawing, fooled_curve_value (last, curve)));
      cairo_line_to (cr, end + LEADER, middles[curve]);
      cairo_stroke (cr);
      /* Where another run goes on longer, this one has not been there yet. */
      cairo_set_line_width (cr, 0.7);
      cairo_set_dash (cr, (double[]){ 1, 4 }, 2, 0);
      cairo_move_to (cr, start, fooled_plot_y (drawing, fooled_curve_value (last, curve)));
      cairo_line_to (cr, end, fooled_plot_y (drawing, fooled_curve_value (last, curve)));
      cairo_stroke (cr);
    }
  cairo_destroy (cr);

  for (FooledCurve curve = 0; curve < FOOLED_N_CURVES; curve++)
    {
      g_autofree char *value = fooled_confidence_text (fooled_curve_value (last, curve));
      GdkRGBA color = curve_color (drawing, curve);

      append_text (drawing, snapshot, fooled_curve_name (curve), end + LEADER + GAP, middles[curve],
                   0, &color);
      append_text (drawing, snapshot, value, width - GAP, middles[curve], 1, &color);
    }
}

/* The point nearest to the pointer. */
static const RunHistoryPoint *
hovered_point (const FooledPlotDrawing *drawing, double pointer_x)
{
  guint low = 0, high = drawing->n_points - 1;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      double x = fooled_plot_x (drawing, &drawing->points[middle]) +
                 fooled_plot_x (drawing, &drawing->points[middle + 1]);

      if (x / 2 < pointer_x)
        low = middle + 1;
      else
        high = middle;
    }
  return &drawing->points[low];
}

static void
append_dot (GtkSnapshot *snapshot, double x, double y, const GdkRGBA *color)
{
  GskRoundedRect dot;

  gsk_rounded_rect_init_from_rect (&dot, &GRAPHENE_RECT_INIT (x - 3, y - 3, 6, 6), 3);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, color, &dot.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
append_readout_box (const FooledPlotDrawing *drawing,
                    GtkSnapshot *snapshot,
                    const RunHistoryPoint *point,
                    double x)
{
  g_autofree char *count = fooled_count_text (point->evaluations);
  /* Translators: %s is a count, such as 28 600. */
  g_autofree char *title = g_strdup_printf (_ ("%s images tried"), count);
  double content =
      MAX (text_width (drawing, title), drawing->name_width + drawing->value_width + 2 * GAP);
  double width = content + 2 * READOUT_PADDING;
  double height = (FOOLED_N_CURVES + 1) * drawing->text_height + 2 * READOUT_PADDING;
  double left = x + READOUT_DISTANCE,
         top = drawing->area.origin.y + MAX (0, (drawing->area.size.height - height) / 2);
  GdkRGBA edge = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.25);
  GskRoundedRect box;

  if (left + width > drawing->area.origin.x + drawing->area.size.width)
    left = MAX (0, x - READOUT_DISTANCE - width);
  gsk_rounded_rect_init_from_rect (
      &box, &GRAPHENE_RECT_INIT (floor (left), floor (top), width, height), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, &drawing->palette.surface, &box.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &box, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ edge, edge, edge, edge });

  top += READOUT_PADDING + drawing->text_height / 2.0;
  append_text (drawing, snapshot, title, left + READOUT_PADDING, top, 0, &drawing->palette.text);
  for (FooledCurve curve = 0; curve < FOOLED_N_CURVES; curve++)
    {
      g_autofree char *value = fooled_confidence_text (fooled_curve_value (point, curve));
      GdkRGBA color = curve_color (drawing, curve);

      top += drawing->text_height;
      append_text (drawing, snapshot, fooled_curve_name (curve), left + READOUT_PADDING, top, 0,
                   &color);
      append_text (drawing, snapshot, value, left + width - READOUT_PADDING, top, 1, &color);
    }
}

void
fooled_plot_append_readout (const FooledPlotDrawing *drawing,
                            GtkSnapshot *snapshot,
                            double pointer_x)
{
  const RunHistoryPoint *point;
  GdkRGBA rule = fooled_faded (&drawing->palette.text, 0.4);
  double x;

  if (pointer_x < drawing->area.origin.x ||
      pointer_x > drawing->area.origin.x + drawing->area.size.width)
    return;
  point = hovered_point (drawing, pointer_x);
  x = MAX (fooled_plot_x (drawing, point), drawing->area.origin.x);
  gtk_snapshot_append_color (
      snapshot, &rule,
      &GRAPHENE_RECT_INIT (floor (x), drawing->area.origin.y, 1, drawing->area.size.height));
  for (FooledCurve curve = 0; curve < FOOLED_N_CURVES; curve++)
    {
      GdkRGBA color = curve_color (drawing, curve);

      append_dot (snapshot, x, fooled_plot_y (drawing, fooled_curve_value (point, curve)), &color);
    }
  append_readout_box (drawing, snapshot, point, x);
}
