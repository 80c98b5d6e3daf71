// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/even-layout.h"

/* Of a column; more are not needed anywhere. */
#define MAX_PARTS 8

struct _FooledEvenLayout
{
  GtkLayoutManager parent_instance;
  int column_width;
  int spacing;
  int parts;
  int part_spacing;
};

G_DEFINE_FINAL_TYPE (FooledEvenLayout, fooled_even_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_COLUMN_WIDTH,
  PROP_SPACING,
  PROP_PARTS,
  PROP_PART_SPACING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* The first child that is laid out, from this one on. One of several parts keeps its place when it
 * is hidden, so that the others keep theirs. */
static GtkWidget *
laid_out (FooledEvenLayout *self, GtkWidget *child)
{
  while (child != NULL && self->parts == 1 && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static GtkWidget *
first_child (FooledEvenLayout *self, GtkWidget *widget)
{
  return laid_out (self, gtk_widget_get_first_child (widget));
}

static GtkWidget *
next_child (FooledEvenLayout *self, GtkWidget *child)
{
  return laid_out (self, gtk_widget_get_next_sibling (child));
}

static int
count_columns_of_all (FooledEvenLayout *self, GtkWidget *widget)
{
  int n = 0;

  for (GtkWidget *child = first_child (self, widget); child != NULL;
       child = next_child (self, child))
    n++;
  return (n + self->parts - 1) / self->parts;
}

static void
measure_child (GtkWidget *child,
               GtkOrientation orientation,
               int for_size,
               int *minimum,
               int *natural)
{
  *minimum = *natural = 0;
  if (gtk_widget_should_layout (child))
    gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static int
widest_minimum (FooledEvenLayout *self, GtkWidget *widget)
{
  int widest = 0;

  for (GtkWidget *child = first_child (self, widget); child != NULL;
       child = next_child (self, child))
    {
      int minimum, natural;

      measure_child (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
      widest = MAX (widest, minimum);
    }
  return widest;
}

/* The greatest number that divides them evenly and fits. */
static int
count_columns (FooledEvenLayout *self, GtkWidget *widget, int width)
{
  int n = count_columns_of_all (self, widget);
  int needed = MAX (self->column_width, widest_minimum (self, widget));

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

/* How high each part is in the row of columns that begins with this child. The first child of the
 * row after. */
static GtkWidget *
measure_row (FooledEvenLayout *self,
             GtkWidget *child,
             int columns,
             int column,
             gboolean natural,
             int heights[MAX_PARTS])
{
  for (int part = 0; part < self->parts; part++)
    heights[part] = 0;
  for (int i = 0; i < columns * self->parts && child != NULL; i++, child = next_child (self, child))
    {
      int minimum, wanted;

      measure_child (child, GTK_ORIENTATION_VERTICAL, column, &minimum, &wanted);
      heights[i % self->parts] = MAX (heights[i % self->parts], natural ? wanted : minimum);
    }
  return child;
}

/* Where a part begins in its row: below those before it that are not empty. */
static int
part_top (FooledEvenLayout *self, const int heights[MAX_PARTS], int part)
{
  int top = 0;

  for (int i = 0; i < part; i++)
    if (heights[i] > 0)
      top += heights[i] + self->part_spacing;
  return top;
}

static int
row_height (FooledEvenLayout *self, const int heights[MAX_PARTS])
{
  return MAX (0, part_top (self, heights, self->parts) - self->part_spacing);
}

static int
total_height (FooledEvenLayout *self, GtkWidget *widget, int width, gboolean natural)
{
  int n = count_columns_of_all (self, widget);
  int columns = width < 0 ? MAX (n, 1) : count_columns (self, widget, width);
  int column = width < 0 ? -1 : column_size (self, columns, width);
  GtkWidget *child = first_child (self, widget);
  int heights[MAX_PARTS];
  int height = 0;

  while (child != NULL)
    {
      child = measure_row (self, child, columns, column, natural, heights);
      height += row_height (self, heights);
      if (child != NULL)
        height += self->spacing;
    }
  return height;
}

static void
measure_width (FooledEvenLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  int n = count_columns_of_all (self, widget);
  int widest = self->column_width;

  for (GtkWidget *child = first_child (self, widget); child != NULL;
       child = next_child (self, child))
    {
      int child_minimum, child_natural;

      measure_child (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural);
      widest = MAX (widest, child_natural);
    }
  *minimum = widest_minimum (self, widget);
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
  GtkWidget *child = first_child (self, widget);
  int heights[MAX_PARTS];
  int y = 0;

  while (child != NULL)
    {
      GtkWidget *next = measure_row (self, child, columns, column, natural, heights);

      for (int i = 0; child != next; i++, child = next_child (self, child))
        {
          int part = i % self->parts, place = i / self->parts;

          if (mirrored)
            place = columns - 1 - place;
          if (gtk_widget_should_layout (child))
            gtk_widget_size_allocate (child,
                                      &(GtkAllocation){ place * (column + self->spacing),
                                                        y + part_top (self, heights, part), column,
                                                        heights[part] },
                                      -1);
        }
      y += row_height (self, heights) + self->spacing;
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
    case PROP_PARTS:
      g_value_set_int (value, self->parts);
      break;
    case PROP_PART_SPACING:
      g_value_set_int (value, self->part_spacing);
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
    case PROP_PARTS:
      self->parts = g_value_get_int (value);
      break;
    case PROP_PART_SPACING:
      self->part_spacing = g_value_get_int (value);
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
  properties[PROP_PARTS] = g_param_spec_int ("parts", NULL, NULL, 1, MAX_PARTS, 1,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PART_SPACING] = g_param_spec_int ("part-spacing", NULL, NULL, 0, G_MAXINT16, 0,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
fooled_even_layout_init (FooledEvenLayout *self)
{
  self->parts = 1;
}
