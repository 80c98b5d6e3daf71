// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* Part of naive.h: one image of an operator on values of any shape. False for operators that are
 * not among them. */
gboolean naive_evaluate_any_shape (const NnGraph *graph,
                                   const NnNode *node,
                                   double *const *parameters,
                                   const double *const *inputs,
                                   double *y);

G_END_DECLS
