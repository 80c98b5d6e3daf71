// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/network.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "nn/ops.h"

/* What the confidences are computed from: the value that the softmax at the end, or the sigmoid, is
 * taken of; what only passes it on does not count. Of a network that ends in anything else the
 * confidences themselves: who is highest among them is highest there as well. */
static NnValue
find_scores (const NnGraph *graph)
{
  NnValue output = nn_graph_output (graph), value = output;
  const NnNode *node = nn_graph_node (graph, value);

  while (node->op == &nn_op_reshape || node->op == &nn_op_flatten || node->op == &nn_op_clip)
    {
      value = node->inputs[0];
      node = nn_graph_node (graph, value);
    }
  if (node->op == &nn_op_softmax || node->op == &nn_op_sigmoid)
    return node->inputs[0];
  return output;
}

AscNetwork *
asc_network_new (const NnGraph *graph, const float *mean, const float *scale, GError **error)
{
  AscNetwork *network;
  const NnShape *input;

  g_return_val_if_fail (graph != NULL && mean != NULL && scale != NULL, NULL);

  input = nn_graph_shape (graph, 0);
  if (input->rank != 3)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                           _ ("The network does not take a picture, so that none can be made for "
                              "it."));
      return NULL;
    }

  network = g_new0 (AscNetwork, 1);
  network->graph = graph;
  network->scores = find_scores (graph);
  network->channels = (guint) input->dims[0];
  network->height = (guint) input->dims[1];
  network->width = (guint) input->dims[2];
  network->size = nn_shape_size (input);
  network->n_classes = (guint) nn_shape_size (nn_graph_shape (graph, network->scores));
  network->mean = g_memdup2 (mean, network->size * sizeof *mean);
  network->scale = g_memdup2 (scale, network->size * sizeof *scale);
  return network;
}

void
asc_network_free (AscNetwork *network)
{
  if (network == NULL)
    return;
  g_free (network->mean);
  g_free (network->scale);
  g_free (network);
}

void
asc_network_feed (const AscNetwork *network, const float *picture, float *input)
{
  for (gsize i = 0; i < network->size; i++)
    input[i] = (picture[i] - network->mean[i]) * network->scale[i];
}

void
asc_network_feed_levels (const AscNetwork *network, const guint8 *levels, float *input)
{
  for (gsize i = 0; i < network->size; i++)
    input[i] = ((float) levels[i] - network->mean[i]) * network->scale[i];
}

void
asc_network_round (const AscNetwork *network, const float *picture, guint8 *levels)
{
  for (gsize i = 0; i < network->size; i++)
    levels[i] = (guint8) lrintf (CLAMP (picture[i], 0.0f, 255.0f));
}
