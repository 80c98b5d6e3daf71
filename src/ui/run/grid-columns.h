// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many columns n cells get in a space of width x height. As many as fit; few cells that need no
 * scrolling become a block instead: the number of columns whose shape is nearest to that of the
 * space, without ragged rows where possible. At least 1. */
guint fooled_grid_columns (guint n,
                           double width,
                           double height,
                           double cell_width,
                           double cell_height);

G_END_DECLS
