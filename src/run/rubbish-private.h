// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/network.h"
#include "run/rubbish.h"

G_BEGIN_DECLS

/* run_rubbish with a network that is loaded. n_threads 0 = one a processor. */
RunRubbish *run_rubbish_score (FmtNetwork *network,
                               const RunRubbishSettings *settings,
                               guint n_threads,
                               RunRubbishProgress progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
