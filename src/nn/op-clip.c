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
  if (!nn_op_infer_same (node, inputs, error))
    return FALSE;
  if (!(node->attributes.clip.min <= node->attributes.clip.max)) /* nor is one not a number */
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its limits, %g and %g, are no range."), node->attributes.clip.min,
                   node->attributes.clip.max);
      return FALSE;
    }
  return TRUE;
}

BASE_MULTIVERSION static void
clip (gsize n, float min, float max, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    {
      float t = x[i] < min ? min : x[i];

      y[i] = t > max ? max : t;
    }
}

BASE_MULTIVERSION static void
clip_backward (gsize n,
               float min,
               float max,
               const float *restrict x,
               const float *restrict dy,
               float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += (x[i] > min) & (x[i] < max) ? dy[i] : 0;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  clip (context->batch * nn_shape_size (&node->output), node->attributes.clip.min,
        node->attributes.clip.max, context->inputs[0], context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  if (context->input_gradients[0] != NULL)
    clip_backward (context->batch * nn_shape_size (&node->output), node->attributes.clip.min,
                   node->attributes.clip.max, context->inputs[0], context->output_gradient,
                   context->input_gradients[0]);
}

const NnOp nn_op_clip = {
  .name = "Clip",
  .in_place = TRUE,
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
