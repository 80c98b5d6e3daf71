// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Normalisation of runs of numbers that follow one another: with the last dimensions layer
 * normalisation, with whole channels instance normalisation, with several of them group
 * normalisation. */

/* Sums side by side, so that the order of the additions is the same on every machine. */
#define LANES 16

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int size = node->attributes.normalize.size;

  if (node->n_inputs != 1 || (node->n_parameters != 0 && node->n_parameters != 2))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("It has %d inputs instead of %d."),
                   node->n_inputs, 1);
      return FALSE;
    }
  if (!nn_op_check_finite (node->attributes.normalize.epsilon, "epsilon", error))
    return FALSE;
  if (size < 1 || nn_shape_size (inputs[0]) % (gsize) size != 0 ||
      node->attributes.normalize.epsilon < 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("It cannot normalise each %d numbers of its input."), size);
      return FALSE;
    }
  for (int i = 0; i < node->n_parameters; i++)
    if (nn_shape_size (&node->parameters[i]->shape) != (gsize) size)
      {
        g_autofree char *a = nn_shape_to_string (&node->parameters[i]->shape);
        g_autofree char *b = nn_shape_to_string (inputs[0]);

        g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                     _ ("Its constants of %s do not fit its input of %s."), a, b);
        return FALSE;
      }
  node->output = *inputs[0];
  return TRUE;
}

BASE_MULTIVERSION static double
sum (gsize n, const float *x)
{
  float lanes[LANES] = { 0 };
  double total = 0;
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    for (int lane = 0; lane < LANES; lane++)
      lanes[lane] += x[i + lane];
  for (int lane = 0; lane < LANES; lane++)
    total += lanes[lane];
  for (; i < n; i++)
    total += x[i];
  return total;
}

BASE_MULTIVERSION static double
sum_of_squares (gsize n, float mean, const float *x)
{
  float lanes[LANES] = { 0 };
  double total = 0;
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    for (int lane = 0; lane < LANES; lane++)
      lanes[lane] += (x[i + lane] - mean) * (x[i + lane] - mean);
  for (int lane = 0; lane < LANES; lane++)
    total += lanes[lane];
  for (; i < n; i++)
    total += (x[i] - mean) * (x[i] - mean);
  return total;
}

BASE_MULTIVERSION static void
normalize (gsize n, float mean, float factor, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = (x[i] - mean) * factor;
}

BASE_MULTIVERSION static void
normalize_scaled (gsize n,
                  float mean,
                  float factor,
                  const float *restrict scale,
                  const float *restrict shift,
                  const float *x,
                  float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = (x[i] - mean) * factor * scale[i] + shift[i];
}

typedef struct
{
  gsize size, n_runs;
  const float *scale, *shift; /* or NULL */
} Plan;

static Plan
make_plan (const NnNode *node, const NnOpContext *context)
{
  Plan plan = { .size = node->attributes.normalize.size };

  plan.n_runs = context->batch * nn_shape_size (&node->output) / plan.size;
  if (node->n_parameters == 2)
    {
      plan.scale = node->parameters[0]->data;
      plan.shift = node->parameters[1]->data;
    }
  return plan;
}

/* The mean that is taken away, and what the rest is multiplied by. */
static void
get_moments (const NnNode *node, gsize n, const float *x, float *mean, float *factor)
{
  *mean = node->attributes.normalize.keep_mean ? 0 : (float) (sum (n, x) / n);
  *factor = (float) (1 / sqrt (sum_of_squares (n, *mean, x) / n +
                               (double) node->attributes.normalize.epsilon));
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (node, context);

  for (gsize run = 0; run < plan.n_runs; run++)
    {
      const float *x = context->inputs[0] + run * plan.size;
      float *y = context->output + run * plan.size;
      float mean, factor;

      get_moments (node, plan.size, x, &mean, &factor);
      if (plan.scale != NULL)
        normalize_scaled (plan.size, mean, factor, plan.scale, plan.shift, x, y);
      else
        normalize (plan.size, mean, factor, x, y);
    }
}

/* With z = (x - mean) factor and g = scale dy: dx += factor (g - mean (g) - z mean (g z)), without
 * the first mean where none was taken away. */
static void
backward_run (const Plan *plan,
              gboolean keep_mean,
              float mean,
              float factor,
              const float *x,
              const float *dy,
              float *dx)
{
  double sum_g = 0, sum_gz = 0;
  float mean_g, mean_gz;

  for (gsize i = 0; i < plan->size; i++)
    {
      float g = plan->scale != NULL ? dy[i] * plan->scale[i] : dy[i];

      sum_g += g;
      sum_gz += (double) g * ((x[i] - mean) * factor);
    }
  mean_g = keep_mean ? 0 : (float) (sum_g / plan->size);
  mean_gz = (float) (sum_gz / plan->size);
  for (gsize i = 0; i < plan->size; i++)
    {
      float g = plan->scale != NULL ? dy[i] * plan->scale[i] : dy[i];

      dx[i] += factor * (g - mean_g - (x[i] - mean) * factor * mean_gz);
    }
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (node, context);

  for (gsize run = 0; run < plan.n_runs; run++)
    {
      const float *x = context->inputs[0] + run * plan.size;
      const float *dy = context->output_gradient + run * plan.size;
      float mean, factor;

      get_moments (node, plan.size, x, &mean, &factor);
      if (context->input_gradients[0] != NULL)
        backward_run (&plan, node->attributes.normalize.keep_mean, mean, factor, x, dy,
                      context->input_gradients[0] + run * plan.size);
      for (gsize i = 0; plan.scale != NULL && i < plan.size; i++)
        {
          if (context->parameter_gradients[0] != NULL)
            context->parameter_gradients[0][i] += dy[i] * ((x[i] - mean) * factor);
          if (context->parameter_gradients[1] != NULL)
            context->parameter_gradients[1][i] += dy[i];
        }
    }
}

const NnOp nn_op_normalize = {
  .name = "LayerNormalization",
  .in_place = TRUE,
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
