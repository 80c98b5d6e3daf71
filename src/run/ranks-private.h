// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/experiment-private.h"
#include "run/ranks.h"

G_BEGIN_DECLS

/* What rank 0 tells the others; a word begins with one of them. */
typedef enum
{
  RUN_WORD_BEGIN,  /* an experiment, which takes the place of the last one */
  RUN_WORD_STEP,   /* a step of it is made, from the archive that has this mark */
  RUN_WORD_SCORER, /* a network that images are shown to, in place of the last one */
  RUN_WORD_IMAGES, /* images that it scores; run/compare-scores-private.h */
  RUN_WORD_END,
} RunWord;

/* Takes over what rank 0 tells the others. */
void run_ranks_tell (BaseRanks *ranks, GByteArray *word);

/* Compute threads of this rank: as many as are wanted; 0 = all that it may use. ranks NULL = it is
 * alone. */
guint run_ranks_n_threads (const BaseRanks *ranks, guint n_wanted);

/* Of the confidences of all champions: where ranks do not agree, it differs. */
guint64 run_ranks_mark (const EvoArchive *archive);

/* Rank 0's part in an experiment; on others, and without ranks, they do nothing. */

/* Once it is made, but for its search: takes along what others need of the network. */
gboolean run_ranks_prepare (RunExperiment *experiment, GError **error);

/* Before a step, or before one that was interrupted goes on: sees that the others do the same. */
void run_ranks_lead (RunExperiment *experiment);

/* After a step. */
void run_ranks_note_complete (RunExperiment *experiment);

/* The experiment that RUN_WORD_BEGIN is followed by. */
RunExperiment *run_ranks_unpack (RunContext *context, BaseUnpack *in, GError **error);

G_END_DECLS
