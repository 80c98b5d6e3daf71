// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* A network's gradient at a picture, held against differences of what the network computes. The
 * objective is a weighted sum of the scores before the softmax. */
typedef struct _FiniteDifference FiniteDifference;

/* What a step in some direction showed. All but the last are by the size of the difference. */
typedef struct
{
  gboolean is_measured; /* the difference stands out from the two below */
  double error;         /* |difference - gradient| */
  double rounding;      /* standard deviations of what rounding does to the difference, */
  double corners;       /* and of what the gradient may have missed */
  double step;          /* by the length of the picture */
} FiniteDifferenceResult;

/* Of a graph that ends in a softmax; `weights` has one number for each score. The graph's output is
 * moved to the scores, and it has to outlive the result. */
FiniteDifference *finite_difference_new (NnGraph *graph,
                                         const float *picture,
                                         const float *weights);
void finite_difference_free (FiniteDifference *difference);

/* At the picture, as nn_executor_input_gradient has it. */
const float *finite_difference_gradient (const FiniteDifference *difference);

/* Around the picture, along `direction`, (input shape), of any length. `parts`: a multiple of 4. */
FiniteDifferenceResult finite_difference_measure (FiniteDifference *difference,
                                                  const float *direction,
                                                  int parts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FiniteDifference, finite_difference_free)

G_END_DECLS
