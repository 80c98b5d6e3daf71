// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot.h"

#include <math.h>

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/draw-text.h"
#include "ui/number-text.h"
#include "ui/palette.h"
#include "ui/plot-axis.h"

/* Logical pixels. */
#define MIN_WIDTH       240
#define MIN_HEIGHT      110
#define NATURAL_HEIGHT  130
#define GAP             6
#define LEADER          14 /* from a line's end to its label */
#define TICK_DISTANCE   110
#define READOUT_PADDING 7

/* Curves are drawn at most this often, milliseconds: they change slowly, and strokes are dear. */
#define DRAW_INTERVAL 100
#define NAME_INTERVAL 1000

typedef enum
{
  CURVE_MAX,
  CURVE_MEDIAN,
  CURVE_MIN,
  N_CURVES,
} Curve;

struct _FooledPlot
{
  GtkWidget parent_instance;

  GArray *points; /* RunHistoryPoint */
  guint64 run_number;
  GskRenderNode *curves; /* NULL = to be drawn */
  graphene_rect_t area;  /* of the curves, as they were drawn */

  FooledPalette palette;
  int text_height;
  int name_width;  /* of the longest line's name */
  int value_width; /* of "99.99 %" */
  gboolean style_valid;

  double hover_x; /* < 0: the pointer is elsewhere */
  guint draw_timeout;
  guint name_timeout;
};

G_DEFINE_FINAL_TYPE (FooledPlot, fooled_plot, GTK_TYPE_WIDGET)

static const char *
curve_name (Curve curve)
{
  switch (curve)
    {
    case CURVE_MAX:
      /* Translators: a line of the plot: the highest confidence. */
      return _ ("max");
    case CURVE_MEDIAN:
      /* Translators: a line of the plot: the median confidence. */
      return _ ("median");
    default:
      /* Translators: a line of the plot: the lowest confidence. */
      return _ ("min");
    }
}

static float
curve_value (const RunHistoryPoint *point, Curve curve)
{
  switch (curve)
    {
    case CURVE_MAX:
      return point->max;
    case CURVE_MEDIAN:
      return point->median;
    default:
      return point->min;
    }
}

static GdkRGBA
curve_color (FooledPlot *self, Curve curve)
{
  switch (curve)
    {
    case CURVE_MAX:
      return fooled_faded (&self->palette.text, self->palette.high_contrast ? 1 : 0.7);
    case CURVE_MEDIAN:
      return self->palette.accent;
    default:
      return self->palette.contrast;
    }
}

/* The lines differ without colour too: thin, thick, dashed. */
static void
set_curve_style (FooledPlot *self, cairo_t *cr, Curve curve)
{
  static const double widths[] = { [CURVE_MAX] = 1.2, [CURVE_MEDIAN] = 2.4, [CURVE_MIN] = 1.6 };
  static const double dashes[] = { 5, 3 };
  GdkRGBA color = curve_color (self, curve);

  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, widths[curve]);
  cairo_set_dash (cr, dashes, curve == CURVE_MIN ? G_N_ELEMENTS (dashes) : 0, 0);
}

static int
text_width (FooledPlot *self, const char *text)
{
  g_autoptr (PangoLayout) layout = fooled_text_layout_new (GTK_WIDGET (self), text, FALSE);

  return fooled_text_width (layout);
}

/* align: 0 = x is the text's left, 0.5 = its middle, 1 = its right; y is its middle. */
static void
append_text (FooledPlot *self,
             GtkSnapshot *snapshot,
             const char *text,
             double x,
             double y,
             double align,
             const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = fooled_text_layout_new (GTK_WIDGET (self), text, FALSE);

  fooled_text_draw (snapshot, layout, floor (x - align * fooled_text_width (layout)),
                    floor (y - self->text_height / 2.0), color);
}

static void
update_style (FooledPlot *self)
{
  g_autofree char *most = fooled_confidence_text (0.9999f);

  if (self->style_valid)
    return;
  fooled_palette_read (&self->palette, GTK_WIDGET (self));
  self->text_height = fooled_text_height (GTK_WIDGET (self));
  self->value_width = text_width (self, most);
  self->name_width = 0;
  for (Curve curve = 0; curve < N_CURVES; curve++)
    self->name_width = MAX (self->name_width, text_width (self, curve_name (curve)));
  self->style_valid = TRUE;
}

static graphene_rect_t
plot_area (FooledPlot *self)
{
  double left = self->value_width + 2 * GAP, top = self->text_height / 2.0 + 2;
  double right = LEADER + self->name_width + self->value_width + 3 * GAP;
  double bottom = self->text_height + GAP;
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - left - right;
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - top - bottom;

  return GRAPHENE_RECT_INIT (floor (left), floor (top), floor (MAX (width, 1)),
                             floor (MAX (height, 1)));
}

