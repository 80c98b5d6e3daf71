// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/executor.h"

#include "nn/ops.h"

/* Values of this many floats stay in a core's cache. Past the limit of images nothing is gained. */
#define CACHED_VALUES        (640 << 10)
#define MOST_FOR_CONVOLUTION 25

/* Weights past this many floats come from memory for every batch. To read one and lay it out for
 * the product takes as long as some multiplications, and should add at most a tenth. */
#define CACHED_WEIGHTS   (4 << 20)
#define READ_COST        35
#define MOST_FOR_WEIGHTS 64

/* What a graph has of everything, for one image. */
typedef struct
{
  double values;
  double multiplications;
  double linear_weights;
} Totals;

/* Every weight meets every position of its output map. */
static Totals
count (const NnGraph *graph)
{
  Totals totals = { 0 };

  for (NnValue i = 0; i < nn_graph_n_nodes (graph); i++)
    {
      const NnNode *node = nn_graph_node (graph, i);
      double size = nn_shape_size (&node->output), weights;

      totals.values += size;
      if (node->op != &nn_op_conv && node->op != &nn_op_linear)
        continue;
      weights = nn_shape_size (&node->parameters[0]->shape);
      totals.multiplications += weights * (size / node->output.dims[0]);
      if (node->op == &nn_op_linear)
        totals.linear_weights += weights;
    }
  return totals;
}

int
nn_graph_recommended_batch (const NnGraph *graph)
{
  Totals totals;
  double batch;

  g_return_val_if_fail (graph != NULL, 1);

  totals = count (graph);
  batch = MIN (CACHED_VALUES / totals.values, MOST_FOR_CONVOLUTION);
  if (totals.linear_weights > CACHED_WEIGHTS)
    batch = MAX (batch, MIN (10 * READ_COST * totals.linear_weights / totals.multiplications,
                             MOST_FOR_WEIGHTS));
  return MAX ((int) batch, 1);
}
