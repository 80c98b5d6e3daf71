// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/experiment-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/memory.h"
#include "run/networks-private.h"

/* A scorer for the threads of the pool; the search reaches it through the experiment, because a
 * change of threads replaces it. */
static gboolean
score (gpointer data,
       guint workspace,
       BaseImage *const *images,
       guint n,
       const gint *interrupt,
       float *confidences)
{
  RunExperiment *experiment = data;

  return run_scorer_score (experiment->scorer, workspace, images, n, interrupt, confidences);
}

static gboolean
use_threads (RunExperiment *experiment, guint n_threads, GError **error)
{
  BasePool *pool = base_pool_new (n_threads);
  RunScorer *scorer =
      run_scorer_new (experiment->network, experiment->n_crops, base_pool_n_threads (pool), error);

  if (scorer == NULL ||
      (experiment->climb != NULL &&
       !run_climb_set_n_threads (experiment->climb, base_pool_n_threads (pool), error)))
    {
      run_scorer_free (scorer);
      base_pool_free (pool);
      return FALSE;
    }
  base_pool_free (experiment->pool);
  run_scorer_free (experiment->scorer);
  experiment->pool = pool;
  experiment->scorer = scorer;
  return TRUE;
}

static gboolean
check_classes (const RunSettings *settings, const FmtNetwork *network, GError **error)
{
  guint n_classes = fmt_network_n_classes (network);

  if (settings->wanted == NULL || settings->n_wanted == n_classes)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("The wanted classes are chosen out of %u, but the network “%s” has %u."),
               settings->n_wanted, network->card->name, n_classes);
  return FALSE;
}

static EvoSearch *
make_search (RunExperiment *experiment)
{
  const RunSettings *settings = &experiment->settings;
  const FmtNetwork *network = experiment->network;
  EvoSearchSettings search = {
    .encoding = run_method_encoding (settings->method),
    .width = fmt_network_image_width (network),
    .height = fmt_network_image_height (network),
    .channels = network->card->channels,
    .n_classes = fmt_network_n_classes (network),
    .wanted = settings->wanted,
    .seed = settings->seed,
    .batch = settings->batch,
    .micro_batch = run_scorer_micro_batch (network, experiment->n_crops),
    .variation = settings->variation,
  };

  return evo_search_new (&search, score, experiment);
}

static gboolean
make_method (RunExperiment *experiment, GError **error)
{
  if (run_method_is_evolution (experiment->settings.method))
    {
      experiment->search = make_search (experiment);
      return TRUE;
    }
  experiment->climb =
      run_climb_new (experiment->network, &experiment->settings,
                     run_scorer_micro_batch (experiment->network, experiment->n_crops),
                     base_pool_n_threads (experiment->pool), score, experiment, error);
  return experiment->climb != NULL;
}

RunExperiment *
run_experiment_new (const RunSettings *settings, FmtNetwork *network, GError **error)
{
  g_autoptr (RunExperiment) experiment = NULL;
  guint n_crops = fmt_network_n_crops (network, settings->n_crops, error);

  if (n_crops == 0 || !check_classes (settings, network, error))
    return NULL;

  experiment = g_new0 (RunExperiment, 1);
  run_settings_copy (settings, &experiment->settings);
  experiment->network = fmt_network_ref (network);
  experiment->n_crops = n_crops;
  experiment->info = run_network_info_new (network->card, nn_graph_n_parameters (network->graph));
  if (!run_memory_check (run_memory_estimate (settings, experiment->info), error))
    return NULL;
  run_progress_init (&experiment->progress);
  if (!use_threads (experiment, settings->n_threads, error) || !make_method (experiment, error))
    return NULL;
  evo_archive_statistics (run_experiment_archive (experiment), &experiment->statistics);
  return g_steal_pointer (&experiment);
}

void
run_experiment_free (RunExperiment *experiment)
{
  if (experiment == NULL)
    return;
  g_clear_pointer (&experiment->pool, base_pool_free);
  g_clear_pointer (&experiment->search, evo_search_free);
  g_clear_pointer (&experiment->climb, run_climb_free);
  g_clear_pointer (&experiment->scorer, run_scorer_free);
  g_clear_pointer (&experiment->info, run_network_info_unref);
  g_clear_pointer (&experiment->network, fmt_network_unref);
  run_settings_clear (&experiment->settings);
  run_settings_clear (&experiment->next);
  g_free (experiment);
}

const EvoArchive *
run_experiment_archive (const RunExperiment *experiment)
{
  return experiment->climb != NULL ? run_climb_archive (experiment->climb)
                                   : evo_search_archive (experiment->search);
}

