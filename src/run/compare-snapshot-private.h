// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/compare.h"

G_BEGIN_DECLS

RunComparison *run_comparison_copy (const RunComparison *comparison);

void run_compared_network_clear (RunComparedNetwork *network);

/* An empty one, with one reference. */
RunCompareSnapshot *run_compare_snapshot_new (void);

/* What is there so far, copied or with references taken: (n_sets), (n_networks), (n_sets,
 * n_networks). */
void run_compare_snapshot_fill (RunCompareSnapshot *snapshot,
                                guint n_sets,
                                guint n_networks,
                                RunComparedSet *const *sets,
                                const RunComparedNetwork *networks,
                                RunComparedCell *const *cells);

G_END_DECLS
