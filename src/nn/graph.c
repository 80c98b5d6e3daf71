// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/graph-private.h"

#include "base/error.h"
#include "base/memory.h"
#include "config.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TENSOR_ALIGNMENT 64

struct _NnGraph
{
  GPtrArray *nodes;     /* NnNode, owned */
  GHashTable *names;    /* node name (the node's) -> value */
  NnValue output;       /* NN_NO_VALUE = the last node */
  guint next_number;    /* for generated names: below it all are taken */
  GHashTable *prepared; /* see nn/prepared.h */
};

NnTensor *
nn_tensor_new (const NnShape *shape)
{
  NnTensor *tensor;
  gsize size;

  g_return_val_if_fail (shape != NULL, NULL);
  g_return_val_if_fail (nn_shape_check (shape, NULL), NULL);

  tensor = g_new0 (NnTensor, 1);
  tensor->shape = *shape;
  size = nn_shape_size (shape) * sizeof (float);
  tensor->data = g_aligned_alloc (size, 1, TENSOR_ALIGNMENT);
  memset (base_memory_prepare (tensor->data, size), 0, size);
  return tensor;
}

void
nn_tensor_free (NnTensor *tensor)
{
  if (tensor == NULL)
    return;
  g_aligned_free (tensor->data);
  g_free (tensor);
}

static NnTensor *
tensor_copy (const NnTensor *tensor)
{
  NnTensor *copy = nn_tensor_new (&tensor->shape);

  memcpy (copy->data, tensor->data, nn_shape_size (&tensor->shape) * sizeof (float));
  return copy;
}

static void
free_tensors (NnTensor *const *tensors, int n_tensors)
{
  for (int i = 0; i < n_tensors; i++)
    nn_tensor_free (tensors[i]);
}

static void
node_free (gpointer data)
{
  NnNode *node = data;

  free_tensors (node->parameters, node->n_parameters);
  g_free (node->parameters);
  g_free (node->inputs);
  g_free (node->name);
  g_free (node);
}

static NnNode *
node_copy (const NnNode *node)
{
  NnNode *copy = g_memdup2 (node, sizeof *node);

  copy->name = g_strdup (node->name);
  copy->inputs = g_memdup2 (node->inputs, (gsize) node->n_inputs * sizeof (NnValue));
  copy->parameters = g_new0 (NnTensor *, node->n_parameters);
  for (int i = 0; i < node->n_parameters; i++)
    copy->parameters[i] = tensor_copy (node->parameters[i]);
  return copy;
}

NnWindow
nn_window_square (int kernel, int stride, int padding)
{
  return (NnWindow){ .kernel_h = kernel,
                     .kernel_w = kernel,
                     .stride_h = stride,
                     .stride_w = stride,
                     .pad_top = padding,
                     .pad_left = padding,
                     .pad_bottom = padding,
                     .pad_right = padding,
                     .dilation_h = 1,
                     .dilation_w = 1 };
}

static NnGraph *
graph_new_empty (void)
{
  NnGraph *graph = g_new0 (NnGraph, 1);

  graph->nodes = g_ptr_array_new_with_free_func (node_free);
  graph->names = g_hash_table_new (g_str_hash, g_str_equal);
  graph->output = NN_NO_VALUE;
  return graph;
}

static NnValue
append_node (NnGraph *graph, NnNode *node)
{
  NnValue value = (NnValue) graph->nodes->len;

  g_ptr_array_add (graph->nodes, node);
  g_hash_table_insert (graph->names, node->name, GINT_TO_POINTER (value));
  return value;
}

/* A name is shown to people and looked up by files: it has to be readable. */
static gboolean
check_name (const NnGraph *graph, const char *name, GError **error)
{
  if (strlen (name) > NN_MAX_NAME || !g_utf8_validate (name, -1, NULL))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("The name of layer %u of the network is not valid text of at most %d bytes."),
                   graph->nodes->len, NN_MAX_NAME);
      return FALSE;
    }
  if (g_hash_table_contains (graph->names, name))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Two layers of the network are called “%s”."), name);
      return FALSE;
    }
  return TRUE;
}

