// SPDX-License-Identifier: GPL-3.0-or-later
#include "naive-lenet.h"

#include <math.h>
#include <string.h>

#include "base/random.h"

NaiveLenet *
naive_lenet_new (void)
{
  NaiveLenet *lenet = g_new0 (NaiveLenet, 1);
  g_autoptr (GError) error = NULL;
  float mean[LENET_PIXELS], scale[LENET_PIXELS];
  int layer = 0;

  lenet->file = fmt_network_load ("lenet-mnist", &error);
  g_assert_no_error (error);
  fmt_network_input_space (lenet->file, mean, scale);
  lenet->network = asc_network_new (lenet->file->graph, mean, scale, &error);
  g_assert_no_error (error);
  lenet->scale = scale[0];
  g_assert_cmpfloat (mean[0], ==, 0);
  for (int i = 0; i < nn_graph_n_nodes (lenet->file->graph); i++)
    {
      const NnNode *node = nn_graph_node (lenet->file->graph, i);

      if (node->n_parameters == 0)
        continue;
      g_assert_cmpint (node->n_parameters, ==, 2);
      g_assert_cmpint (layer, <, 4);
      lenet->weights[layer] = node->parameters[0]->data;
      lenet->biases[layer] = node->parameters[1]->data;
      layer++;
    }
  g_assert_cmpint (layer, ==, 4);
  return lenet;
}

void
naive_lenet_free (NaiveLenet *lenet)
{
  asc_network_free (lenet->network);
  fmt_network_unref (lenet->file);
  g_free (lenet);
}

static void
forward_conv1 (NaiveLenet *lenet, const double *picture)
{
  for (int c = 0; c < 20; c++)
    for (int y = 0; y < 24; y++)
      for (int x = 0; x < 24; x++)
        {
          double sum = lenet->biases[0][c];

          for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++)
              sum += lenet->weights[0][(c * 5 + i) * 5 + j] * lenet->scale *
                     picture[(y + i) * 28 + x + j];
          lenet->conv1[c][y][x] = sum;
        }
}

static void
forward_conv2 (NaiveLenet *lenet)
{
  for (int c = 0; c < 50; c++)
    for (int y = 0; y < 8; y++)
      for (int x = 0; x < 8; x++)
        {
          double sum = lenet->biases[1][c];

          for (int k = 0; k < 20; k++)
            for (int i = 0; i < 5; i++)
              for (int j = 0; j < 5; j++)
                sum += lenet->weights[1][((c * 20 + k) * 5 + i) * 5 + j] *
                       lenet->pool1[k][y + i][x + j];
          lenet->conv2[c][y][x] = sum;
        }
}

/* (channels, 2 height, 2 width) to (channels, height, width). */
static void
forward_pool (int channels, int height, int width, const double *from, double *to)
{
  for (int c = 0; c < channels; c++)
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        {
          const double *window = from + (c * 2 * height + 2 * y) * 2 * width + 2 * x;

          to[(c * height + y) * width + x] =
              fmax (fmax (window[0], window[1]), fmax (window[2 * width], window[2 * width + 1]));
        }
}

void
naive_lenet_forward (NaiveLenet *lenet, const double *picture)
{
  const double *flat = &lenet->pool2[0][0][0];

  forward_conv1 (lenet, picture);
  forward_pool (20, 12, 12, &lenet->conv1[0][0][0], &lenet->pool1[0][0][0]);
  forward_conv2 (lenet);
  forward_pool (50, 4, 4, &lenet->conv2[0][0][0], &lenet->pool2[0][0][0]);
  for (int i = 0; i < 500; i++)
    {
      double sum = lenet->biases[2][i];

      for (int j = 0; j < 800; j++)
        sum += lenet->weights[2][i * 800 + j] * flat[j];
      lenet->hidden[i] = fmax (sum, 0);
    }
  for (int i = 0; i < LENET_CLASSES; i++)
    {
      lenet->scores[i] = lenet->biases[3][i];
      for (int j = 0; j < 500; j++)
        lenet->scores[i] += lenet->weights[3][i * 500 + j] * lenet->hidden[j];
    }
}

/* The gradient of a pooled value goes to the first of the highest in its window. */
static void
backward_pool (int channels,
               int height,
               int width,
               const double *from,
               const double *to_gradient,
               double *from_gradient)
{
  for (int c = 0; c < channels; c++)
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        {
          const int corner = (c * 2 * height + 2 * y) * 2 * width + 2 * x;
          const int window[4] = { corner, corner + 1, corner + 2 * width, corner + 2 * width + 1 };
          int highest = 0;

          for (int i = 1; i < 4; i++)
            if (from[window[i]] > from[window[highest]])
              highest = i;
          from_gradient[window[highest]] += to_gradient[(c * height + y) * width + x];
        }
}

