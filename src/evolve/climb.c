// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/climb-private.h"

#include <math.h>
#include <string.h>

/* The first step that is tried: its length in a CPPN's weights, -10 .. 10. */
#define FIRST_LENGTH 0.2

/* From here on there is nothing left to gain. */
#define ENOUGH 0.999f

/* Below it, a climb hardly gets anywhere. */
#define LEAST 0.05f

/* Evaluations after which what was gained weighs about a third of what it did. */
static const double memories[EVO_N_SPENT] = { [EVO_SPENT_PLAIN] = 600, [EVO_SPENT_CLIMB] = 300 };

/* Before climbs were tried, they count as if they had gained so much an evaluation, in so many. */
#define FIRST_YIELD 0.02
#define FIRST_COST  40

/* However little they gain, they keep so much of their share: things change. */
#define LEAST_SHARE 0.05

/* As many whole generations may climbs save up. */
#define MAX_OWED 3

/* Streams of random numbers that no child has. */
#define FIRST_STREAM ((guint64) 1 << 32)

typedef struct
{
  guint class_index;
  double chance; /* in proportion to it */
} Start;

static void
climb_free (gpointer data)
{
  EvoClimb *climb = data;

  if (climb == NULL)
    return;
  evo_genome_free (climb->genome);
  g_free (climb->gradient);
  g_free (climb);
}

void
evo_climbs_init (EvoClimbs *climbs, guint n_classes)
{
  climbs->climbs = g_ptr_array_new_with_free_func (climb_free);
  climbs->left = g_new (guint64, n_classes);
  memset (climbs->left, 0xff, n_classes * sizeof *climbs->left);
}

void
evo_climbs_clear (EvoClimbs *climbs)
{
  g_clear_pointer (&climbs->climbs, g_ptr_array_unref);
  g_clear_pointer (&climbs->left, g_free);
}

static gboolean
is_climbing (const EvoClimbs *climbs, guint class_index)
{
  for (guint i = 0; i < climbs->climbs->len; i++)
    if (evo_climbs_get (climbs, i)->class_index == class_index)
      return TRUE;
  return FALSE;
}

/* Champions from which there may be a way up, each with its chance to be drawn: the more there is
 * to gain, the rather. Returns their number. */
static guint
list_starts (const EvoClimbs *climbs, const EvoArchive *archive, Start *starts)
{
  guint n = 0;

  for (guint i = 0; i < archive->n_classes; i++)
    {
      const EvoChampion *cell = &archive->cells[i];

      if (cell->genome != NULL && cell->confidence >= LEAST && cell->confidence < ENOUGH &&
          cell->origin.evaluation != climbs->left[i] && evo_genome_n_weights (cell->genome) > 0 &&
          !is_climbing (climbs, i))
        {
          double missing = 1.0 - (double) cell->confidence;

          starts[n++] = (Start){ .class_index = i, .chance = missing * missing };
        }
    }
  return n;
}

/* Draws one of n > 0, and takes it out by the last one. */
static guint
draw_start (Start *starts, guint n, BaseRandom *random)
{
  double sum = 0, place;
  guint index, class_index;

  for (guint i = 0; i < n; i++)
    sum += starts[i].chance;
  place = base_random_uniform (random) * sum;
  for (index = 0; index + 1 < n && place >= starts[index].chance; index++)
    place -= starts[index].chance;
  class_index = starts[index].class_index;
  starts[index] = starts[n - 1];
  return class_index;
}

static EvoClimb *
climb_new (guint class_index, const EvoChampion *cell)
{
  EvoClimb *climb = g_new0 (EvoClimb, 1);

  climb->class_index = class_index;
  climb->parent = cell->origin.evaluation;
  climb->genome = evo_genome_copy (cell->genome);
  climb->n_weights = evo_genome_n_weights (climb->genome);
  climb->gradient = g_new0 (float, climb->n_weights);
  return climb;
}

static gboolean
is_current (const EvoClimb *climb, const EvoArchive *archive)
{
  return archive->cells[climb->class_index].origin.evaluation == climb->parent;
}

/* Frees those that are not kept. */
static void
keep (EvoClimbs *climbs, const gboolean *kept)
{
  GPtrArray *list = climbs->climbs;
  guint n_kept = 0;

  for (guint i = 0; i < list->len; i++)
    if (kept[i])
      list->pdata[n_kept++] = list->pdata[i];
    else
      climb_free (list->pdata[i]);
  for (guint i = n_kept; i < list->len; i++)
    list->pdata[i] = NULL;
  g_ptr_array_set_size (list, (gint) n_kept);
}

/* Other children may have taken a cell whose climb waited. */
static void
drop_outdated (EvoClimbs *climbs, const EvoArchive *archive)
{
  g_autofree gboolean *kept = g_new (gboolean, climbs->climbs->len);

  for (guint i = 0; i < climbs->climbs->len; i++)
    kept[i] = is_current (evo_climbs_get (climbs, i), archive);
  keep (climbs, kept);
}

