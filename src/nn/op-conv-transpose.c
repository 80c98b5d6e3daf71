// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/columns.h"
#include "nn/gemm.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Transposed convolution (Zeiler and others 2010): what a convolution does to the gradient of its
 * input. Each number of the input puts its share of the weights into a window of the output. */

static gint64
out_size (int in, int kernel, int stride, int dilation, int before, int after, int extra)
{
  return (gint64) (in - 1) * stride + (gint64) (kernel - 1) * dilation + 1 - before - after + extra;
}

static gboolean
check_weights (const NnNode *node, const NnShape *input, GError **error)
{
  const NnShape *weights = &node->parameters[0]->shape;
  const NnWindow *w = &node->attributes.conv_transpose.window;
  int groups = node->attributes.conv_transpose.groups;

  if (weights->rank == 4 && groups >= 1 && weights->dims[0] == input->dims[0] &&
      input->dims[0] % groups == 0 && weights->dims[2] == w->kernel_h &&
      weights->dims[3] == w->kernel_w && weights->dims[1] <= (int) NN_MAX_SIZE / groups &&
      (node->n_parameters == 1 ||
       nn_shape_size (&node->parameters[1]->shape) == (gsize) weights->dims[1] * (gsize) groups))
    return TRUE;
  else
    {
      g_autofree char *a = nn_shape_to_string (weights);
      g_autofree char *b = nn_shape_to_string (input);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its weights of %s do not fit its input of %s."), a, b);
      return FALSE;
    }
}

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  const NnWindow *w = &node->attributes.conv_transpose.window;
  int extra_h = node->attributes.conv_transpose.extra_h;
  int extra_w = node->attributes.conv_transpose.extra_w, unused_h, unused_w;
  /* What the window covers, large enough for any kernel, so that just its members are checked. */
  NnShape covered = NN_SHAPE_3 (1, NN_MAX_WINDOW, NN_MAX_WINDOW);
  gint64 height, width;

  if (!nn_op_check_counts (node, 1, 1, 2, error) || !nn_op_check_picture (inputs[0], error) ||
      !check_weights (node, inputs[0], error))
    return FALSE;
  if (w->kernel_h > 1 << 15 || w->dilation_h > 1 << 4 || w->kernel_w > 1 << 15 ||
      w->dilation_w > 1 << 4 || extra_h < 0 || extra_h > NN_MAX_WINDOW || extra_w < 0 ||
      extra_w > NN_MAX_WINDOW)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("Its window is out of range."));
      return FALSE;
    }
  if (!nn_op_infer_window (w, &covered, &unused_h, &unused_w, error))
    return FALSE;
  height = out_size (inputs[0]->dims[1], w->kernel_h, w->stride_h, w->dilation_h, w->pad_top,
                     w->pad_bottom, extra_h);
  width = out_size (inputs[0]->dims[2], w->kernel_w, w->stride_w, w->dilation_w, w->pad_left,
                    w->pad_right, extra_w);
  if (height < 1 || width < 1 || height > G_MAXINT || width > G_MAXINT)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("Its window is out of range."));
      return FALSE;
    }
  node->output =
      NN_SHAPE_3 (node->parameters[0]->shape.dims[1] * node->attributes.conv_transpose.groups,
                  (int) height, (int) width);
  return TRUE;
}

/* One group: weights (in, rows) with rows = out channels x window; columns (rows, positions). */
typedef struct
{
  NnColumns columns;
  int groups, in_channels; /* of one group */
  int rows, positions;
  gsize in_size, out_size, weights_size; /* of one group */
} Plan;

