// SPDX-License-Identifier: GPL-3.0-or-later
// Where a network's time goes, step by step of its executor, on one thread:
// bench-steps FILE.onnx [batch] [rounds] [f|g]; batch 0 is the recommended one, g the pass back to
// the input. For each step the least processor time of the rounds for one image, its share, and
// for convolutions and fully connected layers the billions of operations a second, as many as a
// direct convolution has.
#include "base/random.h"
#include "formats/onnx.h"
#include "nn/cpu.h"
#include "nn/executor-private.h"
#include "nn/ops.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double
thread_seconds (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static const char *
kind_name (const NnStep *step)
{
  static const char *const kinds[] = {
    [NN_STEP_OPERATOR] = "operator",
    [NN_STEP_ELEMENTWISE] = "elementwise",
    [NN_STEP_ACTIVATION] = "activation",
    [NN_STEP_CONVERT] = "convert",
    [NN_STEP_CONV] = "conv",
    [NN_STEP_CONV_PAIR] = "pair",
    [NN_STEP_LANED_CONV] = "laned",
    [NN_STEP_LINEAR] = "linear",
    [NN_STEP_MAX_POOL] = "max pool",
    [NN_STEP_AVERAGE_POOL] = "average pool",
    [NN_STEP_GLOBAL_POOL] = "global pool",
    [NN_STEP_LRN] = "lrn",
    [NN_STEP_SCALE_SHIFT] = "scale shift",
    [NN_STEP_SCALE_BY] = "scale by",
    [NN_STEP_CONCAT] = "concat",
  };
  static const char *const methods[] = { [NN_CONV_POINTWISE] = "pointwise",
                                         [NN_CONV_DIRECT] = "direct",
                                         [NN_CONV_WINOGRAD] = "winograd",
                                         [NN_CONV_DEPTHWISE] = "depthwise" };

  return step->kind == NN_STEP_CONV ? methods[step->conv->method] : kinds[step->kind];
}

/* Of a direct convolution of one image, two for each multiplication. */
static double
operations (const NnGraph *graph, NnValue value)
{
  const NnNode *node = nn_graph_node (graph, value);

  if (node->op != &nn_op_conv && node->op != &nn_op_linear)
    return 0;
  return 2.0 * nn_shape_size (&node->parameters[0]->shape) * nn_shape_size (&node->output) /
         node->output.dims[0];
}

static void
print_step (const NnExecutor *executor, int i, double seconds, double total)
{
  const NnStep *step = nn_program_step (executor->program, i);
  const NnView *x =
      &nn_program_slot (executor->program, step->n_inputs > 0 ? step->inputs[0] : step->output)
           ->view;
  const NnView *y = &nn_program_slot (executor->program, step->output)->view;
  const NnNode *node = nn_graph_node (executor->graph, step->node);
  double work = step->kind != NN_STEP_CONVERT ? operations (executor->graph, step->node) : 0;

  if (step->kind == NN_STEP_CONV_PAIR)
    work += operations (executor->graph, step->second.node);

  printf ("%3d %-12s %-18s %4d x %3d x %3d -> %4d x %3d x %3d", i, kind_name (step), node->op->name,
          x->c, x->h, x->w, y->c, y->h, y->w);
  if (step->kind == NN_STEP_CONV)
    {
      const NnWindow *w = &node->attributes.conv.window;

      printf (" %d x %d / %d", w->kernel_h, w->kernel_w, w->stride_h);
    }
  else
    printf ("          ");
  printf ("%s%s %9.1f us %5.1f %%", step->finish.kind != NN_FINISH_NONE ? " f" : "  ",
          step->residual != NN_NO_SLOT ? "r" : " ", seconds * 1e6, 100 * seconds / total);
  if (work > 0)
    printf (" %6.1f GF/s", work / seconds * 1e-9);
  printf ("\n");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = argc > 1 ? fmt_onnx_load (argv[1], &error) : NULL;
  g_autoptr (NnExecutor) executor = NULL;
  g_autofree double *times = NULL;
  g_autofree float *seed = NULL;
  g_autofree char *kernels = nn_describe_kernels ();
  int batch = argc > 2 ? CLAMP (atoi (argv[2]), 0, 4096) : 0;
  int rounds = argc > 3 ? CLAMP (atoi (argv[3]), 1, 1000) : 5, n_steps;
  gboolean gradient = argc > 4 && argv[4][0] == 'g';
  NnValue output;
  double total = 0;
  BaseRandom random;

  if (graph == NULL)
    {
      fprintf (stderr, "%s\n", error != NULL ? error->message : "bench-steps FILE.onnx");
      return 2;
    }
  if (batch == 0)
    batch = nn_graph_recommended_batch (graph);
  executor = nn_executor_new (graph, batch, gradient ? NN_INPUT_GRADIENT : NN_FORWARD_ONLY, &error);
  if (executor == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  base_random_init (&random, 1, 0, 0);
  for (gsize i = 0; i < batch * nn_shape_size (nn_graph_shape (graph, 0)); i++)
    nn_executor_input (executor)[i] = (float) base_random_uniform (&random);
  output = nn_graph_output (graph);
  seed = g_new (float, batch *nn_shape_size (nn_graph_shape (graph, output)));
  for (gsize i = 0; i < batch * nn_shape_size (nn_graph_shape (graph, output)); i++)
    seed[i] = 1;
  n_steps = (int) executor->program->steps->len;
  times = g_new (double, n_steps + 1);
  for (int i = 0; i < n_steps; i++)
    times[i] = INFINITY;
  for (int round = 0; round < rounds; round++)
    {
      for (int i = 0; i < n_steps; i++)
        {
          const NnStep *step = nn_program_step (executor->program, i);
          double start = thread_seconds ();

          executor->workspaces[0].chunk = -1;
          for (int unit = 0; unit < nn_step_n_units (executor, step); unit++)
            nn_step_forward (executor, step, unit, &executor->workspaces[0]);
          if (!gradient)
            times[i] = MIN (times[i], thread_seconds () - start);
        }
      if (!gradient)
        continue;
      memset (executor->reached, 0, executor->program->buffers->len * sizeof (gboolean));
      memcpy (nn_executor_slot_gradient (executor, executor->program->output_slot).data, seed,
              batch * nn_shape_size (nn_graph_shape (graph, output)) * sizeof (float));
      nn_executor_begin_gradient (executor, executor->program->output_slot);
      for (int i = n_steps - 1; i >= 0; i--)
        {
          const NnStep *step = nn_program_step (executor->program, i);
          const NnSlot *slot = nn_program_slot (executor->program, step->output);
          double start = thread_seconds ();

          if (slot->wanted && executor->reached[slot->buffer])
            nn_step_backward (executor, step);
          times[i] = MIN (times[i], thread_seconds () - start);
        }
    }
  for (int i = 0; i < n_steps; i++)
    total += times[i] / batch;
  printf ("%s, %s, %s, batch %d: %.1f us an image\n", argv[1], kernels,
          gradient ? "gradient to the input" : "forward", batch, total * 1e6);
  for (int i = 0; i < n_steps; i++)
    print_step (executor, i, times[i] / batch, total);
  return 0;
}
