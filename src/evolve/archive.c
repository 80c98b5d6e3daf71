// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/archive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

EvoArchive *
evo_archive_new (guint n_classes, const gboolean *classes_wanted)
{
  EvoArchive *archive;

  g_return_val_if_fail (n_classes >= 1, NULL);

  archive = g_new0 (EvoArchive, 1);
  archive->n_classes = n_classes;
  archive->cells = g_new0 (EvoChampion, n_classes);
  archive->wanted = g_new (gboolean, n_classes);
  archive->bars = g_new (float, n_classes);
  for (guint i = 0; i < n_classes; i++)
    {
      archive->wanted[i] = classes_wanted == NULL || classes_wanted[i];
      archive->bars[i] = archive->wanted[i] ? -INFINITY : INFINITY;
    }
  return archive;
}

void
evo_archive_free (EvoArchive *archive)
{
  if (archive == NULL)
    return;
  for (guint i = 0; i < archive->n_classes; i++)
    {
      evo_genome_free (archive->cells[i].genome);
      base_image_unref (archive->cells[i].image);
    }
  g_free (archive->cells);
  g_free (archive->wanted);
  g_free (archive->bars);
  g_free (archive);
}

gboolean
evo_champion_is_filled (const EvoChampion *cell)
{
  return cell->genome != NULL || cell->image != NULL;
}

/* Not-a-number ranks below everything. */
static float
rank (float confidence)
{
  return isnan (confidence) ? -INFINITY : confidence;
}

guint
evo_top (const float *confidences, guint n_classes, EvoRanking *top)
{
  guint n_top = 0;

  for (guint i = 0; i < n_classes; i++)
    {
      float value = rank (confidences[i]);
      guint place;

      if (n_top == EVO_TOP && !(value > rank (top[EVO_TOP - 1].confidence)))
        continue;
      if (n_top < EVO_TOP)
        n_top++;
      for (place = n_top - 1; place > 0 && value > rank (top[place - 1].confidence); place--)
        top[place] = top[place - 1];
      top[place] = (EvoRanking){ .class_index = i, .confidence = confidences[i] };
    }
  return n_top;
}

static void
replace_champion (EvoChampion *cell, const EvoGenome *genome, BaseImage *image)
{
  if (genome == NULL)
    g_clear_pointer (&cell->genome, evo_genome_free);
  else if (cell->genome == NULL)
    cell->genome = evo_genome_copy (genome);
  else
    evo_genome_assign (cell->genome, genome);
  base_image_unref (cell->image);
  cell->image = image != NULL ? base_image_ref (image) : NULL;
  cell->improvements++;
}

guint
evo_archive_offer (EvoArchive *archive,
                   const EvoGenome *genome,
                   BaseImage *image,
                   const float *confidences,
                   const EvoOrigin *origin)
{
  EvoRanking top[EVO_TOP];
  guint n_top = 0, n_won = 0;

  for (guint i = 0; i < archive->n_classes; i++)
    {
      EvoChampion *cell = &archive->cells[i];

      /* False for a number that is none. */
      if (!(confidences[i] > archive->bars[i]))
        continue;
      if (n_won++ == 0)
        n_top = evo_top (confidences, archive->n_classes, top);
      replace_champion (cell, genome, image);
      archive->bars[i] = cell->confidence = confidences[i];
      memcpy (cell->top, top, n_top * sizeof *top);
      cell->n_top = n_top;
      cell->origin = *origin;
    }
  return n_won;
}

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

/* values: (n >= 1), in rising order. */
static float
percentile (const float *values, guint n, guint percent)
{
  guint place = (n - 1) * percent, below = place / 100;
  double share = (place % 100) / 100.0;

  if (place % 100 == 0)
    return values[below];
  return (float) ((1 - share) * (double) values[below] + share * (double) values[below + 1]);
}

void
evo_archive_statistics (const EvoArchive *archive, EvoStatistics *statistics)
{
  g_autofree float *values = g_new (float, archive->n_classes);
  double sum = 0;
  guint n = 0;

  memset (statistics, 0, sizeof *statistics);
  for (guint i = 0; i < archive->n_classes; i++)
    if (archive->wanted[i])
      {
        sum += archive->cells[i].confidence;
        values[n++] = archive->cells[i].confidence;
      }
  if (n == 0)
    return;

  qsort (values, n, sizeof *values, compare_floats);
  statistics->n_cells = n;
  statistics->min = values[0];
  statistics->max = values[n - 1];
  statistics->mean = (float) (sum / n);
  statistics->median = percentile (values, n, 50);
  statistics->p10 = percentile (values, n, 10);
  statistics->p25 = percentile (values, n, 25);
  statistics->p75 = percentile (values, n, 75);
  statistics->p90 = percentile (values, n, 90);
}

char *
evo_archive_hash (const EvoArchive *archive)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < archive->n_classes; i++)
    {
      const EvoChampion *cell = &archive->cells[i];
      g_autoptr (GBytes) bytes = NULL;
      guint32 bits;

      if (!evo_champion_is_filled (cell))
        continue;
      bytes = cell->genome != NULL
                  ? evo_genome_serialise (cell->genome)
                  : g_bytes_new_static (cell->image->pixels, base_image_size (cell->image));
      memcpy (&bits, &cell->confidence, sizeof bits);
      bits = GUINT32_TO_LE (bits);
      g_checksum_update (checksum, g_bytes_get_data (bytes, NULL),
                         (gssize) g_bytes_get_size (bytes));
      g_checksum_update (checksum, (const guchar *) &bits, sizeof bits);
    }
  return g_strdup (g_checksum_get_string (checksum));
}
