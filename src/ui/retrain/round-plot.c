// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/round-plot.h"

#include <math.h>

#include "config.h"

#include <glib/gi18n.h>

#include "ui/run/plot-axis.h"
#include "ui/widgets/draw-text.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/palette.h"

/* Logical pixels. */
#define GAP            6
#define DOT            3
#define MIN_WIDTH      200
#define NATURAL_HEIGHT 140
#define TICK_DISTANCE  48

struct _FooledRoundPlot
{
  GtkWidget parent_instance;
  FooledRoundScale scale;
  const char *title, *step;
  char *names[FOOLED_ROUND_PLOT_LINES];
  double *values[FOOLED_ROUND_PLOT_LINES]; /* (n) */
  guint n, n_steps;
  double most; /* the axis ends there */

  /* While it draws. */
  FooledPalette palette;
  int text_height;
  graphene_rect_t area;
};

G_DEFINE_FINAL_TYPE (FooledRoundPlot, fooled_round_plot, GTK_TYPE_WIDGET)

/* Caller frees. */
static char *
value_text (FooledRoundPlot *self, double value)
{
  if (self->scale == FOOLED_ROUND_NUMBER)
    return g_strdup_printf ("%.3f", value);
  return self->scale == FOOLED_ROUND_CONFIDENCE ? fooled_confidence_text ((float) value)
                                                : base_share_text (value);
}

static int
text_width (FooledRoundPlot *self, const char *text)
{
  g_autoptr (PangoLayout) layout = fooled_text_layout_new (GTK_WIDGET (self), text, FALSE);

  return fooled_text_width (layout);
}

/* align: 0 = x is the text's left, 0.5 = its middle, 1 = its right; y is its middle. */
static void
append_text (FooledRoundPlot *self,
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

static double
x_of (FooledRoundPlot *self, guint step)
{
  double part = self->n_steps > 1 ? (double) step / (self->n_steps - 1) : 0.5;

  return self->area.origin.x + part * self->area.size.width;
}

static double
y_of (FooledRoundPlot *self, double value)
{
  double part = self->scale == FOOLED_ROUND_CONFIDENCE ? fooled_axis_confidence ((float) value)
                                                       : value / self->most;

  return self->area.origin.y + (1 - CLAMP (part, 0, 1)) * self->area.size.height;
}

static GdkRGBA
line_color (FooledRoundPlot *self, guint line)
{
  return line == 0 ? self->palette.accent : self->palette.contrast;
}

static void
measure_area (FooledRoundPlot *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *most = value_text (self, self->scale == FOOLED_ROUND_NUMBER ? 10 : 0.9999);
  g_autofree char *least = value_text (self, 0); /* "< 0.01 %" of confidences */
  int value = MAX (text_width (self, most), text_width (self, least)), names = 0;
  double right;

  for (guint i = 0; i < FOOLED_ROUND_PLOT_LINES; i++)
    if (self->names[i] != NULL)
      names = MAX (names, text_width (self, self->names[i]));
  right = DOT + names + value + 4 * GAP;
  self->area = GRAPHENE_RECT_INIT (
      value + 2 * GAP, self->text_height / 2 + 2,
      (float) MAX (gtk_widget_get_width (widget) - value - 2 * GAP - right, 1),
      (float) MAX (gtk_widget_get_height (widget) - 2 * self->text_height - GAP, 1));
}

static void
append_level (FooledRoundPlot *self, GtkSnapshot *snapshot, double value, gboolean is_base)
{
  gboolean strong = self->palette.high_contrast;
  GdkRGBA line =
      fooled_faded (&self->palette.text, is_base ? (strong ? 1 : 0.3) : (strong ? 0.4 : 0.1));
  GdkRGBA dim = fooled_faded (&self->palette.text, strong ? 1 : 0.65);
  double y = floor (y_of (self, value));
  g_autofree char *text = value_text (self, value);

  gtk_snapshot_append_color (
      snapshot, &line,
      &GRAPHENE_RECT_INIT (self->area.origin.x, (float) y, self->area.size.width, 1));
  append_text (self, snapshot, text, self->area.origin.x - GAP, y, 1, &dim);
}

static void
append_levels (FooledRoundPlot *self, GtkSnapshot *snapshot)
{
  static const double confidences[] = { 0.9999, 0.99, 0.9, 0.5, 0 };

  if (self->scale == FOOLED_ROUND_CONFIDENCE)
    for (guint i = 0; i < G_N_ELEMENTS (confidences); i++)
      append_level (self, snapshot, confidences[i], confidences[i] == 0);
  else
    for (int i = 2; i >= 0; i--)
      append_level (self, snapshot, self->most * i / 2, i == 0);
}

static void
append_steps (FooledRoundPlot *self, GtkSnapshot *snapshot)
{
  GdkRGBA dim = fooled_faded (&self->palette.text, self->palette.high_contrast ? 1 : 0.65);
  double y = self->area.origin.y + self->area.size.height + GAP + self->text_height / 2.0;
  guint room = MAX (1, (guint) (self->area.size.width / TICK_DISTANCE));
  guint every = (guint) fooled_axis_step (MAX (self->n_steps, 1), room + 1);

  for (guint i = 0; i < self->n_steps; i += every)
    {
      g_autofree char *text = g_strdup_printf ("%u", i + 1);

      append_text (self, snapshot, text, x_of (self, i), y, 0.5, &dim);
    }
}

static void
append_line (FooledRoundPlot *self, GtkSnapshot *snapshot, guint line)
{
  static const double dashes[] = { 5, 3 };
  graphene_rect_t bounds = self->area;
  GdkRGBA color = line_color (self, line);
  cairo_t *cr;

  graphene_rect_inset (&bounds, -2 * DOT, -2 * DOT);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, line == 0 ? 2.4 : 1.6);
  cairo_set_dash (cr, dashes, line == 0 ? 0 : G_N_ELEMENTS (dashes), 0);
  for (guint i = 0; i < self->n; i++)
    if (self->values[line][i] >= 0)
      cairo_line_to (cr, x_of (self, i), y_of (self, self->values[line][i]));
  cairo_stroke (cr);
  for (guint i = 0; i < self->n; i++)
    if (self->values[line][i] >= 0)
      {
        cairo_arc (cr, x_of (self, i), y_of (self, self->values[line][i]), DOT, 0, 2 * G_PI);
        cairo_fill (cr);
      }
  cairo_destroy (cr);
}

