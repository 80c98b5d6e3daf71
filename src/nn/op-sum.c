// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/add.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_check_counts (node, 2, 0, 0, error))
    return FALSE;
  if (!nn_shape_equal (inputs[0], inputs[1]))
    {
      g_autofree char *a = nn_shape_to_string (inputs[0]);
      g_autofree char *b = nn_shape_to_string (inputs[1]);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its inputs of %s and %s cannot be added."), a, b);
      return FALSE;
    }
  node->output = *inputs[0];
  return TRUE;
}

BASE_MULTIVERSION static void
sum (gsize n, const float *a, const float *b, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = a[i] + b[i];
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  sum (context->batch * nn_shape_size (&node->output), context->inputs[0], context->inputs[1],
       context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  for (int i = 0; i < 2; i++)
    if (context->input_gradients[i] != NULL)
      nn_add (context->batch * nn_shape_size (&node->output), context->output_gradient,
              context->input_gradients[i]);
}

const NnOp nn_op_sum = {
  .name = "Add",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