/* `name`, or one made from the operator when there is none. Numbers only go up, so that names in a
 * file that look like generated ones cost no more than one step each. */
static char *
make_name (NnGraph *graph, const NnOp *op, const char *name)
{
  if (name != NULL && *name != '\0')
    return g_strdup (name);
  graph->next_number = MAX (graph->next_number, graph->nodes->len);
  for (;;)
    {
      g_autofree char *candidate = g_strdup_printf ("%s_%u", op->name, graph->next_number++);

      if (!g_hash_table_contains (graph->names, candidate))
        return g_steal_pointer (&candidate);
    }
}

NnGraph *
nn_graph_new (const char *input_name, const NnShape *input, GError **error)
{
  g_autoptr (NnGraph) graph = NULL;
  g_autofree char *name = NULL;
  NnNode *node;

  g_return_val_if_fail (input != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  graph = graph_new_empty ();
  name = make_name (graph, &nn_op_input, input_name);
  if (!check_name (graph, name, error))
    return NULL;
  if (!nn_shape_check (input, error))
    {
      g_prefix_error (error, _ ("Input “%s”: "), name);
      return NULL;
    }
  node = g_new0 (NnNode, 1);
  node->op = &nn_op_input;
  node->name = g_steal_pointer (&name);
  node->output = *input;
  append_node (graph, node);
  return g_steal_pointer (&graph);
}

void
nn_graph_free (NnGraph *graph)
{
  if (graph == NULL)
    return;
  g_clear_pointer (&graph->prepared, g_hash_table_unref);
  g_hash_table_unref (graph->names);
  g_ptr_array_unref (graph->nodes);
  g_free (graph);
}

NnGraph *
nn_graph_copy (const NnGraph *graph)
{
  NnGraph *copy;

  g_return_val_if_fail (graph != NULL, NULL);

  copy = graph_new_empty ();
  for (guint i = 0; i < graph->nodes->len; i++)
    append_node (copy, node_copy (g_ptr_array_index (graph->nodes, i)));
  copy->output = graph->output;
  copy->next_number = graph->next_number;
  return copy;
}

int
nn_graph_n_nodes (const NnGraph *graph)
{
  g_return_val_if_fail (graph != NULL, 0);
  return (int) graph->nodes->len;
}

const NnNode *
nn_graph_node (const NnGraph *graph, NnValue value)
{
  g_return_val_if_fail (graph != NULL, NULL);
  g_return_val_if_fail (value >= 0 && value < (int) graph->nodes->len, NULL);
  return g_ptr_array_index (graph->nodes, value);
}

NnNode *
nn_graph_node_writable (NnGraph *graph, NnValue value)
{
  return (NnNode *) nn_graph_node (graph, value);
}

const NnShape *
nn_graph_shape (const NnGraph *graph, NnValue value)
{
  const NnNode *node = nn_graph_node (graph, value);

  return node != NULL ? &node->output : NULL;
}

GHashTable **
nn_graph_prepared (const NnGraph *graph)
{
  return &((NnGraph *) graph)->prepared;
}

NnValue
nn_graph_find (const NnGraph *graph, const char *name)
{
  gpointer value;

  g_return_val_if_fail (graph != NULL && name != NULL, NN_NO_VALUE);
  if (!g_hash_table_lookup_extended (graph->names, name, NULL, &value))
    return NN_NO_VALUE;
  return GPOINTER_TO_INT (value);
}

NnValue
nn_graph_output (const NnGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NN_NO_VALUE);
  return graph->output != NN_NO_VALUE ? graph->output : (NnValue) graph->nodes->len - 1;
}

void
nn_graph_set_output (NnGraph *graph, NnValue output)
{
  g_return_if_fail (graph != NULL);
  g_return_if_fail (output >= 0 && output < (int) graph->nodes->len);
  graph->output = output;
}

