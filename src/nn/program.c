// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/program.h"

#include "nn/op.h"
#include "nn/ops.h"

#include <math.h>

/* Floats of an image's value in its layout: kernels count them in an int. */
#define LARGEST_VALUE ((gsize) 1 << 30)

/* The pass under way. */
typedef struct
{
  NnProgram *program;
  const NnGraph *graph;
  gboolean fuse;
  NnLayout *layouts;   /* of each value */
  gboolean *needed;    /* values that are computed at all */
  gboolean *swallowed; /* by an earlier step */
  int *n_readers;
  NnValue *reader; /* the last one */
  NnValue *parent; /* the concatenation that the value is made into, or NN_NO_VALUE */
  int *block;      /* of the parent, where it begins */
  int *buffer_of;  /* of concatenations at the top: their buffer, or -1 */
  int *first_slot; /* of each value; NN_NO_SLOT */
  NnValue *before; /* of each value: the node whose work its reader does, or NN_NO_VALUE */
} Pass;

static const NnNode *
node_of (const Pass *pass, NnValue value)
{
  return nn_graph_node (pass->graph, value);
}

static gboolean
is_alias (const NnNode *node)
{
  return node->op == &nn_op_flatten || node->op == &nn_op_reshape;
}

/* --- What is needed, and by whom --- */

static void
find_readers (Pass *pass)
{
  NnProgram *program = pass->program;
  /* Where nothing is fused, everybody may ask for anything. */
  gboolean all = program->flags != NN_FORWARD_ONLY && !pass->fuse;

  for (NnValue i = program->n_nodes - 1; i >= 0; i--)
    {
      const NnNode *node = node_of (pass, i);

      pass->needed[i] |= all || i == program->output || i == 0;
      if (!pass->needed[i])
        continue;
      for (int j = 0; j < node->n_inputs; j++)
        {
          pass->needed[node->inputs[j]] = TRUE;
          pass->n_readers[node->inputs[j]]++;
          pass->reader[node->inputs[j]] = i;
        }
    }
  pass->n_readers[program->output]++;
}

/* --- Concatenation by offset --- */

static gboolean
is_prefix (const NnNode *shorter, const NnNode *longer)
{
  if (shorter->n_inputs >= longer->n_inputs)
    return FALSE;
  for (int i = 0; i < shorter->n_inputs; i++)
    if (shorter->inputs[i] != longer->inputs[i])
      return FALSE;
  return TRUE;
}

/* A value that a step of ours writes, and which may lie inside of another one. */
static gboolean
can_be_part (const Pass *pass, NnValue value)
{
  return value > 0 && pass->layouts[value] == NN_BLOCKED && pass->parent[value] == NN_NO_VALUE &&
         pass->buffer_of[value] == -1;
}

/* How far back a longer one is looked for. */
#define MOST_ROOTS 64

/* From the last one on, so that a concatenation of concatenations is one buffer, and those that
 * only repeat the beginning of a longer one (DenseNet) lie in that. */
static void
place_concatenations (Pass *pass)
{
  g_autofree NnValue *roots = g_new (NnValue, pass->program->n_nodes);
  int n_roots = 0;

  for (NnValue i = pass->program->n_nodes - 1; i > 0; i--)
    {
      const NnNode *node = node_of (pass, i);
      int block = 0;
      gboolean free = TRUE;

      if (node->op != &nn_op_concat || pass->layouts[i] != NN_BLOCKED || !pass->needed[i])
        continue;
      for (int k = MAX (0, n_roots - MOST_ROOTS); k < n_roots && pass->parent[i] == NN_NO_VALUE;
           k++)
        if (is_prefix (node, node_of (pass, roots[k])))
          {
            pass->parent[i] = roots[k];
            pass->block[i] = 0;
            pass->buffer_of[i] = -3; /* its inputs lie there already */
          }
      if (pass->buffer_of[i] == -3)
        continue;
      for (int j = 0; j < node->n_inputs; j++)
        {
          free = free && can_be_part (pass, node->inputs[j]);
          for (int k = 0; k < j; k++)
            free = free && node->inputs[k] != node->inputs[j];
        }
      if (!free)
        continue;
      pass->buffer_of[i] = -2; /* made of its inputs' places */
      roots[n_roots++] = i;
      for (int j = 0; j < node->n_inputs; j++)
        {
          pass->parent[node->inputs[j]] = i;
          pass->block[node->inputs[j]] = block;
          block += nn_n_blocks (nn_graph_shape (pass->graph, node->inputs[j])->dims[0]);
        }
    }
}

