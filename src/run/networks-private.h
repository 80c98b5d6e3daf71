// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/card.h"
#include "formats/network.h"
#include "run/networks.h"
#include "store/session.h"

G_BEGIN_DECLS

/* What a chooser shows of a card. n_parameters 0 = the network is not loaded. */
RunNetworkInfo *run_network_info_new (const FmtCard *card, gsize n_parameters);

/* The same of a loaded network, with what was guessed. */
RunNetworkInfo *run_network_info_of (const FmtNetwork *network);

/* error: why the network of a session was not loaded. Where the session's network is not among the
 * networks any more, it says so instead, and what to do; else it stays as it is. */
void run_network_explain_gone (const StoreSessionInfo *info, GError **error);

G_END_DECLS
