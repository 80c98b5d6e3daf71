// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/bars.h"

#include "ui/widgets/class-labels.h"
#include "ui/widgets/draw-text.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/palette.h"

/* Logical pixels. */
#define COLUMN_GAP 10

/* Names get at most this share of the width where bars stand beside them. */
#define NAMES_SHARE 0.45

/* How rows look: bars beside the texts, and below them. */
static const struct
{
  int bar_height;
  int text_gap; /* between text and bar, if the bar is below */
  int row_gap;
} looks[] = { { 10, 0, 4 }, { 4, 2, 8 } };

typedef struct
{
  char *name;
  char *number;
  double length;
  gboolean strong;
  PangoLayout *name_layout; /* NULL = to be made */
  PangoLayout *number_layout;
} Row;

struct _FooledBars
{
  GtkWidget parent_instance;
  char *title;
  gboolean below;
  guint min_rows;
  GArray *rows;    /* of Row */
  int text_height; /* 0 = not measured */
};

G_DEFINE_FINAL_TYPE (FooledBars, fooled_bars, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_BELOW,
  PROP_ROWS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static Row *
get_row (FooledBars *self, guint index)
{
  return &g_array_index (self->rows, Row, index);
}

static void
clear_layouts (FooledBars *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_clear_object (&get_row (self, i)->name_layout);
      g_clear_object (&get_row (self, i)->number_layout);
    }
}

static void
clear_row (gpointer data)
{
  Row *row = data;

  g_free (row->name);
  g_free (row->number);
  g_clear_object (&row->name_layout);
  g_clear_object (&row->number_layout);
}

static int
text_height (FooledBars *self)
{
  if (self->text_height == 0)
    self->text_height = fooled_text_height (GTK_WIDGET (self));
  return self->text_height;
}

static int
row_height (FooledBars *self)
{
  int bar = looks[self->below].bar_height;

  return self->below ? text_height (self) + looks[TRUE].text_gap + bar
                     : MAX (text_height (self), bar);
}

static int
row_step (FooledBars *self)
{
  return row_height (self) + looks[self->below].row_gap;
}

static void
make_layouts (FooledBars *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);
      gboolean bold = row->strong && self->below;

      if (row->name_layout != NULL)
        continue;
      row->name_layout = fooled_text_layout_new (GTK_WIDGET (self), row->name, bold);
      row->number_layout = fooled_text_layout_new (GTK_WIDGET (self), row->number, bold);
    }
}

/* Where bars beside the names begin, and how long the longest is. */
static void
place_bars (FooledBars *self, int *start, int *length)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int widest_name = 0, widest_number = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);

      pango_layout_set_width (row->name_layout, -1);
      widest_name = MAX (widest_name, fooled_text_width (row->name_layout));
      widest_number = MAX (widest_number, fooled_text_width (row->number_layout));
    }
  widest_name = MIN (widest_name, (int) (width * NAMES_SHARE));
  for (guint i = 0; i < self->rows->len; i++)
    pango_layout_set_width (get_row (self, i)->name_layout, MAX (1, widest_name) * PANGO_SCALE);
  *start = widest_name + COLUMN_GAP;
  *length = MAX (1, width - *start - COLUMN_GAP - widest_number);
}

/* x counts from where lines of text begin. */
static void
draw_text (FooledBars *self,
           GtkSnapshot *snapshot,
           PangoLayout *layout,
           float x,
           float y,
           const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (widget) - x - fooled_text_width (layout);
  fooled_text_draw (snapshot, layout, x, y, color);
}

static void
draw_bar (FooledBars *self,
          GtkSnapshot *snapshot,
          float x,
          float y,
          float length,
          const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (widget) - x - length;
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (x, y, length, looks[self->below].bar_height));
}

