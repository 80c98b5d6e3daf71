// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/add.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int axis = node->attributes.slice.axis;
  int begin = node->attributes.slice.begin, end = node->attributes.slice.end;

  if (!nn_op_infer_same (node, inputs, error))
    return FALSE;
  if (axis < 0 || axis >= inputs[0]->rank || begin < 0 || begin >= end ||
      end > inputs[0]->dims[axis])
    {
      g_autofree char *text = nn_shape_to_string (inputs[0]);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its input of %s has no part from %d to %d in dimension %d."), text, begin,
                   end, axis + 1);
      return FALSE;
    }
  node->output.dims[axis] = end - begin;
  return TRUE;
}

/* A batch is n_runs runs of in_run floats, out_run of which, from start on, are taken. */
typedef struct
{
  gsize n_runs, in_run, out_run, start;
} Plan;

static Plan
make_plan (const NnNode *node, const NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]);
  Plan plan = { .n_runs = context->batch };
  gsize inner = 1;
  int axis = node->attributes.slice.axis;

  for (int i = 0; i < in->rank; i++)
    if (i < axis)
      plan.n_runs *= in->dims[i];
    else if (i > axis)
      inner *= in->dims[i];
  plan.in_run = in->dims[axis] * inner;
  plan.out_run = node->output.dims[axis] * inner;
  plan.start = node->attributes.slice.begin * inner;
  return plan;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (node, context);

  for (gsize i = 0; i < plan.n_runs; i++)
    memcpy (context->output + i * plan.out_run, context->inputs[0] + i * plan.in_run + plan.start,
            plan.out_run * sizeof (float));
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (node, context);

  if (context->input_gradients[0] == NULL)
    return;
  for (gsize i = 0; i < plan.n_runs; i++)
    nn_add (plan.out_run, context->output_gradient + i * plan.out_run,
            context->input_gradients[0] + i * plan.in_run + plan.start);
}

const NnOp nn_op_slice = {
  .name = "Slice",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
