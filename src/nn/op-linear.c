// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/add.h"
#include "nn/few-rows.h"
#include "nn/gemm.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Y (batch, out) = X (batch, in) W^T + b; W is (out, in). */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  const NnShape *weights;

  if (!nn_op_check_counts (node, 1, 1, 2, error))
    return FALSE;
  weights = &node->parameters[0]->shape;
  if (weights->rank != 2 || (gsize) weights->dims[1] != nn_shape_size (inputs[0]))
    {
      g_autofree char *a = nn_shape_to_string (weights);
      g_autofree char *b = nn_shape_to_string (inputs[0]);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its weights of %s do not fit its input of %s."), a, b);
      return FALSE;
    }
  if (node->n_parameters == 2 &&
      nn_shape_size (&node->parameters[1]->shape) != (gsize) weights->dims[0])
    {
      g_autofree char *text = nn_shape_to_string (&node->parameters[1]->shape);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its bias of %s does not fit its %d outputs."), text, weights->dims[0]);
      return FALSE;
    }
  node->output = NN_SHAPE_1 (weights->dims[0]);
  return TRUE;
}

/* Outputs of a unit where weights are read for few images: as many as fill a second-level cache. */
#define UNIT_WEIGHTS (64 * 1024)

static int
unit_outputs (const NnNode *node)
{
  return MAX (UNIT_WEIGHTS / node->parameters[0]->shape.dims[1], 1);
}

static int
n_units (const NnGraph *graph, const NnNode *node, int batch)
{
  int n_out = node->parameters[0]->shape.dims[0], outputs = unit_outputs (node);

  return batch <= NN_FEW_ROWS ? (n_out + outputs - 1) / outputs : 1;
}

/* The bias of outputs first .. end - 1, or zeros, for each image. */
static void
fill_bias (const NnNode *node, NnOpContext *context, int first, int end)
{
  int n_out = node->parameters[0]->shape.dims[0];
  gsize n = (gsize) (end - first) * sizeof (float);

  for (gsize image = 0; image < (gsize) context->batch; image++)
    if (node->n_parameters == 2)
      memcpy (context->output + image * n_out + first, node->parameters[1]->data + first, n);
    else
      memset (context->output + image * n_out + first, 0, n);
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  const NnTensor *weights = node->parameters[0];
  int n_out = weights->shape.dims[0], n_in = weights->shape.dims[1];

  if (context->batch <= NN_FEW_ROWS)
    {
      int first = context->unit * unit_outputs (node);
      int end = MIN (first + unit_outputs (node), n_out);

      fill_bias (node, context, first, end);
      nn_few_rows_forward (context->batch, end - first, n_in, weights->data + (gsize) first * n_in,
                           context->inputs[0], context->output + first, n_out);
      return;
    }
  fill_bias (node, context, 0, n_out);
  /* Y <- X W^T + Y */
  nn_gemm (FALSE, TRUE, context->batch, n_out, n_in, 1, context->inputs[0], weights->data, 1,
           context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  const NnTensor *weights = node->parameters[0];
  int n_out = weights->shape.dims[0], n_in = weights->shape.dims[1];

  /* dX <- dY W + dX */
  if (context->input_gradients[0] != NULL && context->batch <= NN_FEW_ROWS)
    nn_few_rows_backward (context->batch, n_out, n_in, weights->data, context->output_gradient,
                          context->input_gradients[0]);
  else if (context->input_gradients[0] != NULL)
    nn_gemm (FALSE, FALSE, context->batch, n_in, n_out, 1, context->output_gradient, weights->data,
             1, context->input_gradients[0]);
  /* dW <- dY^T X + dW */
  if (context->parameter_gradients[0] != NULL)
    nn_gemm (TRUE, FALSE, n_out, n_in, context->batch, 1, context->output_gradient,
             context->inputs[0], 1, context->parameter_gradients[0]);
  /* db <- sum over the batch of dY + db */
  if (node->n_parameters == 2 && context->parameter_gradients[1] != NULL)
    for (gsize image = 0; image < (gsize) context->batch; image++)
      nn_add (n_out, context->output_gradient + image * n_out, context->parameter_gradients[1]);
}

const NnOp nn_op_linear = {
  .name = "Gemm",
  .multiplies = TRUE,
  .infer_shape = infer_shape,
  .n_units = n_units,
  .forward = forward,
  .backward = backward,
};
