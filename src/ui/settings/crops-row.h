// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/networks.h"

G_BEGIN_DECLS

/* The row of the settings that says how many crops of an image are scored. It is there only for
 * networks that are given crops of larger pictures. */
#define FOOLED_TYPE_CROPS_ROW (fooled_crops_row_get_type ())
G_DECLARE_FINAL_TYPE (FooledCropsRow, fooled_crops_row, FOOLED, CROPS_ROW, AdwComboRow)

/* Once. */
void fooled_crops_row_bind (FooledCropsRow *self, GSettings *settings);

/* The network that is chosen, or NULL while nothing is known of it. */
void fooled_crops_row_set_network (FooledCropsRow *self, RunNetworkInfo *network);

G_END_DECLS
