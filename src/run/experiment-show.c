// SPDX-License-Identifier: GPL-3.0-or-later
/* What people see of an experiment, and what they tell it. */
#include "run/experiment-private.h"

#include <string.h>

#include "run/specimen-private.h"

static void
free_settings (gpointer settings)
{
  run_settings_clear (settings);
  g_free (settings);
}

static RunSettings *
copy_settings (const RunSettings *settings)
{
  RunSettings *copy = g_new (RunSettings, 1);

  run_settings_copy (settings, copy);
  return copy;
}

RunJob *
run_experiment_job_new (RunHost *host, RunNotify notify, gpointer notify_data)
{
  return run_job_new (host, run_method (RUN_METHOD_EVOLVE_CPPN)->work, notify, notify_data);
}

void
run_experiment_start (RunJob *job,
                      const RunSettings *settings,
                      const char *session,
                      gboolean paused)
{
  g_return_if_fail (job != NULL && settings != NULL);

  run_job_start (job, run_method (MIN (settings->method, RUN_N_METHODS - 1))->work,
                 copy_settings (settings), free_settings, session, paused);
}

void
run_experiment_change (RunJob *job, const RunSettings *settings)
{
  g_return_if_fail (job != NULL && settings != NULL);

  run_job_tell (job, RUN_EXPERIMENT_CHANGE, copy_settings (settings), free_settings, FALSE);
}

void
run_experiment_set_view (RunJob *job, RunView view, guint cell_size)
{
  RunExperimentView value = { .view = view, .cell_size = cell_size };

  g_return_if_fail (job != NULL);
  g_return_if_fail (cell_size == RUN_NO_CELLS ||
                    (cell_size >= RUN_MIN_CELL_SIZE && cell_size <= RUN_MAX_CELL_SIZE));

  run_job_tell (job, RUN_EXPERIMENT_VIEW, g_memdup2 (&value, sizeof value), g_free, TRUE);
}

void
run_experiment_select (RunJob *job, gint index)
{
  g_return_if_fail (job != NULL);
  g_return_if_fail (index >= -1);

  run_job_tell (job, RUN_EXPERIMENT_SELECT, g_memdup2 (&index, sizeof index), g_free, TRUE);
}

void
run_experiment_breed (RunJob *job, guint n, const guint64 *evaluations, RunView view)
{
  RunBreedOrder *order;

  g_return_if_fail (job != NULL && evaluations != NULL);
  g_return_if_fail (n >= 1 && n <= RUN_BREED_MAX_PARENTS);

  order = g_new (RunBreedOrder, 1);
  *order = (RunBreedOrder){ .n = n,
                            .evaluations = g_memdup2 (evaluations, n * sizeof *evaluations),
                            .view = view };
  run_job_tell (job, RUN_EXPERIMENT_BREED, order, run_breed_order_free, FALSE);
}

void
run_experiment_undo (RunJob *job)
{
  g_return_if_fail (job != NULL);

  run_job_tell (job, RUN_EXPERIMENT_UNDO, NULL, NULL, FALSE);
}

RunResult *
run_experiment_result (RunJob *job)
{
  g_return_val_if_fail (job != NULL, NULL);

  return run_job_ask (job, RUN_EXPERIMENT_RESULT, NULL);
}

StoreSpecimen *
run_experiment_champion (RunJob *job, guint class_index)
{
  g_return_val_if_fail (job != NULL, NULL);

  return run_job_ask (job, RUN_EXPERIMENT_CHAMPION, &class_index);
}

void
run_result_free (RunResult *result)
{
  if (result == NULL)
    return;
  g_free (result->archive_hash);
  g_array_unref (result->champions);
  g_clear_pointer (&result->climbs, g_array_unref);
  run_settings_clear (&result->settings);
  g_free (result);
}

static RunObey
change (RunExperiment *experiment, const RunSettings *settings)
{
  g_autoptr (GError) error = NULL;

  if (!run_settings_check (settings, &error))
    {
      run_context_message (experiment->context, error->message);
      return RUN_OBEY_SHOW;
    }
  run_settings_clear (&experiment->next);
  run_settings_copy (settings, &experiment->next);
  experiment->has_next = TRUE;
  return RUN_OBEY_SAVE;
}

