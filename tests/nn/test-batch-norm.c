// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "nn/executor.h"
#include "nn/graph.h"

#include <math.h>
#include <string.h>

/* Batch normalisation that learns, against loops in double precision and differences. */

#define BATCH    5
#define CHANNELS 3
#define SIDE     7
#define PLANE    (SIDE * SIDE)
#define SIZE     (BATCH * CHANNELS * PLANE)
#define EPSILON  1e-3

typedef struct
{
  NnGraph *graph;
  NnValue value;
  float *x, *seed; /* (SIZE): the input, and the gradient of the output */
} Case;

static float *
random_numbers (gsize n, guint64 key, double center, double width)
{
  float *numbers = g_new (float, n);
  BaseRandom random;

  base_random_init (&random, 3, key, 0);
  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) (center + width * base_random_normal (&random));
  return numbers;
}

static float *
parameter (const Case *c, int index)
{
  return nn_graph_node (c->graph, c->value)->parameters[index]->data;
}

static Case
case_new (void)
{
  g_autoptr (GError) error = NULL;
  Case c = { .x = random_numbers (SIZE, 1, 2, 3), .seed = random_numbers (SIZE, 2, 0.2, 1) };

  c.graph = nn_graph_new ("data", &NN_SHAPE_3 (CHANNELS, SIDE, SIDE), &error);
  c.value = nn_graph_add_learning_batch_norm (c.graph, "bn", 0, EPSILON, &error);
  g_assert_no_error (error);
  for (int i = 0; i < CHANNELS; i++)
    {
      g_assert_cmpfloat (parameter (&c, 0)[i], ==, 1);
      g_assert_cmpfloat (parameter (&c, 1)[i], ==, 0);
      g_assert_cmpfloat (parameter (&c, 2)[i], ==, 0);
      g_assert_cmpfloat (parameter (&c, 3)[i], ==, 1);
      parameter (&c, 0)[i] = 0.5f + (float) i;
      parameter (&c, 1)[i] = 0.1f * (float) i;
      parameter (&c, 2)[i] = 1.5f - (float) i;
      parameter (&c, 3)[i] = 2.0f + (float) i;
    }
  return c;
}

static void
case_clear (Case *c)
{
  nn_graph_free (c->graph);
  g_free (c->x);
  g_free (c->seed);
}

static gsize
place (int image, int channel, int i)
{
  return ((gsize) image * CHANNELS + channel) * PLANE + i;
}

/* Mean and variance of the batch, the latter with the divisor n. */
static void
measure (const float *x, int channel, double *mean, double *variance)
{
  *mean = *variance = 0;
  for (int image = 0; image < BATCH; image++)
    for (int i = 0; i < PLANE; i++)
      *mean += x[place (image, channel, i)] / (double) (BATCH * PLANE);
  for (int image = 0; image < BATCH; image++)
    for (int i = 0; i < PLANE; i++)
      *variance += pow (x[place (image, channel, i)] - *mean, 2) / (BATCH * PLANE);
}

/* sum seed y: its gradient is what the executor is asked for. */
static double
weighted_sum (const Case *c, const float *x)
{
  double sum = 0;

  for (int channel = 0; channel < CHANNELS; channel++)
    {
      double mean, variance;

      measure (x, channel, &mean, &variance);
      for (int image = 0; image < BATCH; image++)
        for (int i = 0; i < PLANE; i++)
          {
            gsize at = place (image, channel, i);

            sum += c->seed[at] *
                   (parameter (c, 0)[channel] * (x[at] - mean) / sqrt (variance + EPSILON) +
                    parameter (c, 1)[channel]);
          }
    }
  return sum;
}

static NnExecutor *
run (const Case *c, NnExecutorFlags flags)
{
  g_autoptr (GError) error = NULL;
  NnExecutor *executor = nn_executor_new (c->graph, BATCH, flags, &error);

  g_assert_no_error (error);
  memcpy (nn_executor_input (executor), c->x, SIZE * sizeof (float));
  nn_executor_forward (executor);
  if (flags != NN_FORWARD_ONLY)
    nn_executor_backward (executor, c->value, c->seed);
  return executor;
}

