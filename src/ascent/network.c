// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/network.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "nn/ops.h"

/* The value that the softmax at the end is taken of; reshapes after it do not count. */
static NnValue
find_scores (const NnGraph *graph)
{
  NnValue value = nn_graph_output (graph);

  while (nn_graph_node (graph, value)->op == &nn_op_reshape ||
         nn_graph_node (graph, value)->op == &nn_op_flatten)
    value = nn_graph_node (graph, value)->inputs[0];
  if (nn_graph_node (graph, value)->op != &nn_op_softmax)
    return NN_NO_VALUE;
  return nn_graph_node (graph, value)->inputs[0];
}

AscNetwork *
asc_network_new (const NnGraph *graph, const float *mean, const float *scale, GError **error)
{
  AscNetwork *network;
  const NnShape *input;
  NnValue scores;

  g_return_val_if_fail (graph != NULL && mean != NULL && scale != NULL, NULL);

  input = nn_graph_shape (graph, 0);
  scores = find_scores (graph);
  if (input->rank != 3)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                           _ ("The network does not take a picture, so that none can be made for "
                              "it."));
      return NULL;
    }
  if (scores == NN_NO_VALUE)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                           _ ("The network does not end in a softmax, so that it has no scores to "
                              "climb. Choose another network."));
      return NULL;
    }

  network = g_new0 (AscNetwork, 1);
  network->graph = graph;
  network->scores = scores;
  network->channels = (guint) input->dims[0];
  network->height = (guint) input->dims[1];
  network->width = (guint) input->dims[2];
  network->size = nn_shape_size (input);
  network->n_classes = (guint) nn_shape_size (nn_graph_shape (graph, scores));
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