static const RunHistoryPoint *
point_at (FooledPlot *self, guint i)
{
  return &g_array_index (self->points, RunHistoryPoint, i);
}

static guint64
range (FooledPlot *self)
{
  return self->points->len > 0 ? MAX (point_at (self, self->points->len - 1)->evaluations, 1) : 1;
}

static double
x_of (FooledPlot *self, const graphene_rect_t *area, guint64 evaluations)
{
  return area->origin.x + (double) evaluations / range (self) * area->size.width;
}

static double
y_of (const graphene_rect_t *area, float confidence)
{
  return area->origin.y + (1 - fooled_axis_confidence (confidence)) * area->size.height;
}

/* Adds the line to the path, one or two points a pixel. */
static void
trace_curve (FooledPlot *self,
             cairo_t *cr,
             const graphene_rect_t *area,
             Curve curve,
             gboolean backwards)
{
  guint n = self->points->len;
  double last_x = -G_MAXDOUBLE;

  for (guint k = 0; k < n; k++)
    {
      const RunHistoryPoint *point = point_at (self, backwards ? n - 1 - k : k);
      double x = x_of (self, area, point->evaluations);

      if (fabs (x - last_x) < 0.5 && k + 1 < n)
        continue;
      cairo_line_to (cr, x, y_of (area, curve_value (point, curve)));
      last_x = x;
    }
}

static GskRenderNode *
draw_curves (FooledPlot *self, const graphene_rect_t *area)
{
  graphene_rect_t bounds = *area;
  GskRenderNode *node;
  GdkRGBA band = fooled_faded (&self->palette.accent_bg, 0.12);
  cairo_t *cr;

  graphene_rect_inset (&bounds, -2, -2);
  node = gsk_cairo_node_new (&bounds);
  cr = gsk_cairo_node_get_draw_context (node);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  trace_curve (self, cr, area, CURVE_MAX, FALSE);
  trace_curve (self, cr, area, CURVE_MIN, TRUE);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, &band);
  cairo_fill (cr);

  for (int curve = N_CURVES - 1; curve >= 0; curve--)
    {
      set_curve_style (self, cr, curve);
      trace_curve (self, cr, area, curve, FALSE);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
  return node;
}

/* A line at each round confidence; numbers where there is room, the higher ones first. */
static void
append_grid (FooledPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  static const struct
  {
    float confidence;
    int decimals;
  } ticks[] = { { 0.9999f, 2 }, { 0.999f, 1 }, { 0.99f, 0 }, { 0.9f, 0 }, { 0.5f, 0 }, { 0, 0 } };
  GdkRGBA line = fooled_faded (&self->palette.text, self->palette.high_contrast ? 0.4 : 0.1);
  GdkRGBA base = fooled_faded (&self->palette.text, self->palette.high_contrast ? 1 : 0.3);
  GdkRGBA dim = fooled_faded (&self->palette.text, self->palette.high_contrast ? 1 : 0.65);
  double last_y = -G_MAXDOUBLE;

  for (guint i = 0; i < G_N_ELEMENTS (ticks); i++)
    {
      double y = floor (y_of (area, ticks[i].confidence));
      /* Translators: a number on the plot's axis, such as 99.9 %. */
      g_autofree char *text =
          g_strdup_printf (_ ("%.*f %%"), ticks[i].decimals, 100.0 * ticks[i].confidence);

      gtk_snapshot_append_color (snapshot, i + 1 == G_N_ELEMENTS (ticks) ? &base : &line,
                                 &GRAPHENE_RECT_INIT (area->origin.x, y, area->size.width, 1));
      if (y - last_y < self->text_height)
        continue;
      append_text (self, snapshot, text, area->origin.x - GAP, y, 1, &dim);
      last_y = y;
    }
}

static void
append_evaluations (FooledPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  GdkRGBA dim = fooled_faded (&self->palette.text, self->palette.high_contrast ? 1 : 0.65);
  GdkRGBA base = fooled_faded (&self->palette.text, self->palette.high_contrast ? 1 : 0.3);
  guint64 end = range (self);
  guint64 step = fooled_axis_step (end, MAX (1, (guint) (area->size.width / TICK_DISTANCE)) + 1);
  double bottom = area->origin.y + area->size.height;
  double y = bottom + GAP + self->text_height / 2.0;
  double right = area->origin.x + area->size.width;

  for (guint64 i = 0; i <= end / step; i++)
    {
      guint64 tick = i * step;
      g_autofree char *text = fooled_count_text (tick);
      double x = floor (x_of (self, area, tick));

      gtk_snapshot_append_color (snapshot, &base, &GRAPHENE_RECT_INIT (x, bottom, 1, 3));
      if (x + text_width (self, text) / 2.0 <= right + LEADER)
        append_text (self, snapshot, text, x, y, 0.5, &dim);
    }
  append_text (self, snapshot, _ ("evaluations"), gtk_widget_get_width (GTK_WIDGET (self)) - GAP, y,
               1, &dim);
}

