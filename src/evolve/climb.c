// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/climb-private.h"

#include <math.h>
#include <string.h>

/* Adam's. The rate is in units of a CPPN's weights, -10 .. 10. */
#define MEAN_DECAY   0.9
#define SQUARE_DECAY 0.999
#define EPSILON      1e-8
#define RATE         0.03

/* A climb ends after so many steps, after so many images in a row that are no champions of its
 * class, or once there is nothing left to gain. */
#define MAX_STEPS 30
#define PATIENCE  3
#define ENOUGH    0.999f

/* Below it, a climb hardly gets anywhere. */
#define LEAST 0.05f

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
  g_free (climb->numbers);
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

/* n * cost / (n * cost + batch - n) = share */
guint
evo_climbs_of_share (double share, guint batch)
{
  double n = share * batch / (EVO_GRADIENT_COST - share * (EVO_GRADIENT_COST - 1));

  return share > 0 ? CLAMP ((guint) (n + 0.5), 1, batch) : 0;
}

static gboolean
is_climbing (const EvoClimbs *climbs, guint class_index)
{
  for (guint i = 0; i < climbs->climbs->len; i++)
    if (evo_climbs_get (climbs, i)->class_index == class_index)
      return TRUE;
  return FALSE;
}

/* Champions from which there may be a way up, each with its chance to be drawn. A confidence p
 * grows by p (1 - p) for each unit of its log odds: small and large ones gain little on the way.
 * Returns their number. */
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
        starts[n++] =
            (Start){ .class_index = i,
                     .chance = (double) cell->confidence * (1.0 - (double) cell->confidence) };
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
  climb->numbers = g_new0 (float, 3 * (gsize) climb->n_weights);
  return climb;
}

void
evo_climbs_prepare (EvoClimbs *climbs,
                    guint n,
                    const EvoArchive *archive,
                    guint64 seed,
                    guint64 generation)
{
  g_autofree Start *starts = NULL;
  guint n_starts;

  if (climbs->climbs->len > n)
    g_ptr_array_set_size (climbs->climbs, (gint) n);
  if (climbs->climbs->len == n)
    return;
  starts = g_new (Start, archive->n_classes);
  n_starts = list_starts (climbs, archive, starts);
  for (; climbs->climbs->len < n && n_starts > 0; n_starts--)
    {
      BaseRandom random;
      guint index;

      base_random_init (&random, seed, generation, FIRST_STREAM + climbs->climbs->len);
      index = draw_start (starts, n_starts, &random);
      g_ptr_array_add (climbs->climbs, climb_new (index, &archive->cells[index]));
    }
}

static void
take_step (EvoClimb *climb)
{
  float *gradient = climb->numbers;
  float *mean = gradient + climb->n_weights, *square = mean + climb->n_weights;
  g_autofree float *steps = g_new (float, climb->n_weights);
  double mean_scale, square_scale;

  climb->n_steps++;
  mean_scale = 1.0 / (1.0 - pow (MEAN_DECAY, climb->n_steps));
  square_scale = 1.0 / (1.0 - pow (SQUARE_DECAY, climb->n_steps));
  for (guint i = 0; i < climb->n_weights; i++)
    {
      double slope = isfinite (gradient[i]) ? (double) gradient[i] : 0.0;

      mean[i] = (float) (MEAN_DECAY * mean[i] + (1.0 - MEAN_DECAY) * slope);
      square[i] = (float) (SQUARE_DECAY * square[i] + (1.0 - SQUARE_DECAY) * slope * slope);
      steps[i] =
          (float) (RATE * mean[i] * mean_scale / (sqrt (square[i] * square_scale) + EPSILON));
    }
  evo_genome_move (climb->genome, steps);
}

static gboolean
is_champion (const EvoArchive *archive, guint64 evaluation)
{
  for (guint i = 0; i < archive->n_classes; i++)
    if (archive->cells[i].genome != NULL && archive->cells[i].origin.evaluation == evaluation)
      return TRUE;
  return FALSE;
}

/* Whether it goes on. */
static gboolean
move (EvoClimbs *climbs, EvoClimb *climb, const EvoChampion *cell, guint64 evaluation)
{
  climb->n_stalled = cell->origin.evaluation == evaluation ? 0 : climb->n_stalled + 1;
  if (climb->n_stalled > PATIENCE || climb->n_steps >= MAX_STEPS || cell->confidence >= ENOUGH)
    {
      if (climb->n_stalled > PATIENCE)
        climbs->left[climb->class_index] = cell->origin.evaluation;
      return FALSE;
    }
  take_step (climb);
  return TRUE;
}

void
evo_climbs_move (EvoClimbs *climbs, const EvoArchive *archive, guint64 first_evaluation)
{
  guint n = climbs->climbs->len, n_kept = 0;

  for (guint i = 0; i < n; i++)
    {
      EvoClimb *climb = evo_climbs_get (climbs, i);

      if (is_champion (archive, first_evaluation + i))
        climb->parent = first_evaluation + i;
      if (move (climbs, climb, &archive->cells[climb->class_index], first_evaluation + i))
        climbs->climbs->pdata[n_kept++] = climb;
      else
        climb_free (climb);
    }
  for (guint i = n_kept; i < n; i++)
    climbs->climbs->pdata[i] = NULL;
  g_ptr_array_set_size (climbs->climbs, (gint) n_kept);
}
