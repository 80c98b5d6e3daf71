// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/plot.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/run/plot-bands.h"
#include "ui/run/plot-drawing.h"
#include "ui/widgets/draw-text.h"
#include "ui/widgets/number-text.h"

/* Logical pixels. */
#define MIN_WIDTH      240
#define MIN_HEIGHT     110
#define NATURAL_HEIGHT 130

/* Curves are drawn at most this often, milliseconds: they change slowly, and strokes are dear. */
#define DRAW_INTERVAL 100
#define NAME_INTERVAL 1000

/* Of more classes there are always some at either end. */
#define FEW_CLASSES 100

struct _FooledPlot
{
  GtkWidget parent_instance;

  GArray *points;    /* RunHistoryPoint */
  GPtrArray *others; /* RunSessionHistory *, owned */
  gboolean by_time;  /* what was asked for; without times it is by evaluations all the same */
  guint64 run_number;
  FooledPlotDrawing drawing;
  gboolean style_valid;
  GskRenderNode *curves; /* NULL = to be drawn */
  GskRenderNode *bands;  /* likewise, of many classes */
  double hover_x;        /* < 0: the pointer is elsewhere */
  guint draw_timeout;
  guint name_timeout;
};

G_DEFINE_FINAL_TYPE (FooledPlot, fooled_plot, GTK_TYPE_WIDGET)

static const RunHistoryPoint *
last_point (FooledPlot *self)
{
  return &g_array_index (self->points, RunHistoryPoint, self->points->len - 1);
}

static gboolean
is_by_time (FooledPlot *self)
{
  return self->by_time && self->points->len > 0 && last_point (self)->seconds >= 0;
}

static void
forget_nodes (FooledPlot *self)
{
  g_clear_pointer (&self->curves, gsk_render_node_unref);
  g_clear_pointer (&self->bands, gsk_render_node_unref);
}

static void
fooled_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledPlot *self = FOOLED_PLOT (widget);
  FooledPlotDrawing *drawing = &self->drawing;

  drawing->points = (const RunHistoryPoint *) self->points->data;
  drawing->n_points = self->points->len;
  drawing->others = self->others;
  drawing->by_time = is_by_time (self);
  if (!self->style_valid)
    fooled_plot_drawing_read_style (drawing);
  self->style_valid = TRUE;
  drawing->legend_lines =
      drawing->many ? fooled_plot_legend_lines (widget, gtk_widget_get_width (widget)) : 0;
  fooled_plot_drawing_update_area (drawing);

  fooled_plot_append_grid (drawing, snapshot);
  if (drawing->n_points == 0)
    {
      fooled_plot_append_hint (drawing, snapshot);
      return;
    }
  fooled_plot_append_evaluations (drawing, snapshot);
  if (drawing->many && self->bands == NULL)
    self->bands = fooled_plot_draw_bands (drawing);
  if (drawing->many)
    gtk_snapshot_append_node (snapshot, self->bands);
  fooled_plot_append_others (drawing, snapshot);
  if (self->curves == NULL)
    self->curves = fooled_plot_draw_curves (drawing);
  gtk_snapshot_append_node (snapshot, self->curves);
  if (drawing->many)
    fooled_plot_append_legend (drawing, snapshot, self->hover_x);
  fooled_plot_append_labels (drawing, snapshot);
  fooled_plot_append_readout (drawing, snapshot, self->hover_x);
}

static void
fooled_plot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  forget_nodes (FOOLED_PLOT (widget));
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
  int legend = 0;

  if (orientation == GTK_ORIENTATION_VERTICAL && FOOLED_PLOT (widget)->drawing.many)
    legend = (int) fooled_plot_legend_lines (widget, for_size >= 0 ? for_size : MIN_WIDTH) *
             fooled_text_height (widget);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT + legend;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : NATURAL_HEIGHT + legend;
}

