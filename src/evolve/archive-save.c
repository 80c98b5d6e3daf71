// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/archive.h"

#include <math.h>

#include "evolve/save-private.h"

/* The bytes of an archive: "EvoA", version; classes, whether each is wanted; the number of filled
 * cells; for each of them its class, the class of an earlier cell with the same image or NO_CLASS,
 * and the champion, with its genome, or else its pixels, unless it is the earlier one's. */
#define TAG      "EvoA"
#define VERSION  1
#define NO_CLASS G_MAXUINT32

/* The least that a filled cell takes. */
#define MIN_CELL_SIZE 32

/* --- What the search saves, too --- */

void
evo_pack_origin (GByteArray *out, const EvoOrigin *origin)
{
  base_pack_u64 (out, origin->evaluation);
  base_pack_u64 (out, origin->generation);
  base_pack_u64 (out, origin->parent);
}

EvoOrigin
evo_unpack_origin (BaseUnpack *in)
{
  EvoOrigin origin;

  origin.evaluation = base_unpack_u64 (in);
  origin.generation = base_unpack_u64 (in);
  origin.parent = base_unpack_u64 (in);
  return origin;
}

void
evo_pack_top (GByteArray *out, const EvoRanking *top, guint n_top)
{
  base_pack_u32 (out, n_top);
  for (guint i = 0; i < n_top; i++)
    {
      base_pack_u32 (out, top[i].class_index);
      base_pack_f32 (out, top[i].confidence);
    }
}

void
evo_unpack_top (BaseUnpack *in, guint n_classes, EvoRanking *top, guint *n_top)
{
  *n_top = base_unpack_u32 (in);
  if (!base_unpack_require (in, *n_top == MIN (n_classes, EVO_TOP)))
    *n_top = 0;
  for (guint i = 0; i < *n_top; i++)
    {
      top[i].class_index = base_unpack_u32 (in);
      top[i].confidence = base_unpack_f32 (in);
      base_unpack_require (in, top[i].class_index < n_classes);
    }
}

