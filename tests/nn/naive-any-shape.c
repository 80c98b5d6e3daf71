// SPDX-License-Identifier: GPL-3.0-or-later
#include "naive-any-shape.h"

#include "nn/ops.h"

#include <math.h>

typedef struct
{
  const NnGraph *graph;
  const NnNode *node;
  const NnShape *in; /* of the first input */
  double *const *parameters;
  const double *const *inputs;
} Case;

static void
split (const NnShape *shape, gsize i, int *index)
{
  for (int axis = shape->rank - 1; axis >= 0; axis--)
    {
      index[axis] = (int) (i % (gsize) shape->dims[axis]);
      i /= (gsize) shape->dims[axis];
    }
}

static gsize
join (const NnShape *shape, const int *index)
{
  gsize i = 0;

  for (int axis = 0; axis < shape->rank; axis++)
    i = i * (gsize) shape->dims[axis] + (gsize) index[axis];
  return i;
}

/* The number of an input that ONNX's broadcasting brings to place i of the output. */
static double
broadcast (const Case *c, int input, gsize i)
{
  const NnShape *shape = nn_graph_shape (c->graph, c->node->inputs[input]);
  int index[NN_MAX_RANK], own[NN_MAX_RANK], missing = c->node->output.rank - shape->rank;

  split (&c->node->output, i, index);
  for (int axis = 0; axis < shape->rank; axis++)
    own[axis] = shape->dims[axis] == 1 ? 0 : index[axis + missing];
  return c->inputs[input][join (shape, own)];
}

static double
binary (const Case *c, gsize i)
{
  double a = broadcast (c, 0, i), b = broadcast (c, 1, i);

  switch (c->node->attributes.binary.kind)
    {
    case NN_BINARY_ADD:
      return a + b;
    case NN_BINARY_SUB:
      return a - b;
    case NN_BINARY_MUL:
      return a * b;
    case NN_BINARY_DIV:
      return a / b;
    case NN_BINARY_MIN:
      return fmin (a, b);
    case NN_BINARY_MAX:
      return fmax (a, b);
    case NN_BINARY_POW:
      return pow (a, b);
    case NN_BINARY_PRELU:
      return a > 0 ? a : a * b;
    case NN_BINARY_MOD:
      return a - b * floor (a / b);
    case NN_BINARY_FMOD:
      return fmod (a, b);
    case NN_BINARY_QUOTIENT:
      return trunc (a / b);
    case NN_BINARY_EQUAL:
      return a == b;
    case NN_BINARY_LESS:
      return a < b;
    case NN_BINARY_LESS_OR_EQUAL:
      return a <= b;
    case NN_BINARY_AND:
      return a != 0 && b != 0;
    case NN_BINARY_OR:
      return a != 0 || b != 0;
    case NN_BINARY_XOR:
      return (a != 0) != (b != 0);
    default:
      g_assert_not_reached ();
    }
}

static double
where (const Case *c, gsize i)
{
  return broadcast (c, broadcast (c, 0, i) != 0 ? 1 : 2, i);
}

static double
elu (double x, double alpha)
{
  return x > 0 ? x : alpha * (exp (x) - 1);
}

/* Rounded to n significant bits. */
static double
cut (double x, int n)
{
  int exponent;
  double fraction = frexp (x, &exponent);

  return ldexp (rint (ldexp (fraction, n)), exponent - n);
}

