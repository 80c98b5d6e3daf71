// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/program.h"

#include "nn/arena.h"
#include "nn/op.h"
#include "nn/ops.h"

#include <string.h>

/* --- Weights --- */

/* Kinds of prepared parameters of a node. */
enum
{
  FORWARD,
  LANED_BACKWARD,
  LANED_WINOGRAD,
  LANED_WINOGRAD_BACKWARD,
  BACKWARD, /* + phase */
};

typedef struct
{
  const NnStep *step;
  const NnNode *node;
  const NnGraph *graph;
  const NnConv *conv;
  int phase; /* of the backward pass; -1 = forward */
} Job;

static gsize
blocked_size (int channels)
{
  return (gsize) nn_n_blocks (channels) * NN_LANES;
}

/* The convolution's own window, or the one over phases. */
static const NnWindow *
inner_window (const NnStep *step, const NnNode *node)
{
  return step->phases.in_c > 0 ? &step->phases.inner : &node->attributes.conv.window;
}

static void
pack (gconstpointer data, float *packed)
{
  const Job *job = data;
  const NnNode *node = job->node;
  const float *weights = node->parameters[0]->data;
  const NnWindow *window = inner_window (job->step, node);
  int out_c = node->output.dims[0], groups = node->attributes.conv.groups;
  int in_c = nn_graph_shape (job->graph, node->inputs[0])->dims[0];
  g_autofree float *inner = NULL;
  NnWeightsView view;

  if (job->step->phases.in_c > 0)
    {
      in_c = job->step->phases.in_c;
      inner = g_new (float, nn_phases_weights_size (&job->step->phases, out_c));
      nn_phases_weights (&job->step->phases, out_c, weights, inner);
      weights = inner;
    }
  view = job->phase < 0
             ? nn_conv_weights (weights, in_c, out_c, groups, window)
             : nn_conv_weights_backward (weights, in_c, out_c, groups, window, job->phase);
  nn_conv_pack (job->conv, &view, packed);
  if (job->phase < 0 && node->n_parameters == 2)
    {
      memset (packed + job->conv->packed_size, 0, blocked_size (out_c) * sizeof (float));
      memcpy (packed + job->conv->packed_size, node->parameters[1]->data,
              (gsize) out_c * sizeof (float));
    }
}

/* Scale, then shift, for each channel, filled up. */
static void
fill_scale_shift (gconstpointer data, float *numbers)
{
  const Job *job = data;
  const NnNode *node = job->node;
  int channels = node->output.dims[0];

  memset (numbers, 0, node->n_parameters * blocked_size (channels) * sizeof (float));
  for (int i = 0; i < node->n_parameters; i++, numbers += blocked_size (channels))
    for (int c = 0; c < channels; c++)
      numbers[c] =
          node->parameters[i]->data[nn_shape_size (&node->parameters[i]->shape) == 1 ? 0 : c];
}

static NnPrepared *
scale_shift (const NnGraph *graph, const NnStep *step, NnValue value)
{
  Job job = { step, nn_graph_node (graph, value), graph, NULL, -1 };

  return nn_prepared_get (graph, value, FORWARD,
                          job.node->n_parameters * blocked_size (job.node->output.dims[0]),
                          fill_scale_shift, &job);
}

static gboolean
prepare_before (const NnProgram *program, const NnGraph *graph, NnStep *step)
{
  nn_conv_use_before (step->conv, program->batch);
  if (nn_graph_node (graph, step->before.node)->op == &nn_op_mul)
    return TRUE;
  step->before.weights = scale_shift (graph, step, step->before.node);
  return step->before.weights != NULL;
}

static gboolean
prepare_conv (const NnProgram *program, const NnGraph *graph, NnStep *step)
{
  const NnNode *node = nn_graph_node (graph, step->node);
  const NnWindow *window = inner_window (step, node);
  const NnView *in = &nn_program_slot (program, step->inputs[0])->view;
  int groups = node->attributes.conv.groups;
  int out_c = node->output.dims[0], out_h = node->output.dims[1], out_w = node->output.dims[2];
  Job job = { step, node, graph, NULL, -1 };

  step->conv =
      nn_conv_new (program->batch, in->c, in->h, in->w, out_c, out_h, out_w, groups, window);
  if (in->layout == NN_PLAIN)
    nn_conv_use_plain (step->conv, program->batch);
  if (step->before.node != NN_NO_VALUE && !prepare_before (program, graph, step))
    return FALSE;
  step->scratch = step->conv->scratch;
  job.conv = step->conv;
  step->weights = nn_prepared_get (graph, step->node, FORWARD,
                                   step->conv->packed_size + blocked_size (out_c), pack, &job);
  if (step->weights == NULL)
    return FALSE;
  if (!nn_program_slot (program, step->inputs[0])->wanted)
    return TRUE;
  step->n_back = window->stride_h * window->stride_w;
  step->back = g_new0 (NnConv *, step->n_back);
  step->back_weights = g_new0 (NnPrepared *, step->n_back);
  nn_conv_new_backward (program->batch, in->c, in->h, in->w, out_c, out_h, out_w, groups, window,
                        step->back);
  for (job.phase = 0; job.phase < step->n_back; job.phase++)
    if (step->back[job.phase] != NULL)
      {
        job.conv = step->back[job.phase];
        step->scratch = MAX (step->scratch, job.conv->scratch);
        step->back_weights[job.phase] = nn_prepared_get (graph, step->node, BACKWARD + job.phase,
                                                         job.conv->packed_size, pack, &job);
        if (step->back_weights[job.phase] == NULL)
          return FALSE;
      }
  return TRUE;
}

