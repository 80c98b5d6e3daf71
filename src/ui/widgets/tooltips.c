// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tooltips.h"

/* Whether a list or menu of the widget's own is open. */
static gboolean
has_open_popover (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child) ? gtk_widget_get_visible (child) : has_open_popover (child))
      return TRUE;
  return FALSE;
}

static gboolean
tooltip_queried (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  if (has_open_popover (widget))
    g_signal_stop_emission_by_name (widget, "query-tooltip");
  return FALSE;
}

static gboolean
has_popover (GtkWidget *widget)
{
  return GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_LIST_BOX_ROW (widget);
}

void
fooled_tooltips_spare_popovers (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  if (has_popover (root) &&
      g_signal_handler_find (root, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, tooltip_queried, NULL) == 0)
    g_signal_connect (root, "query-tooltip", G_CALLBACK (tooltip_queried), NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child))
      fooled_tooltips_spare_popovers (child);
}
