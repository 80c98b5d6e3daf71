// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "evolve/archive.h"
#include "evolve/search.h"

G_BEGIN_DECLS

/* A champion on its way along the sign of the gradient of the log confidence of its class, in its
 * weights alone. First the gradient is taken where it stands, which makes it one of a generation's
 * children once more; in each later generation one step is tried, twice as long as the one before,
 * for as long as each takes the class's cell. */
typedef struct
{
  guint class_index;
  guint64 parent;    /* evaluation of the class's champion, where the climb is */
  EvoGenome *genome; /* that champion's */
  guint n_weights;
  gboolean has_gradient;
  guint n_steps;   /* that took the cell */
  float *gradient; /* (n_weights), owned; 0 until there is one */
} EvoClimb;

/* On whom evaluations were spent. */
typedef enum
{
  EVO_SPENT_PLAIN, /* children that were bred */
  EVO_SPENT_CLIMB,
  EVO_N_SPENT,
} EvoSpent;

/* What children gained: by how much they raised confidences, summed over the cells; and what they
 * cost, in evaluations. */
typedef struct
{
  double gain, cost;
} EvoYield;

/* Those of a search. */
typedef struct
{
  GPtrArray *climbs; /* EvoClimb * */
  guint64 *left;     /* (n_classes) evaluation of the champion that a climb left off at */
  double owed;       /* evaluations that climbs may still spend */
  EvoYield yields[EVO_N_SPENT]; /* of late: older ones fade */

  /* Of the generation under way; 0 in between. */
  guint n;           /* the first climbs take part: child i is the one of climb i */
  guint n_gradients; /* of them the first ones, whose gradient is taken */
} EvoClimbs;

void evo_climbs_init (EvoClimbs *climbs, guint n_classes);
void evo_climbs_clear (EvoClimbs *climbs);

static inline EvoClimb *
evo_climbs_get (const EvoClimbs *climbs, guint index)
{
  return climbs->climbs->pdata[index];
}

/* Before a generation of `batch` children: which climbs take part in it, new ones among them, of
 * champions drawn from streams of their own. Of all evaluations they get up to `share`, the less
 * the less a climb gained of late for what it cost. */
void evo_climbs_prepare (EvoClimbs *climbs,
                         double share,
                         guint batch,
                         const EvoArchive *archive,
                         guint64 seed,
                         guint64 generation);

/* None takes part. */
void evo_climbs_rest (EvoClimbs *climbs);

/* From the climb's genome to that of its child: the step that is tried; none where the gradient is
 * to be taken. */
void evo_climb_step (const EvoClimb *climb, EvoGenome *genome);

/* After a generation: what all its children gained and cost. */
void evo_climbs_learn (EvoClimbs *climbs, const EvoYield *yields);

/* Then those that took part move on, or end; the evaluation of climb i's image is first_evaluation
 * + i. None takes part any more. */
void evo_climbs_move (EvoClimbs *climbs, const EvoArchive *archive, guint64 first_evaluation);

void evo_climbs_save (const EvoClimbs *climbs, guint n_classes, GByteArray *out);
void evo_climbs_restore (EvoClimbs *climbs, const EvoSearchSettings *settings, BaseUnpack *in);

/* From before steps were tried, when climbs went on by Adam's: those that were under way are left
 * off. */
void evo_climbs_pass_over (const EvoSearchSettings *settings, BaseUnpack *in);

G_END_DECLS
