// SPDX-License-Identifier: GPL-3.0-or-later
/* Images that are drawn only once somebody wants to see them: most champions are replaced before
 * that. */
#include "evolve/archive.h"

#include "evolve/save-private.h"

typedef struct
{
  const EvoGenome *const *genomes;
  BaseImage *const *images;
} Drawing;

static void
draw (gpointer data, guint task, guint worker)
{
  const Drawing *drawing = data;

  evo_genome_render (drawing->genomes[task], drawing->images[task]);
}

void
evo_draw_images (guint n, const EvoGenome *const *genomes, BaseImage *const *images, BasePool *pool)
{
  Drawing drawing = { .genomes = genomes, .images = images };

  if (pool != NULL)
    base_pool_run (pool, n, draw, &drawing, NULL);
  else
    for (guint i = 0; i < n; i++)
      draw (&drawing, i, 0);
}

gboolean
evo_archive_is_drawn (const EvoArchive *archive, guint n)
{
  for (guint i = 0, seen = 0; i < archive->n_classes && seen < n; i++)
    if (evo_champion_is_filled (&archive->cells[i]))
      {
        if (archive->cells[i].image == NULL)
          return FALSE;
        seen++;
      }
  return TRUE;
}

static BaseImage *
new_image (const EvoGenome *genome)
{
  return base_image_new (evo_genome_width (genome), evo_genome_height (genome),
                         evo_genome_channels (genome));
}

BaseImage *
evo_champion_image (const EvoChampion *cell)
{
  BaseImage *image;

  g_return_val_if_fail (evo_champion_is_filled (cell), NULL);

  if (cell->image != NULL)
    return base_image_ref (cell->image);
  image = new_image (cell->genome);
  evo_genome_render (cell->genome, image);
  return image;
}

void
evo_archive_drop_images (EvoArchive *archive)
{
  for (guint i = 0; i < archive->n_classes; i++)
    if (archive->cells[i].genome != NULL)
      g_clear_pointer (&archive->cells[i].image, base_image_unref);
}

/* Another cell may have the image already, where this one was not among the first before. */
static void
find_images (EvoArchive *archive, GHashTable *images)
{
  for (guint i = 0; i < archive->n_classes; i++)
    {
      EvoChampion *cell = &archive->cells[i];

      if (cell->image != NULL)
        g_hash_table_insert (images, &cell->origin.evaluation, cell->image);
    }
}

void
evo_archive_draw (EvoArchive *archive, guint n, BasePool *pool)
{
  g_autoptr (GHashTable) images = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) genomes = g_ptr_array_new ();
  g_autoptr (GPtrArray) drawn = g_ptr_array_new ();

  find_images (archive, images);
  for (guint i = 0, seen = 0; i < archive->n_classes && seen < n; i++)
    {
      EvoChampion *cell = &archive->cells[i];
      BaseImage *image;

      if (!evo_champion_is_filled (cell))
        continue;
      seen++;
      if (cell->image != NULL)
        continue;
      image = g_hash_table_lookup (images, &cell->origin.evaluation);
      if (image != NULL)
        {
          cell->image = base_image_ref (image);
          continue;
        }
      cell->image = new_image (cell->genome);
      g_hash_table_insert (images, &cell->origin.evaluation, cell->image);
      g_ptr_array_add (genomes, cell->genome);
      g_ptr_array_add (drawn, cell->image);
    }
  evo_draw_images (genomes->len, (const EvoGenome *const *) genomes->pdata,
                   (BaseImage *const *) drawn->pdata, pool);
}
