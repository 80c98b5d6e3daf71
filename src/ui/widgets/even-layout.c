// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/even-layout.h"

struct _FooledEvenLayout
{
  GtkLayoutManager parent_instance;
  int column_width;
  int spacing;
};

G_DEFINE_FINAL_TYPE (FooledEvenLayout, fooled_even_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_COLUMN_WIDTH,
  PROP_SPACING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* The next child that is laid out, from this one on. */
static GtkWidget *
laid_out (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static GtkWidget *
first_child (GtkWidget *widget)
{
  return laid_out (gtk_widget_get_first_child (widget));
}

static GtkWidget *
next_child (GtkWidget *child)
{
  return laid_out (gtk_widget_get_next_sibling (child));
}

static int
count_children (GtkWidget *widget)
{
  int n = 0;

  for (GtkWidget *child = first_child (widget); child != NULL; child = next_child (child))
    n++;
  return n;
}

static int
widest_minimum (GtkWidget *widget)
{
  int widest = 0;

  for (GtkWidget *child = first_child (widget); child != NULL; child = next_child (child))
    {
      int minimum;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      widest = MAX (widest, minimum);
    }
  return widest;
}

/* The greatest number that divides the children evenly and fits. */
static int
count_columns (FooledEvenLayout *self, GtkWidget *widget, int width)
{
  int n = count_children (widget);
  int needed = MAX (self->column_width, widest_minimum (widget));

  for (int columns = n; columns > 1; columns--)
    if (n % columns == 0 && columns * needed + (columns - 1) * self->spacing <= width)
      return columns;
  return 1;
}

static int
column_size (FooledEvenLayout *self, int columns, int width)
{
  return MAX (0, (width - (columns - 1) * self->spacing) / columns);
}

/* The height of the row that begins with this child; *next: the first child of the row after. */
static int
row_height (GtkWidget *child, int columns, int column, gboolean natural, GtkWidget **next)
{
  int height = 0;

  for (int i = 0; i < columns && child != NULL; i++, child = next_child (child))
    {
      int child_minimum, child_natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, column, &child_minimum, &child_natural,
                          NULL, NULL);
      height = MAX (height, natural ? child_natural : child_minimum);
    }
  *next = child;
  return height;
}

static int
total_height (FooledEvenLayout *self, GtkWidget *widget, int width, gboolean natural)
{
  int n = count_children (widget);
  int columns = width < 0 ? MAX (n, 1) : count_columns (self, widget, width);
  int column = width < 0 ? -1 : column_size (self, columns, width);
  GtkWidget *child = first_child (widget);
  int height = 0;

  while (child != NULL)
    {
      height += row_height (child, columns, column, natural, &child);
      if (child != NULL)
        height += self->spacing;
    }
  return height;
}

static void
measure_width (FooledEvenLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  int n = count_children (widget);
  int widest = self->column_width;

  for (GtkWidget *child = first_child (widget); child != NULL; child = next_child (child))
    {
      int child_natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &child_natural, NULL, NULL);
      widest = MAX (widest, child_natural);
    }
  *minimum = widest_minimum (widget);
  *natural = MAX (*minimum, n * widest + MAX (0, n - 1) * self->spacing);
}

static void
fooled_even_layout_measure (GtkLayoutManager *manager,
                            GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  FooledEvenLayout *self = FOOLED_EVEN_LAYOUT (manager);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, widget, minimum, natural);
      return;
    }
  *minimum = total_height (self, widget, for_size, FALSE);
  *natural = total_height (self, widget, for_size, TRUE);
}

static void
fooled_even_layout_allocate (GtkLayoutManager *manager,
                             GtkWidget *widget,
                             int width,
                             int height,
                             int baseline)
{
  FooledEvenLayout *self = FOOLED_EVEN_LAYOUT (manager);
  int columns = count_columns (self, widget, width);
  int column = column_size (self, columns, width);
  gboolean natural = total_height (self, widget, width, TRUE) <= height;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = first_child (widget);
  int y = 0;

  while (child != NULL)
    {
      GtkWidget *next;
      int row = row_height (child, columns, column, natural, &next);

      for (int i = 0; child != next; i++, child = next_child (child))
        {
          int place = mirrored ? columns - 1 - i : i;

          gtk_widget_size_allocate (
              child, &(GtkAllocation){ place * (column + self->spacing), y, column, row }, -1);
        }
      y += row + self->spacing;
    }
}

static GtkSizeRequestMode
fooled_even_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
fooled_even_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FooledEvenLayout *self = FOOLED_EVEN_LAYOUT (object);

  switch (id)
    {
    case PROP_COLUMN_WIDTH:
      g_value_set_int (value, self->column_width);
      break;
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
fooled_even_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FooledEvenLayout *self = FOOLED_EVEN_LAYOUT (object);

  switch (id)
    {
    case PROP_COLUMN_WIDTH:
      self->column_width = g_value_get_int (value);
      break;
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

static void
fooled_even_layout_class_init (FooledEvenLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = fooled_even_layout_get_property;
  object_class->set_property = fooled_even_layout_set_property;
  layout_class->measure = fooled_even_layout_measure;
  layout_class->allocate = fooled_even_layout_allocate;
  layout_class->get_request_mode = fooled_even_layout_get_request_mode;

  properties[PROP_COLUMN_WIDTH] = g_param_spec_int ("column-width", NULL, NULL, 0, G_MAXINT16, 0,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
fooled_even_layout_init (FooledEvenLayout *self)
{
}
