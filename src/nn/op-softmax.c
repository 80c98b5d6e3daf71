// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A vector, or channels of 1 x 1 pictures as networks without a fully connected layer end. */
static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_check_counts (node, 1, 0, 0, error))
    return FALSE;
  if (nn_shape_size (inputs[0]) != (gsize) inputs[0]->dims[0])
    {
      g_autofree char *text = nn_shape_to_string (inputs[0]);

      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("Its input of %s is not a vector of scores."), text);
      return FALSE;
    }
  node->output = *inputs[0];
  return TRUE;
}

/* y = exp (x - max x) / sum */
static void
softmax (int n, const float *x, float *y)
{
  float max = x[0];
  double sum = 0;

  for (int i = 1; i < n; i++)
    max = x[i] > max ? x[i] : max;
  for (int i = 0; i < n; i++)
    {
      y[i] = expf (x[i] - max);
      sum += y[i];
    }
  for (int i = 0; i < n; i++)
    y[i] = (float) (y[i] / sum);
}

/* dx += y (dy - sum (y dy)) */
static void
softmax_backward (int n, const float *y, const float *dy, float *dx)
{
  double sum = 0;

  for (int i = 0; i < n; i++)
    sum += (double) y[i] * dy[i];
  for (int i = 0; i < n; i++)
    dx[i] += (float) (y[i] * (dy[i] - sum));
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  int n = node->output.dims[0];

  for (gsize image = 0; image < (gsize) context->batch; image++)
    softmax (n, context->inputs[0] + image * n, context->output + image * n);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  int n = node->output.dims[0];

  if (context->input_gradients[0] != NULL)
    for (gsize image = 0; image < (gsize) context->batch; image++)
      softmax_backward (n, context->output + image * n, context->output_gradient + image * n,
                        context->input_gradients[0] + image * n);
}

const NnOp nn_op_softmax = {
  .name = "Softmax",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
