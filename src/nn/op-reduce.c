// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Sums and their like over some of the dimensions. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  guint axes = node->attributes.reduce.axes;

  if (!nn_op_infer_same (node, inputs, error))
    return FALSE;
  if (axes >> inputs[0]->rank != 0 || (guint) node->attributes.reduce.kind > NN_REDUCE_PROD)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("It works along a dimension that its input does not have."));
      return FALSE;
    }
  for (int i = 0; i < inputs[0]->rank; i++)
    if (axes >> i & 1)
      node->output.dims[i] = 1;
  return TRUE;
}

/* The input as runs along its last dimension, each with its place in the output. */
typedef struct
{
  int rank;
  gsize dims[NN_MAX_RANK + 1];  /* batch first */
  gsize steps[NN_MAX_RANK + 1]; /* in the output; 0 = reduced */
  gsize count;                  /* numbers that meet in one */
} Plan;

static Plan
make_plan (const NnNode *node, const NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]);
  Plan plan = { .rank = 1, .dims = { context->batch }, .count = 1 };
  gsize step = 1;
  gboolean before = FALSE;

  /* Neighbours of one kind become one dimension. */
  for (int i = 0; i < in->rank; i++)
    {
      gboolean reduced = node->attributes.reduce.axes >> i & 1;

      if (in->dims[i] == 1)
        continue;
      if (reduced)
        plan.count *= in->dims[i];
      if (reduced == before)
        plan.dims[plan.rank - 1] *= in->dims[i];
      else
        {
          plan.dims[plan.rank] = in->dims[i];
          plan.rank++;
        }
      before = reduced;
    }
  for (int i = plan.rank - 1; i >= 0; i--)
    {
      /* The kinds alternate, the first one (with the batch) being kept. */
      gboolean reduced = i % 2 == 1;

      plan.steps[i] = reduced ? 0 : step;
      step *= reduced ? 1 : plan.dims[i];
    }
  return plan;
}

typedef void (*RunFunc) (gsize n, gsize step, gsize from, gsize to, NnOpContext *context);

static void
for_each_run (const Plan *plan, RunFunc func, NnOpContext *context)
{
  gsize index[NN_MAX_RANK + 1] = { 0 }, from = 0, to = 0;
  int last = plan->rank - 1;

  for (;;)
    {
      int i = last - 1;

      func (plan->dims[last], plan->steps[last], from, to, context);
      from += plan->dims[last];
      for (; i >= 0; i--)
        {
          to += plan->steps[i];
          if (++index[i] < plan->dims[i])
            break;
          to -= plan->steps[i] * plan->dims[i];
          index[i] = 0;
        }
      if (i < 0)
        return;
    }
}

static void
add_run (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  const float *x = context->inputs[0] + from;
  float *y = context->output + to;
  double sum = 0;

  if (step == 0)
    {
      for (gsize i = 0; i < n; i++)
        sum += x[i];
      *y += (float) sum;
    }
  else
    for (gsize i = 0; i < n; i++)
      y[i] += x[i];
}

static void
multiply_run (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  for (gsize i = 0; i < n; i++)
    context->output[to + i * step] *= context->inputs[0][from + i];
}

static void
max_run (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  const float *x = context->inputs[0] + from;
  float *y = context->output + to;

  for (gsize i = 0; i < n; i++)
    y[i * step] = x[i] > y[i * step] ? x[i] : y[i * step];
}

