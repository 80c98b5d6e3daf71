// SPDX-License-Identifier: GPL-3.0-or-later
#include "focus-walk.h"

#include <adwaita.h>

#include "ui/run/grid.h"

/* More stops than any window has. */
#define MAX_STOPS 200

/* One stop, whatever is in it. */
static gboolean
is_view (GtkWidget *widget)
{
  return GTK_IS_GRID_VIEW (widget) || GTK_IS_LIST_VIEW (widget) || GTK_IS_COLUMN_VIEW (widget);
}

/* What the keyboard scrolls, because there is no control in it. */
static gboolean
is_scrolled_text (GtkWidget *widget)
{
  GtkAdjustment *adjustment;

  if (!GTK_IS_SCROLLED_WINDOW (widget))
    return FALSE;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  return gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment);
}

/* They could have the keyboard, and are there for what is in them. */
static gboolean
is_frame (GtkWidget *widget)
{
  return GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_LIST_BOX (widget) || GTK_IS_WINDOW (widget) ||
         ADW_IS_EXPANDER_ROW (widget) || ADW_IS_ENTRY_ROW (widget);
}

static gboolean
has_items (GtkWidget *view)
{
  GListModel *model = GTK_IS_GRID_VIEW (view)
                          ? G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (view)))
                          : G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (view)));

  return model != NULL && g_list_model_get_n_items (model) > 0;
}

static gboolean
can_have_focus (GtkWidget *widget)
{
  return gtk_widget_get_focusable (widget) && gtk_widget_get_can_focus (widget) &&
         gtk_widget_is_sensitive (widget) && !is_frame (widget);
}

/* A row that only frames controls is no control. */
static gboolean
is_control (GtkWidget *widget)
{
  if (!can_have_focus (widget))
    return FALSE;
  return !is_view (widget) || has_items (widget);
}

static gboolean
holds_controls (GtkWidget *widget)
{
  return !is_view (widget) && !GTK_IS_BUTTON (widget) && !ADW_IS_COMBO_ROW (widget) &&
         !GTK_IS_DROP_DOWN (widget);
}

static void
collect_controls (GtkWidget *widget, GPtrArray *controls)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_can_focus (widget) ||
      GTK_IS_POPOVER (widget))
    return;
  if (ADW_IS_FLAP (widget) && adw_flap_get_folded (ADW_FLAP (widget)) &&
      adw_flap_get_reveal_flap (ADW_FLAP (widget)))
    {
      collect_controls (adw_flap_get_flap (ADW_FLAP (widget)), controls); /* it covers the rest */
      return;
    }
  if (GTK_IS_DROP_DOWN (widget))
    {
      if (gtk_widget_is_sensitive (widget))
        g_ptr_array_add (controls, gtk_widget_get_first_child (widget)); /* its button */
      return;
    }
  if (is_control (widget))
    g_ptr_array_add (controls, widget);
  if (!holds_controls (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_controls (child, controls);
}

/* The control that has the keyboard: a view instead of its item. */
static GtkWidget *
focused_control (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  for (GtkWidget *widget = focus; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (is_view (widget) &&
        !ADW_IS_COMBO_ROW (gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW)))
      return widget;
  return focus;
}

/* What to call a widget when it is at fault. Caller frees. */
static char *
describe (GtkWidget *widget)
{
  GString *text = g_string_new (NULL);

  if (widget == NULL)
    return g_string_free (g_string_append (text, "nothing"), FALSE);
  for (GtkWidget *at = widget; at != NULL && text->len < 200; at = gtk_widget_get_parent (at))
    {
      const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (at));
      const char *tooltip = gtk_widget_get_tooltip_text (at);

      g_string_append (text, at == widget ? "" : " < ");
      g_string_append (text, G_OBJECT_TYPE_NAME (at));
      if (id != NULL)
        g_string_append_printf (text, " #%s", id);
      if (tooltip != NULL)
        g_string_append_printf (text, " \"%s\"", tooltip);
    }
  return g_string_free (text, FALSE);
}

static void
blame (GtkWidget *widget, const char *where, const char *fault)
{
  g_autofree char *text = describe (widget);

  g_test_message ("%s: %s: %s", where, fault, text);
  g_test_fail ();
}

/* What scrolls both of them, or the window. */
static GtkWidget *
common_frame (GtkWidget *a, GtkWidget *b, GtkWindow *window)
{
  GtkWidget *frame = gtk_widget_get_ancestor (a, GTK_TYPE_VIEWPORT);

  return frame != NULL && gtk_widget_is_ancestor (b, frame) ? gtk_widget_get_first_child (frame)
                                                            : GTK_WIDGET (window);
}

