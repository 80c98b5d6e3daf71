// SPDX-License-Identifier: GPL-3.0-or-later
#include "naive-ascent.h"

#include <math.h>
#include <string.h>

#include "base/random.h"

/* A difference of this many grey levels for a gradient. */
#define DIFFERENCE 1e-3

static float
small_number (BaseRandom *random)
{
  return (float) (0.3 * base_random_normal (random));
}

static NnTensor *
tensor_new (int rank, const int *dims, BaseRandom *random)
{
  NnShape shape = { .rank = rank };
  NnTensor *tensor;

  for (int i = 0; i < rank; i++)
    shape.dims[i] = dims[i];
  tensor = nn_tensor_new (&shape);
  for (gsize i = 0; i < nn_shape_size (&shape); i++)
    tensor->data[i] = small_number (random);
  return tensor;
}

static void
add_layers (NaiveNetwork *naive, BaseRandom *random)
{
  const int kernels[] = { NAIVE_MAPS, NAIVE_CHANNELS, 3, 3 };
  const int weights[] = { NAIVE_CLASSES, NAIVE_MAPS * NAIVE_PIXELS }, bias[] = { NAIVE_CLASSES };
  NnTensor *k = tensor_new (4, kernels, random), *w = tensor_new (2, weights, random);
  NnTensor *b = tensor_new (1, bias, random);
  NnWindow window = nn_window_square (3, 1, 1);
  double *kernel = &naive->kernels[0][0][0][0], *weight = &naive->weights[0][0][0];
  NnValue value;

  for (gsize i = 0; i < sizeof naive->kernels / sizeof (double); i++)
    kernel[i] = k->data[i];
  for (gsize i = 0; i < sizeof naive->weights / sizeof (double); i++)
    weight[i] = w->data[i];
  for (int i = 0; i < NAIVE_CLASSES; i++)
    naive->bias[i] = b->data[i];
  value = nn_graph_add_conv (naive->graph, "maps", 0, &window, 1, k, NULL, NULL);
  value = nn_graph_add_linear (naive->graph, "scores", value, w, b, NULL);
  value = nn_graph_add_softmax (naive->graph, "prob", value, NULL);
  g_assert_cmpint (value, !=, NN_NO_VALUE);
}

NaiveNetwork *
naive_network_new (void)
{
  static const float means[] = { 120, 3, 251.5, 90, 133 };
  const NnShape input = { 3, { NAIVE_CHANNELS, NAIVE_HEIGHT, NAIVE_WIDTH } };
  NaiveNetwork *naive = g_new0 (NaiveNetwork, 1);
  float mean[NAIVE_SIZE], scale[NAIVE_SIZE];
  BaseRandom random;

  for (int i = 0; i < NAIVE_SIZE; i++)
    {
      mean[i] = means[i % 5];
      scale[i] = 1 / (50.0f + (float) (i % 7));
    }
  base_random_init (&random, 11, 0, 0);
  naive->graph = nn_graph_new ("input", &input, NULL);
  add_layers (naive, &random);
  naive->network = asc_network_new (naive->graph, mean, scale, NULL);
  g_assert_nonnull (naive->network);
  return naive;
}

void
naive_network_free (NaiveNetwork *naive)
{
  asc_network_free (naive->network);
  nn_graph_free (naive->graph);
  g_free (naive);
}

/* The convolution at one place; beyond the border there are zeros. */
static double
map_at (const NaiveNetwork *naive, const double *input, int map, int y, int x)
{
  double sum = 0;

  for (int c = 0; c < NAIVE_CHANNELS; c++)
    for (int dy = -1; dy <= 1; dy++)
      for (int dx = -1; dx <= 1; dx++)
        if (y + dy >= 0 && y + dy < NAIVE_HEIGHT && x + dx >= 0 && x + dx < NAIVE_WIDTH)
          sum += naive->kernels[map][c][dy + 1][dx + 1] *
                 input[c * NAIVE_PIXELS + (y + dy) * NAIVE_WIDTH + x + dx];
  return sum;
}

