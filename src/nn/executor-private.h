// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/team.h"
#include "nn/executor.h"
#include "nn/op.h"
#include "nn/program.h"

G_BEGIN_DECLS

struct _NnExecutor
{
  const NnGraph *graph;
  NnProgram *program;
  float *memory;       /* one block; the program says what lies where */
  gboolean multiplies; /* with OpenBLAS */
  BasePool *pool;      /* NULL = all in the calling thread; the caller's */
  BaseTeam *team;      /* of the pool, NULL without one; it is at work during a pass */
  int n_workers;
  NnConvWorkspace *workspaces; /* one a worker; the first one's memory is part of the block */
  float *more_scratch;         /* of the other workers */
  gboolean *reached;   /* of each buffer, in the pass under way: the gradient holds something */
  gboolean *unclamped; /* likewise: its gradient is that of what was clamped, already */
  float **plain;       /* of each value: made when somebody asks for it */
  struct _NnExecutor
      *whole; /* without fused steps, for values that they swallow; made when needed */
  gboolean whole_is_current;
  gboolean backward_from_whole; /* the last backward pass was that one's */
  int next;            /* step at which a forward pass in pieces goes on; 0 = none is under way */
  gboolean going_back; /* a backward pass in pieces is under way */
  int next_back;       /* step at which it goes on */
};

/* NULL for NN_NO_PLACE. */
static inline float *
nn_executor_place (const NnExecutor *executor, gsize place)
{
  return place != NN_NO_PLACE ? executor->memory + place : NULL;
}

/* Units of a step of the forward pass: each can be done by any thread, at once with the others. */
int nn_step_n_units (const NnExecutor *executor, const NnStep *step);
void nn_step_forward (const NnExecutor *executor,
                      const NnStep *step,
                      int unit,
                      NnConvWorkspace *workspace);

/* Before the units of a laned convolution that learns: its weights as they are now. */
void nn_step_lay_out (const NnExecutor *executor, const NnStep *step);

/* What a normalisation's kernel wants to know. */
NnNormalisation nn_step_lrn (const NnNode *node, const NnView *x);

/* The whole of a step of the backward pass. */
void nn_step_backward (NnExecutor *executor, const NnStep *step);

/* Where a slot and its gradient lie. */
NnView nn_executor_slot (const NnExecutor *executor, int slot);
NnView nn_executor_slot_gradient (const NnExecutor *executor, int slot);

/* Before something is written to the gradient of a slot. TRUE: it has to be added to what is there;
 * FALSE: there is nothing yet, and all of it has to be written. */
gboolean nn_executor_begin_gradient (NnExecutor *executor, int slot);

/* n units of something, by all workers; only during a pass. */
typedef void (*NnUnitFunc) (const NnExecutor *executor,
                            const NnStep *step,
                            gpointer data,
                            int unit,
                            NnConvWorkspace *workspace);
void nn_executor_run (const NnExecutor *executor,
                      const NnStep *step,
                      int n_units,
                      NnUnitFunc func,
                      gpointer data);

G_END_DECLS
