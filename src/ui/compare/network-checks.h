// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/networks.h"

G_BEGIN_DECLS

/* Which of the networks that are here are wanted: a list of check buttons.
 *
 * Signal "changed": others are. */
#define FOOLED_TYPE_NETWORK_CHECKS (fooled_network_checks_get_type ())
G_DECLARE_FINAL_TYPE (FooledNetworkChecks, fooled_network_checks, FOOLED, NETWORK_CHECKS, GtkWidget)

/* RunNetworkInfo *, as run_networks_list gives them. Those that were wanted stay so; the first time
 * the first few are. */
void fooled_network_checks_set_networks (FooledNetworkChecks *self, GPtrArray *networks);

/* RunNetworkInfo * of those that are wanted, in the order of the list; caller unrefs. */
GPtrArray *fooled_network_checks_get_wanted (FooledNetworkChecks *self);

G_END_DECLS
