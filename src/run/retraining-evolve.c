// SPDX-License-Identifier: GPL-3.0-or-later
/* The third stage of a round: runs of evolution, or of ascent, against the network; one after the
 * other, each with a seed of its own. */
#include "run/retraining-private.h"

#include <string.h>

void
run_retrain_settings (const RunRetrain *retrain, RunSettings *settings)
{
  const RunRetraining *order = retrain->order;
  guint n_classes = fmt_network_n_classes (retrain->network);

  run_settings_init (settings, retrain->training_order->output);
  run_settings_use_paper (settings);
  settings->method = order->method;
  settings->seed = run_retraining_seed (order, retrain->round, retrain->run);
  settings->batch = order->batch;
  settings->stop_generations = order->generations;
  settings->n_threads = order->training.n_threads;
  settings->ascent.iterations = (guint) MIN (order->generations, ASC_MAX_ITERATIONS);
  if (n_classes == retrain->images.n_classes)
    return;
  /* All but the rubbish: to be taken for that fools nobody. */
  settings->n_wanted = n_classes;
  settings->wanted = g_new (gboolean, n_classes);
  for (guint i = 0; i < n_classes; i++)
    settings->wanted[i] = i < retrain->images.n_classes;
}

static gboolean
begin_run (RunRetrain *retrain, guint run, GError **error)
{
  RunSettings settings;
  RunExperiment *experiment;
  guint before = retrain->run;

  retrain->run = run;
  run_retrain_settings (retrain, &settings);
  experiment = run_experiment_make_part (retrain->context, &settings, retrain->network, error);
  run_settings_clear (&settings);
  if (experiment == NULL)
    {
      retrain->run = before;
      return FALSE;
    }
  run_retrain_set_experiment (retrain, experiment);
  retrain->run_over = FALSE;
  run_collector_clear (&retrain->collector);
  run_collector_init (&retrain->collector, run_retraining_quota (retrain->order, run));
  return TRUE;
}

/* It is shown as the one before was. */
void
run_retrain_set_experiment (RunRetrain *retrain, RunExperiment *experiment)
{
  const RunTold view = { .what = RUN_EXPERIMENT_VIEW, .value = &retrain->view };
  const RunTold selected = { .what = RUN_EXPERIMENT_SELECT, .value = &retrain->selected };

  g_clear_pointer (&retrain->experiment, run_experiment_free);
  retrain->experiment = experiment;
  retrain->experiment_number++;
  run_experiment_obey (experiment, &view);
  run_experiment_obey (experiment, &selected);
}

gboolean
run_retrain_begin_evolving (RunRetrain *retrain, GError **error)
{
  retrain->n_collected = 0;
  retrain->evolution_seconds = 0;
  retrain->evaluations = 0;
  g_array_set_size (retrain->confidences, 0);
  return begin_run (retrain, 1, error);
}

static RunRetrainingRow *
row_of_round (const RunRetrain *retrain)
{
  return retrain->rows->pdata[retrain->round - 1];
}

/* The row is shown already: a new one takes its place. */
static RunRetrainingRow *
renew_row (RunRetrain *retrain)
{
  RunRetrainingRow *row = run_retraining_row_copy (row_of_round (retrain));

  run_retraining_row_unref (row_of_round (retrain));
  retrain->rows->pdata[retrain->round - 1] = row;
  return row;
}

static void
take_down_champions (RunRetrain *retrain, const EvoArchive *archive)
{
  RunRetrainingRow *row = renew_row (retrain);

  row->n_champions = retrain->images.n_classes;
  row->champions = g_new0 (RunRetrainingChampion, row->n_champions);
  for (guint i = 0; i < row->n_champions; i++)
    if (evo_champion_is_filled (&archive->cells[i]))
      row->champions[i] =
          (RunRetrainingChampion){ .filled = TRUE,
                                   .confidence = archive->cells[i].confidence,
                                   .image = base_image_ref (archive->cells[i].image) };
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float first = *(const float *) a, second = *(const float *) b;

  return (first > second) - (first < second);
}

static void
finish_row (RunRetrain *retrain)
{
  RunRetrainingRow *row = renew_row (retrain);
  guint n = retrain->confidences->len;
  g_autofree float *sorted = g_memdup2 (retrain->confidences->data, n * sizeof (float));
  double sum = 0;

  qsort (sorted, n, sizeof *sorted, compare_floats);
  for (guint i = 0; i < n; i++)
    sum += (double) sorted[i];
  row->is_evolved = TRUE;
  row->min = sorted[0];
  row->median = (float) (((double) sorted[(n - 1) / 2] + (double) sorted[n / 2]) / 2);
  row->mean = (float) (sum / n);
  row->evaluations = retrain->evaluations;
  row->evolution_seconds = retrain->evolution_seconds;
}

static void
finish_run (RunRetrain *retrain)
{
  RunExperiment *experiment = retrain->experiment;
  const EvoArchive *archive = run_experiment_archive (experiment);
  g_autoptr (GPtrArray) collected = NULL;

  run_experiment_draw (experiment, archive->n_classes);
  collected = run_collector_result (&retrain->collector, experiment);
  run_progress_stop_clock (&experiment->progress, g_get_monotonic_time ());
  if (retrain->run == 1)
    take_down_champions (retrain, archive);
  for (guint i = 0; i < retrain->images.n_classes; i++)
    {
      float confidence =
          evo_champion_is_filled (&archive->cells[i]) ? archive->cells[i].confidence : 0;

      g_array_append_val (retrain->confidences, confidence);
    }
  retrain->evaluations += experiment->searcher->evaluations (experiment->search);
  if (retrain->round < retrain->order->n_rounds)
    {
      run_retraining_images_add (&retrain->images, retrain->order, collected);
      retrain->n_collected += collected->len;
    }
  run_collector_clear (&retrain->collector);
  retrain->run_over = TRUE;
}

/* The run under way; it may end with this. */
static gboolean
go_on (RunRetrain *retrain, gint *interrupt, GError **error)
{
  RunAdvance advance = RUN_ADVANCE_INTERRUPTED;
  gint64 start = g_get_monotonic_time ();
  gboolean going = run_experiment_advance (retrain->experiment, interrupt, &advance, error);

  retrain->evolution_seconds += (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  if (!going)
    return FALSE;
  if (advance != RUN_ADVANCE_INTERRUPTED)
    run_collector_note (&retrain->collector, retrain->experiment);
  if (advance == RUN_ADVANCE_FINISHED)
    finish_run (retrain);
  return TRUE;
}

gboolean
run_retrain_evolve (RunRetrain *retrain, gint *interrupt, gboolean *over, GError **error)
{
  if (!retrain->run_over && !go_on (retrain, interrupt, error))
    return FALSE;
  if (!retrain->run_over)
    return TRUE;
  if (retrain->run < retrain->order->n_runs)
    return begin_run (retrain, retrain->run + 1, error);
  if (retrain->round < retrain->order->n_rounds)
    run_retraining_images_add_noise (&retrain->images, retrain->order, retrain->round);
  finish_row (retrain);
  *over = TRUE;
  return TRUE;
}
