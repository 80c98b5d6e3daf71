// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/broadcast.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  const int *order = node->attributes.transpose.order;
  gboolean taken[NN_MAX_RANK] = { FALSE };

  if (!nn_op_infer_same (node, inputs, error))
    return FALSE;
  for (int i = 0; i < inputs[0]->rank; i++)
    {
      if (order[i] < 0 || order[i] >= inputs[0]->rank || taken[order[i]])
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("It does not put its %d dimensions in an order."), inputs[0]->rank);
          return FALSE;
        }
      taken[order[i]] = TRUE;
      node->output.dims[i] = inputs[0]->dims[order[i]];
    }
  return TRUE;
}

/* The output's dimensions, and how the input goes on along each of them. */
static NnBroadcast
make_plan (const NnNode *node, const NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]);
  NnBroadcast plan = { .n_inputs = 1, .rank = in->rank + 1, .dims = { context->batch } };
  gsize steps[NN_MAX_RANK];
  gsize step = 1;

  for (int i = in->rank - 1; i >= 0; i--)
    {
      steps[i] = step;
      step *= in->dims[i];
    }
  plan.steps[0][0] = step;
  for (int i = 0; i < in->rank; i++)
    {
      plan.dims[i + 1] = node->output.dims[i];
      plan.steps[0][i + 1] = steps[node->attributes.transpose.order[i]];
    }
  nn_broadcast_simplify (&plan);
  return plan;
}

static void
copy_row (gsize n, gsize to, const gsize *from, const gsize *steps, void *data)
{
  const NnOpContext *context = data;
  const float *x = context->inputs[0] + *from;
  float *y = context->output + to;

  if (*steps == 1)
    memcpy (y, x, n * sizeof (float));
  else
    for (gsize i = 0; i < n; i++)
      y[i] = x[i * *steps];
}

static void
add_row (gsize n, gsize to, const gsize *from, const gsize *steps, void *data)
{
  const NnOpContext *context = data;
  float *dx = context->input_gradients[0] + *from;
  const float *dy = context->output_gradient + to;

  for (gsize i = 0; i < n; i++)
    dx[i * *steps] += dy[i];
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  NnBroadcast plan = make_plan (node, context);

  nn_broadcast_for_each_row (&plan, copy_row, context);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  NnBroadcast plan = make_plan (node, context);

  if (context->input_gradients[0] != NULL)
    nn_broadcast_for_each_row (&plan, add_row, context);
}

const NnOp nn_op_transpose = {
  .name = "Transpose",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
