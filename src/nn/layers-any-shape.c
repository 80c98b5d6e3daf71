// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/graph.h"

#include "nn/ops.h"

/* The named doors of nn/graph.h for values of any shape. */

NnValue
nn_graph_add_constant (NnGraph *graph, const char *name, NnTensor *tensor, GError **error)
{
  g_return_val_if_fail (tensor != NULL, NN_NO_VALUE);
  return nn_graph_add (graph, &nn_op_constant, name, 0, NULL, NULL, 1, &tensor, error);
}

NnValue
nn_graph_add_function (NnGraph *graph,
                       const char *name,
                       NnValue input,
                       NnFunction kind,
                       float alpha,
                       float beta,
                       GError **error)
{
  NnAttributes attributes = { .function = { kind, alpha, beta } };

  return nn_graph_add (graph, &nn_op_function, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_binary (NnGraph *graph,
                     const char *name,
                     NnBinary kind,
                     NnValue a,
                     NnValue b,
                     GError **error)
{
  NnAttributes attributes = { .binary = { kind } };
  NnValue inputs[] = { a, b };

  return nn_graph_add (graph, &nn_op_binary, name, 2, inputs, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_where (NnGraph *graph,
                    const char *name,
                    NnValue condition,
                    NnValue a,
                    NnValue b,
                    GError **error)
{
  NnValue inputs[] = { condition, a, b };

  return nn_graph_add (graph, &nn_op_where, name, 3, inputs, NULL, 0, NULL, error);
}

NnValue
nn_graph_add_reduce (NnGraph *graph,
                     const char *name,
                     NnValue input,
                     NnReduction kind,
                     guint axes,
                     GError **error)
{
  NnAttributes attributes = { .reduce = { kind, axes } };

  return nn_graph_add (graph, &nn_op_reduce, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_arg_max (NnGraph *graph,
                      const char *name,
                      NnValue input,
                      int axis,
                      gboolean least,
                      gboolean last,
                      GError **error)
{
  NnAttributes attributes = { .arg = { axis, least, last } };

  return nn_graph_add (graph, &nn_op_arg_max, name, 1, &input, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_top_k (NnGraph *graph,
                    const char *name,
                    NnValue input,
                    int axis,
                    int n,
                    gboolean least,
                    gboolean places,
                    GError **error)
{
  NnAttributes attributes = { .top_k = { axis, n, least, places } };

  return nn_graph_add (graph, &nn_op_top_k, name, 1, &input, &attributes, 0, NULL, error);
}

static NnValue
add_along (NnGraph *graph,
           const NnOp *op,
           const char *name,
           int n_inputs,
           const NnValue *inputs,
           int axis,
           GError **error)
{
  NnAttributes attributes = { .along = { axis } };

  return nn_graph_add (graph, op, name, n_inputs, inputs, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_softmax_along (NnGraph *graph,
                            const char *name,
                            NnValue input,
                            int axis,
                            GError **error)
{
  return add_along (graph, &nn_op_softmax_along, name, 1, &input, axis, error);
}

NnValue
nn_graph_add_log_softmax_along (NnGraph *graph,
                                const char *name,
                                NnValue input,
                                int axis,
                                GError **error)
{
  return add_along (graph, &nn_op_log_softmax_along, name, 1, &input, axis, error);
}

NnValue
nn_graph_add_concat_along (NnGraph *graph,
                           const char *name,
                           int n_inputs,
                           const NnValue *inputs,
                           int axis,
                           GError **error)
{
  return add_along (graph, &nn_op_concat_along, name, n_inputs, inputs, axis, error);
}

NnValue
nn_graph_add_resample (NnGraph *graph,
                       const char *name,
                       NnValue input,
                       int axis,
                       NnTensor *indices,
                       NnTensor *weights,
                       GError **error)
{
  NnAttributes attributes = { .along = { axis } };
  NnTensor *parameters[] = { indices, weights };

  g_return_val_if_fail (indices != NULL, NN_NO_VALUE);
  return nn_graph_add (graph, &nn_op_resample, name, 1, &input, &attributes,
                       weights != NULL ? 2 : 1, parameters, error);
}

NnValue
nn_graph_add_mat_mul (NnGraph *graph,
                      const char *name,
                      NnValue a,
                      NnValue b,
                      gboolean transpose_a,
                      gboolean transpose_b,
                      float alpha,
                      GError **error)
{
  NnAttributes attributes = { .mat_mul = { transpose_a, transpose_b, alpha } };
  NnValue inputs[] = { a, b };

  return nn_graph_add (graph, &nn_op_mat_mul, name, 2, inputs, &attributes, 0, NULL, error);
}

NnValue
nn_graph_add_row_linear (NnGraph *graph,
                         const char *name,
                         NnValue input,
                         gboolean transposed,
                         NnTensor *weights,
                         NnTensor *bias,
                         GError **error)
{
  NnAttributes attributes = { .mat_mul = { FALSE, transposed, 1 } };
  NnTensor *parameters[] = { weights, bias };

  g_return_val_if_fail (weights != NULL, NN_NO_VALUE);
  return nn_graph_add (graph, &nn_op_row_linear, name, 1, &input, &attributes, bias != NULL ? 2 : 1,
                       parameters, error);
}

NnValue
nn_graph_add_normalize (NnGraph *graph,
                        const char *name,
                        NnValue input,
                        int size,
                        float epsilon,
                        gboolean keep_mean,
                        NnTensor *scale,
                        NnTensor *shift,
                        GError **error)
{
  NnAttributes attributes = { .normalize = { size, epsilon, keep_mean } };
  NnTensor *parameters[] = { scale, shift };

  g_return_val_if_fail ((scale == NULL) == (shift == NULL), NN_NO_VALUE);
  return nn_graph_add (graph, &nn_op_normalize, name, 1, &input, &attributes, scale != NULL ? 2 : 0,
                       parameters, error);
}

NnValue
nn_graph_add_conv_transpose (NnGraph *graph,
                             const char *name,
                             NnValue input,
                             const NnWindow *window,
                             int groups,
                             int extra_h,
                             int extra_w,
                             NnTensor *weights,
                             NnTensor *bias,
                             GError **error)
{
  NnAttributes attributes = { 0 };
  NnTensor *parameters[] = { weights, bias };

  g_return_val_if_fail (window != NULL && weights != NULL, NN_NO_VALUE);
  attributes.conv_transpose.window = *window;
  attributes.conv_transpose.groups = groups;
  attributes.conv_transpose.extra_h = extra_h;
  attributes.conv_transpose.extra_w = extra_w;
  return nn_graph_add (graph, &nn_op_conv_transpose, name, 1, &input, &attributes,
                       bias != NULL ? 2 : 1, parameters, error);
}

NnValue
nn_graph_add_quantize (NnGraph *graph,
                       const char *name,
                       NnValue input,
                       int axis,
                       float min,
                       float max,
                       NnTensor *scale,
                       NnTensor *zero_point,
                       GError **error)
{
  NnAttributes attributes = { .quantize = { axis, min, max } };
  NnTensor *parameters[] = { scale, zero_point };

  g_return_val_if_fail (scale != NULL && zero_point != NULL, NN_NO_VALUE);
  return nn_graph_add (graph, &nn_op_quantize, name, 1, &input, &attributes, 2, parameters, error);
}

NnValue
nn_graph_add_grid_sample (NnGraph *graph,
                          const char *name,
                          NnValue picture,
                          NnValue grid,
                          NnGridPadding padding,
                          NnGridMode mode,
                          gboolean align_corners,
                          GError **error)
{
  NnAttributes attributes = { .grid_sample = { padding, mode, align_corners } };
  NnValue inputs[] = { picture, grid };

  return nn_graph_add (graph, &nn_op_grid_sample, name, 2, inputs, &attributes, 0, NULL, error);
}
