// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/multiversion.h"
#include "nn/op-check.h"

BASE_MULTIVERSION static void
relu (gsize n, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : 0;
}

/* dx += dy where y > 0, which is where x > 0. */
BASE_MULTIVERSION static void
relu_backward (gsize n, const float *restrict y, const float *restrict dy, float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += y[i] > 0 ? dy[i] : 0;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  relu (context->batch * nn_shape_size (&node->output), context->inputs[0], context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  if (context->input_gradients[0] != NULL)
    relu_backward (context->batch * nn_shape_size (&node->output), context->output,
                   context->output_gradient, context->input_gradients[0]);
}

const NnOp nn_op_relu = {
  .name = "Relu",
  .in_place = TRUE,
  .infer_shape = nn_op_infer_same,
  .forward = forward,
  .backward = backward,
};
