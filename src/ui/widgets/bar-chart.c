// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/bar-chart.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/draw-text.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/palette.h"

/* Logical pixels. */
#define BAR_HEIGHT 10
#define ROW_GAP    4
#define COLUMN_GAP 10

/* Names get at most this share of the width. */
#define NAMES_SHARE 0.45

typedef struct
{
  char *name;
  guint count;
  PangoLayout *name_layout; /* NULL = to be made */
  PangoLayout *count_layout;
} Row;

struct _FooledBarChart
{
  GtkWidget parent_instance;
  GArray *rows;    /* of Row */
  int text_height; /* 0 = not measured */
};

G_DEFINE_FINAL_TYPE (FooledBarChart, fooled_bar_chart, GTK_TYPE_WIDGET)

static Row *
get_row (FooledBarChart *self, guint index)
{
  return &g_array_index (self->rows, Row, index);
}

static void
clear_layouts (FooledBarChart *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_clear_object (&get_row (self, i)->name_layout);
      g_clear_object (&get_row (self, i)->count_layout);
    }
}

static void
clear_row (gpointer data)
{
  Row *row = data;

  g_free (row->name);
  g_clear_object (&row->name_layout);
  g_clear_object (&row->count_layout);
}

static int
row_height (FooledBarChart *self)
{
  if (self->text_height == 0)
    self->text_height = fooled_text_height (GTK_WIDGET (self));
  return MAX (self->text_height, BAR_HEIGHT);
}

static void
make_layouts (FooledBarChart *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);
      g_autofree char *count = NULL;

      if (row->name_layout != NULL)
        continue;
      count = fooled_count_text (row->count);
      row->name_layout = fooled_text_layout_new (GTK_WIDGET (self), row->name, FALSE);
      row->count_layout = fooled_text_layout_new (GTK_WIDGET (self), count, FALSE);
    }
}

/* Where the bars begin, and how long the longest is. */
static void
place_bars (FooledBarChart *self, int *start, int *length)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int widest_name = 0, widest_count = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);

      pango_layout_set_width (row->name_layout, -1);
      widest_name = MAX (widest_name, fooled_text_width (row->name_layout));
      widest_count = MAX (widest_count, fooled_text_width (row->count_layout));
    }
  widest_name = MIN (widest_name, (int) (width * NAMES_SHARE));
  for (guint i = 0; i < self->rows->len; i++)
    pango_layout_set_width (get_row (self, i)->name_layout, MAX (1, widest_name) * PANGO_SCALE);
  *start = widest_name + COLUMN_GAP;
  *length = MAX (1, width - *start - COLUMN_GAP - widest_count);
}

static guint
highest_count (FooledBarChart *self)
{
  guint highest = 1;

  for (guint i = 0; i < self->rows->len; i++)
    highest = MAX (highest, get_row (self, i)->count);
  return highest;
}

static void
fooled_bar_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledBarChart *self = FOOLED_BAR_CHART (widget);
  guint highest = highest_count (self);
  int height = row_height (self);
  int width = gtk_widget_get_width (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  FooledPalette colors;
  int start, length;

  make_layouts (self);
  place_bars (self, &start, &length);
  fooled_palette_read (&colors, widget);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);
      float y = i * (height + ROW_GAP);
      float bar = (float) row->count / highest * length;
      int name_width = fooled_text_width (row->name_layout);
      int count_width = fooled_text_width (row->count_layout);
      float name_x = start - COLUMN_GAP - name_width;
      float count_x = start + bar + COLUMN_GAP;

      /* Names stand beside their bars. */
      fooled_text_draw (snapshot, row->name_layout, mirrored ? width - name_x - name_width : name_x,
                        y, &colors.text);
      fooled_text_draw (snapshot, row->count_layout,
                        mirrored ? width - count_x - count_width : count_x, y, &colors.text);
      if (row->count > 0)
        gtk_snapshot_append_color (
            snapshot, &colors.accent_bg,
            &GRAPHENE_RECT_INIT (mirrored ? width - start - MAX (bar, 1) : start,
                                 y + (height - BAR_HEIGHT) / 2.0f, MAX (bar, 1), BAR_HEIGHT));
    }
}

static void
fooled_bar_chart_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  FooledBarChart *self = FOOLED_BAR_CHART (widget);
  int n = (int) self->rows->len;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 10 * row_height (self);
      *natural = 20 * row_height (self);
    }
  else
    *minimum = *natural = n * row_height (self) + MAX (0, n - 1) * ROW_GAP;
}

static gboolean
fooled_bar_chart_query_tooltip (GtkWidget *widget,
                                int x,
                                int y,
                                gboolean keyboard_tooltip,
                                GtkTooltip *tooltip)
{
  FooledBarChart *self = FOOLED_BAR_CHART (widget);
  guint index = (guint) MAX (y, 0) / (guint) (row_height (self) + ROW_GAP);
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;

  if (keyboard_tooltip || index >= self->rows->len)
    return FALSE;
  count = fooled_count_text (get_row (self, index)->count);
  text = g_strdup_printf ("%s: %s", get_row (self, index)->name, count);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
fooled_bar_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  FooledBarChart *self = FOOLED_BAR_CHART (widget);

  GTK_WIDGET_CLASS (fooled_bar_chart_parent_class)->css_changed (widget, change);
  clear_layouts (self);
  self->text_height = 0;
  gtk_widget_queue_resize (widget);
}

static void
fooled_bar_chart_finalize (GObject *object)
{
  g_array_unref (FOOLED_BAR_CHART (object)->rows);

  G_OBJECT_CLASS (fooled_bar_chart_parent_class)->finalize (object);
}

static void
fooled_bar_chart_class_init (FooledBarChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fooled_bar_chart_finalize;
  widget_class->measure = fooled_bar_chart_measure;
  widget_class->snapshot = fooled_bar_chart_snapshot;
  widget_class->query_tooltip = fooled_bar_chart_query_tooltip;
  widget_class->css_changed = fooled_bar_chart_css_changed;
  gtk_widget_class_set_css_name (widget_class, "bar-chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_bar_chart_init (FooledBarChart *self)
{
  self->rows = g_array_new (FALSE, TRUE, sizeof (Row));
  g_array_set_clear_func (self->rows, clear_row);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
fooled_bar_chart_new (void)
{
  return g_object_new (FOOLED_TYPE_BAR_CHART, NULL);
}

static void
update_name (FooledBarChart *self)
{
  g_autoptr (GString) name = g_string_new (_ ("Bar chart"));

  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autofree char *count = fooled_count_text (get_row (self, i)->count);

      g_string_append_printf (name, "%s %s %s", i == 0 ? ":" : ";", get_row (self, i)->name, count);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
}

void
fooled_bar_chart_set_bars (FooledBarChart *self, const FooledBar *bars, guint n)
{
  gboolean resize;

  g_return_if_fail (FOOLED_IS_BAR_CHART (self));
  g_return_if_fail (bars != NULL || n == 0);

  resize = n != self->rows->len;
  g_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    {
      Row row = { g_strdup (bars[i].name), bars[i].count, NULL, NULL };

      g_array_append_val (self->rows, row);
    }
  update_name (self);
  if (resize)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}
