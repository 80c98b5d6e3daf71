// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/search.h"
#include "formats/network.h"

G_BEGIN_DECLS

/* Scores images with a network: one executor a compute thread, batches of a fixed shape. */
typedef struct _RunScorer RunScorer;

/* Images scored together. Follows from the network and the number of crops alone, so that results
 * do not depend on the machine or the number of threads. */
guint run_scorer_micro_batch (const FmtNetwork *network, guint n_crops);

/* How many of n_images that are scored again and again are scored together, where `usual` is what
 * run_scorer_micro_batch says: parts of one size, and eight of them if these are not too small, as
 * 2, 4 and 8 threads share them evenly. Never so few that an image's last bits become others. */
guint run_scorer_fair_batch (guint usual, guint n_images);

/* n_crops: of each image, as fmt_network_n_crops gives it. */
RunScorer *run_scorer_new (FmtNetwork *network, guint n_crops, guint n_threads, GError **error);

/* The same with at most so many images at once, unless the network is a small one, with which more
 * images take no longer to speak of and have other last bits. */
guint run_scorer_small_micro_batch (const FmtNetwork *network, guint n_crops, guint most_images);
RunScorer *run_scorer_new_small (FmtNetwork *network,
                                 guint n_crops,
                                 guint most_images,
                                 guint n_threads,
                                 GError **error);
void run_scorer_free (RunScorer *scorer);

/* From now on the threads of `pool` share the work in a workspace, where that pays; NULL: whoever
 * calls run_scorer_score does it alone. */
void run_scorer_set_pool (RunScorer *scorer, guint workspace, BasePool *pool);

/* An EvoScore; data is the RunScorer. It leaves off after a layer of the network. */
gboolean run_scorer_score (gpointer data,
                           guint workspace,
                           BaseImage *const *images,
                           guint n,
                           const gint *interrupt,
                           float *confidences);

/* The same of the centre crop alone; n at most as many as there are crops in a micro-batch, so that
 * the passes are alike. What was left off in one of the two is finished before the other begins in
 * its workspace. */
gboolean run_scorer_screen (gpointer data,
                            guint workspace,
                            BaseImage *const *images,
                            guint n,
                            const gint *interrupt,
                            float *confidences);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunScorer, run_scorer_free)

G_END_DECLS
