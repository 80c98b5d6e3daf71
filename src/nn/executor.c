// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/executor.h"

#include "base/error.h"
#include "config.h"
#include "nn/gemm.h"
#include "nn/memory-plan.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64

struct _NnExecutor
{
  const NnGraph *graph;
  NnMemoryPlan *plan;
  float *memory; /* one block; everything below points into it */
  float **values;
  float **gradients;       /* NULL = not wanted */
  gboolean *reached;       /* in the pass under way: the gradient holds something */
  NnOpContext *contexts;   /* one a node */
  gboolean *fused;         /* a Relu that the node before it does, too */
  const float **inputs;    /* of all nodes, one after the other */
  float **input_gradients; /* the same */
  float **parameter_gradients;
  int *first_parameter; /* of a node, in parameter_gradients */
  int next;             /* node at which a forward pass in pieces goes on; 0 = none is under way */
};

static float *
at (const NnExecutor *executor, gsize place)
{
  return place == NN_NO_PLACE ? NULL : executor->memory + place;
}

/* Points every node's context at its buffers. */
static void
make_contexts (NnExecutor *executor)
{
  const NnMemoryPlan *plan = executor->plan;
  int input = 0, parameter = 0;

  for (int i = 0; i < plan->n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (executor->graph, i);
      NnOpContext *context = &executor->contexts[i];

      executor->values[i] = at (executor, plan->values[i]);
      executor->gradients[i] = at (executor, plan->gradients[i]);
      executor->first_parameter[i] = parameter;

      context->batch = plan->batch;
      context->graph = executor->graph;
      context->inputs = executor->inputs + input;
      context->input_gradients = executor->input_gradients + input;
      context->parameter_gradients = executor->parameter_gradients + parameter;
      context->output = executor->values[i];
      context->output_gradient = executor->gradients[i];
      context->kept = at (executor, plan->kept[i]);
      context->scratch = at (executor, plan->scratch);
      for (int j = 0; j < node->n_inputs; j++, input++)
        {
          executor->inputs[input] = executor->values[node->inputs[j]];
          executor->input_gradients[input] = executor->gradients[node->inputs[j]];
        }
      for (int j = 0; j < node->n_parameters; j++, parameter++)
        executor->parameter_gradients[parameter] =
            at (executor, plan->parameter_gradients[parameter]);
    }
}

/* Without gradients nobody asks for what a Relu reads. Where it works in place and is the only
 * reader, the node before it can put out what the Relu would. */
static void
fuse_relus (NnExecutor *executor)
{
  const NnMemoryPlan *plan = executor->plan;
  g_autofree int *n_readers = g_new0 (int, plan->n_nodes);

  for (int i = 0; i < plan->n_nodes; i++)
    for (int j = 0; j < nn_graph_node (executor->graph, i)->n_inputs; j++)
      n_readers[nn_graph_node (executor->graph, i)->inputs[j]]++;
  for (int i = 1; i < plan->n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (executor->graph, i);
      NnValue before = node->n_inputs > 0 ? node->inputs[0] : 0;

      if (node->op != &nn_op_relu || executor->values[i] == NULL ||
          executor->values[i] != executor->values[before] || n_readers[before] != 1 ||
          !nn_graph_node (executor->graph, before)->op->fuses_relu)
        continue;
      executor->contexts[before].relu = TRUE;
      executor->fused[i] = TRUE;
    }
}

static gboolean
allocate (NnExecutor *executor, GError **error)
{
  const NnMemoryPlan *plan = executor->plan;
  gsize bytes = plan->size * sizeof (float);

  if (plan->size <= NN_EXECUTOR_MAX_FLOATS)
    executor->memory = aligned_alloc (ALIGNMENT, bytes);
  if (executor->memory == NULL)
    {
      g_autofree char *text = g_format_size (bytes);

      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("The network needs %s of memory for %d images at once; use fewer at once."),
                   text, plan->batch);
      return FALSE;
    }
  memset (executor->memory, 0, bytes);
  executor->values = g_new0 (float *, plan->n_nodes);
  executor->gradients = g_new0 (float *, plan->n_nodes);
  executor->reached = g_new0 (gboolean, plan->n_nodes);
  executor->contexts = g_new0 (NnOpContext, plan->n_nodes);
  executor->fused = g_new0 (gboolean, plan->n_nodes);
  executor->first_parameter = g_new0 (int, plan->n_nodes);
  /* Never NULL, since contexts point into them also where there are none. */
  executor->inputs = g_new0 (const float *, plan->n_inputs + 1);
  executor->input_gradients = g_new0 (float *, plan->n_inputs + 1);
  executor->parameter_gradients = g_new0 (float *, plan->n_parameters + 1);
  return TRUE;
}

