// SPDX-License-Identifier: GPL-3.0-or-later
#include "naive.h"

#include "naive-any-shape.h"
#include "naive-operators.h"
#include "nn/ops.h"

#include <float.h>
#include <math.h>

#define STEP 1e-6

Naive *
naive_new (const NnGraph *graph, int batch)
{
  Naive *naive = g_new0 (Naive, 1);
  int n_nodes = nn_graph_n_nodes (graph);

  naive->graph = graph;
  naive->batch = batch;
  naive->values = g_new0 (double *, n_nodes);
  naive->parameters = g_new0 (double **, n_nodes);
  for (int i = 0; i < n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      naive->values[i] = g_new0 (double, naive_size (naive, i));
      naive->parameters[i] = g_new0 (double *, node->n_parameters + 1);
      for (int j = 0; j < node->n_parameters; j++)
        {
          gsize size = nn_shape_size (&node->parameters[j]->shape);

          naive->parameters[i][j] = g_new0 (double, size);
          for (gsize k = 0; k < size; k++)
            naive->parameters[i][j][k] = node->parameters[j]->data[k];
        }
    }
  return naive;
}

void
naive_free (Naive *naive)
{
  for (int i = 0; i < nn_graph_n_nodes (naive->graph); i++)
    {
      g_free (naive->values[i]);
      for (int j = 0; naive->parameters[i][j] != NULL; j++)
        g_free (naive->parameters[i][j]);
      g_free (naive->parameters[i]);
    }
  g_free (naive->values);
  g_free (naive->parameters);
  g_free (naive);
}

gsize
naive_size (const Naive *naive, NnValue value)
{
  return naive->batch * nn_shape_size (nn_graph_shape (naive->graph, value));
}

static void
conv (const NnNode *node, const NnShape *in, const double *x, double *const *parameters, double *y)
{
  const NnWindow *w = &node->attributes.conv.window;
  int groups = node->attributes.conv.groups;
  int in_group = in->dims[0] / groups, out_group = node->output.dims[0] / groups;

  for (int o = 0; o < node->output.dims[0]; o++)
    for (int oy = 0; oy < node->output.dims[1]; oy++)
      for (int ox = 0; ox < node->output.dims[2]; ox++)
        {
          double sum = parameters[1] != NULL ? parameters[1][o] : 0;

          for (int c = 0; c < in_group; c++)
            for (int ky = 0; ky < w->kernel_h; ky++)
              for (int kx = 0; kx < w->kernel_w; kx++)
                {
                  int iy = oy * w->stride_h + ky * w->dilation_h - w->pad_top;
                  int ix = ox * w->stride_w + kx * w->dilation_w - w->pad_left;
                  int ic = o / out_group * in_group + c;

                  if (iy >= 0 && iy < in->dims[1] && ix >= 0 && ix < in->dims[2])
                    sum +=
                        x[(ic * in->dims[1] + iy) * in->dims[2] + ix] *
                        parameters[0][((o * in_group + c) * w->kernel_h + ky) * w->kernel_w + kx];
                }
          y[(o * node->output.dims[1] + oy) * node->output.dims[2] + ox] = sum;
        }
}

static void
max_pool (const NnNode *node, const NnShape *in, const double *x, double *y)
{
  const NnWindow *w = &node->attributes.pool.window;

  for (int c = 0; c < in->dims[0]; c++)
    for (int oy = 0; oy < node->output.dims[1]; oy++)
      for (int ox = 0; ox < node->output.dims[2]; ox++)
        {
          double max = -FLT_MAX;

          for (int ky = 0; ky < w->kernel_h; ky++)
            for (int kx = 0; kx < w->kernel_w; kx++)
              {
                int iy = oy * w->stride_h + ky * w->dilation_h - w->pad_top;
                int ix = ox * w->stride_w + kx * w->dilation_w - w->pad_left;

                if (iy >= 0 && iy < in->dims[1] && ix >= 0 && ix < in->dims[2])
                  max = MAX (max, x[(c * in->dims[1] + iy) * in->dims[2] + ix]);
              }
          y[(c * node->output.dims[1] + oy) * node->output.dims[2] + ox] = max;
        }
}

static void
linear (const NnNode *node,
        const NnShape *in,
        const double *x,
        double *const *parameters,
        double *y)
{
  gsize n = nn_shape_size (in);

  for (int o = 0; o < node->output.dims[0]; o++)
    {
      y[o] = parameters[1] != NULL ? parameters[1][o] : 0;
      for (gsize i = 0; i < n; i++)
        y[o] += parameters[0][o * n + i] * x[i];
    }
}

static void
softmax (gsize n, const double *x, double *y)
{
  double max = x[0], sum = 0;

  for (gsize i = 0; i < n; i++)
    max = MAX (max, x[i]);
  for (gsize i = 0; i < n; i++)
    sum += exp (x[i] - max);
  for (gsize i = 0; i < n; i++)
    y[i] = exp (x[i] - max) / sum;
}

