// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/networks.h"
#include "ui/networks/downloads.h"

G_BEGIN_DECLS

/* One network in the list of all: what it is, whether it is here, and the button for what can be
 * done about that: Use, Get, Cancel or Try Again.
 *
 * Signal "use": the user wants this one. */
#define FOOLED_TYPE_NETWORK_ROW (fooled_network_row_get_type ())
G_DECLARE_FINAL_TYPE (FooledNetworkRow, fooled_network_row, FOOLED, NETWORK_ROW, AdwPreferencesRow)

GtkWidget *fooled_network_row_new (RunNetworkInfo *info, FooledDownloads *downloads);

RunNetworkInfo *fooled_network_row_get_info (FooledNetworkRow *self); /* borrowed */

/* Whether it is the network of the run. */
void fooled_network_row_set_in_use (FooledNetworkRow *self, gboolean in_use);

G_END_DECLS
