// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/executor-private.h"

#include <string.h>

static int
n_parts (const NnExecutor *executor, int slot)
{
  return nn_view_n_parts (&nn_program_slot (executor->program, slot)->view,
                          executor->program->batch);
}

/* Planes of vectors: blocks of channels, or channels in lanes. */
static int
n_planes (const NnView *view)
{
  return view->layout == NN_LANED ? view->c : nn_n_blocks (view->c);
}

int
nn_step_n_units (const NnExecutor *executor, const NnStep *step)
{
  const NnSlot *output = nn_program_slot (executor->program, step->output);
  const NnNode *node = nn_graph_node (executor->graph, step->node);

  switch (step->kind)
    {
    case NN_STEP_CONVERT:
      return MIN (n_parts (executor, step->inputs[0]), n_parts (executor, step->output));
    case NN_STEP_CONV:
      return step->conv->n_units;
    case NN_STEP_CONV_PAIR:
      return step->second.pair->n_units;
    case NN_STEP_LANED_CONV:
      return step->winograd != NULL ? step->winograd->n_units : step->laned->n_units;
    case NN_STEP_LINEAR:
      return nn_laned_linear_n_units (node->output.dims[0]);
    case NN_STEP_MAX_POOL:
    case NN_STEP_AVERAGE_POOL:
    case NN_STEP_GLOBAL_POOL:
    case NN_STEP_SCALE_SHIFT:
    case NN_STEP_SCALE_BY:
      return n_parts (executor, step->output) * n_planes (&output->view);
    case NN_STEP_LRN:
      return executor->program->batch * output->view.h;
    case NN_STEP_ELEMENTWISE:
    case NN_STEP_ACTIVATION:
    case NN_STEP_CONCAT:
      return n_parts (executor, step->output);
    case NN_STEP_OPERATOR:
      return node->op->n_units != NULL
                 ? node->op->n_units (executor->graph, node, executor->program->batch)
                 : 1;
    default:
      return 1;
    }
}

/* --- Each kind --- */

static void
run_operator (const NnExecutor *executor, const NnStep *step, int unit, NnConvWorkspace *workspace)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);
  g_autofree const float **inputs = g_new (const float *, step->n_inputs + 1);
  NnOpContext context = { .batch = executor->program->batch,
                          .is_training = (executor->program->flags & NN_PARAMETER_GRADIENTS) != 0,
                          .graph = executor->graph,
                          .inputs = inputs,
                          .output = nn_executor_slot (executor, step->output).data,
                          .scratch = workspace->memory,
                          .unit = unit };

  for (int i = 0; i < step->n_inputs; i++)
    inputs[i] = nn_executor_slot (executor, step->inputs[i]).data;
  context.kept = nn_executor_place (executor, step->kept);
  node->op->forward (node, &context);
}

static void
run_elementwise (const NnExecutor *executor, const NnStep *step, int part)
{
  const NnView y = nn_executor_slot (executor, step->output);
  g_autofree const float **inputs = g_new (const float *, step->n_inputs + 1);
  NnOpContext context = {
    .batch = 1, .graph = executor->graph, .inputs = inputs, .output = y.data + part * y.step
  };

  for (int i = 0; i < step->n_inputs; i++)
    {
      const NnView x = nn_executor_slot (executor, step->inputs[i]);

      inputs[i] = x.data + part * x.step;
    }
  step->shadow.op->forward (&step->shadow, &context);
}

static void
run_activation (const NnExecutor *executor, const NnStep *step, int part)
{
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView y = nn_executor_slot (executor, step->output);

  nn_kernels ()->activate (nn_view_size (&y) / NN_LANES, x.data + part * x.step, &step->finish,
                           y.data + part * y.step);
}

static void
run_convert (const NnExecutor *executor, const NnStep *step, int part, NnConvWorkspace *workspace)
{
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView y = nn_executor_slot (executor, step->output);

  if (y.layout == NN_PHASED)
    nn_phases_take_apart (&step->phases, x.data + part * x.step, y.data + part * y.step);
  else
    {
      NnView from = x;

      /* A reshape may lie between them. */
      if (x.layout == NN_PLAIN)
        {
          from.c = y.c;
          from.h = y.h;
          from.w = y.w;
        }
      nn_convert (&from, &y, executor->program->batch, part, FALSE, workspace->memory);
    }
}

static const float *
bias_of (const NnExecutor *executor, const NnStep *step)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);

  return node->n_parameters == 2 ? node->parameters[1]->data : NULL;
}

