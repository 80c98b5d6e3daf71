// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "evolve/climb-private.h"
#include "evolve/draw-private.h"
#include "evolve/population.h"
#include "evolve/search.h"
#include "evolve/stage-private.h"

G_BEGIN_DECLS

/* One of the scorer's workspaces, and what is in it. */
typedef struct
{
  gboolean taken; /* a task is at work in it */
  gboolean held;  /* its micro-batch was interrupted */
  guint micro_batch;
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
  guint64 passes;
  float *centres; /* (n_classes) what the centre crop of each champion gets in its own class, as the
                     archive's bars where there is none; NULL without screening */
  EvoParents *seeds; /* NULL after generation 0, or without any */
  EvoClimbs climbs;
  EvoDraw draw;

  /* The generation being worked on; what follows is set while `under_way`. Tasks write only the
   * entries of their own micro-batch, and the archive does not change until all are done. */
  gboolean under_way;
  EvoParents *chosen;
  EvoPopulation current;
  EvoStage screen;          /* all children; only where there is screening */
  EvoStage full;            /* those that are offered to the archive; those whose gradient is taken
                               first */
  EvoStage *stage;          /* one of the two */
  gboolean chosen_for_full; /* it is known who these are, though `screen` may be under way: it was
                               saved afterwards, and its children are made again */
  gboolean *made;           /* (batch) the child's genome and image are there */
  guint *waiting;           /* (n_waiting) micro-batches of the stage, neither done nor held */
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

/* Takes over what was set for the next generation, and makes room for it; who climbs is decided. */
void evo_search_begin_generation (EvoSearch *search);

/* For so many threads, in this generation. */
void evo_search_prepare_workspaces (EvoSearch *search, guint n);

/* FALSE when it was interrupted: call again. */
gboolean evo_search_score_stage (EvoSearch *search, BasePool *pool);

/* All but the image of an offspring that the stage under way has scored. */
void evo_search_describe_child (EvoSearch *search, guint place);

/* Once `screen` is scored: who is in `full`. */
void evo_search_choose (EvoSearch *search);

/* Once the children were offered to the archive: the centre crops of its new champions. */
void evo_search_note_centres (EvoSearch *search);

/* Makes the child's genome from its own stream. */
void evo_search_breed_child (EvoSearch *search, guint child);

/* The same, and draws its image. */
void evo_search_make_child (EvoSearch *search, guint child);

/* A seed that the child is, as it stands; NULL = it is none. */
const EvoGenome *evo_search_seed (const EvoSearch *search, guint child);

/* Not a child whose gradient is taken: it is a champion once more, and what it gets may differ from
 * that one's confidence in the last bit. */
gboolean evo_search_is_offered (const EvoSearch *search, guint child);

/* Once its own micro-batches of a stage are done: the confidences of all, and what climbs have
 * learned. FALSE when it was interrupted: call again. */
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
