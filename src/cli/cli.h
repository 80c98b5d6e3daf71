// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the program returns to its caller; listed in --help. */
typedef enum
{
  CLI_OK = 0,
  CLI_FAILURE = 1,      /* something did not work */
  CLI_USAGE = 2,        /* the command line makes no sense */
  CLI_INTERRUPTED = 130 /* Ctrl-C, as shells count it: 128 + SIGINT */
} CliStatus;

/* The subcommands. arguments[0] is the command's name; owned by the caller, changed here. */
typedef CliStatus (*CliCommand) (char ***arguments);

CliStatus cli_networks (char ***arguments);
CliStatus cli_data_sets (char ***arguments);
CliStatus cli_train (char ***arguments);
CliStatus cli_retrain (char ***arguments);
CliStatus cli_evolve (char ***arguments);
CliStatus cli_ascend (char ***arguments);
CliStatus cli_perturb (char ***arguments);
CliStatus cli_rubbish (char ***arguments);
CliStatus cli_sessions (char ***arguments);
CliStatus cli_compare (char ***arguments);
CliStatus cli_classify (char ***arguments);
CliStatus cli_heat_map (char ***arguments);
CliStatus cli_poster (char ***arguments);
CliStatus cli_reproduce (char ***arguments);
CliStatus cli_bench (char ***arguments);

G_END_DECLS
