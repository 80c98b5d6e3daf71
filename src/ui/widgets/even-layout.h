// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Children in rows of equal columns: all of them side by side where each gets its width, else in
 * two or more full rows, at last one below the other. No row is ragged. Widgets of a row are as
 * high as its highest one.
 *
 * Properties: "column-width" (int: what a child needs to stand beside another, in pixels),
 * "spacing" (int). */
#define FOOLED_TYPE_EVEN_LAYOUT (fooled_even_layout_get_type ())
G_DECLARE_FINAL_TYPE (FooledEvenLayout, fooled_even_layout, FOOLED, EVEN_LAYOUT, GtkLayoutManager)

G_END_DECLS
