// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/networks.h"

G_BEGIN_DECLS

/* What a person wants to know before choosing a network: its data set, its size, its classes, how
 * often it is wrong, and, where that is much, how much memory a run with the stored settings takes.
 * "" for NULL, where nothing is known. Caller frees. */
char *fooled_network_text (const RunNetworkInfo *network, GSettings *settings);

G_END_DECLS
