// SPDX-License-Identifier: GPL-3.0-or-later
#include "naive-operators.h"

#include "nn/ops.h"

#include <math.h>

typedef struct
{
  const NnNode *node;
  const NnShape *in;   /* of the first input */
  const double *x;     /* the first input */
  const double *other; /* the second, or NULL */
  gsize other_size;    /* its size */
  double *const *parameters;
} Case;

static gboolean
inside (int y, int x, int top, int left, int bottom, int right)
{
  return y >= top && y < bottom && x >= left && x < right;
}

static double
average_at (const Case *c, int channel, int oy, int ox)
{
  const NnWindow *w = &c->node->attributes.pool.window;
  int height = c->in->dims[1], width = c->in->dims[2];
  double sum = 0;
  int covered = 0, padded = 0;

  for (int ky = 0; ky < w->kernel_h; ky++)
    for (int kx = 0; kx < w->kernel_w; kx++)
      {
        int iy = oy * w->stride_h + ky * w->dilation_h - w->pad_top;
        int ix = ox * w->stride_w + kx * w->dilation_w - w->pad_left;

        padded += inside (iy, ix, -w->pad_top, -w->pad_left, height + w->pad_bottom,
                          width + w->pad_right);
        if (inside (iy, ix, 0, 0, height, width))
          {
            covered++;
            sum += c->x[(channel * height + iy) * width + ix];
          }
      }
  switch (c->node->attributes.pool.divisor)
    {
    case NN_DIVIDE_BY_COVERED:
      return covered > 0 ? sum / covered : 0;
    case NN_DIVIDE_BY_PADDED:
      return sum / padded;
    default:
      return sum / (w->kernel_h * w->kernel_w);
    }
}

static double
average_pool (const Case *c, gsize i)
{
  const NnShape *out = &c->node->output;
  int plane = out->dims[1] * out->dims[2];

  return average_at (c, (int) i / plane, (int) i % plane / out->dims[2], (int) i % out->dims[2]);
}

static double
global_average_pool (const Case *c, gsize i)
{
  gsize plane = (gsize) c->in->dims[1] * c->in->dims[2];
  double sum = 0;

  for (gsize j = 0; j < plane; j++)
    sum += c->x[i * plane + j];
  return sum / plane;
}

static double
lrn (const Case *c, gsize i)
{
  int size = c->node->attributes.lrn.size, n_channels = c->in->dims[0];
  int plane = (int) (nn_shape_size (c->in) / n_channels), channel = (int) i / plane;
  double sum = 0;

  for (int j = channel - (int) floor ((size - 1) / 2.0);
       j <= channel + (int) ceil ((size - 1) / 2.0); j++)
    if (j >= 0 && j < n_channels)
      sum += pow (c->x[j * plane + (int) i % plane], 2);
  return c->x[i] * pow (c->node->attributes.lrn.bias + c->node->attributes.lrn.alpha / size * sum,
                        -c->node->attributes.lrn.beta);
}

static double
sigmoid (const Case *c, gsize i)
{
  return 1 / (1 + exp (-c->x[i]));
}

static double
hyperbolic_tangent (const Case *c, gsize i)
{
  return tanh (c->x[i]);
}

static double
leaky_relu (const Case *c, gsize i)
{
  return c->x[i] < 0 ? c->node->attributes.leaky_relu.slope * c->x[i] : c->x[i];
}

/* The number of a parameter that has one for all, for a channel, or for an element. */
static double
constant (const Case *c, int parameter, gsize i)
{
  gsize size = nn_shape_size (&c->node->parameters[parameter]->shape);
  gsize n_channels = c->in->dims[0], plane = nn_shape_size (c->in) / n_channels;

  return c->parameters[parameter][size == 1 ? 0 : size == n_channels ? i / plane : i];
}

static double
prelu (const Case *c, gsize i)
{
  return c->x[i] < 0 ? constant (c, 0, i) * c->x[i] : c->x[i];
}

static double
clip (const Case *c, gsize i)
{
  return fmin (fmax (c->x[i], c->node->attributes.clip.min), c->node->attributes.clip.max);
}

