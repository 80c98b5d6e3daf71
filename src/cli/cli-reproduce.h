// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli-run.h"
#include "run/reproduce.h"

G_BEGIN_DECLS

/* What the command line says, with what the figure says where it is silent. */
typedef struct
{
  const RunFigure *figure;
  RunSettings settings;     /* of the run; network, seed and threads of all kinds */
  CliGiven given;           /* which the command line names */
  RunRetraining retraining; /* RUN_FIGURE_RETRAINING; borrows its texts */
  char *folder;             /* of the data set; NULL where none is needed */
  const char *data_set;     /* what it is called; NULL = as the folder */
  int epochs;               /* of the second network; RUN_FIGURE_TRANSFER */
  const char *session;      /* path; NULL = none */
  gboolean json;
} CliReproduction;

/* What came of it; all of it owned. What is NULL was not part of it, or was not reached. */
typedef struct
{
  CliResult run;
  RunRetrainingSnapshot *retraining;
  RunCompareSnapshot *comparison;
} CliReproduced;

void cli_reproduced_clear (CliReproduced *reproduced);

/* Carries it out. CLI_INTERRUPTED after a signal, with as much as there is then; other failures
 * after a message. */
CliStatus cli_reproduce_run (const CliReproduction *order, CliReproduced *reproduced);

/* The figures that there are. */
void cli_reproduce_list (gboolean json);

/* Ours beside the paper's. */
void cli_reproduce_print (const CliReproduction *order, const CliReproduced *reproduced);
void cli_reproduce_print_json (const CliReproduction *order, const CliReproduced *reproduced);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliReproduced, cli_reproduced_clear)

G_END_DECLS
