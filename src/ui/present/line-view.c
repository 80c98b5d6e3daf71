// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/line-view.h"

#include <math.h>

#include "ui/present/tile-drawing.h"
#include "ui/widgets/draw-text.h"

/* Room for a line, as a part of its font's size. */
#define HEIGHT 1.5

#define SEPARATOR " · "

/* A name for assistive technologies changes at most this often, milliseconds. */
#define NAME_MS 1000

struct _FooledLineView
{
  GtkWidget parent_instance;
  char *text;
  double smallest, largest;
  PangoLayout *layout; /* NULL = to be made */
  int width;           /* that it was made for */
  guint name_timeout;
};

G_DEFINE_FINAL_TYPE (FooledLineView, fooled_line_view, GTK_TYPE_WIDGET)

static gboolean
is_sentence (FooledLineView *self)
{
  return gtk_widget_get_height (GTK_WIDGET (self)) > 3 * HEIGHT * self->largest;
}

/* The largest size, at most `largest`, in which the text is as wide as that. */
static double
fitting_size (FooledLineView *self, const char *text, int width)
{
  g_autoptr (PangoLayout) layout = fooled_tile_layout_new (GTK_WIDGET (self), text, self->largest);
  int natural = fooled_text_width (layout);

  /* Letters have whole pixels: a little less. */
  return natural > width ? floor (self->largest * width / natural * 0.99) : self->largest;
}

static void
make_layout (FooledLineView *self, int width)
{
  const char *text = self->text, *dot;
  double size = self->largest;

  g_clear_object (&self->layout);
  self->width = width;
  /* Where it is too long, what comes first is left out: a line goes from what everybody knows to
   * what is new. */
  if (!is_sentence (self))
    while ((size = fitting_size (self, text, width)) < self->smallest &&
           (dot = strstr (text, SEPARATOR)) != NULL)
      text = dot + strlen (SEPARATOR);
  self->layout = fooled_tile_layout_new (GTK_WIDGET (self), text, MAX (size, self->smallest));
  if (is_sentence (self))
    {
      pango_layout_set_single_paragraph_mode (self->layout, FALSE);
      pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_height (self->layout, -5);
    }
  pango_layout_set_alignment (self->layout, PANGO_ALIGN_CENTER);
  pango_layout_set_width (self->layout, width * PANGO_SCALE);
}

static void
fooled_line_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledLineView *self = FOOLED_LINE_VIEW (widget);
  int margin = (int) (self->largest / 2);
  int width = MAX (gtk_widget_get_width (widget) - 2 * margin, 1), height;
  GdkRGBA color;

  if (self->text == NULL || self->largest <= 0)
    return;
  if (self->layout == NULL || self->width != width)
    make_layout (self, width);
  pango_layout_get_pixel_size (self->layout, NULL, &height);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  fooled_text_draw (snapshot, self->layout, margin, (gtk_widget_get_height (widget) - height) / 2,
                    &color);
}

static void
fooled_line_view_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  FooledLineView *self = FOOLED_LINE_VIEW (widget);

  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? (int) (HEIGHT * self->largest) : 0;
  *natural = *minimum;
}

static void
fooled_line_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  g_clear_object (&FOOLED_LINE_VIEW (widget)->layout);
}

static void
fooled_line_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (fooled_line_view_parent_class)->css_changed (widget, change);
  g_clear_object (&FOOLED_LINE_VIEW (widget)->layout);
}

static void
fooled_line_view_dispose (GObject *object)
{
  FooledLineView *self = FOOLED_LINE_VIEW (object);

  g_clear_handle_id (&self->name_timeout, g_source_remove);
  g_clear_object (&self->layout);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (fooled_line_view_parent_class)->dispose (object);
}

static void
fooled_line_view_class_init (FooledLineViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_line_view_dispose;
  widget_class->snapshot = fooled_line_view_snapshot;
  widget_class->measure = fooled_line_view_measure;
  widget_class->size_allocate = fooled_line_view_size_allocate;
  widget_class->css_changed = fooled_line_view_css_changed;
  gtk_widget_class_set_css_name (widget_class, "line");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_line_view_init (FooledLineView *self)
{
}

GtkWidget *
fooled_line_view_new (void)
{
  return g_object_new (FOOLED_TYPE_LINE_VIEW, NULL);
}

static gboolean
name_passed (gpointer data)
{
  FooledLineView *self = data;

  self->name_timeout = 0;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->text != NULL ? self->text : "", -1);
  return G_SOURCE_REMOVE;
}

void
fooled_line_view_set_text (FooledLineView *self, const char *text)
{
  g_return_if_fail (FOOLED_IS_LINE_VIEW (self));

  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_object (&self->layout);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->name_timeout == 0)
    self->name_timeout = g_timeout_add (NAME_MS, name_passed, self);
}

void
fooled_line_view_set_sizes (FooledLineView *self, double smallest, double largest)
{
  g_return_if_fail (FOOLED_IS_LINE_VIEW (self));

  if (smallest == self->smallest && largest == self->largest)
    return;
  self->smallest = smallest;
  self->largest = largest;
  g_clear_object (&self->layout);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
