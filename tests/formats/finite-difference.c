// SPDX-License-Identifier: GPL-3.0-or-later
#include "finite-difference.h"

#include "base/random.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <math.h>
#include <string.h>

/* How long a step? The networks compute in float32, so of a short one rounding is all that is seen;
 * and every relu and every maximum is a corner of the objective, so on a long one the gradient is
 * soon another. Neither is the gradient's fault.
 *
 * Rounding decides: the step is as long as it takes for the difference to be a thousand times what
 * changes of the pixels' last bits do. It is then cut into equal parts, and in the middle of each
 * the gradient is computed: the central difference of each part is that gradient times the part,
 * and their sum is the difference between the ends, whatever corners lie between. What a part gets
 * wrong is where the corner is in it: the gradient jumps from one middle to the next, and the place
 * of the jump is unknown. Uniform there, it has a variance of a twelfth of the jump squared. */

#define BATCH        4
#define N_NOISE      (4 * BATCH)
#define ROUNDING     0.001
#define MAX_STEP     0.001 /* by the length of the picture */
#define MAX_ATTEMPTS 4

/* A difference that is known to this much, three standard deviations, is taken as measured. */
#define MAX_DISTURBANCE 0.01

struct _FiniteDifference
{
  NnExecutor *executor;
  gsize n_pixels, n_scores;
  NnValue scores;
  float *picture, *gradient;
  float *weights; /* the same for each picture of a batch */
  double length;  /* of the picture */
  double noise;   /* standard deviation of the objective, from rounding */
};

static double
length (const float *vector, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) vector[i] * (double) vector[i];
  return sqrt (sum);
}

static NnValue
find_scores (const NnGraph *graph)
{
  NnValue value = nn_graph_output (graph);

  while (nn_graph_node (graph, value)->op != &nn_op_softmax)
    value = nn_graph_node (graph, value)->inputs[0];
  return nn_graph_node (graph, value)->inputs[0];
}

/* The objective of each picture of the batch. */
static void
compute (FiniteDifference *difference, double objectives[BATCH])
{
  const float *scores = nn_executor_forward (difference->executor);

  for (int i = 0; i < BATCH; i++)
    {
      objectives[i] = 0;
      for (gsize j = 0; j < difference->n_scores; j++, scores++)
        objectives[i] += (double) difference->weights[j] * (double) *scores;
    }
}

/* Whatever the input is: one gradient for each picture of the batch. */
static const float *
compute_gradients (FiniteDifference *difference)
{
  nn_executor_forward (difference->executor);
  nn_executor_backward (difference->executor, difference->scores, difference->weights);
  return nn_executor_input_gradient (difference->executor);
}

/* The objective where each pixel's last bit is one up or down. */
static double
measure_noise (FiniteDifference *difference)
{
  float *input = nn_executor_input (difference->executor);
  double objectives[N_NOISE], mean = 0, variance = 0;
  BaseRandom random;

  base_random_init (&random, 3, 0, 0);
  for (int i = 0; i < N_NOISE; i += BATCH)
    {
      for (gsize j = 0; j < BATCH * difference->n_pixels; j++)
        input[j] = nextafterf (difference->picture[j % difference->n_pixels],
                               base_random_chance (&random, 0.5) ? INFINITY : -INFINITY);
      compute (difference, objectives + i);
    }
  for (int i = 0; i < N_NOISE; i++)
    mean += objectives[i] / N_NOISE;
  for (int i = 0; i < N_NOISE; i++)
    variance += (objectives[i] - mean) * (objectives[i] - mean) / (N_NOISE - 1);
  return sqrt (variance);
}

FiniteDifference *
finite_difference_new (NnGraph *graph, const float *picture, const float *weights)
{
  FiniteDifference *difference = g_new0 (FiniteDifference, 1);
  gsize n_pixels = nn_shape_size (nn_graph_shape (graph, 0));

  difference->scores = find_scores (graph);
  difference->n_pixels = n_pixels;
  difference->n_scores = nn_shape_size (nn_graph_shape (graph, difference->scores));
  nn_graph_set_output (graph, difference->scores);
  difference->picture = g_memdup2 (picture, n_pixels * sizeof (float));
  difference->length = length (picture, n_pixels);
  difference->weights = g_new (float, BATCH * difference->n_scores);
  difference->executor = nn_executor_new (graph, BATCH, NN_INPUT_GRADIENT, NULL);
  for (gsize i = 0; i < BATCH; i++)
    {
      memcpy (difference->weights + i * difference->n_scores, weights,
              difference->n_scores * sizeof (float));
      memcpy (nn_executor_input (difference->executor) + i * n_pixels, picture,
              n_pixels * sizeof (float));
    }
  difference->gradient = g_memdup2 (compute_gradients (difference), n_pixels * sizeof (float));
  difference->noise = measure_noise (difference);
  return difference;
}

