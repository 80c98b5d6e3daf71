// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/search.h"

#include <string.h>

/* One generation's offspring, in child order. Genomes and pictures stay from one generation to the
 * next and are written over; a picture to which somebody else holds a reference is left to them. */
typedef struct
{
  guint n;
  EvoGenome **genomes;     /* (n), NULL where none was made yet */
  BaseImage **images;      /* (n), likewise */
  EvoOffspring *offspring; /* (n) */
} Population;

/* One of the scorer's workspaces, and what is in it. */
typedef struct
{
  gboolean taken; /* a task is at work in it */
  gboolean held;  /* its micro-batch was interrupted */
  guint micro_batch;
  guint n_made; /* children that are made */
} Workspace;

struct _EvoSearch
{
  EvoSearchSettings settings; /* `wanted` is not kept */
  guint next_batch;
  EvoVariation next_variation;
  EvoScore score;
  gpointer score_data;

  EvoArchive *archive;
  guint64 generation;
  guint64 evaluations;

  /* The generation being worked on; what follows is set while `under_way`. Tasks write only the
   * entries of their own micro-batch, and the archive does not change until all are done. */
  gboolean under_way;
  Population current;
  guint *parents; /* (n_classes) occupied cells, n_parents of them */
  guint n_parents;
  float *confidences; /* (batch, n_classes) */
  gboolean *done;     /* (n_micro_batches) */
  guint *waiting;     /* (n_micro_batches), n_waiting of them: neither done nor held */
  guint n_micro_batches;
  guint n_waiting;
  const gint *interrupt;

  GMutex mutex;          /* for what follows, while tasks run */
  Workspace *workspaces; /* (n_workspaces) */
  guint n_workspaces;
  guint next_waiting;

  Population last; /* the last complete generation */
};

static void
population_resize (Population *population, guint n)
{
  if (n == population->n)
    return;

  for (guint i = n; i < population->n; i++)
    {
      evo_genome_free (population->genomes[i]);
      base_image_unref (population->images[i]);
    }
  population->genomes = g_renew (EvoGenome *, population->genomes, n);
  population->images = g_renew (BaseImage *, population->images, n);
  population->offspring = g_renew (EvoOffspring, population->offspring, n);
  for (guint i = population->n; i < n; i++)
    {
      population->genomes[i] = NULL;
      population->images[i] = NULL;
    }
  population->n = n;
}

static void
population_clear (Population *population)
{
  population_resize (population, 0);
  g_free (population->genomes);
  g_free (population->images);
  g_free (population->offspring);
}

/* A picture that nobody else sees. Whoever else holds the old one cannot lose it by this: only a
 * holder can hand out references, so a count of one stays one. */
static BaseImage *
population_own_image (Population *population, guint child, const EvoSearchSettings *settings)
{
  BaseImage *image = population->images[child];

  if (image == NULL || !g_atomic_ref_count_compare (&image->ref_count, 1))
    {
      base_image_unref (image);
      image = base_image_new (settings->width, settings->height, settings->channels);
      population->images[child] = image;
    }
  return image;
}

EvoSearch *
evo_search_new (const EvoSearchSettings *settings, EvoScore score, gpointer score_data)
{
  EvoSearch *search;

  g_return_val_if_fail (settings->batch >= EVO_MIN_BATCH && settings->batch <= EVO_MAX_BATCH, NULL);
  g_return_val_if_fail (settings->micro_batch >= 1, NULL);
  g_return_val_if_fail (settings->n_classes >= 1, NULL);
  g_return_val_if_fail (score != NULL, NULL);

  search = g_new0 (EvoSearch, 1);
  search->settings = *settings;
  search->settings.wanted = NULL;
  search->next_batch = settings->batch;
  search->next_variation = settings->variation;
  search->score = score;
  search->score_data = score_data;
  search->archive = evo_archive_new (settings->n_classes, settings->wanted);
  search->parents = g_new (guint, settings->n_classes);
  g_mutex_init (&search->mutex);
  return search;
}