/* --- Slots --- */

static int
add_buffer (Pass *pass, gsize size)
{
  NnBuffer buffer = {
    .size = size, .first = G_MAXINT, .last = -1, .place = NN_NO_PLACE, .gradient = NN_NO_PLACE
  };

  g_array_append_val (pass->program->buffers, buffer);
  return (int) pass->program->buffers->len - 1;
}

static int
add_slot (Pass *pass, NnValue value, NnView view, int buffer, gsize offset, gboolean part)
{
  NnSlot slot = { .value = value,
                  .view = view,
                  .buffer = buffer,
                  .offset = offset,
                  .part = part,
                  .next = pass->first_slot[value],
                  .producer = (int) pass->program->steps->len };

  g_array_append_val (pass->program->slots, slot);
  return pass->first_slot[value] = (int) pass->program->slots->len - 1;
}

static int
add_whole_slot (Pass *pass, NnValue value, NnView view)
{
  int buffer = add_buffer (pass, view.step * nn_view_n_parts (&view, pass->program->batch));

  return add_slot (pass, value, view, buffer, 0, FALSE);
}

/* Where a value that may be part of a concatenation lies: buffer, offset, step. */
static void
find_place (Pass *pass, NnValue value, int *buffer, gsize *offset, gsize *step)
{
  NnValue parent = pass->parent[value];
  NnView view = nn_view_of_shape (nn_graph_shape (pass->graph, value), NN_BLOCKED);

  if (parent != NN_NO_VALUE)
    {
      find_place (pass, parent, buffer, offset, step);
      *offset += (gsize) pass->block[value] * view.h * view.w * NN_LANES;
      return;
    }
  if (pass->buffer_of[value] < 0)
    pass->buffer_of[value] = add_buffer (pass, view.step * pass->program->batch);
  *buffer = pass->buffer_of[value];
  *offset = 0;
  *step = view.step;
}

/* The slot that the step of a value's node writes. */
static int
add_output (Pass *pass, NnValue value, NnLayout layout)
{
  NnView view = nn_view_of_shape (nn_graph_shape (pass->graph, value), layout);
  int buffer, slot;
  gsize offset;

  if (layout == NN_BLOCKED && (pass->parent[value] != NN_NO_VALUE || pass->buffer_of[value] != -1))
    {
      find_place (pass, value, &buffer, &offset, &view.step);
      slot = add_slot (pass, value, view, buffer, offset, TRUE);
    }
  else
    slot = add_whole_slot (pass, value, view);
  pass->program->primary[value] = slot;
  return slot;
}

/* --- Steps --- */

static void
use (Pass *pass, int slot, int step)
{
  NnBuffer *buffer =
      nn_program_buffer (pass->program, nn_program_slot (pass->program, slot)->buffer);

  buffer->first = MIN (buffer->first, step);
  buffer->last = MAX (buffer->last, step);
}

static void
add_step (Pass *pass, const NnStep *step)
{
  int index = (int) pass->program->steps->len;
  gboolean wanted = FALSE;

  for (int i = 0; i < step->n_inputs; i++)
    {
      use (pass, step->inputs[i], index);
      wanted |= nn_program_slot (pass->program, step->inputs[i])->wanted;
    }
  if (step->residual != NN_NO_SLOT)
    {
      use (pass, step->residual, index);
      wanted |= nn_program_slot (pass->program, step->residual)->wanted;
    }
  if ((pass->program->flags & NN_PARAMETER_GRADIENTS) &&
      node_of (pass, step->node)->n_parameters > 0)
    wanted = TRUE;
  use (pass, step->output, index);
  nn_program_slot (pass->program, step->output)->wanted = wanted;
  nn_program_slot (pass->program, step->output)->producer = index;
  g_array_append_vals (pass->program->steps, step, 1);
}

