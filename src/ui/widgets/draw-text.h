// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One line of text for a widget that draws itself: digits of equal width, ending in dots where the
 * layout gets a width that is too small. */
PangoLayout *fooled_text_layout_new (GtkWidget *widget, const char *text, gboolean bold);

/* The height of a line in the widget's font, logical pixels. */
int fooled_text_height (GtkWidget *widget);

int fooled_text_width (PangoLayout *layout);

/* x, y: the top left corner. */
void fooled_text_draw (GtkSnapshot *snapshot,
                       PangoLayout *layout,
                       double x,
                       double y,
                       const GdkRGBA *color);

G_END_DECLS
