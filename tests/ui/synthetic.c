// SPDX-License-Identifier: GPL-3.0-or-later
#include "synthetic.h"

#include <math.h>

#define SIDE 28

RunNetworkInfo *
synthetic_network (guint n_classes, gboolean long_labels)
{
  RunNetworkInfo *info = g_new0 (RunNetworkInfo, 1);

  g_atomic_ref_count_init (&info->ref_count);
  info->id = g_strdup ("synthetic");
  info->name = g_strdup ("Synthetic");
  info->installed = TRUE;
  info->n_classes = n_classes;
  info->width = info->height = SIDE;
  info->channels = 1;
  info->labels = g_new0 (char *, n_classes + 1);
  for (guint i = 0; i < n_classes; i++)
    info->labels[i] = g_strdup_printf (long_labels ? "class number %u" : "%u", i);
  return info;
}

RunSnapshot *
synthetic_snapshot (RunNetworkInfo *network, RunView view, guint n_cells, guint n_history)
{
  RunSnapshot *snapshot = run_snapshot_new ();

  snapshot->job.number = 1;
  snapshot->job.state = RUN_STATE_RUNNING;
  snapshot->network = run_network_info_ref (network);
  snapshot->view = view;
  snapshot->cell_size = 112;
  snapshot->n_cells = n_cells;
  snapshot->selected_index = -1;
  snapshot->n_history = n_history;
  snapshot->history = g_new0 (RunHistoryPoint, n_history);
  for (guint i = 0; i < n_history; i++)
    {
      double t = (i + 1.0) / n_history;

      snapshot->history[i] = (RunHistoryPoint){ .evaluations = 200 * (i + 1),
                                                .min = (float) (t * t * 0.97),
                                                .median = (float) (1 - exp (-6 * t)),
                                                .max = (float) (1 - exp (-30 * t)),
                                                .p10 = (float) (1 - exp (-2 * t)),
                                                .p25 = (float) (1 - exp (-4 * t)),
                                                .p75 = (float) (1 - exp (-9 * t)),
                                                .p90 = (float) (1 - exp (-14 * t)),
                                                .seconds = (float) (i + 1) };
    }
  return snapshot;
}

void
synthetic_snapshot_set_n_changed (RunSnapshot *snapshot, guint n_changed)
{
  g_assert_null (snapshot->changed);
  snapshot->n_changed = n_changed;
  snapshot->changed = g_new0 (RunCell, n_changed);
  for (guint i = 0; i < n_changed; i++)
    {
      snapshot->changed[i].index = i;
      snapshot->changed[i].class_index = i;
    }
}

void
synthetic_snapshot_fill (RunSnapshot *snapshot,
                         guint i,
                         guint index,
                         float confidence,
                         guint64 improvements)
{
  RunCell *cell = &snapshot->changed[i];
  g_autoptr (BaseImage) image = base_image_new (SIDE, SIDE, 1);

  for (guint y = 0; y < SIDE; y++)
    for (guint x = 0; x < SIDE; x++)
      image->pixels[y * SIDE + x] =
          (guint8) (127 + 127 * sin ((x * (1.0 + index % 7) + y * (2.0 + improvements % 5)) / 9));
  base_image_unref (cell->image);
  cell->image = base_image_for_cell (image, snapshot->cell_size);
  cell->index = index;
  cell->filled = TRUE;
  cell->class_index = index % snapshot->network->n_classes;
  cell->confidence = confidence;
  cell->improvements = improvements;
  cell->generation = improvements;
}

StoreSpecimen *
synthetic_specimen (RunNetworkInfo *network,
                    EvoEncoding encoding,
                    guint class_index,
                    float confidence,
                    guint n_mutations)
{
  StoreSpecimen *specimen = store_specimen_new ();
  g_autoptr (EvoGenome) genome = NULL;
  EvoVariation variation;
  BaseRandom random;

  evo_variation_init (&variation);
  base_random_init (&random, 1, n_mutations, class_index);
  genome = evo_genome_new_random (encoding, SIDE, SIDE, 1, &variation, &random);
  for (guint i = 0; i < n_mutations; i++)
    evo_genome_mutate (genome, &variation, 0, &random);

  specimen->network_id = g_strdup (network->id);
  specimen->network_name = g_strdup (network->name);
  specimen->encoding = g_strdup (evo_encoding_to_string (encoding));
  specimen->seed = 1;
  specimen->origin.generation = 143;
  specimen->origin.evaluation = 28600;
  specimen->class_index = class_index;
  specimen->label = g_strdup (network->labels[class_index]);
  specimen->confidence = confidence;
  specimen->n_top = MIN (network->n_classes, EVO_TOP);
  for (guint i = 0; i < specimen->n_top; i++)
    {
      guint other = (class_index + i) % network->n_classes;

      specimen->top[i].class_index = other;
      specimen->top[i].confidence = i == 0 ? confidence : (1 - confidence) / (1 << i);
      specimen->top_labels[i] = g_strdup (network->labels[other]);
    }
  specimen->image = base_image_new (SIDE, SIDE, 1);
  evo_genome_render (genome, specimen->image);
  specimen->genome = evo_genome_serialise (genome);
  specimen->genome_size = evo_genome_size (genome);
  specimen->diagram = evo_genome_diagram (genome);
  return specimen;
}