static double
hard_sigmoid (const Case *c, gsize i)
{
  double line =
      c->node->attributes.hard_sigmoid.alpha * c->x[i] + c->node->attributes.hard_sigmoid.beta;

  return fmax (0, fmin (1, line));
}

static double
hard_swish (const Case *c, gsize i)
{
  return c->x[i] * fmax (0, fmin (1, c->x[i] / 6 + 0.5));
}

static double
scale_shift (const Case *c, gsize i)
{
  return constant (c, 0, i) * c->x[i] + (c->parameters[1] != NULL ? constant (c, 1, i) : 0);
}

static double
same (const Case *c, gsize i)
{
  return c->x[i];
}

/* The index along each dimension of the i-th number of a shape. */
static void
split (const NnShape *shape, gsize i, int *index)
{
  for (int j = shape->rank - 1; j >= 0; j--)
    {
      index[j] = (int) (i % shape->dims[j]);
      i /= shape->dims[j];
    }
}

static gsize
join (const NnShape *shape, const int *index)
{
  gsize i = 0;

  for (int j = 0; j < shape->rank; j++)
    i = i * shape->dims[j] + index[j];
  return i;
}

static double
transpose (const Case *c, gsize i)
{
  int from[NN_MAX_RANK], to[NN_MAX_RANK];

  split (&c->node->output, i, to);
  for (int j = 0; j < c->in->rank; j++)
    from[c->node->attributes.transpose.order[j]] = to[j];
  return c->x[join (c->in, from)];
}

static double
pad (const Case *c, gsize i)
{
  int index[NN_MAX_RANK];

  split (&c->node->output, i, index);
  index[1] -= c->node->attributes.pad.top;
  index[2] -= c->node->attributes.pad.left;
  if (!inside (index[1], index[2], 0, 0, c->in->dims[1], c->in->dims[2]))
    return c->node->attributes.pad.value;
  return c->x[join (c->in, index)];
}

static double
slice (const Case *c, gsize i)
{
  int index[NN_MAX_RANK];

  split (&c->node->output, i, index);
  index[c->node->attributes.slice.axis] += c->node->attributes.slice.begin;
  return c->x[join (c->in, index)];
}

static double
mul (const Case *c, gsize i)
{
  return c->x[i] * c->other[i / (nn_shape_size (c->in) / c->other_size)];
}

gboolean
naive_evaluate_operator (const NnGraph *graph,
                         const NnNode *node,
                         double *const *parameters,
                         const double *x,
                         const double *other,
                         double *y)
{
  static const struct
  {
    const NnOp *op;
    double (*number) (const Case *c, gsize i); /* the i-th of the output */
  } operators[] = {
    { &nn_op_average_pool, average_pool },
    { &nn_op_global_average_pool, global_average_pool },
    { &nn_op_lrn, lrn },
    { &nn_op_sigmoid, sigmoid },
    { &nn_op_tanh, hyperbolic_tangent },
    { &nn_op_leaky_relu, leaky_relu },
    { &nn_op_prelu, prelu },
    { &nn_op_clip, clip },
    { &nn_op_hard_sigmoid, hard_sigmoid },
    { &nn_op_hard_swish, hard_swish },
    { &nn_op_scale_shift, scale_shift },
    { &nn_op_reshape, same },
    { &nn_op_transpose, transpose },
    { &nn_op_pad, pad },
    { &nn_op_slice, slice },
    { &nn_op_mul, mul },
  };
  Case c = { .node = node,
             .in = nn_graph_shape (graph, node->inputs[0]),
             .x = x,
             .other = other,
             .other_size =
                 other != NULL ? nn_shape_size (nn_graph_shape (graph, node->inputs[1])) : 0,
             .parameters = parameters };

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (operators[i].op == node->op)
      {
        for (gsize j = 0; j < nn_shape_size (&node->output); j++)
          y[j] = operators[i].number (&c, j);
        return TRUE;
      }
  return FALSE;
}
