// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/program.h"

#include "nn/ops.h"

/* Images side by side pay where channels are too few for vectors, and values so small that those of
 * NN_LANES images stay in a second-level cache. */
#define LANED_MOST_CHANNELS 64
#define LANED_MOST_VALUES   (64 << 10) /* floats of an image, all values together */

/* Below it, a fully connected layer reads its weights for each image: nn/few-rows.h. */
#define LINEAR_LEAST_BATCH 5

static gboolean
is_simple_conv (const NnNode *node)
{
  const NnWindow *w = &node->attributes.conv.window;

  return node->attributes.conv.groups == 1 && w->stride_h == 1 && w->stride_w == 1 &&
         w->dilation_h == 1 && w->dilation_w == 1 && w->kernel_h <= 7 && w->kernel_w <= 7 &&
         node->output.dims[0] <= LANED_MOST_CHANNELS;
}

gboolean
nn_program_suits_lanes (const NnGraph *graph)
{
  gsize values = 0;
  gboolean any = FALSE;

  for (NnValue i = 0; i < nn_graph_n_nodes (graph); i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      values += nn_shape_size (&node->output);
      if (node->op != &nn_op_conv)
        continue;
      any = TRUE;
      if (!is_simple_conv (node))
        return FALSE;
    }
  return any && values <= LANED_MOST_VALUES;
}

/* Functions of one number that make numbers of all numbers: what fills up the last block goes
 * through them, too. */
