// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/focus-order.h"

#include <adwaita.h>

#include "ui/widgets/one-stop.h"

static gboolean
has_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static gboolean
is_shown (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_sensitive (widget) &&
         gtk_widget_get_can_focus (widget) && !GTK_IS_POPOVER (widget);
}

/* Those that only frame what is in them. */
static gboolean
is_frame (GtkWidget *widget)
{
  return GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_LIST_BOX (widget) ||
         ADW_IS_EXPANDER_ROW (widget) || ADW_IS_ENTRY_ROW (widget);
}

/* What is in them is theirs. */
static gboolean
is_whole (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || ADW_IS_COMBO_ROW (widget);
}

static gboolean
overflows (GtkScrolledWindow *scroller)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);

  return gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment);
}

static void
collect (GtkWidget *widget, GPtrArray *controls)
{
  guint n = controls->len;

  if (!is_shown (widget))
    return;
  if (fooled_is_one_stop (widget))
    {
      g_ptr_array_add (controls, widget);
      return;
    }
  if (gtk_widget_get_focusable (widget) && !is_frame (widget))
    g_ptr_array_add (controls, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !is_whole (widget);
       child = gtk_widget_get_next_sibling (child))
    collect (child, controls);
  /* Somebody wants to read on, where there is nothing to press. */
  if (controls->len == n && GTK_IS_SCROLLED_WINDOW (widget) &&
      overflows (GTK_SCROLLED_WINDOW (widget)))
    g_ptr_array_add (controls, widget);
}

/* Whether the keyboard went there. */
static gboolean
go_to (GtkWidget *control, GtkDirectionType direction)
{
  return fooled_is_one_stop (control) ? gtk_widget_child_focus (control, direction)
                                      : gtk_widget_grab_focus (control);
}

static gboolean
move_inside (GtkWidget *const *parts, GtkDirectionType direction)
{
  for (; *parts != NULL; parts++)
    if (has_focus (*parts))
      return gtk_widget_child_focus (*parts, direction);
  return FALSE;
}

gboolean
fooled_focus_order (GtkWidget *page, GtkWidget *const *parts, GtkDirectionType direction)
{
  g_autoptr (GPtrArray) controls = g_ptr_array_new ();
  gboolean back = direction == GTK_DIR_TAB_BACKWARD;
  int at = -1;

  if (!gtk_widget_get_mapped (page))
    return FALSE;
  if (!back && direction != GTK_DIR_TAB_FORWARD)
    return move_inside (parts, direction);
  for (; *parts != NULL; parts++)
    collect (*parts, controls);
  for (guint i = 0; i < controls->len; i++)
    if (has_focus (controls->pdata[i]))
      at = (int) i; /* the innermost: a row stands before what is in it */
  if (at < 0)
    at = back ? (int) controls->len - 1 : 0;
  else
    at += back ? -1 : 1;
  for (; at >= 0 && at < (int) controls->len; at += back ? -1 : 1)
    if (go_to (controls->pdata[at], direction))
      return TRUE;
  return FALSE;
}

/* From the last control it is not far to the first one. */
static gboolean
focus_around (GtkWidget *window, GtkDirectionType direction)
{
  GtkWidget *parts[] = { gtk_widget_get_first_child (window), NULL };

  if (fooled_focus_order (window, parts, direction))
    return TRUE;
  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  return fooled_focus_order (window, parts, direction);
}

void
fooled_focus_order_class_init (GtkWidgetClass *window_class)
{
  window_class->focus = focus_around;
}
