// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/shape.h"

G_BEGIN_DECLS

/* A network: nodes in topological order, each with one output value. The graph owns structure and
 * parameters; activations and gradients live in executors (nn/executor.h), so one graph serves any
 * number of threads as long as nobody writes its parameters.
 *
 * A graph is built by adding nodes: every nn_graph_add_* checks shapes and returns the new value,
 * or NN_NO_VALUE with an error that names the node. */
typedef struct _NnGraph NnGraph;
typedef struct _NnNode NnNode;
typedef struct _NnOp NnOp;

/* A value is named by the index of the node that makes it; the input is value 0. */
typedef int NnValue;
#define NN_NO_VALUE (-1)

#define NN_MAX_NODES 65536
#define NN_MAX_NAME  1024 /* bytes of a node's name */

/* A parameter tensor, e.g. weights. */
typedef struct
{
  NnShape shape;
  float *data; /* owned, nn_shape_size (shape) floats */
} NnTensor;

NnTensor *nn_tensor_new (const NnShape *shape); /* zeros; the shape must pass nn_shape_check */
void nn_tensor_free (NnTensor *tensor);

/* Window of a convolution or pooling. Padding is given for all four sides. */
typedef struct
{
  int kernel_h, kernel_w;                       /* >= 1 */
  int stride_h, stride_w;                       /* >= 1 */
  int pad_top, pad_left, pad_bottom, pad_right; /* >= 0, smaller than the kernel for pooling */
  int dilation_h, dilation_w;                   /* >= 1 */
  gboolean ceil_mode; /* pooling: round the output size up (Caffe, ONNX ceil_mode) */
} NnWindow;

/* kernel x kernel, the given stride and padding, dilation 1. */
NnWindow nn_window_square (int kernel, int stride, int padding);

/* What average pooling divides the sum of a window by. Without padding and ceil_mode they agree. */
typedef enum
{
  /* The elements of the window that lie in the picture: ONNX, count_include_pad = 0. */
  NN_DIVIDE_BY_COVERED,
  /* Those that lie in the padded picture: Caffe, PyTorch, and ONNX with count_include_pad = 1. */
  NN_DIVIDE_BY_PADDED,
  /* All of them, also where ceil_mode lets a window reach past the padding: what some ONNX
   * runtimes do with count_include_pad = 1. */
  NN_DIVIDE_BY_WINDOW,
} NnPoolDivisor;

/* What a node may need beside its parameters; which member counts depends on the operator. */
typedef union
{
  struct
  {
    NnWindow window;
    int groups; /* >= 1, divides both channel counts */
  } conv;
  struct
  {
    NnWindow window;
    NnPoolDivisor divisor; /* average pooling only */
  } pool;
  struct
  {
    int size; /* channels in a window, >= 1 */
    float alpha, beta, bias;
  } lrn;
  struct
  {
    float slope;
  } leaky_relu;
  struct
  {
    float min, max;
  } clip;
  struct
  {
    float alpha, beta;
  } hard_sigmoid;
  struct
  {
    NnShape shape;
  } reshape;
  struct
  {
    int order[NN_MAX_RANK];
  } transpose;
  struct
  {
    int top, left, bottom, right; /* >= 0 */
    float value;
  } pad;
  struct
  {
    int axis, begin, end;
  } slice;
} NnAttributes;

/* Read-only to everyone but the graph and the operators. */
struct _NnNode
{
  const NnOp *op;
  char *name; /* unique in the graph, not empty */
  int n_inputs;
  NnValue *inputs; /* n_inputs, each smaller than the node's own value */
  NnShape output;  /* of one image */
  NnAttributes attributes;
  int n_parameters;
  NnTensor **parameters; /* n_parameters, e.g. weights then bias; a missing bias is absent */
};

/* A graph with just its input, value 0. The shape must pass nn_shape_check, else NULL + error. */
NnGraph *nn_graph_new (const char *input_name, const NnShape *input, GError **error);
void nn_graph_free (NnGraph *graph);

/* A deep copy, parameters included. */
NnGraph *nn_graph_copy (const NnGraph *graph);

int nn_graph_n_nodes (const NnGraph *graph);
const NnNode *nn_graph_node (const NnGraph *graph, NnValue value);
const NnShape *nn_graph_shape (const NnGraph *graph, NnValue value);