void
evo_search_free (EvoSearch *search)
{
  if (search == NULL)
    return;
  population_clear (&search->current);
  population_clear (&search->last);
  evo_archive_free (search->archive);
  g_free (search->parents);
  g_free (search->confidences);
  g_free (search->done);
  g_free (search->waiting);
  g_free (search->workspaces);
  g_mutex_clear (&search->mutex);
  g_free (search);
}

void
evo_search_set_batch (EvoSearch *search, guint batch)
{
  g_return_if_fail (batch >= EVO_MIN_BATCH && batch <= EVO_MAX_BATCH);

  search->next_batch = batch;
}

void
evo_search_set_variation (EvoSearch *search, const EvoVariation *variation)
{
  search->next_variation = *variation;
}

static void
find_parents (EvoSearch *search)
{
  search->n_parents = 0;
  for (guint i = 0; i < search->archive->n_classes; i++)
    if (search->archive->cells[i].genome != NULL)
      search->parents[search->n_parents++] = i;
}

static void
begin_generation (EvoSearch *search)
{
  EvoSearchSettings *settings = &search->settings;
  guint batch = search->next_batch;

  settings->batch = batch;
  settings->variation = search->next_variation;
  find_parents (search);
  population_resize (&search->current, batch);
  search->n_micro_batches = (batch + settings->micro_batch - 1) / settings->micro_batch;
  search->confidences = g_renew (float, search->confidences, (gsize) batch * settings->n_classes);
  search->done = g_renew (gboolean, search->done, search->n_micro_batches);
  search->waiting = g_renew (guint, search->waiting, search->n_micro_batches);
  memset (search->done, 0, search->n_micro_batches * sizeof *search->done);
  search->under_way = TRUE;
}

/* Draws the child's parent, then varies it, from the child's own stream. */
static void
make_child (EvoSearch *search, guint child)
{
  const EvoSearchSettings *settings = &search->settings;
  Population *population = &search->current;
  EvoGenome **genome = &population->genomes[child];
  EvoOrigin *origin = &population->offspring[child].origin;
  BaseRandom random;

  *origin = (EvoOrigin){ .evaluation = search->evaluations + child,
                         .generation = search->generation,
                         .parent = EVO_NO_PARENT };
  base_random_init (&random, settings->seed, search->generation, child);
  if (search->n_parents == 0)
    {
      evo_genome_free (*genome);
      *genome = evo_genome_new_random (settings->encoding, settings->width, settings->height,
                                       settings->channels, &settings->variation, &random);
    }
  else
    {
      guint cell = search->parents[base_random_below (&random, search->n_parents)];
      const EvoGenome *parent = search->archive->cells[cell].genome;

      origin->parent = search->archive->cells[cell].origin.evaluation;
      if (*genome == NULL)
        *genome = evo_genome_copy (parent);
      else
        evo_genome_assign (*genome, parent);
      evo_genome_mutate (*genome, &settings->variation, search->generation, &random);
    }
  evo_genome_render (*genome, population_own_image (population, child, settings));
}

/* Micro-batches that were held come first. So there is always a workspace for one that was not: as
 * many as threads, and what is held then is being worked on. */
static guint
take_workspace (EvoSearch *search)
{
  guint found = search->n_workspaces;

  g_mutex_lock (&search->mutex);
  for (guint i = 0; i < search->n_workspaces; i++)
    {
      const Workspace *workspace = &search->workspaces[i];

      if (!workspace->taken && (workspace->held || found == search->n_workspaces))
        found = i;
      if (!workspace->taken && workspace->held)
        break;
    }
  g_assert (found < search->n_workspaces);
  if (!search->workspaces[found].held)
    search->workspaces[found] = (Workspace){
      .micro_batch = search->waiting[search->next_waiting++],
    };
  search->workspaces[found].taken = TRUE;
  g_mutex_unlock (&search->mutex);
  return found;
}

static void
give_workspace_back (EvoSearch *search, guint index, gboolean held)
{
  g_mutex_lock (&search->mutex);
  search->workspaces[index].taken = FALSE;
  search->workspaces[index].held = held;
  g_mutex_unlock (&search->mutex);
}

