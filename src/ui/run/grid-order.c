// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/grid-order.h"

#include "ui/run/grid-menu.h"

/* While champions improve, their order by confidence or by time changes with nearly every
 * snapshot. Cells that jump about cannot be watched or clicked, so the order is renewed at most
 * this often (milliseconds), and not while the pointer is over the grid, its menu is open, or
 * somebody is moving through it with the keyboard. */
#define SORT_INTERVAL 2000

void
_fooled_grid_restore_selection (FooledGrid *self)
{
  self->selecting = TRUE;
  gtk_single_selection_set_selected (self->selection,
                                     fooled_cell_model_position (self->model, self->selected));
  self->selecting = FALSE;
}

static gboolean
contains_focus (FooledGrid *self)
{
  return gtk_widget_get_focus_child (self->view) != NULL &&
         (gtk_widget_get_state_flags (self->view) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

static gboolean
is_in_sight (FooledGrid *self, GtkWidget *row)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (row, self->scroller, &bounds) && bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= gtk_widget_get_height (self->scroller);
}

static GtkWidget *
selected_row (FooledGrid *self)
{
  guint position = fooled_cell_model_position (self->model, self->selected);
  g_autoptr (FooledCellItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  GtkWidget *cell = item != NULL ? fooled_cell_factory_find (self->factory, item) : NULL;

  return cell != NULL ? gtk_widget_get_parent (cell) : NULL;
}

/* The keyboard goes on from where the selected cell is now, unless that would scroll. */
static void
restore_focus (FooledGrid *self)
{
  GtkWidget *row = selected_row (self);

  if (row != NULL && contains_focus (self) && is_in_sight (self, row))
    gtk_widget_grab_focus (row);
}

/* What people look at beside the grid stays in sight there, wherever the order puts it. */
void
_fooled_grid_sort (FooledGrid *self)
{
  GtkWidget *row = selected_row (self);
  gboolean seen = row != NULL && is_in_sight (self, row);
  guint position;

  self->unsorted = FALSE;
  self->selecting = TRUE;
  fooled_cell_model_sort (self->model, self->order);
  self->selecting = FALSE;
  _fooled_grid_restore_selection (self);
  position = fooled_cell_model_position (self->model, self->selected);
  if (seen && position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", position);
  restore_focus (self);
  g_signal_emit_by_name (self, "sorted");
}

/* Asked, not remembered: it may rest there since before there were cells, or the window became smaller
 * under it, and neither is an event. */
static gboolean
has_pointer (FooledGrid *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkDevice *pointer = seat != NULL ? gdk_seat_get_pointer (seat) : NULL;
  double x, y, dx, dy;

  if (surface == NULL || pointer == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !gdk_surface_get_device_position (surface, pointer, &x, &y, NULL))
    return FALSE;
  gtk_native_get_surface_transform (native, &dx, &dy);
  return gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (self), x - dx, y - dy,
                                           &x, &y) &&
         gtk_widget_contains (GTK_WIDGET (self), x, y);
}

static gboolean
in_use (FooledGrid *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return has_pointer (self) || _fooled_grid_shows_menu (self) ||
         (contains_focus (self) && GTK_IS_WINDOW (root) &&
          gtk_window_get_focus_visible (GTK_WINDOW (root)));
}

static gboolean
on_sort_timeout (gpointer data)
{
  FooledGrid *self = data;

  if (!self->unsorted)
    {
      self->sort_timeout = 0;
      return G_SOURCE_REMOVE;
    }
  if (!in_use (self))
    _fooled_grid_sort (self);
  return G_SOURCE_CONTINUE;
}

/* Offspring are all replaced at once, so there is no place for the eye to keep, and what was found
 * among the last ones says nothing of these. */
void
_fooled_grid_keep_sorted (FooledGrid *self)
{
  gboolean offspring = self->view_shown == RUN_VIEW_OFFSPRING;

  if (self->order == FOOLED_ORDER_CLASS &&
      !(offspring && fooled_cell_model_is_searching (self->model)))
    return;
  if (offspring)
    {
      _fooled_grid_sort (self);
      return;
    }
  self->unsorted = TRUE;
  if (self->sort_timeout == 0)
    self->sort_timeout = g_timeout_add (SORT_INTERVAL, on_sort_timeout, self);
}
