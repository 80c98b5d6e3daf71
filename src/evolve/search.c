// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/search-private.h"

#include <math.h>
#include <string.h>

EvoSearch *
evo_search_new (const EvoSearchSettings *settings, EvoScore score, gpointer score_data)
{
  EvoSearch *search;

  g_return_val_if_fail (settings->batch >= EVO_MIN_BATCH && settings->batch <= EVO_MAX_BATCH, NULL);
  g_return_val_if_fail (settings->micro_batch >= 1, NULL);
  g_return_val_if_fail (settings->n_classes >= 1, NULL);
  g_return_val_if_fail (score != NULL, NULL);
  g_return_val_if_fail (settings->screen == NULL || settings->screen_batch >= 1, NULL);

  search = g_new0 (EvoSearch, 1);
  search->settings = *settings;
  search->settings.wanted = NULL;
  search->settings.seeds = NULL;
  search->next_batch = settings->batch;
  search->next_variation = settings->variation;
  search->score = score;
  search->score_data = score_data;
  search->seeds = evo_parents_new (settings, settings->n_seeds, settings->seeds, NULL);
  search->archive = evo_archive_new (settings->n_classes, settings->wanted);
  if (settings->screen != NULL)
    search->centres = g_memdup2 (search->archive->bars, settings->n_classes * sizeof (float));
  evo_draw_init (&search->draw, settings->n_classes);
  evo_climbs_init (&search->climbs, settings->n_classes);
  g_mutex_init (&search->mutex);
  return search;
}

