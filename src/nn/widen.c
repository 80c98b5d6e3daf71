// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/widen.h"

#include "base/error.h"
#include "base/random.h"
#include "config.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const NnOp *const passing[] = {
  &nn_op_flatten,  &nn_op_reshape,      &nn_op_relu,
  &nn_op_max_pool, &nn_op_average_pool, &nn_op_global_average_pool,
};

static gboolean
lets_pass (const NnOp *op)
{
  for (gsize i = 0; i < G_N_ELEMENTS (passing); i++)
    if (op == passing[i])
      return TRUE;
  return FALSE;
}

static gboolean
is_last_layer (const NnNode *node, int n_classes)
{
  if (node->op == &nn_op_conv)
    return node->attributes.conv.groups == 1 && node->output.dims[0] == n_classes;
  return node->op == &nn_op_linear && node->output.dims[0] == n_classes;
}

static void
refuse (const NnNode *node, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
               _ ("This network cannot learn another class: it has to end in a fully connected "
                  "layer and a softmax, and its layer “%s” (%s) is neither."),
               node->name, node->op->name);
}

/* How many nodes read the value. */
static int
n_readers (const NnGraph *graph, NnValue value)
{
  int n = 0;

  for (NnValue i = 0; i < nn_graph_n_nodes (graph); i++)
    for (int j = 0; j < nn_graph_node (graph, i)->n_inputs; j++)
      n += nn_graph_node (graph, i)->inputs[j] == value ? 1 : 0;
  return n;
}

/* The output, or a softmax of which it is but another shape. */
static NnValue
find_end (const NnGraph *graph)
{
  NnValue value = nn_graph_output (graph);

  while (nn_graph_node (graph, value)->op == &nn_op_flatten ||
         nn_graph_node (graph, value)->op == &nn_op_reshape)
    value = nn_graph_node (graph, value)->inputs[0];
  return nn_graph_node (graph, value)->op == &nn_op_softmax ? value : nn_graph_output (graph);
}

/* The layer with the weights of the classes; NN_NO_VALUE with an error. */
static NnValue
find_last_layer (const NnGraph *graph, NnValue value, GError **error)
{
  int n_classes = (int) nn_shape_size (nn_graph_shape (graph, value));

  if (nn_graph_node (graph, value)->op == &nn_op_softmax)
    value = nn_graph_node (graph, value)->inputs[0];
  while (lets_pass (nn_graph_node (graph, value)->op) && n_readers (graph, value) <= 1)
    value = nn_graph_node (graph, value)->inputs[0];
  if (is_last_layer (nn_graph_node (graph, value), n_classes) && n_readers (graph, value) <= 1)
    return value;
  refuse (nn_graph_node (graph, value), error);
  return NN_NO_VALUE;
}

/* With so many more rows, of the first of two dimensions or of a vector. */
static NnTensor *
widen_tensor (const NnTensor *tensor, int n_more, BaseRandom *random)
{
  NnShape shape = tensor->shape;
  gsize size = nn_shape_size (&shape), row = size / shape.dims[0];
  double bound = 0.1 * sqrt (3.0 / (double) row);
  NnTensor *wide;

  shape.dims[0] += n_more;
  wide = nn_tensor_new (&shape);
  memcpy (wide->data, tensor->data, size * sizeof (float));
  for (gsize i = size; i < nn_shape_size (&shape) && random != NULL; i++)
    wide->data[i] = (float) (bound * (2 * base_random_uniform (random) - 1));
  return wide;
}

static NnTensor *
copy_tensor (const NnTensor *tensor)
{
  NnTensor *copy = nn_tensor_new (&tensor->shape);

  memcpy (copy->data, tensor->data, nn_shape_size (&tensor->shape) * sizeof (float));
  return copy;
}

/* A reshape of the classes says how many there are. */
static void
widen_reshape (NnAttributes *attributes, int n_classes, int n_more)
{
  NnShape *shape = &attributes->reshape.shape;

  for (int i = 0; i < shape->rank; i++)
    if (shape->dims[i] == n_classes)
      {
        shape->dims[i] += n_more;
        return;
      }
}

static gboolean
add_copy (NnGraph *to,
          const NnGraph *from,
          NnValue value,
          NnValue last,
          int n_more,
          guint64 seed,
          GError **error)
{
  const NnNode *node = nn_graph_node (from, value);
  g_autofree NnTensor **parameters = g_new (NnTensor *, node->n_parameters + 1);
  NnAttributes attributes = node->attributes;
  BaseRandom random;

  base_random_init (&random, seed, 0, (guint64) value);
  for (int i = 0; i < node->n_parameters; i++)
    parameters[i] = value == last
                        ? widen_tensor (node->parameters[i], n_more, i == 0 ? &random : NULL)
                        : copy_tensor (node->parameters[i]);
  if (value > last && node->op == &nn_op_reshape)
    widen_reshape (&attributes, nn_graph_node (from, last)->output.dims[0], n_more);
  return nn_graph_add (to, node->op, node->name, node->n_inputs, node->inputs, &attributes,
                       node->n_parameters, parameters, error) != NN_NO_VALUE;
}

NnGraph *
nn_graph_widen (const NnGraph *graph, int n_more, guint64 seed, GError **error)
{
  g_autoptr (NnGraph) wide = NULL;
  NnValue last, output;

  g_return_val_if_fail (graph != NULL && n_more >= 0, NULL);

  output = find_end (graph);
  last = find_last_layer (graph, output, error);
  if (last == NN_NO_VALUE)
    return NULL;
  wide = nn_graph_new (nn_graph_node (graph, 0)->name, nn_graph_shape (graph, 0), error);
  /* What comes after it counts nothing. */
  for (NnValue value = 1; wide != NULL && value <= output; value++)
    if (!add_copy (wide, graph, value, last, n_more, seed, error))
      return NULL;
  if (wide == NULL)
    return NULL;
  if (nn_graph_node (wide, output)->op != &nn_op_softmax &&
      nn_graph_add_softmax (wide, NULL, output, error) == NN_NO_VALUE)
    return NULL;
  return g_steal_pointer (&wide);
}