static void
backward_conv2 (const NaiveLenet *lenet, const double gradient[50][8][8], double to[20][12][12])
{
  for (int c = 0; c < 50; c++)
    for (int y = 0; y < 8; y++)
      for (int x = 0; x < 8; x++)
        for (int k = 0; gradient[c][y][x] != 0 && k < 20; k++)
          for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++)
              to[k][y + i][x + j] +=
                  lenet->weights[1][((c * 20 + k) * 5 + i) * 5 + j] * gradient[c][y][x];
}

static void
backward_conv1 (const NaiveLenet *lenet, const double gradient[20][24][24], double *to)
{
  for (int c = 0; c < 20; c++)
    for (int y = 0; y < 24; y++)
      for (int x = 0; x < 24; x++)
        for (int i = 0; i < 5; i++)
          for (int j = 0; j < 5; j++)
            to[(y + i) * 28 + x + j] +=
                lenet->weights[0][(c * 5 + i) * 5 + j] * lenet->scale * gradient[c][y][x];
}

void
naive_lenet_backward (NaiveLenet *lenet, const double *score_gradient, double *gradient)
{
  double hidden[500] = { 0 }, flat[800] = { 0 };
  double conv2[50][8][8] = { 0 }, pool1[20][12][12] = { 0 }, conv1[20][24][24] = { 0 };

  for (int j = 0; j < 500; j++)
    for (int i = 0; i < LENET_CLASSES && lenet->hidden[j] > 0; i++)
      hidden[j] += lenet->weights[3][i * 500 + j] * score_gradient[i];
  for (int i = 0; i < 500; i++)
    for (int j = 0; j < 800; j++)
      flat[j] += lenet->weights[2][i * 800 + j] * hidden[i];
  backward_pool (50, 4, 4, &lenet->conv2[0][0][0], flat, &conv2[0][0][0]);
  backward_conv2 (lenet, conv2, pool1);
  backward_pool (20, 12, 12, &lenet->conv1[0][0][0], &pool1[0][0][0], &conv1[0][0][0]);
  memset (gradient, 0, LENET_PIXELS * sizeof *gradient);
  backward_conv1 (lenet, conv1, gradient);
}

int
naive_lenet_label (const NaiveLenet *lenet)
{
  int label = 0;

  for (int i = 1; i < LENET_CLASSES; i++)
    if (lenet->scores[i] > lenet->scores[label])
      label = i;
  return label;
}

void
naive_lenet_softmax (const NaiveLenet *lenet, double *confidences)
{
  double sum = 0;

  for (int i = 0; i < LENET_CLASSES; i++)
    sum += exp (lenet->scores[i]);
  for (int i = 0; i < LENET_CLASSES; i++)
    confidences[i] = exp (lenet->scores[i]) / sum;
}

gboolean
naive_lenet_succeeds (NaiveLenet *lenet, const guint8 *levels, int target, int label)
{
  double picture[LENET_PIXELS];

  for (int i = 0; i < LENET_PIXELS; i++)
    picture[i] = levels[i];
  naive_lenet_forward (lenet, picture);
  return target == ASC_ANY_OTHER ? naive_lenet_label (lenet) != label
                                 : naive_lenet_label (lenet) == target;
}

double
naive_distortion (const guint8 *before, const guint8 *after)
{
  double sum = 0;

  for (int i = 0; i < LENET_PIXELS; i++)
    sum += (after[i] / 255.0 - before[i] / 255.0) * (after[i] / 255.0 - before[i] / 255.0);
  return sqrt (sum / LENET_PIXELS);
}

/* From a point to the nearest one of a line from (x1, y1) to (x2, y2). */
static double
to_line (double x, double y, double x1, double y1, double x2, double y2)
{
  const double dx = x2 - x1, dy = y2 - y1;
  const double t = CLAMP (((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy), 0, 1);

  return hypot (x - x1 - t * dx, y - y1 - t * dy);
}

void
draw_digit (int which, guint8 *levels)
{
  BaseRandom random;

  base_random_init (&random, 17, 0, (guint64) which);
  for (int y = 0; y < 28; y++)
    for (int x = 0; x < 28; x++)
      {
        double away; /* from the middle of the stroke */

        if (which == DRAWN_ONE)
          away = to_line (x, y, 15, 5, 13, 23);
        else if (which == DRAWN_ZERO)
          away = fabs (hypot ((x - 13.5) / 0.75, y - 13.5) - 8) * 0.85;
        else
          away = fmin (to_line (x, y, 8, 7, 19, 7), to_line (x, y, 19, 7, 12, 22));
        levels[y * 28 + x] =
            (guint8) (235 * CLAMP (2.2 - away, 0, 1) + base_random_below (&random, 20));
      }
}
