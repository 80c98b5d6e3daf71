// SPDX-License-Identifier: GPL-3.0-or-later
/* How people choose parents in the grid: with the pointer, or with the key of a cell. */
#include "ui/run/grid-choose.h"

#include "ui/run/cell-choice.h"

static gboolean
is_choosing (FooledGrid *self)
{
  return self->breeding != NULL && fooled_breeding_is_active (self->breeding);
}

static gboolean
toggle (FooledGrid *self, FooledCellItem *item)
{
  const FooledCellData *data = item != NULL ? fooled_cell_item_get_data (item) : NULL;

  if (data == NULL || !data->filled || !is_choosing (self))
    return FALSE;
  fooled_breeding_toggle (self->breeding, data->evaluation);
  return TRUE;
}

gboolean
fooled_grid_toggle_place (FooledGrid *self, guint place)
{
  g_autoptr (FooledCellItem) item = NULL;

  g_return_val_if_fail (FOOLED_IS_GRID (self), FALSE);

  item = g_list_model_get_item (G_LIST_MODEL (self->model), place);
  return toggle (self, item);
}

/* The one that has the keyboard, which is the selected one but for Ctrl+arrows. */
gboolean
fooled_grid_toggle_focus (FooledGrid *self)
{
  GtkRoot *root;
  GtkWidget *focus, *child;

  g_return_val_if_fail (FOOLED_IS_GRID (self), FALSE);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  child = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  return FOOLED_IS_CELL (child) && gtk_widget_is_ancestor (child, GTK_WIDGET (self)) &&
         toggle (self, fooled_cell_get_item (FOOLED_CELL (child)));
}

/* The second press of a double click is not another choice. */
static void
released (GtkGesture *gesture, int n_press, double x, double y, FooledGrid *self)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (widget != NULL && !FOOLED_IS_CELL (widget) &&
      FOOLED_IS_CELL (gtk_widget_get_first_child (widget)))
    widget = gtk_widget_get_first_child (widget);
  if (n_press == 1 && FOOLED_IS_CELL (widget))
    toggle (self, fooled_cell_get_item (FOOLED_CELL (widget)));
}

void
_fooled_grid_add_choosing (FooledGrid *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  /* Before the view's own, which claims the click for the selection, too. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "released", G_CALLBACK (released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