static void
min_run (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  const float *x = context->inputs[0] + from;
  float *y = context->output + to;

  for (gsize i = 0; i < n; i++)
    y[i * step] = x[i] < y[i * step] ? x[i] : y[i * step];
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  static const RunFunc funcs[] = { [NN_REDUCE_SUM] = add_run,
                                   [NN_REDUCE_MEAN] = add_run,
                                   [NN_REDUCE_MAX] = max_run,
                                   [NN_REDUCE_MIN] = min_run,
                                   [NN_REDUCE_PROD] = multiply_run };
  static const float starts[] = { [NN_REDUCE_SUM] = 0,
                                  [NN_REDUCE_MEAN] = 0,
                                  [NN_REDUCE_MAX] = -INFINITY,
                                  [NN_REDUCE_MIN] = INFINITY,
                                  [NN_REDUCE_PROD] = 1 };
  NnReduction kind = node->attributes.reduce.kind;
  gsize size = context->batch * nn_shape_size (&node->output);
  Plan plan = make_plan (node, context);

  for (gsize i = 0; i < size; i++)
    context->output[i] = starts[kind];
  for_each_run (&plan, funcs[kind], context);
  if (kind == NN_REDUCE_MEAN)
    for (gsize i = 0; i < size; i++)
      context->output[i] /= (float) plan.count;
}

static void
add_run_backward (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  float *dx = context->input_gradients[0] + from;
  const float *dy = context->output_gradient + to;

  if (step == 0)
    for (gsize i = 0; i < n; i++)
      dx[i] += *dy;
  else
    for (gsize i = 0; i < n; i++)
      dx[i] += dy[i];
}

/* The first that is the greatest, or the least, has the gradient; scratch says who has had it. */
static void
extreme_run_backward (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  for (gsize i = 0; i < n; i++)
    {
      gsize j = to + i * step;

      if (context->scratch[j] != 0 || context->inputs[0][from + i] != context->output[j])
        continue;
      context->scratch[j] = 1;
      context->input_gradients[0][from + i] += context->output_gradient[j];
    }
}

/* The product of the others is the whole one divided by the own number, unless that is 0: scratch
 * has how many zeros there are, and then the product without them. */
static void
count_zeros (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  for (gsize i = 0; i < n; i++)
    {
      float x = context->inputs[0][from + i], *both = context->scratch + 2 * (to + i * step);

      if (x == 0)
        both[0]++;
      else
        both[1] *= x;
    }
}

static void
multiply_run_backward (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  for (gsize i = 0; i < n; i++)
    {
      gsize j = to + i * step;
      float x = context->inputs[0][from + i];
      const float *both = context->scratch + 2 * j;

      if (both[0] == 0)
        context->input_gradients[0][from + i] += context->output_gradient[j] * (both[1] / x);
      else if (both[0] == 1 && x == 0)
        context->input_gradients[0][from + i] += context->output_gradient[j] * both[1];
    }
}

static void
mean_run_backward (gsize n, gsize step, gsize from, gsize to, NnOpContext *context)
{
  const float *dy = context->scratch + to;
  float *dx = context->input_gradients[0] + from;

  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i * step];
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  gsize size = context->batch * nn_shape_size (&node->output);
  NnReduction kind = node->attributes.reduce.kind;
  Plan plan = make_plan (node, context);

  if (context->input_gradients[0] == NULL)
    return;
  for (gsize i = 0; i < size; i++)
    if (kind == NN_REDUCE_PROD)
      {
        context->scratch[2 * i] = 0;
        context->scratch[2 * i + 1] = 1;
      }
    else
      context->scratch[i] =
          kind == NN_REDUCE_MEAN ? context->output_gradient[i] / (float) plan.count : 0;
  switch (kind)
    {
    case NN_REDUCE_SUM:
      for_each_run (&plan, add_run_backward, context);
      break;
    case NN_REDUCE_MEAN:
      for_each_run (&plan, mean_run_backward, context);
      break;
    case NN_REDUCE_PROD:
      for_each_run (&plan, count_zeros, context);
      for_each_run (&plan, multiply_run_backward, context);
      break;
    default:
      for_each_run (&plan, extreme_run_backward, context);
      break;
    }
}

static gsize
scratch_size (const NnGraph *graph G_GNUC_UNUSED, const NnNode *node, int batch)
{
  return 2 * batch * nn_shape_size (&node->output);
}

const NnOp nn_op_reduce = {
  .name = "Reduce",
  .infer_shape = infer_shape,
  .scratch_size = scratch_size,
  .forward = forward,
  .backward = backward,
};
