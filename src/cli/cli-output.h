// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"
#include "run/networks.h"

G_BEGIN_DECLS

/* A line on the standard error stream: "fooled-cli evolve: ...". */
void cli_error (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* For people: a line on the standard output stream, in the terminal's character set. */
void cli_print (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* CLI_USAGE for a setting out of its range, else CLI_FAILURE; after the error's message. */
CliStatus cli_fail (const GError *error);

/* `status`, or CLI_FAILURE after a message when something that was printed did not arrive (a full
 * disk, a closed pipe). */
CliStatus cli_finish_output (CliStatus status);

/* Decimal digits. Caller frees. */
char *cli_count (guint64 count);

/* Rows of cells in columns as wide as needed; `cells` holds n_columns strings a row, the first row
 * being the heads. `right` says which columns are set flush right. */
void cli_print_table (const GPtrArray *cells, guint n_columns, const gboolean *right);

/* On the error stream, so that results stay results: what was guessed of a network, from what, and
 * how to change it. Nothing of a network whose card says all. */
void cli_print_notes (const RunNetworkInfo *info);

G_END_DECLS
