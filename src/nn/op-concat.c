// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/add.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
agree_past_channels (const NnShape *a, const NnShape *b)
{
  if (a->rank != b->rank)
    return FALSE;
  for (int i = 1; i < a->rank; i++)
    if (a->dims[i] != b->dims[i])
      return FALSE;
  return TRUE;
}

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  gint64 channels = 0;

  if (node->n_inputs < 1)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("It has no input."));
      return FALSE;
    }
  if (!nn_op_check_counts (node, node->n_inputs, 0, 0, error))
    return FALSE;
  for (int i = 0; i < node->n_inputs; i++)
    {
      if (!agree_past_channels (inputs[0], inputs[i]))
        {
          g_autofree char *a = nn_shape_to_string (inputs[0]);
          g_autofree char *b = nn_shape_to_string (inputs[i]);

          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("Its inputs of %s and %s cannot be put together."), a, b);
          return FALSE;
        }
      channels += inputs[i]->dims[0];
    }
  if (channels > NN_MAX_SIZE)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("Its inputs together have more than %u channels."), NN_MAX_SIZE);
      return FALSE;
    }
  node->output = *inputs[0];
  node->output.dims[0] = (int) channels;
  return TRUE;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  gsize output_size = nn_shape_size (&node->output);
  gsize offset = 0;

  for (int i = 0; i < node->n_inputs; i++)
    {
      gsize size = nn_shape_size (nn_graph_shape (context->graph, node->inputs[i]));

      for (int image = 0; image < context->batch; image++)
        memcpy (context->output + image * output_size + offset, context->inputs[i] + image * size,
                size * sizeof (float));
      offset += size;
    }
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  gsize output_size = nn_shape_size (&node->output);
  gsize offset = 0;

  for (int i = 0; i < node->n_inputs; i++)
    {
      gsize size = nn_shape_size (nn_graph_shape (context->graph, node->inputs[i]));

      if (context->input_gradients[i] != NULL)
        for (int image = 0; image < context->batch; image++)
          nn_add (size, context->output_gradient + image * output_size + offset,
                  context->input_gradients[i] + image * size);
      offset += size;
    }
}

const NnOp nn_op_concat = {
  .name = "Concat",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
