// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

typedef enum
{
  CLI_GET_NETWORK,
  CLI_GET_DATA_SET,
} CliGetKind;

/* Downloads what has this ID; Ctrl-C ends it such that it can go on later. */
CliStatus cli_get (CliGetKind kind, const char *id);

G_END_DECLS
