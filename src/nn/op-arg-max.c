// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "nn/along.h"
#include "nn/op-check.h"

/* The place of the greatest or least number along an axis. It has no slope. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_infer_same (node, inputs, error) ||
      !nn_along_check (inputs[0], node->attributes.arg.axis, error))
    return FALSE;
  node->output.dims[node->attributes.arg.axis] = 1;
  return TRUE;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]);
  NnAlong a = nn_along (context->batch, in, node->attributes.arg.axis);
  float sign = node->attributes.arg.least ? -1 : 1;

  for (gsize o = 0; o < a.outer; o++)
    for (gsize i = 0; i < a.inner; i++)
      {
        const float *x = context->inputs[0] + o * a.n * a.inner + i;
        gsize best = 0;

        for (gsize j = 1; j < a.n; j++)
          if (sign * x[j * a.inner] > sign * x[best * a.inner] ||
              (node->attributes.arg.last && x[j * a.inner] == x[best * a.inner]))
            best = j;
        context->output[o * a.inner + i] = (float) best;
      }
}

static void
backward (const NnNode *node G_GNUC_UNUSED, NnOpContext *context G_GNUC_UNUSED)
{
}

const NnOp nn_op_arg_max = {
  .name = "ArgMax",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
