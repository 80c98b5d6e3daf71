// SPDX-License-Identifier: GPL-3.0-or-later
// What each way of the engine is worth: bench-kernels [seconds a line]. Each line is a layer that
// takes one of the kernels, on one thread, beside the operator it replaces (plain layout, products
// by OpenBLAS): forward, or where it says so the gradient of its weights; billions of operations a
// processor second, as many as a direct convolution has, or for the others billions of bytes that
// are read and written.
#include "base/random.h"
#include "nn/cpu.h"
#include "nn/executor-private.h"
#include "nn/graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef enum
{
  CONV,
  PAIR, /* 1 x 1, then depthwise */
  GATE, /* a product with a number for each channel, then 1 x 1 */
  LINEAR,
  LEARNED_CONV, /* the gradient of its weights */
  MAX_POOL,
  AVERAGE_POOL,
  NORMALISATION,
  SWISH,
} Kind;

typedef struct
{
  const char *kernel;
  Kind kind;
  int batch, c, size, out, kernel_size, stride, groups;
} Case;

/* Of images in lanes. What learns does so in lanes in whole groups of images only, and with its
 * operators in other batches. */
#define LANED      16
#define NO_LEARNED 24

/* A first 1 x 1 convolution brings the value into blocks; it is not measured. */
static const Case cases[] = {
  { "pointwise", CONV, 4, 256, 28, 128, 1, 1, 1 },
  { "direct, stride 2", CONV, 4, 64, 56, 128, 3, 2, 1 },
  { "direct, plain picture", CONV, 4, 3, 224, 32, 3, 2, 1 },
  { "Winograd, phases of 7 x 7 / 2", CONV, 4, 3, 224, 64, 7, 2, 1 },
  { "Winograd F(4x4, 3x3), 64", CONV, 4, 64, 56, 64, 3, 1, 1 },
  { "Winograd F(4x4, 3x3), 512", CONV, 8, 512, 14, 512, 3, 1, 1 },
  { "Winograd F(4x4, 5x5)", CONV, 8, 64, 27, 192, 5, 1, 1 },
  { "depthwise 3 x 3", CONV, 4, 144, 56, 144, 3, 1, 144 },
  { "depthwise 3 x 3 / 2", CONV, 4, 144, 56, 144, 3, 2, 144 },
  { "depthwise 5 x 5", CONV, 4, 240, 28, 240, 5, 1, 240 },
  { "pair", PAIR, 4, 24, 56, 144, 3, 1, 144 },
  { "gate before pointwise", GATE, 4, 240, 28, 80, 1, 1, 1 },
  { "images in lanes", CONV, LANED, 1, 28, 20, 5, 1, 1 },
  { "images in lanes, F(4x4, 5x5)", CONV, LANED, 20, 12, 50, 5, 1, 1 },
  { "gradient of weights in lanes", LEARNED_CONV, LANED, 20, 12, 50, 5, 1, 1 },
  { "fully connected in lanes", LINEAR, LANED, 1024, 1, 1024, 1, 1, 1 },
  { "maximum pool 3 x 3 / 2", MAX_POOL, 4, 64, 112, 64, 3, 2, 1 },
  { "average pool 2 x 2 / 2", AVERAGE_POOL, 4, 128, 56, 128, 2, 2, 1 },
  { "normalisation", NORMALISATION, 4, 96, 27, 96, 1, 1, 1 },
  { "swish", SWISH, 4, 96, 56, 96, 1, 1, 1 },
};