static double
function (const Case *c, gsize i)
{
  double x = c->inputs[0][i], alpha = c->node->attributes.function.alpha;
  double beta = c->node->attributes.function.beta;

  switch (c->node->attributes.function.kind)
    {
    case NN_FUNCTION_ABS:
      return fabs (x);
    case NN_FUNCTION_ACOS:
      return acos (x);
    case NN_FUNCTION_ACOSH:
      return acosh (x);
    case NN_FUNCTION_ASIN:
      return asin (x);
    case NN_FUNCTION_ASINH:
      return asinh (x);
    case NN_FUNCTION_ATAN:
      return atan (x);
    case NN_FUNCTION_ATANH:
      return atanh (x);
    case NN_FUNCTION_BFLOAT:
      return cut (x, 8);
    case NN_FUNCTION_HALF:
      return cut (x, 11);
    case NN_FUNCTION_CEIL:
      return ceil (x);
    case NN_FUNCTION_CELU:
      return fmax (0, x) + fmin (0, alpha * (exp (x / alpha) - 1));
    case NN_FUNCTION_COS:
      return cos (x);
    case NN_FUNCTION_COSH:
      return cosh (x);
    case NN_FUNCTION_ELU:
      return elu (x, alpha);
    case NN_FUNCTION_ERF:
      return erf (x);
    case NN_FUNCTION_EXP:
      return exp (x);
    case NN_FUNCTION_FLOOR:
      return floor (x);
    case NN_FUNCTION_GELU:
      return x * (1 + erf (x / sqrt (2))) / 2;
    case NN_FUNCTION_GELU_TANH:
      return x * (1 + tanh (sqrt (2 / G_PI) * (x + 0.044715 * x * x * x))) / 2;
    case NN_FUNCTION_LOG:
      return log (x);
    case NN_FUNCTION_MISH:
      return x * tanh (log (1 + exp (x)));
    case NN_FUNCTION_NOT:
      return x == 0;
    case NN_FUNCTION_RECIPROCAL:
      return 1 / x;
    case NN_FUNCTION_ROUND:
      return rint (x);
    case NN_FUNCTION_SELU:
      return beta * elu (x, alpha);
    case NN_FUNCTION_SHRINK:
      return x < -alpha ? x + beta : x > alpha ? x - beta : 0;
    case NN_FUNCTION_SIGN:
      return (x > 0) - (x < 0);
    case NN_FUNCTION_SIN:
      return sin (x);
    case NN_FUNCTION_SINH:
      return sinh (x);
    case NN_FUNCTION_SOFTPLUS:
      return log (1 + exp (x));
    case NN_FUNCTION_SOFTSIGN:
      return x / (1 + fabs (x));
    case NN_FUNCTION_SQRT:
      return sqrt (x);
    case NN_FUNCTION_SQUARE:
      return x * x;
    case NN_FUNCTION_SWISH:
      return x / (1 + exp (-alpha * x));
    case NN_FUNCTION_TAN:
      return tan (x);
    case NN_FUNCTION_THRESHOLDED_RELU:
      return x > alpha ? x : 0;
    case NN_FUNCTION_TRUNC:
      return trunc (x);
    default:
      g_assert_not_reached ();
    }
}

static double
constant (const Case *c, gsize i)
{
  return c->parameters[0][i];
}

/* Goes through the whole input for each number of the output. */
static double
reduce (const Case *c, gsize i)
{
  NnReduction kind = c->node->attributes.reduce.kind;
  double result = kind == NN_REDUCE_MAX    ? -INFINITY
                  : kind == NN_REDUCE_MIN  ? INFINITY
                  : kind == NN_REDUCE_PROD ? 1
                                           : 0;
  int count = 0;

  for (gsize j = 0; j < nn_shape_size (c->in); j++)
    {
      int index[NN_MAX_RANK];
      double x = c->inputs[0][j];

      split (c->in, j, index);
      for (int axis = 0; axis < c->in->rank; axis++)
        if (c->node->attributes.reduce.axes >> axis & 1)
          index[axis] = 0;
      if (join (&c->node->output, index) != i)
        continue;
      count++;
      result = kind == NN_REDUCE_MAX    ? fmax (result, x)
               : kind == NN_REDUCE_MIN  ? fmin (result, x)
               : kind == NN_REDUCE_PROD ? result * x
                                        : result + x;
    }
  return kind == NN_REDUCE_MEAN ? result / count : result;
}

/* Entry j along the axis, in the row of the input that goes through place i of the output. */
static double
entry (const Case *c, int axis, gsize i, int j)
{
  int index[NN_MAX_RANK];

  split (&c->node->output, i, index);
  index[axis] = j;
  return c->inputs[0][join (c->in, index)];
}

static double
arg_max (const Case *c, gsize i)
{
  int axis = c->node->attributes.arg.axis, best = 0;

  for (int j = 1; j < c->in->dims[axis]; j++)
    {
      double x = entry (c, axis, i, j), y = entry (c, axis, i, best);

      if (c->node->attributes.arg.least ? x < y : x > y)
        best = j;
      else if (c->node->attributes.arg.last && !(x < y) && !(x > y))
        best = j;
    }
  return best;
}

