// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/add.h"
#include "nn/along.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Values put together along any axis. */

static gboolean
agree (const NnShape *a, const NnShape *b, int axis)
{
  if (a->rank != b->rank)
    return FALSE;
  for (int i = 0; i < a->rank; i++)
    if (i != axis && a->dims[i] != b->dims[i])
      return FALSE;
  return TRUE;
}

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int axis = node->attributes.along.axis;
  gint64 n = 0;

  if (!nn_op_check_counts (node, MAX (node->n_inputs, 1), 0, 0, error) ||
      !nn_along_check (inputs[0], axis, error))
    return FALSE;
  for (int i = 0; i < node->n_inputs; i++)
    {
      if (!agree (inputs[0], inputs[i], axis))
        {
          g_autofree char *a = nn_shape_to_string (inputs[0]);
          g_autofree char *b = nn_shape_to_string (inputs[i]);

          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("Its inputs of %s and %s cannot be put together."), a, b);
          return FALSE;
        }
      n += inputs[i]->dims[axis];
    }
  node->output = *inputs[0];
  node->output.dims[axis] = (int) MIN (n, G_MAXINT);
  return TRUE;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  int axis = node->attributes.along.axis;
  NnAlong out = nn_along (context->batch, &node->output, axis);
  gsize offset = 0;

  for (int i = 0; i < node->n_inputs; i++)
    {
      gsize run = (gsize) nn_graph_shape (context->graph, node->inputs[i])->dims[axis] * out.inner;

      for (gsize o = 0; o < out.outer; o++)
        memcpy (context->output + o * out.n * out.inner + offset, context->inputs[i] + o * run,
                run * sizeof (float));
      offset += run;
    }
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  int axis = node->attributes.along.axis;
  NnAlong out = nn_along (context->batch, &node->output, axis);
  gsize offset = 0;

  for (int i = 0; i < node->n_inputs; i++)
    {
      gsize run = (gsize) nn_graph_shape (context->graph, node->inputs[i])->dims[axis] * out.inner;

      if (context->input_gradients[i] != NULL)
        for (gsize o = 0; o < out.outer; o++)
          nn_add (run, context->output_gradient + o * out.n * out.inner + offset,
                  context->input_gradients[i] + o * run);
      offset += run;
    }
}

const NnOp nn_op_concat_along = {
  .name = "Concat",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