/* Name and value beside the end of each line, and a piece of it that leads there. */
static void
append_curve_labels (FooledPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const RunHistoryPoint *last = point_at (self, self->points->len - 1);
  double end = area->origin.x + area->size.width;
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double middles[N_CURVES];
  cairo_t *cr;

  for (Curve curve = 0; curve < N_CURVES; curve++)
    middles[curve] =
        y_of (area, curve_value (last, curve)) - area->origin.y + self->text_height / 2.0;
  fooled_axis_spread (middles, N_CURVES, self->text_height, area->size.height + self->text_height);
  for (Curve curve = 0; curve < N_CURVES; curve++)
    middles[curve] += area->origin.y - self->text_height / 2.0;

  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (end, 0, LEADER + 2, area->origin.y + area->size.height + 2));
  for (Curve curve = 0; curve < N_CURVES; curve++)
    {
      set_curve_style (self, cr, curve);
      cairo_set_dash (cr, NULL, 0, 0);
      cairo_move_to (cr, end, y_of (area, curve_value (last, curve)));
      cairo_line_to (cr, end + LEADER, middles[curve]);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);

  for (Curve curve = 0; curve < N_CURVES; curve++)
    {
      g_autofree char *value = fooled_confidence_text (curve_value (last, curve));
      GdkRGBA color = curve_color (self, curve);

      append_text (self, snapshot, curve_name (curve), end + LEADER + GAP, middles[curve], 0,
                   &color);
      append_text (self, snapshot, value, width - GAP, middles[curve], 1, &color);
    }
}

/* The point nearest to the pointer. */
static const RunHistoryPoint *
hovered_point (FooledPlot *self, const graphene_rect_t *area)
{
  guint low = 0, high = self->points->len - 1;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      double x = x_of (self, area, point_at (self, middle)->evaluations) +
                 x_of (self, area, point_at (self, middle + 1)->evaluations);

      if (x / 2 < self->hover_x)
        low = middle + 1;
      else
        high = middle;
    }
  return point_at (self, low);
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
append_readout_box (FooledPlot *self,
                    GtkSnapshot *snapshot,
                    const graphene_rect_t *area,
                    const RunHistoryPoint *point,
                    double x)
{
  g_autofree char *count = fooled_count_text (point->evaluations);
  /* Translators: %s is a count, such as 28 600. */
  g_autofree char *title = g_strdup_printf (_ ("%s evaluations"), count);
  double content = MAX (text_width (self, title), self->name_width + self->value_width + 2 * GAP);
  double width = content + 2 * READOUT_PADDING;
  double height = (N_CURVES + 1) * self->text_height + 2 * READOUT_PADDING;
  double left = x + 10, top = area->origin.y + MAX (0, (area->size.height - height) / 2);
  GdkRGBA edge = fooled_faded (&self->palette.text, self->palette.high_contrast ? 1 : 0.25);
  GskRoundedRect box;

  if (left + width > area->origin.x + area->size.width)
    left = MAX (0, x - 10 - width);
  gsk_rounded_rect_init_from_rect (
      &box, &GRAPHENE_RECT_INIT (floor (left), floor (top), width, height), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, &self->palette.surface, &box.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &box, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ edge, edge, edge, edge });

  top += READOUT_PADDING + self->text_height / 2.0;
  append_text (self, snapshot, title, left + READOUT_PADDING, top, 0, &self->palette.text);
  for (Curve curve = 0; curve < N_CURVES; curve++)
    {
      g_autofree char *value = fooled_confidence_text (curve_value (point, curve));
      GdkRGBA color = curve_color (self, curve);

      top += self->text_height;
      append_text (self, snapshot, curve_name (curve), left + READOUT_PADDING, top, 0, &color);
      append_text (self, snapshot, value, left + width - READOUT_PADDING, top, 1, &color);
    }
}

static void
append_readout (FooledPlot *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const RunHistoryPoint *point;
  GdkRGBA rule = fooled_faded (&self->palette.text, 0.4);
  double x;

  if (self->hover_x < area->origin.x || self->hover_x > area->origin.x + area->size.width)
    return;
  point = hovered_point (self, area);
  x = x_of (self, area, point->evaluations);
  gtk_snapshot_append_color (snapshot, &rule,
                             &GRAPHENE_RECT_INIT (floor (x), area->origin.y, 1, area->size.height));
  for (Curve curve = 0; curve < N_CURVES; curve++)
    {
      GdkRGBA color = curve_color (self, curve);

      append_dot (snapshot, x, y_of (area, curve_value (point, curve)), &color);
    }
  append_readout_box (self, snapshot, area, point, x);
}