/* Whether entry a of the run through the i-th of the output comes before entry b. */
static gboolean
comes_before (const Case *c, gsize i, int a, int b)
{
  int axis = c->node->attributes.top_k.axis;
  double x = entry (c, axis, i, a), y = entry (c, axis, i, b);

  if (x < y || x > y)
    return c->node->attributes.top_k.least ? x < y : x > y;
  return a < b;
}

static double
top_k (const Case *c, gsize i)
{
  int axis = c->node->attributes.top_k.axis, n = c->in->dims[axis], index[NN_MAX_RANK];

  split (&c->node->output, i, index);
  for (int j = 0; j < n; j++)
    {
      int n_before = 0;

      for (int k = 0; k < n; k++)
        n_before += k != j && comes_before (c, i, k, j);
      if (n_before == index[axis])
        return c->node->attributes.top_k.places ? j : entry (c, axis, i, j);
    }
  g_assert_not_reached ();
}

static double
softmax (const Case *c, gsize i)
{
  int axis = c->node->attributes.along.axis;
  double sum = 0;

  for (int j = 0; j < c->in->dims[axis]; j++)
    sum += exp (entry (c, axis, i, j));
  return exp (c->inputs[0][i]) / sum;
}

static double
log_softmax (const Case *c, gsize i)
{
  return log (softmax (c, i));
}

static double
concat (const Case *c, gsize i)
{
  int axis = c->node->attributes.along.axis, input = 0;
  int index[NN_MAX_RANK];

  split (&c->node->output, i, index);
  for (;; input++)
    {
      const NnShape *shape = nn_graph_shape (c->graph, c->node->inputs[input]);

      if (index[axis] < shape->dims[axis])
        return c->inputs[input][join (shape, index)];
      index[axis] -= shape->dims[axis];
    }
}

static double
resample (const Case *c, gsize i)
{
  int axis = c->node->attributes.along.axis, taps = c->node->parameters[0]->shape.dims[1];
  int index[NN_MAX_RANK];
  double sum = 0;

  split (&c->node->output, i, index);
  for (int t = index[axis] * taps; t < (index[axis] + 1) * taps; t++)
    sum += (c->node->n_parameters == 2 ? c->parameters[1][t] : 1) *
           entry (c, axis, i, (int) c->parameters[0][t]);
  return sum;
}

/* The matrix of a stack that belongs to a place of the output's. */
static const double *
matrix (const Case *c, int input, const int *index)
{
  const NnShape *shape = nn_graph_shape (c->graph, c->node->inputs[input]);
  int missing = c->node->output.rank - shape->rank, own[NN_MAX_RANK] = { 0 };

  for (int axis = 0; axis < shape->rank - 2; axis++)
    own[axis] = shape->dims[axis] == 1 ? 0 : index[axis + missing];
  return c->inputs[input] + join (shape, own);
}

static double
mat_mul (const Case *c, gsize i)
{
  const NnShape *b = nn_graph_shape (c->graph, c->node->inputs[1]);
  gboolean transpose_a = c->node->attributes.mat_mul.transpose_a;
  gboolean transpose_b = c->node->attributes.mat_mul.transpose_b;
  int rank = c->node->output.rank, index[NN_MAX_RANK];
  int k = c->in->dims[c->in->rank - (transpose_a ? 2 : 1)];
  int width_a = c->in->dims[c->in->rank - 1], width_b = b->dims[b->rank - 1], row, column;
  const double *x, *y;
  double sum = 0;

  split (&c->node->output, i, index);
  row = index[rank - 2];
  column = index[rank - 1];
  x = matrix (c, 0, index);
  y = matrix (c, 1, index);
  for (int j = 0; j < k; j++)
    sum += x[transpose_a ? j * width_a + row : row * width_a + j] *
           y[transpose_b ? column * width_b + j : j * width_b + column];
  return c->node->attributes.mat_mul.alpha * sum;
}

