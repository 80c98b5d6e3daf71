// SPDX-License-Identifier: GPL-3.0-or-later
#include "operator-case.h"

#include <math.h>
#include <string.h>

/* What gradient buffers hold before a backward pass. */
#define BEFORE 0.25f

static float *
filled (gsize n, float value)
{
  float *numbers = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    numbers[i] = value;
  return numbers;
}

OperatorCase *
operator_case_new (const NnGraph *graph, int batch, BaseRandom *random)
{
  OperatorCase *self = g_new0 (OperatorCase, 1);
  const NnNode *node;
  NnOpContext *context = &self->context;

  self->naive = naive_new (graph, batch);
  self->value = nn_graph_n_nodes (graph) - 1;
  self->node = node = nn_graph_node (graph, self->value);
  self->inputs = g_new0 (float *, node->n_inputs);
  self->input_gradients = g_new0 (float *, node->n_inputs);
  self->parameter_gradients = g_new0 (float *, node->n_parameters);
  for (int i = 0; i < node->n_inputs; i++)
    {
      gsize size = naive_size (self->naive, node->inputs[i]);

      self->inputs[i] = g_new (float, size);
      random_fill (random, size, self->inputs[i]);
      for (gsize j = 0; j < size; j++)
        self->naive->values[node->inputs[i]][j] = self->inputs[i][j];
      self->input_gradients[i] = filled (size, BEFORE);
    }
  for (int i = 0; i < node->n_parameters; i++)
    self->parameter_gradients[i] = filled (nn_shape_size (&node->parameters[i]->shape), BEFORE);
  self->output_gradient = g_new (float, naive_size (self->naive, self->value));
  random_fill (random, naive_size (self->naive, self->value), self->output_gradient);

  context->batch = batch;
  context->graph = graph;
  context->inputs = (const float *const *) self->inputs;
  context->output = filled (naive_size (self->naive, self->value), NAN);
  context->output_gradient = self->output_gradient;
  context->input_gradients = self->input_gradients;
  context->parameter_gradients = self->parameter_gradients;
  if (node->op->kept_size != NULL)
    context->kept = filled (node->op->kept_size (graph, node, batch), NAN);
  if (node->op->scratch_size != NULL)
    context->scratch = filled (node->op->scratch_size (graph, node, batch), NAN);
  return self;
}

void
operator_case_free (OperatorCase *self)
{
  for (int i = 0; i < self->node->n_inputs; i++)
    {
      g_free (self->inputs[i]);
      g_free (self->input_gradients[i]);
    }
  for (int i = 0; i < self->node->n_parameters; i++)
    g_free (self->parameter_gradients[i]);
  g_free (self->inputs);
  g_free (self->input_gradients);
  g_free (self->parameter_gradients);
  g_free (self->output_gradient);
  g_free (self->context.output);
  g_free (self->context.kept);
  g_free (self->context.scratch);
  naive_free (self->naive);
  g_free (self);
}

/* All parts of it, the last one first: none needs another. */
static void
run_forward (OperatorCase *self, NnOpContext *context)
{
  const NnOp *op = self->node->op;

  for (int n = op->n_units != NULL ? op->n_units (context->graph, self->node, context->batch) : 1;
       n > 0; n--)
    {
      context->unit = n - 1;
      op->forward (self->node, context);
    }
}

/* Forward as an executor without gradients has it, with nothing to keep, and for operators that can
 * work in place with the output on top of the first input: the same bits. */
static void
check_forward_only (OperatorCase *self)
{
  gsize size = naive_size (self->naive, self->value);
  gsize input_size = naive_size (self->naive, self->node->inputs[0]);
  g_autofree float *memory = g_new (float, MAX (size, input_size));
  g_autofree const float **inputs =
      g_memdup2 (self->context.inputs, self->node->n_inputs * sizeof (float *));
  NnOpContext context = self->context;

  context.output = memory;
  context.kept = NULL;
  context.inputs = inputs;
  if (self->node->op->in_place)
    {
      memcpy (memory, inputs[0], input_size * sizeof (float));
      for (int i = 0; i < self->node->n_inputs; i++)
        if (self->node->inputs[i] == self->node->inputs[0])
          inputs[i] = memory;
    }
  run_forward (self, &context);
  g_assert_cmpmem (memory, size * sizeof (float), self->context.output, size * sizeof (float));
}

void
operator_case_check_forward (OperatorCase *self, double tolerance)
{
  run_forward (self, &self->context);
  naive_evaluate (self->naive, self->value);
  for (gsize i = 0; i < naive_size (self->naive, self->value); i++)
    assert_near (self->context.output[i], self->naive->values[self->value][i], tolerance);
  check_forward_only (self);
}

/* A gradient buffer against the slopes of the numbers that it belongs to. */
static void
check_slopes (OperatorCase *self,
              const float *gradient,
              double *numbers,
              gsize n,
              BaseRandom *random,
              int samples,
              double tolerance)
{
  for (int i = 0; i < samples && i < (int) n; i++)
    {
      gsize j = n <= (gsize) samples ? (gsize) i : base_random_below (random, (guint32) n);

      assert_near (gradient[j] - BEFORE,
                   naive_slope (self->naive, &numbers[j], self->value, TRUE, self->output_gradient),
                   tolerance);
    }
}

/* With everything unwanted, backward has nothing to write to. */
static void
check_nothing_wanted (OperatorCase *self)
{
  NnOpContext context = self->context;
  g_autofree float **none = g_new0 (float *, self->node->n_inputs + self->node->n_parameters);

  context.input_gradients = none;
  context.parameter_gradients = none;
  self->node->op->backward (self->node, &context);
}

void
operator_case_check_backward (OperatorCase *self, BaseRandom *random, int samples, double tolerance)
{
  const NnNode *node = self->node;

  check_nothing_wanted (self);
  node->op->backward (node, &self->context);
  for (int i = 0; i < node->n_inputs; i++)
    check_slopes (self, self->input_gradients[i], self->naive->values[node->inputs[i]],
                  naive_size (self->naive, node->inputs[i]), random, samples, tolerance);
  for (int i = 0; i < node->n_parameters; i++)
    check_slopes (self, self->parameter_gradients[i], self->naive->parameters[self->value][i],
                  nn_shape_size (&node->parameters[i]->shape), random, samples, tolerance);
}
