// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "run/snapshot.h"
#include "run/work-private.h"

G_BEGIN_DECLS

typedef struct _RunExperiment RunExperiment;

/* The part of an experiment in which people choose the parents: what they chose last, so that it
 * can be undone, and what they ordered. Belongs to the job's thread, and is saved with the rest. */
typedef struct _RunBreeding RunBreeding;

/* What run_experiment_breed tells. */
typedef struct
{
  guint n;
  guint64 *evaluations; /* (n), owned */
  RunView view;
} RunBreedOrder;

void run_breed_order_free (gpointer order);

RunBreeding *run_breeding_new (void);
void run_breeding_free (RunBreeding *breeding);

/* What the two commands do, between two steps of the work. */
RunObey run_breeding_order (RunExperiment *experiment, const RunBreedOrder *order);
RunObey run_breeding_undo (RunExperiment *experiment);

/* Whether a generation is ordered that has not begun. */
gboolean run_breeding_is_ordered (const RunBreeding *breeding);

/* Before a generation begins, and when one is complete. */
void run_breeding_begin (RunExperiment *experiment);
void run_breeding_complete (RunExperiment *experiment);

/* How often other offspring were shown without a new generation. */
guint64 run_breeding_n_undone (const RunBreeding *breeding);

/* Fills in what the snapshot says of breeding. */
void run_breeding_show (const RunBreeding *breeding, RunSnapshot *snapshot);

/* Appends it. */
void run_breeding_save (const RunBreeding *breeding, GByteArray *out);

/* Into the experiment's own, which is as new; `in` fails when the bytes are damaged. */
void run_breeding_restore (RunExperiment *experiment, BaseUnpack *in);

G_END_DECLS
