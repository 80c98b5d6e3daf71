// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/train.h"

#include "train-case.h"

#include <math.h>

/* The whole rule in double precision: one pixel, two classes, each update on one picture. */
static void
test_rule (void)
{
  g_autoptr (NnDataset) data = train_case_dataset (1, 1, 2);
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (NnGraph) graph = train_case_linear (1, 2);
  g_autoptr (GError) error = NULL;
  double w[2] = { 0.3, -0.2 };
  double b[2] = { 0.1, 0.0 };
  double w_velocity[2] = { 0, 0 };
  double b_velocity[2] = { 0, 0 };
  NnTrainSettings settings = {
    .epochs = 12,
    .batch = 1,
    .base_rate = 0.5,
    .momentum = 0.8,
    .weight_decay = 0.01,
    .gamma = 0.3,
    .power = 0.75,
    .scale = 1.0 / 256,
  };

  data->pixels[0] = 192;
  data->labels[0] = 1;
  for (int i = 0; i < 2; i++)
    {
      train_case_parameter (graph, "scores", 0)[i] = (float) w[i];
      train_case_parameter (graph, "scores", 1)[i] = (float) b[i];
    }
  train_case_run (graph, data, data, &settings, pool, NULL, NULL, &error);
  g_assert_no_error (error);

  for (int t = 0; t < settings.epochs; t++)
    {
      double rate = 0.5 * pow (1 + 0.3 * t, -0.75);
      double x = 0.75;
      double p1 = 1 / (1 + exp (w[0] * x + b[0] - w[1] * x - b[1]));
      double g[2] = { 1 - p1, p1 - 1 };

      for (int i = 0; i < 2; i++)
        {
          w_velocity[i] = 0.8 * w_velocity[i] + rate * (g[i] * x + 0.01 * w[i]);
          b_velocity[i] = 0.8 * b_velocity[i] + 2 * rate * (g[i] + 0.01 * b[i]);
          w[i] -= w_velocity[i];
          b[i] -= b_velocity[i];
        }
    }
  for (int i = 0; i < 2; i++)
    {
      g_assert_cmpfloat_with_epsilon (train_case_parameter (graph, "scores", 0)[i], w[i], 1e-5);
      g_assert_cmpfloat_with_epsilon (train_case_parameter (graph, "scores", 1)[i], b[i], 1e-5);
    }
}

/* A batch is the mean of its pictures, however it is cut into chunks and also when the epoch's
 * last one is not full: n equal pictures teach the same as one. */
static void
test_batch_is_mean (void)
{
  static const guint sizes[] = { 2, 15, 16, 17, 33, 300 };
  g_autoptr (BasePool) pool = base_pool_new (2);
  double expected = 0;

  for (gsize i = 0; i <= G_N_ELEMENTS (sizes); i++)
    {
      guint n = i == 0 ? 1 : sizes[i - 1];
      g_autoptr (NnDataset) data = train_case_dataset (n, 1, 2);
      g_autoptr (NnGraph) graph = train_case_linear (1, 2);
      g_autoptr (GError) error = NULL;
      NnTrainSettings settings;

      nn_train_settings_init (&settings);
      settings.epochs = 4;
      settings.batch = n + n / 2;
      settings.base_rate = 0.5;
      for (guint j = 0; j < n; j++)
        {
          data->pixels[j] = 200;
          data->labels[j] = 1;
        }
      train_case_run (graph, data, data, &settings, pool, NULL, NULL, &error);
      g_assert_no_error (error);
      if (i == 0)
        expected = train_case_parameter (graph, "scores", 0)[1];
      g_assert_cmpfloat (expected, >, 0.1);
      g_assert_cmpfloat_with_epsilon (train_case_parameter (graph, "scores", 0)[1], expected, 1e-5);
    }
}

/* One bright pixel; the weights that moved show where the network has seen it. */
static void
assert_seen_at (int shift, gboolean mirror, const char *expected)
{
  g_autoptr (NnDataset) data = train_case_dataset (1, 5, 2);
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (NnGraph) graph = train_case_linear (5, 2);
  g_autoptr (GError) error = NULL;
  NnTrainSettings settings;
  char seen[26] = "";

  nn_train_settings_init (&settings);
  settings.epochs = 200;
  settings.batch = 1;
  settings.shift = shift;
  settings.mirror = mirror;
  data->pixels[2 * 5 + 1] = 255;
  train_case_run (graph, data, data, &settings, pool, NULL, NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 25; i++)
    seen[i] = train_case_parameter (graph, "scores", 0)[i] == 0 ? '.' : 'x';
  g_assert_cmpstr (seen, ==, expected);
}

static void
test_augmentation (void)
{
  assert_seen_at (0, FALSE,
                  "....."
                  "....."
                  ".x..."
                  "....."
                  ".....");
  assert_seen_at (0, TRUE,
                  "....."
                  "....."
                  ".x.x."
                  "....."
                  ".....");
  assert_seen_at (1, FALSE,
                  "....."
                  "xxx.."
                  "xxx.."
                  "xxx.."
                  ".....");
  assert_seen_at (1, TRUE,
                  "....."
                  "xxxxx"
                  "xxxxx"
                  "xxxxx"
                  ".....");
  assert_seen_at (2, FALSE,
                  "xxxx."
                  "xxxx."
                  "xxxx."
                  "xxxx."
                  "xxxx.");
}

/* A network that says class 1 to bright pictures and class 0 to dark ones, and 130 pictures of
 * which every tenth is labelled wrongly. */
static void
test_test_error (void)
{
  g_autoptr (NnDataset) data = train_case_dataset (130, 1, 2);
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (NnGraph) graph = train_case_linear (1, 2);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < data->n; i++)
    {
      gboolean bright = i % 3 == 0;

      data->pixels[i] = bright ? 250 : 5;
      data->labels[i] = (i % 10 == 0) ? !bright : bright;
    }
  train_case_parameter (graph, "scores", 0)[1] = 2;
  train_case_parameter (graph, "scores", 1)[1] = -1;
  g_assert_cmpfloat (nn_test_error (graph, data, 1.0 / 256, pool, &error), ==, 0.1);

  /* Numbers that are none are never right, nor is a tie. */
  train_case_parameter (graph, "scores", 0)[1] = NAN;
  g_assert_cmpfloat (nn_test_error (graph, data, 1.0 / 256, pool, &error), ==, 1);
  train_case_parameter (graph, "scores", 0)[1] = 0;
  train_case_parameter (graph, "scores", 1)[1] = 0;
  g_assert_cmpfloat (nn_test_error (graph, data, 1.0 / 256, pool, &error), ==, 1);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/train/rule", test_rule);
  g_test_add_func ("/nn/train/batch-is-mean", test_batch_is_mean);
  g_test_add_func ("/nn/train/augmentation", test_augmentation);
  g_test_add_func ("/nn/train/test-error", test_test_error);
  return g_test_run ();
}
