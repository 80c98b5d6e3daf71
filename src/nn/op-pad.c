// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/add.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
in_range (int padding)
{
  return padding >= 0 && padding <= NN_MAX_WINDOW;
}

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int top = node->attributes.pad.top, left = node->attributes.pad.left;
  int bottom = node->attributes.pad.bottom, right = node->attributes.pad.right;

  if (!nn_op_check_counts (node, 1, 0, 0, error) || !nn_op_check_picture (inputs[0], error))
    return FALSE;
  if (!in_range (top) || !in_range (left) || !in_range (bottom) || !in_range (right))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its padding (%d, %d, %d, %d) is out of range."), top, left, bottom, right);
      return FALSE;
    }
  node->output = NN_SHAPE_3 (inputs[0]->dims[0], inputs[0]->dims[1] + top + bottom,
                             inputs[0]->dims[2] + left + right);
  return TRUE;
}

/* Floats before row `y` of the picture in its place in the i-th padded channel. */
static gsize
row_offset (const NnNode *node, gsize i, int y)
{
  return (i * node->output.dims[1] + y + node->attributes.pad.top) * node->output.dims[2] +
         node->attributes.pad.left;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]);
  const float *x = context->inputs[0];

  for (gsize i = 0; i < context->batch * nn_shape_size (&node->output); i++)
    context->output[i] = node->attributes.pad.value;
  for (gsize i = 0; i < (gsize) context->batch * in->dims[0]; i++)
    for (int y = 0; y < in->dims[1]; y++, x += in->dims[2])
      memcpy (context->output + row_offset (node, i, y), x, in->dims[2] * sizeof (float));
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]);
  float *dx = context->input_gradients[0];

  if (dx == NULL)
    return;
  for (gsize i = 0; i < (gsize) context->batch * in->dims[0]; i++)
    for (int y = 0; y < in->dims[1]; y++, dx += in->dims[2])
      nn_add (in->dims[2], context->output_gradient + row_offset (node, i, y), dx);
}

const NnOp nn_op_pad = {
  .name = "Pad",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
