// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/networks.h"
#include "run/seeds.h"

G_BEGIN_DECLS

/* What saved images carry: by which network, class, method and generation they were made, and what
 * that network says of them today; and a run that begins with them, for any network.
 *
 * Signals: "start" (string: the network's id, gpointer: RunSeeds *, borrowed, uint: RunMethod): the
 * user wants the run; "perturb" (gpointer: StoreSpecimen *): or to perturb the only image. The
 * window closes then. */
#define FOOLED_TYPE_SEEDS_WINDOW (fooled_seeds_window_get_type ())
G_DECLARE_FINAL_TYPE (FooledSeedsWindow, fooled_seeds_window, FOOLED, SEEDS_WINDOW, AdwWindow)

/* specimens: StoreSpecimen *, at least one; networks: RunNetworkInfo *, of which those count whose
 * weights are here; network: the one to begin with where that of the images is not here. References
 * are taken. parent may be NULL. */
GtkWindow *fooled_seeds_window_new (GtkWindow *parent,
                                    GPtrArray *specimens,
                                    GPtrArray *networks,
                                    const char *network);

G_END_DECLS