static NnStep
new_step (NnStepKind kind, NnValue node, int n_inputs)
{
  return (NnStep){ .kind = kind,
                   .node = node,
                   .n_inputs = n_inputs,
                   .inputs = g_new0 (int, n_inputs + 1),
                   .output = NN_NO_SLOT,
                   .residual = NN_NO_SLOT,
                   .before.node = NN_NO_VALUE,
                   .laid_out = NN_NO_PLACE,
                   .laid_out_back = NN_NO_PLACE,
                   .kept = NN_NO_PLACE };
}

static int
convert_slot (Pass *pass, int from, NnView view, const NnPhases *phases)
{
  NnValue value = nn_program_slot (pass->program, from)->value;
  NnStep step = new_step (NN_STEP_CONVERT, value, 1);

  step.inputs[0] = from;
  if (phases != NULL)
    step.phases = *phases;
  step.output = add_whole_slot (pass, value, view);
  add_step (pass, &step);
  return step.output;
}

/* A slot that holds the value in that layout; where there is none, a conversion makes one. */
static int
slot_in (Pass *pass, NnValue value, NnLayout layout)
{
  const NnNode *node = node_of (pass, value);
  NnView view = nn_view_of_shape (&node->output, layout);
  int from;

  if (pass->program->alias[value] && layout != NN_BLOCKED)
    return slot_in (pass, node->inputs[0], layout);
  for (int i = pass->first_slot[value]; i != NN_NO_SLOT;
       i = nn_program_slot (pass->program, i)->next)
    if (nn_program_slot (pass->program, i)->view.layout == layout)
      return i;
  if (pass->program->alias[value])
    { /* blocks of another shape: by way of the plain numbers */
      from = slot_in (pass, value, NN_PLAIN);
      {
        NnStep step = new_step (NN_STEP_CONVERT, value, 1);

        step.inputs[0] = from;
        step.output = add_whole_slot (pass, value, view);
        add_step (pass, &step);
        return step.output;
      }
    }
  from = pass->program->primary[value];
  g_assert (from != NN_NO_SLOT);
  return convert_slot (pass, from, view, NULL);
}

static int
slot_in_phases (Pass *pass, NnValue value, const NnPhases *phases)
{
  NnView view = { .layout = NN_PHASED, .c = phases->in_c, .h = phases->in_h, .w = phases->in_w };

  view.step = nn_view_size (&view);
  return convert_slot (pass, slot_in (pass, value, NN_PLAIN), view, phases);
}

/* --- Fusing --- */

/* The finish that does what the node does. */
static gboolean
finish_of (const NnNode *node, NnFinish *finish)
{
  const NnAttributes *a = &node->attributes;

  if (node->op == &nn_op_relu)
    *finish = (NnFinish){ NN_FINISH_CLAMP, 0, INFINITY };
  else if (node->op == &nn_op_clip)
    *finish = (NnFinish){ NN_FINISH_CLAMP, a->clip.min, a->clip.max };
  else if (node->op == &nn_op_leaky_relu && a->leaky_relu.slope > 0)
    *finish = (NnFinish){ NN_FINISH_LEAKY, a->leaky_relu.slope, 0 };
  else if (node->op == &nn_op_sigmoid)
    *finish = (NnFinish){ NN_FINISH_SIGMOID, 0, 0 };
  else if (node->op == &nn_op_hard_sigmoid)
    *finish = (NnFinish){ NN_FINISH_HARD_SIGMOID, a->hard_sigmoid.alpha, a->hard_sigmoid.beta };
  else if (node->op == &nn_op_hard_swish)
    *finish = (NnFinish){ NN_FINISH_HARD_SWISH, 0, 0 };
  else if (node->op == &nn_op_function && a->function.kind == NN_FUNCTION_SWISH)
    *finish = (NnFinish){ NN_FINISH_SWISH, a->function.alpha, 0 };
  else
    return FALSE;
  return TRUE;
}