static gboolean
prepare_pair (const NnProgram *program, const NnGraph *graph, NnStep *step)
{
  const NnNode *node = nn_graph_node (graph, step->second.node);
  const NnShape *in = nn_graph_shape (graph, node->inputs[0]), *out = &node->output;
  Job job = { step, node, graph, NULL, -1 };

  if (!prepare_conv (program, graph, step))
    return FALSE;
  step->second.conv = nn_conv_new (program->batch, in->dims[0], in->dims[1], in->dims[2],
                                   out->dims[0], out->dims[1], out->dims[2],
                                   node->attributes.conv.groups, &node->attributes.conv.window);
  g_assert (nn_conv_pair_is_possible (step->conv, step->second.conv));
  step->second.pair = nn_conv_pair_new (program->batch, step->conv, step->second.conv);
  step->scratch = step->second.pair->scratch;
  job.conv = step->second.conv;
  step->second.weights =
      nn_prepared_get (graph, step->second.node, FORWARD,
                       job.conv->packed_size + blocked_size (out->dims[0]), pack, &job);
  return step->second.weights != NULL;
}

static void
turn (gconstpointer data, float *turned)
{
  const Job *job = data;
  const NnShape *weights = &job->node->parameters[0]->shape;

  nn_laned_turn_weights (weights->dims[1], weights->dims[0], weights->dims[2], weights->dims[3],
                         job->node->parameters[0]->data, turned);
}

static void
transform (gconstpointer data, float *transformed)
{
  const Job *job = data;

  nn_laned_winograd_transform (job->step->winograd, job->node->parameters[0]->data, transformed);
}

static void
turn_transformed (gconstpointer data, float *turned)
{
  const Job *job = data;

  nn_laned_winograd_turn (job->step->winograd, job->step->winograd_weights->data, turned);
}

/* Of a batch that is laned at all, whatever its size: the same way for each. Weights that learn are
 * not prepared once: nn_step_lay_out. */
static gboolean
prepare_laned_conv (const NnProgram *program, const NnGraph *graph, NnStep *step)
{
  gboolean learns = nn_step_learns_in_lanes (program, step);
  const NnNode *node = nn_graph_node (graph, step->node);
  NnWindow window = node->attributes.conv.window;
  const NnShape *in = nn_graph_shape (graph, node->inputs[0]), *out = &node->output;
  Job job = { step, node, graph, NULL, -1 };

  step->winograd = nn_laned_winograd_new (program->batch, in->dims[0], in->dims[1], in->dims[2],
                                          out->dims[0], out->dims[1], out->dims[2], &window);
  if (step->winograd != NULL)
    {
      step->scratch = step->winograd->scratch;
      if (!learns)
        step->winograd_weights = nn_prepared_get (graph, step->node, LANED_WINOGRAD,
                                                  step->winograd->weights_size, transform, &job);
      if (!learns && step->winograd_weights == NULL)
        return FALSE;
    }
  if (step->winograd == NULL || learns)
    step->laned = nn_laned_conv_new (program->batch, in->dims[0], in->dims[1], in->dims[2],
                                     out->dims[0], out->dims[1], out->dims[2], &window);
  if (!nn_program_slot (program, step->inputs[0])->wanted)
    return TRUE;
  if (step->winograd != NULL)
    {
      step->scratch = MAX (step->scratch, step->winograd->backward_scratch);
      if (learns)
        return TRUE;
      step->weights = nn_prepared_get (graph, step->node, LANED_WINOGRAD_BACKWARD,
                                       step->winograd->weights_size, turn_transformed, &job);
      return step->weights != NULL;
    }
  window.pad_top = window.kernel_h - 1 - window.pad_top;
  window.pad_left = window.kernel_w - 1 - window.pad_left;
  step->laned_back = nn_laned_conv_new (program->batch, out->dims[0], out->dims[1], out->dims[2],
                                        in->dims[0], in->dims[1], in->dims[2], &window);
  if (learns)
    return TRUE;
  step->weights = nn_prepared_get (graph, step->node, LANED_BACKWARD,
                                   nn_shape_size (&node->parameters[0]->shape), turn, &job);
  return step->weights != NULL;
}