/* The value called `name`, or NN_NO_VALUE. */
NnValue nn_graph_find (const NnGraph *graph, const char *name);

/* The output is the last node added unless set otherwise. */
NnValue nn_graph_output (const NnGraph *graph);
void nn_graph_set_output (NnGraph *graph, NnValue output);

/* All parameters together, in floats. */
gsize nn_graph_n_parameters (const NnGraph *graph);

/* The general door, for operators that have no function of their own below. Takes over
 * `parameters` (the tensors, not the array) whether it succeeds or fails. name NULL or empty = a
 * generated one. */
NnValue nn_graph_add (NnGraph *graph,
                      const NnOp *op,
                      const char *name,
                      int n_inputs,
                      const NnValue *inputs,
                      const NnAttributes *attributes,
                      int n_parameters,
                      NnTensor *const *parameters,
                      GError **error);

/* Convolution. Input (c, h, w); weights (out, c / groups, kernel_h, kernel_w); bias (out) or NULL.
 * Cross-correlation, as every framework has it. Takes over weights and bias. */
NnValue nn_graph_add_conv (NnGraph *graph,
                           const char *name,
                           NnValue input,
                           const NnWindow *window,
                           int groups,
                           NnTensor *weights,
                           NnTensor *bias,
                           GError **error);

/* Max pooling over (c, h, w); padding never wins. With ceil_mode a window that would start past
 * the picture and its upper or left padding is left out (Caffe, ONNX, PyTorch). */
NnValue nn_graph_add_max_pool (NnGraph *graph,
                               const char *name,
                               NnValue input,
                               const NnWindow *window,
                               GError **error);

/* Average pooling over (c, h, w), output size as for max pooling; padding counts as zeros. */
NnValue nn_graph_add_average_pool (NnGraph *graph,
                                   const char *name,
                                   NnValue input,
                                   const NnWindow *window,
                                   NnPoolDivisor divisor,
                                   GError **error);

/* The mean of each channel: (c, h, w) -> (c, 1, 1). Add a flatten for the vector (c). */
NnValue nn_graph_add_global_average_pool (NnGraph *graph,
                                          const char *name,
                                          NnValue input,
                                          GError **error);

/* Local response normalisation across channels (Krizhevsky, Sutskever and Hinton 2012), with the
 * parameters of Caffe (bias = k) and ONNX: y = x / (bias + alpha / size * sum x^2) ^ beta, the sum
 * over `size` channels, (size - 1) / 2 of them, rounded down, before the own one. alpha >= 0,
 * bias > 0. Input (c, h, w) or (c). */
NnValue nn_graph_add_lrn (NnGraph *graph,
                          const char *name,
                          NnValue input,
                          int size,
                          float alpha,
                          float beta,
                          float bias,
                          GError **error);

/* Fully connected: y = W x + b. The input is taken flat; weights (out, in); bias (out) or NULL.
 * Takes over weights and bias. */
NnValue nn_graph_add_linear (NnGraph *graph,
                             const char *name,
                             NnValue input,
                             NnTensor *weights,
                             NnTensor *bias,
                             GError **error);

NnValue nn_graph_add_relu (NnGraph *graph, const char *name, NnValue input, GError **error);

/* 1 / (1 + exp (-x)) */
NnValue nn_graph_add_sigmoid (NnGraph *graph, const char *name, NnValue input, GError **error);

NnValue nn_graph_add_tanh (NnGraph *graph, const char *name, NnValue input, GError **error);

/* x where x > 0, else slope * x. Caffe's ReLU has a negative_slope, too. */
NnValue nn_graph_add_leaky_relu (NnGraph *graph,
                                 const char *name,
                                 NnValue input,
                                 float slope,
                                 GError **error);

/* The same with a slope for each channel, or one for all: slopes of size c or 1, whatever their
 * rank. Takes over slopes. */
NnValue nn_graph_add_prelu (NnGraph *graph,
                            const char *name,
                            NnValue input,
                            NnTensor *slopes,
                            GError **error);

/* x, but at least min and at most max, min <= max; either may be infinite. 0 and 6: ReLU6. */
NnValue nn_graph_add_clip (NnGraph *graph,
                           const char *name,
                           NnValue input,
                           float min,
                           float max,
                           GError **error);

