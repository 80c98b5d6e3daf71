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

/* Functions of one number. alpha and beta are NnAttributes.function's; where none is named they
 * count nothing. ONNX's operators of the same names say the same. */
typedef enum
{
  NN_FUNCTION_ABS,
  NN_FUNCTION_BFLOAT, /* rounded to bfloat16, and to float16 (HALF): the slope is 1 */
  NN_FUNCTION_ACOS,
  NN_FUNCTION_ACOSH,
  NN_FUNCTION_ASIN,
  NN_FUNCTION_ASINH,
  NN_FUNCTION_ATAN,
  NN_FUNCTION_ATANH,
  NN_FUNCTION_CEIL,
  NN_FUNCTION_CELU, /* max (0, x) + min (0, alpha (exp (x / alpha) - 1)) */
  NN_FUNCTION_COS,
  NN_FUNCTION_COSH,
  NN_FUNCTION_ELU, /* x where x > 0, else alpha (exp (x) - 1) */
  NN_FUNCTION_ERF,
  NN_FUNCTION_EXP,
  NN_FUNCTION_FLOOR,
  NN_FUNCTION_GELU,      /* x (1 + erf (x / sqrt 2)) / 2; Hendrycks and Gimpel 2016 */
  NN_FUNCTION_GELU_TANH, /* x (1 + tanh (sqrt (2 / pi) (x + 0.044715 x^3))) / 2 */
  NN_FUNCTION_HALF,
  NN_FUNCTION_LOG,
  NN_FUNCTION_MISH, /* x tanh (softplus (x)); Misra 2019 */
  NN_FUNCTION_NOT,  /* 1 where x is 0, else 0 */
  NN_FUNCTION_RECIPROCAL,
  NN_FUNCTION_ROUND,  /* halves to the even number */
  NN_FUNCTION_SELU,   /* beta (x where x > 0, else alpha (exp (x) - 1)) */
  NN_FUNCTION_SHRINK, /* x + beta below -alpha, x - beta above alpha, else 0 */
  NN_FUNCTION_SIGN,
  NN_FUNCTION_SIN,
  NN_FUNCTION_SINH,
  NN_FUNCTION_SOFTPLUS, /* log (1 + exp (x)) */
  NN_FUNCTION_SOFTSIGN, /* x / (1 + |x|) */
  NN_FUNCTION_SQRT, /* its slope at 0 is taken for 0, so that lengths of nothing have a gradient */
  NN_FUNCTION_SQUARE,
  NN_FUNCTION_SWISH, /* x / (1 + exp (-alpha x)); Ramachandran, Zoph and Le 2017 */
  NN_FUNCTION_TAN,
  NN_FUNCTION_THRESHOLDED_RELU, /* x where x > alpha, else 0 */
  NN_FUNCTION_TRUNC,            /* towards zero */
  NN_N_FUNCTIONS,
} NnFunction;

/* Functions of two numbers. What compares gives 1 or 0, and takes every number but 0 for true. */
typedef enum
{
  NN_BINARY_ADD,
  NN_BINARY_SUB,
  NN_BINARY_MUL,
  NN_BINARY_DIV,
  NN_BINARY_MIN,
  NN_BINARY_MAX,
  NN_BINARY_POW,
  NN_BINARY_PRELU,    /* a where a > 0, else a b */
  NN_BINARY_MOD,      /* with the sign of b */
  NN_BINARY_FMOD,     /* with the sign of a */
  NN_BINARY_QUOTIENT, /* of whole numbers, towards zero */
  NN_BINARY_EQUAL,
  NN_BINARY_LESS,
  NN_BINARY_LESS_OR_EQUAL,
  NN_BINARY_AND,
  NN_BINARY_OR,
  NN_BINARY_XOR,
  NN_N_BINARIES,
} NnBinary;

typedef enum
{
  NN_REDUCE_SUM,
  NN_REDUCE_MEAN,
  NN_REDUCE_MAX,
  NN_REDUCE_MIN,
  NN_REDUCE_PROD,
} NnReduction;

/* What lies outside of a picture that is read at given places: zeros, the pixel at the edge, or the
 * picture mirrored at its edge. */
typedef enum
{
  NN_GRID_ZEROS,
  NN_GRID_BORDER,
  NN_GRID_REFLECTION,
} NnGridPadding;

/* What is between the pixels of such a picture: linear between four of them, the nearest one, or
 * cubic between sixteen (Keys 1981, with a slope of -0.75). */
