// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/specimen-private.h"

static StoreSpecimen *
new_specimen (const RunExperiment *experiment,
              const EvoGenome *genome,
              guint class_index,
              const EvoRanking *top,
              guint n_top)
{
  StoreSpecimen *specimen = store_specimen_new ();
  const char *session =
      experiment->recorder != NULL ? run_context_session (experiment->context) : NULL;
  const RunMethodInfo *method = run_method (experiment->settings.method);
  char **labels = experiment->info->labels;

  specimen->network_id = g_strdup (experiment->info->id);
  specimen->network_name = g_strdup (experiment->info->name);
  specimen->encoding =
      g_strdup (method->is_evolution ? evo_encoding_to_string (method->encoding) : method->name);
  specimen->seed = experiment->settings.seed;
  specimen->network_sha256 = g_strdup (experiment->info->sha256);
  /* Without a folder: where people keep their files is no one else's business. */
  if (session != NULL)
    specimen->session = g_filename_display_basename (session);
  specimen->n_crops = experiment->n_crops;
  specimen->screening = run_experiment_screens (experiment);
  specimen->class_index = class_index;
  specimen->label = g_strdup (labels[class_index]);
  specimen->n_top = n_top;
  for (guint i = 0; i < n_top; i++)
    {
      specimen->top[i] = top[i];
      specimen->top_labels[i] = g_strdup (labels[top[i].class_index]);
    }
  if (genome != NULL)
    {
      EvoVariation variation = run_experiment_variation (experiment);

      specimen->genome = evo_genome_serialise (genome);
      specimen->genome_size = evo_genome_size (genome);
      specimen->diagram = evo_genome_diagram (genome);
      specimen->batch = experiment->settings.batch;
      specimen->variation = g_memdup2 (&variation, sizeof variation);
    }
  else
    specimen->rules = asc_rules_to_string (&experiment->settings.ascent);
  return specimen;
}

StoreSpecimen *
run_specimen_of_champion (const RunExperiment *experiment, guint class_index)
{
  const EvoArchive *archive = run_experiment_archive (experiment);
  const EvoChampion *champion;
  StoreSpecimen *specimen;

  if (class_index >= archive->n_classes || !evo_champion_is_filled (&archive->cells[class_index]))
    return NULL;

  champion = &archive->cells[class_index];
  specimen =
      new_specimen (experiment, champion->genome, class_index, champion->top, champion->n_top);
  specimen->confidence = champion->confidence;
  specimen->origin = champion->origin;
  specimen->image = evo_champion_image (champion);
  return specimen;
}

StoreSpecimen *
run_specimen_of_child (const RunExperiment *experiment, guint child)
{
  guint n = experiment->searcher->n_offspring (experiment->search);
  const EvoOffspring *offspring;
  StoreSpecimen *specimen;

  if (child >= n)
    return NULL;

  offspring = experiment->searcher->offspring (experiment->search, child);
  if (offspring->image == NULL)
    return NULL;
  specimen = new_specimen (experiment, offspring->genome, offspring->top[0].class_index,
                           offspring->top, offspring->n_top);
  specimen->confidence = offspring->top[0].confidence;
  if (offspring->is_screened_only)
    specimen->n_crops = 1;
  specimen->origin = offspring->origin;
  specimen->image = base_image_ref (offspring->image);
  return specimen;
}
