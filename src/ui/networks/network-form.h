// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/open-network.h"

G_BEGIN_DECLS

/* The questions about a network file that the file does not answer, with a guess in each.
 *
 * Property "complete" (boolean, read-only): every question has an answer. Signal "changed": what
 * the network would say of a picture may have changed. Signal "choice-changed": the file is to be
 * read again as the choice says. */
#define FOOLED_TYPE_NETWORK_FORM (fooled_network_form_get_type ())
G_DECLARE_FINAL_TYPE (FooledNetworkForm,
                      fooled_network_form,
                      FOOLED,
                      NETWORK_FORM,
                      AdwPreferencesPage)

/* Fills it in; without a signal. Again for the same file, read with another choice: what the user
 * said stays as far as it can. */
void fooled_network_form_set_network (FooledNetworkForm *self, RunOpenNetwork *open);

/* The answers, into uninitialised memory. */
void fooled_network_form_read (FooledNetworkForm *self, RunNetworkGuess *guess);

/* What to read the file with, into uninitialised memory. */
void fooled_network_form_read_choice (FooledNetworkForm *self, RunOpenChoice *choice);

G_END_DECLS
