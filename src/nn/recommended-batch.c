// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/executor.h"

#include "nn/ops.h"
#include "nn/program.h"

/* Tiles of several images share the transformed weights of Winograd's convolutions, where those are
 * many; otherwise fewer images at once leave the values closer to the processor, and the fewest
 * that go into a fully connected layer side by side do. */
#define FOR_CONVOLUTION 8
#define FOR_VALUES      5
#define MANY_WEIGHTS    (4 << 20)

/* Weights past this many floats come from memory for every batch. To read one and lay it out for
 * the product takes as long as some multiplications, and should add at most a tenth. */
#define CACHED_WEIGHTS   (4 << 20)
#define READ_COST        35
#define MOST_FOR_WEIGHTS 64

/* Multiplications that take some ten times as long as to wake threads and to wait for them. */
#define WORTH_SHARING 5e7

/* What a graph has of everything, for one image. */
typedef struct
{
  double multiplications;
  double linear_weights;
  double window_weights; /* of convolutions with more than one tap and without a stride */
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

      if (node->op != &nn_op_conv && node->op != &nn_op_linear)
        continue;
      weights = nn_shape_size (&node->parameters[0]->shape);
      totals.multiplications += weights * (size / node->output.dims[0]);
      if (node->op == &nn_op_linear)
        totals.linear_weights += weights;
      else if (node->attributes.conv.window.kernel_h > 1 &&
               node->attributes.conv.window.stride_h == 1)
        totals.window_weights += weights;
    }
  return totals;
}

int
nn_graph_recommended_batch (const NnGraph *graph)
{
  Totals totals;
  double batch;

  g_return_val_if_fail (graph != NULL, 1);

  if (nn_program_suits_lanes (graph))
    return NN_LANES;
  totals = count (graph);
  if (totals.linear_weights <= CACHED_WEIGHTS)
    return totals.window_weights > MANY_WEIGHTS ? FOR_CONVOLUTION : FOR_VALUES;
  batch = MIN (10 * READ_COST * totals.linear_weights / totals.multiplications, MOST_FOR_WEIGHTS);
  /* Whole groups of lanes. */
  return MAX (((int) batch + NN_LANES / 2) / NN_LANES * NN_LANES, NN_LANES);
}

gboolean
nn_graph_is_worth_sharing (const NnGraph *graph, int batch)
{
  g_return_val_if_fail (graph != NULL && batch >= 1, FALSE);

  return count (graph).multiplications * batch >= WORTH_SHARING;
}
