// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/experiment-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/host-private.h"
#include "run/memory.h"
#include "run/networks-private.h"
#include "run/ranks-private.h"

/* An answer to an interrupt may take this long, and some more. */
#define WAIT_US (10 * G_TIME_SPAN_MILLISECOND)

gboolean
run_experiment_score (gpointer data,
                      guint workspace,
                      BaseImage *const *images,
                      guint n,
                      const gint *interrupt,
                      float *confidences)
{
  RunExperiment *experiment = data;

  if (!run_scorer_score (experiment->scorer, workspace, images, n, interrupt, confidences))
    return FALSE;
  g_atomic_int_add (&experiment->n_scored, (gint) n);
  return TRUE;
}

gboolean
run_experiment_screen (gpointer data,
                       guint workspace,
                       BaseImage *const *images,
                       guint n,
                       const gint *interrupt,
                       float *confidences)
{
  RunExperiment *experiment = data;

  return run_scorer_screen (experiment->scorer, workspace, images, n, interrupt, confidences);
}

gboolean
run_experiment_screens (const RunExperiment *experiment)
{
  return experiment->settings.screening && experiment->n_crops > 1 &&
         run_method (experiment->settings.method)->is_evolution;
}

EvoVariation
run_experiment_variation (const RunExperiment *experiment)
{
  const RunSettings *settings = &experiment->settings;
  guint n_classes = fmt_network_n_classes (experiment->network);

  return run_settings_variation (settings, run_settings_n_wanted (settings, n_classes));
}

gboolean
run_experiment_gradient (gpointer data,
                         guint workspace,
                         BaseImage *image,
                         guint class_index,
                         const gint *interrupt,
                         float *confidences,
                         float *image_gradient)
{
  RunExperiment *experiment = data;

  return run_image_gradient_take (experiment->gradient, workspace, image, class_index, interrupt,
                                  confidences, image_gradient);
}

void
run_experiment_share (gpointer data, guint workspace, BasePool *pool)
{
  RunExperiment *experiment = data;

  run_scorer_set_pool (experiment->scorer, workspace, pool);
}

static guint
most_at_once (const RunExperiment *experiment)
{
  const RunSettings *settings = &experiment->settings;
  const FmtNetwork *network = experiment->network;

  if (settings->method == RUN_METHOD_ASCENT)
    return run_settings_n_wanted (settings, fmt_network_n_classes (network));
  return run_scorer_fair_batch (run_scorer_micro_batch (network, experiment->n_crops),
                                settings->batch);
}

const EvoArchive *
run_experiment_archive (const RunExperiment *experiment)
{
  return experiment->searcher->archive (experiment->search);
}

void
run_experiment_draw (RunExperiment *experiment, guint n)
{
  RunHost *host = run_context_host (experiment->context);
  BasePool *pool;

  if (evo_archive_is_drawn (run_experiment_archive (experiment), n))
    return;
  pool = run_host_borrow (host, experiment->n_threads, NULL);
  evo_search_draw (experiment->searcher->evolution (experiment->search), n, pool);
  run_host_give_back (host);
}

guint
run_experiment_n_classes (const RunExperiment *experiment)
{
  return run_experiment_archive (experiment)->n_classes;
}

