// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/grid-private.h"

G_BEGIN_DECLS

/* The ring follows the selected cell to its place. */
void _fooled_grid_restore_selection (FooledGrid *self);

/* Puts the cells in order and finds those that are looked for, now. */
void _fooled_grid_sort (FooledGrid *self);

/* The same after some cells changed: not at once where it would disturb. */
void _fooled_grid_keep_sorted (FooledGrid *self);

G_END_DECLS
