// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/add.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The same numbers in another shape: a vector, or the one asked for. */

static gboolean
infer_vector (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_check_counts (node, 1, 0, 0, error))
    return FALSE;
  node->output = NN_SHAPE_1 ((int) nn_shape_size (inputs[0]));
  return TRUE;
}

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  const NnShape *shape = &node->attributes.reshape.shape;

  if (!nn_op_check_counts (node, 1, 0, 0, error) || !nn_shape_check (shape, error))
    return FALSE;
  if (nn_shape_size (shape) != nn_shape_size (inputs[0]))
    {
      g_autofree char *a = nn_shape_to_string (inputs[0]);
      g_autofree char *b = nn_shape_to_string (shape);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its input of %s cannot take the shape %s."), a, b);
      return FALSE;
    }
  node->output = *shape;
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
  .infer_shape = infer_vector,
  .forward = forward,
  .backward = backward,
};

const NnOp nn_op_reshape = {
  .name = "Reshape",
  .in_place = TRUE,
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