/* Names stand beside their bars, and numbers at their ends. */
static void
draw_beside (FooledBars *self, GtkSnapshot *snapshot, const FooledPalette *colors)
{
  int start, length;

  place_bars (self, &start, &length);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);
      float y = (float) i * row_step (self);
      float bar = row->length > 0 ? MAX ((float) row->length * length, 1) : 0;

      draw_text (self, snapshot, row->name_layout,
                 start - COLUMN_GAP - fooled_text_width (row->name_layout), y, &colors->text);
      draw_text (self, snapshot, row->number_layout, start + bar + COLUMN_GAP, y, &colors->text);
      if (bar > 0)
        draw_bar (self, snapshot, start, y + (row_height (self) - looks[FALSE].bar_height) / 2.0f,
                  bar, &colors->accent_bg);
    }
}

static void
draw_below (FooledBars *self, GtkSnapshot *snapshot, const FooledPalette *colors)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);
      float y = (float) i * row_step (self);
      float bar_y = y + text_height (self) + looks[TRUE].text_gap;
      int number_width = fooled_text_width (row->number_layout);
      gboolean clear = row->strong || colors->high_contrast;
      GdkRGBA text = fooled_faded (&colors->text, clear ? 1 : 0.75);
      GdkRGBA trough = fooled_faded (&colors->text, colors->high_contrast ? 0.3 : 0.1);
      GdkRGBA fill = row->strong ? colors->accent_bg : fooled_faded (&colors->text, 0.45);
      GskRoundedRect shape;

      pango_layout_set_width (row->name_layout,
                              MAX (1, width - number_width - COLUMN_GAP) * PANGO_SCALE);
      draw_text (self, snapshot, row->name_layout, 0, y, &text);
      draw_text (self, snapshot, row->number_layout, width - number_width, y, &text);
      gsk_rounded_rect_init_from_rect (
          &shape, &GRAPHENE_RECT_INIT (0, bar_y, width, looks[TRUE].bar_height),
          looks[TRUE].bar_height / 2.0f);
      gtk_snapshot_push_rounded_clip (snapshot, &shape);
      gtk_snapshot_append_color (snapshot, &trough, &shape.bounds);
      if (row->length > 0)
        draw_bar (self, snapshot, 0, bar_y, (float) row->length * width, &fill);
      gtk_snapshot_pop (snapshot);
    }
}

static void
fooled_bars_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledBars *self = FOOLED_BARS (widget);
  FooledPalette colors;

  make_layouts (self);
  fooled_palette_read (&colors, widget);
  if (self->below)
    draw_below (self, snapshot, &colors);
  else
    draw_beside (self, snapshot, &colors);
}

static void
fooled_bars_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  FooledBars *self = FOOLED_BARS (widget);
  int n = (int) MAX (self->rows->len, self->min_rows);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (self->below ? 8 : 10) * text_height (self);
      *natural = (self->below ? 12 : 20) * text_height (self);
    }
  else
    *minimum = *natural = n * row_height (self) + MAX (0, n - 1) * looks[self->below].row_gap;
}

static gboolean
fooled_bars_query_tooltip (GtkWidget *widget,
                           int x,
                           int y,
                           gboolean keyboard_tooltip,
                           GtkTooltip *tooltip)
{
  FooledBars *self = FOOLED_BARS (widget);
  guint index = (guint) MAX (y, 0) / (guint) row_step (self);
  g_autofree char *text = NULL;

  if (keyboard_tooltip || index >= self->rows->len)
    return FALSE;
  text = g_strdup_printf ("%s\n%s", get_row (self, index)->name, get_row (self, index)->number);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
fooled_bars_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  FooledBars *self = FOOLED_BARS (widget);

  GTK_WIDGET_CLASS (fooled_bars_parent_class)->css_changed (widget, change);
  clear_layouts (self);
  self->text_height = 0;
  gtk_widget_queue_resize (widget);
}

