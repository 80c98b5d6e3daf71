// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/along.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Whole numbers that stand for others, kept as floats. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int axis = node->attributes.quantize.axis;

  if (!nn_op_check_counts (node, 1, 2, 2, error) || !nn_along_check (inputs[0], axis, error) ||
      !nn_op_check_finite (node->attributes.quantize.min, "min", error) ||
      !nn_op_check_finite (node->attributes.quantize.max, "max", error))
    return FALSE;
  for (int i = 0; i < 2; i++)
    {
      gsize size = nn_shape_size (&node->parameters[i]->shape);

      if (size != nn_shape_size (&node->parameters[0]->shape) ||
          (size != 1 && size != (gsize) inputs[0]->dims[axis]))
        {
          g_autofree char *a = nn_shape_to_string (&node->parameters[i]->shape);
          g_autofree char *b = nn_shape_to_string (inputs[0]);

          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("Its constants of %s do not fit its input of %s."), a, b);
          return FALSE;
        }
      for (gsize j = 0; i == 0 && j < size; j++)
        if (!(node->parameters[0]->data[j] > 0))
          {
            g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                         _ ("One of its scales is not larger than 0."));
            return FALSE;
          }
    }
  node->output = *inputs[0];
  return TRUE;
}

typedef struct
{
  float scale, zero, min, max;
} Code;

BASE_MULTIVERSION static void
quantize (gsize n, Code code, const float *x, float *y)
{
#pragma GCC ivdep /* x may be y */
  for (gsize i = 0; i < n; i++)
    {
      float whole = rintf (x[i] / code.scale) + code.zero;

      whole = whole < code.min ? code.min : whole;
      y[i] = whole > code.max ? code.max : whole;
    }
}

static Code
code_of (const NnNode *node, gsize j)
{
  gsize i = nn_shape_size (&node->parameters[0]->shape) == 1 ? 0 : j;

  return (Code){ node->parameters[0]->data[i], node->parameters[1]->data[i],
                 node->attributes.quantize.min, node->attributes.quantize.max };
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  NnAlong a = nn_along (context->batch, &node->output, node->attributes.quantize.axis);

  if (nn_shape_size (&node->parameters[0]->shape) == 1)
    a = (NnAlong){ 1, 1, a.outer * a.n * a.inner };
  for (gsize i = 0; i < a.outer * a.n; i++)
    quantize (a.inner, code_of (node, i % a.n), context->inputs[0] + i * a.inner,
              context->output + i * a.inner);
}

/* The rounding does not count; the scale and the zero point are not learnt. */
static void
backward (const NnNode *node, NnOpContext *context)
{
  NnAlong a = nn_along (context->batch, &node->output, node->attributes.quantize.axis);

  if (context->input_gradients[0] == NULL)
    return;
  for (gsize i = 0; i < a.outer * a.n; i++)
    {
      Code code = code_of (node, i % a.n);

      for (gsize j = i * a.inner; j < (i + 1) * a.inner; j++)
        {
          float whole = rintf (context->inputs[0][j] / code.scale) + code.zero;

          if (whole >= code.min && whole <= code.max)
            context->input_gradients[0][j] += context->output_gradient[j] / code.scale;
        }
    }
}

const NnOp nn_op_quantize = {
  .name = "QuantizeLinear",
  .in_place = TRUE,
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
