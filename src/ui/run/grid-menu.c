// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/grid-menu.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Longer labels, in characters, would make the menu wider than a narrow window. */
#define MAX_LABEL 32

/* The cell of a widget within the view: the cell itself, or the row widget around it. */
static FooledCell *
cell_of (FooledGrid *self, GtkWidget *widget)
{
  for (; widget != NULL && widget != self->view; widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *child = gtk_widget_get_first_child (widget);

      if (FOOLED_IS_CELL (widget))
        return FOOLED_CELL (widget);
      if (child != NULL && FOOLED_IS_CELL (child))
        return FOOLED_CELL (child);
    }
  return NULL;
}

static void
append_for_class (GMenu *menu, const char *label, const char *action, guint class_index)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "u", class_index);
  g_menu_append_item (menu, item);
}

/* Caller frees. */
static char *
short_label (FooledCellItem *item)
{
  g_autofree char *label = fooled_cell_item_label (item);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (label, -1) <= MAX_LABEL)
    return g_steal_pointer (&label);
  start = g_utf8_substring (label, 0, MAX_LABEL - 1);
  return g_strconcat (start, "…", NULL);
}

static GMenu *
new_menu (FooledCellItem *item, gboolean no_classes)
{
  const FooledCellData *data = fooled_cell_item_get_data (item);
  g_autofree char *label = short_label (item);
  g_autoptr (GMenu) image = g_menu_new ();
  g_autoptr (GMenu) classes = g_menu_new ();
  GMenu *menu = g_menu_new ();

  g_menu_append (image, data->starred ? _ ("_Remove from the Picks") : _ ("_Star"), "win.star");
  g_menu_append (image, _ ("Show _Large"), "win.show-image");
  g_menu_append (image, _ ("Sa_ve"), "win.save");
  g_menu_append (image, _ ("Save _Poster…"), "win.poster");
  g_menu_append (image, _ ("_Copy"), "win.copy");
  g_menu_append (image, _ ("Start a _Run from It…"), "win.start-from");
  g_menu_append_section (menu, label, G_MENU_MODEL (image));

  if (no_classes)
    return menu;
  append_for_class (classes, _ ("Evolve _Only for This Class"), "classes.only", data->class_index);
  append_for_class (classes, _ ("_Leave This Class Out"), "classes.leave-out", data->class_index);
  g_menu_append (classes, _ ("Evolve for _All Classes"), "classes.all");
  g_menu_append (classes, _ ("C_hoose Classes…"), "classes.choose");
  /* Translators: heads the entries of a menu that end the run and begin another one. */
  g_menu_append_section (menu, _ ("In a New Run"), G_MENU_MODEL (classes));
  return menu;
}

/* The keyboard goes on where it was. */
static void
menu_closed (FooledGrid *self)
{
  fooled_cell_factory_set_tooltips (self->factory, TRUE);
  gtk_widget_grab_focus (self->view);
}

static void
show_menu (FooledGrid *self, FooledCellItem *item, const GdkRectangle *place)
{
  g_autoptr (GMenu) menu = new_menu (item, self->no_class_menu);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  g_signal_connect_object (self->menu, "closed", G_CALLBACK (menu_closed), self, G_CONNECT_SWAPPED);
  fooled_cell_factory_set_tooltips (self->factory, FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* The actions for an image concern the selected one, so the cell becomes that. */
static void
open_menu (FooledGrid *self, FooledCell *cell, const GdkRectangle *place)
{
  FooledCellItem *item = fooled_cell_get_item (cell);
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (cell));
  guint position;

  if (item == NULL)
    return;
  position =
      fooled_cell_model_position (self->model, (gint) fooled_cell_item_get_data (item)->index);
  gtk_widget_activate_action (self->view, "list.select-item", "(ubb)", position, FALSE, FALSE);
  gtk_widget_grab_focus (row);
  /* It looks pressed until the button is released, which with a menu in between it never hears. */
  gtk_widget_unset_state_flags (row, GTK_STATE_FLAG_ACTIVE);
  show_menu (self, item, place);
}

static void
open_menu_at (FooledGrid *self, GtkGesture *gesture, double x, double y)
{
  FooledCell *cell = cell_of (self, gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT));

  if (cell == NULL)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu (self, cell, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
}

static void
clicked (GtkGesture *gesture, int n_press, double x, double y, FooledGrid *self)
{
  open_menu_at (self, gesture, x, y);
}

static void
long_pressed (GtkGesture *gesture, double x, double y, FooledGrid *self)
{
  open_menu_at (self, gesture, x, y);
}

/* In the middle of the cell that has the keyboard. */
static void
open_for_focus (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledGrid *self = FOOLED_GRID (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  FooledCell *cell = root != NULL ? cell_of (self, gtk_root_get_focus (root)) : NULL;
  graphene_rect_t bounds;

  if (cell == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (cell), widget, &bounds))
    return;
  graphene_rect_inset (&bounds, bounds.size.width / 3, bounds.size.height / 3);
  open_menu (self, cell,
             &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                              (int) bounds.size.height });
}

void
_fooled_grid_class_add_menu (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "menu.popup", NULL, open_for_focus);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "menu.popup", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "menu.popup",
                                       NULL);
}

void
_fooled_grid_add_menu (FooledGrid *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (clicked), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect (long_press, "pressed", G_CALLBACK (long_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (long_press));
}

gboolean
_fooled_grid_shows_menu (FooledGrid *self)
{
  return self->menu != NULL && gtk_widget_get_visible (self->menu);
}
