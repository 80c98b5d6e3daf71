// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/graph-private.h"

#include "nn/ops.h"

/* y = scale (W x + b) + shift = (scale W) x + (scale b + shift), one number for each output channel
 * or one for all: what holds for the rows of W holds for the scale of a scale-shift, too. */

static gboolean
is_for_channels (const NnTensor *tensor, const NnNode *node)
{
  gsize size = nn_shape_size (&tensor->shape);

  return size == 1 || size == (gsize) node->output.dims[0];
}

static gboolean
all_for_channels (const NnNode *node)
{
  for (int i = 0; i < node->n_parameters; i++)
    if (!is_for_channels (node->parameters[i], node))
      return FALSE;
  return TRUE;
}

/* Whether a scale-shift after the node can become part of it. */
static gboolean
can_take_in (const NnNode *node)
{
  return node->op == &nn_op_conv || node->op == &nn_op_linear ||
         (node->op == &nn_op_scale_shift && all_for_channels (node));
}

static double
number_for (const NnNode *node, int parameter, int channel, double otherwise)
{
  const NnTensor *tensor;

  if (parameter >= node->n_parameters)
    return otherwise;
  tensor = node->parameters[parameter];
  return tensor->data[nn_shape_size (&tensor->shape) == 1 ? 0 : channel];
}

/* Makes sure that the parameter is there and has a number for each channel. */
static void
spread (NnNode *node, int parameter)
{
  int n_channels = node->output.dims[0];
  NnTensor *tensor = nn_tensor_new (&NN_SHAPE_1 (n_channels));

  for (int i = 0; i < n_channels; i++)
    tensor->data[i] = (float) number_for (node, parameter, i, 0);
  if (parameter < node->n_parameters)
    nn_tensor_free (node->parameters[parameter]);
  else
    {
      node->n_parameters = parameter + 1;
      node->parameters = g_renew (NnTensor *, node->parameters, node->n_parameters);
    }
  node->parameters[parameter] = tensor;
}

static void
take_in (NnNode *node, const NnNode *scale_shift)
{
  int n_channels = node->output.dims[0];
  NnTensor *weights;
  gsize row;

  if (node->op == &nn_op_scale_shift)
    spread (node, 0);
  spread (node, 1);
  weights = node->parameters[0];
  row = nn_shape_size (&weights->shape) / n_channels;
  for (int i = 0; i < n_channels; i++)
    {
      double scale = number_for (scale_shift, 0, i, 1);
      float *bias = &node->parameters[1]->data[i];

      for (gsize j = i * row; j < (i + 1) * row; j++)
        weights->data[j] = (float) (weights->data[j] * scale);
      *bias = (float) (*bias * scale + number_for (scale_shift, 1, i, 0));
    }
}

int
nn_graph_fold (NnGraph *graph)
{
  g_autofree gboolean *gone = NULL;
  g_autofree int *n_readers = NULL;
  int n_nodes, n_gone = 0;

  g_return_val_if_fail (graph != NULL, 0);

  n_nodes = nn_graph_n_nodes (graph);
  gone = g_new0 (gboolean, n_nodes);
  n_readers = g_new0 (int, n_nodes);
  n_readers[nn_graph_output (graph)]++;
  for (int i = 0; i < n_nodes; i++)
    for (int j = 0; j < nn_graph_node (graph, i)->n_inputs; j++)
      n_readers[nn_graph_node (graph, i)->inputs[j]]++;

  for (int i = 1; i < n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (graph, i);
      NnValue before;

      if (node->op != &nn_op_scale_shift || !all_for_channels (node) ||
          n_readers[node->inputs[0]] != 1)
        continue;
      before = node->inputs[0];
      while (gone[before])
        before = nn_graph_node (graph, before)->inputs[0];
      if (!can_take_in (nn_graph_node (graph, before)))
        continue;
      take_in (nn_graph_node_writable (graph, before), node);
      gone[i] = TRUE;
      n_gone++;
    }
  nn_graph_take_out (graph, gone);
  return n_gone;
}
