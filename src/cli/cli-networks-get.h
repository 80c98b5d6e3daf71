// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/* Downloads the network with this ID; Ctrl-C ends it such that it can go on later. */
CliStatus cli_networks_get (const char *id);

G_END_DECLS