static Plan
make_plan (const NnGraph *graph, const NnNode *node)
{
  const NnShape *in = nn_graph_shape (graph, node->inputs[0]);
  const NnWindow *w = &node->attributes.conv_transpose.window;
  Plan plan = { .columns = { .window = *w,
                             .channels = node->parameters[0]->shape.dims[1],
                             .height = node->output.dims[1],
                             .width = node->output.dims[2],
                             .out_h = in->dims[1],
                             .out_w = in->dims[2] },
                .groups = node->attributes.conv_transpose.groups };

  plan.in_channels = in->dims[0] / plan.groups;
  plan.rows = plan.columns.channels * w->kernel_h * w->kernel_w;
  plan.positions = in->dims[1] * in->dims[2];
  plan.in_size = (gsize) plan.in_channels * plan.positions;
  plan.out_size = nn_shape_size (&node->output) / plan.groups;
  plan.weights_size = (gsize) plan.in_channels * plan.rows;
  return plan;
}

static gsize
scratch_size (const NnGraph *graph, const NnNode *node, int batch G_GNUC_UNUSED)
{
  Plan plan = make_plan (graph, node);

  return (gsize) plan.rows * plan.positions;
}

static void
set_bias (const NnNode *node, float *y)
{
  gsize plane = (gsize) node->output.dims[1] * node->output.dims[2];

  for (int c = 0; c < node->output.dims[0]; c++)
    for (gsize i = 0; i < plane; i++)
      y[c * plane + i] = node->n_parameters == 2 ? node->parameters[1]->data[c] : 0;
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (context->graph, node);

  for (gsize image = 0; image < (gsize) context->batch; image++)
    {
      set_bias (node, context->output + image * plan.groups * plan.out_size);
      for (gsize group = 0; group < (gsize) plan.groups; group++)
        {
          gsize i = image * plan.groups + group;

          /* columns <- W^T x */
          nn_gemm (TRUE, FALSE, plan.rows, plan.positions, plan.in_channels, 1,
                   node->parameters[0]->data + group * plan.weights_size,
                   context->inputs[0] + i * plan.in_size, 0, context->scratch);
          nn_columns_scatter_add (&plan.columns, context->scratch, plan.positions, 0,
                                  plan.columns.out_h, context->output + i * plan.out_size);
        }
    }
}

static void
backward_bias (const NnNode *node, const NnOpContext *context, gsize image)
{
  gsize plane = (gsize) node->output.dims[1] * node->output.dims[2];
  const float *dy = context->output_gradient + image * nn_shape_size (&node->output);

  for (int c = 0; c < node->output.dims[0]; c++)
    {
      double sum = 0;

      for (gsize i = 0; i < plane; i++)
        sum += dy[c * plane + i];
      context->parameter_gradients[1][c] += (float) sum;
    }
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (context->graph, node);

  for (gsize image = 0; image < (gsize) context->batch; image++)
    {
      if (node->n_parameters == 2 && context->parameter_gradients[1] != NULL)
        backward_bias (node, context, image);
      for (gsize group = 0; group < (gsize) plan.groups; group++)
        {
          gsize i = image * plan.groups + group, weights = group * plan.weights_size;

          nn_columns_gather (&plan.columns, context->output_gradient + i * plan.out_size, 0,
                             plan.columns.out_h, context->scratch, plan.positions);
          /* dx <- W columns + dx */
          if (context->input_gradients[0] != NULL)
            nn_gemm (FALSE, FALSE, plan.in_channels, plan.positions, plan.rows, 1,
                     node->parameters[0]->data + weights, context->scratch, 1,
                     context->input_gradients[0] + i * plan.in_size);
          /* dW <- x columns^T + dW */
          if (context->parameter_gradients[0] != NULL)
            nn_gemm (FALSE, TRUE, plan.in_channels, plan.rows, plan.positions, 1,
                     context->inputs[0] + i * plan.in_size, context->scratch, 1,
                     context->parameter_gradients[0] + weights);
        }
    }
}

const NnOp nn_op_conv_transpose = {
  .name = "ConvTranspose",
  .infer_shape = infer_shape,
  .scratch_size = scratch_size,
  .forward = forward,
  .backward = backward,
};