void
nn_graph_take_out (NnGraph *graph, const gboolean *gone)
{
  g_autofree NnValue *now = g_new (NnValue, graph->nodes->len); /* called by its old number */
  g_autoptr (GPtrArray) nodes = g_steal_pointer (&graph->nodes);

  g_return_if_fail (!gone[0]);
  graph->nodes = g_ptr_array_new_with_free_func (node_free);
  g_hash_table_remove_all (graph->names);
  g_ptr_array_set_free_func (nodes, NULL);
  for (guint i = 0; i < nodes->len; i++)
    {
      NnNode *node = g_ptr_array_index (nodes, i);

      for (int j = 0; j < node->n_inputs; j++)
        node->inputs[j] = now[node->inputs[j]];
      if (gone[i])
        {
          now[i] = node->inputs[0];
          node_free (node);
        }
      else
        now[i] = append_node (graph, node);
    }
  if (graph->output != NN_NO_VALUE)
    graph->output = now[graph->output];
}

gsize
nn_graph_n_parameters (const NnGraph *graph)
{
  gsize total = 0;

  g_return_val_if_fail (graph != NULL, 0);
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      const NnNode *node = g_ptr_array_index (graph->nodes, i);

      for (int j = 0; j < node->n_parameters; j++)
        total += nn_shape_size (&node->parameters[j]->shape);
    }
  return total;
}

/* What holds for every operator: the inputs exist, then the operator's own rule, then the size. */
static gboolean
check_node (const NnGraph *graph, NnNode *node, GError **error)
{
  g_autofree const NnShape **shapes = g_new0 (const NnShape *, node->n_inputs + 1);

  for (int i = 0; i < node->n_inputs; i++)
    {
      if (node->inputs[i] < 0 || node->inputs[i] >= (int) graph->nodes->len)
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("Its input %d is not the output of an earlier layer."), i + 1);
          return FALSE;
        }
      shapes[i] = nn_graph_shape (graph, node->inputs[i]);
    }
  for (int i = 0; i < node->n_parameters; i++)
    if (!nn_shape_check (&node->parameters[i]->shape, error))
      return FALSE;
  return node->op->infer_shape (node, shapes, error) && nn_shape_check (&node->output, error);
}

NnValue
nn_graph_add (NnGraph *graph,
              const NnOp *op,
              const char *name,
              int n_inputs,
              const NnValue *inputs,
              const NnAttributes *attributes,
              int n_parameters,
              NnTensor *const *parameters,
              GError **error)
{
  NnNode *node;

  g_return_val_if_fail (graph != NULL && op != NULL && op->infer_shape != NULL, NN_NO_VALUE);
  g_return_val_if_fail (n_inputs >= 0 && (n_inputs == 0 || inputs != NULL), NN_NO_VALUE);
  g_return_val_if_fail (n_parameters >= 0 && (n_parameters == 0 || parameters != NULL),
                        NN_NO_VALUE);
  g_return_val_if_fail (error == NULL || *error == NULL, NN_NO_VALUE);

  node = g_new0 (NnNode, 1);
  node->op = op;
  node->name = make_name (graph, op, name);
  node->n_inputs = n_inputs;
  node->inputs = g_memdup2 (inputs, (gsize) n_inputs * sizeof (NnValue));
  if (attributes != NULL)
    node->attributes = *attributes;
  node->n_parameters = n_parameters;
  node->parameters = g_memdup2 (parameters, (gsize) n_parameters * sizeof (NnTensor *));

  if (!check_name (graph, node->name, error))
    {
      node_free (node);
      return NN_NO_VALUE;
    }
  if (graph->nodes->len >= NN_MAX_NODES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("Layer “%s”: the network has more than %d layers, the most that is "
                      "possible."),
                   node->name, NN_MAX_NODES);
      node_free (node);
      return NN_NO_VALUE;
    }
  if (!check_node (graph, node, error))
    {
      g_prefix_error (error, _ ("Layer “%s” (%s): "), node->name, op->name);
      node_free (node);
      return NN_NO_VALUE;
    }
  return append_node (graph, node);
}