void
evo_search_free (EvoSearch *search)
{
  if (search == NULL)
    return;
  evo_population_clear (&search->current);
  evo_population_clear (&search->last);
  evo_parents_unref (search->seeds);
  evo_parents_unref (search->chosen);
  evo_parents_unref (search->next_chosen);
  evo_parents_unref (search->last_chosen);
  evo_archive_free (search->archive);
  evo_draw_clear (&search->draw);
  evo_stage_clear (&search->screen);
  evo_stage_clear (&search->full);
  g_free (search->made);
  g_free (search->centres);
  g_free (search->waiting);
  g_free (search->workspaces);
  g_free (search->image_gradients);
  g_clear_pointer (&search->pieces, g_array_unref);
  evo_climbs_clear (&search->climbs);
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

void
evo_search_set_parents (EvoSearch *search,
                        guint n,
                        const EvoGenome *const *genomes,
                        const guint64 *evaluations)
{
  g_return_if_fail (n == 0 || (genomes != NULL && evaluations != NULL));

  evo_parents_unref (search->next_chosen);
  search->next_chosen = evo_parents_new (&search->settings, n, genomes, evaluations);
}

void
evo_search_begin_generation (EvoSearch *search)
{
  EvoSearchSettings *settings = &search->settings;
  guint batch = search->next_batch;

  settings->batch = batch;
  settings->variation = search->next_variation;
  evo_parents_unref (search->chosen);
  search->chosen = evo_parents_ref (search->next_chosen);
  evo_draw_prepare (&search->draw, search->archive, settings->variation.parents);
  evo_population_resize (&search->current, batch);
  search->made = g_renew (gboolean, search->made, batch);
  memset (search->made, 0, batch * sizeof *search->made);
  search->chosen_for_full = FALSE;
  search->stage = settings->screen != NULL ? &search->screen : &search->full;
  if (settings->screen != NULL)
    evo_stage_begin (&search->screen, batch, NULL, 0, settings->screen_batch, settings->n_classes);
  else
    evo_stage_begin (&search->full, batch, NULL, search->climbs.n_gradients, settings->micro_batch,
                     settings->n_classes);
  search->under_way = TRUE;
}

/* Decides who climbs in the next generation. */
static void
prepare_climbs (EvoSearch *search)
{
  const EvoSearchSettings *settings = &search->settings;
  double share = search->next_variation.gradient_share;

  if (settings->gradient == NULL || share <= 0 || search->generation == 0 ||
      search->next_chosen != NULL)
    evo_climbs_rest (&search->climbs);
  else
    evo_climbs_prepare (&search->climbs, share, search->next_batch, search->archive, settings->seed,
                        search->generation);
}

/* Draws the child's parent from the child's own stream; NULL when it has none. */
static const EvoGenome *
draw_parent (const EvoSearch *search, guint child, BaseRandom *random, guint64 *evaluation)
{
  const EvoParents *parents = search->chosen;
  guint n = 0, index;

  if (parents != NULL)
    n = parents->n;
  else if (search->generation == 0 && search->seeds != NULL)
    {
      parents = search->seeds;
      n = MIN (parents->n, search->settings.batch);
    }
  if (parents != NULL)
    {
      index = base_random_below (random, n);
      *evaluation = parents->evaluations[index];
      return parents->genomes[index];
    }
  if (search->draw.n == 0)
    return NULL;
  index =
      evo_draw_cell (&search->draw, search->archive, search->settings.variation.tournament, random);
  *evaluation = search->archive->cells[index].origin.evaluation;
  return search->archive->cells[index].genome;
}

const EvoGenome *
evo_search_seed (const EvoSearch *search, guint child)
{
  gboolean seeded = search->generation == 0 && search->chosen == NULL && search->seeds != NULL;

  return seeded && child < search->seeds->n ? search->seeds->genomes[child] : NULL;
}

static void
copy_genome (EvoGenome **genome, const EvoGenome *source)
{
  if (*genome == NULL)
    *genome = evo_genome_copy (source);
  else
    evo_genome_assign (*genome, source);
}

/* Each four times the one before, with eta in the middle. */
static double
draw_strength (const EvoVariation *variation, BaseRandom *random)
{
  int middle = (int) variation->n_strengths - 1;
  int strength = (int) base_random_below (random, variation->n_strengths);

  return ldexp (variation->eta, 2 * strength - middle);
}

void
evo_search_breed_child (EvoSearch *search, guint child)
{
  const EvoSearchSettings *settings = &search->settings;
  EvoPopulation *population = &search->current;
  EvoGenome **genome = &population->genomes[child];
  EvoOrigin *origin = &population->offspring[child].origin;
  const EvoGenome *parent = NULL, *seed = evo_search_seed (search, child);
  BaseRandom random;

  *origin = (EvoOrigin){ .evaluation = search->evaluations + child,
                         .generation = search->generation,
                         .parent = EVO_NO_PARENT };
  base_random_init (&random, settings->seed, search->generation, child);
  if (child < search->climbs.n)
    {
      const EvoClimb *climb = evo_climbs_get (&search->climbs, child);

      origin->parent = climb->parent;
      copy_genome (genome, climb->genome);
      evo_climb_step (climb, *genome);
      return;
    }
  if (seed == NULL)
    parent = draw_parent (search, child, &random, &origin->parent);
  if (seed != NULL)
    copy_genome (genome, seed);
  else if (parent != NULL)
    {
      EvoVariation variation = settings->variation;

      if (variation.n_strengths > 1)
        variation.eta = draw_strength (&variation, &random);
      copy_genome (genome, parent);
      evo_genome_mutate (*genome, &variation, search->generation, &random);
    }
  else
    {
      evo_genome_free (*genome);
      *genome = evo_genome_new_random (settings->encoding, settings->width, settings->height,
                                       settings->channels, &settings->variation, &random);
    }
}

void
evo_search_make_child (EvoSearch *search, guint child)
{
  EvoPopulation *population = &search->current;

  evo_search_breed_child (search, child);
  evo_genome_render (population->genomes[child],
                     evo_population_own_image (population, child, &search->settings));
}

/* Whether children's parents were drawn from the cells by what is learned of these. */
static gboolean
learns (const EvoSearch *search)
{
  return search->settings.variation.parents != EVO_PARENTS_UNIFORM && search->chosen == NULL &&
         search->draw.n > 0;
}

/* On every rank the same: what each child was bred from is drawn again. */
static guint64 *
note_cells (const EvoSearch *search, EvoDrawn *children)
{
  const EvoSearchSettings *settings = &search->settings;
  const EvoArchive *archive = search->archive;
  guint64 *before = g_new (guint64, settings->n_classes);

  for (guint i = 0; i < settings->n_classes; i++)
    before[i] =
        archive->cells[i].genome != NULL ? archive->cells[i].origin.evaluation : G_MAXUINT64;
  for (guint child = search->climbs.n; child < settings->batch; child++)
    {
      BaseRandom random;
      guint cell;

      base_random_init (&random, settings->seed, search->generation, child);
      cell = evo_draw_cell (&search->draw, archive, settings->variation.tournament, &random);
      children[child - search->climbs.n] = (EvoDrawn){ .parent = before[cell] };
    }
  return before;
}

/* Of the generation that all stages of are scored. */
static guint64
count_passes (const EvoSearch *search)
{
  guint64 full = search->full.n + search->climbs.n_gradients * (EVO_GRADIENT_COST - 1);

  return full * MAX (search->settings.n_crops, 1) +
         (search->settings.screen != NULL ? search->settings.batch : 0);
}

gboolean
evo_search_is_offered (const EvoSearch *search, guint child)
{
  return child >= search->climbs.n_gradients;
}

/* What a child is about to raise confidences by, over the cells that it takes. */
static double
gain_of (const EvoArchive *archive, const float *confidences)
{
  double gain = 0;

  for (guint i = 0; i < archive->n_classes; i++)
    if (confidences[i] > archive->bars[i])
      gain += (double) confidences[i] - (double) MAX (archive->bars[i], 0.0f);
  return gain;
}

/* Children that were screened out cost what they cost, too. */
static void
count_costs (const EvoSearch *search, EvoYield *yields)
{
  const EvoClimbs *climbs = &search->climbs;

  yields[EVO_SPENT_CLIMB].cost = climbs->n + (double) climbs->n_gradients * (EVO_GRADIENT_COST - 1);
  yields[EVO_SPENT_PLAIN].cost = search->settings.batch - climbs->n;
}

static void
complete_generation (EvoSearch *search)
{
  EvoPopulation complete = search->current;
  const guint n_climbing = search->climbs.n;
  guint64 first;
  EvoYield yields[EVO_N_SPENT] = { { 0 } };
  g_autofree EvoDrawn *children = learns (search) ? g_new (EvoDrawn, complete.n) : NULL;
  g_autofree guint64 *before = children != NULL ? note_cells (search, children) : NULL;

  count_costs (search, yields);
  for (guint place = 0; place < search->full.n; place++)
    {
      guint child = search->full.children[place];
      EvoOffspring *offspring = &complete.offspring[child];
      const float *confidences = evo_stage_confidences (&search->full, place);
      EvoSpent spent = child < n_climbing ? EVO_SPENT_CLIMB : EVO_SPENT_PLAIN;

      if (!evo_search_is_offered (search, child))
        continue;
      yields[spent].gain += gain_of (search->archive, confidences);
      if (offspring->genome != NULL)
        offspring->n_won = evo_archive_offer (search->archive, offspring->genome, offspring->image,
                                              confidences, &offspring->origin);
    }
  if (search->centres != NULL)
    evo_search_note_centres (search);
  for (guint i = n_climbing; children != NULL && i < complete.n; i++)
    children[i - n_climbing].won = complete.offspring[i].n_won > 0;
  if (children != NULL)
    evo_draw_learn (&search->draw, search->archive, before, children, complete.n - n_climbing);
  search->current = search->last;
  search->last = complete;
  search->passes += count_passes (search);
  first = search->evaluations;
  search->evaluations += complete.n + search->climbs.n_gradients * (EVO_GRADIENT_COST - 1);
  evo_climbs_learn (&search->climbs, yields);
  evo_climbs_move (&search->climbs, search->archive, first);
  search->generation++;
  search->under_way = FALSE;
  search->n_workspaces = 0;
  g_clear_pointer (&search->seeds, evo_parents_unref);
  evo_parents_unref (search->last_chosen);
  search->last_chosen = g_steal_pointer (&search->chosen);
  search->last_variation = search->settings.variation;
}

gboolean
evo_search_advance (EvoSearch *search, BasePool *pool, const gint *interrupt)
{
  guint n_threads = base_pool_n_threads (pool);

  g_return_val_if_fail (search->n_workspaces == 0 || search->n_workspaces == n_threads, FALSE);

  if (!search->under_way)
    {
      prepare_climbs (search);
      evo_search_begin_generation (search);
    }
  if (search->n_workspaces == 0)
    evo_search_prepare_workspaces (search, n_threads);
  search->interrupt = interrupt;
  if (search->stage == &search->screen)
    {
      if (!evo_search_score_stage (search, pool))
        return FALSE;
      evo_search_choose (search);
      search->stage = &search->full;
    }
  if (!evo_search_score_stage (search, pool))
    return FALSE;
  evo_search_take_others (search, pool);
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

guint64
evo_search_passes (const EvoSearch *search)
{
  return search->passes;
}

const EvoArchive *
evo_search_archive (const EvoSearch *search)
{
  return search->archive;
}

void
evo_search_draw (EvoSearch *search, guint n, BasePool *pool)
{
  evo_archive_draw (search->archive, n, pool);
}

void
evo_search_drop_images (EvoSearch *search)
{
  evo_archive_drop_images (search->archive);
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