static double
thread_seconds (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static NnTensor *
weights_new (BaseRandom *random, int out, int in, int kernel)
{
  NnTensor *tensor = nn_tensor_new (&(NnShape){
      .rank = kernel > 0 ? 4 : 2, .dims = { out, in, MAX (kernel, 1), MAX (kernel, 1) } });

  for (gsize i = 0; i < nn_shape_size (&tensor->shape); i++)
    tensor->data[i] = (float) (base_random_uniform (random) - 0.5) / (float) in;
  return tensor;
}

static NnValue
add_conv (NnGraph *graph,
          NnValue x,
          int out,
          int kernel,
          int stride,
          int groups,
          BaseRandom *random)
{
  NnWindow window = nn_window_square (kernel, stride, kernel / 2);

  if (kernel == 1 && groups == 1)
    window = nn_window_square (1, stride, 0);
  return nn_graph_add_conv (
      graph, NULL, x, &window, groups,
      weights_new (random, out, nn_graph_shape (graph, x)->dims[0] / groups, kernel), NULL, NULL);
}

/* first: the layer's first node, after what brings its input into blocks. */
static NnGraph *
graph_new (const Case *it, NnValue *first)
{
  gboolean picture = it->c <= 3 || it->batch == LANED;
  NnGraph *graph =
      nn_graph_new ("data", &NN_SHAPE_3 (picture ? it->c : 16, it->size, it->size), NULL);
  NnWindow window = nn_window_square (it->kernel_size, it->stride, 0);
  BaseRandom random;
  NnValue x = 0;

  base_random_init (&random, 1, 0, 0);
  if (it->kind == LINEAR)
    x = nn_graph_add_flatten (graph, NULL, x, NULL);
  else if (!picture)
    x = add_conv (graph, x, it->c, 1, 1, 1, &random);
  else
    x = nn_graph_add_relu (graph, NULL, x, NULL);
  if (it->kind == SWISH || (it->kind == CONV && it->groups > 1))
    { /* The second one is a step of its own, and keeps what follows apart. */
      x = nn_graph_add_relu (graph, NULL, x, NULL);
      x = nn_graph_add_relu (graph, NULL, x, NULL);
    }
  *first = nn_graph_n_nodes (graph);
  switch (it->kind)
    {
    case CONV:
    case LEARNED_CONV:
      add_conv (graph, x, it->out, it->kernel_size, it->stride, it->groups, &random);
      break;
    case PAIR:
      x = add_conv (graph, x, it->out, 1, 1, 1, &random);
      add_conv (graph, x, it->out, it->kernel_size, it->stride, it->groups, &random);
      break;
    case GATE:
      x = nn_graph_add_mul (graph, NULL, x, nn_graph_add_global_average_pool (graph, NULL, x, NULL),
                            NULL);
      add_conv (graph, x, it->out, 1, 1, 1, &random);
      break;
    case LINEAR:
      nn_graph_add_linear (graph, NULL, x, weights_new (&random, it->out, it->c, 0), NULL, NULL);
      break;
    case MAX_POOL:
      nn_graph_add_max_pool (graph, NULL, x, &window, NULL);
      break;
    case AVERAGE_POOL:
      nn_graph_add_average_pool (graph, NULL, x, &window, NN_DIVIDE_BY_COVERED, NULL);
      break;
    case NORMALISATION:
      nn_graph_add_lrn (graph, NULL, x, 5, 1e-4f, 0.75f, 1, NULL);
      break;
    case SWISH:
    default:
      nn_graph_add_function (graph, NULL, x, NN_FUNCTION_SWISH, 1, 0, NULL);
      break;
    }
  return graph;
}

/* The step belongs to the layer: its own, or what takes the picture apart for it. */
static gboolean
counts (const NnStep *step, NnValue first)
{
  if (step->kind == NN_STEP_CONVERT)
    return step->phases.in_c > 0;
  return step->node >= first;
}

/* Of the layer's steps, forward, or of their way back. */
static double
pass_seconds (NnExecutor *executor, gboolean back, NnValue first)
{
  int n = (int) executor->program->steps->len;
  double time = 0;

  for (int i = 0; i < n; i++)
    {
      const NnStep *step = nn_program_step (executor->program, back ? n - 1 - i : i);
      double start = thread_seconds ();

      executor->workspaces[0].chunk = -1;
      if (back)
        nn_step_backward (executor, step);
      for (int unit = 0; !back && unit < nn_step_n_units (executor, step); unit++)
        nn_step_forward (executor, step, unit, &executor->workspaces[0]);
      if (counts (step, first))
        time += thread_seconds () - start;
    }
  return time;
}

/* The least processor time of the layer for an image, by the engine or by its operator. */
static double
measure (const Case *it, gboolean by_operator, double seconds)
{
  NnValue first;
  g_autoptr (NnGraph) graph = graph_new (it, &first);
  gboolean learns = it->kind == LEARNED_CONV;
  int batch = by_operator && it->batch == LANED ? NO_LEARNED : it->batch;
  g_autoptr (NnExecutor) executor = nn_executor_new (
      graph, batch, by_operator || learns ? NN_PARAMETER_GRADIENTS : NN_FORWARD_ONLY, NULL);
  gsize n = batch * nn_shape_size (nn_graph_shape (graph, 0));
  gsize n_out = batch * nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  g_autofree float *gradient = g_new0 (float, n_out);
  double end = thread_seconds () + seconds, least = 1e9;
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (gsize i = 0; i < n; i++)
    nn_executor_input (executor)[i] = (float) base_random_uniform (&random);
  if (learns)
    {
      nn_executor_forward (executor);
      nn_executor_backward (executor, nn_graph_output (graph), gradient);
    }
  do
    least = MIN (least, pass_seconds (executor, learns, first));
  while (thread_seconds () < end);
  return least / batch;
}

static double
work_of (const Case *it)
{
  double in = (double) it->c * it->size * it->size;
  int side = (it->size - it->kernel_size + it->kernel_size / 2 * 2) / it->stride + 1;
  double out = (double) it->out * side * side;

  switch (it->kind)
    {
    case CONV:
    case LEARNED_CONV:
      return 2 * out * it->kernel_size * it->kernel_size * it->c / it->groups;
    case PAIR:
      return 2 * out * it->kernel_size * it->kernel_size +
             2.0 * it->c * it->out * it->size * it->size;
    case GATE:
      return 2 * out * it->c;
    case LINEAR:
      return 2.0 * it->c * it->out;
    default:
      return (in + out) * sizeof (float);
    }
}

int
main (int argc, char **argv)
{
  double seconds = argc > 1 ? CLAMP (atof (argv[1]), 0.01, 60) : 0.2;
  g_autofree char *kernels = nn_describe_kernels ();

  printf ("%s\n%-32s %8s %8s\n", kernels, "", "engine", "operator");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *it = &cases[i];
      double work = work_of (it) * 1e-9, speeds[2];

      for (int k = 0; k < 2; k++)
        speeds[k] = work / measure (it, k == 1, seconds);
      printf ("%-32s %8.1f %8.1f %s/s\n", it->kernel, speeds[0], speeds[1],
              it->kind <= LEARNED_CONV ? "GF" : "GB");
    }
  return 0;
}
