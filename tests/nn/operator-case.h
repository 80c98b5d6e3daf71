// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "naive.h"
#include "nn/op.h"

G_BEGIN_DECLS

/* Runs the last node of a graph alone, on random inputs and without an executor: each buffer is an
 * allocation of just its size, so that a sanitizer sees every step outside, and holds
 * not-a-numbers where the operator has to write before it reads. */
typedef struct
{
  Naive *naive;
  NnValue value;
  const NnNode *node;
  NnOpContext context;
  float **inputs;
  float **input_gradients;
  float **parameter_gradients;
  float *output_gradient;
} OperatorCase;

/* Keeps the graph, which has to outlive it. */
OperatorCase *operator_case_new (const NnGraph *graph, int batch, BaseRandom *random);
void operator_case_free (OperatorCase *self);

/* Forward against the naive twin, every number; and in place where that is possible. */
void operator_case_check_forward (OperatorCase *self, double tolerance);

/* Backward, after forward, against central differences of the twin: up to `samples` numbers of
 * each input and parameter. Also that it adds to what is there, and leaves out what is not
 * wanted. */
void operator_case_check_backward (OperatorCase *self,
                                   BaseRandom *random,
                                   int samples,
                                   double tolerance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OperatorCase, operator_case_free)

G_END_DECLS
