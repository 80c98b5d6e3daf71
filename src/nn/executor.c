// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/executor-private.h"

#include "base/error.h"
#include "base/memory.h"
#include "config.h"
#include "nn/few-rows.h"
#include "nn/gemm.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64

/* --- Memory --- */

static float *
allocate_floats (gsize n)
{
  float *memory = n <= NN_EXECUTOR_MAX_FLOATS
                      ? aligned_alloc (ALIGNMENT, (n * sizeof (float) / ALIGNMENT + 1) * ALIGNMENT)
                      : NULL;

  if (memory != NULL)
    memset (base_memory_prepare (memory, n * sizeof (float)), 0, n * sizeof (float));
  return memory;
}

static void
set_error (gsize n_floats, int batch, GError **error)
{
  g_autofree char *text = g_format_size (n_floats * sizeof (float));

  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("The network needs %s of memory for %d images at once; use fewer at once."), text,
               batch);
}

/* How many threads may multiply with OpenBLAS at once: as many as there are executors that need it,
 * but no more than processors. */
static gint n_multiplying = 0;

static gboolean
multiplies (const NnProgram *program, const NnGraph *graph)
{
  for (guint i = 0; i < program->steps->len; i++)
    {
      const NnStep *step = nn_program_step (program, (int) i);
      const NnOp *op = nn_graph_node (graph, step->node)->op;
      gboolean few = op == &nn_op_linear && program->batch <= NN_FEW_ROWS &&
                     !(program->flags & NN_PARAMETER_GRADIENTS);

      if ((step->kind == NN_STEP_OPERATOR && op->multiplies && !few) ||
          (step->kind == NN_STEP_LINEAR && nn_step_learns_in_lanes (program, step)))
        return TRUE;
    }
  return FALSE;
}

static NnExecutor *
executor_new (const NnGraph *graph, int batch, NnExecutorFlags flags, gboolean fuse, GError **error)
{
  g_autoptr (NnExecutor) executor = g_new0 (NnExecutor, 1);
  NnProgram *program = nn_program_new (graph, batch, flags, fuse);

  if (program == NULL)
    {
      set_error (nn_graph_n_parameters (graph), batch, error);
      return NULL;
    }
  executor->graph = graph;
  executor->program = program;
  executor->memory = allocate_floats (program->size);
  if (executor->memory == NULL)
    {
      set_error (program->size, batch, error);
      return NULL;
    }
  if (program->size <= NN_EXECUTOR_MAX_FLOATS && multiplies (program, graph))
    {
      guint n_threads =
          MIN ((guint) g_atomic_int_add (&n_multiplying, 1) + 1, g_get_num_processors ());

      executor->multiplies = TRUE;
      if (!nn_gemm_prepare (n_threads, error))
        return NULL;
    }
  executor->n_workers = 1;
  executor->workspaces = g_new0 (NnConvWorkspace, 1);
  executor->workspaces[0].memory = executor->memory + program->size - program->scratch;
  executor->reached = g_new0 (gboolean, program->buffers->len);
  executor->unclamped = g_new0 (gboolean, program->buffers->len);
  executor->plain = g_new0 (float *, program->n_nodes);
  return g_steal_pointer (&executor);
}

