// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Batch normalisation (Ioffe and Szegedy 2015): y = scale (x - mean) / sqrt (variance + epsilon) +
 * shift, for each channel. Otherwise than in training mean and variance are the parameters. In
 * training they are those of the batch of this executor, and the "gradients" of the parameters mean
 * and variance are what the batch has of them (the variance with the divisor n - 1): training moves
 * the parameters towards them. */

enum
{
  SCALE,
  SHIFT,
  MEAN,
  VARIANCE,
  N_PARAMETERS,
};

/* Sums go side by side, so that they use vectors, and end in double precision. */
#define LANES 16
#define RUN   1024

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_check_counts (node, 1, N_PARAMETERS, N_PARAMETERS, error))
    return FALSE;
  for (int i = 0; i < N_PARAMETERS; i++)
    if (nn_shape_size (&node->parameters[i]->shape) != (gsize) inputs[0]->dims[0])
      {
        g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                     _ ("Its statistics do not fit its %d channels."), inputs[0]->dims[0]);
        return FALSE;
      }
  node->output = *inputs[0];
  return TRUE;
}

/* Mean and 1 / sqrt (variance + epsilon) of each channel. */
static gsize
kept_size (const NnGraph *graph, const NnNode *node, int batch)
{
  return 2 * (gsize) node->output.dims[0];
}

/* sum (a - center) (b - b_center) */
BASE_MULTIVERSION static double
sum_products (gsize n, const float *a, float a_center, const float *b, float b_center)
{
  double total = 0;

  for (gsize first = 0; first < n; first += RUN)
    {
      gsize end = MIN (first + RUN, n), i = first;
      float sums[LANES] = { 0 };

      for (; i + LANES <= end; i += LANES)
        for (int lane = 0; lane < LANES; lane++)
          sums[lane] += (a[i + lane] - a_center) * (b[i + lane] - b_center);
      for (; i < end; i++)
        sums[0] += (a[i] - a_center) * (b[i] - b_center);
      for (int lane = 0; lane < LANES; lane++)
        total += sums[lane];
    }
  return total;
}

BASE_MULTIVERSION static double
sum_numbers (gsize n, const float *a)
{
  double total = 0;

  for (gsize first = 0; first < n; first += RUN)
    {
      gsize end = MIN (first + RUN, n), i = first;
      float sums[LANES] = { 0 };

      for (; i + LANES <= end; i += LANES)
        for (int lane = 0; lane < LANES; lane++)
          sums[lane] += a[i + lane];
      for (; i < end; i++)
        sums[0] += a[i];
      for (int lane = 0; lane < LANES; lane++)
        total += sums[lane];
    }
  return total;
}

/* y = factor x + offset */
BASE_MULTIVERSION static void
apply (gsize n, float factor, float offset, const float *restrict x, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = factor * x[i] + offset;
}

/* dx += a dy + b x + c */
BASE_MULTIVERSION static void
add_gradient (gsize n,
              float a,
              float b,
              float c,
              const float *restrict dy,
              const float *restrict x,
              float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += a * dy[i] + b * x[i] + c;
}

static float
inverse_deviation (const NnNode *node, double variance)
{
  return (float) (1 / sqrt (variance + node->attributes.batch_norm.epsilon));
}

/* Of the batch, into kept. */
static void
measure (const NnNode *node, const NnOpContext *context, int channel)
{
  int n_channels = node->output.dims[0];
  gsize size = nn_shape_size (&node->output), plane = size / n_channels;
  double n = (double) plane * context->batch, sum = 0, squares = 0;
  const float *x = context->inputs[0] + channel * plane;
  float mean;

  for (int image = 0; image < context->batch; image++)
    sum += sum_numbers (plane, x + image * size);
  mean = (float) (sum / n);
  for (int image = 0; image < context->batch; image++)
    squares += sum_products (plane, x + image * size, mean, x + image * size, mean);
  context->kept[channel] = mean;
  context->kept[n_channels + channel] = inverse_deviation (node, squares / n);
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  int n_channels = node->output.dims[0];
  gsize size = nn_shape_size (&node->output), plane = size / n_channels;

  for (int channel = 0; channel < n_channels; channel++)
    {
      float mean = node->parameters[MEAN]->data[channel];
      float inverse, factor, offset;

      if (context->is_training)
        {
          measure (node, context, channel);
          mean = context->kept[channel];
          inverse = context->kept[n_channels + channel];
        }
      else
        inverse = inverse_deviation (node, node->parameters[VARIANCE]->data[channel]);
      factor = node->parameters[SCALE]->data[channel] * inverse;
      offset = node->parameters[SHIFT]->data[channel] - factor * mean;
      for (int image = 0; image < context->batch; image++)
        apply (plane, factor, offset, context->inputs[0] + image * size + channel * plane,
               context->output + image * size + channel * plane);
    }
}

/* Constants for mean and variance: nothing flows through them. */
static void
backward_fixed (const NnNode *node, NnOpContext *context, int channel)
{
  gsize size = nn_shape_size (&node->output), plane = size / node->output.dims[0];
  float factor = node->parameters[SCALE]->data[channel] *
                 inverse_deviation (node, node->parameters[VARIANCE]->data[channel]);

  for (int image = 0; image < context->batch; image++)
    {
      gsize at = image * size + channel * plane;

      add_gradient (plane, factor, 0, 0, context->output_gradient + at, context->inputs[0] + at,
                    context->input_gradients[0] + at);
    }
}

/* With xn = (x - mean) / deviation: d scale = sum dy xn, d shift = sum dy, and
 * dx = scale / deviation (dy - d shift / n - xn d scale / n). */
static void
backward_training (const NnNode *node, NnOpContext *context, int channel)
{
  int n_channels = node->output.dims[0];
  gsize size = nn_shape_size (&node->output), plane = size / n_channels;
  double n = (double) plane * context->batch, d_scale = 0, d_shift = 0;
  double mean = context->kept[channel], inverse = context->kept[n_channels + channel];
  double variance = 1 / (inverse * inverse) - node->attributes.batch_norm.epsilon;
  double factor = node->parameters[SCALE]->data[channel] * inverse, slope;

  for (int image = 0; image < context->batch; image++)
    {
      const float *x = context->inputs[0] + image * size + channel * plane;
      const float *dy = context->output_gradient + image * size + channel * plane;

      d_shift += sum_numbers (plane, dy);
      d_scale += sum_products (plane, x, (float) mean, dy, 0);
    }
  d_scale *= inverse;
  context->parameter_gradients[SCALE][channel] += (float) d_scale;
  context->parameter_gradients[SHIFT][channel] += (float) d_shift;
  context->parameter_gradients[MEAN][channel] += (float) mean;
  context->parameter_gradients[VARIANCE][channel] +=
      (float) (MAX (variance, 0) * n / MAX (n - 1, 1));
  slope = -factor * inverse * d_scale / n;
  for (int image = 0; image < context->batch && context->input_gradients[0] != NULL; image++)
    {
      gsize at = image * size + channel * plane;

      add_gradient (plane, (float) factor, (float) slope,
                    (float) (-factor * d_shift / n - slope * mean), context->output_gradient + at,
                    context->inputs[0] + at, context->input_gradients[0] + at);
    }
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  for (int channel = 0; channel < node->output.dims[0]; channel++)
    if (context->is_training)
      backward_training (node, context, channel);
    else if (context->input_gradients[0] != NULL)
      backward_fixed (node, context, channel);
}

const NnOp nn_op_batch_norm = {
  .name = "BatchNormalization",
  .infer_shape = infer_shape,
  .kept_size = kept_size,
  .forward = forward,
  .backward = backward,
};
