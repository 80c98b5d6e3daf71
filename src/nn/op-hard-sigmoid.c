// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/multiversion.h"
#include "nn/op-check.h"

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  return nn_op_infer_same (node, inputs, error) &&
         nn_op_check_finite (node->attributes.hard_sigmoid.alpha, "alpha", error) &&
         nn_op_check_finite (node->attributes.hard_sigmoid.beta, "beta", error);
}

BASE_MULTIVERSION static void
hard_sigmoid (gsize n, float alpha, float beta, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    {
      float t = alpha * x[i] + beta;

      t = t < 0 ? 0 : t;
      y[i] = t > 1 ? 1 : t;
    }
}

BASE_MULTIVERSION static void
hard_sigmoid_backward (gsize n,
                       float alpha,
                       const float *restrict y,
                       const float *restrict dy,
                       float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += (y[i] > 0) & (y[i] < 1) ? alpha * dy[i] : 0;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  hard_sigmoid (context->batch * nn_shape_size (&node->output), node->attributes.hard_sigmoid.alpha,
                node->attributes.hard_sigmoid.beta, context->inputs[0], context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  if (context->input_gradients[0] != NULL)
    hard_sigmoid_backward (context->batch * nn_shape_size (&node->output),
                           node->attributes.hard_sigmoid.alpha, context->output,
                           context->output_gradient, context->input_gradients[0]);
}

const NnOp nn_op_hard_sigmoid = {
  .name = "HardSigmoid",
  .in_place = TRUE,
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
