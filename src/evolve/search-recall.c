// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pack.h"
#include "evolve/save-private.h"
#include "evolve/search-private.h"

#define TAG     "EvoM"
#define VERSION 4

/* Older ones that are read, too: without screening, and without a choice of parents. */
#define UNSCREENED 3
#define OLDEST     2

/* The least that one child takes. */
#define MIN_CHILD_SIZE 24

struct _EvoMemory
{
  EvoParents *parents;    /* NULL: the genomes are kept */
  EvoVariation variation; /* with which the children were bred from them */
  guint n;
  EvoGenome **genomes;     /* (n), or NULL */
  EvoOffspring *offspring; /* (n), without genomes and images */
};

static EvoMemory *
memory_new (guint n)
{
  EvoMemory *memory = g_new0 (EvoMemory, 1);

  memory->n = n;
  memory->offspring = g_new0 (EvoOffspring, n);
  return memory;
}

void
evo_memory_free (EvoMemory *memory)
{
  if (memory == NULL)
    return;
  for (guint i = 0; memory->genomes != NULL && i < memory->n; i++)
    evo_genome_free (memory->genomes[i]);
  g_free (memory->genomes);
  g_free (memory->offspring);
  evo_parents_unref (memory->parents);
  g_free (memory);
}

EvoMemory *
evo_search_remember (const EvoSearch *search)
{
  const EvoPopulation *last = &search->last;
  EvoMemory *memory;

  if (last->n == 0)
    return NULL;
  memory = memory_new (last->n);
  for (guint i = 0; i < last->n; i++)
    {
      memory->offspring[i] = last->offspring[i];
      memory->offspring[i].genome = NULL;
      memory->offspring[i].image = NULL;
    }
  memory->parents = evo_parents_ref (search->last_chosen);
  memory->variation = search->last_variation;
  if (memory->parents == NULL)
    {
      memory->genomes = g_new (EvoGenome *, last->n);
      for (guint i = 0; i < last->n; i++)
        memory->genomes[i] = evo_genome_copy (last->genomes[i]);
    }
  return memory;
}

static void
make_again (gpointer data, guint task, guint worker)
{
  evo_search_make_child (data, task);
}

/* What a child is made from is in a search; so this is one in the state in which that generation
 * was under way. */
static void
breed_again (EvoSearch *search, const EvoMemory *memory, BasePool *pool)
{
  const EvoOrigin *first = &memory->offspring[0].origin;
  EvoSearch then = {
    .settings = search->settings,
    .generation = first->generation,
    .evaluations = first->evaluation,
    .chosen = memory->parents,
    .current = search->last,
  };

  then.settings.batch = memory->n;
  then.settings.variation = memory->variation;
  if (pool != NULL)
    base_pool_run (pool, memory->n, make_again, &then, NULL);
  else
    for (guint i = 0; i < memory->n; i++)
      make_again (&then, i, 0);
  search->last = then.current;
}

static void
copy_again (EvoSearch *search, const EvoMemory *memory, BasePool *pool)
{
  EvoPopulation *last = &search->last;

  for (guint i = 0; i < memory->n; i++)
    {
      if (last->genomes[i] == NULL)
        last->genomes[i] = evo_genome_copy (memory->genomes[i]);
      else
        evo_genome_assign (last->genomes[i], memory->genomes[i]);
      evo_population_own_image (last, i, &search->settings);
    }
  evo_draw_images (memory->n, (const EvoGenome *const *) last->genomes, last->images, pool);
}

void
evo_search_recall (EvoSearch *search, const EvoMemory *memory, BasePool *pool)
{
  g_return_if_fail (search != NULL && memory != NULL);

  evo_population_resize (&search->last, memory->n);
  if (memory->parents != NULL)
    breed_again (search, memory, pool);
  else
    copy_again (search, memory, pool);
  for (guint i = 0; i < memory->n; i++)
    {
      EvoOffspring *offspring = &search->last.offspring[i];

      *offspring = memory->offspring[i];
      offspring->genome = search->last.genomes[i];
      offspring->image = search->last.images[i];
    }
  evo_parents_unref (search->last_chosen);
  search->last_chosen = evo_parents_ref (memory->parents);
  search->last_variation = memory->variation;
}

void
evo_memory_save (const EvoMemory *memory, GByteArray *out)
{
  base_pack_header (out, TAG, VERSION);
  evo_pack_parents (out, memory->parents);
  if (memory->parents != NULL)
    evo_pack_variation (out, &memory->variation);
  base_pack_u32 (out, memory->n);
  for (guint i = 0; i < memory->n; i++)
    {
      const EvoOffspring *child = &memory->offspring[i];

      evo_pack_origin (out, &child->origin);
      evo_pack_top (out, child->top, child->n_top);
      base_pack_u32 (out, child->n_won);
      base_pack_u8 (out, child->is_screened_only != FALSE);
      if (memory->genomes != NULL)
        evo_pack_genome (out, memory->genomes[i]);
    }
}

EvoMemory *
evo_memory_restore (const EvoSearchSettings *settings, BaseUnpack *in)
{
  g_autoptr (EvoMemory) memory = NULL;
  EvoParents *parents;
  EvoVariation variation = { 0 };
  guint32 version = base_unpack_header_since (in, TAG, OLDEST, VERSION, NULL);

  if (!base_unpack_require (in, version != 0))
    return NULL;
  parents = evo_unpack_parents (in, settings);
  if (parents != NULL)
    variation = evo_unpack_variation (in, version == OLDEST);
  memory = memory_new (base_unpack_count (in, EVO_MAX_BATCH, MIN_CHILD_SIZE));
  memory->parents = parents;
  memory->variation = variation;
  if (parents == NULL)
    memory->genomes = g_new0 (EvoGenome *, MAX (memory->n, 1));
  base_unpack_require (in, memory->n > 0);
  for (guint i = 0; i < memory->n && !in->failed; i++)
    {
      EvoOffspring *child = &memory->offspring[i];

      child->origin = evo_unpack_origin (in);
      evo_unpack_top (in, settings->n_classes, child->top, &child->n_top);
      child->n_won = base_unpack_u32 (in);
      child->is_screened_only = version > UNSCREENED && base_unpack_boolean (in);
      if (memory->genomes != NULL)
        memory->genomes[i] =
            evo_unpack_genome (in, settings->width, settings->height, settings->channels);
    }
  return in->failed ? NULL : g_steal_pointer (&memory);
}
