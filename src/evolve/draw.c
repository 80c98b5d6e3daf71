// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/draw-private.h"

#include <math.h>
#include <string.h>

/* Curiosity of Cully and Demiris (2018), "Quality and diversity optimization: a unifying modular
 * framework", section IV: a champion gains or loses with each of its children. */
#define REWARD  1.0
#define PENALTY 0.5

/* The least chance of a cell, when that of one that has just improved, or whose champion has had
 * one more child that won, is 1 more. */
#define LEAST_RECENT  0.05
#define LEAST_CURIOUS 0.5

void
evo_draw_init (EvoDraw *draw, guint n_classes)
{
  *draw = (EvoDraw){
    .n_classes = n_classes,
    .scores = g_new0 (double, n_classes),
    .cells = g_new (guint, n_classes),
    .sums = g_new (double, n_classes),
  };
}

void
evo_draw_clear (EvoDraw *draw)
{
  g_clear_pointer (&draw->scores, g_free);
  g_clear_pointer (&draw->cells, g_free);
  g_clear_pointer (&draw->sums, g_free);
}

/* The score from which the chances of occupied cells count: curiosity falls below 0 where most
 * children lose, and then the others are to stand out all the same. */
static double
lowest_score (const EvoDraw *draw, const EvoArchive *archive)
{
  double lowest = G_MAXDOUBLE;

  if (draw->choice != EVO_PARENTS_CURIOUS)
    return 0;
  for (guint i = 0; i < archive->n_classes; i++)
    if (archive->cells[i].genome != NULL)
      lowest = MIN (lowest, draw->scores[i]);
  return lowest;
}

void
evo_draw_prepare (EvoDraw *draw, const EvoArchive *archive, EvoParentChoice choice)
{
  double sum = 0, lowest;
  double least = choice == EVO_PARENTS_CURIOUS ? LEAST_CURIOUS : LEAST_RECENT;

  if (choice != draw->choice)
    memset (draw->scores, 0, draw->n_classes * sizeof *draw->scores);
  draw->choice = choice;
  draw->n = 0;
  lowest = lowest_score (draw, archive);
  for (guint i = 0; i < archive->n_classes; i++)
    if (archive->cells[i].genome != NULL)
      {
        sum += draw->scores[i] - lowest + least;
        draw->cells[draw->n] = i;
        draw->sums[draw->n++] = sum;
      }
}

static guint
draw_one (const EvoDraw *draw, BaseRandom *random)
{
  guint low = 0, high = draw->n - 1;
  double place;

  if (draw->choice == EVO_PARENTS_UNIFORM)
    return draw->cells[base_random_below (random, draw->n)];
  place = base_random_uniform (random) * draw->sums[high];
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (draw->sums[middle] <= place)
        low = middle + 1;
      else
        high = middle;
    }
  return draw->cells[low];
}

/* The newest one's children find what others have not tried yet. */
guint
evo_draw_cell (const EvoDraw *draw, const EvoArchive *archive, guint tournament, BaseRandom *random)
{
  const EvoChampion *cells = archive->cells;
  guint index = draw_one (draw, random);

  for (guint i = 1; i < tournament; i++)
    {
      guint other = draw_one (draw, random);

      if (cells[other].origin.evaluation > cells[index].origin.evaluation)
        index = other;
    }
  return index;
}

/* What was learned halves in as many children as there are cells. */
static void
fade (EvoDraw *draw, guint n_children)
{
  double share = exp2 (-(double) n_children / MAX (draw->n, 1));

  for (guint i = 0; i < draw->n_classes; i++)
    draw->scores[i] *= share;
}

/* A champion may hold several cells. */
static void
reward (EvoDraw *draw, const guint64 *before, const EvoDrawn *child)
{
  for (guint i = 0; i < draw->n_classes; i++)
    if (before[i] == child->parent)
      draw->scores[i] += child->won ? REWARD : -PENALTY;
}

void
evo_draw_learn (EvoDraw *draw,
                const EvoArchive *archive,
                const guint64 *before,
                const EvoDrawn *children,
                guint n_children)
{
  gboolean is_curious = draw->choice == EVO_PARENTS_CURIOUS;

  if (draw->choice == EVO_PARENTS_UNIFORM)
    return;
  if (is_curious)
    for (guint i = 0; i < n_children; i++)
      reward (draw, before, &children[i]);
  else
    fade (draw, n_children);
  for (guint i = 0; i < draw->n_classes; i++)
    if (archive->cells[i].genome != NULL && archive->cells[i].origin.evaluation != before[i])
      draw->scores[i] = is_curious ? 0 : draw->scores[i] + 1;
}

void
evo_draw_save (const EvoDraw *draw, GByteArray *out)
{
  base_pack_u8 (out, (guint8) draw->choice);
  for (guint i = 0; i < draw->n_classes && draw->choice != EVO_PARENTS_UNIFORM; i++)
    base_pack_f64 (out, draw->scores[i]);
}

void
evo_draw_restore (EvoDraw *draw, BaseUnpack *in)
{
  guint8 choice = base_unpack_u8 (in);

  if (!base_unpack_require (in, choice < EVO_N_PARENT_CHOICES))
    return;
  draw->choice = (EvoParentChoice) choice;
  for (guint i = 0; i < draw->n_classes && choice != EVO_PARENTS_UNIFORM; i++)
    draw->scores[i] = base_unpack_f64_in (in, -G_MAXINT32, G_MAXINT32);
}
