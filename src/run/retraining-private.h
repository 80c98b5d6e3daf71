// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/retraining.h"

G_BEGIN_DECLS

/* Key=value lines, for a session. `folder` and `output` must be there. */
char *run_retraining_to_text (const RunRetraining *retraining);
RunRetraining *run_retraining_from_text (const char *text, GError **error);

G_END_DECLS