static double
row_linear (const Case *c, gsize i)
{
  const int *weights = c->node->parameters[0]->shape.dims;
  gboolean transposed = c->node->attributes.mat_mul.transpose_b;
  gsize n = weights[transposed ? 0 : 1], k = weights[transposed ? 1 : 0];
  gsize row = i / n, column = i % n;
  double sum = c->node->n_parameters == 2 ? c->parameters[1][column] : 0;

  for (gsize j = 0; j < k; j++)
    sum +=
        c->inputs[0][row * k + j] * c->parameters[0][transposed ? column * k + j : j * n + column];
  return sum;
}

static double
normalize (const Case *c, gsize i)
{
  gsize size = c->node->attributes.normalize.size;
  const double *run = c->inputs[0] + i / size * size;
  double mean = 0, variance = 0, y;

  for (gsize j = 0; j < size && !c->node->attributes.normalize.keep_mean; j++)
    mean += run[j] / (double) size;
  for (gsize j = 0; j < size; j++)
    variance += (run[j] - mean) * (run[j] - mean) / (double) size;
  y = (c->inputs[0][i] - mean) / sqrt (variance + (double) c->node->attributes.normalize.epsilon);
  if (c->node->n_parameters == 0)
    return y;
  return y * c->parameters[0][i % size] + c->parameters[1][i % size];
}

/* Every place of the input and the window that falls on this one. */
static double
conv_transpose (const Case *c, gsize i)
{
  const NnWindow *w = &c->node->attributes.conv_transpose.window;
  int groups = c->node->attributes.conv_transpose.groups;
  int out_group = c->node->output.dims[0] / groups, in_group = c->in->dims[0] / groups;
  int index[NN_MAX_RANK];
  double sum;

  split (&c->node->output, i, index);
  sum = c->node->n_parameters == 2 ? c->parameters[1][index[0]] : 0;
  for (int ic = index[0] / out_group * in_group; ic < (index[0] / out_group + 1) * in_group; ic++)
    for (int y = 0; y < c->in->dims[1]; y++)
      for (int x = 0; x < c->in->dims[2]; x++)
        for (int ky = 0; ky < w->kernel_h; ky++)
          for (int kx = 0; kx < w->kernel_w; kx++)
            if (y * w->stride_h + ky * w->dilation_h - w->pad_top == index[1] &&
                x * w->stride_w + kx * w->dilation_w - w->pad_left == index[2])
              sum += c->inputs[0][(ic * c->in->dims[1] + y) * c->in->dims[2] + x] *
                     c->parameters[0][((ic * out_group + index[0] % out_group) * w->kernel_h + ky) *
                                          w->kernel_w +
                                      kx];
  return sum;
}

static double
quantize (const Case *c, gsize i)
{
  int index[NN_MAX_RANK], j;
  double whole;

  split (&c->node->output, i, index);
  j = nn_shape_size (&c->node->parameters[0]->shape) == 1
          ? 0
          : index[c->node->attributes.quantize.axis];
  whole = rint (c->inputs[0][i] / c->parameters[0][j]) + c->parameters[1][j];
  return CLAMP (whole, c->node->attributes.quantize.min, c->node->attributes.quantize.max);
}

/* The pixel of a channel, whatever lies outside. */
static double
pixel (const Case *c, int channel, int row, int column)
{
  int h = c->in->dims[1], w = c->in->dims[2];

  if (row < 0 || row >= h || column < 0 || column >= w)
    return 0;
  return c->inputs[0][((gsize) channel * (gsize) h + (gsize) row) * (gsize) w + (gsize) column];
}

static double
grid_place (const Case *c, double number, int size)
{
  gboolean corners = c->node->attributes.grid_sample.align_corners;
  double x = corners ? (number + 1) / 2 * (size - 1) : ((number + 1) * size - 1) / 2;
  double low = corners ? 0 : -0.5, high = corners ? size - 1 : size - 0.5;

  /* One reflection after the other. */
  while (c->node->attributes.grid_sample.padding == NN_GRID_REFLECTION && (x < low || x > high) &&
         high > low)
    x = x < low ? 2 * low - x : 2 * high - x;
  return c->node->attributes.grid_sample.padding == NN_GRID_ZEROS ? x : CLAMP (x, 0, size - 1);
}

