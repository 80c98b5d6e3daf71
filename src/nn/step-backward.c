// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/executor-private.h"

#include <string.h>

NnNormalisation
nn_step_lrn (const NnNode *node, const NnView *x)
{
  int size = node->attributes.lrn.size;

  return (NnNormalisation){ .channels = x->c,
                            .plane = (gsize) x->h * x->w,
                            .before = (size - 1) / 2,
                            .after = size - 1 - (size - 1) / 2,
                            .factor = node->attributes.lrn.alpha / (float) size,
                            .beta = node->attributes.lrn.beta,
                            .bias = node->attributes.lrn.bias };
}

static gboolean
is_wanted (const NnExecutor *executor, int slot)
{
  return nn_program_slot (executor->program, slot)->wanted;
}

static int
n_parts (const NnExecutor *executor, const NnView *view)
{
  return nn_view_n_parts (view, executor->program->batch);
}

static int
n_planes (const NnView *view)
{
  return view->layout == NN_LANED ? view->c : nn_n_blocks (view->c);
}

/* The gradient of a slot, ready to be added to. */
static NnView
begin_adding (NnExecutor *executor, int slot)
{
  NnView dx = nn_executor_slot_gradient (executor, slot);

  if (!nn_executor_begin_gradient (executor, slot))
    memset (dx.data, 0, dx.step * n_parts (executor, &dx) * sizeof (float));
  return dx;
}

/* --- What a step has after its own operator --- */

static void
mask_part (const NnExecutor *executor,
           const NnStep *step,
           gpointer data,
           int part,
           NnConvWorkspace *workspace)
{
  const NnView y = nn_executor_slot (executor, step->output);
  const NnView dy = nn_executor_slot_gradient (executor, step->output);

  nn_kernels ()->mask (nn_view_size (&y) / NN_LANES, &step->finish, y.data + part * y.step,
                       dy.data + part * dy.step);
}

static void
add_to_residual (const NnExecutor *executor,
                 const NnStep *step,
                 gpointer data,
                 int part,
                 NnConvWorkspace *workspace)
{
  const NnView dy = nn_executor_slot_gradient (executor, step->output);
  const NnView dx = nn_executor_slot_gradient (executor, step->residual);
  gboolean add = GPOINTER_TO_INT (data);

  if (add)
    nn_kernels ()->add (nn_view_size (&dy) / NN_LANES, dy.data + part * dy.step,
                        dx.data + part * dx.step);
  else
    memcpy (dx.data + part * dx.step, dy.data + part * dy.step,
            nn_view_size (&dy) * sizeof (float));
}

/* Afterwards the output's gradient is the one of the operator's own output. */
static void
undo_finish (NnExecutor *executor, const NnStep *step)
{
  const NnView y = nn_executor_slot (executor, step->output);

  if (step->finish.kind != NN_FINISH_NONE &&
      !executor->unclamped[nn_program_slot (executor->program, step->output)->buffer])
    nn_executor_run (executor, step, n_parts (executor, &y), mask_part, NULL);
  if (step->residual != NN_NO_SLOT && is_wanted (executor, step->residual))
    {
      gboolean add = nn_executor_begin_gradient (executor, step->residual);

      nn_executor_run (executor, step, n_parts (executor, &y), add_to_residual,
                       GINT_TO_POINTER (add));
    }
}

/* --- Layers --- */

typedef struct
{
  int phase;
  gboolean add;
} Phase;

static void
conv_unit (const NnExecutor *executor,
           const NnStep *step,
           gpointer data,
           int unit,
           NnConvWorkspace *workspace)
{
  const Phase *phase = data;
  const NnView dy = nn_executor_slot_gradient (executor, step->output);
  const NnView dx = nn_executor_slot_gradient (executor, step->inputs[0]);

  nn_conv_run (step->back[phase->phase], executor->program->batch,
               step->back_weights[phase->phase]->data, NULL, &dy, &dx, NULL, NULL, phase->add, NULL,
               workspace, unit);
}

