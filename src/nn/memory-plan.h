// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/executor.h"

G_BEGIN_DECLS

#define NN_NO_PLACE G_MAXSIZE

/* Where each buffer of an executor lies in its one block of memory, in floats from the start.
 *
 * Forward only: a value's memory is given on as soon as nothing reads it any more, operators that
 * can work in place do, and nodes that the output does not depend on have no place and are left
 * out. With gradients: every value stays, and the gradients' memory is given on during the backward
 * pass. The scratch is one for all nodes. */
typedef struct
{
  int batch;
  NnExecutorFlags flags;
  NnValue output;
  int n_nodes, n_inputs, n_parameters; /* of the whole graph */
  gsize *values;                       /* n_nodes */
  gsize *gradients;                    /* n_nodes; NN_NO_PLACE = not wanted */
  gsize *kept;                         /* n_nodes */
  gsize *parameter_gradients;          /* n_parameters, node after node */
  gsize scratch;
  gsize size; /* of the block */
} NnMemoryPlan;

NnMemoryPlan *nn_memory_plan_new (const NnGraph *graph, int batch, NnExecutorFlags flags);
void nn_memory_plan_free (NnMemoryPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnMemoryPlan, nn_memory_plan_free)

G_END_DECLS