typedef enum
{
  NN_GRID_LINEAR,
  NN_GRID_NEAREST,
  NN_GRID_CUBIC,
} NnGridMode;

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
  struct
  {
    NnFunction kind;
    float alpha, beta;
  } function;
  struct
  {
    NnBinary kind;
  } binary;
  struct
  {
    NnReduction kind;
    guint axes; /* bit i: dimension i is reduced, and stays as 1 */
  } reduce;
  struct
  {
    int axis;
  } along; /* softmax, log-softmax, concatenation, resampling */
  struct
  {
    int axis;
    gboolean least, last; /* the place of the least number; the last of several */
  } arg;
  struct
  {
    int axis, n;            /* how many, 1 .. the dimension */
    gboolean least, places; /* the least numbers; their places instead of them */
  } top_k;
  struct
  {
    int size; /* numbers that are normalised together */
    float epsilon;
    gboolean keep_mean; /* divide by the root of the mean square alone */
  } normalize;
  struct
  {
    gboolean transpose_a, transpose_b; /* the last two dimensions */
    float alpha;
  } mat_mul;
  struct
  {
    NnWindow window;
    int groups, extra_h, extra_w; /* rows and columns added below and to the right */
  } conv_transpose;
  struct
  {
    int axis;
    float min, max;
  } quantize;
  struct
  {
    NnGridPadding padding;
    NnGridMode mode;
    gboolean align_corners; /* -1 and 1 are the middles of the pixels at the edge; else the edge */
  } grid_sample;
  struct
  {
    float epsilon; /* > 0 */
  } batch_norm;
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

/* Batch normalisation that can be trained (Ioffe and Szegedy 2015). In an executor with
 * NN_PARAMETER_GRADIENTS mean and variance are those of its batch, otherwise the parameters,
 * towards which training leads them; what it computes then is the same as above. n_channels is
 * dimension 0 of the input; starts with scale 1, shift 0, mean 0 and variance 1. */