static void
conv_backward (NnExecutor *executor, const NnStep *step)
{
  NnView dx = nn_executor_slot_gradient (executor, step->inputs[0]);
  Phase phase = { .add = nn_executor_begin_gradient (executor, step->inputs[0]) };

  for (int i = 0; i < step->n_back; i++)
    if (step->back[i] == NULL && !phase.add)
      { /* not every number is written */
        memset (dx.data, 0, dx.step * n_parts (executor, &dx) * sizeof (float));
        phase.add = TRUE;
      }
  for (phase.phase = 0; phase.phase < step->n_back; phase.phase++)
    if (step->back[phase.phase] != NULL)
      nn_executor_run (executor, step, step->back[phase.phase]->n_units, conv_unit, &phase);
}

/* Each part transforms dy anew: no more of them than workers. */
static int
winograd_parts (const NnExecutor *executor, const NnStep *step)
{
  return MIN (executor->n_workers, step->winograd->most_parts);
}

static void
laned_unit (const NnExecutor *executor,
            const NnStep *step,
            gpointer data,
            int unit,
            NnConvWorkspace *workspace)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);
  const NnTensor *weights = node->parameters[0];
  const NnView dy = nn_executor_slot_gradient (executor, step->output);
  const NnView dx = nn_executor_slot_gradient (executor, step->inputs[0]);
  const float *turned = step->weights != NULL ? step->weights->data
                                              : nn_executor_place (executor, step->laid_out_back);
  gboolean add = GPOINTER_TO_INT (data);

  if (step->winograd != NULL)
    nn_laned_winograd_backward (step->winograd, turned, &dy, &dx, add, workspace->memory,
                                winograd_parts (executor, step), unit);
  else if (step->kind == NN_STEP_LANED_CONV)
    nn_laned_conv_run (step->laned_back, turned, NULL, &dy, &dx, add, NULL, unit);
  else
    nn_laned_linear_backward (executor->program->batch, weights->shape.dims[0],
                              weights->shape.dims[1], weights->data, &dy, &dx, add, unit);
}

static void
laned_backward (NnExecutor *executor, const NnStep *step)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);
  gboolean add = nn_executor_begin_gradient (executor, step->inputs[0]);
  int n_units = step->winograd != NULL ? step->winograd->n_groups * winograd_parts (executor, step)
                : step->kind == NN_STEP_LANED_CONV
                    ? step->laned_back->n_units
                    : nn_laned_linear_n_backward_units (node->parameters[0]->shape.dims[1]);

  nn_executor_run (executor, step, n_units, laned_unit, GINT_TO_POINTER (add));
}

static void
learn_unit (const NnExecutor *executor,
            const NnStep *step,
            gpointer data,
            int unit,
            NnConvWorkspace *workspace)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);
  const NnShape *shape = &node->parameters[0]->shape;
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView dy = nn_executor_slot_gradient (executor, step->output);
  NnExecutor *owner = data;
  float *weights = (float *) nn_executor_parameter_gradient (owner, step->node, 0);
  float *bias = node->n_parameters == 2
                    ? (float *) nn_executor_parameter_gradient (owner, step->node, 1)
                    : NULL;

  if (step->kind == NN_STEP_LANED_CONV)
    nn_laned_conv_gradient (step->laned, executor->program->batch, &x, &dy, weights, bias, unit);
  else
    nn_laned_linear_gradient (executor->program->batch, shape->dims[0], shape->dims[1], &x, &dy,
                              weights, bias);
}

static void
learn (NnExecutor *executor, const NnStep *step)
{
  int n_units = step->kind == NN_STEP_LANED_CONV ? nn_laned_conv_n_gradient_units (step->laned) : 1;

  nn_executor_run (executor, step, n_units, learn_unit, executor);
}

/* --- Planes --- */