/* Whether a backward pass has all that it needs where only the finish's result is kept. */
static gboolean
result_tells_slope (const NnFinish *finish)
{
  return finish->kind != NN_FINISH_HARD_SWISH && finish->kind != NN_FINISH_SWISH;
}

/* Takes what follows node `value` into its step, where nothing else reads what is between. Returns
 * the value that the step makes. */
static NnValue
swallow (Pass *pass, NnValue value, NnLayout layout, gboolean residual, NnStep *step)
{
  gboolean gradients = pass->program->flags != NN_FORWARD_ONLY;

  while (pass->fuse && pass->n_readers[value] == 1 && value != pass->program->output &&
         step->finish.kind == NN_FINISH_NONE)
    {
      NnValue next = pass->reader[value];
      const NnNode *node = node_of (pass, next);
      NnFinish finish;

      if (pass->layouts[next] != layout)
        break;
      if (finish_of (node, &finish))
        {
          if (gradients && !result_tells_slope (&finish))
            break;
          step->finish = finish;
        }
      else if (residual && node->op == &nn_op_sum && node->n_inputs == 2 &&
               step->residual == NN_NO_SLOT)
        {
          NnValue other = node->inputs[node->inputs[0] == value ? 1 : 0];

          if (other == value || pass->program->primary[other] == NN_NO_SLOT ||
              pass->layouts[other] != layout)
            break;
          step->residual = pass->program->primary[other];
        }
      else
        break;
      pass->swallowed[next] = TRUE;
      value = next;
    }
  return value;
}

/* --- Nodes --- */

/* Whether the convolution takes a picture as it comes. With gradients it does not, because its own
 * backward pass makes blocks. */
static gboolean
takes_plain (const Pass *pass, const NnNode *node)
{
  const NnWindow *window = &node->attributes.conv.window;

  return pass->program->flags == NN_FORWARD_ONLY && node->attributes.conv.groups == 1 &&
         pass->layouts[node->inputs[0]] == NN_PLAIN && !pass->program->alias[node->inputs[0]] &&
         nn_graph_shape (pass->graph, node->inputs[0])->dims[0] <= NN_CONV_MOST_PLAIN &&
         window->kernel_h * window->kernel_w > 1;
}

static gboolean
is_pointwise (const Pass *pass, NnValue value)
{
  const NnNode *node = node_of (pass, value);
  const NnWindow *w = &node->attributes.conv.window;

  return node->op == &nn_op_conv && pass->layouts[value] == NN_BLOCKED &&
         node->attributes.conv.groups == 1 && w->kernel_h == 1 && w->kernel_w == 1 &&
         w->stride_h == 1 && w->stride_w == 1 && w->pad_top == 0 && w->pad_left == 0 &&
         w->pad_bottom == 0 && w->pad_right == 0 && node->output.dims[1] * node->output.dims[2] > 1;
}

/* Whether a gate or a normalisation, and what followed it, is left to the convolution that alone
 * reads it. */
static gboolean
leave_to_reader (Pass *pass, NnValue value, NnValue made)
{
  const NnOp *op = node_of (pass, value)->op;

  if (!pass->fuse || pass->program->flags != NN_FORWARD_ONLY ||
      (op != &nn_op_scale_shift && op != &nn_op_mul) || made == pass->program->output ||
      pass->n_readers[made] != 1 || pass->parent[made] != NN_NO_VALUE ||
      !is_pointwise (pass, pass->reader[made]))
    return FALSE;
  pass->before[made] = value;
  return TRUE;
}

static gboolean
is_depthwise (const Pass *pass, NnValue value)
{
  const NnNode *node = node_of (pass, value);

  return node->op == &nn_op_conv && pass->layouts[value] == NN_BLOCKED &&
         node->attributes.conv.groups > 1 &&
         node->attributes.conv.groups == nn_graph_shape (pass->graph, node->inputs[0])->dims[0];
}

/* Makes a pair of the convolution whose result is `made` and the depthwise one after it, where
 * nobody else reads what is between. Returns the value that the step makes. */
