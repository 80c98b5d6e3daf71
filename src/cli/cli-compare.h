// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/compare.h"

G_BEGIN_DECLS

/* Takes the comparison over and follows it; lines: progress also where there is no terminal. The
 * last snapshot; NULL after a message. */
RunCompareSnapshot *cli_compare_follow (RunHost *host, RunComparison *comparison, gboolean lines);

/* FALSE where something could not be compared; with sentences. */
gboolean cli_compare_tell_messages (const RunCompareSnapshot *snapshot);

G_END_DECLS
