// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli-run.h"

G_BEGIN_DECLS

/* --from: a name of a file, or several with commas between them. Reads them into the settings, for
 * the method there; RUN_N_METHODS = the images', which is set. FALSE after a message. */
gboolean cli_read_from (const char *names, RunSettings *settings);

/* Says beside the result when the images were made for another network or size. */
void cli_state_from (const RunSettings *settings, const RunNetworkInfo *network);

G_END_DECLS
