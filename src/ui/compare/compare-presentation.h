// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/compare.h"
#include "ui/present/presentable.h"
#include "ui/present/score-table.h"

G_BEGIN_DECLS

/* What is compared, in one line. snapshot: of the comparison that is shown; NULL = not begun.
 * n_sets, n_networks: of the table. Caller frees. */
char *fooled_compare_line (const RunCompareSnapshot *snapshot, guint n_sets, guint n_networks);

/* sets: (n_sets), networks: (n_networks) names. snapshot as above, or of another size. */
void fooled_compare_presentation_show (FooledScoreTable *table,
                                       const char *const *sets,
                                       guint n_sets,
                                       const char *const *networks,
                                       guint n_networks,
                                       const RunCompareSnapshot *snapshot);

G_END_DECLS