NnExecutor *
nn_executor_new (const NnGraph *graph, int batch, NnExecutorFlags flags, GError **error)
{
  g_return_val_if_fail (graph != NULL, NULL);
  g_return_val_if_fail (batch >= 1 && batch <= 4096, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return executor_new (graph, batch, flags, TRUE, error);
}

void
nn_executor_free (NnExecutor *executor)
{
  if (executor == NULL)
    return;
  for (int i = 0; i < (executor->plain != NULL ? executor->program->n_nodes : 0); i++)
    free (executor->plain[i]);
  g_free (executor->plain);
  if (executor->multiplies)
    g_atomic_int_add (&n_multiplying, -1);
  nn_executor_free (executor->whole);
  nn_program_free (executor->program);
  free (executor->memory);
  free (executor->more_scratch);
  base_team_free (executor->team);
  g_free (executor->workspaces);
  g_free (executor->reached);
  g_free (executor->unclamped);
  g_free (executor);
}

gboolean
nn_executor_set_pool (NnExecutor *executor, BasePool *pool, GError **error)
{
  int n_workers;
  gsize scratch;

  g_return_val_if_fail (executor != NULL, FALSE);

  n_workers = pool != NULL ? (int) base_pool_n_threads (pool) : 1;
  if (executor->pool == (n_workers > 1 ? pool : NULL))
    return TRUE;
  scratch = executor->program->scratch;
  g_clear_pointer (&executor->more_scratch, free);
  g_clear_pointer (&executor->team, base_team_free);
  executor->pool = NULL;
  executor->n_workers = 1;
  if (n_workers > 1)
    {
      executor->more_scratch = allocate_floats (scratch * (n_workers - 1));
      if (executor->more_scratch == NULL)
        {
          set_error (executor->program->size + scratch * (n_workers - 1), executor->program->batch,
                     error);
          return FALSE;
        }
      executor->pool = pool;
      executor->team = base_team_new (pool);
      executor->n_workers = n_workers;
      executor->workspaces = g_renew (NnConvWorkspace, executor->workspaces, n_workers);
      for (int i = 1; i < n_workers; i++)
        executor->workspaces[i].memory = executor->more_scratch + scratch * (i - 1);
    }
  if (executor->whole != NULL)
    return nn_executor_set_pool (executor->whole, pool, error);
  return TRUE;
}

static NnView
view_at (const NnExecutor *executor, int slot, gsize place)
{
  const NnSlot *at = nn_program_slot (executor->program, slot);
  NnView view = at->view;

  view.data = place == NN_NO_PLACE ? NULL : executor->memory + place + at->offset;
  return view;
}

NnView
nn_executor_slot (const NnExecutor *executor, int slot)
{
  int buffer = nn_program_slot (executor->program, slot)->buffer;

  return view_at (executor, slot, nn_program_buffer (executor->program, buffer)->place);
}

NnView
nn_executor_slot_gradient (const NnExecutor *executor, int slot)
{
  int buffer = nn_program_slot (executor->program, slot)->buffer;

  if (!nn_program_slot (executor->program, slot)->wanted)
    return view_at (executor, slot, NN_NO_PLACE);
  return view_at (executor, slot, nn_program_buffer (executor->program, buffer)->gradient);
}

int
nn_executor_batch (const NnExecutor *executor)
{
  g_return_val_if_fail (executor != NULL, 0);
  return executor->program->batch;
}

float *
nn_executor_input (NnExecutor *executor)
{
  g_return_val_if_fail (executor != NULL, NULL);
  return nn_executor_slot (executor, executor->program->primary[0]).data;
}

/* --- Threads --- */

typedef struct
{
  const NnExecutor *executor;
  const NnStep *step;
  NnUnitFunc func;
  gpointer data;
} Job;

static void
run_units (gpointer data, guint first, guint end, guint worker)
{
  const Job *job = data;

  for (guint unit = first; unit < end; unit++)
    job->func (job->executor, job->step, job->data, (int) unit, &job->executor->workspaces[worker]);
}

void
nn_executor_run (const NnExecutor *executor,
                 const NnStep *step,
                 int n_units,
                 NnUnitFunc func,
                 gpointer data)
{
  Job job = { executor, step, func, data };

  for (int i = 0; i < executor->n_workers; i++)
    executor->workspaces[i].chunk = -1;
  if (n_units > 1 && executor->team != NULL)
    base_team_share (executor->team, (guint) n_units, run_units, &job);
  else
    run_units (&job, 0, (guint) n_units, 0);
}

/* A pass forward or backward, or a piece of one. */
typedef struct
{
  NnExecutor *executor;
  const gint *interrupt;
  gboolean complete;
} Pass;

static void
run_pass (Pass *pass, void (*func) (gpointer pass))
{
  if (pass->executor->team != NULL)
    base_team_run (pass->executor->team, func, pass);
  else
    func (pass);
}

static gboolean
is_interrupted (const gint *interrupt)
{
  return interrupt != NULL && g_atomic_int_get (interrupt) != 0;
}

/* --- Forward --- */

static void
forward_unit (const NnExecutor *executor,
              const NnStep *step,
              gpointer data,
              int unit,
              NnConvWorkspace *workspace)
{
  nn_step_forward (executor, step, unit, workspace);
}

const float *
nn_executor_forward (NnExecutor *executor)
{
  g_return_val_if_fail (executor != NULL, NULL);

  executor->next = 0;
  return nn_executor_forward_until (executor, NULL);
}

void
nn_executor_abandon (NnExecutor *executor)
{
  g_return_if_fail (executor != NULL);

  executor->next = 0;
}

static void
go_forward (gpointer data)
{
  Pass *pass = data;
  NnExecutor *executor = pass->executor;
  int n_steps = (int) executor->program->steps->len;

  for (int i = executor->next; i < n_steps; i++)
    {
      const NnStep *step = nn_program_step (executor->program, i);

      if (step->kind == NN_STEP_LANED_CONV && nn_step_learns_in_lanes (executor->program, step))
        nn_step_lay_out (executor, step);
      nn_executor_run (executor, step, nn_step_n_units (executor, step), forward_unit, NULL);
      if (is_interrupted (pass->interrupt) && i + 1 < n_steps)
        {
          executor->next = i + 1;
          return;
        }
    }
  executor->next = 0;
  pass->complete = TRUE;
}

const float *
nn_executor_forward_until (NnExecutor *executor, const gint *interrupt)
{
  Pass pass = { executor, interrupt, FALSE };

  g_return_val_if_fail (executor != NULL, NULL);

  executor->whole_is_current = FALSE;
  executor->backward_from_whole = FALSE;
  executor->going_back = FALSE;
  if (executor->whole != NULL)
    executor->whole->next = 0;
  run_pass (&pass, go_forward);
  return pass.complete ? nn_executor_slot (executor, executor->program->output_slot).data : NULL;
}

/* The value itself where it is one that a flatten or reshape only renames. */
static NnValue
named (const NnExecutor *executor, NnValue value)
{
  while (executor->program->alias[value])
    value = nn_graph_node (executor->graph, value)->inputs[0];
  return value;
}

/* An executor that swallows nothing, after a forward pass on the same input; NULL when that was
 * interrupted. */
static NnExecutor *
whole (NnExecutor *executor, const gint *interrupt)
{
  NnExecutor *other = executor->whole;

  if (other == NULL)
    {
      other = executor->whole = executor_new (executor->graph, executor->program->batch,
                                              executor->program->flags, FALSE, NULL);
      if (other == NULL || !nn_executor_set_pool (other, executor->pool, NULL))
        g_error ("no memory for the layers between"); /* as g_malloc has it */
    }
  if (!executor->whole_is_current)
    {
      if (other->next == 0)
        memcpy (nn_executor_input (other), nn_executor_input (executor),
                executor->program->batch * nn_shape_size (nn_graph_shape (executor->graph, 0)) *
                    sizeof (float));
      executor->whole_is_current = nn_executor_forward_until (other, interrupt) != NULL;
    }
  return executor->whole_is_current ? other : NULL;
}

const float *
nn_executor_value (NnExecutor *executor, NnValue value)
{
  const NnProgram *program;
  NnView from, to;
  int slot;

  g_return_val_if_fail (executor != NULL, NULL);
  program = executor->program;
  g_return_val_if_fail (value >= 0 && value < program->n_nodes, NULL);
  if (value == program->output)
    return nn_executor_slot (executor, program->output_slot).data;
  if (program->flags == NN_FORWARD_ONLY && value != 0)
    return NULL;
  value = named (executor, value);
  slot = program->primary[value];
  if (slot == NN_NO_SLOT)
    return nn_executor_value (whole (executor, NULL), value);
  from = nn_executor_slot (executor, slot);
  if (from.layout == NN_PLAIN)
    return from.data;

  to = nn_view_of_shape (nn_graph_shape (executor->graph, value), NN_PLAIN);
  if (executor->plain[value] == NULL)
    executor->plain[value] = allocate_floats (program->batch * to.step);
  if (executor->plain[value] == NULL)
    g_error ("no memory for a value of the network"); /* as g_malloc has it */
  to.data = executor->plain[value];
  for (int part = 0; part < nn_view_n_parts (&from, program->batch); part++)
    nn_convert (&from, &to, program->batch, part, FALSE, executor->workspaces[0].memory);
  return to.data;
}

/* --- Backward --- */

gboolean
nn_executor_begin_gradient (NnExecutor *executor, int slot)
{
  const NnSlot *at = nn_program_slot (executor->program, slot);
  const NnBuffer *buffer = nn_program_buffer (executor->program, at->buffer);

  if (executor->reached[at->buffer])
    return TRUE;
  executor->reached[at->buffer] = TRUE;
  if (!at->part || nn_view_size (&at->view) * (gsize) executor->program->batch == buffer->size)
    return FALSE;
  memset (executor->memory + buffer->gradient, 0, buffer->size * sizeof (float));
  return TRUE;
}

static void
clear_parameter_gradients (NnExecutor *executor, const NnStep *step)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);

  for (int j = 0; j < node->n_parameters; j++)
    memset ((float *) nn_executor_parameter_gradient (executor, step->node, j), 0,
            nn_shape_size (&node->parameters[j]->shape) * sizeof (float));
}