NnValue nn_graph_add_learning_batch_norm (NnGraph *graph,
                                          const char *name,
                                          NnValue input,
                                          float epsilon,
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

/* Values of any shape. Where two or more of them meet they are broadcast as in ONNX and NumPy:
 * aligned at their last dimensions, and a dimension of 1, or one that is missing in front, is
 * repeated. Dimensions are counted from 0, the batch never among them. */

/* The same numbers for every image. Takes over the tensor. */
NnValue nn_graph_add_constant (NnGraph *graph, const char *name, NnTensor *tensor, GError **error);

NnValue nn_graph_add_function (NnGraph *graph,
                               const char *name,
                               NnValue input,
                               NnFunction kind,
                               float alpha,
                               float beta,
                               GError **error);

NnValue nn_graph_add_binary (NnGraph *graph,
                             const char *name,
                             NnBinary kind,
                             NnValue a,
                             NnValue b,
                             GError **error);

/* a where the condition is not 0, else b. */
NnValue nn_graph_add_where (NnGraph *graph,
                            const char *name,
                            NnValue condition,
                            NnValue a,
                            NnValue b,
                            GError **error);

/* Over the dimensions whose bits are set in axes; they stay as 1. The gradient of the greatest or
 * least goes to the first of several. */
NnValue nn_graph_add_reduce (NnGraph *graph,
                             const char *name,
                             NnValue input,
                             NnReduction kind,
                             guint axes,
                             GError **error);

/* The place of the greatest (or least) number along an axis, the first (or last) of several; has no
 * gradient. */
NnValue nn_graph_add_arg_max (NnGraph *graph,
                              const char *name,
                              NnValue input,
                              int axis,
                              gboolean least,
                              gboolean last,
                              GError **error);

/* The n greatest (or least) numbers along an axis, the greatest (or least) first and of equal ones
 * the first; or their places, which have no gradient. */
NnValue nn_graph_add_top_k (NnGraph *graph,
                            const char *name,
                            NnValue input,
                            int axis,
                            int n,
                            gboolean least,
                            gboolean places,
                            GError **error);

/* exp (x - max) / sum along an axis, and its logarithm. */
NnValue nn_graph_add_softmax_along (NnGraph *graph,
                                    const char *name,
                                    NnValue input,
                                    int axis,
                                    GError **error);
NnValue nn_graph_add_log_softmax_along (NnGraph *graph,
                                        const char *name,
                                        NnValue input,
                                        int axis,
                                        GError **error);

/* Of one or more values that agree in the other dimensions. */
NnValue nn_graph_add_concat_along (NnGraph *graph,
                                   const char *name,
                                   int n_inputs,
                                   const NnValue *inputs,
                                   int axis,
                                   GError **error);

/* Entry j of dimension `axis` of the output is the sum over t of weights[j, t] times entry
 * indices[j, t] of the input: gathering, repeating, reordering, and resizing in one dimension.
 * Both (out, taps); weights NULL = all 1. Takes over both. */
NnValue nn_graph_add_resample (NnGraph *graph,
                               const char *name,
                               NnValue input,
                               int axis,
                               NnTensor *indices,
                               NnTensor *weights,
                               GError **error);

/* alpha op(A) op(B) over the last two dimensions, (.., m, k) (.., k, n) -> (.., m, n); those before
 * are broadcast. transpose_a: A is (.., k, m); transpose_b: B is (.., n, k). */
NnValue nn_graph_add_mat_mul (NnGraph *graph,
                              const char *name,
                              NnValue a,
                              NnValue b,
                              gboolean transpose_a,
                              gboolean transpose_b,
                              float alpha,
                              GError **error);

/* x op(W) + b over the last dimension, (.., k) -> (.., n): a fully connected layer for each row.
 * weights (k, n), or with `transposed` (n, k); bias (n) or NULL. Takes over weights and bias. */
NnValue nn_graph_add_row_linear (NnGraph *graph,
                                 const char *name,
                                 NnValue input,
                                 gboolean transposed,
                                 NnTensor *weights,
                                 NnTensor *bias,
                                 GError **error);

/* (x - mean) / sqrt (variance + epsilon) of each `size` numbers that follow one another (layer
 * normalisation: Ba, Kiros and Hinton 2016; of whole channels or groups of them: Wu and He 2018),
 * or with keep_mean x / sqrt (mean square + epsilon) (Zhang and Sennrich 2019); then times scale
 * plus shift, each (size), or both NULL. Takes over both. */
NnValue nn_graph_add_normalize (NnGraph *graph,
                                const char *name,
                                NnValue input,
                                int size,
                                float epsilon,
                                gboolean keep_mean,
                                NnTensor *scale,
                                NnTensor *shift,
                                GError **error);

/* Transposed convolution: (in, h, w) -> (out, h', w') with h' = (h - 1) stride + (kernel - 1)
 * dilation + 1 - padding + extra_h; weights (in, out / groups, kernel_h, kernel_w); bias (out) or
 * NULL. Takes over weights and bias. */
NnValue nn_graph_add_conv_transpose (NnGraph *graph,
                                     const char *name,
                                     NnValue input,
                                     const NnWindow *window,
                                     int groups,
                                     int extra_h,
                                     int extra_w,
                                     NnTensor *weights,
                                     NnTensor *bias,
                                     GError **error);

/* The whole numbers min .. max that stand for x: round (x / scale) + zero_point, halves to the
 * even number, cut off at the ends. scale > 0 and zero_point have one number, or one for each
 * entry of dimension `axis`. The gradient passes straight through the rounding and ends where
 * numbers are cut off (Jacob and others 2018). Takes over both. */
NnValue nn_graph_add_quantize (NnGraph *graph,
                               const char *name,
                               NnValue input,
                               int axis,
                               float min,
                               float max,
                               NnTensor *scale,
                               NnTensor *zero_point,
                               GError **error);

/* A picture (c, h, w) read at the places of a grid (h', w', 2): across and down, each from -1 to 1
 * over the picture. The result is (c, h', w'). The gradient reaches the picture and the grid
 * (Jaderberg, Simonyan, Zisserman and Kavukcuoglu 2015). */
NnValue nn_graph_add_grid_sample (NnGraph *graph,
                                  const char *name,
                                  NnValue picture,
                                  NnValue grid,
                                  NnGridPadding padding,
                                  NnGridMode mode,
                                  gboolean align_corners,
                                  GError **error);

/* Once a network is complete: a scale-shift with a number for each channel goes into the
 * convolution, fully connected layer or scale-shift before it, when nothing else reads that one,
 * and the values are renumbered. The network computes the same but for rounding. Returns the number
 * of nodes that are gone. */
int nn_graph_fold (NnGraph *graph);

/* To be called when parameters were written after an executor of the graph was made: executors made
 * from now on see the new numbers. Older ones without parameter gradients may keep the old ones. */
void nn_graph_parameters_changed (NnGraph *graph);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnGraph, nn_graph_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnTensor, nn_tensor_free)

G_END_DECLS
