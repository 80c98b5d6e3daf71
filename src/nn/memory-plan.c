// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/memory-plan.h"

#include "nn/arena.h"
#include "nn/op.h"

static gsize
value_size (const NnMemoryPlan *plan, const NnGraph *graph, NnValue value)
{
  return plan->batch * nn_shape_size (nn_graph_shape (graph, value));
}

static gsize *
new_places (gsize n)
{
  gsize *places = g_new (gsize, n);

  for (gsize i = 0; i < n; i++)
    places[i] = NN_NO_PLACE;
  return places;
}

static void
mark_inputs (const NnGraph *graph, NnValue value, gboolean *marks)
{
  const NnNode *node = nn_graph_node (graph, value);

  for (int i = 0; i < node->n_inputs; i++)
    marks[node->inputs[i]] = TRUE;
}

/* Values that the output depends on, itself included; the input counts as one. */
static gboolean *
find_needed (const NnGraph *graph, NnValue output)
{
  gboolean *needed = g_new0 (gboolean, nn_graph_n_nodes (graph));

  needed[output] = TRUE;
  for (int i = output; i > 0; i--)
    if (needed[i])
      mark_inputs (graph, i, needed);
  needed[0] = TRUE;
  return needed;
}

/* The last needed node that reads each value, or the value itself when none does. */
static int *
find_last_uses (const NnGraph *graph, const gboolean *needed)
{
  int n_nodes = nn_graph_n_nodes (graph);
  int *last_uses = g_new (int, n_nodes);

  for (int i = 0; i < n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      last_uses[i] = i;
      if (needed == NULL || needed[i])
        for (int j = 0; j < node->n_inputs; j++)
          last_uses[node->inputs[j]] = i;
    }
  return last_uses;
}

/* Values that share memory by liveness. The caller's input and the output are never given on. */
static void
place_values_sharing (NnMemoryPlan *plan, const NnGraph *graph, NnArena *arena)
{
  g_autofree gboolean *needed = find_needed (graph, plan->output);
  g_autofree int *last_uses = find_last_uses (graph, needed);

  for (int i = 0; i <= plan->output; i++)
    {
      const NnNode *node = nn_graph_node (graph, i);
      NnValue first = node->n_inputs > 0 ? node->inputs[0] : NN_NO_VALUE;
      gboolean in_place = node->op->in_place && first > 0 && last_uses[first] == i;

      if (!needed[i])
        continue;
      plan->values[i] =
          in_place ? plan->values[first] : nn_arena_take (arena, value_size (plan, graph, i));
      for (int j = 0; j < node->n_inputs; j++)
        {
          NnValue input = node->inputs[j];

          if (input == 0 || in_place || last_uses[input] != i)
            continue;
          nn_arena_give_back (arena, plan->values[input], value_size (plan, graph, input));
          last_uses[input] = G_MAXINT; /* once, though the node may read it twice */
        }
    }
}

static void
place_values_apart (NnMemoryPlan *plan, const NnGraph *graph, NnArena *arena)
{
  for (int i = 0; i < plan->n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      plan->values[i] = nn_arena_take (arena, value_size (plan, graph, i));
      if (node->op->kept_size != NULL)
        plan->kept[i] = nn_arena_take (arena, node->op->kept_size (graph, node, plan->batch));
    }
}

/* Values whose gradient leads to something that the caller asked for. */
static gboolean *
find_wanted (const NnMemoryPlan *plan, const NnGraph *graph)
{
  gboolean *wanted = g_new0 (gboolean, plan->n_nodes);

  wanted[0] = (plan->flags & NN_INPUT_GRADIENT) != 0;
  for (int i = 1; i < plan->n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      wanted[i] = (plan->flags & NN_PARAMETER_GRADIENTS) && node->n_parameters > 0;
      for (int j = 0; j < node->n_inputs; j++)
        wanted[i] |= wanted[node->inputs[j]];
    }
  return wanted;
}

