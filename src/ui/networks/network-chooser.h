// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/networks.h"

G_BEGIN_DECLS

/* The choice of one of the networks that are here, behind a row or a button that drops down: cards,
 * and files that were chosen by their path. A network is named by its key, as on the command line.
 *
 * Signals: "chosen": another one was chosen, by the user or by fooled_network_chooser_choose;
 * "changed": another one is chosen, or more is known of it. */
#define FOOLED_TYPE_NETWORK_CHOOSER (fooled_network_chooser_get_type ())
G_DECLARE_FINAL_TYPE (FooledNetworkChooser,
                      fooled_network_chooser,
                      FOOLED,
                      NETWORK_CHOOSER,
                      GObject)

/* view: has the properties "model" and "selected", as AdwComboRow and GtkDropDown have. Without a
 * reference: it owns the chooser. */
FooledNetworkChooser *fooled_network_chooser_new (gpointer view);

/* networks: RunNetworkInfo *, as run_networks_list gives them; those that are not here are left
 * out. The chosen one stays where it can; else it is the fallback, or the first one. Signals
 * "chosen" only when it became another one. FALSE when there is none. */
gboolean fooled_network_chooser_set_networks (FooledNetworkChooser *self,
                                              GPtrArray *networks,
                                              const char *fallback);

/* A key that is no card's but a file's is added. FALSE when there is no such network. */
gboolean fooled_network_chooser_choose (FooledNetworkChooser *self, const char *key);

/* NULL while there is none. Borrowed. */
const char *fooled_network_chooser_get_key (FooledNetworkChooser *self);

/* What is known of the chosen one; NULL for a file that was not loaded yet. Borrowed. */
RunNetworkInfo *fooled_network_chooser_get_info (FooledNetworkChooser *self);

/* The chosen network was loaded: a file says only then what is in it. TRUE when that was news. */
gboolean fooled_network_chooser_set_loaded (FooledNetworkChooser *self, RunNetworkInfo *info);

G_END_DECLS
