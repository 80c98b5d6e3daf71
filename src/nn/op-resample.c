// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/along.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Entries along an axis that are weighted sums of entries of the input. */

static gboolean
check_indices (const NnTensor *indices, int n, GError **error)
{
  gsize size = nn_shape_size (&indices->shape);

  for (gsize i = 0; i < size; i++)
    {
      float index = indices->data[i];

      if (index >= 0 && index < (float) n && index == floorf (index))
        continue;
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("It reads entry %g of a dimension of %d."), (double) index, n);
      return FALSE;
    }
  return TRUE;
}

/* Past 2^24 a float is no longer any whole number. */
#define MAX_INDEX (1 << 24)

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int axis = node->attributes.along.axis;

  if (!nn_op_check_counts (node, 1, 1, 2, error) || !nn_along_check (inputs[0], axis, error))
    return FALSE;
  if (node->parameters[0]->shape.rank != 2 || inputs[0]->dims[axis] > MAX_INDEX ||
      (node->n_parameters == 2 &&
       !nn_shape_equal (&node->parameters[0]->shape, &node->parameters[1]->shape)))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its list of entries does not fit its input."));
      return FALSE;
    }
  node->output = *inputs[0];
  node->output.dims[axis] = node->parameters[0]->shape.dims[0];
  return check_indices (node->parameters[0], inputs[0]->dims[axis], error);
}

/* y += weight x */
BASE_MULTIVERSION static void
add_scaled (gsize n, float weight, const float *restrict x, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += weight * x[i];
}

static float
weight_of (const NnNode *node, gsize i)
{
  return node->n_parameters == 2 ? node->parameters[1]->data[i] : 1;
}

static void
forward_part (const NnNode *node, NnAlong in, gsize n_out, const float *x, float *y)
{
  gsize taps = node->parameters[0]->shape.dims[1];
  const float *indices = node->parameters[0]->data;

  if (taps == 1 && node->n_parameters == 1)
    {
      for (gsize j = 0; j < n_out; j++)
        if (in.inner == 1)
          y[j] = x[(gsize) indices[j]];
        else
          memcpy (y + j * in.inner, x + (gsize) indices[j] * in.inner, in.inner * sizeof (float));
      return;
    }
  memset (y, 0, n_out * in.inner * sizeof (float));
  for (gsize j = 0; j < n_out; j++)
    for (gsize tap = j * taps; tap < (j + 1) * taps; tap++)
      add_scaled (in.inner, weight_of (node, tap), x + (gsize) indices[tap] * in.inner,
                  y + j * in.inner);
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  const NnShape *shape = nn_graph_shape (context->graph, node->inputs[0]);
  NnAlong in = nn_along (context->batch, shape, node->attributes.along.axis);
  gsize n_out = node->parameters[0]->shape.dims[0];

  for (gsize o = 0; o < in.outer; o++)
    forward_part (node, in, n_out, context->inputs[0] + o * in.n * in.inner,
                  context->output + o * n_out * in.inner);
}

static double
dot (gsize n, const float *a, const float *b)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) a[i] * b[i];
  return sum;
}

/* The weights can be learnt, the indices cannot. */
static void
backward (const NnNode *node, NnOpContext *context)
{
  const NnShape *shape = nn_graph_shape (context->graph, node->inputs[0]);
  NnAlong in = nn_along (context->batch, shape, node->attributes.along.axis);
  gsize n_out = node->parameters[0]->shape.dims[0], taps = node->parameters[0]->shape.dims[1];
  float *dx = context->input_gradients[0];
  float *dw = node->n_parameters == 2 ? context->parameter_gradients[1] : NULL;

  for (gsize o = 0; o < in.outer; o++)
    for (gsize tap = 0; tap < n_out * taps; tap++)
      {
        gsize from = (o * in.n + (gsize) node->parameters[0]->data[tap]) * in.inner;
        const float *dy = context->output_gradient + (o * n_out + tap / taps) * in.inner;

        if (dx != NULL)
          add_scaled (in.inner, weight_of (node, tap), dy, dx + from);
        if (dw != NULL)
          dw[tap] += (float) dot (in.inner, dy, context->inputs[0] + from);
      }
}

const NnOp nn_op_resample = {
  .name = "Gather",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