static NnValue
pair_up (Pass *pass, NnValue made, NnStep *step)
{
  NnStep second = { .residual = NN_NO_SLOT };
  NnValue next = pass->reader[made];

  if (!pass->fuse || pass->program->flags != NN_FORWARD_ONLY || made == pass->program->output ||
      pass->n_readers[made] != 1 || step->kind != NN_STEP_CONV || step->residual != NN_NO_SLOT ||
      pass->parent[made] != NN_NO_VALUE || !is_depthwise (pass, next) ||
      !is_pointwise (pass, step->node))
    return made;
  pass->swallowed[next] = TRUE;
  made = swallow (pass, next, NN_BLOCKED, FALSE, &second);
  step->kind = NN_STEP_CONV_PAIR;
  step->second.node = next;
  step->second.finish = second.finish;
  return made;
}

/* The work that leave_to_reader left. */
static void
take_over (Pass *pass, NnValue input, NnStep *step)
{
  const NnNode *node = node_of (pass, pass->before[input]);

  step->before.node = pass->before[input];
  step->n_inputs = node->n_inputs;
  for (int i = 0; i < node->n_inputs; i++)
    step->inputs[i] = slot_in (pass, node->inputs[i], NN_BLOCKED);
  if (input != step->before.node)
    finish_of (node_of (pass, input), &step->before.finish);
}

static void
emit_conv (Pass *pass, NnValue value)
{
  const NnNode *node = node_of (pass, value);
  const NnShape *in = nn_graph_shape (pass->graph, node->inputs[0]);
  gboolean laned = pass->layouts[value] == NN_LANED;
  NnStep step = new_step (laned ? NN_STEP_LANED_CONV : NN_STEP_CONV, value, 2);
  NnValue before = pass->before[node->inputs[0]];
  gboolean depthwise =
      node->attributes.conv.groups > 1 && node->attributes.conv.groups == in->dims[0];
  NnValue made;

  step.n_inputs = 1;
  if (before != NN_NO_VALUE)
    take_over (pass, node->inputs[0], &step);
  else if (laned)
    step.inputs[0] = slot_in (pass, node->inputs[0], NN_LANED);
  else if (pass->layouts[node->inputs[0]] == NN_PLAIN &&
           nn_phases_init (&step.phases, in->dims[0], in->dims[1], in->dims[2],
                           node->output.dims[1], node->output.dims[2], node->attributes.conv.groups,
                           &node->attributes.conv.window))
    step.inputs[0] = slot_in_phases (pass, node->inputs[0], &step.phases);
  else if (takes_plain (pass, node))
    step.inputs[0] = slot_in (pass, node->inputs[0], NN_PLAIN);
  else
    step.inputs[0] = slot_in (pass, node->inputs[0], NN_BLOCKED);
  made = swallow (pass, value, pass->layouts[value], !laned && !depthwise, &step);
  if (before == NN_NO_VALUE)
    made = pair_up (pass, made, &step);
  step.output = add_output (pass, made, pass->layouts[value]);
  add_step (pass, &step);
}

static void
emit_linear (Pass *pass, NnValue value)
{
  NnStep step = new_step (NN_STEP_LINEAR, value, 1);
  NnValue made;

  step.inputs[0] = slot_in (pass, node_of (pass, value)->inputs[0], NN_LANED);
  made = swallow (pass, value, NN_LANED, FALSE, &step);
  step.output = add_output (pass, made, NN_LANED);
  add_step (pass, &step);
}

static NnStepKind
kind_of (const NnNode *node, NnLayout layout, NnFinish *finish)
{
  if (layout == NN_PLAIN)
    return NN_STEP_OPERATOR;
  if (finish_of (node, finish))
    return NN_STEP_ACTIVATION;
  if (node->op == &nn_op_max_pool)
    return NN_STEP_MAX_POOL;
  if (node->op == &nn_op_average_pool)
    return NN_STEP_AVERAGE_POOL;
  if (node->op == &nn_op_global_average_pool)
    return NN_STEP_GLOBAL_POOL;
  if (node->op == &nn_op_lrn)
    return NN_STEP_LRN;
  if (node->op == &nn_op_scale_shift)
    return NN_STEP_SCALE_SHIFT;
  if (node->op == &nn_op_mul)
    return NN_STEP_SCALE_BY;
  if (node->op == &nn_op_concat)
    return NN_STEP_CONCAT;
  return NN_STEP_ELEMENTWISE;
}

