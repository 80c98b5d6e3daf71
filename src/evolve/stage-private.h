// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "base/pack.h"

G_BEGIN_DECLS

/* Children of one generation that are scored in the same way, in micro-batches. Where there is
 * screening, a generation has two: all children by their centre crop, and then those that go on. */
typedef struct
{
  guint n;            /* children */
  guint *children;    /* (n) which, in rising order; what follows is in the order of these */
  BaseImage **images; /* (n) theirs, borrowed, once they are made */
  float *confidences; /* (n, n_classes) */
  guint n_classes;
  guint n_alone;     /* the first ones, each of which is a micro-batch by itself */
  guint micro_batch; /* how many of the others are one, >= 1 */
  guint n_micro_batches;
  gboolean *done;   /* (n_micro_batches) */
  gboolean *scored; /* (n_micro_batches) its confidences are there, from what was saved */
} EvoStage;

void evo_stage_clear (EvoStage *stage);

/* Begins anew. children: copied; NULL = 0, 1, ... */
void evo_stage_begin (EvoStage *stage,
                      guint n,
                      const guint *children,
                      guint n_alone,
                      guint micro_batch,
                      guint n_classes);

/* A micro-batch: its first place, and how many there are. */
guint evo_stage_first (const EvoStage *stage, guint micro_batch);
guint evo_stage_size (const EvoStage *stage, guint micro_batch);

/* Of a place. */
float *evo_stage_confidences (const EvoStage *stage, guint place); /* (n_classes) */

/* Whether all confidences are there. */
gboolean evo_stage_is_scored (const EvoStage *stage);

/* Of which micro-batches there are confidences, and these. */
void evo_stage_save (const EvoStage *stage, GByteArray *out);

/* Into one that has just begun. It was saved with micro-batches of `micro_batch`; if these are
 * others, what was saved of them is passed over. */
void evo_stage_restore (EvoStage *stage, guint micro_batch, BaseUnpack *in);

G_END_DECLS
