// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>

/* The second input is as large as the first, or has one number for each of its channels. */
static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_check_counts (node, 2, 0, 0, error))
    return FALSE;
  if (!nn_shape_equal (inputs[0], inputs[1]) &&
      (inputs[1]->dims[0] != inputs[0]->dims[0] ||
       nn_shape_size (inputs[1]) != (gsize) inputs[0]->dims[0]))
    {
      g_autofree char *a = nn_shape_to_string (inputs[0]);
      g_autofree char *b = nn_shape_to_string (inputs[1]);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its inputs of %s and %s cannot be multiplied."), a, b);
      return FALSE;
    }
  node->output = *inputs[0];
  return TRUE;
}

/* Floats of the first input that meet one of the second. */
static gsize
run_length (const NnNode *node, const NnOpContext *context)
{
  return nn_shape_size (&node->output) /
         nn_shape_size (nn_graph_shape (context->graph, node->inputs[1]));
}

BASE_MULTIVERSION static void
multiply (gsize n, const float *a, const float *b, float *y)
{
#pragma GCC ivdep /* a or b may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = a[i] * b[i];
}

BASE_MULTIVERSION static void
multiply_constant (gsize n, const float *a, float b, float *y)
{
#pragma GCC ivdep /* a may be y */
  for (gsize i = 0; i < n; i++)
    y[i] = a[i] * b;
}

/* y += a b */
BASE_MULTIVERSION static void
multiply_add (gsize n, const float *restrict a, const float *restrict b, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += a[i] * b[i];
}

BASE_MULTIVERSION static void
multiply_constant_add (gsize n, const float *restrict a, float b, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += a[i] * b;
}

static double
dot (gsize n, const float *a, const float *b)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) a[i] * b[i];
  return sum;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  gsize size = context->batch * nn_shape_size (&node->output), run = run_length (node, context);
  const float *a = context->inputs[0], *b = context->inputs[1];

  if (run == 1)
    multiply (size, a, b, context->output);
  else
    for (gsize i = 0; i < size / run; i++)
      multiply_constant (run, a + i * run, b[i], context->output + i * run);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  gsize size = context->batch * nn_shape_size (&node->output), run = run_length (node, context);
  const float *a = context->inputs[0], *b = context->inputs[1], *dy = context->output_gradient;
  float *da = context->input_gradients[0], *db = context->input_gradients[1];

  if (run == 1)
    {
      if (da != NULL)
        multiply_add (size, dy, b, da);
      if (db != NULL)
        multiply_add (size, dy, a, db);
      return;
    }
  for (gsize i = 0; i < size / run; i++)
    {
      if (da != NULL)
        multiply_constant_add (run, dy + i * run, b[i], da + i * run);
      if (db != NULL)
        db[i] += (float) dot (run, dy + i * run, a + i * run);
    }
}

const NnOp nn_op_mul = {
  .name = "Mul",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
