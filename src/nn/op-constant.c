// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "nn/add.h"
#include "nn/op-check.h"

#include <string.h>

/* The same numbers for every image. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs G_GNUC_UNUSED, GError **error)
{
  if (!nn_op_check_counts (node, 0, 1, 1, error))
    return FALSE;
  node->output = node->parameters[0]->shape;
  return TRUE;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  gsize size = nn_shape_size (&node->output);

  for (int image = 0; image < context->batch; image++)
    memcpy (context->output + image * size, node->parameters[0]->data, size * sizeof (float));
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  gsize size = nn_shape_size (&node->output);

  if (context->parameter_gradients[0] != NULL)
    for (int image = 0; image < context->batch; image++)
      nn_add (size, context->output_gradient + image * size, context->parameter_gradients[0]);
}

const NnOp nn_op_constant = {
  .name = "Constant",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
