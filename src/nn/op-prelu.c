// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  gsize size;

  if (!nn_op_check_counts (node, 1, 1, 1, error))
    return FALSE;
  size = nn_shape_size (&node->parameters[0]->shape);
  if (size != 1 && size != (gsize) inputs[0]->dims[0])
    {
      g_autofree char *text = nn_shape_to_string (&node->parameters[0]->shape);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its slopes of %s do not fit its %d channels."), text, inputs[0]->dims[0]);
      return FALSE;
    }
  node->output = *inputs[0];
  return TRUE;
}

BASE_MULTIVERSION static void
prelu (gsize n, float slope, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : slope * x[i];
}

BASE_MULTIVERSION static void
prelu_backward (gsize n,
                float slope,
                const float *restrict x,
                const float *restrict dy,
                float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += x[i] > 0 ? dy[i] : slope * dy[i];
}

static double
slope_gradient (gsize n, const float *x, const float *dy)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += x[i] > 0 ? 0 : (double) x[i] * dy[i];
  return sum;
}

/* The slope that counts for the i-th of all channels of all images. */
static gsize
slope_index (const NnNode *node, gsize i)
{
  return i % nn_shape_size (&node->parameters[0]->shape);
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  gsize plane = nn_shape_size (&node->output) / node->output.dims[0];

  for (gsize i = 0; i < (gsize) context->batch * node->output.dims[0]; i++)
    prelu (plane, node->parameters[0]->data[slope_index (node, i)], context->inputs[0] + i * plane,
           context->output + i * plane);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  gsize plane = nn_shape_size (&node->output) / node->output.dims[0];

  for (gsize i = 0; i < (gsize) context->batch * node->output.dims[0]; i++)
    {
      const float *x = context->inputs[0] + i * plane;
      const float *dy = context->output_gradient + i * plane;
      gsize slope = slope_index (node, i);

      if (context->input_gradients[0] != NULL)
        prelu_backward (plane, node->parameters[0]->data[slope], x, dy,
                        context->input_gradients[0] + i * plane);
      if (context->parameter_gradients[0] != NULL)
        context->parameter_gradients[0][slope] += (float) slope_gradient (plane, x, dy);
    }
}

const NnOp nn_op_prelu = {
  .name = "PRelu",
  .in_place = TRUE,
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