/* Where it is seen, which for what is scrolled out of sight is the edge. */
static graphene_rect_t
place (GtkWidget *widget, GtkWidget *frame)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  graphene_rect_t bounds, seen;

  g_assert_true (gtk_widget_compute_bounds (widget, frame, &bounds));
  if (viewport == NULL || gtk_widget_is_ancestor (frame, viewport))
    return bounds;
  g_assert_true (gtk_widget_compute_bounds (viewport, frame, &seen));
  bounds.origin.y = CLAMP (bounds.origin.y, seen.origin.y, seen.origin.y + seen.size.height);
  return bounds;
}

/* Steps to the left in the same line, or upwards without going right. */
static gboolean
goes_back (GtkWidget *from, GtkWidget *to, GtkWindow *window)
{
  GtkWidget *frame = common_frame (from, to, window);
  graphene_rect_t a = place (from, frame), b = place (to, frame);
  gboolean left = b.origin.x + b.size.width <= a.origin.x + 1;
  gboolean above = b.origin.y + b.size.height <= a.origin.y + 1;
  gboolean below = b.origin.y >= a.origin.y + a.size.height - 1;

  return (left && !below) || (above && b.origin.x < a.origin.x + a.size.width);
}

static gboolean
is_reachable (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_is_sensitive (widget) &&
         gtk_widget_get_width (widget) > 0 && gtk_widget_get_height (widget) > 0;
}

static void
move (GtkWindow *window, GtkDirectionType direction)
{
  g_signal_emit_by_name (window, "move-focus", direction);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* GtkWidget *, in order; it ends where the first one comes again. */
static GPtrArray *
walk (GtkWindow *window, GtkDirectionType direction, const char *where)
{
  GPtrArray *stops = g_ptr_array_new ();

  for (guint i = 0; i < MAX_STOPS; i++)
    {
      GtkWidget *stop;

      move (window, direction);
      stop = focused_control (window);
      if (stop == NULL || (is_frame (stop) && !is_scrolled_text (stop)))
        {
          if (stop == NULL && i == 0)
            continue;
          blame (stop, where, "no control has the keyboard");
          if (stop == NULL)
            return stops;
          continue;
        }
      if (stops->len > 0 && stop == stops->pdata[0])
        return stops;
      if (g_ptr_array_find (stops, stop, NULL))
        {
          blame (stop, where, "the keyboard does not leave, or comes twice");
          return stops;
        }
      if (!is_reachable (stop))
        blame (stop, where, "what is not shown has the keyboard");
      g_ptr_array_add (stops, stop);
    }
  blame (NULL, where, "the way has no end");
  return stops;
}

/* A toast lies over the page, wherever there is room, and is gone soon: it comes after the page. */
static gboolean
is_in_toast (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, g_type_from_name ("AdwToastWidget")) != NULL;
}

static void
check_order (GPtrArray *stops, GtkWindow *window, const char *where)
{
  guint n_back = 0;

  for (guint i = 0; i < stops->len; i++)
    {
      GtkWidget *to = stops->pdata[(i + 1) % stops->len];

      /* Once around: once it begins again. */
      if (!is_in_toast (to) && goes_back (stops->pdata[i], to, window) && n_back++ > 0)
        blame (to, where, "the way goes back");
    }
}

/* The way back has the same stops, the other way round. */
static void
check_way_back (GPtrArray *stops, GPtrArray *back, const char *where)
{
  guint first;

  if (!g_ptr_array_find (back, stops->pdata[0], &first))
    {
      blame (stops->pdata[0], where, "not on the way back");
      return;
    }
  for (guint i = 0; i < stops->len; i++)
    if (back->pdata[(first + back->len - i % back->len) % back->len] != stops->pdata[i])
      {
        blame (stops->pdata[i], where, "the way back is another one");
        return;
      }
}

void
focus_walk (GtkWindow *window, const char *where)
{
  g_autoptr (GPtrArray) stops = walk (window, GTK_DIR_TAB_FORWARD, where);
  g_autoptr (GPtrArray) back = walk (window, GTK_DIR_TAB_BACKWARD, where);
  g_autoptr (GPtrArray) controls = g_ptr_array_new ();

  collect_controls (GTK_WIDGET (window), controls);
  g_assert_cmpuint (stops->len, >, 0);
  for (guint i = 0; i < controls->len; i++)
    if (!g_ptr_array_find (stops, controls->pdata[i], NULL))
      blame (controls->pdata[i], where, "not reached");
  for (guint i = 0; g_test_verbose () && i < stops->len; i++)
    {
      g_autofree char *text = describe (stops->pdata[i]);

      g_test_message ("%s: %u %.90s", where, i, text);
    }
  check_order (stops, window, where);
  check_way_back (stops, back, where);
}
