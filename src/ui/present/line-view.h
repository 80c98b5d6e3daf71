// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One line of text that is as large as its width allows, between two sizes; below the smaller one
 * it ends in dots. Where it has the height, a sentence in the middle of the screen. Its name is the
 * text. */
#define FOOLED_TYPE_LINE_VIEW (fooled_line_view_get_type ())
G_DECLARE_FINAL_TYPE (FooledLineView, fooled_line_view, FOOLED, LINE_VIEW, GtkWidget)

GtkWidget *fooled_line_view_new (void);

/* UTF-8, one line. */
void fooled_line_view_set_text (FooledLineView *self, const char *text);

/* Of the font, logical pixels. */
void fooled_line_view_set_sizes (FooledLineView *self, double smallest, double largest);

G_END_DECLS