static void
update_name (FooledBars *self)
{
  g_autoptr (GString) name = g_string_new (self->title);

  for (guint i = 0; i < self->rows->len; i++)
    {
      g_string_append_printf (name, "%s %s", i == 0 ? ":" : ";", get_row (self, i)->name);
      if (*get_row (self, i)->number != '\0')
        g_string_append_printf (name, " %s", get_row (self, i)->number);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
}

static void
fooled_bars_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  FooledBars *self = FOOLED_BARS (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_free (self->title);
      self->title = g_value_dup_string (value);
      update_name (self);
      break;
    case PROP_BELOW:
      self->below = g_value_get_boolean (value);
      break;
    case PROP_ROWS:
      self->min_rows = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
fooled_bars_finalize (GObject *object)
{
  FooledBars *self = FOOLED_BARS (object);

  g_array_unref (self->rows);
  g_free (self->title);

  G_OBJECT_CLASS (fooled_bars_parent_class)->finalize (object);
}

static void
fooled_bars_class_init (FooledBarsClass *klass)
{
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = fooled_bars_finalize;
  object_class->set_property = fooled_bars_set_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_BELOW] = g_param_spec_boolean ("below", NULL, NULL, FALSE, flags);
  properties[PROP_ROWS] = g_param_spec_uint ("rows", NULL, NULL, 0, 100, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  widget_class->measure = fooled_bars_measure;
  widget_class->snapshot = fooled_bars_snapshot;
  widget_class->query_tooltip = fooled_bars_query_tooltip;
  widget_class->css_changed = fooled_bars_css_changed;
  gtk_widget_class_set_css_name (widget_class, "bars");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_bars_init (FooledBars *self)
{
  self->rows = g_array_new (FALSE, TRUE, sizeof (Row));
  g_array_set_clear_func (self->rows, clear_row);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
fooled_bars_new (void)
{
  return g_object_new (FOOLED_TYPE_BARS, NULL);
}

void
fooled_bars_set (FooledBars *self, const FooledBar *bars, guint n)
{
  gboolean resize;

  g_return_if_fail (FOOLED_IS_BARS (self));
  g_return_if_fail (bars != NULL || n == 0);

  resize = MAX (n, self->min_rows) != MAX (self->rows->len, self->min_rows);
  g_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    {
      Row row = { .name = g_strdup (bars[i].name),
                  .number = g_strdup (bars[i].number),
                  .length = CLAMP (bars[i].length, 0, 1),
                  .strong = bars[i].strong };

      g_array_append_val (self->rows, row);
    }
  update_name (self);
  if (resize)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Takes over the numbers. */
static void
set_and_free (FooledBars *self, FooledBar *bars, char **numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    bars[i].number = numbers[i];
  fooled_bars_set (self, bars, n);
  for (guint i = 0; i < n; i++)
    g_free (numbers[i]);
}

void
fooled_bars_set_counts (FooledBars *self, const char *const *names, const guint *counts, guint n)
{
  g_autofree FooledBar *bars = g_new0 (FooledBar, n);
  g_autofree char **numbers = g_new0 (char *, n);
  guint highest = 1;

  for (guint i = 0; i < n; i++)
    highest = MAX (highest, counts[i]);
  for (guint i = 0; i < n; i++)
    {
      numbers[i] = fooled_count_text (counts[i]);
      bars[i].name = names[i];
      bars[i].length = (double) counts[i] / highest;
    }
  set_and_free (self, bars, numbers, n);
}

void
fooled_bars_set_ranking (FooledBars *self,
                         const EvoRanking *top,
                         char *const *labels,
                         guint n,
                         guint own_class)
{
  FooledBar bars[EVO_TOP] = { 0 };
  char *numbers[EVO_TOP];
  char classes[EVO_TOP][16];
  guint n_shown = 0;

  n = MIN (n, EVO_TOP);
  for (guint i = 0; i < n; i++)
    if (!fooled_label_is_left_out (labels[i]))
      {
        FooledBar *bar = &bars[n_shown];

        g_snprintf (classes[i], sizeof classes[i], "%u", top[i].class_index);
        numbers[n_shown++] = fooled_confidence_text (top[i].confidence);
        bar->name = labels[i] != NULL ? fooled_label_text (labels[i]) : classes[i];
        bar->length = top[i].confidence;
        bar->strong = top[i].class_index == own_class;
      }
  if (n_shown < n)
    {
      bars[n_shown].name = fooled_left_out_note ();
      numbers[n_shown++] = g_strdup ("");
    }
  set_and_free (self, bars, numbers, n_shown);
}
