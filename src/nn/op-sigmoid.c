// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/multiversion.h"
#include "nn/exponential.h"
#include "nn/op-check.h"

BASE_MULTIVERSION static void
sigmoid (gsize n, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = 1.0f / (1.0f + nn_exponential (-x[i]));
}

/* dx += dy y (1 - y) */
BASE_MULTIVERSION static void
sigmoid_backward (gsize n, const float *restrict y, const float *restrict dy, float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (y[i] * (1.0f - y[i]));
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  sigmoid (context->batch * nn_shape_size (&node->output), context->inputs[0], context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  if (context->input_gradients[0] != NULL)
    sigmoid_backward (context->batch * nn_shape_size (&node->output), context->output,
                      context->output_gradient, context->input_gradients[0]);
}

const NnOp nn_op_sigmoid = {
  .name = "Sigmoid",
  .in_place = TRUE,
  .infer_shape = nn_op_infer_same,
  .forward = forward,
  .backward = backward,
};