static void
plane_unit (const NnExecutor *executor,
            const NnStep *step,
            gpointer data,
            int unit,
            NnConvWorkspace *workspace)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);
  const NnWindow *w = &node->attributes.pool.window;
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView y = nn_executor_slot (executor, step->output);
  const NnView dx = nn_executor_slot_gradient (executor, step->inputs[0]);
  const NnView dy = nn_executor_slot_gradient (executor, step->output);
  const NnKernels *kernels = nn_kernels ();
  int part = unit / n_planes (&y), plane = unit % n_planes (&y);
  gsize in_plane = (gsize) x.h * x.w, out_plane = (gsize) y.h * y.w;
  gsize in = plane * in_plane * NN_LANES, out = plane * out_plane * NN_LANES;
  const float *gradient = dy.data + part * dy.step + out;
  float *to = dx.data + part * dx.step + in;

  if (step->kind == NN_STEP_GLOBAL_POOL)
    {
      float share[NN_LANES];

      for (int i = 0; i < NN_LANES; i++)
        share[i] = gradient[i] / (float) in_plane;
      for (gsize i = 0; i < in_plane; i++)
        kernels->add (1, share, to + i * NN_LANES);
    }
  else if (step->kind == NN_STEP_SCALE_SHIFT)
    kernels->scale_by (in_plane, gradient, step->weights->data + (gsize) plane * NN_LANES, TRUE,
                       to);
  else
    {
      NnPlane pool = { x.data + part * x.step + in,
                       y.data + part * y.step + out,
                       x.h,
                       x.w,
                       y.h,
                       y.w,
                       w->kernel_h,
                       w->kernel_w,
                       w->stride_h,
                       w->stride_w,
                       w->pad_top,
                       w->pad_left,
                       w->dilation_h,
                       w->dilation_w,
                       0,
                       0 };

      if (step->kind == NN_STEP_MAX_POOL)
        kernels->max_pool_backward (&pool, gradient,
                                    step->clamp.kind != NN_FINISH_NONE ? &step->clamp : NULL,
                                    GPOINTER_TO_INT (data), to);
      else
        kernels->average_pool_backward (&pool, gradient, to, step->divisor);
    }
}

static void
plane_backward (NnExecutor *executor, const NnStep *step)
{
  gboolean is_max = step->kind == NN_STEP_MAX_POOL;
  gboolean add = is_max ? nn_executor_begin_gradient (executor, step->inputs[0]) : TRUE;
  NnView dx = is_max ? nn_executor_slot_gradient (executor, step->inputs[0])
                     : begin_adding (executor, step->inputs[0]);

  nn_executor_run (executor, step, n_parts (executor, &dx) * n_planes (&dx), plane_unit,
                   GINT_TO_POINTER (add));
  executor->unclamped[nn_program_slot (executor->program, step->inputs[0])->buffer] =
      step->clamp.kind != NN_FINISH_NONE;
}

static void
scale_by_backward (NnExecutor *executor, const NnStep *step)
{
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView by = nn_executor_slot (executor, step->inputs[1]);
  const NnView dy = nn_executor_slot_gradient (executor, step->output);
  gsize plane = (gsize) x.h * x.w * NN_LANES;
  NnView dx = { 0 }, dby = { 0 };
  gboolean x_wanted = is_wanted (executor, step->inputs[0]);
  gboolean by_wanted = is_wanted (executor, step->inputs[1]);

  if (x_wanted)
    dx = begin_adding (executor, step->inputs[0]);
  if (by_wanted)
    dby = begin_adding (executor, step->inputs[1]);
  for (int image = 0; image < executor->program->batch; image++)
    for (int block = 0; block < nn_n_blocks (x.c); block++)
      {
        const float *gradient = dy.data + image * dy.step + block * plane;
        const float *value = x.data + image * x.step + block * plane;

        if (x_wanted)
          nn_kernels ()->scale_by (plane / NN_LANES, gradient,
                                   by.data + image * by.step + (gsize) block * NN_LANES, TRUE,
                                   dx.data + image * dx.step + block * plane);
        for (int lane = 0; lane < NN_LANES && by_wanted; lane++)
          {
            double sum = 0;

            for (gsize i = lane; i < plane; i += NN_LANES)
              sum += (double) gradient[i] * value[i];
            dby.data[image * dby.step + (gsize) block * NN_LANES + lane] += (float) sum;
          }
      }
}