/* Whether the node may write over its first input: forward only, and nobody else reads that. */
static gboolean
works_in_place (const Pass *pass, const NnNode *node, const NnStep *step)
{
  NnValue first = node->inputs[0];

  while (pass->program->alias[first] && pass->n_readers[first] == 1)
    first = node_of (pass, first)->inputs[0];
  return pass->program->flags == NN_FORWARD_ONLY && node->op->in_place && first > 0 &&
         pass->n_readers[first] == 1 && !pass->program->alias[first] &&
         !nn_program_slot (pass->program, step->inputs[0])->part &&
         nn_program_slot (pass->program, step->inputs[0])->value == first;
}

static void
emit_other (Pass *pass, NnValue value)
{
  const NnNode *node = node_of (pass, value);
  NnLayout layout = pass->layouts[value];
  NnFinish finish = { NN_FINISH_NONE, 0, 0 };
  NnStep step = new_step (kind_of (node, layout, &finish), value, node->n_inputs);
  NnValue made = value;

  step.finish = finish;
  if (step.kind == NN_STEP_SCALE_SHIFT)
    made = swallow (pass, value, layout, FALSE, &step);
  if (layout == NN_BLOCKED && leave_to_reader (pass, value, made))
    {
      g_free (step.inputs);
      return;
    }
  for (int i = 0; i < node->n_inputs; i++)
    step.inputs[i] = slot_in (pass, node->inputs[i], layout);
  if ((step.kind == NN_STEP_OPERATOR || step.kind == NN_STEP_ELEMENTWISE ||
       step.kind == NN_STEP_ACTIVATION) &&
      node->n_inputs > 0 && pass->parent[value] == NN_NO_VALUE &&
      works_in_place (pass, node, &step))
    {
      NnSlot in = *nn_program_slot (pass->program, step.inputs[0]);

      in.view = nn_view_of_shape (&node->output, layout);
      step.in_place = TRUE;
      step.output = add_slot (pass, value, in.view, in.buffer, in.offset, FALSE);
      pass->program->primary[value] = step.output;
    }
  else
    step.output = add_output (pass, made, layout);
  add_step (pass, &step);
}

/* The inputs are in their places already. */
static void
emit_concatenation (Pass *pass, NnValue value)
{
  int slot = add_output (pass, value, NN_BLOCKED);
  const NnNode *node = node_of (pass, value);
  NnSlot *made = nn_program_slot (pass->program, slot);

  made->producer = -1;
  made->wanted = FALSE;
  for (int i = 0; i < node->n_inputs; i++)
    {
      const NnSlot *part = nn_program_slot (pass->program, pass->program->primary[node->inputs[i]]);

      made->producer = MAX (made->producer, part->producer);
      made->wanted |= part->wanted;
    }
}

static void
emit (Pass *pass, NnValue value)
{
  const NnNode *node = node_of (pass, value);

  if (pass->program->alias[value])
    return;
  if (node->op == &nn_op_conv && pass->layouts[value] != NN_PLAIN)
    emit_conv (pass, value);
  else if (node->op == &nn_op_linear && pass->layouts[value] != NN_PLAIN)
    emit_linear (pass, value);
  else if (node->op == &nn_op_concat && pass->buffer_of[value] != -1)
    emit_concatenation (pass, value);
  else
    emit_other (pass, value);
}

static void
emit_all (Pass *pass)
{
  NnProgram *program = pass->program;
  int input =
      add_whole_slot (pass, 0, nn_view_of_shape (nn_graph_shape (pass->graph, 0), NN_PLAIN));

  nn_program_slot (program, input)->producer = -1;
  nn_program_slot (program, input)->wanted = (program->flags & NN_INPUT_GRADIENT) != 0;
  program->primary[0] = input;
  for (NnValue i = 1; i < program->n_nodes; i++)
    program->alias[i] = is_alias (node_of (pass, i));
  for (NnValue i = 1; i < program->n_nodes; i++)
    if (pass->needed[i] && !pass->swallowed[i])
      emit (pass, i);
  program->output_slot = slot_in (pass, program->output, NN_PLAIN);
  /* The caller's from the first step to the last. */
  use (pass, input, 0);
  use (pass, input, (int) program->steps->len);
  use (pass, program->output_slot, (int) program->steps->len);
}