void
naive_answer (const NaiveNetwork *naive, const double *picture, NaiveAnswer *answer)
{
  double input[NAIVE_SIZE], sum = 0;

  for (int i = 0; i < NAIVE_SIZE; i++)
    input[i] = (picture[i] - naive->network->mean[i]) * naive->network->scale[i];
  for (int map = 0; map < NAIVE_MAPS; map++)
    for (int i = 0; i < NAIVE_PIXELS; i++)
      answer->maps[map][i] = map_at (naive, input, map, i / NAIVE_WIDTH, i % NAIVE_WIDTH);
  for (int c = 0; c < NAIVE_CLASSES; c++)
    {
      answer->scores[c] = naive->bias[c];
      for (int map = 0; map < NAIVE_MAPS; map++)
        for (int i = 0; i < NAIVE_PIXELS; i++)
          answer->scores[c] += naive->weights[c][map][i] * answer->maps[map][i];
      sum += exp (answer->scores[c]);
    }
  for (int c = 0; c < NAIVE_CLASSES; c++)
    answer->confidences[c] = exp (answer->scores[c]) / sum;
}

double
naive_objective (const NaiveNetwork *naive,
                 const AscRules *rules,
                 guint unit,
                 const double *picture)
{
  NaiveAnswer answer;

  naive_answer (naive, picture, &answer);
  if (rules->objective == ASC_OBJECTIVE_CONFIDENCE)
    return answer.confidences[unit];
  if (rules->objective == ASC_OBJECTIVE_SCORE || strcmp (rules->layer, "scores") == 0)
    return answer.scores[unit];
  g_assert_cmpstr (rules->layer, ==, "maps");
  return answer.maps[unit][2 * NAIVE_WIDTH + 3];
}

static double
clip (double level)
{
  return fmax (0, fmin (255, level));
}

void
naive_start (const NaiveNetwork *naive,
             const AscRules *rules,
             guint64 seed,
             guint unit,
             double *picture)
{
  BaseRandom random;

  base_random_init (&random, seed, 0, unit);
  for (int i = 0; i < NAIVE_SIZE; i++)
    {
      double mean = naive->network->mean[i];

      if (rules->start == ASC_START_ZERO)
        picture[i] = mean;
      else if (rules->start == ASC_START_RANDU)
        picture[i] = 255 * base_random_uniform (&random);
      else
        picture[i] = clip (mean + base_random_normal (&random));
    }
}

static void
find_gradient (const NaiveNetwork *naive,
               const AscRules *rules,
               guint unit,
               const double *picture,
               double *gradient)
{
  double changed[NAIVE_SIZE];

  memcpy (changed, picture, sizeof changed);
  for (int i = 0; i < NAIVE_SIZE; i++)
    {
      changed[i] = picture[i] + DIFFERENCE;
      gradient[i] = naive_objective (naive, rules, unit, changed);
      changed[i] = picture[i] - DIFFERENCE;
      gradient[i] -= naive_objective (naive, rules, unit, changed);
      gradient[i] /= 2 * DIFFERENCE;
      changed[i] = picture[i];
    }
}

static double
find_rate (const NaiveNetwork *naive,
           const AscRules *rules,
           guint unit,
           const double *picture,
           const double *gradient)
{
  double square = 0, gain = rules->early;

  if (rules->step == ASC_STEP_CONSTANT)
    return rules->rate;
  for (int i = 0; i < NAIVE_SIZE; i++)
    square += gradient[i] * gradient[i];
  if (rules->objective == ASC_OBJECTIVE_CONFIDENCE)
    gain = fmin (gain, rules->late * (1 - naive_objective (naive, rules, unit, picture)));
  return fmin (rules->max_rate, gain / square);
}

static int
mirrored (int i, int n)
{
  while (i < 0 || i >= n)
    i = i < 0 ? -1 - i : 2 * n - 1 - i;
  return i;
}