/* c^2 / (c^2 + p^2) of it, of the gains an evaluation by climbs and by plain children. */
static double
adapt_share (const EvoClimbs *climbs, double share)
{
  const EvoYield *plain = &climbs->yields[EVO_SPENT_PLAIN];
  const EvoYield *climb = &climbs->yields[EVO_SPENT_CLIMB];
  double p = plain->cost > 0 ? plain->gain / plain->cost : 0.0;
  double c = (climb->gain + FIRST_YIELD * FIRST_COST) / (climb->cost + FIRST_COST);

  return share * MAX (c * c / (c * c + p * p), LEAST_SHARE);
}

/* Climb `index` is the next to take part: in front of those that try a step, where it takes its
 * gradient. Returns its cost. */
static guint
take_part (EvoClimbs *climbs, guint index)
{
  gpointer *list = climbs->climbs->pdata;
  EvoClimb *climb = evo_climbs_get (climbs, index);

  climbs->n++;
  if (climb->has_gradient)
    return 1;
  memmove (list + climbs->n_gradients + 1, list + climbs->n_gradients,
           (index - climbs->n_gradients) * sizeof *list);
  list[climbs->n_gradients++] = climb;
  return EVO_GRADIENT_COST;
}

void
evo_climbs_prepare (EvoClimbs *climbs,
                    double share,
                    guint batch,
                    const EvoArchive *archive,
                    guint64 seed,
                    guint64 generation)
{
  g_autofree Start *starts = g_new (Start, archive->n_classes);
  GPtrArray *list = climbs->climbs;
  guint n_starts, cost = 0;

  evo_climbs_rest (climbs);
  drop_outdated (climbs, archive);
  n_starts = list_starts (climbs, archive, starts);
  share = adapt_share (climbs, share);
  climbs->owed = MIN (climbs->owed + share * batch, (double) MAX_OWED * batch);
  while (climbs->n < batch && climbs->owed >= cost + 1 && (climbs->n < list->len || n_starts > 0))
    {
      if (climbs->n == list->len)
        {
          BaseRandom random;
          guint index;

          base_random_init (&random, seed, generation, FIRST_STREAM + list->len);
          index = draw_start (starts, n_starts--, &random);
          g_ptr_array_add (list, climb_new (index, &archive->cells[index]));
        }
      cost += take_part (climbs, climbs->n);
    }
  /* All in all batch - n + cost are spent, in place of batch. */
  climbs->owed += share * ((double) cost - climbs->n) - cost;
}

void
evo_climbs_rest (EvoClimbs *climbs)
{
  climbs->n = climbs->n_gradients = 0;
}

void
evo_climb_step (const EvoClimb *climb, EvoGenome *genome)
{
  g_autofree float *steps = NULL;
  float step;

  if (!climb->has_gradient)
    return;
  steps = g_new (float, climb->n_weights);
  step = (float) (ldexp (FIRST_LENGTH, (int) climb->n_steps) / sqrt (climb->n_weights));
  for (guint i = 0; i < climb->n_weights; i++)
    steps[i] = climb->gradient[i] > 0 ? step : climb->gradient[i] < 0 ? -step : 0.0f;
  evo_genome_move (genome, steps);
}

void
evo_climbs_learn (EvoClimbs *climbs, const EvoYield *yields)
{
  for (guint i = 0; i < EVO_N_SPENT; i++)
    {
      EvoYield *yield = &climbs->yields[i];
      double fade = memories[i] / (memories[i] + yields[i].cost);

      yield->gain = yield->gain * fade + yields[i].gain;
      yield->cost = yield->cost * fade + yields[i].cost;
    }
}

/* Whether it goes on. */
static gboolean
move (EvoClimbs *climbs, EvoClimb *climb, const EvoArchive *archive, guint64 evaluation)
{
  const EvoChampion *cell = &archive->cells[climb->class_index];

  if (!climb->has_gradient)
    {
      climb->has_gradient = TRUE;
      return is_current (climb, archive);
    }
  if (cell->origin.evaluation == evaluation)
    {
      evo_climb_step (climb, climb->genome);
      climb->parent = evaluation;
      climb->n_steps++;
      return cell->confidence < ENOUGH;
    }
  if (is_current (climb, archive))
    climbs->left[climb->class_index] = climb->parent;
  return FALSE;
}

void
evo_climbs_move (EvoClimbs *climbs, const EvoArchive *archive, guint64 first_evaluation)
{
  g_autofree gboolean *kept = g_new (gboolean, climbs->climbs->len);

  for (guint i = 0; i < climbs->climbs->len; i++)
    kept[i] =
        i >= climbs->n || move (climbs, evo_climbs_get (climbs, i), archive, first_evaluation + i);
  keep (climbs, kept);
  evo_climbs_rest (climbs);
}
