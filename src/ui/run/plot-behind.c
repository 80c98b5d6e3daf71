// SPDX-License-Identifier: GPL-3.0-or-later
/* Other runs behind the plot's own curves: the median of each, and its name. */
#include "ui/run/plot-drawing.h"

#include <math.h>

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/run/plot-drawing-private.h"
#include "ui/widgets/draw-text.h"
#include "ui/widgets/number-text.h"

/* Logical pixels. */
#define GAP        6
#define SAMPLE     26 /* a piece of the line, beside its name */
#define LINE_WIDTH 1.4

/* The lines differ by their dashes, whatever the colours. */
#define MAX_DASHES 4
static const struct
{
  int n;
  double dashes[MAX_DASHES];
} styles[] = {
  { 2, { 9, 3 } }, { 2, { 2, 3 } },  { 4, { 9, 3, 2, 3 } },
  { 2, { 5, 5 } }, { 2, { 14, 4 } }, { 4, { 2, 3, 2, 8 } },
};

static void
set_style (const FooledPlotDrawing *drawing, cairo_t *cr, guint index)
{
  GdkRGBA color = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.6);

  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_dash (cr, styles[index % G_N_ELEMENTS (styles)].dashes,
                  styles[index % G_N_ELEMENTS (styles)].n, 0);
}

/* Names stand at the lower right of the curves, where climbs leave room; the last one lowest. */
static void
append_name (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot, guint index)
{
  const RunSessionHistory *other = drawing->others->pdata[index];
  const RunHistoryPoint *last = &other->points[other->n_points - 1];
  g_autofree char *median = fooled_confidence_text (last->median);
  g_autofree char *text =
      drawing->by_time && last->seconds < 0
          /* Translators: %s is a session, which an older version of the program saved. */
          ? g_strdup_printf (_ ("%s: when, is not known"), other->name)
          : g_strdup_printf ("%s, %s", other->name, median);
  g_autoptr (PangoLayout) layout = fooled_text_layout_new (drawing->widget, text, FALSE);
  GdkRGBA color = fooled_faded (&drawing->palette.text, drawing->palette.high_contrast ? 1 : 0.75);
  GdkRGBA ground = fooled_faded (&drawing->palette.surface, 0.85); /* no line crosses the name */
  double most = drawing->area.size.width - SAMPLE - 3 * GAP;
  double right = drawing->area.origin.x + drawing->area.size.width - GAP;
  double y = drawing->area.origin.y + drawing->area.size.height -
             (drawing->others->len - index) * drawing->text_height - 2;
  double left;
  cairo_t *cr;

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  if (fooled_text_width (layout) > most)
    pango_layout_set_width (layout, (int) MAX (most, 1) * PANGO_SCALE);
  left = floor (right - fooled_text_width (layout));
  gtk_snapshot_append_color (snapshot, &ground,
                             &GRAPHENE_RECT_INIT (left - SAMPLE - 2 * GAP, floor (y),
                                                  right - left + SAMPLE + 3 * GAP,
                                                  drawing->text_height));
  fooled_text_draw (snapshot, layout, left, floor (y), &color);
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (left - SAMPLE - GAP, y, SAMPLE, drawing->text_height));
  set_style (drawing, cr, index);
  cairo_move_to (cr, left - SAMPLE - GAP, y + drawing->text_height / 2.0);
  cairo_line_to (cr, left - GAP, y + drawing->text_height / 2.0);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

void
fooled_plot_append_others (const FooledPlotDrawing *drawing, GtkSnapshot *snapshot)
{
  graphene_rect_t bounds = drawing->area;
  cairo_t *cr;

  if (drawing->others == NULL || drawing->others->len == 0)
    return;
  graphene_rect_inset (&bounds, -2, -2);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < drawing->others->len; i++)
    {
      const RunSessionHistory *other = drawing->others->pdata[i];

      set_style (drawing, cr, i);
      fooled_plot_trace (drawing, cr, other->points, other->n_points, FOOLED_CURVE_MEDIAN, FALSE);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
  for (guint i = 0; i < drawing->others->len; i++)
    append_name (drawing, snapshot, i);
}