static void
select_cell (RunExperiment *experiment, gint index)
{
  experiment->selected_index = MAX (index, -1);
  g_clear_pointer (&experiment->selected, store_specimen_unref);
}

static void
set_view (RunExperiment *experiment, const RunExperimentView *view)
{
  if (view->view != run_cells_view (experiment->cells))
    select_cell (experiment, -1);
  run_cells_set_view (experiment->cells, view->view, view->cell_size);
}

static RunResult *
make_result (RunExperiment *experiment)
{
  const EvoArchive *archive = run_experiment_archive (experiment);
  RunResult *result = g_new0 (RunResult, 1);

  result->archive_hash = evo_archive_hash (archive);
  result->champions = g_array_new (FALSE, TRUE, sizeof (RunChampion));
  for (guint i = 0; i < archive->n_classes; i++)
    {
      const EvoChampion *cell = &archive->cells[i];
      const RunChampion champion = { .is_filled = evo_champion_is_filled (cell),
                                     .confidence = cell->confidence,
                                     .origin = cell->origin };

      g_array_append_val (result->champions, champion);
    }
  if (experiment->searcher->climbs != NULL)
    result->climbs = experiment->searcher->climbs (experiment->search);
  run_settings_copy (&experiment->settings, &result->settings);
  return result;
}

RunObey
run_experiment_obey (gpointer state, const RunTold *told)
{
  RunExperiment *experiment = state;

  switch (told->what)
    {
    case RUN_EXPERIMENT_CHANGE:
      return change (experiment, told->value);
    case RUN_EXPERIMENT_VIEW:
      set_view (experiment, told->value);
      return RUN_OBEY_SHOW;
    case RUN_EXPERIMENT_SELECT:
      select_cell (experiment, *(const gint *) told->value);
      return RUN_OBEY_SHOW;
    case RUN_EXPERIMENT_BREED:
      return run_breeding_order (experiment, told->value);
    case RUN_EXPERIMENT_UNDO:
      return run_breeding_undo (experiment);
    case RUN_EXPERIMENT_RESULT:
      if (told->is_still)
        *told->answer = make_result (experiment);
      return RUN_OBEY_NOTHING;
    case RUN_EXPERIMENT_CHAMPION:
      if (told->is_still)
        *told->answer = run_specimen_of_champion (experiment, *(const guint *) told->value);
      return RUN_OBEY_NOTHING;
    default:
      return RUN_OBEY_NOTHING;
    }
}

static void
clear_snapshot (gpointer data)
{
  RunSnapshot *snapshot = data;

  for (guint i = 0; i < snapshot->n_changed; i++)
    base_image_unref (snapshot->changed[i].image);
  g_free (snapshot->changed);
  g_free (snapshot->history);
  g_free (snapshot->chosen);
  g_free (snapshot->wanted);
  if (snapshot->settings != NULL)
    free_settings (snapshot->settings);
  g_clear_pointer (&snapshot->network, run_network_info_unref);
  store_specimen_unref (snapshot->selected);
}