static void
fooled_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledPlot *self = FOOLED_PLOT (widget);
  graphene_rect_t area;

  update_style (self);
  area = plot_area (self);
  append_grid (self, snapshot, &area);
  if (self->points->len == 0)
    {
      GdkRGBA dim = fooled_faded (&self->palette.text, self->palette.high_contrast ? 1 : 0.65);

      append_text (self, snapshot, _ ("Confidence over evaluations appears here"),
                   area.origin.x + area.size.width / 2, area.origin.y + area.size.height * 0.375,
                   0.5, &dim);
      return;
    }
  if (self->curves == NULL || !graphene_rect_equal (&area, &self->area))
    {
      g_clear_pointer (&self->curves, gsk_render_node_unref);
      self->curves = draw_curves (self, &area);
      self->area = area;
    }
  append_evaluations (self, snapshot, &area);
  gtk_snapshot_append_node (snapshot, self->curves);
  append_curve_labels (self, snapshot, &area);
  append_readout (self, snapshot, &area);
}

static void
fooled_plot_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : NATURAL_HEIGHT;
}

static void
redraw (FooledPlot *self)
{
  g_clear_pointer (&self->curves, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
fooled_plot_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (fooled_plot_parent_class)->css_changed (widget, change);
  FOOLED_PLOT (widget)->style_valid = FALSE;
  redraw (FOOLED_PLOT (widget));
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, FooledPlot *self)
{
  self->hover_x = x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_leave (GtkEventControllerMotion *controller, FooledPlot *self)
{
  self->hover_x = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
update_name (FooledPlot *self)
{
  GString *name = g_string_new (_ ("Confidence over evaluations"));

  if (self->points->len > 0)
    {
      const RunHistoryPoint *last = point_at (self, self->points->len - 1);
      g_autofree char *count = fooled_count_text (last->evaluations);

      g_string_append (name, ": ");
      g_string_append_printf (name, _ ("%s evaluations"), count);
      for (Curve curve = 0; curve < N_CURVES; curve++)
        {
          g_autofree char *value = fooled_confidence_text (curve_value (last, curve));

          g_string_append_printf (name, ", %s %s", curve_name (curve), value);
        }
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
  g_string_free (name, TRUE);
}

static gboolean
on_draw_timeout (gpointer data)
{
  FooledPlot *self = data;

  self->draw_timeout = 0;
  redraw (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_name_timeout (gpointer data)
{
  FooledPlot *self = data;

  self->name_timeout = 0;
  update_name (self);
  return G_SOURCE_REMOVE;
}

static void
fooled_plot_dispose (GObject *object)
{
  FooledPlot *self = FOOLED_PLOT (object);

  g_clear_handle_id (&self->draw_timeout, g_source_remove);
  g_clear_handle_id (&self->name_timeout, g_source_remove);
  g_clear_pointer (&self->curves, gsk_render_node_unref);
  G_OBJECT_CLASS (fooled_plot_parent_class)->dispose (object);
}

static void
fooled_plot_finalize (GObject *object)
{
  g_array_unref (FOOLED_PLOT (object)->points);
  G_OBJECT_CLASS (fooled_plot_parent_class)->finalize (object);
}

static void
fooled_plot_class_init (FooledPlotClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = fooled_plot_dispose;
  G_OBJECT_CLASS (class)->finalize = fooled_plot_finalize;
  widget_class->measure = fooled_plot_measure;
  widget_class->snapshot = fooled_plot_snapshot;
  widget_class->css_changed = fooled_plot_css_changed;
  gtk_widget_class_set_css_name (widget_class, "confidence-plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_plot_init (FooledPlot *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->points = g_array_new (FALSE, FALSE, sizeof (RunHistoryPoint));
  self->hover_x = -1;
  g_signal_connect (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  update_name (self);
}

GtkWidget *
fooled_plot_new (void)
{
  return g_object_new (FOOLED_TYPE_PLOT, NULL);
}

void
fooled_plot_apply (FooledPlot *self, const RunSnapshot *snapshot)
{
  guint n;

  g_return_if_fail (FOOLED_IS_PLOT (self));
  g_return_if_fail (snapshot != NULL);

  n = self->points->len;
  if (snapshot->run_number == self->run_number && snapshot->n_history == n &&
      (n == 0 ||
       memcmp (point_at (self, n - 1), &snapshot->history[n - 1], sizeof (RunHistoryPoint)) == 0))
    return;
  self->run_number = snapshot->run_number;
  g_array_set_size (self->points, 0);
  g_array_append_vals (self->points, snapshot->history, snapshot->n_history);
  if (self->draw_timeout == 0)
    self->draw_timeout = g_timeout_add (DRAW_INTERVAL, on_draw_timeout, self);
  if (self->name_timeout == 0)
    self->name_timeout = g_timeout_add (NAME_INTERVAL, on_name_timeout, self);
}
