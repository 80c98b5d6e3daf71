// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/multiversion.h"
#include "nn/op-check.h"

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  return nn_op_infer_same (node, inputs, error) &&
         nn_op_check_finite (node->attributes.leaky_relu.slope, "slope", error);
}

BASE_MULTIVERSION static void
leaky_relu (gsize n, float slope, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : slope * x[i];
}

BASE_MULTIVERSION static void
leaky_relu_backward (gsize n,
                     float slope,
                     const float *restrict x,
                     const float *restrict dy,
                     float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += x[i] > 0 ? dy[i] : slope * dy[i];
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  leaky_relu (context->batch * nn_shape_size (&node->output), node->attributes.leaky_relu.slope,
              context->inputs[0], context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  if (context->input_gradients[0] != NULL)
    leaky_relu_backward (context->batch * nn_shape_size (&node->output),
                         node->attributes.leaky_relu.slope, context->inputs[0],
                         context->output_gradient, context->input_gradients[0]);
}

const NnOp nn_op_leaky_relu = {
  .name = "LeakyRelu",
  .in_place = TRUE,
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
