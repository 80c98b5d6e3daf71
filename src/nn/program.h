// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/conv-pair.h"
#include "nn/executor.h"
#include "nn/laned-winograd.h"
#include "nn/laned.h"
#include "nn/phases.h"
#include "nn/prepared.h"

G_BEGIN_DECLS

/* What an executor does for a graph: steps that work on slots. Made by a pass of its own
 * (nn/program.c), which decides which value lies in which layout, where it is converted, which
 * nodes become one step, and what lies where in memory. It depends on the graph, the batch and the
 * flags, and not on the machine. */

/* A value in one layout. A value may have several slots, and none where a step swallows it. */
typedef struct
{
  NnValue value;
  NnView view; /* data is the executor's matter; step: see NnView */
  int buffer;
  gsize offset;    /* floats into the buffer: a part of a concatenation */
  int producer;    /* the step, -1 = the caller */
  int next;        /* another slot of the value, or NN_NO_SLOT */
  gboolean part;   /* of a larger slot */
  gboolean wanted; /* its gradient leads to something that the caller asked for */
} NnSlot;

/* Memory of a batch of slots. Places are in floats, from the start of the executor's block. */
typedef struct
{
  gsize size;
  int first, last;       /* steps that use it */
  gsize place, gradient; /* NN_NO_PLACE = none */
} NnBuffer;

#define NN_NO_PLACE G_MAXSIZE
#define NN_NO_SLOT  (-1)

typedef enum
{
  NN_STEP_OPERATOR,    /* the operator itself, on plain slots */
  NN_STEP_ELEMENTWISE, /* the operator itself, on slots of any layout: it does not see the shape */
  NN_STEP_ACTIVATION,  /* nothing but a finish */
  NN_STEP_CONVERT,
  NN_STEP_CONV,
  NN_STEP_CONV_PAIR, /* conv, then `second` */
  NN_STEP_LANED_CONV,
  NN_STEP_LINEAR, /* laned */
  NN_STEP_MAX_POOL,
  NN_STEP_AVERAGE_POOL,
  NN_STEP_GLOBAL_POOL,
  NN_STEP_LRN,
  NN_STEP_SCALE_SHIFT,
  NN_STEP_SCALE_BY, /* Mul with a number for each channel */
  NN_STEP_CONCAT,
} NnStepKind;

typedef struct
{
  NnStepKind kind;
  NnValue node; /* whose operator and parameters count */
  int n_inputs;
  int *inputs;  /* slots */
  int output;   /* slot */
  int residual; /* slot, or NN_NO_SLOT */
  gboolean in_place;
  NnFinish finish; /* what comes after; kind NN_FINISH_NONE = nothing */
  NnNode shadow;   /* elementwise: the node with a flat output of the layout's size */
  NnPhases phases; /* of a conversion to phases, and of the convolution after it */
  NnConv *conv;
  struct
  {
    NnValue node; /* a scale-shift or a product with a gate; NN_NO_VALUE = nothing */
    NnPrepared *weights;
    NnFinish finish;
  } before; /* of a pointwise convolution */
  struct
  {
    NnValue node;
    NnConv *conv;
    NnPrepared *weights;
    NnFinish finish;
    NnConvPair *pair;
  } second;
  NnConv **back; /* its backward pass, n_back phases */
  int n_back;
  NnLanedConv *laned, *laned_back;
  NnLanedWinograd *winograd; /* instead, both ways, where it pays */
  NnPrepared *winograd_weights;
  int divisor;         /* of an average pool, 0 = what is covered */
  NnFinish clamp;      /* of a largest pool: of all steps that make its input, which nobody else
                        * reads; its backward pass undoes it on fewer numbers than theirs */
  NnPrepared *weights; /* packed, then the bias filled up where there is one */
  NnPrepared **back_weights;
  /* Places of the weights of a laned convolution that learns, laid out by each forward pass as the
   * ways forward and back read them; NN_NO_PLACE. */
  gsize laid_out, laid_out_back;
  gsize kept;    /* place of what an operator keeps; NN_NO_PLACE */
  gsize scratch; /* floats for one worker */
} NnStep;

typedef struct
{
  int batch;
  NnExecutorFlags flags;
  NnValue output;
  int n_nodes;
  GArray *steps;   /* NnStep */
  GArray *slots;   /* NnSlot */
  GArray *buffers; /* NnBuffer */
  int *primary;    /* of each value: the slot that its node's step writes; NN_NO_SLOT */
  gboolean *alias; /* of each value: the same numbers as its input, in the same order */
  int output_slot;
  gsize *parameter_gradients; /* places, node after node */
  int n_parameters;
  gsize scratch; /* floats for one worker */
  gsize size;    /* of the block, with scratch for one worker, which comes last */
} NnProgram;

/* fuse: let steps swallow values that only they read. NULL when there is no memory for prepared
 * weights. */
NnProgram *nn_program_new (const NnGraph *graph, int batch, NnExecutorFlags flags, gboolean fuse);
void nn_program_free (NnProgram *program);

static inline NnStep *
nn_program_step (const NnProgram *program, int i)
{
  return &g_array_index (program->steps, NnStep, i);
}

static inline NnSlot *
nn_program_slot (const NnProgram *program, int i)
{
  return &g_array_index (program->slots, NnSlot, i);
}

static inline NnBuffer *
nn_program_buffer (const NnProgram *program, int i)
{
  return &g_array_index (program->buffers, NnBuffer, i);
}

/* --- The parts of the pass --- */

/* Whether the images of a batch of at least NN_LANED_LEAST_BATCH go side by side: few channels,
 * small values. */
#define NN_LANED_LEAST_BATCH 8
gboolean nn_program_suits_lanes (const NnGraph *graph);

/* Whether the step writes the gradients of its node's parameters whole; operators add to them. */
static inline gboolean
nn_step_learns_in_lanes (const NnProgram *program, const NnStep *step)
{
  return (program->flags & NN_PARAMETER_GRADIENTS) != 0 &&
         (step->kind == NN_STEP_LANED_CONV || step->kind == NN_STEP_LINEAR);
}

/* Which layout each value is made in. */
NnLayout *nn_program_layouts (const NnGraph *graph, int batch, NnExecutorFlags flags);

/* Makes the kernels' plans and weights of a step; FALSE = no memory. */
gboolean nn_program_prepare_step (const NnProgram *program, const NnGraph *graph, NnStep *step);

/* Places buffers, gradients, kept memory and scratch. */
void nn_program_place (NnProgram *program, const NnGraph *graph);

G_END_DECLS
