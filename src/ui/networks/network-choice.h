// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/open-network.h"

G_BEGIN_DECLS

/* What a network's file leaves to choose: which of several outputs is read, and the size of the
 * input. Invisible where it leaves nothing. Signal "changed": the file is to be read again. */
#define FOOLED_TYPE_NETWORK_CHOICE (fooled_network_choice_get_type ())
G_DECLARE_FINAL_TYPE (FooledNetworkChoice,
                      fooled_network_choice,
                      FOOLED,
                      NETWORK_CHOICE,
                      AdwPreferencesGroup)

/* Shows what was chosen for a loaded network; without a signal. */
void fooled_network_choice_set_info (FooledNetworkChoice *self, const RunNetworkInfo *info);

/* Into uninitialised memory. */
void fooled_network_choice_read (FooledNetworkChoice *self, RunOpenChoice *choice);

G_END_DECLS