/* The last value of a line; negative = none. */
static double
last_value (FooledRoundPlot *self, guint line)
{
  for (guint i = self->n; self->names[line] != NULL && i-- > 0;)
    if (self->values[line][i] >= 0)
      return self->values[line][i];
  return -1;
}

static void
append_labels (FooledRoundPlot *self, GtkSnapshot *snapshot)
{
  double left = self->area.origin.x + self->area.size.width + DOT + 2 * GAP;
  double middles[FOOLED_ROUND_PLOT_LINES];

  for (guint i = 0; i < FOOLED_ROUND_PLOT_LINES; i++)
    middles[i] = y_of (self, MAX (last_value (self, i), 0));
  fooled_axis_spread (middles, FOOLED_ROUND_PLOT_LINES, self->text_height,
                      self->area.size.height + self->text_height);
  for (guint i = 0; i < FOOLED_ROUND_PLOT_LINES; i++)
    if (last_value (self, i) >= 0)
      {
        g_autofree char *value = value_text (self, last_value (self, i));
        GdkRGBA color = line_color (self, i);

        append_text (self, snapshot, self->names[i], left, middles[i], 0, &color);
        append_text (self, snapshot, value, gtk_widget_get_width (GTK_WIDGET (self)) - GAP,
                     middles[i], 1, &color);
      }
}

static void
fooled_round_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledRoundPlot *self = FOOLED_ROUND_PLOT (widget);

  fooled_palette_read (&self->palette, widget);
  self->text_height = fooled_text_height (widget);
  measure_area (self);
  append_levels (self, snapshot);
  append_steps (self, snapshot);
  for (guint i = FOOLED_ROUND_PLOT_LINES; i-- > 0;)
    if (self->names[i] != NULL)
      append_line (self, snapshot, i);
  append_labels (self, snapshot);
}

static void
fooled_round_plot_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : NATURAL_HEIGHT;
}

/* "DNN 3: median 99.98 %, lowest 98.10 %". Caller frees; NULL where there is no value. */
static char *
step_text (FooledRoundPlot *self, guint step)
{
  GString *text = g_string_new (NULL);
  guint n_values = 0;

  g_string_append_printf (text, "%s %u", self->step, step + 1);
  for (guint i = 0; i < FOOLED_ROUND_PLOT_LINES; i++)
    if (self->names[i] != NULL && self->values[i][step] >= 0)
      {
        g_autofree char *value = value_text (self, self->values[i][step]);

        g_string_append_printf (text, "%s %s %s", n_values++ == 0 ? ":" : ",", self->names[i],
                                value);
      }
  return g_string_free (text, n_values == 0);
}

