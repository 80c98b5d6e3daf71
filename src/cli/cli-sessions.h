// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/* What “fooled-cli sessions” does with one of them; words: those that follow the first. */
CliStatus cli_sessions_ancestry (char ***arguments);
CliStatus cli_sessions_timelapse (char ***arguments);

/* The path that a word on the command line means: a file, or the name of one in the user's folder,
 * with or without its ending. Caller frees. */
char *cli_session_path (const char *word);

G_END_DECLS