/* Keys's kernel with a = -0.75 as its paper writes it. */
static double
cubic (double s)
{
  double a = -0.75, d = fabs (s);

  if (d < 1)
    return (a + 2) * d * d * d - (a + 3) * d * d + 1;
  return d < 2 ? a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a : 0;
}

/* A row or column as the padding finds it; -1 = none. */
static int
padded (const Case *c, int at, int size)
{
  gboolean corners = c->node->attributes.grid_sample.align_corners;

  switch (c->node->attributes.grid_sample.padding)
    {
    case NN_GRID_ZEROS:
      return at >= 0 && at < size ? at : -1;
    case NN_GRID_BORDER:
      return CLAMP (at, 0, size - 1);
    case NN_GRID_REFLECTION:
    default:
      if (corners && size == 1)
        return 0;
      while (at < 0 || at >= size)
        at = at < 0 ? (corners ? -at : -1 - at) : (corners ? 2 * size - 2 : 2 * size - 1) - at;
      return at;
    }
}

static double
cubic_sample (const Case *c, int channel, const double *at)
{
  gboolean corners = c->node->attributes.grid_sample.align_corners;
  int h = c->in->dims[1], w = c->in->dims[2];
  double x = corners ? (at[0] + 1) / 2 * (w - 1) : ((at[0] + 1) * w - 1) / 2;
  double y = corners ? (at[1] + 1) / 2 * (h - 1) : ((at[1] + 1) * h - 1) / 2, sum = 0;

  for (int row = (int) floor (y) - 2; row <= floor (y) + 3; row++)
    for (int column = (int) floor (x) - 2; column <= floor (x) + 3; column++)
      sum += cubic (y - row) * cubic (x - column) *
             pixel (c, channel, padded (c, row, h), padded (c, column, w));
  return sum;
}

static double
grid_sample (const Case *c, gsize i)
{
  int index[NN_MAX_RANK];
  const double *at;
  double x, y, sum = 0;

  split (&c->node->output, i, index);
  at = c->inputs[1] + 2 * ((gsize) index[1] * (gsize) c->node->output.dims[2] + (gsize) index[2]);
  if (c->node->attributes.grid_sample.mode == NN_GRID_CUBIC)
    return cubic_sample (c, index[0], at);
  x = grid_place (c, at[0], c->in->dims[2]);
  y = grid_place (c, at[1], c->in->dims[1]);
  if (c->node->attributes.grid_sample.mode == NN_GRID_NEAREST)
    return pixel (c, index[0], (int) rint (y), (int) rint (x));
  for (int row = (int) floor (y); row <= floor (y) + 1; row++)
    for (int column = (int) floor (x); column <= floor (x) + 1; column++)
      sum += (1 - fabs (y - row)) * (1 - fabs (x - column)) * pixel (c, index[0], row, column);
  return sum;
}

gboolean
naive_evaluate_any_shape (const NnGraph *graph,
                          const NnNode *node,
                          double *const *parameters,
                          const double *const *inputs,
                          double *y)
{
  static const struct
  {
    const NnOp *op;
    double (*number) (const Case *c, gsize i); /* the i-th of the output */
  } operators[] = {
    { &nn_op_constant, constant },     { &nn_op_function, function },
    { &nn_op_binary, binary },         { &nn_op_where, where },
    { &nn_op_reduce, reduce },         { &nn_op_arg_max, arg_max },
    { &nn_op_softmax_along, softmax }, { &nn_op_log_softmax_along, log_softmax },
    { &nn_op_concat_along, concat },   { &nn_op_resample, resample },
    { &nn_op_mat_mul, mat_mul },       { &nn_op_row_linear, row_linear },
    { &nn_op_normalize, normalize },   { &nn_op_conv_transpose, conv_transpose },
    { &nn_op_quantize, quantize },     { &nn_op_grid_sample, grid_sample },
    { &nn_op_top_k, top_k },
  };
  Case c = { .graph = graph,
             .node = node,
             .in = node->n_inputs > 0 ? nn_graph_shape (graph, node->inputs[0]) : NULL,
             .parameters = parameters,
             .inputs = inputs };

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (operators[i].op == node->op)
      {
        for (gsize j = 0; j < nn_shape_size (&node->output); j++)
          y[j] = operators[i].number (&c, j);
        return TRUE;
      }
  return FALSE;
}
