// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/search.h"
#include "formats/network.h"
#include "run/climb-private.h"
#include "run/progress-private.h"
#include "run/scorer-private.h"
#include "run/settings.h"

G_BEGIN_DECLS

/* One run: a network, the search that fools it, and how far it is. Belongs to the run thread. */
typedef struct
{
  RunSettings settings; /* in force */
  RunSettings next;     /* take their place before the next generation begins */
  gboolean has_next;
  FmtNetwork *network;
  guint n_crops; /* of each image */
  RunNetworkInfo *info;
  BasePool *pool;
  RunScorer *scorer;
  EvoSearch *search; /* an evolution; else NULL */
  RunClimb *climb;   /* a gradient ascent; else NULL */
  gboolean in_generation; /* one was begun and interrupted */
  EvoStatistics statistics;
  RunProgress progress;

  /* Each condition finishes the run once; whoever resumes it goes on past it. */
  gboolean generations_met, confidence_met;
} RunExperiment;

typedef enum
{
  RUN_ADVANCE_INTERRUPTED,
  RUN_ADVANCE_GENERATION, /* one more is complete */
  RUN_ADVANCE_FINISHED,   /* the same, and a stop condition is met */
} RunAdvance;

RunExperiment *run_experiment_new (const RunSettings *settings,
                                   FmtNetwork *network,
                                   GError **error);
void run_experiment_free (RunExperiment *experiment);

/* From the next generation on; settings must pass run_settings_check. */
void run_experiment_change (RunExperiment *experiment, const RunSettings *settings);

/* Works on a generation until it is complete or `interrupt` becomes non-zero. FALSE with an error
 * when changed settings cannot be put into force; the old ones stay. */
gboolean run_experiment_advance (RunExperiment *experiment,
                                 const gint *interrupt,
                                 RunAdvance *advance,
                                 GError **error);

guint run_experiment_n_classes (const RunExperiment *experiment);

/* Of whichever method the experiment has; see evo_search_*. Between two advances only. An image of
 * the offspring may be NULL. */
const EvoArchive *run_experiment_archive (const RunExperiment *experiment);
guint64 run_experiment_generation (const RunExperiment *experiment);
guint64 run_experiment_evaluations (const RunExperiment *experiment);
guint run_experiment_n_offspring (const RunExperiment *experiment);
const EvoOffspring *run_experiment_offspring (const RunExperiment *experiment, guint child);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunExperiment, run_experiment_free)

G_END_DECLS
