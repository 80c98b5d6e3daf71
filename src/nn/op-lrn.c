// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* y_c = x_c s_c^-beta with s_c = bias + alpha / size * sum of x_j^2 over the channels j around c.
 * The channels are BLOCK positions each at a time, so that a window of channels stays in the
 * first-level cache. Backward needs s, which forward keeps. */

#define BLOCK 256

typedef struct
{
  int channels;
  gsize plane;       /* positions of a channel */
  int before, after; /* channels of a window around the own one */
  float factor;      /* alpha / size */
  float beta, bias;
} Plan;

static Plan
make_plan (const NnGraph *graph, const NnNode *node)
{
  const NnShape *in = nn_graph_shape (graph, node->inputs[0]);
  int size = node->attributes.lrn.size;

  return (Plan){ .channels = in->dims[0],
                 .plane = nn_shape_size (in) / in->dims[0],
                 .before = (size - 1) / 2,
                 .after = size - 1 - (size - 1) / 2,
                 .factor = node->attributes.lrn.alpha / (float) size,
                 .beta = node->attributes.lrn.beta,
                 .bias = node->attributes.lrn.bias };
}

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int size = node->attributes.lrn.size;
  float alpha = node->attributes.lrn.alpha, bias = node->attributes.lrn.bias;

  if (!nn_op_infer_same (node, inputs, error) || !nn_op_check_finite (alpha, "alpha", error) ||
      !nn_op_check_finite (node->attributes.lrn.beta, "beta", error) ||
      !nn_op_check_finite (bias, "bias", error))
    return FALSE;
  if (size < 1 || size > NN_MAX_WINDOW)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its window of %d channels is out of range."), size);
      return FALSE;
    }
  /* What is raised to a power has to stay positive. */
  if (alpha < 0 || bias <= 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its alpha has to be at least 0 and its bias greater than 0."));
      return FALSE;
    }
  return TRUE;
}

/* p = s^-beta; square roots do for the usual exponent of 3/4. */
BASE_MULTIVERSION static void
powers (gsize n, float beta, const float *restrict s, float *restrict p)
{
  if (beta == 0.75f)
    for (gsize i = 0; i < n; i++)
      {
        float root = sqrtf (s[i]);

        p[i] = 1.0f / (root * sqrtf (root));
      }
  else if (beta == 0.5f)
    for (gsize i = 0; i < n; i++)
      p[i] = 1.0f / sqrtf (s[i]);
  else if (beta == 1)
    for (gsize i = 0; i < n; i++)
      p[i] = 1.0f / s[i];
  else
    for (gsize i = 0; i < n; i++)
      p[i] = powf (s[i], -beta);
}

BASE_MULTIVERSION static void
fill (gsize n, float value, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = value;
}

/* s += factor * x^2 */
BASE_MULTIVERSION static void
add_squares (gsize n, float factor, const float *restrict x, float *restrict s)
{
  for (gsize i = 0; i < n; i++)
    s[i] += factor * (x[i] * x[i]);
}

BASE_MULTIVERSION static void
multiply (gsize n, const float *restrict a, const float *restrict b, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = a[i] * b[i];
}

/* n positions of every channel; x, y and kept point at the first one. */
static void
forward_block (const Plan *plan, gsize n, const float *x, float *y, float *kept, float *scratch)
{
  float *power = scratch + BLOCK;

  for (int c = 0; c < plan->channels; c++)
    {
      float *s = kept != NULL ? kept + c * plan->plane : scratch;
      int end = MIN (plan->channels - c, plan->after + 1) + c;

      fill (n, plan->bias, s);
      for (int j = MAX (c - plan->before, 0); j < end; j++)
        add_squares (n, plan->factor, x + j * plan->plane, s);
      powers (n, plan->beta, s, power);
      multiply (n, x + c * plan->plane, power, y + c * plan->plane);
    }
}

/* What each channel's own normalisation adds to the gradient of every x in its window, but for a
 * common factor and that x: r = dy y / s. */
BASE_MULTIVERSION static void
ratios (gsize n,
        const float *restrict dy,
        const float *restrict y,
        const float *restrict s,
        float *restrict r)
{
  for (gsize i = 0; i < n; i++)
    r[i] = dy[i] * y[i] / s[i];
}

BASE_MULTIVERSION static void
add (gsize n, const float *restrict x, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += x[i];
}

/* dx += dy p - factor x sum */
BASE_MULTIVERSION static void
add_gradient (gsize n,
              float factor,
              const float *restrict dy,
              const float *restrict p,
              const float *restrict x,
              const float *restrict sum,
              float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += dy[i] * p[i] - factor * (x[i] * sum[i]);
}

typedef struct
{
  const float *x, *y, *dy, *s;
  float *dx;
} Gradients;

static void
backward_block (const Plan *plan, gsize n, const Gradients *at, float *scratch)
{
  float *sum = scratch, *power = scratch + BLOCK, *ratio = scratch + 2 * BLOCK;
  float factor = 2 * plan->beta * plan->factor;

  for (int c = 0; c < plan->channels; c++)
    ratios (n, at->dy + c * plan->plane, at->y + c * plan->plane, at->s + c * plan->plane,
            ratio + (gsize) c * BLOCK);
  for (int c = 0; c < plan->channels; c++)
    {
      gsize offset = c * plan->plane;
      int end = MIN (plan->channels - c, plan->before + 1) + c; /* the windows that c is in */

      fill (n, 0, sum);
      for (int j = MAX (c - plan->after, 0); j < end; j++)
        add (n, ratio + (gsize) j * BLOCK, sum);
      powers (n, plan->beta, at->s + offset, power);
      add_gradient (n, factor, at->dy + offset, power, at->x + offset, sum, at->dx + offset);
    }
}

static gsize
scratch_size (const NnGraph *graph, const NnNode *node, int batch)
{
  return ((gsize) node->output.dims[0] + 2) * BLOCK;
}

static gsize
kept_size (const NnGraph *graph, const NnNode *node, int batch)
{
  return batch * nn_shape_size (&node->output);
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (context->graph, node);

  for (gsize image = 0; image < (gsize) context->batch; image++)
    for (gsize i = 0; i < plan.plane; i += BLOCK)
      {
        gsize offset = image * plan.channels * plan.plane + i;

        forward_block (&plan, MIN (BLOCK, plan.plane - i), context->inputs[0] + offset,
                       context->output + offset,
                       context->kept != NULL ? context->kept + offset : NULL, context->scratch);
      }
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (context->graph, node);

  if (context->input_gradients[0] == NULL)
    return;
  for (gsize image = 0; image < (gsize) context->batch; image++)
    for (gsize i = 0; i < plan.plane; i += BLOCK)
      {
        gsize offset = image * plan.channels * plan.plane + i;
        Gradients at = { .x = context->inputs[0] + offset,
                         .y = context->output + offset,
                         .dy = context->output_gradient + offset,
                         .s = context->kept + offset,
                         .dx = context->input_gradients[0] + offset };

        backward_block (&plan, MIN (BLOCK, plan.plane - i), &at, context->scratch);
      }
}

const NnOp nn_op_lrn = {
  .name = "LRN",
  .infer_shape = infer_shape,
  .scratch_size = scratch_size,
  .kept_size = kept_size,
  .forward = forward,
  .backward = backward,
};
