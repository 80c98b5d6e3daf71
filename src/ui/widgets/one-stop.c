// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/one-stop.h"

#define MARK "fooled-one-stop"

struct _FooledOneStop
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (FooledOneStop, fooled_one_stop, GTK_TYPE_WIDGET)

static gboolean
is_empty (GtkWidget *view)
{
  GtkSelectionModel *model = GTK_IS_GRID_VIEW (view)
                                 ? gtk_grid_view_get_model (GTK_GRID_VIEW (view))
                                 : gtk_list_view_get_model (GTK_LIST_VIEW (view));

  return model == NULL || g_list_model_get_n_items (G_LIST_MODEL (model)) == 0;
}

/* GTK asks those pages of a stack that are not shown as well. */
gboolean
fooled_one_stop_focus (GtkWidget *frame, GtkWidget *view, GtkDirectionType direction)
{
  if (!gtk_widget_get_mapped (view) || is_empty (view))
    return FALSE;
  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return gtk_widget_child_focus (view, direction);
  if (gtk_widget_get_focus_child (frame) != NULL)
    return FALSE;
  return gtk_widget_grab_focus (view);
}

static gboolean
focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *scroller = gtk_widget_get_first_child (widget);

  return fooled_one_stop_focus (
      widget, gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller)), direction);
}

static void
fooled_one_stop_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (fooled_one_stop_parent_class)->dispose (object);
}

static void
fooled_one_stop_class_init (FooledOneStopClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_one_stop_dispose;
  widget_class->focus = focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
fooled_one_stop_init (FooledOneStop *self)
{
  fooled_one_stop_mark (GTK_WIDGET (self));
}

void
fooled_one_stop_mark (GtkWidget *frame)
{
  g_object_set_data (G_OBJECT (frame), MARK, frame);
}

gboolean
fooled_is_one_stop (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), MARK) != NULL;
}