static GtkSizeRequestMode
fooled_plot_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
redraw (FooledPlot *self)
{
  forget_nodes (self);
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
  GString *name = g_string_new (is_by_time (self) ? _ ("Confidence over time")
                                                  : _ ("Confidence over evaluations"));

  if (self->points->len > 0)
    {
      const RunHistoryPoint *last = last_point (self);
      g_autofree char *count = fooled_count_text (last->evaluations);

      g_string_append (name, ": ");
      g_string_append_printf (name, _ ("%s evaluations"), count);
      for (FooledCurve curve = 0; curve < FOOLED_N_CURVES; curve++)
        {
          g_autofree char *value = fooled_confidence_text (fooled_curve_value (last, curve));

          g_string_append_printf (name, ", %s %s", fooled_curve_name (curve), value);
        }
      for (FooledBand band = 0; self->drawing.many && band < FOOLED_N_BANDS; band++)
        {
          g_autofree char *value = fooled_band_text (last, band);

          g_string_append_printf (name, ", %s %s", fooled_band_name (band), value);
        }
    }
  for (guint i = 0; i < self->others->len; i++)
    {
      const RunSessionHistory *other = self->others->pdata[i];
      const RunHistoryPoint *last = &other->points[other->n_points - 1];
      g_autofree char *count = fooled_count_text (last->evaluations);
      g_autofree char *value = fooled_confidence_text (last->median);

      g_string_append (name, "; ");
      /* Translators: another run, shown behind: its name, a count, and its confidence. */
      g_string_append_printf (name, _ ("behind it %s: %s evaluations, median %s"), other->name,
                              count, value);
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
  forget_nodes (self);
  G_OBJECT_CLASS (fooled_plot_parent_class)->dispose (object);
}

static void
fooled_plot_finalize (GObject *object)
{
  g_array_unref (FOOLED_PLOT (object)->points);
  g_ptr_array_unref (FOOLED_PLOT (object)->others);
  G_OBJECT_CLASS (fooled_plot_parent_class)->finalize (object);
}

static void
fooled_plot_class_init (FooledPlotClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = fooled_plot_dispose;
  G_OBJECT_CLASS (class)->finalize = fooled_plot_finalize;
  widget_class->measure = fooled_plot_measure;
  widget_class->get_request_mode = fooled_plot_get_request_mode;
  widget_class->size_allocate = fooled_plot_size_allocate;
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
  self->others = g_ptr_array_new_with_free_func ((GDestroyNotify) run_session_history_free);
  self->drawing.widget = GTK_WIDGET (self);
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

/* A run has no two points with as many evaluations. */
static gboolean
is_same (const RunHistoryPoint *a, const RunHistoryPoint *b)
{
  return a->evaluations == b->evaluations && a->min == b->min && a->median == b->median &&
         a->max == b->max;
}

/* Classes that the run is for. */
static guint
count_classes (const RunSnapshot *snapshot)
{
  guint n = snapshot->network != NULL ? snapshot->network->n_classes : 0, n_wanted = 0;

  if (snapshot->wanted == NULL)
    return n;
  for (guint i = 0; i < n; i++)
    n_wanted += snapshot->wanted[i] ? 1 : 0;
  return n_wanted;
}

/* The bands have a legend of its own. */
static void
set_many (FooledPlot *self, gboolean many)
{
  if (many == self->drawing.many)
    return;
  self->drawing.many = many;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
fooled_plot_apply (FooledPlot *self, const RunSnapshot *snapshot)
{
  guint n;

  g_return_if_fail (FOOLED_IS_PLOT (self));
  g_return_if_fail (snapshot != NULL);

  n = self->points->len;
  if (snapshot->job.number == self->run_number && snapshot->n_history == n &&
      (n == 0 || is_same (last_point (self), &snapshot->history[n - 1])))
    return;
  self->run_number = snapshot->job.number;
  set_many (self, count_classes (snapshot) > FEW_CLASSES);
  g_array_set_size (self->points, 0);
  g_array_append_vals (self->points, snapshot->history, snapshot->n_history);
  if (self->draw_timeout == 0)
    self->draw_timeout = g_timeout_add (DRAW_INTERVAL, on_draw_timeout, self);
  if (self->name_timeout == 0)
    self->name_timeout = g_timeout_add (NAME_INTERVAL, on_name_timeout, self);
}

void
fooled_plot_set_by_time (FooledPlot *self, gboolean by_time)
{
  g_return_if_fail (FOOLED_IS_PLOT (self));

  self->by_time = by_time;
  update_name (self);
  redraw (self);
}

void
fooled_plot_add_other (FooledPlot *self, RunSessionHistory *history)
{
  g_return_if_fail (FOOLED_IS_PLOT (self));
  g_return_if_fail (history != NULL && history->n_points > 0);

  fooled_plot_remove_other (self, history->path);
  g_ptr_array_add (self->others, history);
  update_name (self);
  redraw (self);
}

void
fooled_plot_remove_other (FooledPlot *self, const char *path)
{
  g_return_if_fail (FOOLED_IS_PLOT (self));

  for (guint i = 0; i < self->others->len; i++)
    if (g_str_equal (((const RunSessionHistory *) self->others->pdata[i])->path, path))
      {
        g_ptr_array_remove_index (self->others, i);
        update_name (self);
        redraw (self);
        return;
      }
}

guint
fooled_plot_n_others (FooledPlot *self)
{
  g_return_val_if_fail (FOOLED_IS_PLOT (self), 0);

  return self->others->len;
}

const char *
fooled_plot_other_path (FooledPlot *self, guint index)
{
  g_return_val_if_fail (FOOLED_IS_PLOT (self), NULL);
  g_return_val_if_fail (index < self->others->len, NULL);

  return ((const RunSessionHistory *) self->others->pdata[index])->path;
}

gboolean
fooled_plot_has_other (FooledPlot *self, const char *path)
{
  g_return_val_if_fail (FOOLED_IS_PLOT (self), FALSE);

  for (guint i = 0; i < self->others->len; i++)
    if (g_str_equal (((const RunSessionHistory *) self->others->pdata[i])->path, path))
      return TRUE;
  return FALSE;
}
