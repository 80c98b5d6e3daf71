// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/normalisation.h"

#include "nn/ops.h"

#include <math.h>

/* Means and deviations beyond this are of grey levels: those of pictures from 0 to 1 are within 1.
 */
#define LEAST_BYTES 3

/* A batch normalisation that learnt to leave what was normalised before it as it is. */
#define MOST_LEARNT_SCALE 1.5
#define MOST_LEARNT_MEAN  0.25

/* The one node that reads the value, or NN_NO_VALUE where there are several or none. */
static NnValue
only_reader (const NnGraph *graph, NnValue value)
{
  NnValue reader = NN_NO_VALUE;

  for (NnValue i = value + 1; i < nn_graph_n_nodes (graph); i++)
    for (int j = 0; j < nn_graph_node (graph, i)->n_inputs; j++)
      if (nn_graph_node (graph, i)->inputs[j] == value)
        {
          if (reader != NN_NO_VALUE)
            return NN_NO_VALUE;
          reader = i;
        }
  return reader;
}

static double
mean_of (const NnTensor *tensor)
{
  gsize n = nn_shape_size (&tensor->shape);
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) tensor->data[i];
  return sum / (double) n;
}

/* y = scale * x + shift so far, and now this node. */
static void
add_node (const NnNode *node, double *scale, double *shift)
{
  double own_scale = node->n_parameters > 0 ? mean_of (node->parameters[0]) : 1;
  double own_shift = node->n_parameters > 1 ? mean_of (node->parameters[1]) : 0;

  *scale *= own_scale;
  *shift = *shift * own_scale + own_shift;
}

/* The same with a constant that has numbers for each channel, wherever the channels are. */
static gboolean
add_binary (const NnGraph *graph, const NnNode *node, double *scale, double *shift)
{
  const NnNode *left = nn_graph_node (graph, node->inputs[0]);
  const NnNode *right = nn_graph_node (graph, node->inputs[1]);
  gboolean first = left->op == &nn_op_constant;
  double number;

  if (first == (right->op == &nn_op_constant))
    return FALSE;
  number = mean_of ((first ? left : right)->parameters[0]);
  switch (node->attributes.binary.kind)
    {
    case NN_BINARY_ADD:
      *shift += number;
      return TRUE;
    case NN_BINARY_SUB:
      *shift = first ? number - *shift : *shift - number;
      *scale *= first ? -1 : 1;
      return TRUE;
    case NN_BINARY_MUL:
      *scale *= number;
      *shift *= number;
      return TRUE;
    case NN_BINARY_DIV:
      *scale /= number;
      *shift /= number;
      return !first;
    default:
      return FALSE;
    }
}

/* Whether the numbers only change their places. */
static gboolean
only_moves (const NnNode *node)
{
  return node->op == &nn_op_reshape || node->op == &nn_op_flatten || node->op == &nn_op_transpose ||
         node->op == &nn_op_clip || node->op == &nn_op_pad || node->op == &nn_op_resample ||
         node->op == &nn_op_slice;
}

FmtRange
fmt_normalisation_range (const NnGraph *graph, double *mean)
{
  double scale = 1, shift = 0;
  gboolean any = FALSE;

  g_return_val_if_fail (graph != NULL && mean != NULL, FMT_RANGE_UNKNOWN);

  *mean = 0;
  for (NnValue at = only_reader (graph, 0); at != NN_NO_VALUE; at = only_reader (graph, at))
    {
      const NnNode *node = nn_graph_node (graph, at);

      if (node->op == &nn_op_scale_shift)
        {
          add_node (node, &scale, &shift);
          any = TRUE;
        }
      else if (node->op == &nn_op_binary && add_binary (graph, node, &scale, &shift))
        any = TRUE;
      else if (!only_moves (node))
        break;
    }
  if (!any || !isfinite (scale) || !isfinite (shift) || scale == 0)
    return FMT_RANGE_UNKNOWN;
  *mean = -shift / scale;
  if (fabs (*mean) >= LEAST_BYTES || fabs (1 / scale) >= LEAST_BYTES)
    return FMT_RANGE_BYTES;
  if (fabs (*mean) <= MOST_LEARNT_MEAN && fabs (scale) <= MOST_LEARNT_SCALE &&
      fabs (scale) >= 1 / MOST_LEARNT_SCALE)
    return FMT_RANGE_UNKNOWN;
  return FMT_RANGE_UNIT;
}