/* max (0, min (1, alpha * x + beta)); ONNX's defaults are 0.2 and 0.5, PyTorch's 1 / 6 and 0.5. */
NnValue nn_graph_add_hard_sigmoid (NnGraph *graph,
                                   const char *name,
                                   NnValue input,
                                   float alpha,
                                   float beta,
                                   GError **error);

/* x * max (0, min (1, x / 6 + 0.5)) */
NnValue nn_graph_add_hard_swish (NnGraph *graph, const char *name, NnValue input, GError **error);

/* y = scale * x + shift with constants, which is also how a constant is added, subtracted or
 * multiplied, Caffe's Scale, Bias and Power with exponent 1. Each has the size of the channels
 * (dimension 0), of the whole value, or 1, whatever its rank; either may be NULL, but not both.
 * Takes over both. nn_graph_fold puts it into a layer before it where that is possible. */
NnValue nn_graph_add_scale_shift (NnGraph *graph,
                                  const char *name,
                                  NnValue input,
                                  NnTensor *scale,
                                  NnTensor *shift,
                                  GError **error);

/* Batch normalisation as it is after training: scale * (x - mean) / sqrt (variance + epsilon) +
 * shift. Each of the size of the channels (dimension 0); scale and shift may be NULL. Adds a
 * scale-shift node; nn_graph_fold puts it into the convolution before it. Takes over all four. */
NnValue nn_graph_add_batch_norm (NnGraph *graph,
                                 const char *name,
                                 NnValue input,
                                 NnTensor *scale,
                                 NnTensor *shift,
                                 NnTensor *mean,
                                 NnTensor *variance,
                                 double epsilon,
                                 GError **error);

/* Same numbers, as a vector. */
NnValue nn_graph_add_flatten (NnGraph *graph, const char *name, NnValue input, GError **error);

/* Same numbers in another shape of the same size. */
NnValue nn_graph_add_reshape (NnGraph *graph,
                              const char *name,
                              NnValue input,
                              const NnShape *shape,
                              GError **error);

/* Dimension i of the output is dimension order[i] of the input; order has as many entries as the
 * input has dimensions, each of 0 .. rank - 1 once. The batch is not among them: ONNX's perm
 * without its leading 0, and each entry less 1. */
NnValue nn_graph_add_transpose (NnGraph *graph,
                                const char *name,
                                NnValue input,
                                const int *order,
                                GError **error);

/* Puts `value` around a picture (c, h, w). */
NnValue nn_graph_add_pad (NnGraph *graph,
                          const char *name,
                          NnValue input,
                          int top,
                          int left,
                          int bottom,
                          int right,
                          float value,
                          GError **error);

/* The entries begin .. end - 1 of dimension `axis` (0 = the channels). */
NnValue nn_graph_add_slice (NnGraph *graph,
                            const char *name,
                            NnValue input,
                            int axis,
                            int begin,
                            int end,
                            GError **error);

/* exp (x - max) / sum over a vector. */
NnValue nn_graph_add_softmax (NnGraph *graph, const char *name, NnValue input, GError **error);

/* Along the channels (dimension 0) of two or more inputs that agree in the other dimensions. */
NnValue nn_graph_add_concat (NnGraph *graph,
                             const char *name,
                             int n_inputs,
                             const NnValue *inputs,
                             GError **error);

/* Sum of two values of one shape. */
NnValue nn_graph_add_sum (NnGraph *graph, const char *name, NnValue a, NnValue b, GError **error);

/* Sum of one or more values of one shape. */
NnValue nn_graph_add_sum_of (NnGraph *graph,
                             const char *name,
                             int n_inputs,
                             const NnValue *inputs,
                             GError **error);

/* Product of two values, element by element. Of one shape; or one is (c, h, w) and the other has a
 * number for each channel, (c) or (c, 1, 1). */
NnValue nn_graph_add_mul (NnGraph *graph, const char *name, NnValue a, NnValue b, GError **error);

/* Once a network is complete: a scale-shift with a number for each channel goes into the
 * convolution, fully connected layer or scale-shift before it, when nothing else reads that one,
 * and the values are renumbered. The network computes the same but for rounding. Returns the number
 * of nodes that are gone. */
int nn_graph_fold (NnGraph *graph);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnGraph, nn_graph_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnTensor, nn_tensor_free)

G_END_DECLS