NnProgram *
nn_program_new (const NnGraph *graph, int batch, NnExecutorFlags flags, gboolean fuse)
{
  int n = nn_graph_n_nodes (graph);
  NnProgram *program = g_new0 (NnProgram, 1);
  Pass pass = { .program = program,
                .graph = graph,
                .fuse = fuse,
                .layouts = nn_program_layouts (graph, batch, flags),
                .needed = g_new0 (gboolean, n),
                .swallowed = g_new0 (gboolean, n),
                .n_readers = g_new0 (int, n),
                .reader = g_new0 (NnValue, n),
                .parent = g_new (NnValue, n),
                .block = g_new0 (int, n),
                .buffer_of = g_new (int, n),
                .first_slot = g_new (int, n),
                .before = g_new (NnValue, n) };
  gboolean ok = TRUE;

  *program = (NnProgram){ .batch = batch,
                          .flags = flags,
                          .output = nn_graph_output (graph),
                          .n_nodes = n,
                          .steps = g_array_new (FALSE, FALSE, sizeof (NnStep)),
                          .slots = g_array_new (FALSE, FALSE, sizeof (NnSlot)),
                          .buffers = g_array_new (FALSE, FALSE, sizeof (NnBuffer)),
                          .primary = g_new (int, n),
                          .alias = g_new0 (gboolean, n) };
  for (int i = 0; i < n; i++)
    program->primary[i] = pass.parent[i] = pass.buffer_of[i] = pass.first_slot[i] = pass.before[i] =
        -1;
  find_readers (&pass);
  place_concatenations (&pass);
  emit_all (&pass);
  for (guint i = 0; i < program->slots->len; i++)
    program->size = MAX (program->size, nn_program_slot (program, (int) i)->view.step);
  if (program->size > LARGEST_VALUE)
    program->size = G_MAXSIZE / sizeof (float) / 2; /* nobody has that */
  for (guint i = 0; program->size <= LARGEST_VALUE && i < program->steps->len && ok; i++)
    ok = nn_program_prepare_step (program, graph, nn_program_step (program, (int) i));
  if (ok && program->size <= LARGEST_VALUE)
    nn_program_place (program, graph);

  g_free (pass.layouts);
  g_free (pass.needed);
  g_free (pass.swallowed);
  g_free (pass.n_readers);
  g_free (pass.reader);
  g_free (pass.parent);
  g_free (pass.block);
  g_free (pass.buffer_of);
  g_free (pass.first_slot);
  g_free (pass.before);
  if (!ok)
    g_clear_pointer (&program, nn_program_free);
  return program;
}

void
nn_program_free (NnProgram *program)
{
  if (program == NULL)
    return;
  for (guint i = 0; i < program->steps->len; i++)
    {
      NnStep *step = nn_program_step (program, (int) i);

      for (int k = 0; k < step->n_back; k++)
        {
          nn_conv_free (step->back[k]);
          nn_prepared_unref (step->back_weights[k]);
        }
      g_free (step->back);
      g_free (step->back_weights);
      nn_conv_free (step->conv);
      nn_conv_free (step->second.conv);
      nn_prepared_unref (step->second.weights);
      nn_prepared_unref (step->before.weights);
      g_free (step->second.pair);
      nn_laned_conv_free (step->laned);
      nn_laned_conv_free (step->laned_back);
      g_free (step->winograd);
      nn_prepared_unref (step->winograd_weights);
      nn_prepared_unref (step->weights);
      g_free (step->inputs);
    }
  g_array_unref (program->steps);
  g_array_unref (program->slots);
  g_array_unref (program->buffers);
  g_free (program->primary);
  g_free (program->alias);
  g_free (program->parameter_gradients);
  g_free (program);
}
