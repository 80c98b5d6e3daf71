// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "nn/executor.h"

#include <math.h>
#include <string.h>

/* Values of the network that do not depend on the picture, though the reader left them to the
 * network: they are computed where somebody has to know them. */

/* Exporters write short lists so; nobody's weights are worth the time. */
#define MAX_NODES 64
#define MAX_SIZE  (1 << 16)

/* Beyond this a float is no longer any whole number. */
#define MAX_INTEGER (1 << 24)

/* The nodes that a value comes from, in the order in which they were added; FALSE where the picture
 * is among them, or they are too many or too large. */
static gboolean
find_sources (const NnGraph *graph, NnValue value, gboolean *wanted, guint *left)
{
  const NnNode *node = nn_graph_node (graph, value);

  if (wanted[value])
    return TRUE;
  if (value == 0 || *left == 0 || nn_shape_size (&node->output) > MAX_SIZE)
    return FALSE;
  for (int i = 0; i < node->n_parameters; i++)
    if (nn_shape_size (&node->parameters[i]->shape) > MAX_SIZE)
      return FALSE;
  (*left)--;
  wanted[value] = TRUE;
  for (int i = 0; i < node->n_inputs; i++)
    if (!find_sources (graph, node->inputs[i], wanted, left))
      return FALSE;
  return TRUE;
}

static NnValue
copy_node (NnGraph *copy, const NnNode *node, const NnValue *copies)
{
  g_autofree NnValue *inputs = g_new (NnValue, node->n_inputs + 1);
  g_autofree NnTensor **parameters = g_new (NnTensor *, node->n_parameters + 1);

  for (int i = 0; i < node->n_inputs; i++)
    inputs[i] = copies[node->inputs[i]];
  for (int i = 0; i < node->n_parameters; i++)
    {
      const NnTensor *source = node->parameters[i];

      parameters[i] = nn_tensor_new (&source->shape);
      memcpy (parameters[i]->data, source->data, nn_shape_size (&source->shape) * sizeof (float));
    }
  return nn_graph_add (copy, node->op, NULL, node->n_inputs, inputs, &node->attributes,
                       node->n_parameters, parameters, NULL);
}

/* The part of a graph that makes a value, whose picture is one number that nobody reads. */
static NnGraph *
copy_sources (const NnGraph *graph, NnValue value, const gboolean *wanted)
{
  g_autoptr (NnGraph) copy = nn_graph_new ("nothing", &NN_SHAPE_1 (1), NULL);
  g_autofree NnValue *copies = g_new0 (NnValue, value + 1);

  for (NnValue i = 1; i <= value; i++)
    if (wanted[i])
      {
        copies[i] = copy_node (copy, nn_graph_node (graph, i), copies);
        if (copies[i] == NN_NO_VALUE)
          return NULL;
      }
  nn_graph_set_output (copy, copies[value]);
  return g_steal_pointer (&copy);
}

FmtOnnxConstant *
fmt_onnx_compute (FmtOnnxImport *import, const FmtOnnxValue *value)
{
  g_autofree gboolean *wanted = g_new0 (gboolean, value->value + 1);
  guint left = MAX_NODES;
  g_autoptr (NnExecutor) executor = NULL;
  g_autoptr (FmtOnnxConstant) constant = NULL;
  g_autoptr (NnGraph) copy = NULL;
  const float *numbers;

  if (!find_sources (import->graph, value->value, wanted, &left) ||
      !fmt_onnx_take_room (import, (gsize) fmt_onnx_dims_size (&value->dims), "", NULL))
    return NULL;
  copy = copy_sources (import->graph, value->value, wanted);
  executor = copy != NULL ? nn_executor_new (copy, 1, NN_FORWARD_ONLY, NULL) : NULL;
  if (executor == NULL)
    return NULL;
  numbers = nn_executor_forward (executor);
  constant = fmt_onnx_constant_new (value->type, &value->dims);
  for (gsize i = 0; i < constant->n; i++)
    {
      constant->numbers[i] = (double) numbers[i];
      if (!isfinite (numbers[i]) ||
          (fmt_onnx_is_integer_type (value->type) && fabsf (numbers[i]) > MAX_INTEGER))
        return NULL;
    }
  return g_steal_pointer (&constant);
}
