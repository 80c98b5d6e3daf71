// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"
#include "run/engine.h"

G_BEGIN_DECLS

/* What a run came to, for the functions that show and save it. */
typedef struct
{
  RunSnapshot *last;    /* the run's last one; owned */
  char *archive_hash;   /* owned */
  GPtrArray *champions; /* StoreSpecimen * in class order, NULL for empty cells; owned */
  guint n_wanted;       /* classes that were evolved for */
} CliResult;

void cli_result_clear (CliResult *result);
void cli_result_print (const CliResult *result);
void cli_result_print_json (const CliResult *result);

/* Makes the folder, and sees that files can be made in it. */
gboolean cli_result_prepare_folder (const char *folder, GError **error);

/* One PNG a class, named by its number, and grid.png. *n_saved: how many classes. */
gboolean cli_result_save (const CliResult *result,
                          const char *folder,
                          guint *n_saved,
                          GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliResult, cli_result_clear)

G_END_DECLS
