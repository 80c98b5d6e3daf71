// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pool.h"
#include "base/ranks.h"
#include "formats/network.h"
#include "run/compare-set-private.h"

G_BEGIN_DECLS

/* One network that sees all sets, cell by cell. For one thread. */
typedef struct _RunComparePass RunComparePass;

/* sources: (n_sets), which must outlive it. The network, the threads, the ranks and the errors are
 * run_compare_scores_new's. */
RunComparePass *run_compare_pass_new (FmtNetwork *network,
                                      const char *id_or_path,
                                      RunSourceSet *const *sources,
                                      guint n_sets,
                                      guint n_threads,
                                      BaseRanks *ranks,
                                      GError **error);
void run_compare_pass_free (RunComparePass *pass);

/* Some images, or until `interrupt` becomes non-zero; in the next call it goes on with the same
 * result. The cell of set *set if it is complete with this; else NULL. Sets without images have no
 * cell. */
RunComparedCell *run_compare_pass_advance (RunComparePass *pass,
                                           BasePool *pool,
                                           const gint *interrupt,
                                           guint *set);

gboolean run_compare_pass_is_over (const RunComparePass *pass);

/* Images that it has seen. */
guint run_compare_pass_n_shown (const RunComparePass *pass);

/* Images that do not say what they were made for count as what this network says, from now on.
 * cells: that of set i is cells[i * stride]. */
void run_compare_pass_refer (RunComparePass *pass, RunComparedCell *const *cells, guint stride);

G_END_DECLS