static const NnFinish *
finish_of (const NnStep *step)
{
  return step->finish.kind != NN_FINISH_NONE ? &step->finish : NULL;
}

/* The gate's slot is the second input; a normalisation's numbers are prepared. */
static NnConvBefore
before_of (const NnExecutor *executor, const NnStep *step)
{
  const NnNode *node = nn_graph_node (executor->graph, step->before.node);
  const float *numbers;

  if (step->before.weights == NULL)
    {
      const NnView gate = nn_executor_slot (executor, step->inputs[1]);

      return (NnConvBefore){ .scale = gate.data, .scale_step = gate.step, .is_gate = TRUE };
    }
  numbers = step->before.weights->data;
  return (NnConvBefore){
    .scale = numbers,
    .shift = node->n_parameters == 2
                 ? numbers + (gsize) nn_n_blocks (node->output.dims[0]) * NN_LANES
                 : NULL,
    .finish = step->before.finish.kind != NN_FINISH_NONE ? &step->before.finish : NULL,
  };
}

static void
run_conv (const NnExecutor *executor, const NnStep *step, int unit, NnConvWorkspace *workspace)
{
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView y = nn_executor_slot (executor, step->output);
  NnView residual;
  NnConvBefore before;

  if (step->residual != NN_NO_SLOT)
    residual = nn_executor_slot (executor, step->residual);
  if (step->before.node != NN_NO_VALUE)
    before = before_of (executor, step);
  nn_conv_run (
      step->conv, executor->program->batch, step->weights->data,
      bias_of (executor, step) != NULL ? step->weights->data + step->conv->packed_size : NULL, &x,
      &y, step->residual != NN_NO_SLOT ? &residual : NULL,
      step->before.node != NN_NO_VALUE ? &before : NULL, FALSE, finish_of (step), workspace, unit);
}

static void
run_pair (const NnExecutor *executor, const NnStep *step, int unit, NnConvWorkspace *workspace)
{
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView y = nn_executor_slot (executor, step->output);
  const float *first = step->weights->data, *second = step->second.weights->data;
  gboolean has_bias = nn_graph_node (executor->graph, step->second.node)->n_parameters == 2;

  nn_conv_pair_run (step->second.pair, (const float *const[]){ first, second },
                    (const float *const[]){
                        bias_of (executor, step) != NULL ? first + step->conv->packed_size : NULL,
                        has_bias ? second + step->second.conv->packed_size : NULL },
                    (const NnFinish *const[]){
                        finish_of (step),
                        step->second.finish.kind != NN_FINISH_NONE ? &step->second.finish : NULL },
                    &x, &y, workspace, unit);
}

void
nn_step_lay_out (const NnExecutor *executor, const NnStep *step)
{
  const NnTensor *weights = nn_graph_node (executor->graph, step->node)->parameters[0];
  const NnShape *shape = &weights->shape;
  float *forward = nn_executor_place (executor, step->laid_out);
  float *back = nn_executor_place (executor, step->laid_out_back);

  if (step->winograd != NULL)
    {
      nn_laned_winograd_transform (step->winograd, weights->data, forward);
      if (back != NULL)
        nn_laned_winograd_turn (step->winograd, forward, back);
    }
  else if (back != NULL)
    nn_laned_turn_weights (shape->dims[1], shape->dims[0], shape->dims[2], shape->dims[3],
                           weights->data, back);
}

static void
run_layer_in_lanes (const NnExecutor *executor,
                    const NnStep *step,
                    int unit,
                    NnConvWorkspace *workspace)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);
  const NnTensor *weights = node->parameters[0];
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView y = nn_executor_slot (executor, step->output);

  if (step->winograd != NULL)
    nn_laned_winograd_run (
        step->winograd,
        step->winograd_weights != NULL ? step->winograd_weights->data
                                       : nn_executor_place (executor, step->laid_out),
        bias_of (executor, step), &x, &y, FALSE, finish_of (step), workspace->memory, unit);
  else if (step->kind == NN_STEP_LANED_CONV)
    nn_laned_conv_run (step->laned, weights->data, bias_of (executor, step), &x, &y, FALSE,
                       finish_of (step), unit);
  else
    nn_laned_linear_run (executor->program->batch, weights->shape.dims[0], weights->shape.dims[1],
                         weights->data, bias_of (executor, step), &x, &y, finish_of (step), unit);
}