static gboolean
uses (const NnProgram *program, int slot, int buffer)
{
  return slot != NN_NO_SLOT && nn_program_slot (program, slot)->buffer == buffer;
}

static gboolean
reads (const NnProgram *program, const NnStep *step, int buffer)
{
  gboolean found = uses (program, step->residual, buffer);

  for (int i = 0; i < step->n_inputs && !found; i++)
    found = uses (program, step->inputs[i], buffer);
  return found;
}

/* The clamp with which all steps that make the pool's input end, where the pool alone reads it. */
static NnFinish
find_clamp (const NnProgram *program, const NnStep *pool)
{
  const NnFinish none = { NN_FINISH_NONE, 0, 0 };
  int buffer = nn_program_slot (program, pool->inputs[0])->buffer;
  NnFinish clamp = none;

  for (guint i = 0; i < program->steps->len; i++)
    {
      const NnStep *step = nn_program_step (program, (int) i);
      const NnFinish *finish = &step->finish;

      if (step != pool && reads (program, step, buffer))
        return none;
      if (!uses (program, step->output, buffer))
        continue;
      if ((step->kind != NN_STEP_CONV && step->kind != NN_STEP_LANED_CONV) ||
          finish->kind != NN_FINISH_CLAMP ||
          (clamp.kind != NN_FINISH_NONE &&
           (finish->low != clamp.low || finish->high != clamp.high)))
        return none;
      clamp = *finish;
    }
  return clamp;
}

gboolean
nn_program_prepare_step (const NnProgram *program, const NnGraph *graph, NnStep *step)
{
  const NnNode *node = nn_graph_node (graph, step->node);
  const NnSlot *output = nn_program_slot (program, step->output);

  switch (step->kind)
    {
    case NN_STEP_CONV:
      return prepare_conv (program, graph, step);
    case NN_STEP_CONV_PAIR:
      return prepare_pair (program, graph, step);
    case NN_STEP_LANED_CONV:
      return prepare_laned_conv (program, graph, step);
    case NN_STEP_SCALE_SHIFT:
      step->weights = scale_shift (graph, step, step->node);
      return step->weights != NULL;
    case NN_STEP_AVERAGE_POOL:
      step->divisor =
          node->attributes.pool.divisor == NN_DIVIDE_BY_COVERED
              ? 0
              : node->attributes.pool.window.kernel_h * node->attributes.pool.window.kernel_w;
      return TRUE;
    case NN_STEP_MAX_POOL:
      step->clamp = find_clamp (program, step);
      return TRUE;
    case NN_STEP_LRN:
      step->scratch = 2 * (blocked_size (output->view.c) + 4 * NN_LANES);
      return TRUE;
    case NN_STEP_CONVERT:
      step->scratch =
          nn_convert_scratch (&nn_program_slot (program, step->inputs[0])->view, &output->view);
      return TRUE;
    case NN_STEP_ELEMENTWISE:
      step->shadow = *node;
      step->shadow.output = NN_SHAPE_1 ((int) nn_view_size (&output->view));
      return TRUE;
    case NN_STEP_OPERATOR:
      if (node->op->scratch_size != NULL)
        step->scratch = node->op->scratch_size (graph, node, program->batch);
      return TRUE;
    default:
      return TRUE;
    }
}

/* --- Memory --- */

/* The buffers whose first or last step each step is: lists, one a step. */
typedef struct
{
  int *head; /* of each step */
  int *next; /* of each buffer */
} Lists;

static Lists
lists_new (const NnProgram *program, gboolean first)
{
  Lists lists = { g_new (int, program->steps->len + 1), g_new (int, program->buffers->len + 1) };

  for (guint i = 0; i <= program->steps->len; i++)
    lists.head[i] = -1;
  for (int b = (int) program->buffers->len - 1; b >= 0; b--)
    {
      const NnBuffer *buffer = nn_program_buffer (program, b);
      int step = first ? buffer->first : buffer->last;

      if (buffer->last < 0)
        continue; /* nobody uses it */
      lists.next[b] = lists.head[step];
      lists.head[step] = b;
    }
  return lists;
}

static void
lists_clear (Lists *lists)
{
  g_free (lists->head);
  g_free (lists->next);
}

