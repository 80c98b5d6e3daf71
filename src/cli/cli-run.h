// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli-given.h"
#include "cli/cli.h"
#include "run/experiment.h"

G_BEGIN_DECLS

/* What a run came to, for the functions that show and save it. */
typedef struct
{
  RunJob *job;                 /* where it stands still; owned; NULL where no image is wanted */
  const RunSettings *settings; /* of the run; those in `end` */
  RunSnapshot *last;           /* the run's last one; owned */
  RunResult *end;              /* owned */
  guint n_wanted;              /* classes that were evolved for */
  guint n_crops;               /* of each image, 1 or 10 */
} CliResult;

/* "0,3-5" -> the wanted classes of the network that the settings name. NULL = all. Another status
 * than CLI_OK comes after a message. */
CliStatus cli_choose_classes (const char *text, RunSettings *settings);

typedef void (*CliPrintResult) (const CliResult *result);

/* A whole command: makes the folder, runs until the stop condition is met or a signal comes, saves
 * there, and prints the result for people, or as an object. With a session that is there already
 * its run goes on instead; otherwise it is made. */
typedef struct
{
  const RunSettings *settings;
  CliGiven given;
  const char *folder;  /* NULL = none */
  const char *session; /* path; NULL = none */
  gboolean json;
  CliPrintResult print;
  CliPrintResult print_json;
} CliRun;

/* With ranks (run/ranks.h) it is they that do the work; borrowed, and the process is rank 0. */
void cli_use_ranks (BaseRanks *ranks);

/* A host whose runs those ranks share, where there are any. Caller frees. */
RunHost *cli_host_new (void);

/* The whole command: runs, saves what is asked for, prints, and has said so where something failed.
 */
CliStatus cli_run_command (const CliRun *run);

/* Its middle: runs, and no more. FALSE after a message; else the result is the caller's to clear.
 * cli_interrupt_catch comes before. */
gboolean cli_run (RunHost *host, const CliRun *run, CliResult *result);

void cli_result_clear (CliResult *result);
/* Of an evolution, for people and as a JSON object: CliRun.print and .print_json. */
void cli_result_print (const CliResult *result);
void cli_result_print_json (const CliResult *result);

/* Makes the folder, and sees that files can be made in it. */
gboolean cli_result_prepare_folder (const char *folder, GError **error);

/* One PNG a class, named by its number, and grid.png; says so unless `quiet`. Nothing when folder
 * is NULL. */
CliStatus cli_result_save (const CliResult *result, const char *folder, gboolean quiet);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliResult, cli_result_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunSettings, run_settings_clear)

G_END_DECLS
