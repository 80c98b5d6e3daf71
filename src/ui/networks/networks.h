// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/networks/downloads.h"

G_BEGIN_DECLS

/* The list of all networks: those that are here and those that can be got.
 *
 * Signals: "use" (string: the id of the network that the user chose; the window then closes),
 * "open": the user wants to open a file. */
#define FOOLED_TYPE_NETWORKS (fooled_networks_get_type ())
G_DECLARE_FINAL_TYPE (FooledNetworks, fooled_networks, FOOLED, NETWORKS, AdwWindow)

/* parent may be NULL. */
GtkWindow *fooled_networks_new (GtkWindow *parent, GSettings *settings, FooledDownloads *downloads);

/* networks: RunNetworkInfo *, as run_networks_list gives them. */
void fooled_networks_set_list (FooledNetworks *self, GPtrArray *networks);

G_END_DECLS