/* Values share memory by liveness; with gradients every value stays. */
static void
place_values (NnProgram *program, NnArena *arena)
{
  gboolean share = program->flags == NN_FORWARD_ONLY;
  Lists first = lists_new (program, TRUE), last = lists_new (program, FALSE);

  for (guint i = 0; i <= program->steps->len; i++)
    {
      for (int b = first.head[i]; b >= 0; b = first.next[b])
        nn_program_buffer (program, b)->place =
            nn_arena_take (arena, nn_program_buffer (program, b)->size);
      for (int b = share ? last.head[i] : -1; b >= 0; b = last.next[b])
        nn_arena_give_back (arena, nn_program_buffer (program, b)->place,
                            nn_program_buffer (program, b)->size);
    }
  lists_clear (&first);
  lists_clear (&last);
}

/* The backward pass begins at any value and goes down: a gradient lives from the last step that
 * reads the value to the step that makes it. The input's is the caller's. */
static void
place_gradients (NnProgram *program, NnArena *arena)
{
  g_autofree gboolean *wanted = g_new0 (gboolean, program->buffers->len + 1);
  Lists first = lists_new (program, TRUE), last = lists_new (program, FALSE);
  int input = nn_program_slot (program, program->primary[0])->buffer;

  for (guint i = 0; i < program->slots->len; i++)
    if (nn_program_slot (program, (int) i)->wanted)
      wanted[nn_program_slot (program, (int) i)->buffer] = TRUE;
  for (int i = (int) program->steps->len; i >= 0; i--)
    {
      for (int b = last.head[i]; b >= 0; b = last.next[b])
        if (wanted[b])
          nn_program_buffer (program, b)->gradient =
              nn_arena_take (arena, nn_program_buffer (program, b)->size);
      for (int b = first.head[i]; b >= 0; b = first.next[b])
        if (wanted[b] && b != input)
          nn_arena_give_back (arena, nn_program_buffer (program, b)->gradient,
                              nn_program_buffer (program, b)->size);
    }
  lists_clear (&first);
  lists_clear (&last);
}

static void
place_parameter_gradients (NnProgram *program, const NnGraph *graph, NnArena *arena)
{
  int n = 0;

  for (NnValue i = 0; i < program->n_nodes; i++)
    program->n_parameters += nn_graph_node (graph, i)->n_parameters;
  program->parameter_gradients = g_new (gsize, program->n_parameters + 1);
  for (NnValue i = 0; i < program->n_nodes; i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      for (int j = 0; j < node->n_parameters; j++, n++)
        program->parameter_gradients[n] =
            program->flags & NN_PARAMETER_GRADIENTS
                ? nn_arena_take (arena, nn_shape_size (&node->parameters[j]->shape))
                : NN_NO_PLACE;
    }
}

static void
place_weights (const NnProgram *program, const NnNode *node, NnStep *step, NnArena *arena)
{
  gsize size = step->winograd != NULL ? step->winograd->weights_size
                                      : nn_shape_size (&node->parameters[0]->shape);

  if (step->winograd != NULL)
    step->laid_out = nn_arena_take (arena, size);
  if (nn_program_slot (program, step->inputs[0])->wanted)
    step->laid_out_back = nn_arena_take (arena, size);
}

static void
place_kept (NnProgram *program, const NnGraph *graph, NnArena *arena)
{
  for (guint i = 0; i < program->steps->len; i++)
    {
      NnStep *step = nn_program_step (program, (int) i);
      const NnNode *node = nn_graph_node (graph, step->node);

      program->scratch = MAX (program->scratch, step->scratch);
      if (program->flags != NN_FORWARD_ONLY && step->kind == NN_STEP_OPERATOR &&
          node->op->kept_size != NULL)
        step->kept = nn_arena_take (arena, node->op->kept_size (graph, node, program->batch));
      if (step->kind == NN_STEP_LANED_CONV && nn_step_learns_in_lanes (program, step))
        place_weights (program, node, step, arena);
    }
}

void
nn_program_place (NnProgram *program, const NnGraph *graph)
{
  g_autoptr (NnArena) arena = nn_arena_new ();
  g_autoptr (NnArena) gradients = nn_arena_new ();

  place_values (program, arena);
  place_kept (program, graph, arena);
  place_parameter_gradients (program, graph, arena);
  if (program->flags != NN_FORWARD_ONLY)
    place_gradients (program, gradients);
  for (guint b = 0; b < program->buffers->len; b++)
    if (nn_program_buffer (program, (int) b)->gradient != NN_NO_PLACE)
      nn_program_buffer (program, (int) b)->gradient += nn_arena_size (arena);
  program->scratch = (program->scratch + NN_LANES - 1) / NN_LANES * NN_LANES;
  program->size = nn_arena_size (arena) + nn_arena_size (gradients) + program->scratch;
}
