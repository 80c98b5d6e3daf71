// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/grid-private.h"

G_BEGIN_DECLS

/* The menu of a cell: right click, long press, and the keys for it. */
void _fooled_grid_class_add_menu (GtkWidgetClass *widget_class);
void _fooled_grid_add_menu (FooledGrid *self);
gboolean _fooled_grid_shows_menu (FooledGrid *self);

G_END_DECLS