static gboolean
fooled_round_plot_query_tooltip (GtkWidget *widget,
                                 int x,
                                 int y,
                                 gboolean keyboard,
                                 GtkTooltip *tooltip)
{
  FooledRoundPlot *self = FOOLED_ROUND_PLOT (widget);
  double part = (x - self->area.origin.x) / self->area.size.width;
  double step = self->n_steps > 1 ? round (part * (self->n_steps - 1)) : 0;
  g_autofree char *text = NULL;

  if (keyboard || step < 0 || step >= self->n)
    return FALSE;
  text = step_text (self, (guint) step);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static void
update_name (FooledRoundPlot *self)
{
  GString *name = g_string_new (self->title);

  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *text = step_text (self, i);

      if (text != NULL)
        g_string_append_printf (name, "; %s", text);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
  g_string_free (name, TRUE);
}

static void
forget (FooledRoundPlot *self)
{
  for (guint i = 0; i < FOOLED_ROUND_PLOT_LINES; i++)
    {
      g_clear_pointer (&self->names[i], g_free);
      g_clear_pointer (&self->values[i], g_free);
    }
}

static void
fooled_round_plot_finalize (GObject *object)
{
  forget (FOOLED_ROUND_PLOT (object));

  G_OBJECT_CLASS (fooled_round_plot_parent_class)->finalize (object);
}

static void
fooled_round_plot_class_init (FooledRoundPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fooled_round_plot_finalize;
  widget_class->snapshot = fooled_round_plot_snapshot;
  widget_class->measure = fooled_round_plot_measure;
  widget_class->query_tooltip = fooled_round_plot_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "round-plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_round_plot_init (FooledRoundPlot *self)
{
  self->title = "";
  self->step = "";
  self->most = 1;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

void
fooled_round_plot_describe (FooledRoundPlot *self,
                            FooledRoundScale scale,
                            const char *title,
                            const char *step)
{
  g_return_if_fail (FOOLED_IS_ROUND_PLOT (self));
  g_return_if_fail (title != NULL && step != NULL);

  self->scale = scale;
  self->title = title;
  self->step = step;
  update_name (self);
}

/* Whether it shows that already. */
static gboolean
is_shown (FooledRoundPlot *self,
          const char *const names[],
          const double *const values[],
          guint n,
          guint n_steps)
{
  gboolean same = n == self->n && n_steps == self->n_steps;

  for (guint i = 0; same && i < FOOLED_ROUND_PLOT_LINES; i++)
    same = g_strcmp0 (names[i], self->names[i]) == 0 &&
           (names[i] == NULL || n == 0 ||
            memcmp (values[i], self->values[i], n * sizeof *values[i]) == 0);
  return same;
}

/* The axis ends at 1, 2 or 5 times a power of ten. */
static double
end_of_axis (double highest)
{
  static const double factors[] = { 1, 2, 5, 10 };
  double power = exp10 (floor (log10 (MAX (highest, 1e-4))));

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    if (highest <= factors[i] * power)
      return factors[i] * power;
  return highest;
}

void
fooled_round_plot_set (FooledRoundPlot *self,
                       const char *const names[FOOLED_ROUND_PLOT_LINES],
                       const double *const values[FOOLED_ROUND_PLOT_LINES],
                       guint n,
                       guint n_steps)
{
  double highest = 0;

  g_return_if_fail (FOOLED_IS_ROUND_PLOT (self));
  g_return_if_fail (n <= n_steps);

  if (is_shown (self, names, values, n, n_steps))
    return;
  forget (self);
  self->n = n;
  self->n_steps = n_steps;
  for (guint i = 0; i < FOOLED_ROUND_PLOT_LINES; i++)
    if (names[i] != NULL)
      {
        self->names[i] = g_strdup (names[i]);
        self->values[i] = g_memdup2 (values[i], n * sizeof *values[i]);
        for (guint k = 0; k < n; k++)
          highest = MAX (highest, values[i][k]);
      }
  self->most = end_of_axis (highest);
  update_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