static gboolean
is_total (const NnNode *node)
{
  switch (node->attributes.function.kind)
    {
    case NN_FUNCTION_ABS:
    case NN_FUNCTION_CELU:
    case NN_FUNCTION_ELU:
    case NN_FUNCTION_GELU:
    case NN_FUNCTION_GELU_TANH:
    case NN_FUNCTION_MISH:
    case NN_FUNCTION_SELU:
    case NN_FUNCTION_SOFTPLUS:
    case NN_FUNCTION_SOFTSIGN:
    case NN_FUNCTION_SWISH:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_elementwise (const NnNode *node)
{
  const NnOp *op = node->op;

  return op == &nn_op_relu || op == &nn_op_sigmoid || op == &nn_op_tanh ||
         op == &nn_op_leaky_relu || op == &nn_op_clip || op == &nn_op_hard_sigmoid ||
         op == &nn_op_hard_swish || op == &nn_op_sum || (op == &nn_op_function && is_total (node));
}

static gboolean
all_are (const NnNode *node, const NnLayout *layouts, NnLayout layout)
{
  for (int i = 0; i < node->n_inputs; i++)
    if (layouts[node->inputs[i]] != layout)
      return FALSE;
  return node->n_inputs > 0;
}

/* A divisor that is one number, or the count of what is covered. */
static gboolean
has_simple_divisor (const NnNode *node, const NnShape *in)
{
  const NnWindow *w = &node->attributes.pool.window;
  int reach_h = (node->output.dims[1] - 1) * w->stride_h + (w->kernel_h - 1) * w->dilation_h + 1;
  int reach_w = (node->output.dims[2] - 1) * w->stride_w + (w->kernel_w - 1) * w->dilation_w + 1;

  return node->attributes.pool.divisor != NN_DIVIDE_BY_PADDED ||
         (reach_h <= in->dims[1] + w->pad_top + w->pad_bottom &&
          reach_w <= in->dims[2] + w->pad_left + w->pad_right);
}

static gboolean
is_for_channels (const NnNode *node)
{
  for (int i = 0; i < node->n_parameters; i++)
    {
      gsize size = nn_shape_size (&node->parameters[i]->shape);

      if (size != 1 && size != (gsize) node->output.dims[0])
        return FALSE;
    }
  return TRUE;
}

/* Operators on pictures that take them as they come, if not plain. */
static NnLayout
layout_of_flexible (const NnGraph *graph, const NnNode *node, const NnLayout *layouts)
{
  const NnShape *in = nn_graph_shape (graph, node->inputs[0]);
  NnLayout layout = layouts[node->inputs[0]];

  if (is_elementwise (node))
    return all_are (node, layouts, layout) ? layout : NN_PLAIN;
  if (layout == NN_LANED && in->rank == 3 &&
      (node->op == &nn_op_max_pool ||
       (node->op == &nn_op_average_pool && has_simple_divisor (node, in))))
    return NN_LANED;
  if (layout != NN_BLOCKED)
    return NN_PLAIN;
  if (node->op == &nn_op_max_pool || node->op == &nn_op_global_average_pool)
    return NN_BLOCKED;
  if (node->op == &nn_op_average_pool)
    return has_simple_divisor (node, in) ? NN_BLOCKED : NN_PLAIN;
  if (node->op == &nn_op_lrn)
    return node->attributes.lrn.size <= NN_LANES ? NN_BLOCKED : NN_PLAIN;
  if (node->op == &nn_op_scale_shift)
    return is_for_channels (node) ? NN_BLOCKED : NN_PLAIN;
  if (node->op == &nn_op_mul)
    {
      const NnShape *by = nn_graph_shape (graph, node->inputs[1]);

      return by->rank == 3 && layouts[node->inputs[1]] == NN_BLOCKED &&
                     nn_shape_size (by) == (gsize) by->dims[0] && !nn_shape_equal (in, by)
                 ? NN_BLOCKED
                 : NN_PLAIN;
    }
  if (node->op == &nn_op_concat)
    {
      for (int i = 0; i + 1 < node->n_inputs; i++)
        if (nn_graph_shape (graph, node->inputs[i])->dims[0] % NN_LANES != 0)
          return NN_PLAIN;
      return all_are (node, layouts, NN_BLOCKED) ? NN_BLOCKED : NN_PLAIN;
    }
  return NN_PLAIN;
}

/* Only whole groups of images learn side by side, and only what has its gradient there. */
static gboolean
learns_in_lanes (const NnGraph *graph, int batch)
{
  if (batch % NN_LANES != 0 || !nn_program_suits_lanes (graph))
    return FALSE;
  for (NnValue i = 1; i < nn_graph_n_nodes (graph); i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      if (node->n_parameters > 0 && node->op != &nn_op_conv && node->op != &nn_op_linear)
        return FALSE;
    }
  return TRUE;
}

NnLayout *
nn_program_layouts (const NnGraph *graph, int batch, NnExecutorFlags flags)
{
  NnLayout *layouts = g_new0 (NnLayout, nn_graph_n_nodes (graph));
  gboolean laned = batch >= NN_LANED_LEAST_BATCH && nn_program_suits_lanes (graph);

  if ((flags & NN_PARAMETER_GRADIENTS) && !learns_in_lanes (graph, batch))
    return layouts;
  for (NnValue i = 1; i < nn_graph_n_nodes (graph); i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      if (node->n_inputs == 0)
        continue;
      if (node->op == &nn_op_conv)
        {
          const NnShape *in = nn_graph_shape (graph, node->inputs[0]);

          if (laned)
            layouts[i] = NN_LANED;
          else if (nn_conv_is_supported (in->dims[0], node->output.dims[0],
                                         node->attributes.conv.groups,
                                         &node->attributes.conv.window))
            layouts[i] = NN_BLOCKED;
        }
      else if (node->op == &nn_op_linear)
        layouts[i] = batch >= LINEAR_LEAST_BATCH ? NN_LANED : NN_PLAIN;
      else if (node->op == &nn_op_flatten || node->op == &nn_op_reshape)
        layouts[i] = layouts[node->inputs[0]] == NN_LANED ? NN_LANED : NN_PLAIN;
      else
        layouts[i] = layout_of_flexible (graph, node, layouts);
    }
  return layouts;
}
