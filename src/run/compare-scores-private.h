// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pool.h"
#include "base/ranks.h"
#include "formats/network.h"
#include "run/compare-set-private.h"

G_BEGIN_DECLS

/* What one network says of images of the sets, some at a time. Where ranks share the work, rank 0
 * tells the others the network and the images, each scores its own micro-batches, and all exchange
 * the confidences; the others do no more than that (run/follow.c). */
typedef struct _RunCompareScores RunCompareScores;

/* id_or_path: as the network was loaded. n_threads: wanted for each rank; 0 = as many as it has
 * processors. ranks: borrowed; NULL = alone. Errors: there is no memory for the network's batches;
 * its files are gone by now, or too large for other ranks. */
RunCompareScores *run_compare_scores_new (FmtNetwork *network,
                                          const char *id_or_path,
                                          guint n_threads,
                                          BaseRanks *ranks,
                                          GError **error);
void run_compare_scores_free (RunCompareScores *scores);

/* How many images at once; whole micro-batches, so that these follow from the network alone. */
guint run_compare_scores_most (const RunCompareScores *scores);

/* Begins anew, with n images, which are borrowed until they are scored. */
void run_compare_scores_begin (RunCompareScores *scores,
                               RunSourceImage *const *images,
                               guint n,
                               BasePool *pool);

/* The same on other ranks than rank 0, with what that one has told. */
gboolean run_compare_scores_begin_part (RunCompareScores *scores, BaseUnpack *in, GError **error);

/* TRUE when all are scored; FALSE when `interrupt` became non-zero: call again with a pool of as
 * many threads. */
gboolean run_compare_scores_advance (RunCompareScores *scores,
                                     BasePool *pool,
                                     const gint *interrupt);

/* (n_classes), borrowed; NULL of an image that cannot be read any more. On rank 0. */
const float *run_compare_scores_get (const RunCompareScores *scores, guint index);

/* On other ranks than rank 0, what that one has told before it tells images. */
RunCompareScores *run_compare_scores_unpack (BaseRanks *ranks, BaseUnpack *in, GError **error);

/* Of the pools that it needs. */
guint run_compare_scores_n_threads (const RunCompareScores *scores);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunCompareScores, run_compare_scores_free)

G_END_DECLS
