// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/narrow-layout.h"

struct _FooledNarrowLayout
{
  GtkLayoutManager parent_instance;
  int width;
  gboolean narrow;
  guint idle;
};

G_DEFINE_FINAL_TYPE (FooledNarrowLayout, fooled_narrow_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
fooled_narrow_layout_measure (GtkLayoutManager *manager,
                              GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least, wanted;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, for_size, &least, &wanted, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wanted);
    }
}

static gboolean
tell (gpointer data)
{
  FooledNarrowLayout *self = data;

  self->idle = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
  return G_SOURCE_REMOVE;
}

static void
fooled_narrow_layout_allocate (GtkLayoutManager *manager,
                               GtkWidget *widget,
                               int width,
                               int height,
                               int baseline)
{
  FooledNarrowLayout *self = FOOLED_NARROW_LAYOUT (manager);
  gboolean narrow = width < self->width;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      gtk_widget_size_allocate (child, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, tell, self, NULL);
}

static GtkSizeRequestMode
fooled_narrow_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
fooled_narrow_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NARROW)
    g_value_set_boolean (value, FOOLED_NARROW_LAYOUT (object)->narrow);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_narrow_layout_dispose (GObject *object)
{
  g_clear_handle_id (&FOOLED_NARROW_LAYOUT (object)->idle, g_source_remove);

  G_OBJECT_CLASS (fooled_narrow_layout_parent_class)->dispose (object);
}

static void
fooled_narrow_layout_class_init (FooledNarrowLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = fooled_narrow_layout_get_property;
  object_class->dispose = fooled_narrow_layout_dispose;
  layout_class->measure = fooled_narrow_layout_measure;
  layout_class->allocate = fooled_narrow_layout_allocate;
  layout_class->get_request_mode = fooled_narrow_layout_get_request_mode;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
fooled_narrow_layout_init (FooledNarrowLayout *self)
{
}

FooledNarrowLayout *
fooled_narrow_layout_add (GtkWidget *widget, int width, void (*changed) (gpointer widget))
{
  FooledNarrowLayout *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_object_new (FOOLED_TYPE_NARROW_LAYOUT, NULL);
  self->width = width;
  g_signal_connect_object (self, "notify::narrow", G_CALLBACK (changed), widget, G_CONNECT_SWAPPED);
  gtk_widget_set_layout_manager (widget, GTK_LAYOUT_MANAGER (self));
  return self;
}

gboolean
fooled_narrow_layout_is_narrow (FooledNarrowLayout *self)
{
  g_return_val_if_fail (FOOLED_IS_NARROW_LAYOUT (self), FALSE);

  return self->narrow;
}