void
evo_pack_genome (GByteArray *out, const EvoGenome *genome)
{
  g_autoptr (GBytes) bytes = evo_genome_serialise (genome);

  base_pack_blob (out, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

EvoGenome *
evo_unpack_genome (BaseUnpack *in, guint width, guint height, guint channels)
{
  g_autoptr (EvoGenome) genome = NULL;
  gsize size;
  const guint8 *data = base_unpack_blob (in, &size);

  if (data != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);

      genome = evo_genome_deserialise (bytes, NULL);
    }
  if (!base_unpack_require (in, genome != NULL && evo_genome_width (genome) == width &&
                                    evo_genome_height (genome) == height &&
                                    evo_genome_channels (genome) == channels))
    return NULL;
  return g_steal_pointer (&genome);
}

/* --- Saving --- */

static void
save_champion (const EvoChampion *cell, gboolean with_image, GByteArray *out)
{
  if (with_image)
    {
      base_pack_u8 (out, cell->genome != NULL);
      if (cell->genome != NULL)
        evo_pack_genome (out, cell->genome);
      else
        base_pack_blob (out, cell->image->pixels, base_image_size (cell->image));
    }
  base_pack_f32 (out, cell->confidence);
  evo_pack_top (out, cell->top, cell->n_top);
  evo_pack_origin (out, &cell->origin);
  base_pack_u64 (out, cell->improvements);
}

void
evo_archive_save (const EvoArchive *archive, GByteArray *out)
{
  g_autoptr (GHashTable) first = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint n_filled = 0;

  base_pack_header (out, TAG, VERSION);
  base_pack_u32 (out, archive->n_classes);
  for (guint i = 0; i < archive->n_classes; i++)
    {
      base_pack_u8 (out, archive->wanted[i] != FALSE);
      n_filled += evo_champion_is_filled (&archive->cells[i]) ? 1 : 0;
    }
  base_pack_u32 (out, n_filled);
  for (guint i = 0; i < archive->n_classes; i++)
    {
      const EvoChampion *cell = &archive->cells[i];
      guint like = NO_CLASS;
      gpointer found;

      if (!evo_champion_is_filled (cell))
        continue;
      /* One image that won several cells came with one genome. */
      if (g_hash_table_lookup_extended (first, &cell->origin.evaluation, NULL, &found))
        like = GPOINTER_TO_UINT (found);
      else
        g_hash_table_insert (first, (gpointer) &cell->origin.evaluation, GUINT_TO_POINTER (i));
      base_pack_u32 (out, i);
      base_pack_u32 (out, like);
      save_champion (cell, like == NO_CLASS, out);
    }
}

/* --- Restoring --- */

typedef struct
{
  EvoArchive *archive;
  guint width, height, channels;
  BaseUnpack *in;
} Restoring;

static void
restore_image (Restoring *restoring, EvoChampion *cell)
{
  BaseUnpack *in = restoring->in;
  gboolean has_genome = base_unpack_boolean (in);

  if (has_genome)
    cell->genome = evo_unpack_genome (in, restoring->width, restoring->height, restoring->channels);
  if (in->failed || has_genome)
    return;
  cell->image = base_image_new (restoring->width, restoring->height, restoring->channels);
  base_unpack_blob_into (in, cell->image->pixels, base_image_size (cell->image));
}

static void
share_image (Restoring *restoring, EvoChampion *cell, guint like)
{
  const EvoArchive *archive = restoring->archive;
  const EvoChampion *other = like < archive->n_classes ? &archive->cells[like] : NULL;

  if (!base_unpack_require (restoring->in, other != NULL && evo_champion_is_filled (other)))
    return;
  if (other->image != NULL)
    cell->image = base_image_ref (other->image);
  if (other->genome != NULL)
    cell->genome = evo_genome_copy (other->genome);
}

/* Returns the class. */
static guint
restore_cell (Restoring *restoring, guint first)
{
  EvoArchive *archive = restoring->archive;
  BaseUnpack *in = restoring->in;
  guint class_index = base_unpack_u32 (in);
  guint like = base_unpack_u32 (in);
  EvoChampion *cell;

  if (!base_unpack_require (in, class_index >= first && class_index < archive->n_classes &&
                                    archive->wanted[class_index]))
    return class_index;
  cell = &archive->cells[class_index];
  if (like == NO_CLASS)
    restore_image (restoring, cell);
  else
    share_image (restoring, cell, like);
  cell->confidence = base_unpack_f32 (in);
  base_unpack_require (in, !isnan (cell->confidence));
  evo_unpack_top (in, archive->n_classes, cell->top, &cell->n_top);
  cell->origin = evo_unpack_origin (in);
  cell->improvements = base_unpack_u64 (in);
  archive->bars[class_index] = cell->confidence;
  return class_index;
}

EvoArchive *
evo_archive_restore (guint n_classes,
                     const gboolean *classes_wanted,
                     guint width,
                     guint height,
                     guint channels,
                     BaseUnpack *in,
                     GError **error)
{
  g_autoptr (EvoArchive) archive = NULL;
  Restoring restoring = { .width = width, .height = height, .channels = channels, .in = in };
  guint n_filled, next = 0;

  g_return_val_if_fail (n_classes >= 1 && in != NULL, NULL);

  if (!base_unpack_header (in, TAG, VERSION, error))
    return NULL;
  base_unpack_require (in, base_unpack_u32 (in) == n_classes);
  archive = evo_archive_new (n_classes, classes_wanted);
  for (guint i = 0; i < n_classes; i++)
    base_unpack_require (in, base_unpack_boolean (in) == (archive->wanted[i] != FALSE));
  n_filled = base_unpack_count (in, n_classes, MIN_CELL_SIZE);
  restoring.archive = archive;
  for (guint i = 0; i < n_filled && !in->failed; i++)
    next = restore_cell (&restoring, next) + 1;
  return base_unpack_check (in, error) ? g_steal_pointer (&archive) : NULL;
}
