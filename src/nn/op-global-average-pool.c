// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/multiversion.h"
#include "nn/op-check.h"

/* Sums side by side, so that the order of the additions is the same on every machine. */
#define LANES 16

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_check_counts (node, 1, 0, 0, error) || !nn_op_check_picture (inputs[0], error))
    return FALSE;
  node->output = NN_SHAPE_3 (inputs[0]->dims[0], 1, 1);
  return TRUE;
}

BASE_MULTIVERSION static float
sum (gsize n, const float *x)
{
  float lanes[LANES] = { 0 };
  gsize i = 0;
  double total = 0;

  for (; i + LANES <= n; i += LANES)
    for (int lane = 0; lane < LANES; lane++)
      lanes[lane] += x[i + lane];
  for (int lane = 0; lane < LANES; lane++)
    total += lanes[lane];
  for (; i < n; i++)
    total += x[i];
  return (float) total;
}

BASE_MULTIVERSION static void
add_constant (gsize n, float value, float *x)
{
  for (gsize i = 0; i < n; i++)
    x[i] += value;
}

static gsize
picture_size (const NnNode *node, const NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]);

  return (gsize) in->dims[1] * in->dims[2];
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  gsize size = picture_size (node, context);

  for (gsize i = 0; i < (gsize) context->batch * node->output.dims[0]; i++)
    context->output[i] = sum (size, context->inputs[0] + i * size) / (float) size;
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  gsize size = picture_size (node, context);

  if (context->input_gradients[0] == NULL)
    return;
  for (gsize i = 0; i < (gsize) context->batch * node->output.dims[0]; i++)
    add_constant (size, context->output_gradient[i] / (float) size,
                  context->input_gradients[0] + i * size);
}

const NnOp nn_op_global_average_pool = {
  .name = "GlobalAveragePool",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
