// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Children in rows of equal columns: all of them side by side where each gets its width, else in
 * two or more full rows, at last one below the other. No row is ragged. Widgets of a row are as
 * high as its highest one.
 *
 * A column may be several children, its parts, one below the other, in the order of the columns:
 * then it is the first parts of a row that are as high as their highest one, the second ones, and
 * so on, so that what belongs side by side is level whatever is above it.
 *
 * Properties: "column-width" (int: what a column needs to stand beside another, in pixels),
 * "spacing" (int: between columns), "parts" (int: of a column, 1 .. 8; by default 1), "part-spacing"
 * (int: between those of a column). */
#define FOOLED_TYPE_EVEN_LAYOUT (fooled_even_layout_get_type ())
G_DECLARE_FINAL_TYPE (FooledEvenLayout, fooled_even_layout, FOOLED, EVEN_LAYOUT, GtkLayoutManager)

G_END_DECLS
