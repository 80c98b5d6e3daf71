// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  CliCommand run;
  const char *summary; /* translated where it is shown */
} CliProgramCommand;

/* A program of subcommands. */
typedef struct
{
  const char *name;
  const CliProgramCommand *commands;
  guint n_commands;
} CliProgram;

/* The language and the name of messages; first of all. */
void cli_program_init (const CliProgram *program);

/* The whole program, as main has its arguments. */
CliStatus cli_program_run (const CliProgram *program, char **argv);

G_END_DECLS
