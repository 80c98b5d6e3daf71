// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/grid.h"

G_BEGIN_DECLS

/* The bar above a grid in which people type what they look for, and that says how much was found.
 * Enter and the arrow down go to what was found; Escape ends the search, in the grid, too.
 *
 * Properties: "grid" (FooledGrid, set once), "search-mode" (boolean: the bar is there). */
#define FOOLED_TYPE_GRID_SEARCH (fooled_grid_search_get_type ())
G_DECLARE_FINAL_TYPE (FooledGridSearch, fooled_grid_search, FOOLED, GRID_SEARCH, GtkWidget)

GtkWidget *fooled_grid_search_new (void);

G_END_DECLS