RunSnapshot *
run_snapshot_new (void)
{
  RunSnapshot *snapshot = g_new0 (RunSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.clear = clear_snapshot;
  snapshot->job.fraction = -1;
  snapshot->selected_index = -1;
  return snapshot;
}

static void
fill_in_selected (RunExperiment *experiment, RunSnapshot *snapshot)
{
  guint index = (guint) experiment->selected_index;
  guint64 version;

  if (experiment->selected_index < 0 || index >= snapshot->n_cells)
    return;
  version = run_cells_version (experiment->cells, experiment, index);
  if (experiment->selected == NULL || version != experiment->selected_version)
    {
      store_specimen_unref (experiment->selected);
      experiment->selected = snapshot->view == RUN_VIEW_CHAMPIONS
                                 ? run_specimen_of_champion (experiment, index)
                                 : run_specimen_of_child (experiment, index);
      experiment->selected_version = version;
    }
  snapshot->selected_index = experiment->selected_index;
  if (experiment->selected != NULL)
    snapshot->selected = store_specimen_ref (experiment->selected);
}

/* NULL when all are wanted. Caller frees. */
static gboolean *
copy_wanted (const EvoArchive *archive)
{
  for (guint i = 0; i < archive->n_classes; i++)
    if (!archive->wanted[i])
      return g_memdup2 (archive->wanted, archive->n_classes * sizeof *archive->wanted);
  return NULL;
}

static void
fill_in_progress (const RunExperiment *experiment, RunSnapshot *snapshot)
{
  const RunProgress *progress = &experiment->progress;
  guint64 last = run_settings_last_generation (&experiment->settings);
  guint64 most = experiment->settings.stop_evaluations;

  snapshot->settings =
      copy_settings (experiment->has_next ? &experiment->next : &experiment->settings);
  snapshot->method = experiment->settings.method;
  snapshot->seed = experiment->settings.seed;
  snapshot->wanted = copy_wanted (run_experiment_archive (experiment));
  snapshot->generation = experiment->searcher->generation (experiment->search);
  snapshot->evaluations = experiment->searcher->evaluations (experiment->search);
  snapshot->passes = experiment->searcher->passes != NULL
                         ? experiment->searcher->passes (experiment->search)
                         : snapshot->evaluations * experiment->n_crops;
  snapshot->evaluations_per_second = run_progress_rate (progress);
  snapshot->seconds =
      (double) run_progress_running_time (progress, g_get_monotonic_time ()) / G_USEC_PER_SEC;
  snapshot->min = experiment->statistics.min;
  snapshot->median = experiment->statistics.median;
  snapshot->mean = experiment->statistics.mean;
  snapshot->max = experiment->statistics.max;
  snapshot->history = run_progress_history (progress, &snapshot->n_history);
  snapshot->last_generation = last;
  snapshot->beginning =
      snapshot->generation > 0
          ? 1
          : MIN (1, (double) g_atomic_int_get (&experiment->n_scored) / experiment->settings.batch);
  if (last > 0)
    snapshot->job.fraction = MIN (1, (double) snapshot->generation / (double) last);
  if (most > 0)
    snapshot->job.fraction =
        MAX (snapshot->job.fraction, MIN (1, (double) snapshot->evaluations / (double) most));
}

/* Champions' images are kept as long as they fit, so that they are not drawn again when the cells
 * change their size. */
#define MOST_IMAGES ((guint64) 32 * 1024 * 1024)

static gboolean
has_many_images (const RunExperiment *experiment)
{
  const RunNetworkInfo *info = experiment->info;
  guint64 image = (guint64) info->image_width * info->image_height * info->channels;

  return image > MOST_IMAGES / run_experiment_n_classes (experiment);
}

RunJobSnapshot *
run_experiment_show (gpointer state, const RunAudience *audience)
{
  RunExperiment *experiment = state;
  RunSnapshot *snapshot = run_snapshot_new ();

  if (experiment == NULL)
    return &snapshot->job;
  if (!audience->is_running)
    run_progress_stop_clock (&experiment->progress, g_get_monotonic_time ());
  snapshot->network = run_network_info_ref (experiment->info);
  snapshot->view = run_cells_view (experiment->cells);
  snapshot->cell_size = run_cells_cell_size (experiment->cells);
  snapshot->n_cells = run_cells_n_cells (experiment->cells, experiment);
  if (snapshot->view == RUN_VIEW_CHAMPIONS && snapshot->cell_size != RUN_NO_CELLS &&
      !has_many_images (experiment))
    run_experiment_draw (experiment, run_experiment_n_classes (experiment));
  snapshot->n_changed = run_cells_collect (experiment->cells, experiment, audience->serial,
                                           audience->last_taken, &snapshot->changed);
  if (has_many_images (experiment))
    run_experiment_drop_images (experiment);
  fill_in_progress (experiment, snapshot);
  run_breeding_show (experiment->breeding, snapshot);
  fill_in_selected (experiment, snapshot);
  return &snapshot->job;
}
