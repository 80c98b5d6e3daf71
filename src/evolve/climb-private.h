// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "evolve/archive.h"
#include "evolve/search.h"

G_BEGIN_DECLS

/* A champion on its way along the gradient of the log confidence of its class, by Adam (Kingma and
 * Ba 2015) on the weights alone. Each generation one of its images is a child like any other,
 * scored by the forward half of the pass that gives the gradient. */
typedef struct
{
  guint class_index;
  guint n_steps;
  guint n_stalled; /* images since the last one that took the class's cell */
  guint64 parent;  /* evaluation of the last image on the way that became a champion */
  EvoGenome *genome;
  guint n_weights;
  float *numbers; /* (3, n_weights), owned: the gradient; Adam's mean, and mean square, of it */
} EvoClimb;

/* Those of a search. */
typedef struct
{
  GPtrArray *climbs; /* EvoClimb * */
  guint64 *left;     /* (n_classes) evaluation of the champion that a climb left off at */
} EvoClimbs;

void evo_climbs_init (EvoClimbs *climbs, guint n_classes);
void evo_climbs_clear (EvoClimbs *climbs);

static inline EvoClimb *
evo_climbs_get (const EvoClimbs *climbs, guint index)
{
  return climbs->climbs->pdata[index];
}

/* How many of `batch` children climb, when so large a share of the evaluations is spent on it. */
guint evo_climbs_of_share (double share, guint batch);

/* Before a generation: so many climbs, of champions drawn from streams of their own; fewer where
 * too few champions are left. */
void evo_climbs_prepare (EvoClimbs *climbs,
                         guint n,
                         const EvoArchive *archive,
                         guint64 seed,
                         guint64 generation);

/* After a generation in which all climbs took part; the evaluation of climb i's image is
 * first_evaluation + i. They move on by one step, or end. */
void evo_climbs_move (EvoClimbs *climbs, const EvoArchive *archive, guint64 first_evaluation);

void evo_climbs_save (const EvoClimbs *climbs, guint n_classes, GByteArray *out);
void evo_climbs_restore (EvoClimbs *climbs, const EvoSearchSettings *settings, BaseUnpack *in);

G_END_DECLS
