// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The frame of a view of many items, which the keyboard gets to and leaves by one press of Tab; the
 * arrows move inside. (A view of GTK 4.8 stops at every item.) Its child, in a template, is the
 * GtkScrolledWindow around the view. */
#define FOOLED_TYPE_ONE_STOP (fooled_one_stop_get_type ())
G_DECLARE_FINAL_TYPE (FooledOneStop, fooled_one_stop, FOOLED, ONE_STOP, GtkWidget)

/* For widgets that frame their view themselves: what their `focus` does. */
gboolean fooled_one_stop_focus (GtkWidget *frame, GtkWidget *view, GtkDirectionType direction);

/* Once for each of those. */
void fooled_one_stop_mark (GtkWidget *frame);

/* Whether the widget is one of either kind. */
gboolean fooled_is_one_stop (GtkWidget *widget);

G_END_DECLS
