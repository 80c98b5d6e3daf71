// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/retraining.h"

G_BEGIN_DECLS

/* Begins, or goes on with what the session holds where that is saved, and follows; with `json` an
 * object for each network that is complete. The last snapshot; NULL after a message. */
RunRetrainingSnapshot *cli_retrain_follow (RunJob *job,
                                           const RunRetraining *order,
                                           const char *session,
                                           gboolean is_saved,
                                           gboolean json);

/* A network that is complete as a JSON object; what there is nothing of is left out. */
void cli_retrain_print_row (const RunRetrainingRow *row);

/* The table, and the sentence below it. */
void cli_retrain_print_table (const RunRetrainingSnapshot *snapshot);

G_END_DECLS