/* One image of one node. */
static void
evaluate_image (Naive *naive, NnValue value, int image)
{
  const NnNode *node = nn_graph_node (naive->graph, value);
  const NnShape *in = nn_graph_shape (naive->graph, node->inputs[0]);
  gsize size = nn_shape_size (&node->output);
  const double *x = naive->values[node->inputs[0]] + image * nn_shape_size (in);
  double *y = naive->values[value] + image * size;

  if (node->op == &nn_op_conv)
    conv (node, in, x, naive->parameters[value], y);
  else if (node->op == &nn_op_max_pool)
    max_pool (node, in, x, y);
  else if (node->op == &nn_op_linear)
    linear (node, in, x, naive->parameters[value], y);
  else if (node->op == &nn_op_relu)
    for (gsize i = 0; i < size; i++)
      y[i] = MAX (x[i], 0);
  else if (node->op == &nn_op_flatten)
    for (gsize i = 0; i < size; i++)
      y[i] = x[i];
  else if (node->op == &nn_op_softmax)
    softmax (size, x, y);
  else if (node->op == &nn_op_sum)
    for (gsize i = 0; i < size; i++)
      {
        y[i] = 0;
        for (int j = 0; j < node->n_inputs; j++)
          y[i] += naive->values[node->inputs[j]][image * size + i];
      }
  else if (node->op == &nn_op_concat)
    for (int j = 0; j < node->n_inputs; j++)
      {
        gsize part = nn_shape_size (nn_graph_shape (naive->graph, node->inputs[j]));

        for (gsize i = 0; i < part; i++)
          *y++ = naive->values[node->inputs[j]][image * part + i];
      }
  else
    {
      const double *other = NULL;

      if (node->n_inputs > 1)
        other = naive->values[node->inputs[1]] +
                image * nn_shape_size (nn_graph_shape (naive->graph, node->inputs[1]));
      g_assert_true (
          naive_evaluate_operator (naive->graph, node, naive->parameters[value], x, other, y));
    }
}

/* The same for operators on values of any shape; false for others. */
static gboolean
evaluate_any_shape (Naive *naive, NnValue value, int image)
{
  const NnNode *node = nn_graph_node (naive->graph, value);
  g_autofree const double **inputs = g_new (const double *, node->n_inputs + 1);

  for (int i = 0; i < node->n_inputs; i++)
    inputs[i] = naive->values[node->inputs[i]] +
                image * nn_shape_size (nn_graph_shape (naive->graph, node->inputs[i]));
  return naive_evaluate_any_shape (naive->graph, node, naive->parameters[value], inputs,
                                   naive->values[value] + image * nn_shape_size (&node->output));
}

void
naive_evaluate (Naive *naive, NnValue value)
{
  for (int image = 0; image < naive->batch; image++)
    if (!evaluate_any_shape (naive, value, image))
      evaluate_image (naive, value, image);
}

void
naive_forward (Naive *naive)
{
  for (int i = 1; i < nn_graph_n_nodes (naive->graph); i++)
    naive_evaluate (naive, i);
}

double
naive_loss (const Naive *naive, NnValue value, const float *seed)
{
  double loss = 0;

  for (gsize i = 0; i < naive_size (naive, value); i++)
    loss += seed[i] * naive->values[value][i];
  return loss;
}

static double
loss_at (Naive *naive,
         double *where,
         double there,
         NnValue value,
         gboolean only_that_node,
         const float *seed)
{
  *where = there;
  if (only_that_node)
    naive_evaluate (naive, value);
  else
    naive_forward (naive);
  return naive_loss (naive, value, seed);
}

double
naive_slope (Naive *naive, double *where, NnValue value, gboolean only_that_node, const float *seed)
{
  double middle = *where;
  double above = loss_at (naive, where, middle + STEP, value, only_that_node, seed);
  double below = loss_at (naive, where, middle - STEP, value, only_that_node, seed);

  *where = middle;
  return (above - below) / (2 * STEP);
}

void
random_fill (BaseRandom *random, gsize n, float *numbers)
{
  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) base_random_normal (random);
}

NnTensor *
random_tensor (BaseRandom *random, int rank, const int *dims)
{
  NnShape shape = { .rank = rank };
  NnTensor *tensor;

  for (int i = 0; i < rank; i++)
    shape.dims[i] = dims[i];
  tensor = nn_tensor_new (&shape);
  random_fill (random, nn_shape_size (&shape), tensor->data);
  return tensor;
}

int
random_between (BaseRandom *random, int from, int to)
{
  return from + (int) base_random_below (random, (guint32) (to - from + 1));
}

void
assert_near (double a, double b, double tolerance)
{
  g_assert_cmpfloat_with_epsilon (a, b, tolerance * (1 + fabs (b)));
}