/* Those that a step adds to, and those of steps above the first one, which do not come. */
static void
begin_parameter_gradients (NnExecutor *executor, int first)
{
  for (int i = 0; i < (int) executor->program->steps->len; i++)
    {
      const NnStep *step = nn_program_step (executor->program, i);

      if (step->kind != NN_STEP_CONVERT &&
          (i > first || !nn_step_learns_in_lanes (executor->program, step)))
        clear_parameter_gradients (executor, step);
    }
}

/* The caller's gradient, into the slot's layout. */
static void
seed (NnExecutor *executor, int slot, NnValue value, const float *gradient)
{
  NnView to = nn_executor_slot_gradient (executor, slot);
  NnView from = nn_view_of_shape (nn_graph_shape (executor->graph, value), NN_PLAIN);
  int batch = executor->program->batch;

  if (to.data == NULL)
    return;
  nn_executor_begin_gradient (executor, slot);
  from.data = (float *) gradient;
  if (to.layout == NN_PLAIN)
    memcpy (to.data, gradient, batch * from.step * sizeof (float));
  else
    for (int part = 0; part < nn_view_n_parts (&to, batch); part++)
      nn_convert (&from, &to, batch, part, FALSE, executor->workspaces[0].memory);
}

static void
begin_backward (NnExecutor *executor, int slot, NnValue value, const float *gradient)
{
  const NnProgram *program = executor->program;

  memset (executor->reached, 0, program->buffers->len * sizeof (gboolean));
  memset (executor->unclamped, 0, program->buffers->len * sizeof (gboolean));
  seed (executor, slot, value, gradient);
  executor->next_back = nn_program_slot (program, slot)->producer;
  if (program->flags & NN_PARAMETER_GRADIENTS)
    begin_parameter_gradients (executor, executor->next_back);
  executor->going_back = TRUE;
}