guint
run_experiment_n_classes (const RunExperiment *experiment)
{
  return run_experiment_archive (experiment)->n_classes;
}

guint64
run_experiment_generation (const RunExperiment *experiment)
{
  return experiment->climb != NULL ? run_climb_iteration (experiment->climb)
                                   : evo_search_generation (experiment->search);
}

guint64
run_experiment_evaluations (const RunExperiment *experiment)
{
  return experiment->climb != NULL ? run_climb_evaluations (experiment->climb)
                                   : evo_search_evaluations (experiment->search);
}

guint
run_experiment_n_offspring (const RunExperiment *experiment)
{
  return experiment->climb != NULL ? run_climb_n_offspring (experiment->climb)
                                   : evo_search_n_offspring (experiment->search);
}

const EvoOffspring *
run_experiment_offspring (const RunExperiment *experiment, guint child)
{
  return experiment->climb != NULL ? run_climb_offspring (experiment->climb, child)
                                   : evo_search_offspring (experiment->search, child);
}

void
run_experiment_change (RunExperiment *experiment, const RunSettings *settings)
{
  run_settings_clear (&experiment->next);
  run_settings_copy (settings, &experiment->next);
  experiment->has_next = TRUE;
}

/* Puts changed settings into force between two generations. */
static gboolean
apply_next (RunExperiment *experiment, GError **error)
{
  RunSettings *settings = &experiment->settings;
  const RunSettings *next = &experiment->next;
  EvoVariation variation = next->variation;

  if (!experiment->has_next)
    return TRUE;
  experiment->has_next = FALSE;

  if (next->n_threads != settings->n_threads && !use_threads (experiment, next->n_threads, error))
    return FALSE;
  settings->n_threads = next->n_threads;

  if (next->stop_generations != settings->stop_generations)
    experiment->generations_met = FALSE;
  settings->stop_generations = next->stop_generations;
  if (next->stop_confidence != settings->stop_confidence)
    experiment->confidence_met = FALSE;
  settings->stop_confidence = next->stop_confidence;

  settings->batch = next->batch;
  variation.coordinates = settings->variation.coordinates; /* a restart's business */
  settings->variation = variation;
  if (experiment->search != NULL)
    {
      evo_search_set_batch (experiment->search, settings->batch);
      evo_search_set_variation (experiment->search, &settings->variation);
    }
  return TRUE;
}

/* True when a condition is met that was not met before. */
static gboolean
newly_met (gboolean is_met, gboolean *met)
{
  gboolean was_met = *met;

  *met = is_met;
  return is_met && !was_met;
}

static gboolean
is_finished (RunExperiment *experiment)
{
  const RunSettings *settings = &experiment->settings;
  gboolean generations =
      newly_met (settings->stop_generations > 0 &&
                     run_experiment_generation (experiment) >= settings->stop_generations,
                 &experiment->generations_met);
  gboolean confidence = newly_met (settings->stop_confidence > 0 &&
                                       experiment->statistics.min >= settings->stop_confidence,
                                   &experiment->confidence_met);

  /* Nobody can go on past the end of an ascent. */
  return generations || confidence ||
         (experiment->climb != NULL && run_climb_is_over (experiment->climb));
}

static void
take_down (RunExperiment *experiment)
{
  RunHistoryPoint point;

  evo_archive_statistics (run_experiment_archive (experiment), &experiment->statistics);
  point = (RunHistoryPoint){
    .evaluations = run_experiment_evaluations (experiment),
    .min = experiment->statistics.min,
    .median = experiment->statistics.median,
    .max = experiment->statistics.max,
  };
  run_progress_add (&experiment->progress, &point, g_get_monotonic_time ());
}

gboolean
run_experiment_advance (RunExperiment *experiment,
                        const gint *interrupt,
                        RunAdvance *advance,
                        GError **error)
{
  *advance = RUN_ADVANCE_INTERRUPTED;
  if (!experiment->in_generation && !apply_next (experiment, error))
    return FALSE;

  experiment->in_generation =
      experiment->climb != NULL
          ? !run_climb_advance (experiment->climb, experiment->pool, interrupt)
          : !evo_search_advance (experiment->search, experiment->pool, interrupt);
  if (!experiment->in_generation)
    {
      take_down (experiment);
      *advance = is_finished (experiment) ? RUN_ADVANCE_FINISHED : RUN_ADVANCE_GENERATION;
    }
  return TRUE;
}
