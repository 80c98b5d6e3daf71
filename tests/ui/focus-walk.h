// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Walks once around the window, as its keys Tab and Shift+Tab do, until it is back where it began.
 * Fails the test when the keyboard gets to what is not shown or to no control at all, when it
 * cannot leave one, when a control that could have the keyboard is not reached, when the way goes
 * back to the left or upwards, or when the way back is another one. A view of many items is one
 * control. The window is drawn. */
void focus_walk (GtkWindow *window, const char *where);

G_END_DECLS