static void
lrn_unit (const NnExecutor *executor,
          const NnStep *step,
          gpointer data,
          int unit,
          NnConvWorkspace *workspace)
{
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView y = nn_executor_slot (executor, step->output);
  const NnView dx = nn_executor_slot_gradient (executor, step->inputs[0]);
  const NnView dy = nn_executor_slot_gradient (executor, step->output);
  NnNormalisation lrn = nn_step_lrn (nn_graph_node (executor->graph, step->node), &x);
  int image = unit / x.h, row = unit % x.h;

  nn_kernels ()->lrn_backward (&lrn, (gsize) row * x.w, x.w, x.data + image * x.step,
                               y.data + image * y.step, dy.data + image * dy.step,
                               dx.data + image * dx.step, workspace->memory);
}

/* --- The rest --- */

static void
convert_unit (const NnExecutor *executor,
              const NnStep *step,
              gpointer data,
              int part,
              NnConvWorkspace *workspace)
{
  NnView dx = nn_executor_slot_gradient (executor, step->inputs[0]);
  const NnView dy = nn_executor_slot_gradient (executor, step->output);
  gboolean add = GPOINTER_TO_INT (data);

  if (dy.layout == NN_PHASED)
    {
      nn_phases_put_together (&step->phases, dy.data + part * dy.step, dx.data + part * dx.step,
                              add);
      return;
    }
  if (dx.layout == NN_PLAIN) /* a reshape may lie between them */
    {
      dx.c = dy.c;
      dx.h = dy.h;
      dx.w = dy.w;
    }
  nn_convert (&dy, &dx, executor->program->batch, part, add, workspace->memory);
}

static void
elementwise_unit (const NnExecutor *executor,
                  const NnStep *step,
                  gpointer data,
                  int part,
                  NnConvWorkspace *workspace)
{
  const NnView y = nn_executor_slot (executor, step->output);
  const NnView dy = nn_executor_slot_gradient (executor, step->output);
  g_autofree const float **inputs = g_new (const float *, step->n_inputs + 1);
  g_autofree float **gradients = g_new (float *, step->n_inputs + 1);
  NnOpContext context = { .batch = 1,
                          .graph = executor->graph,
                          .inputs = inputs,
                          .input_gradients = gradients,
                          .output = y.data + part * y.step,
                          .output_gradient = dy.data + part * dy.step };

  for (int i = 0; i < step->n_inputs; i++)
    {
      const NnView x = nn_executor_slot (executor, step->inputs[i]);
      const NnView dx = nn_executor_slot_gradient (executor, step->inputs[i]);

      inputs[i] = x.data + part * x.step;
      gradients[i] = dx.data != NULL ? dx.data + part * dx.step : NULL;
    }
  step->shadow.op->backward (&step->shadow, &context);
}

static void
activation_unit (const NnExecutor *executor,
                 const NnStep *step,
                 gpointer data,
                 int part,
                 NnConvWorkspace *workspace)
{
  const NnView x = nn_executor_slot (executor, step->inputs[0]);
  const NnView y = nn_executor_slot (executor, step->output);
  const NnView dx = nn_executor_slot_gradient (executor, step->inputs[0]);
  const NnView dy = nn_executor_slot_gradient (executor, step->output);

  nn_kernels ()->activate_backward (nn_view_size (&y) / NN_LANES, &step->finish,
                                    x.data + part * x.step, y.data + part * y.step,
                                    dy.data + part * dy.step, dx.data + part * dx.step);
}