static gboolean
use_threads (RunExperiment *experiment, guint n_threads, GError **error)
{
  guint n = run_ranks_n_threads (experiment->ranks, n_threads);
  gboolean climbs = run_method (experiment->settings.method)->climbs;
  g_autoptr (RunImageGradient) gradient = NULL;
  g_autoptr (RunScorer) scorer = run_scorer_new_small (experiment->network, experiment->n_crops,
                                                       experiment->micro_batch, n, error);

  if (scorer == NULL)
    return FALSE;
  if (climbs)
    gradient = run_image_gradient_new (experiment->network, experiment->n_crops, n, error);
  if (climbs && gradient == NULL)
    return FALSE;
  if (experiment->search != NULL && experiment->searcher->set_n_threads != NULL &&
      !experiment->searcher->set_n_threads (experiment->search, n, error))
    return FALSE;
  run_scorer_free (experiment->scorer);
  run_image_gradient_free (experiment->gradient);
  experiment->scorer = g_steal_pointer (&scorer);
  experiment->gradient = g_steal_pointer (&gradient);
  experiment->n_threads = n;
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

RunExperiment *
run_experiment_new (RunContext *context,
                    const RunSearcher *searcher,
                    const RunSettings *settings,
                    FmtNetwork *given,
                    GError **error)
{
  RunExperiment *experiment;
  g_autoptr (FmtNetwork) network = NULL;
  guint n_crops;

  if (!run_settings_check (settings, error))
    return NULL;
  network = given != NULL ? fmt_network_ref (given)
                          : run_context_network (context, settings->network, error);
  if (network == NULL || !check_classes (settings, network, error))
    return NULL;
  n_crops = fmt_network_n_crops (network, settings->n_crops, error);
  if (n_crops == 0)
    return NULL;

  experiment = g_new0 (RunExperiment, 1);
  experiment->context = context;
  experiment->ranks = run_host_ranks (run_context_host (context));
  experiment->searcher = searcher;
  experiment->is_part = given != NULL;
  run_settings_copy (settings, &experiment->settings);
  experiment->network = g_steal_pointer (&network);
  experiment->n_crops = n_crops;
  experiment->micro_batch =
      run_scorer_small_micro_batch (experiment->network, n_crops, most_at_once (experiment));
  experiment->info = run_network_info_of (experiment->network);
  experiment->cells = run_cells_new ();
  experiment->selected_index = -1;
  experiment->breeding = run_breeding_new ();
  run_progress_init (&experiment->progress);
  if (run_memory_check (run_memory_estimate (settings, experiment->info), error) &&
      use_threads (experiment, settings->n_threads, error) && run_ranks_prepare (experiment, error))
    return experiment;
  run_experiment_free (experiment);
  return NULL;
}

void
run_experiment_begin (RunExperiment *experiment)
{
  guint64 every = experiment->searcher->record_every (experiment->search);

  experiment->recorder = run_recorder_new (run_experiment_n_classes (experiment), every > 1);
  evo_archive_statistics (run_experiment_archive (experiment), &experiment->statistics);
}

gpointer
run_experiment_make (RunContext *context,
                     const RunSearcher *searcher,
                     const RunSettings *settings,
                     GError **error)
{
  RunExperiment *experiment = run_experiment_new (context, searcher, settings, NULL, error);

  if (experiment == NULL)
    return NULL;
  experiment->search = searcher->make (experiment, error);
  if (experiment->search == NULL)
    {
      run_experiment_free (experiment);
      return NULL;
    }
  run_experiment_begin (experiment);
  return experiment;
}

void
run_experiment_free (gpointer state)
{
  RunExperiment *experiment = state;

  if (experiment->search != NULL)
    experiment->searcher->free (experiment->search);
  g_clear_pointer (&experiment->recorder, run_recorder_free);
  run_breeding_free (experiment->breeding);
  g_clear_pointer (&experiment->for_ranks, g_byte_array_unref);
  g_clear_pointer (&experiment->scorer, run_scorer_free);
  g_clear_pointer (&experiment->gradient, run_image_gradient_free);
  g_clear_pointer (&experiment->info, run_network_info_unref);
  g_clear_pointer (&experiment->network, fmt_network_unref);
  run_settings_clear (&experiment->settings);
  run_settings_clear (&experiment->next);
  run_cells_free (experiment->cells);
  store_specimen_unref (experiment->selected);
  g_free (experiment);
}

/* Puts changed stop conditions into force: also in the generation under way, which they do not
 * change. */
static void
apply_next_stops (RunExperiment *experiment)
{
  RunSettings *settings = &experiment->settings;
  const RunSettings *next = &experiment->next;

  if (!experiment->has_next)
    return;
  if (next->stop_generations != settings->stop_generations)
    experiment->generations_met = FALSE;
  settings->stop_generations = next->stop_generations;
  if (next->stop_evaluations != settings->stop_evaluations)
    experiment->evaluations_met = FALSE;
  settings->stop_evaluations = next->stop_evaluations;
  if (next->stop_confidence != settings->stop_confidence)
    experiment->confidence_met = FALSE;
  settings->stop_confidence = next->stop_confidence;
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
  apply_next_stops (experiment);
  experiment->has_next = FALSE;

  if (next->n_threads != settings->n_threads && !use_threads (experiment, next->n_threads, error))
    return FALSE;
  settings->n_threads = next->n_threads;

  settings->slow_start = next->slow_start;
  settings->batch = next->batch;
  variation.coordinates = settings->variation.coordinates; /* a restart's business */
  settings->variation = variation;
  if (experiment->searcher->change != NULL)
    experiment->searcher->change (experiment);
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
  gboolean generations = newly_met (settings->stop_generations > 0 &&
                                        experiment->searcher->generation (experiment->search) >=
                                            settings->stop_generations,
                                    &experiment->generations_met);
  gboolean evaluations = newly_met (settings->stop_evaluations > 0 &&
                                        experiment->searcher->evaluations (experiment->search) >=
                                            settings->stop_evaluations,
                                    &experiment->evaluations_met);
  gboolean confidence = newly_met (settings->stop_confidence > 0 &&
                                       experiment->statistics.min >= settings->stop_confidence,
                                   &experiment->confidence_met);

  return generations || evaluations || confidence ||
         (experiment->searcher->is_over != NULL &&
          experiment->searcher->is_over (experiment->search));
}

/* What the run began with, be it champion of anything or not: children lead back to it. */
static void
take_down_seeds (RunExperiment *experiment)
{
  guint n = experiment->searcher->n_offspring (experiment->search);

  for (guint i = 0; i < MIN (experiment->settings.seeds->n, n); i++)
    {
      const EvoOffspring *seed = experiment->searcher->offspring (experiment->search, i);

      run_recorder_note_parent (experiment->recorder, &seed->origin, seed->genome);
    }
}

static void
take_down (RunExperiment *experiment)
{
  guint64 generation = experiment->searcher->generation (experiment->search);
  guint64 every = experiment->searcher->record_every (experiment->search);
  gint64 now = g_get_monotonic_time ();
  RunHistoryPoint point;

  evo_archive_statistics (run_experiment_archive (experiment), &experiment->statistics);
  point = (RunHistoryPoint){
    .evaluations = experiment->searcher->evaluations (experiment->search),
    .min = experiment->statistics.min,
    .median = experiment->statistics.median,
    .max = experiment->statistics.max,
    .p10 = experiment->statistics.p10,
    .p25 = experiment->statistics.p25,
    .p75 = experiment->statistics.p75,
    .p90 = experiment->statistics.p90,
    .seconds =
        (float) ((double) run_progress_running_time (&experiment->progress, now) / G_USEC_PER_SEC),
  };
  run_progress_add (&experiment->progress, &point, now);
  /* Without a session nobody would ever take from the recorder. */
  if (experiment->recorder == NULL || run_context_session (experiment->context) == NULL)
    return;
  if (generation > 0 && (generation - 1) % every == 0)
    run_recorder_note (experiment->recorder, run_experiment_archive (experiment), generation - 1);
  if (generation == 1 && experiment->settings.seeds != NULL)
    take_down_seeds (experiment);
}

/* Whether the next generation may begin: at the beginning of a run that people watch they come one
 * after another. Else it waits a little, less than an interrupt may take. */
static gboolean
is_due (RunExperiment *experiment)
{
  const RunSettings *settings = &experiment->settings;
  gint64 step = settings->batch * RUN_SLOW_SECONDS * G_TIME_SPAN_SECOND / RUN_SLOW_IMAGES;
  gint64 due = experiment->last_generation + step;
  gint64 now = g_get_monotonic_time ();

  if (!settings->slow_start || !run_method (settings->method)->is_evolution ||
      experiment->searcher->evaluations (experiment->search) >= RUN_SLOW_IMAGES ||
      run_breeding_is_ordered (experiment->breeding))
    return TRUE;
  if (now < due)
    {
      g_usleep ((gulong) MIN (due - now, WAIT_US));
      return FALSE;
    }
  experiment->last_generation = now;
  return TRUE;
}

/* In the first generation, before which there is nothing to be seen. */
static void
show_beginning (gpointer data)
{
  RunExperiment *experiment = data;

  run_context_show (experiment->context);
}

void
run_experiment_drop_images (RunExperiment *experiment)
{
  EvoSearch *search = experiment->searcher->evolution != NULL
                          ? experiment->searcher->evolution (experiment->search)
                          : NULL;

  if (search != NULL)
    evo_search_drop_images (search);
}

gboolean
run_experiment_advance (gpointer state, gint *interrupt, RunAdvance *advance, GError **error)
{
  RunExperiment *experiment = state;
  RunHost *host = run_context_host (experiment->context);
  BasePool *pool;
  gboolean complete;

  *advance = RUN_ADVANCE_INTERRUPTED;
  if (!experiment->in_generation)
    {
      if (!apply_next (experiment, error))
        return FALSE;
      if (!is_due (experiment))
        return TRUE;
    }
  pool = run_host_borrow (host, experiment->n_threads, interrupt);
  if (pool == NULL)
    return TRUE;
  if (!experiment->in_generation)
    run_breeding_begin (experiment);
  run_ranks_lead (experiment);
  run_progress_start_clock (&experiment->progress, g_get_monotonic_time ());
  if (experiment->recorder != NULL && experiment->searcher->generation (experiment->search) == 0)
    base_pool_set_watch (pool, show_beginning, experiment);
  complete = experiment->searcher->advance (experiment->search, pool, interrupt);
  base_pool_set_watch (pool, NULL, NULL);
  run_host_give_back (host);
  experiment->in_generation = !complete;
  if (!complete)
    return TRUE;
  run_ranks_note_complete (experiment);
  take_down (experiment);
  if (run_cells_cell_size (experiment->cells) == RUN_NO_CELLS)
    run_experiment_drop_images (experiment);
  run_breeding_complete (experiment);
  apply_next_stops (experiment);
  if (is_finished (experiment))
    *advance = RUN_ADVANCE_FINISHED;
  else if (!run_breeding_is_ordered (experiment->breeding))
    *advance = RUN_ADVANCE_STEP; /* else the step is the generation that was ordered */
  return TRUE;
}
