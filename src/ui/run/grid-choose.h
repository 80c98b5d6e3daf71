// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/grid-private.h"

G_BEGIN_DECLS

/* Clicks on cells choose parents while it is the hand's turn. */
void _fooled_grid_add_choosing (FooledGrid *self);

G_END_DECLS
