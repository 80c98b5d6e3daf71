// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>

/* y = scale x + shift. Either has one number for the whole value, for each channel, or for each
 * element, so a value is runs of floats that meet one number, whose length is the size divided by
 * the parameter's. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_check_counts (node, 1, 1, 2, error))
    return FALSE;
  for (int i = 0; i < node->n_parameters; i++)
    {
      gsize size = nn_shape_size (&node->parameters[i]->shape);

      if (size != 1 && size != (gsize) inputs[0]->dims[0] && size != nn_shape_size (inputs[0]))
        {
          g_autofree char *a = nn_shape_to_string (&node->parameters[i]->shape);
          g_autofree char *b = nn_shape_to_string (inputs[0]);

          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("Its constants of %s do not fit its input of %s."), a, b);
          return FALSE;
        }
    }
  node->output = *inputs[0];
  return TRUE;
}

BASE_MULTIVERSION static void
scale_shift_constant (gsize n, float scale, float shift, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = scale * x[i] + shift;
}

BASE_MULTIVERSION static void
scale_shift_each (gsize n,
                  gsize scale_step,
                  const float *restrict scale,
                  gsize shift_step,
                  const float *restrict shift,
                  const float *x,
                  float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = scale[i * scale_step] * x[i] + shift[i * shift_step];
}

/* dx += scale dy */
BASE_MULTIVERSION static void
scale_backward (gsize n,
                gsize step,
                const float *restrict scale,
                const float *restrict dy,
                float *restrict dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += scale[i * step] * dy[i];
}

/* What the constants of one channel are, and whether they go on from element to element. */
typedef struct
{
  const float *data;
  gsize step;
} Constants;

static gsize
first_constant (const NnNode *node, int parameter, int channel)
{
  gsize size = nn_shape_size (&node->parameters[parameter]->shape);
  gsize channels = node->output.dims[0];

  return size == 1 ? 0 : channel * (size / channels);
}

/* Of a parameter, or zero where it is absent. */
static Constants
channel_constants (const NnNode *node, int parameter, int channel)
{
  static const float zero = 0;

  if (parameter >= node->n_parameters)
    return (Constants){ &zero, 0 };
  return (Constants){
    node->parameters[parameter]->data + first_constant (node, parameter, channel),
    nn_shape_size (&node->parameters[parameter]->shape) > (gsize) node->output.dims[0] ? 1 : 0
  };
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  gsize size = nn_shape_size (&node->output), plane = size / node->output.dims[0];

  for (int channel = 0; channel < node->output.dims[0]; channel++)
    {
      Constants scale = channel_constants (node, 0, channel);
      Constants shift = channel_constants (node, 1, channel);

      for (int image = 0; image < context->batch; image++)
        {
          gsize offset = image * size + channel * plane;
          const float *x = context->inputs[0] + offset;
          float *y = context->output + offset;

          if (scale.step == 0 && shift.step == 0)
            scale_shift_constant (plane, *scale.data, *shift.data, x, y);
          else
            scale_shift_each (plane, scale.step, scale.data, shift.step, shift.data, x, y);
        }
    }
}

/* The parameter's gradient takes dy x for the scale, dy for the shift. */
static void
backward_constants (const NnNode *node,
                    int parameter,
                    int channel,
                    gsize plane,
                    const float *x,
                    const float *dy,
                    float *gradient)
{
  gsize step = channel_constants (node, parameter, channel).step;
  double sum = 0;

  gradient += first_constant (node, parameter, channel);
  for (gsize i = 0; i < plane; i++)
    {
      float share = parameter == 0 ? dy[i] * x[i] : dy[i];

      if (step == 0)
        sum += share;
      else
        gradient[i] += share;
    }
  if (step == 0)
    *gradient += (float) sum;
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  gsize size = nn_shape_size (&node->output), plane = size / node->output.dims[0];

  for (int channel = 0; channel < node->output.dims[0]; channel++)
    {
      Constants scale = channel_constants (node, 0, channel);

      for (int image = 0; image < context->batch; image++)
        {
          gsize offset = image * size + channel * plane;
          const float *dy = context->output_gradient + offset;

          if (context->input_gradients[0] != NULL)
            scale_backward (plane, scale.step, scale.data, dy,
                            context->input_gradients[0] + offset);
          for (int i = 0; i < node->n_parameters; i++)
            if (context->parameter_gradients[i] != NULL)
              backward_constants (node, i, channel, plane, context->inputs[0] + offset, dy,
                                  context->parameter_gradients[i]);
        }
    }
}

const NnOp nn_op_scale_shift = {
  .name = "ScaleShift",
  .in_place = TRUE,
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
