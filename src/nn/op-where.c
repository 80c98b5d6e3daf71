// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "nn/broadcast.h"
#include "nn/op-check.h"

/* One of two numbers, as a third says. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  return nn_op_check_counts (node, 3, 0, 0, error) &&
         nn_broadcast_shapes (inputs, 3, &node->output, error);
}

static void
forward_row (gsize n, gsize to, const gsize *from, const gsize *steps, void *data)
{
  const NnOpContext *context = data;
  const float *condition = context->inputs[0] + from[0];
  const float *a = context->inputs[1] + from[1], *b = context->inputs[2] + from[2];
  float *y = context->output + to;

  for (gsize i = 0; i < n; i++)
    y[i] = condition[i * steps[0]] != 0 ? a[i * steps[1]] : b[i * steps[2]];
}

static void
backward_row (gsize n, gsize to, const gsize *from, const gsize *steps, void *data)
{
  const NnOpContext *context = data;
  const float *condition = context->inputs[0] + from[0];
  const float *dy = context->output_gradient + to;

  for (int input = 1; input < 3; input++)
    {
      float *gradient = context->input_gradients[input];

      if (gradient == NULL)
        continue;
      gradient += from[input];
      for (gsize i = 0; i < n; i++)
        if ((condition[i * steps[0]] != 0) == (input == 1))
          gradient[i * steps[input]] += dy[i];
    }
}

static void
for_each_row (const NnNode *node, NnOpContext *context, NnBroadcastRow row)
{
  const NnShape *shapes[3];
  NnBroadcast plan;

  for (int i = 0; i < 3; i++)
    shapes[i] = nn_graph_shape (context->graph, node->inputs[i]);
  nn_broadcast_init (&plan, context->batch, &node->output, shapes, 3);
  nn_broadcast_for_each_row (&plan, row, context);
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  for_each_row (node, context, forward_row);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  for_each_row (node, context, backward_row);
}

const NnOp nn_op_where = {
  .name = "Where",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