static void
run_plane (const NnExecutor *executor, const NnStep *step, int unit)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);
  const NnWindow *w = &node->attributes.pool.window;
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView y = nn_executor_slot (executor, step->output);
  const NnKernels *kernels = nn_kernels ();
  int part = unit / n_planes (&y), plane = unit % n_planes (&y);
  gsize in_plane = (gsize) x.h * x.w, out_plane = (gsize) y.h * y.w;
  const float *from = x.data + part * x.step + plane * in_plane * NN_LANES;
  float *to = y.data + part * y.step + plane * out_plane * NN_LANES;

  if (step->kind == NN_STEP_GLOBAL_POOL)
    {
      float factor[NN_LANES];

      for (int i = 0; i < NN_LANES; i++)
        factor[i] = 1.0f / (float) in_plane;
      kernels->sum (in_plane, from, to);
      kernels->scale_by (1, to, factor, FALSE, to);
    }
  else if (step->kind == NN_STEP_SCALE_SHIFT)
    {
      const float *scale = step->weights->data + (gsize) plane * NN_LANES;

      kernels->finish (in_plane, from, scale,
                       node->n_parameters == 2 ? scale + (gsize) n_planes (&y) * NN_LANES : NULL,
                       finish_of (step), to);
    }
  else if (step->kind == NN_STEP_SCALE_BY)
    {
      const NnView by = nn_executor_slot (executor, step->inputs[1]);

      kernels->scale_by (in_plane, from, by.data + part * by.step + (gsize) plane * NN_LANES, FALSE,
                         to);
    }
  else
    {
      NnPlane pool = { from,       to,          x.h,           x.w,           y.h,
                       y.w,        w->kernel_h, w->kernel_w,   w->stride_h,   w->stride_w,
                       w->pad_top, w->pad_left, w->dilation_h, w->dilation_w, 0,
                       0 };

      if (step->kind == NN_STEP_MAX_POOL)
        kernels->max_pool (&pool, 0, y.h);
      else
        kernels->average_pool (&pool, 0, y.h, step->divisor);
    }
}

static void
run_lrn (const NnExecutor *executor, const NnStep *step, int unit, NnConvWorkspace *workspace)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView y = nn_executor_slot (executor, step->output);
  NnNormalisation lrn = nn_step_lrn (node, &x);
  int image = unit / y.h, row = unit % y.h;

  nn_kernels ()->lrn (&lrn, (gsize) row * x.w, x.w, x.data + image * x.step,
                      y.data + image * y.step, workspace->memory);
}

static void
run_concat (const NnExecutor *executor, const NnStep *step, int image)
{
  const NnView y = nn_executor_slot (executor, step->output);
  float *to = y.data + image * y.step;

  for (int i = 0; i < step->n_inputs; i++)
    {
      const NnView x = nn_executor_slot (executor, step->inputs[i]);

      memcpy (to, x.data + image * x.step, nn_view_size (&x) * sizeof (float));
      to += nn_view_size (&x);
    }
}

void
nn_step_forward (const NnExecutor *executor,
                 const NnStep *step,
                 int unit,
                 NnConvWorkspace *workspace)
{
  switch (step->kind)
    {
    case NN_STEP_CONVERT:
      run_convert (executor, step, unit, workspace);
      break;
    case NN_STEP_CONV:
      run_conv (executor, step, unit, workspace);
      break;
    case NN_STEP_CONV_PAIR:
      run_pair (executor, step, unit, workspace);
      break;
    case NN_STEP_LANED_CONV:
    case NN_STEP_LINEAR:
      run_layer_in_lanes (executor, step, unit, workspace);
      break;
    case NN_STEP_MAX_POOL:
    case NN_STEP_AVERAGE_POOL:
    case NN_STEP_GLOBAL_POOL:
    case NN_STEP_SCALE_SHIFT:
    case NN_STEP_SCALE_BY:
      run_plane (executor, step, unit);
      break;
    case NN_STEP_LRN:
      run_lrn (executor, step, unit, workspace);
      break;
    case NN_STEP_ELEMENTWISE:
      run_elementwise (executor, step, unit);
      break;
    case NN_STEP_ACTIVATION:
      run_activation (executor, step, unit);
      break;
    case NN_STEP_CONCAT:
      run_concat (executor, step, unit);
      break;
    case NN_STEP_OPERATOR:
    default:
      run_operator (executor, step, unit, workspace);
      break;
    }
}
