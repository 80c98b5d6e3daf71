// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* What a node's forward and backward work on: one batch of one executor. */
typedef struct
{
  int batch;
  gboolean is_training; /* the executor has NN_PARAMETER_GRADIENTS */
  const NnGraph *graph;
  const float *const *inputs;        /* n_inputs x (batch, input shape) */
  float *output;                     /* (batch, output shape); backward only reads it */
  const float *output_gradient;      /* (batch, output shape); backward only */
  float *const *input_gradients;     /* backward ADDS to each; NULL entry = not wanted */
  float *const *parameter_gradients; /* backward ADDS to each; NULL entry = not wanted */
  float *kept;                       /* kept_size floats that forward leaves for backward */
  float *scratch;                    /* scratch_size floats, undefined at each call */
  int unit;                          /* forward only: which part of the work, < n_units */
} NnOpContext;

/* An operator: shape rule, forward and backward side by side in one file nn/op-<name>.c. Adding
 * one means such a file and a line in nn/ops.h. Shapes are checked once, when a node is added;
 * forward and backward allocate nothing and cannot fail. */
struct _NnOp
{
  const char *name; /* the ONNX operator that it stands for, e.g. "Conv" */

  /* Sets node->output from the inputs' shapes and checks attributes and parameters; the error
   * need not name the node, the graph does. */
  gboolean (*infer_shape) (NnNode *node, const NnShape *const *inputs, GError **error);

  /* Floats of scratch and of kept memory for a batch; NULL = none. */
  gsize (*scratch_size) (const NnGraph *graph, const NnNode *node, int batch);
  gsize (*kept_size) (const NnGraph *graph, const NnNode *node, int batch);

  /* How many parts the work of forward has, which threads do side by side, each a call of it; NULL
   * = one. */
  int (*n_units) (const NnGraph *graph, const NnNode *node, int batch);

  /* Forward may be given the same memory for its first input and its output. */
  gboolean in_place;

  /* Forward or backward may call nn/gemm.h. */
  gboolean multiplies;

  void (*forward) (const NnNode *node, NnOpContext *context);
  void (*backward) (const NnNode *node, NnOpContext *context);
};

G_END_DECLS