/* Every pixel from all those around it, with the two-dimensional Gaussian. */
static void
blur (double sigma, double *x)
{
  int radius = (int) (4 * sigma + 0.5);
  double before[NAIVE_SIZE];

  memcpy (before, x, sizeof before);
  for (int i = 0; i < NAIVE_SIZE; i++)
    {
      int c = i / NAIVE_PIXELS, row = i % NAIVE_PIXELS / NAIVE_WIDTH, column = i % NAIVE_WIDTH;
      double sum = 0, weights = 0;

      for (int dy = -radius; dy <= radius; dy++)
        for (int dx = -radius; dx <= radius; dx++)
          {
            double weight = exp (-(dy * dy + dx * dx) / (2 * sigma * sigma));

            sum +=
                weight * before[c * NAIVE_PIXELS + mirrored (row + dy, NAIVE_HEIGHT) * NAIVE_WIDTH +
                                mirrored (column + dx, NAIVE_WIDTH)];
            weights += weight;
          }
      x[i] = sum / weights;
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
percentile_of (const double *values, int n, double percentile)
{
  double sorted[NAIVE_SIZE], place = percentile / 100 * (n - 1);
  int k = (int) floor (place);

  memcpy (sorted, values, n * sizeof *sorted);
  qsort (sorted, n, sizeof *sorted, compare);
  return k + 1 < n ? sorted[k] * (k + 1 - place) + sorted[k + 1] * (place - k) : sorted[k];
}

typedef enum
{
  NORM,
  BENEFIT,
  ABSOLUTE_BENEFIT,
} Measure;

static void
clear_pixels (Measure measure, double percentile, const double *gradient, double *x)
{
  double values[NAIVE_PIXELS], limit;

  if (percentile == 0)
    return;
  for (int i = 0; i < NAIVE_PIXELS; i++)
    {
      values[i] = 0;
      for (int j = i; j < NAIVE_SIZE; j += NAIVE_PIXELS)
        values[i] += measure == NORM ? x[j] * x[j] : gradient[j] * -x[j];
      if (measure == NORM)
        values[i] = sqrt (values[i]);
      else if (measure == ABSOLUTE_BENEFIT)
        values[i] = fabs (values[i]);
    }
  limit = percentile_of (values, NAIVE_PIXELS, percentile);
  for (int i = 0; i < NAIVE_SIZE; i++)
    if (values[i % NAIVE_PIXELS] < limit)
      x[i] = 0;
}

static void
clear_numbers (double percentile, double *x)
{
  double values[NAIVE_SIZE], limit;

  if (percentile == 0)
    return;
  for (int i = 0; i < NAIVE_SIZE; i++)
    values[i] = fabs (x[i]);
  limit = percentile_of (values, NAIVE_SIZE, percentile);
  for (int i = 0; i < NAIVE_SIZE; i++)
    if (values[i] < limit)
      x[i] = 0;
}

void
naive_step (const NaiveNetwork *naive,
            const AscRules *rules,
            guint unit,
            guint iteration,
            const double *picture,
            double *next)
{
  double gradient[NAIVE_SIZE], x[NAIVE_SIZE], rate;

  find_gradient (naive, rules, unit, picture, gradient);
  rate = find_rate (naive, rules, unit, picture, gradient);
  for (int i = 0; i < NAIVE_SIZE; i++)
    x[i] = (picture[i] - naive->network->mean[i] + rate * gradient[i]) * (1 - rules->decay);
  if (rules->blur > 0 && iteration % rules->blur_every == 0)
    blur (rules->blur, x);
  clear_numbers (rules->small_value, x);
  clear_pixels (NORM, rules->small_norm, gradient, x);
  clear_pixels (BENEFIT, rules->small_benefit, gradient, x);
  clear_pixels (ABSOLUTE_BENEFIT, rules->small_absolute_benefit, gradient, x);
  for (int i = 0; i < NAIVE_SIZE; i++)
    next[i] = clip (x[i] + naive->network->mean[i]);
}
