// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/add.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (node->n_inputs < 1)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("It has no input."));
      return FALSE;
    }
  if (!nn_op_check_counts (node, node->n_inputs, 0, 0, error))
    return FALSE;
  for (int i = 1; i < node->n_inputs; i++)
    if (!nn_shape_equal (inputs[0], inputs[i]))
      {
        g_autofree char *a = nn_shape_to_string (inputs[0]);
        g_autofree char *b = nn_shape_to_string (inputs[i]);

        g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                     _ ("Its inputs of %s and %s cannot be added."), a, b);
        return FALSE;
      }
  node->output = *inputs[0];
  return TRUE;
}

BASE_MULTIVERSION static void
sum (gsize n, const float *a, const float *b, float *y)
{
#pragma GCC ivdep /* a or b may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = a[i] + b[i];
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  gsize size = context->batch * nn_shape_size (&node->output);

  if (node->n_inputs == 1)
    memcpy (context->output, context->inputs[0], size * sizeof (float));
  else
    sum (size, context->inputs[0], context->inputs[1], context->output);
  for (int i = 2; i < node->n_inputs; i++)
    nn_add (size, context->inputs[i], context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  for (int i = 0; i < node->n_inputs; i++)
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
