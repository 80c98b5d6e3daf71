// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/graph.h"

#include "nn/ops.h"

/* The named doors of nn/graph.h: each hands its arguments to nn_graph_add. */

static NnValue
add_with_weights (NnGraph *graph,
                  const NnOp *op,
                  const char *name,
                  NnValue input,
                  const NnAttributes *attributes,
                  NnTensor *weights,
                  NnTensor *bias,
                  GError **error)
{
  NnTensor *parameters[] = { weights, bias };

  return nn_graph_add (graph, op, name, 1, &input, attributes, bias != NULL ? 2 : 1, parameters,
                       error);
}

NnValue
nn_graph_add_conv (NnGraph *graph,
                   const char *name,
                   NnValue input,
                   const NnWindow *window,
                   int groups,
                   NnTensor *weights,
                   NnTensor *bias,
                   GError **error)
{
  NnAttributes attributes = { 0 };

  g_return_val_if_fail (window != NULL && weights != NULL, NN_NO_VALUE);
  attributes.conv.window = *window;
  attributes.conv.groups = groups;
  return add_with_weights (graph, &nn_op_conv, name, input, &attributes, weights, bias, error);
}

NnValue
nn_graph_add_max_pool (NnGraph *graph,
                       const char *name,
                       NnValue input,
                       const NnWindow *window,
                       GError **error)
{
  NnAttributes attributes = { 0 };

  g_return_val_if_fail (window != NULL, NN_NO_VALUE);
  attributes.pool.window = *window;
  return nn_graph_add (graph, &nn_op_max_pool, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_average_pool (NnGraph *graph,
                           const char *name,
                           NnValue input,
                           const NnWindow *window,
                           NnPoolDivisor divisor,
                           GError **error)
{
  NnAttributes attributes = { 0 };

  g_return_val_if_fail (window != NULL, NN_NO_VALUE);
  attributes.pool.window = *window;
  attributes.pool.divisor = divisor;
  return nn_graph_add (graph, &nn_op_average_pool, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_global_average_pool (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add (graph, &nn_op_global_average_pool, name, 1, &input, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_lrn (NnGraph *graph,
                  const char *name,
                  NnValue input,
                  int size,
                  float alpha,
                  float beta,
                  float bias,
                  GError **error)
{
  NnAttributes attributes = { .lrn = { size, alpha, beta, bias } };

  return nn_graph_add (graph, &nn_op_lrn, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_linear (NnGraph *graph,
                     const char *name,
                     NnValue input,
                     NnTensor *weights,
                     NnTensor *bias,
                     GError **error)
{
  g_return_val_if_fail (weights != NULL, NN_NO_VALUE);
  return add_with_weights (graph, &nn_op_linear, name, input, NULL, weights, bias, error);
}

NnValue
nn_graph_add_relu (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add (graph, &nn_op_relu, name, 1, &input, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_sigmoid (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add (graph, &nn_op_sigmoid, name, 1, &input, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_tanh (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add (graph, &nn_op_tanh, name, 1, &input, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_leaky_relu (NnGraph *graph,
                         const char *name,
                         NnValue input,
                         float slope,
                         GError **error)
{
  NnAttributes attributes = { .leaky_relu = { slope } };

  return nn_graph_add (graph, &nn_op_leaky_relu, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_prelu (NnGraph *graph,
                    const char *name,
                    NnValue input,
                    NnTensor *slopes,
                    GError **error)
{
  g_return_val_if_fail (slopes != NULL, NN_NO_VALUE);
  return nn_graph_add (graph, &nn_op_prelu, name, 1, &input, NULL, 1, &slopes, error);
}

NnValue
nn_graph_add_clip (NnGraph *graph,
                   const char *name,
                   NnValue input,
                   float min,
                   float max,
                   GError **error)
{
  NnAttributes attributes = { .clip = { min, max } };

  return nn_graph_add (graph, &nn_op_clip, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_hard_sigmoid (NnGraph *graph,
                           const char *name,
                           NnValue input,
                           float alpha,
                           float beta,
                           GError **error)
{
  NnAttributes attributes = { .hard_sigmoid = { alpha, beta } };

  return nn_graph_add (graph, &nn_op_hard_sigmoid, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_hard_swish (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add (graph, &nn_op_hard_swish, name, 1, &input, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_scale_shift (NnGraph *graph,
                          const char *name,
                          NnValue input,
                          NnTensor *scale,
                          NnTensor *shift,
                          GError **error)
{
  g_return_val_if_fail (scale != NULL || shift != NULL, NN_NO_VALUE);
  if (scale == NULL)
    {
      scale = nn_tensor_new (&NN_SHAPE_1 (1));
      scale->data[0] = 1;
    }
  return add_with_weights (graph, &nn_op_scale_shift, name, input, NULL, scale, shift, error);
}

NnValue
nn_graph_add_flatten (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add (graph, &nn_op_flatten, name, 1, &input, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_reshape (NnGraph *graph,
                      const char *name,
                      NnValue input,
                      const NnShape *shape,
                      GError **error)
{
  NnAttributes attributes = { 0 };

  g_return_val_if_fail (shape != NULL, NN_NO_VALUE);
  attributes.reshape.shape = *shape;
  return nn_graph_add (graph, &nn_op_reshape, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_transpose (NnGraph *graph,
                        const char *name,
                        NnValue input,
                        const int *order,
                        GError **error)
{
  NnAttributes attributes = { 0 };

  g_return_val_if_fail (graph != NULL && order != NULL, NN_NO_VALUE);
  if (input >= 0 && input < nn_graph_n_nodes (graph))
    for (int i = 0; i < nn_graph_shape (graph, input)->rank; i++)
      attributes.transpose.order[i] = order[i];
  return nn_graph_add (graph, &nn_op_transpose, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_pad (NnGraph *graph,
                  const char *name,
                  NnValue input,
                  int top,
                  int left,
                  int bottom,
                  int right,
                  float value,
                  GError **error)
{
  NnAttributes attributes = { .pad = { top, left, bottom, right, value } };

  return nn_graph_add (graph, &nn_op_pad, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_slice (NnGraph *graph,
                    const char *name,
                    NnValue input,
                    int axis,
                    int begin,
                    int end,
                    GError **error)
{
  NnAttributes attributes = { .slice = { axis, begin, end } };

  return nn_graph_add (graph, &nn_op_slice, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_softmax (NnGraph *graph, const char *name, NnValue input, GError **error)
{
  return nn_graph_add (graph, &nn_op_softmax, name, 1, &input, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_concat (NnGraph *graph,
                     const char *name,
                     int n_inputs,
                     const NnValue *inputs,
                     GError **error)
{
  return nn_graph_add (graph, &nn_op_concat, name, n_inputs, inputs, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_sum (NnGraph *graph, const char *name, NnValue a, NnValue b, GError **error)
{
  NnValue inputs[] = { a, b };

  return nn_graph_add (graph, &nn_op_sum, name, 2, inputs, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_sum_of (NnGraph *graph,
                     const char *name,
                     int n_inputs,
                     const NnValue *inputs,
                     GError **error)
{
  return nn_graph_add (graph, &nn_op_sum, name, n_inputs, inputs, NULL, 0, NULL, error);
}

/* The operator wants the larger one first. */
NnValue
nn_graph_add_mul (NnGraph *graph, const char *name, NnValue a, NnValue b, GError **error)
{
  int n_nodes = nn_graph_n_nodes (graph);
  gboolean swap =
      a >= 0 && a < n_nodes && b >= 0 && b < n_nodes &&
      nn_shape_size (nn_graph_shape (graph, a)) < nn_shape_size (nn_graph_shape (graph, b));
  NnValue inputs[] = { swap ? b : a, swap ? a : b };

  return nn_graph_add (graph, &nn_op_mul, name, 2, inputs, NULL, 0, NULL, error);
}