void
finite_difference_free (FiniteDifference *difference)
{
  nn_executor_free (difference->executor);
  g_free (difference->picture);
  g_free (difference->gradient);
  g_free (difference->weights);
  g_free (difference);
}

const float *
finite_difference_gradient (const FiniteDifference *difference)
{
  return difference->gradient;
}

/* The picture moved along the direction. */
static void
move (const FiniteDifference *difference, const float *direction, double scale, float *moved)
{
  for (gsize i = 0; i < difference->n_pixels; i++)
    moved[i] = (float) ((double) difference->picture[i] + scale * (double) direction[i]);
}

/* The change of the objective from -scale to scale. `ends` become the pictures there. */
static double
take_difference (FiniteDifference *difference, const float *direction, double scale, float *ends)
{
  gsize n = 2 * difference->n_pixels;
  double objectives[BATCH];

  move (difference, direction, -scale, ends);
  move (difference, direction, scale, ends + difference->n_pixels);
  for (int i = 0; i < BATCH / 2; i++)
    memcpy (nn_executor_input (difference->executor) + i * n, ends, n * sizeof (float));
  compute (difference, objectives);
  return objectives[1] - objectives[0];
}

/* What the gradient in the middle of each part says that the objective changes by there. */
static void
integrate (FiniteDifference *difference,
           const float *direction,
           double scale,
           const float *ends,
           int n_parts,
           double *changes)
{
  gsize n = difference->n_pixels;

  for (int part = 0; part < n_parts; part++)
    {
      const float *gradient;

      move (difference, direction, scale * ((2 * part + 1.0) / n_parts - 1),
            nn_executor_input (difference->executor) + (gsize) (part % BATCH) * n);
      if (part % BATCH < BATCH - 1)
        continue;
      gradient = compute_gradients (difference);
      for (int i = part - BATCH + 1; i <= part; i++)
        {
          changes[i] = 0;
          /* Between the ends as they were rounded. */
          for (gsize j = 0; j < n; j++, gradient++)
            changes[i] += (double) *gradient * ((double) ends[n + j] - (double) ends[j]) / n_parts;
        }
    }
}

/* Where rounding should be what it is wanted to be, if the gradient is right. */
static double
first_step (const FiniteDifference *difference, const float *direction, double unit)
{
  double slope = 0;

  for (gsize i = 0; i < difference->n_pixels; i++)
    slope += (double) difference->gradient[i] * (double) direction[i];
  return G_SQRT2 * difference->noise / ROUNDING / (2 * unit * fabs (slope));
}

FiniteDifferenceResult
finite_difference_measure (FiniteDifference *difference, const float *direction, int parts)
{
  double unit = difference->length / length (direction, difference->n_pixels), ratio = 1;
  g_autofree float *ends = g_new (float, 2 * difference->n_pixels);
  g_autofree double *changes = g_new (double, parts);
  FiniteDifferenceResult result = { .step = first_step (difference, direction, unit) };
  double found, expected = 0, jumps = 0, size;

  g_assert_cmpint (parts % BATCH, ==, 0);
  for (int i = 0; i < MAX_ATTEMPTS && (i == 0 || ratio < 0.5 || ratio > 2); i++)
    {
      result.step = MIN (result.step * ratio, MAX_STEP);
      found = take_difference (difference, direction, result.step * unit, ends);
      result.rounding = G_SQRT2 * difference->noise / fabs (found);
      ratio = result.step < MAX_STEP ? CLAMP (result.rounding / ROUNDING, 0.1, 10) : 1;
    }
  if (3 * result.rounding > MAX_DISTURBANCE)
    return result;
  integrate (difference, direction, result.step * unit, ends, parts, changes);
  for (int i = 0; i < parts; i++)
    {
      expected += changes[i];
      jumps += i > 0 ? (changes[i] - changes[i - 1]) * (changes[i] - changes[i - 1]) : 0;
    }
  size = MAX (fabs (found), fabs (expected));
  result.error = fabs (found - expected) / size;
  result.corners = sqrt (jumps / 12) / size;
  result.is_measured = 3 * hypot (result.rounding, result.corners) <= MAX_DISTURBANCE;
  return result;
}
