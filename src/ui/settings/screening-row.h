// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/networks.h"

G_BEGIN_DECLS

/* The row of the settings that says whether children are screened by their centre crop. Where only
 * one crop is scored it is insensitive, and says why. */
#define FOOLED_TYPE_SCREENING_ROW (fooled_screening_row_get_type ())
G_DECLARE_FINAL_TYPE (FooledScreeningRow, fooled_screening_row, FOOLED, SCREENING_ROW, AdwActionRow)

/* Once. */
void fooled_screening_row_bind (FooledScreeningRow *self, GSettings *settings);

/* The network that is chosen, or NULL while nothing is known of it. */
void fooled_screening_row_set_network (FooledScreeningRow *self, RunNetworkInfo *network);

G_END_DECLS
