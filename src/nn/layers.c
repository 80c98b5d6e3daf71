// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/graph.h"

#include "nn/ops.h"

/* The named doors of nn/graph.h: each hands its arguments to nn_graph_add. */

static NnValue
add_with_weights (NnGraph *graph,
                  const NnOp *op,
                  const char *name,
                  NnValue input,
                  const NnAttributes *attributes,
                  NnTensor *weights,
                  NnTensor *bias,
                  GError **error)
{
  NnTensor *parameters[] = { weights, bias };

  return nn_graph_add (graph, op, name, 1, &input, attributes, bias != NULL ? 2 : 1, parameters,
                       error);
}

NnValue
nn_graph_add_conv (NnGraph *graph,
                   const char *name,
                   NnValue input,
                   const NnWindow *window,
                   int groups,
                   NnTensor *weights,
                   NnTensor *bias,
                   GError **error)
{
  NnAttributes attributes = { 0 };

  g_return_val_if_fail (window != NULL && weights != NULL, NN_NO_VALUE);
  attributes.conv.window = *window;
  attributes.conv.groups = groups;
  return add_with_weights (graph, &nn_op_conv, name, input, &attributes, weights, bias, error);
}

NnValue
nn_graph_add_max_pool (NnGraph *graph,
                       const char *name,
                       NnValue input,
                       const NnWindow *window,
                       GError **error)
{
  NnAttributes attributes = { 0 };

  g_return_val_if_fail (window != NULL, NN_NO_VALUE);
  attributes.pool.window = *window;
  return nn_graph_add (graph, &nn_op_max_pool, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_linear (NnGraph *graph,
                     const char *name,
                     NnValue input,
                     NnTensor *weights,
                     NnTensor *bias,
                     GError **error)
{
  g_return_val_if_fail (weights != NULL, NN_NO_VALUE);
  return add_with_weights (graph, &nn_op_linear, name, input, NULL, weights, bias, error);
}

NnValue
nn_graph_add_relu (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add (graph, &nn_op_relu, name, 1, &input, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_flatten (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add (graph, &nn_op_flatten, name, 1, &input, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_softmax (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add (graph, &nn_op_softmax, name, 1, &input, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_concat (NnGraph *graph,
                     const char *name,
                     int n_inputs,
                     const NnValue *inputs,
                     GError **error)
{
  return nn_graph_add (graph, &nn_op_concat, name, n_inputs, inputs, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_sum (NnGraph *graph, const char *name, NnValue a, NnValue b, GError **error)
{
  NnValue inputs[] = { a, b };

  return nn_graph_add (graph, &nn_op_sum, name, 2, inputs, NULL, 0, NULL, error);
}
