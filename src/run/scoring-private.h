// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "base/pool.h"
#include "base/ranks.h"
#include "evolve/search.h"

G_BEGIN_DECLS

/* Scores up to a number of images in micro-batches, by the threads of a pool. It can be interrupted
 * in the middle of a micro-batch, and goes on there with the same result. */
typedef struct _RunScoring RunScoring;

/* The index-th image; called once for each, by any thread. */
typedef BaseImage *(*RunScoringMake) (gpointer data, guint index);

/* Whose threads share the work in a workspace of `score`; NULL = nobody's. */
typedef void (*RunScoringShare) (gpointer score_data, guint workspace, BasePool *pool);

/* score: as an EvoSearch wants it. It and the data must outlive the scoring. */
RunScoring *run_scoring_new (guint max_images,
                             guint micro_batch,
                             guint n_classes,
                             RunScoringMake make,
                             gpointer make_data,
                             EvoScore score,
                             RunScoringShare share,
                             gpointer score_data);
void run_scoring_free (RunScoring *scoring);

/* That share the micro-batches, borrowed: each makes and scores its own, and all exchange the
 * confidences. */
void run_scoring_set_ranks (RunScoring *scoring, BaseRanks *ranks);

/* Begins anew, with n_images. */
void run_scoring_begin (RunScoring *scoring, guint n_images);

/* TRUE when all have been scored. From the beginning to the end `score` has to have the same
 * workspaces, one for each thread of the pool. */
gboolean run_scoring_advance (RunScoring *scoring, BasePool *pool, const gint *interrupt);

/* After that, those images that other ranks have scored. */
void run_scoring_make_images (RunScoring *scoring, BasePool *pool);

/* Of an image that was scored, and made here. */
BaseImage *run_scoring_image (RunScoring *scoring, guint index);               /* borrowed */
const float *run_scoring_confidences (const RunScoring *scoring, guint index); /* (n_classes) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunScoring, run_scoring_free)

G_END_DECLS