/* The backward pass begins at any value and goes down: a gradient lives from the last node that
 * reads the value to the node that makes it. */
static void
place_gradients (NnMemoryPlan *plan, const NnGraph *graph, NnArena *arena)
{
  g_autofree gboolean *wanted = find_wanted (plan, graph);

  for (int i = plan->n_nodes - 1; i >= 0; i--)
    {
      const NnNode *node = nn_graph_node (graph, i);

      if (wanted[i] && plan->gradients[i] == NN_NO_PLACE)
        plan->gradients[i] = nn_arena_take (arena, value_size (plan, graph, i));
      for (int j = 0; j < node->n_inputs; j++)
        {
          NnValue input = node->inputs[j];

          if (wanted[input] && plan->gradients[input] == NN_NO_PLACE)
            plan->gradients[input] = nn_arena_take (arena, value_size (plan, graph, input));
        }
      if (wanted[i] && i > 0)
        nn_arena_give_back (arena, plan->gradients[i], value_size (plan, graph, i));
    }
}

static void
place_parameter_gradients (NnMemoryPlan *plan, const NnGraph *graph, NnArena *arena)
{
  int index = 0;

  for (int i = 0; i < plan->n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      for (int j = 0; j < node->n_parameters; j++)
        plan->parameter_gradients[index++] =
            nn_arena_take (arena, nn_shape_size (&node->parameters[j]->shape));
    }
}

static gsize
max_scratch (const NnMemoryPlan *plan, const NnGraph *graph)
{
  gsize size = 0;

  for (int i = 0; i < plan->n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      if (node->op->scratch_size != NULL && plan->values[i] != NN_NO_PLACE)
        size = MAX (size, node->op->scratch_size (graph, node, plan->batch));
    }
  return size;
}

/* Scratch and gradients are in a block of their own behind the values, moved there once its start
 * is known. */
static void
move (gsize *places, int n, gsize by)
{
  for (int i = 0; i < n; i++)
    if (places[i] != NN_NO_PLACE)
      places[i] += by;
}

NnMemoryPlan *
nn_memory_plan_new (const NnGraph *graph, int batch, NnExecutorFlags flags)
{
  g_autoptr (NnArena) arena = nn_arena_new ();
  g_autoptr (NnArena) gradients = nn_arena_new ();
  NnMemoryPlan *plan = g_new0 (NnMemoryPlan, 1);

  plan->batch = batch;
  plan->flags = flags;
  plan->output = nn_graph_output (graph);
  plan->n_nodes = nn_graph_n_nodes (graph);
  for (int i = 0; i < plan->n_nodes; i++)
    {
      plan->n_inputs += nn_graph_node (graph, i)->n_inputs;
      plan->n_parameters += nn_graph_node (graph, i)->n_parameters;
    }
  plan->values = new_places (plan->n_nodes);
  plan->gradients = new_places (plan->n_nodes);
  plan->kept = new_places (plan->n_nodes);
  plan->parameter_gradients = new_places (plan->n_parameters);

  if (flags == NN_FORWARD_ONLY)
    place_values_sharing (plan, graph, arena);
  else
    place_values_apart (plan, graph, arena);
  if (flags & NN_PARAMETER_GRADIENTS)
    place_parameter_gradients (plan, graph, arena);
  /* Values that give their memory on do so at some node, but scratch is in use at every one. */
  plan->scratch = nn_arena_take (gradients, max_scratch (plan, graph));
  if (flags != NN_FORWARD_ONLY)
    place_gradients (plan, graph, gradients);
  move (plan->gradients, plan->n_nodes, nn_arena_size (arena));
  move (&plan->scratch, 1, nn_arena_size (arena));
  plan->size = nn_arena_size (arena) + nn_arena_size (gradients);
  return plan;
}

void
nn_memory_plan_free (NnMemoryPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->values);
  g_free (plan->gradients);
  g_free (plan->kept);
  g_free (plan->parameter_gradients);
  g_free (plan);
}
