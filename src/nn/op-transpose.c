// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
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

/* The shapes as five dimensions, those in front being 1. */
typedef struct
{
  gsize dims[NN_MAX_RANK];  /* of the output */
  gsize steps[NN_MAX_RANK]; /* in the input, of one step along a dimension of the output */
} Plan;

static Plan
make_plan (const NnGraph *graph, const NnNode *node)
{
  const NnShape *in = nn_graph_shape (graph, node->inputs[0]);
  int missing = NN_MAX_RANK - in->rank;
  gsize steps[NN_MAX_RANK];
  gsize step = 1;
  Plan plan;

  for (int i = in->rank - 1; i >= 0; i--)
    {
      steps[i] = step;
      step *= in->dims[i];
    }
  for (int i = 0; i < NN_MAX_RANK; i++)
    {
      plan.dims[i] = i < missing ? 1 : node->output.dims[i - missing];
      plan.steps[i] = i < missing ? 0 : steps[node->attributes.transpose.order[i - missing]];
    }
  return plan;
}

typedef void (*RowFunc) (gsize n, gsize step, gsize from, gsize to, NnOpContext *context);

/* Calls func for each row of one image's output: it begins at `to`, and its numbers come from
 * `from` on, `step` apart. */
static void
for_each_row (const Plan *plan, gsize image_start, NnOpContext *context, RowFunc func)
{
  gsize to = image_start;

  for (gsize a = 0; a < plan->dims[0]; a++)
    for (gsize b = 0; b < plan->dims[1]; b++)
      for (gsize c = 0; c < plan->dims[2]; c++)
        for (gsize d = 0; d < plan->dims[3]; d++, to += plan->dims[4])
          func (plan->dims[4], plan->steps[4],
                image_start + a * plan->steps[0] + b * plan->steps[1] + c * plan->steps[2] +
                    d * plan->steps[3],
                to, context);
}

static void
copy_row (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  const float *x = context->inputs[0] + from;
  float *y = context->output + to;

  if (step == 1)
    memcpy (y, x, n * sizeof (float));
  else
    for (gsize i = 0; i < n; i++)
      y[i] = x[i * step];
}

static void
add_row (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  float *dx = context->input_gradients[0] + from;
  const float *dy = context->output_gradient + to;

  for (gsize i = 0; i < n; i++)
    dx[i * step] += dy[i];
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (context->graph, node);

  for (int image = 0; image < context->batch; image++)
    for_each_row (&plan, image * nn_shape_size (&node->output), context, copy_row);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (context->graph, node);

  if (context->input_gradients[0] == NULL)
    return;
  for (int image = 0; image < context->batch; image++)
    for_each_row (&plan, image * nn_shape_size (&node->output), context, add_row);
}

const NnOp nn_op_transpose = {
  .name = "Transpose",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
