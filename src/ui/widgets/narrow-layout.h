// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Every child over the whole of the widget, and an eye on how wide that is.
 *
 * Property: "narrow" (boolean, read-only: it is less wide than that). Its notification comes when
 * sizes have been given out, so that the widget may ask for another one. */
#define FOOLED_TYPE_NARROW_LAYOUT (fooled_narrow_layout_get_type ())
G_DECLARE_FINAL_TYPE (FooledNarrowLayout,
                      fooled_narrow_layout,
                      FOOLED,
                      NARROW_LAYOUT,
                      GtkLayoutManager)

/* The layout of the widget from now on; changed (widget) follows each change of "narrow", which is
 * FALSE at first. width: logical pixels. Owned by the widget. */
FooledNarrowLayout *
fooled_narrow_layout_add (GtkWidget *widget, int width, void (*changed) (gpointer widget));

gboolean fooled_narrow_layout_is_narrow (FooledNarrowLayout *self);

G_END_DECLS
