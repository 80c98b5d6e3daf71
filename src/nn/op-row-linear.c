// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/add.h"
#include "nn/gemm.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Y (rows, n) = X (rows, k) op(W) + b, the rows of the whole batch together. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  gboolean transposed = node->attributes.mat_mul.transpose_b;
  const NnShape *weights;

  if (!nn_op_check_counts (node, 1, 1, 2, error))
    return FALSE;
  weights = &node->parameters[0]->shape;
  if (weights->rank != 2 ||
      weights->dims[transposed ? 1 : 0] != inputs[0]->dims[inputs[0]->rank - 1])
    {
      g_autofree char *a = nn_shape_to_string (weights);
      g_autofree char *b = nn_shape_to_string (inputs[0]);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its weights of %s do not fit its input of %s."), a, b);
      return FALSE;
    }
  node->output = *inputs[0];
  node->output.dims[node->output.rank - 1] = weights->dims[transposed ? 0 : 1];
  if (node->n_parameters == 2 && nn_shape_size (&node->parameters[1]->shape) !=
                                     (gsize) node->output.dims[node->output.rank - 1])
    {
      g_autofree char *text = nn_shape_to_string (&node->parameters[1]->shape);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its bias of %s does not fit its %d outputs."), text,
                   node->output.dims[node->output.rank - 1]);
      return FALSE;
    }
  return TRUE;
}

typedef struct
{
  gboolean transposed;
  int rows, n, k;
} Sizes;

static Sizes
get_sizes (const NnNode *node, const NnOpContext *context)
{
  const int *weights = node->parameters[0]->shape.dims;
  gboolean transposed = node->attributes.mat_mul.transpose_b;
  Sizes s = { .transposed = transposed,
              .n = weights[transposed ? 0 : 1],
              .k = weights[transposed ? 1 : 0] };

  s.rows = (int) (context->batch * nn_shape_size (&node->output) / (gsize) s.n);
  return s;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  Sizes s = get_sizes (node, context);
  gboolean bias = node->n_parameters == 2;

  for (gsize row = 0; bias && row < (gsize) s.rows; row++)
    memcpy (context->output + row * s.n, node->parameters[1]->data, s.n * sizeof (float));
  /* Y <- X op(W) + Y */
  nn_gemm (FALSE, s.transposed, s.rows, s.n, s.k, 1, context->inputs[0], node->parameters[0]->data,
           bias ? 1 : 0, context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  Sizes s = get_sizes (node, context);
  const float *dy = context->output_gradient;

  /* dX <- dY op(W)^T + dX */
  if (context->input_gradients[0] != NULL)
    nn_gemm (FALSE, !s.transposed, s.rows, s.k, s.n, 1, dy, node->parameters[0]->data, 1,
             context->input_gradients[0]);
  /* dW <- X^T dY + dW, or the transpose of that */
  if (context->parameter_gradients[0] != NULL && s.transposed)
    nn_gemm (TRUE, FALSE, s.n, s.k, s.rows, 1, dy, context->inputs[0], 1,
             context->parameter_gradients[0]);
  else if (context->parameter_gradients[0] != NULL)
    nn_gemm (TRUE, FALSE, s.k, s.n, s.rows, 1, context->inputs[0], dy, 1,
             context->parameter_gradients[0]);
  if (node->n_parameters == 2 && context->parameter_gradients[1] != NULL)
    for (gsize row = 0; row < (gsize) s.rows; row++)
      nn_add (s.n, dy + row * s.n, context->parameter_gradients[1]);
}

const NnOp nn_op_row_linear = {
  .name = "MatMul",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
