// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* Part of naive.h: one image of a node whose numbers can be computed one by one. `other` is its
 * second input, NULL without one. False for operators that are not among them. */
gboolean naive_evaluate_operator (const NnGraph *graph,
                                  const NnNode *node,
                                  double *const *parameters,
                                  const double *x,
                                  const double *other,
                                  double *y);

G_END_DECLS