/* What no step has written is zero. */
static void
end_backward (NnExecutor *executor)
{
  const NnProgram *program = executor->program;
  NnView input = nn_executor_slot_gradient (executor, program->primary[0]);

  executor->going_back = FALSE;
  if (input.data != NULL &&
      !executor->reached[nn_program_slot (program, program->primary[0])->buffer])
    memset (input.data, 0, program->batch * input.step * sizeof (float));
}

static void
go_back (gpointer data)
{
  Pass *pass = data;
  NnExecutor *executor = pass->executor;

  for (int i = executor->next_back; i >= 0; i--)
    {
      const NnStep *step = nn_program_step (executor->program, i);
      const NnSlot *output = nn_program_slot (executor->program, step->output);

      if (!output->wanted || !executor->reached[output->buffer])
        {
          if (nn_step_learns_in_lanes (executor->program, step))
            clear_parameter_gradients (executor, step);
          continue;
        }
      nn_step_backward (executor, step);
      if (is_interrupted (pass->interrupt) && i > 0)
        {
          executor->next_back = i - 1;
          return;
        }
    }
  end_backward (executor);
  pass->complete = TRUE;
}

void
nn_executor_backward (NnExecutor *executor, NnValue value, const float *gradient)
{
  g_return_if_fail (executor != NULL);

  executor->going_back = FALSE;
  if (executor->whole != NULL)
    executor->whole->going_back = FALSE;
  nn_executor_backward_until (executor, value, gradient, NULL);
}

gboolean
nn_executor_backward_until (NnExecutor *executor,
                            NnValue value,
                            const float *gradient,
                            const gint *interrupt)
{
  Pass pass = { executor, interrupt, FALSE };
  const NnProgram *program;
  int slot;

  g_return_val_if_fail (executor != NULL && gradient != NULL, TRUE);
  program = executor->program;
  g_return_val_if_fail (program->flags != NN_FORWARD_ONLY, TRUE);
  g_return_val_if_fail (value >= 0 && value < program->n_nodes, TRUE);

  value = named (executor, value);
  slot = program->primary[value];
  executor->backward_from_whole = slot == NN_NO_SLOT;
  if (slot == NN_NO_SLOT)
    {
      NnExecutor *other = whole (executor, interrupt);

      return other != NULL && nn_executor_backward_until (other, value, gradient, interrupt);
    }
  if (!executor->going_back)
    begin_backward (executor, slot, value, gradient);
  run_pass (&pass, go_back);
  return pass.complete;
}

const float *
nn_executor_input_gradient (NnExecutor *executor)
{
  g_return_val_if_fail (executor != NULL, NULL);
  g_return_val_if_fail (executor->program->flags & NN_INPUT_GRADIENT, NULL);
  if (executor->backward_from_whole)
    return nn_executor_input_gradient (executor->whole);
  return nn_executor_slot_gradient (executor, executor->program->primary[0]).data;
}

const float *
nn_executor_parameter_gradient (NnExecutor *executor, NnValue node, int index)
{
  int first = 0;

  g_return_val_if_fail (executor != NULL, NULL);
  g_return_val_if_fail (executor->program->flags & NN_PARAMETER_GRADIENTS, NULL);
  g_return_val_if_fail (node >= 0 && node < executor->program->n_nodes, NULL);
  g_return_val_if_fail (index >= 0 && index < nn_graph_node (executor->graph, node)->n_parameters,
                        NULL);
  if (executor->backward_from_whole)
    return nn_executor_parameter_gradient (executor->whole, node, index);
  for (NnValue i = 0; i < node; i++)
    first += nn_graph_node (executor->graph, i)->n_parameters;
  return executor->memory + executor->program->parameter_gradients[first + index];
}
