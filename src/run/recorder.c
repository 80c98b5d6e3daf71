// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/recorder-private.h"

#define NOTHING G_MAXUINT64

struct _RunRecorder
{
  guint n_classes;
  gboolean chains;
  guint64 *noted;         /* (n_classes) evaluation of the image taken down last; or NOTHING */
  guint64 *saved;         /* (n_classes) `improvements` of the champion saved last */
  RunCheckpoint *pending; /* its individuals: taken down, but not saved */
};

RunRecorder *
run_recorder_new (guint n_classes, gboolean chains)
{
  RunRecorder *recorder = g_new0 (RunRecorder, 1);

  recorder->n_classes = n_classes;
  recorder->chains = chains;
  recorder->noted = g_new (guint64, n_classes);
  recorder->saved = g_new0 (guint64, n_classes);
  for (guint i = 0; i < n_classes; i++)
    recorder->noted[i] = NOTHING;
  recorder->pending = run_checkpoint_new ();
  return recorder;
}

void
run_recorder_free (RunRecorder *recorder)
{
  if (recorder == NULL)
    return;
  g_free (recorder->noted);
  g_free (recorder->saved);
  run_checkpoint_free (recorder->pending);
  g_free (recorder);
}

static int
compare_by_evaluation (gconstpointer a, gconstpointer b, gpointer data)
{
  const EvoArchive *archive = data;
  guint first = *(const guint *) a, second = *(const guint *) b;
  guint64 x = archive->cells[first].origin.evaluation;
  guint64 y = archive->cells[second].origin.evaluation;

  return x != y ? (x > y) - (x < y) : (first > second) - (first < second);
}

/* Takes down the image that holds the n classes. */
static void
note_image (RunRecorder *recorder, const EvoArchive *archive, const guint *classes, guint n)
{
  const EvoChampion *champion = &archive->cells[classes[0]];
  g_autofree StoreCrown *crowns = g_new (StoreCrown, n);
  g_autoptr (GBytes) genome =
      champion->genome != NULL ? evo_genome_serialise (champion->genome) : NULL;
  guint64 before = recorder->noted[classes[0]];
  StoreIndividual individual = {
    .origin = champion->origin,
    .genome = genome,
    .image = genome == NULL ? champion->image : NULL,
    .n_crowns = n,
    .crowns = crowns,
  };

  if (recorder->chains && before != NOTHING)
    individual.origin.parent = before;
  for (guint i = 0; i < n; i++)
    {
      crowns[i] = (StoreCrown){ .class_index = classes[i],
                                .confidence = archive->cells[classes[i]].confidence };
      recorder->noted[classes[i]] = individual.origin.evaluation;
    }
  run_checkpoint_add_individual (recorder->pending, &individual);
}

/* Takes down the champions of these classes, image by image. */
static void
note_classes (RunRecorder *recorder, const EvoArchive *archive, GArray *classes)
{
  const guint *indices = (const guint *) classes->data;

  g_array_sort_with_data (classes, compare_by_evaluation, (gpointer) archive);
  for (guint i = 0, n; i < classes->len; i += n)
    {
      guint64 evaluation = archive->cells[indices[i]].origin.evaluation;

      for (n = 1;
           i + n < classes->len && archive->cells[indices[i + n]].origin.evaluation == evaluation;)
        n++;
      note_image (recorder, archive, indices + i, n);
    }
}

void
run_recorder_note (RunRecorder *recorder, const EvoArchive *archive, guint64 generation)
{
  g_autoptr (GArray) classes = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < archive->n_classes; i++)
    if (evo_champion_is_filled (&archive->cells[i]) &&
        archive->cells[i].origin.generation == generation &&
        archive->cells[i].origin.evaluation != recorder->noted[i])
      g_array_append_val (classes, i);
  note_classes (recorder, archive, classes);
}

/* It may be older than what has been taken down since. */
void
run_recorder_note_parent (RunRecorder *recorder, const EvoOrigin *origin, const EvoGenome *genome)
{
  g_autoptr (GBytes) bytes = evo_genome_serialise (genome);
  StoreIndividual individual = { .origin = *origin, .genome = bytes };
  GArray *individuals = recorder->pending->individuals;
  guint at = individuals->len;

  while (at > 0 && g_array_index (individuals, StoreIndividual, at - 1).origin.evaluation >
                       origin->evaluation)
    at--;
  if (at > 0 &&
      g_array_index (individuals, StoreIndividual, at - 1).origin.evaluation == origin->evaluation)
    return;
  g_bytes_ref (bytes);
  g_array_insert_val (individuals, at, individual);
}

void
run_recorder_restored (RunRecorder *recorder, const EvoArchive *archive)
{
  for (guint i = 0; i < archive->n_classes; i++)
    if (evo_champion_is_filled (&archive->cells[i]))
      {
        recorder->noted[i] = archive->cells[i].origin.evaluation;
        recorder->saved[i] = archive->cells[i].improvements;
      }
}

static void
save_champions (RunRecorder *recorder, const EvoArchive *archive, GArray *champions)
{
  for (guint i = 0; i < archive->n_classes; i++)
    {
      const EvoChampion *cell = &archive->cells[i];
      StoreChampion champion = {
        .class_index = i,
        .evaluation = cell->origin.evaluation,
        .confidence = cell->confidence,
        .improvements = cell->improvements,
        .n_top = cell->n_top,
      };

      if (!evo_champion_is_filled (cell) || cell->improvements == recorder->saved[i])
        continue;
      for (guint j = 0; j < cell->n_top; j++)
        champion.top[j] = cell->top[j];
      g_array_append_val (champions, champion);
      recorder->saved[i] = cell->improvements;
    }
}

void
run_recorder_save (RunRecorder *recorder, const EvoArchive *archive, RunCheckpoint *checkpoint)
{
  g_autoptr (GArray) classes = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *individuals = recorder->pending->individuals;

  for (guint i = 0; i < archive->n_classes; i++)
    if (evo_champion_is_filled (&archive->cells[i]) &&
        archive->cells[i].origin.evaluation != recorder->noted[i])
      g_array_append_val (classes, i);
  note_classes (recorder, archive, classes);
  save_champions (recorder, archive, checkpoint->champions);
  recorder->pending->individuals = checkpoint->individuals;
  checkpoint->individuals = individuals;
}
