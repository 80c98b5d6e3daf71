// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The menu of a picture, or of a row that stands for one: a right click, a long press, Menu or
 * Shift+F10 opens it where it was asked for. */

/* What is in it, for the picture at that place of the widget (x < 0: for the one that has the
 * keyboard); the picture becomes the one that the actions concern. NULL: nothing is there. Caller
 * unrefs. */
typedef GMenuModel *(*FooledImageMenu) (GtkWidget *widget, double x, double y);

/* Once for each widget. */
void fooled_image_menu_add (GtkWidget *widget, FooledImageMenu menu);

G_END_DECLS