NnExecutor *
nn_executor_new (const NnGraph *graph, int batch, NnExecutorFlags flags, GError **error)
{
  g_autoptr (NnExecutor) executor = NULL;

  g_return_val_if_fail (graph != NULL, NULL);
  g_return_val_if_fail (batch >= 1 && batch <= 4096, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  nn_gemm_init ();
  executor = g_new0 (NnExecutor, 1);
  executor->graph = graph;
  executor->plan = nn_memory_plan_new (graph, batch, flags);
  if (!allocate (executor, error))
    return NULL;
  make_contexts (executor);
  if (flags == NN_FORWARD_ONLY)
    fuse_relus (executor);
  return g_steal_pointer (&executor);
}

void
nn_executor_free (NnExecutor *executor)
{
  if (executor == NULL)
    return;
  nn_memory_plan_free (executor->plan);
  free (executor->memory);
  g_free (executor->values);
  g_free (executor->gradients);
  g_free (executor->reached);
  g_free (executor->contexts);
  g_free (executor->fused);
  g_free (executor->first_parameter);
  g_free (executor->inputs);
  g_free (executor->input_gradients);
  g_free (executor->parameter_gradients);
  g_free (executor);
}

int
nn_executor_batch (const NnExecutor *executor)
{
  g_return_val_if_fail (executor != NULL, 0);
  return executor->plan->batch;
}

float *
nn_executor_input (NnExecutor *executor)
{
  g_return_val_if_fail (executor != NULL, NULL);
  return executor->values[0];
}

const float *
nn_executor_forward (NnExecutor *executor)
{
  g_return_val_if_fail (executor != NULL, NULL);

  executor->next = 0;
  return nn_executor_forward_until (executor, NULL);
}

const float *
nn_executor_forward_until (NnExecutor *executor, const gint *interrupt)
{
  g_return_val_if_fail (executor != NULL, NULL);

  for (int i = MAX (executor->next, 1); i < executor->plan->n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (executor->graph, i);

      if (executor->values[i] == NULL || executor->fused[i])
        continue;
      node->op->forward (node, &executor->contexts[i]);
      if (interrupt != NULL && g_atomic_int_get (interrupt) != 0 && i + 1 < executor->plan->n_nodes)
        {
          executor->next = i + 1;
          return NULL;
        }
    }
  executor->next = 0;
  return executor->values[executor->plan->output];
}

const float *
nn_executor_value (NnExecutor *executor, NnValue value)
{
  const NnMemoryPlan *plan;

  g_return_val_if_fail (executor != NULL, NULL);
  plan = executor->plan;
  g_return_val_if_fail (value >= 0 && value < plan->n_nodes, NULL);
  if (plan->flags == NN_FORWARD_ONLY && value != 0 && value != plan->output)
    return NULL;
  return executor->values[value];
}

static gsize
value_bytes (const NnExecutor *executor, NnValue value)
{
  return executor->plan->batch * nn_shape_size (nn_graph_shape (executor->graph, value)) *
         sizeof (float);
}

static void
clear_parameter_gradients (NnExecutor *executor)
{
  for (int i = 0; i < executor->plan->n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (executor->graph, i);

      for (int j = 0; j < node->n_parameters; j++)
        {
          float *gradient = executor->contexts[i].parameter_gradients[j];

          if (gradient != NULL)
            memset (gradient, 0, nn_shape_size (&node->parameters[j]->shape) * sizeof (float));
        }
    }
}

/* Operators add to the gradients of their inputs: the first one to do so finds zeros. */
static void
reach (NnExecutor *executor, NnValue value)
{
  if (executor->gradients[value] == NULL || executor->reached[value])
    return;
  memset (executor->gradients[value], 0, value_bytes (executor, value));
  executor->reached[value] = TRUE;
}

void
nn_executor_backward (NnExecutor *executor, NnValue value, const float *gradient)
{
  g_return_if_fail (executor != NULL && gradient != NULL);
  g_return_if_fail (executor->plan->flags != NN_FORWARD_ONLY);
  g_return_if_fail (value >= 0 && value < executor->plan->n_nodes);

  memset (executor->reached, 0, executor->plan->n_nodes * sizeof (gboolean));
  clear_parameter_gradients (executor);
  if (executor->gradients[value] != NULL)
    {
      memcpy (executor->gradients[value], gradient, value_bytes (executor, value));
      executor->reached[value] = TRUE;
    }
  for (int i = value; i > 0; i--)
    {
      const NnNode *node = nn_graph_node (executor->graph, i);

      if (!executor->reached[i])
        continue;
      for (int j = 0; j < node->n_inputs; j++)
        reach (executor, node->inputs[j]);
      node->op->backward (node, &executor->contexts[i]);
    }
  reach (executor, 0);
}

const float *
nn_executor_input_gradient (NnExecutor *executor)
{
  g_return_val_if_fail (executor != NULL, NULL);
  g_return_val_if_fail (executor->plan->flags & NN_INPUT_GRADIENT, NULL);
  return executor->gradients[0];
}

const float *
nn_executor_parameter_gradient (NnExecutor *executor, NnValue node, int index)
{
  g_return_val_if_fail (executor != NULL, NULL);
  g_return_val_if_fail (executor->plan->flags & NN_PARAMETER_GRADIENTS, NULL);
  g_return_val_if_fail (node >= 0 && node < executor->plan->n_nodes, NULL);
  g_return_val_if_fail (index >= 0 && index < nn_graph_node (executor->graph, node)->n_parameters,
                        NULL);
  return executor->parameter_gradients[executor->first_parameter[node] + index];
}
