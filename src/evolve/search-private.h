// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "evolve/climb-private.h"
#include "evolve/draw-private.h"
#include "evolve/population.h"
#include "evolve/search.h"

G_BEGIN_DECLS

/* One of the scorer's workspaces, and what is in it. */
typedef struct
{
  gboolean taken; /* a task is at work in it */
  gboolean held;  /* its micro-batch was interrupted */
  guint micro_batch;
  guint n_made;          /* children that are made */
  gboolean has_gradient; /* with respect to the image, in `image_gradients` */
} EvoWorkspace;

struct _EvoSearch
{
  EvoSearchSettings settings; /* `wanted` and `seeds` are not kept */
  guint next_batch;
  EvoVariation next_variation;
  EvoParents *next_chosen; /* NULL = the champions */
  EvoScore score;
  gpointer score_data;

  EvoArchive *archive;
  guint64 generation;
  guint64 evaluations;
  EvoParents *seeds; /* NULL after generation 0, or without any */
  EvoClimbs climbs;
  EvoDraw draw;

  /* The generation being worked on; what follows is set while `under_way`. Tasks write only the
   * entries of their own micro-batch, and the archive does not change until all are done. */
  gboolean under_way;
  EvoParents *chosen;
  EvoPopulation current;
  float *confidences; /* (batch, n_classes) */
  gboolean *done;     /* (n_micro_batches) */
  gboolean *scored;   /* (n_micro_batches) its confidences are there, from what was saved */
  guint *waiting;     /* (n_micro_batches), n_waiting of them: neither done nor held */
  guint n_climbing;   /* the first children, each of which is a micro-batch by itself */
  guint n_micro_batches;
  guint n_waiting;
  const gint *interrupt;
  GArray *pieces; /* BasePiece: of the exchange under way; NULL without ranks */

  GMutex mutex;             /* for what follows, while tasks run */
  EvoWorkspace *workspaces; /* (n_workspaces) */
  float *image_gradients;   /* (n_workspaces, height, width, channels); NULL where none climbs */
  guint n_workspaces;       /* 0 while no task of this generation has run */
  guint next_waiting;

  EvoPopulation last;          /* the last complete generation */
  EvoParents *last_chosen;     /* from which it was bred; NULL = otherwise, or nobody knows */
  EvoVariation last_variation; /* with which it was bred from them */
};

/* Takes over what was set for the next generation, of which n_climbing children climb, and makes
 * room for all. */
void evo_search_begin_generation (EvoSearch *search, guint n_climbing);

/* The children of a micro-batch. */
guint evo_search_first_child (const EvoSearch *search, guint micro_batch);
guint evo_search_n_children (const EvoSearch *search, guint micro_batch);

/* Makes the child's genome from its own stream. */
void evo_search_breed_child (EvoSearch *search, guint child);

/* The same, and draws its image. */
void evo_search_make_child (EvoSearch *search, guint child);

/* A seed that the child is, as it stands; NULL = it is none. */
const EvoGenome *evo_search_seed (const EvoSearch *search, guint child);

/* Once its own micro-batches are done: the confidences of all, and what climbs have learned. FALSE
 * when it was interrupted: call again. */
gboolean evo_search_exchange (EvoSearch *search);

/* The other ranks' children, of which those are made that take a cell. */
void evo_search_take_others (EvoSearch *search, BasePool *pool);

/* Parts of what is saved; see evolve/save-private.h. is_old: from before there was a choice of
 * parents and strengths. */
void evo_pack_variation (GByteArray *out, const EvoVariation *variation);
EvoVariation evo_unpack_variation (BaseUnpack *in, gboolean is_old);
void evo_pack_parents (GByteArray *out, const EvoParents *parents);
EvoParents *evo_unpack_parents (BaseUnpack *in, const EvoSearchSettings *settings);

G_END_DECLS
