// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/multiversion.h"
#include "nn/along.h"
#include "nn/exponential.h"
#include "nn/op-check.h"

#include <math.h>

/* Softmax along one axis of any value, and its logarithm. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  return nn_op_infer_same (node, inputs, error) &&
         nn_along_check (inputs[0], node->attributes.along.axis, error);
}

/* Sums side by side, so that the order of the additions is the same on every machine. */
#define LANES 16

BASE_MULTIVERSION static float
greatest (gsize n, const float *x)
{
  float lanes[LANES], max = x[0];
  gsize i = 0;

  for (int lane = 0; lane < LANES; lane++)
    lanes[lane] = x[0];
  for (; i + LANES <= n; i += LANES)
    for (int lane = 0; lane < LANES; lane++)
      lanes[lane] = x[i + lane] > lanes[lane] ? x[i + lane] : lanes[lane];
  for (int lane = 0; lane < LANES; lane++)
    max = lanes[lane] > max ? lanes[lane] : max;
  for (; i < n; i++)
    max = x[i] > max ? x[i] : max;
  return max;
}

/* y = exp (x - max); returns the sum. */
BASE_MULTIVERSION static float
exponentials (gsize n, float max, const float *x, float *y)
{
  float lanes[LANES] = { 0 };
  double sum = 0;
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    for (int lane = 0; lane < LANES; lane++)
      {
        float power = nn_exponential (x[i + lane] - max);

        y[i + lane] = power;
        lanes[lane] += power;
      }
  for (int lane = 0; lane < LANES; lane++)
    sum += lanes[lane];
  for (; i < n; i++)
    {
      y[i] = nn_exponential (x[i] - max);
      sum += y[i];
    }
  return (float) sum;
}

BASE_MULTIVERSION static void
scale (gsize n, float factor, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] *= factor;
}

static void
softmax_row (gsize n, const float *x, float *y)
{
  scale (n, 1 / exponentials (n, greatest (n, x), x, y), y);
}

static void
softmax_strided (NnAlong a, const float *x, float *y)
{
  float max = x[0];
  double sum = 0;

  for (gsize j = 1; j < a.n; j++)
    max = x[j * a.inner] > max ? x[j * a.inner] : max;
  for (gsize j = 0; j < a.n; j++)
    {
      y[j * a.inner] = nn_exponential (x[j * a.inner] - max);
      sum += y[j * a.inner];
    }
  for (gsize j = 0; j < a.n; j++)
    y[j * a.inner] = (float) (y[j * a.inner] / sum);
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  NnAlong a = nn_along (context->batch, &node->output, node->attributes.along.axis);

  for (gsize o = 0; o < a.outer; o++)
    for (gsize i = 0; i < a.inner; i++)
      {
        gsize start = o * a.n * a.inner + i;

        if (a.inner == 1)
          softmax_row (a.n, context->inputs[0] + start, context->output + start);
        else
          softmax_strided (a, context->inputs[0] + start, context->output + start);
      }
}

/* dx += y (dy - sum (y dy)) */
static void
softmax_backward (NnAlong a, const float *y, const float *dy, float *dx)
{
  double sum = 0;

  for (gsize j = 0; j < a.n; j++)
    sum += (double) y[j * a.inner] * dy[j * a.inner];
  for (gsize j = 0; j < a.n; j++)
    dx[j * a.inner] += y[j * a.inner] * (dy[j * a.inner] - (float) sum);
}

static void
log_softmax (NnAlong a, const float *x, float *y)
{
  float max = x[0];
  double sum = 0;

  for (gsize j = 1; j < a.n; j++)
    max = x[j * a.inner] > max ? x[j * a.inner] : max;
  for (gsize j = 0; j < a.n; j++)
    sum += exp ((double) (x[j * a.inner] - max));
  for (gsize j = 0; j < a.n; j++)
    y[j * a.inner] = x[j * a.inner] - max - (float) log (sum);
}

/* dx += dy - exp (y) sum (dy) */
static void
log_softmax_backward (NnAlong a, const float *y, const float *dy, float *dx)
{
  double sum = 0;

  for (gsize j = 0; j < a.n; j++)
    sum += dy[j * a.inner];
  for (gsize j = 0; j < a.n; j++)
    dx[j * a.inner] += dy[j * a.inner] - expf (y[j * a.inner]) * (float) sum;
}

static void
log_forward (const NnNode *node, NnOpContext *context)
{
  NnAlong a = nn_along (context->batch, &node->output, node->attributes.along.axis);

  for (gsize o = 0; o < a.outer; o++)
    for (gsize i = 0; i < a.inner; i++)
      log_softmax (a, context->inputs[0] + o * a.n * a.inner + i,
                   context->output + o * a.n * a.inner + i);
}

static void
for_each_gradient (const NnNode *node,
                   NnOpContext *context,
                   void (*func) (NnAlong a, const float *y, const float *dy, float *dx))
{
  NnAlong a = nn_along (context->batch, &node->output, node->attributes.along.axis);

  if (context->input_gradients[0] == NULL)
    return;
  for (gsize o = 0; o < a.outer; o++)
    for (gsize i = 0; i < a.inner; i++)
      {
        gsize start = o * a.n * a.inner + i;

        func (a, context->output + start, context->output_gradient + start,
              context->input_gradients[0] + start);
      }
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  for_each_gradient (node, context, softmax_backward);
}

static void
log_backward (const NnNode *node, NnOpContext *context)
{
  for_each_gradient (node, context, log_softmax_backward);
}

const NnOp nn_op_softmax_along = {
  .name = "Softmax",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};

const NnOp nn_op_log_softmax_along = {
  .name = "LogSoftmax",
  .infer_shape = infer_shape,
  .forward = log_forward,
  .backward = log_backward,
};
