// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/image-menu.h"

#define KEY "fooled-image-menu"

/* A popover is made anew each time and goes with its closing, when its action has been done. */
static gboolean
unparent (gpointer popover)
{
  GtkWidget *widget = gtk_widget_get_parent (popover);

  if (widget != NULL) /* it has not gone meanwhile */
    {
      g_object_set_data (G_OBJECT (widget), KEY, NULL);
      gtk_widget_unparent (popover);
    }
  g_object_unref (popover);
  return G_SOURCE_REMOVE;
}

static void
closed (GtkWidget *popover)
{
  g_idle_add (unparent, g_object_ref (popover));
}

static gboolean
open_menu (GtkWidget *widget, FooledImageMenu menu, double x, double y)
{
  g_autoptr (GMenuModel) model = menu (widget, x, y);
  GdkRectangle place = { (int) x, (int) y, 1, 1 };
  GtkWidget *popover;

  if (model == NULL || g_object_get_data (G_OBJECT (widget), KEY) != NULL)
    return FALSE;
  if (x < 0)
    place = (GdkRectangle){ gtk_widget_get_width (widget) / 2, gtk_widget_get_height (widget) / 2,
                            1, 1 };
  popover = gtk_popover_menu_new_from_model (model);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_parent (popover, widget);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &place);
  g_object_set_data (G_OBJECT (widget), KEY, popover);
  g_signal_connect (popover, "closed", G_CALLBACK (closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
  return TRUE;
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer menu)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  if (open_menu (widget, (FooledImageMenu) menu, x, y))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
held (GtkGestureLongPress *gesture, double x, double y, gpointer menu)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  if (open_menu (widget, (FooledImageMenu) menu, x, y))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static gboolean
key_pressed (GtkEventControllerKey *keys,
             guint key,
             guint code,
             GdkModifierType state,
             gpointer menu)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys));

  if (key != GDK_KEY_Menu && !(key == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0))
    return GDK_EVENT_PROPAGATE;
  return open_menu (widget, (FooledImageMenu) menu, -1, -1);
}

/* A popover that is open when its widget goes has to go with it. */
static void
destroyed (GtkWidget *widget)
{
  GtkWidget *popover = g_object_steal_data (G_OBJECT (widget), KEY);

  if (popover != NULL)
    gtk_widget_unparent (popover);
}

void
fooled_image_menu_add (GtkWidget *widget, FooledImageMenu menu)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_return_if_fail (GTK_IS_WIDGET (widget) && menu != NULL);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), (gpointer) menu);
  g_signal_connect (hold, "pressed", G_CALLBACK (held), (gpointer) menu);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), (gpointer) menu);
  g_signal_connect (widget, "destroy", G_CALLBACK (destroyed), NULL);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (hold));
  gtk_widget_add_controller (widget, keys);
}
