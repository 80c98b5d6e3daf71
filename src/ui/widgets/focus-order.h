// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the `focus` of a page does: Tab goes through the controls of its parts, in the order of the
 * parts and, inside each, in that of the widgets as they are written, and leaves the page after the
 * last one; a view of items is one stop. (GTK sorts what is in a box by its middle, libadwaita 1.2
 * asks each child anew, so that nobody would leave a flap, and both ask what is not shown.)
 * parts: NULL ends them. */
gboolean fooled_focus_order (GtkWidget *page, GtkWidget *const *parts, GtkDirectionType direction);

/* For the class of a dialog: the keyboard goes through everything in it in that order, once
 * around. */
void fooled_focus_order_class_init (GtkWidgetClass *window_class);

G_END_DECLS
