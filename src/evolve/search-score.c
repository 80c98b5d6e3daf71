// SPDX-License-Identifier: GPL-3.0-or-later
/* How the children of a generation are scored: by which thread, and, where there is screening, who
 * goes on to the whole score. */
#include "evolve/search-private.h"

#include <math.h>
#include <string.h>

/* Micro-batches that were held come first. So there is always a workspace for one that was not: as
 * many as threads, and what is held then is being worked on. */
static guint
take_workspace (EvoSearch *search)
{
  guint found = search->n_workspaces;

  g_mutex_lock (&search->mutex);
  for (guint i = 0; i < search->n_workspaces; i++)
    {
      const EvoWorkspace *workspace = &search->workspaces[i];

      if (!workspace->taken && (workspace->held || found == search->n_workspaces))
        found = i;
      if (!workspace->taken && workspace->held)
        break;
    }
  g_assert (found < search->n_workspaces);
  if (!search->workspaces[found].held)
    search->workspaces[found] = (EvoWorkspace){
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

/* Those of a micro-batch. FALSE when it was interrupted. */
static gboolean
make_children (EvoSearch *search, guint first, guint n)
{
  EvoStage *stage = search->stage;

  for (guint place = first; place < first + n; place++)
    {
      guint child = stage->children[place];

      if (!search->made[child])
        {
          evo_search_make_child (search, child);
          search->made[child] = TRUE;
          if (is_interrupted (search))
            return FALSE;
        }
      stage->images[place] = search->current.images[child];
    }
  return TRUE;
}

/* One child whose gradient is taken: its confidences, and the gradient of its climb. FALSE when it
 * was interrupted. */
static gboolean
climb (EvoSearch *search, guint index, float *confidences)
{
  const EvoSearchSettings *settings = &search->settings;
  EvoWorkspace *workspace = &search->workspaces[index];
  guint child = workspace->micro_batch; /* they are the first ones */
  EvoClimb *way = evo_climbs_get (&search->climbs, child);
  gsize size = (gsize) settings->width * settings->height * settings->channels;
  float *image_gradient = search->image_gradients + index * size;

  if (!workspace->has_gradient)
    workspace->has_gradient =
        settings->gradient (search->score_data, index, search->current.images[child],
                            way->class_index, search->interrupt, confidences, image_gradient);
  if (!workspace->has_gradient || is_interrupted (search))
    return FALSE;
  evo_genome_gradient (way->genome, image_gradient, way->gradient);
  return TRUE;
}

/* FALSE when it was interrupted. */
static gboolean
score (EvoSearch *search, guint index, guint first, guint n)
{
  const EvoStage *stage = search->stage;
  guint micro_batch = search->workspaces[index].micro_batch;
  float *confidences = evo_stage_confidences (stage, first);
  EvoScore of_stage = stage == &search->screen ? search->settings.screen : search->score;

  if (stage->scored[micro_batch])
    return TRUE;
  if (micro_batch < stage->n_alone)
    return climb (search, index, confidences);
  return of_stage (search->score_data, index, stage->images + first, n, search->interrupt,
                   confidences);
}

void
evo_search_describe_child (EvoSearch *search, guint place)
{
  EvoPopulation *population = &search->current;
  const EvoStage *stage = search->stage;
  guint child = stage->children[place];
  EvoOffspring *offspring = &population->offspring[child];

  offspring->genome = population->genomes[child];
  offspring->n_top =
      evo_top (evo_stage_confidences (stage, place), stage->n_classes, offspring->top);
  offspring->n_won = 0;
  offspring->is_screened_only = stage == &search->screen;
}

static void
work_on_micro_batch (gpointer data, guint task, guint worker)
{
  EvoSearch *search = data;
  EvoStage *stage = search->stage;
  guint index = take_workspace (search);
  guint micro_batch = search->workspaces[index].micro_batch;
  guint first = evo_stage_first (stage, micro_batch);
  guint n = evo_stage_size (stage, micro_batch);

  if (!make_children (search, first, n) || !score (search, index, first, n))
    {
      give_workspace_back (search, index, TRUE);
      return;
    }
  for (guint place = first; place < first + n; place++)
    {
      evo_search_describe_child (search, place);
      search->current.offspring[stage->children[place]].image = stage->images[place];
    }
  stage->done[micro_batch] = TRUE;
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

/* Returns how many of the rank's own are not done. */
static guint
find_waiting (EvoSearch *search)
{
  const EvoStage *stage = search->stage;
  guint n = 0;

  search->waiting = g_renew (guint, search->waiting, MAX (stage->n_micro_batches, 1));
  search->n_waiting = search->next_waiting = 0;
  for (guint i = 0; i < stage->n_micro_batches; i++)
    {
      if (stage->done[i] || !base_ranks_own (search->settings.ranks, i))
        continue;
      n++;
      if (!is_held (search, i))
        search->waiting[search->n_waiting++] = i;
    }
  return n;
}

void
evo_search_prepare_workspaces (EvoSearch *search, guint n)
{
  const EvoSearchSettings *settings = &search->settings;

  search->workspaces = g_renew (EvoWorkspace, search->workspaces, n);
  memset (search->workspaces, 0, n * sizeof *search->workspaces);
  search->n_workspaces = n;
  if (search->climbs.n_gradients > 0)
    search->image_gradients =
        g_renew (float, search->image_gradients,
                 (gsize) n * settings->width * settings->height * settings->channels);
}

gboolean
evo_search_score_stage (EvoSearch *search, BasePool *pool)
{
  EvoStage *stage = search->stage;

  base_pool_run (pool, find_waiting (search), work_on_micro_batch, search, search->interrupt);
  if (find_waiting (search) > 0 || !evo_search_exchange (search))
    return FALSE;
  /* The others' are there, too, by now. */
  for (guint i = 0; i < stage->n_micro_batches; i++)
    stage->scored[i] = TRUE;
  return TRUE;
}

/* False for not-a-number, whose mean with others would be none either. */
static gboolean
passes (const EvoSearch *search, guint child)
{
  const float *confidences = evo_stage_confidences (&search->screen, child);

  for (guint i = 0; i < search->settings.n_classes; i++)
    if (confidences[i] > search->centres[i])
      return TRUE;
  return FALSE;
}

void
evo_search_choose (EvoSearch *search)
{
  const EvoSearchSettings *settings = &search->settings;
  gboolean all = search->generation == 0 || search->chosen != NULL;
  g_autofree guint *children = g_new (guint, settings->batch);
  guint n = 0;

  if (search->chosen_for_full)
    return;
  for (guint i = 0; i < settings->batch; i++)
    if (all || i < search->climbs.n || passes (search, i))
      children[n++] = i;
  evo_stage_begin (&search->full, n, children, search->climbs.n_gradients, settings->micro_batch,
                   settings->n_classes);
  search->chosen_for_full = TRUE;
}

void
evo_search_note_centres (EvoSearch *search)
{
  for (guint i = 0; i < search->settings.n_classes; i++)
    {
      const EvoChampion *cell = &search->archive->cells[i];
      guint64 child = cell->origin.evaluation - search->evaluations;

      if (cell->genome != NULL && cell->origin.evaluation >= search->evaluations &&
          child < search->screen.n)
        search->centres[i] = evo_stage_confidences (&search->screen, (guint) child)[i];
    }
}
