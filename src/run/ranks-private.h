// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/experiment-private.h"
#include "run/ranks.h"

G_BEGIN_DECLS

/* What rank 0 tells the others; a word begins with one of them. */
typedef enum
{
  RUN_WORD_BEGIN, /* an experiment, which takes the place of the last one */
  RUN_WORD_STEP,  /* a step of it is made, from the archive that has this mark */
  RUN_WORD_END,
} RunWord;

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
