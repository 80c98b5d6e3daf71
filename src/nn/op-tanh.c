// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/multiversion.h"
#include "nn/exponential.h"
#include "nn/op-check.h"

/* tanh x = 1 - 2 / (e^2x + 1), and near 0, where that loses digits, the start of its continued
 * fraction x / (1 + x^2 / (3 + x^2 / (5 + x^2 / 7))). */
BASE_MULTIVERSION static void
hyperbolic_tangent (gsize n, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    {
      float t = x[i], square = t * t;
      float fraction = t * (105.0f + 10.0f * square) / (105.0f + square * (45.0f + square));
      float exact = 1.0f - 2.0f / (nn_exponential (2.0f * t) + 1.0f);

      y[i] = square < 0.0625f ? fraction : exact;
    }
}

/* dx += dy (1 - y^2) */
BASE_MULTIVERSION static void
tangent_backward (gsize n, const float *restrict y, const float *restrict dy, float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * (1.0f - y[i] * y[i]);
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  hyperbolic_tangent (context->batch * nn_shape_size (&node->output), context->inputs[0],
                      context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  if (context->input_gradients[0] != NULL)
    tangent_backward (context->batch * nn_shape_size (&node->output), context->output,
                      context->output_gradient, context->input_gradients[0]);
}

const NnOp nn_op_tanh = {
  .name = "Tanh",
  .in_place = TRUE,
  .infer_shape = nn_op_infer_same,
  .forward = forward,
  .backward = backward,
};
