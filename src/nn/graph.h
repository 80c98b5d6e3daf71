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
  } pool;
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

/* Max pooling over (c, h, w); padding never wins. */
NnValue nn_graph_add_max_pool (NnGraph *graph,
                               const char *name,
                               NnValue input,
                               const NnWindow *window,
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

/* Same numbers, as a vector. */
NnValue nn_graph_add_flatten (NnGraph *graph, const char *name, NnValue input, GError **error);

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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnGraph, nn_graph_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnTensor, nn_tensor_free)

G_END_DECLS
