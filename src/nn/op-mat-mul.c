// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/broadcast.h"
#include "nn/gemm.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Products of matrices that both depend on the image. */

/* The sizes of one product, and the values as stacks of matrices. */
typedef struct
{
  int m, n, k;
  NnShape stack_a, stack_b, stack; /* of matrices: the dimensions before the last two */
} Sizes;

static NnShape
stack_of (const NnShape *shape)
{
  NnShape stack = *shape;

  if (shape->rank == 2)
    return NN_SHAPE_1 (1);
  stack.rank -= 2;
  return stack;
}

static gboolean
get_sizes (const NnNode *node, const NnShape *a, const NnShape *b, Sizes *s, GError **error)
{
  const int *rows = &a->dims[a->rank - 2], *columns = &b->dims[b->rank - 2];
  const NnShape *stacks[] = { &s->stack_a, &s->stack_b };
  gboolean transpose_a = node->attributes.mat_mul.transpose_a;
  gboolean transpose_b = node->attributes.mat_mul.transpose_b;

  if (a->rank >= 2 && b->rank >= 2 && rows[transpose_a ? 0 : 1] == columns[transpose_b ? 1 : 0])
    {
      s->m = rows[transpose_a ? 1 : 0];
      s->k = rows[transpose_a ? 0 : 1];
      s->n = columns[transpose_b ? 0 : 1];
      s->stack_a = stack_of (a);
      s->stack_b = stack_of (b);
      return nn_broadcast_shapes (stacks, 2, &s->stack, error);
    }
  else
    {
      g_autofree char *first = nn_shape_to_string (a);
      g_autofree char *second = nn_shape_to_string (b);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its inputs of %s and %s cannot be multiplied."), first, second);
      return FALSE;
    }
}

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  Sizes s;

  if (!nn_op_check_counts (node, 2, 0, 0, error) ||
      !nn_op_check_finite (node->attributes.mat_mul.alpha, "alpha", error) ||
      !get_sizes (node, inputs[0], inputs[1], &s, error))
    return FALSE;
  node->output = s.stack;
  if (inputs[0]->rank == 2 && inputs[1]->rank == 2)
    node->output.rank = 0;
  node->output.dims[node->output.rank++] = s.m;
  node->output.dims[node->output.rank++] = s.n;
  return TRUE;
}

typedef struct
{
  const NnNode *node;
  NnOpContext *context;
  Sizes sizes;
} Work;

static void
forward_row (gsize n, gsize to, const gsize *from, const gsize *steps, void *data)
{
  const Work *work = data;
  const Sizes *s = &work->sizes;
  gsize a_size = (gsize) s->m * s->k, b_size = (gsize) s->k * s->n, y_size = (gsize) s->m * s->n;
  NnOpContext *context = work->context;

  for (gsize i = 0; i < n; i++)
    nn_gemm (work->node->attributes.mat_mul.transpose_a, work->node->attributes.mat_mul.transpose_b,
             s->m, s->n, s->k, work->node->attributes.mat_mul.alpha,
             context->inputs[0] + (from[0] + i * steps[0]) * a_size,
             context->inputs[1] + (from[1] + i * steps[1]) * b_size, 0,
             context->output + (to + i) * y_size);
}

static void
backward_row (gsize n, gsize to, const gsize *from, const gsize *steps, void *data)
{
  const Work *work = data;
  const Sizes *s = &work->sizes;
  gsize a_size = (gsize) s->m * s->k, b_size = (gsize) s->k * s->n, y_size = (gsize) s->m * s->n;
  gboolean transpose_a = work->node->attributes.mat_mul.transpose_a;
  gboolean transpose_b = work->node->attributes.mat_mul.transpose_b;
  float alpha = work->node->attributes.mat_mul.alpha;
  NnOpContext *context = work->context;

  for (gsize i = 0; i < n; i++)
    {
      gsize place_a = (from[0] + i * steps[0]) * a_size,
            place_b = (from[1] + i * steps[1]) * b_size;
      const float *a = context->inputs[0] + place_a, *b = context->inputs[1] + place_b;
      const float *dy = context->output_gradient + (to + i) * y_size;
      float *da = context->input_gradients[0], *db = context->input_gradients[1];

      /* dA <- dY op(B)^T + dA, or the transpose of that */
      if (da != NULL && transpose_a)
        nn_gemm (transpose_b, TRUE, s->k, s->m, s->n, alpha, b, dy, 1, da + place_a);
      else if (da != NULL)
        nn_gemm (FALSE, !transpose_b, s->m, s->k, s->n, alpha, dy, b, 1, da + place_a);
      /* dB <- op(A)^T dY + dB, or the transpose of that */
      if (db != NULL && transpose_b)
        nn_gemm (TRUE, transpose_a, s->n, s->k, s->m, alpha, dy, a, 1, db + place_b);
      else if (db != NULL)
        nn_gemm (!transpose_a, FALSE, s->k, s->n, s->m, alpha, a, dy, 1, db + place_b);
    }
}

static void
for_each_row (const NnNode *node, NnOpContext *context, NnBroadcastRow row)
{
  Work work = { .node = node, .context = context };
  const NnShape *stacks[] = { &work.sizes.stack_a, &work.sizes.stack_b };
  NnBroadcast plan;

  if (!get_sizes (node, nn_graph_shape (context->graph, node->inputs[0]),
                  nn_graph_shape (context->graph, node->inputs[1]), &work.sizes, NULL))
    g_return_if_reached ();
  nn_broadcast_init (&plan, context->batch, &work.sizes.stack, stacks, 2);
  nn_broadcast_for_each_row (&plan, row, &work);
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  for_each_row (node, context, forward_row);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  for_each_row (node, context, backward_row);
}

const NnOp nn_op_mat_mul = {
  .name = "MatMul",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
