// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "nn/add.h"
#include "nn/op-check.h"

#include <string.h>

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_check_counts (node, 1, 0, 0, error))
    return FALSE;
  node->output = NN_SHAPE_1 ((int) nn_shape_size (inputs[0]));
  return TRUE;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  if (context->output != context->inputs[0])
    memcpy (context->output, context->inputs[0],
            context->batch * nn_shape_size (&node->output) * sizeof (float));
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  if (context->input_gradients[0] != NULL)
    nn_add (context->batch * nn_shape_size (&node->output), context->output_gradient,
            context->input_gradients[0]);
}

const NnOp nn_op_flatten = {
  .name = "Flatten",
  .in_place = TRUE,
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