static void
operator_backward (NnExecutor *executor, const NnStep *step)
{
  const NnNode *node = nn_graph_node (executor->graph, step->node);
  g_autofree const float **inputs = g_new (const float *, step->n_inputs + 1);
  g_autofree float **gradients = g_new (float *, step->n_inputs + 1);
  g_autofree float **parameter_gradients = g_new (float *, node->n_parameters + 1);
  NnOpContext context = { .batch = executor->program->batch,
                          .is_training = (executor->program->flags & NN_PARAMETER_GRADIENTS) != 0,
                          .graph = executor->graph,
                          .inputs = inputs,
                          .input_gradients = gradients,
                          .parameter_gradients = parameter_gradients,
                          .output = nn_executor_slot (executor, step->output).data,
                          .output_gradient =
                              nn_executor_slot_gradient (executor, step->output).data,
                          .scratch = executor->workspaces[0].memory };

  context.kept = nn_executor_place (executor, step->kept);
  for (int i = 0; i < step->n_inputs; i++)
    {
      inputs[i] = nn_executor_slot (executor, step->inputs[i]).data;
      gradients[i] = is_wanted (executor, step->inputs[i])
                         ? begin_adding (executor, step->inputs[i]).data
                         : NULL;
    }
  for (int i = 0; i < node->n_parameters; i++)
    parameter_gradients[i] =
        (float *) (executor->program->flags & NN_PARAMETER_GRADIENTS
                       ? nn_executor_parameter_gradient (executor, step->node, i)
                       : NULL);
  node->op->backward (node, &context);
}

static void
concat_backward (NnExecutor *executor, const NnStep *step)
{
  const NnView dy = nn_executor_slot_gradient (executor, step->output);
  gsize offset = 0;

  for (int i = 0; i < step->n_inputs; i++)
    {
      gsize size = nn_view_size (&nn_program_slot (executor->program, step->inputs[i])->view);

      if (is_wanted (executor, step->inputs[i]))
        {
          NnView dx = begin_adding (executor, step->inputs[i]);

          for (int image = 0; image < executor->program->batch; image++)
            nn_kernels ()->add (size / NN_LANES, dy.data + image * dy.step + offset,
                                dx.data + image * dx.step);
        }
      offset += size;
    }
}

void
nn_step_backward (NnExecutor *executor, const NnStep *step)
{
  const NnView y = nn_executor_slot (executor, step->output);

  switch (step->kind)
    {
    case NN_STEP_OPERATOR:
      operator_backward (executor, step);
      return;
    case NN_STEP_ELEMENTWISE:
      for (int i = 0; i < step->n_inputs; i++)
        if (is_wanted (executor, step->inputs[i]))
          begin_adding (executor, step->inputs[i]);
      nn_executor_run (executor, step, n_parts (executor, &y), elementwise_unit, NULL);
      return;
    case NN_STEP_ACTIVATION:
      if (!is_wanted (executor, step->inputs[0]))
        return;
      begin_adding (executor, step->inputs[0]);
      nn_executor_run (executor, step, n_parts (executor, &y), activation_unit, NULL);
      return;
    case NN_STEP_CONCAT:
      concat_backward (executor, step);
      return;
    case NN_STEP_SCALE_BY:
      scale_by_backward (executor, step);
      return;
    default:
      break;
    }

  undo_finish (executor, step);
  if (nn_step_learns_in_lanes (executor->program, step))
    learn (executor, step);
  if (!is_wanted (executor, step->inputs[0]))
    return;
  switch (step->kind)
    {
    case NN_STEP_CONVERT:
      {
        const NnView x = nn_executor_slot (executor, step->inputs[0]);
        gboolean add = nn_executor_begin_gradient (executor, step->inputs[0]);

        nn_executor_run (executor, step, MIN (n_parts (executor, &x), n_parts (executor, &y)),
                         convert_unit, GINT_TO_POINTER (add));
        break;
      }
    case NN_STEP_CONV:
      conv_backward (executor, step);
      break;
    case NN_STEP_LANED_CONV:
    case NN_STEP_LINEAR:
      laned_backward (executor, step);
      break;
    case NN_STEP_LRN:
      begin_adding (executor, step->inputs[0]);
      nn_executor_run (executor, step, executor->program->batch * y.h, lrn_unit, NULL);
      break;
    default:
      plane_backward (executor, step);
      break;
    }
}
