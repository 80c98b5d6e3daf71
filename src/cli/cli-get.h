// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

typedef enum
{
  CLI_GET_NETWORK,
  CLI_GET_DATA_SET,
} CliGetKind;

/* Without words: lists what there is. "get ID": downloads it; Ctrl-C ends it such that it can go on
 * later. words may be NULL. */
CliStatus cli_list_or_get (CliGetKind kind, char **words, CliStatus (*list) (void));

G_END_DECLS
