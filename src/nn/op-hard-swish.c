// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/multiversion.h"
#include "nn/op-check.h"

#define SIXTH 0.166666667f

BASE_MULTIVERSION static void
hard_swish (gsize n, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    {
      float gate = x[i] * SIXTH + 0.5f;

      gate = gate < 0 ? 0 : gate;
      gate = gate > 1 ? 1 : gate;
      y[i] = x[i] * gate;
    }
}

/* The slope is 0 below -3, 1 above 3, and x / 3 + 1/2 in between. */
BASE_MULTIVERSION static void
hard_swish_backward (gsize n, const float *restrict x, const float *restrict dy, float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    {
      float slope = x[i] * (2 * SIXTH) + 0.5f;

      slope = x[i] <= -3 ? 0 : slope;
      slope = x[i] >= 3 ? 1 : slope;
      dx[i] += slope * dy[i];
    }
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  hard_swish (context->batch * nn_shape_size (&node->output), context->inputs[0], context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  if (context->input_gradients[0] != NULL)
    hard_swish_backward (context->batch * nn_shape_size (&node->output), context->inputs[0],
                         context->output_gradient, context->input_gradients[0]);
}

const NnOp nn_op_hard_swish = {
  .name = "HardSwish",
  .in_place = TRUE,
  .infer_shape = nn_op_infer_same,
  .forward = forward,
  .backward = backward,
};