static gboolean
is_interrupted (const EvoSearch *search)
{
  return search->interrupt != NULL && g_atomic_int_get (search->interrupt) != 0;
}

/* FALSE when it was interrupted. */
static gboolean
make_children (EvoSearch *search, Workspace *workspace, guint first, guint n)
{
  while (workspace->n_made < n)
    {
      make_child (search, first + workspace->n_made++);
      if (is_interrupted (search))
        return FALSE;
    }
  return TRUE;
}

static void
work_on_micro_batch (gpointer data, guint task, guint worker)
{
  EvoSearch *search = data;
  Population *population = &search->current;
  guint n_classes = search->settings.n_classes;
  guint index = take_workspace (search);
  Workspace *workspace = &search->workspaces[index];
  guint first = workspace->micro_batch * search->settings.micro_batch;
  guint n = MIN (search->settings.micro_batch, population->n - first);
  float *confidences = search->confidences + (gsize) first * n_classes;

  if (!make_children (search, workspace, first, n) ||
      !search->score (search->score_data, index, population->images + first, n, search->interrupt,
                      confidences))
    {
      give_workspace_back (search, index, TRUE);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      EvoOffspring *offspring = &population->offspring[first + i];

      offspring->genome = population->genomes[first + i];
      offspring->image = population->images[first + i];
      offspring->n_top = evo_top (confidences + (gsize) i * n_classes, n_classes, offspring->top);
    }
  search->done[workspace->micro_batch] = TRUE;
  give_workspace_back (search, index, FALSE);
}

static gboolean
is_held (const EvoSearch *search, guint micro_batch)
{
  for (guint i = 0; i < search->n_workspaces; i++)
    if (search->workspaces[i].held && search->workspaces[i].micro_batch == micro_batch)
      return TRUE;
  return FALSE;
}

/* Returns how many are not done. */
static guint
find_waiting (EvoSearch *search)
{
  guint n = 0;

  search->n_waiting = search->next_waiting = 0;
  for (guint i = 0; i < search->n_micro_batches; i++)
    {
      if (search->done[i])
        continue;
      n++;
      if (!is_held (search, i))
        search->waiting[search->n_waiting++] = i;
    }
  return n;
}

static void
prepare_workspaces (EvoSearch *search, guint n)
{
  if (search->n_workspaces == n)
    return;
  g_free (search->workspaces);
  search->workspaces = g_new0 (Workspace, n);
  search->n_workspaces = n;
}

static void
complete_generation (EvoSearch *search)
{
  Population complete = search->current;
  guint n_classes = search->settings.n_classes;

  for (guint child = 0; child < complete.n; child++)
    complete.offspring[child].n_won = evo_archive_offer (
        search->archive, complete.genomes[child], complete.images[child],
        search->confidences + (gsize) child * n_classes, &complete.offspring[child].origin);
  search->current = search->last;
  search->last = complete;
  search->evaluations += complete.n;
  search->generation++;
  search->under_way = FALSE;
}

gboolean
evo_search_advance (EvoSearch *search, BasePool *pool, const gint *interrupt)
{
  guint n_threads = base_pool_n_threads (pool);

  g_return_val_if_fail (!search->under_way || search->n_workspaces == n_threads, FALSE);

  if (!search->under_way)
    {
      prepare_workspaces (search, n_threads);
      begin_generation (search);
    }
  search->interrupt = interrupt;
  base_pool_run (pool, find_waiting (search), work_on_micro_batch, search, interrupt);
  if (find_waiting (search) > 0)
    return FALSE;
  complete_generation (search);
  return TRUE;
}

guint64
evo_search_generation (const EvoSearch *search)
{
  return search->generation;
}

guint64
evo_search_evaluations (const EvoSearch *search)
{
  return search->evaluations;
}

const EvoArchive *
evo_search_archive (const EvoSearch *search)
{
  return search->archive;
}

guint
evo_search_n_offspring (const EvoSearch *search)
{
  return search->last.n;
}

const EvoOffspring *
evo_search_offspring (const EvoSearch *search, guint child)
{
  g_return_val_if_fail (child < search->last.n, NULL);

  return &search->last.offspring[child];
}