static void
test_training (void)
{
  Case c = case_new ();
  g_autoptr (NnExecutor) executor = run (&c, NN_PARAMETER_GRADIENTS | NN_INPUT_GRADIENT);
  const float *y = nn_executor_value (executor, c.value);

  for (int channel = 0; channel < CHANNELS; channel++)
    {
      double mean, variance, n = BATCH * PLANE;

      measure (c.x, channel, &mean, &variance);
      for (int image = 0; image < BATCH; image++)
        for (int i = 0; i < PLANE; i++)
          {
            gsize at = place (image, channel, i);

            g_assert_cmpfloat_with_epsilon (y[at],
                                            parameter (&c, 0)[channel] * (c.x[at] - mean) /
                                                    sqrt (variance + EPSILON) +
                                                parameter (&c, 1)[channel],
                                            1e-5);
          }
      g_assert_cmpfloat_with_epsilon (
          nn_executor_parameter_gradient (executor, c.value, 2)[channel], mean, 1e-5);
      g_assert_cmpfloat_with_epsilon (
          nn_executor_parameter_gradient (executor, c.value, 3)[channel], variance * n / (n - 1),
          1e-4);
    }
  case_clear (&c);
}

/* Central differences. */
static void
test_gradients (void)
{
  Case c = case_new ();
  g_autoptr (NnExecutor) executor = run (&c, NN_PARAMETER_GRADIENTS | NN_INPUT_GRADIENT);
  const float *dx = nn_executor_input_gradient (executor);

  for (gsize i = 0; i < SIZE; i += 11)
    {
      float before = c.x[i];
      double above, below, width = 1e-2;

      c.x[i] = before + (float) width;
      above = weighted_sum (&c, c.x);
      c.x[i] = before - (float) width;
      below = weighted_sum (&c, c.x);
      c.x[i] = before;
      g_assert_cmpfloat_with_epsilon (dx[i], (above - below) / (2 * width), 1e-3);
    }
  for (int index = 0; index < 2; index++)
    for (int channel = 0; channel < CHANNELS; channel++)
      {
        float *at = &parameter (&c, index)[channel], before = *at;
        double above, below;

        *at = before + 0.5f;
        above = weighted_sum (&c, c.x);
        *at = before - 0.5f;
        below = weighted_sum (&c, c.x);
        *at = before;
        g_assert_cmpfloat_with_epsilon (
            nn_executor_parameter_gradient (executor, c.value, index)[channel], above - below,
            1e-3);
      }
  case_clear (&c);
}

/* Without parameters to learn it is the fixed one, in the same numbers, forward and backward. */
static void
test_fixed (void)
{
  Case c = case_new (), fixed = case_new ();
  NnTensor *tensors[4];
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 4; i++)
    {
      tensors[i] = nn_tensor_new (&NN_SHAPE_1 (CHANNELS));
      memcpy (tensors[i]->data, parameter (&c, i), CHANNELS * sizeof (float));
    }
  nn_graph_free (fixed.graph);
  fixed.graph = nn_graph_new ("data", &NN_SHAPE_3 (CHANNELS, SIDE, SIDE), &error);
  fixed.value = nn_graph_add_batch_norm (fixed.graph, "bn", 0, tensors[0], tensors[1], tensors[2],
                                         tensors[3], EPSILON, &error);
  g_assert_no_error (error);
  for (int flags = 0; flags <= NN_INPUT_GRADIENT; flags++)
    {
      g_autoptr (NnExecutor) a = run (&c, (NnExecutorFlags) flags);
      g_autoptr (NnExecutor) b = run (&fixed, (NnExecutorFlags) flags);
      const float *ya = nn_executor_value (a, c.value), *yb = nn_executor_value (b, fixed.value);

      for (gsize i = 0; i < SIZE; i++)
        g_assert_cmpfloat_with_epsilon (ya[i], yb[i], 1e-5);
      for (gsize i = 0; i < SIZE && flags != NN_FORWARD_ONLY; i++)
        g_assert_cmpfloat_with_epsilon (nn_executor_input_gradient (a)[i],
                                        nn_executor_input_gradient (b)[i], 1e-5);
    }
  case_clear (&c);
  case_clear (&fixed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/batch-norm/training", test_training);
  g_test_add_func ("/nn/batch-norm/gradients", test_gradients);
  g_test_add_func ("/nn/batch-norm/fixed", test_fixed);
  return g_test_run ();
}
