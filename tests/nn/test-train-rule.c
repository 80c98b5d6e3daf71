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

/* One pixel, two classes, each update on one picture; the rate is base_rate times factor (t). */
static void
assert_rule (NnTrainSettings settings, double (*factor) (int t))
{
  g_autoptr (NnDataset) data = train_case_dataset (1, 1, 2);
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (NnGraph) graph = train_case_linear (1, 2);
  g_autoptr (GError) error = NULL;
  gboolean adam = settings.optimizer == NN_OPTIMIZER_ADAM;
  double w[4] = { 0.3, -0.2, 0.1, 0 }, m[4] = { 0 }, v[4] = { 0 }; /* weights, then biases */

  data->pixels[0] = 192;
  data->labels[0] = 1;
  for (int i = 0; i < 4; i++)
    train_case_parameter (graph, "scores", i / 2)[i % 2] = (float) w[i];
  train_case_run (graph, data, data, &settings, pool, NULL, NULL, &error);
  g_assert_no_error (error);
  for (int t = 0; t < settings.epochs; t++)
    {
      double rate = settings.base_rate * factor (t), x = 0.75;
      double p1 = 1 / (1 + exp (w[0] * x + w[2] - w[1] * x - w[3]));

      for (int i = 0; i < 4; i++)
        {
          double g = (i % 2 == 0 ? 1 - p1 : p1 - 1) * (i < 2 ? x : 1);

          g += settings.weight_decay * w[i];
          if (adam)
            {
              m[i] = settings.momentum * m[i] + (1 - settings.momentum) * g;
              v[i] = 0.999 * v[i] + 0.001 * g * g;
              w[i] -= rate * (m[i] / (1 - pow (settings.momentum, t + 1))) /
                      (sqrt (v[i] / (1 - pow (0.999, t + 1))) + 1e-8);
            }
          else
            {
              m[i] = settings.momentum * m[i] + (i < 2 ? 1 : 2) * rate * g;
              w[i] -= m[i];
            }
        }
    }
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (train_case_parameter (graph, "scores", i / 2)[i % 2], w[i],
                                    1e-5);
}

static double
constant (int t)
{
  return 1;
}

static double
by_steps (int t)
{
  return t < 4 ? 1 : t < 8 ? 0.3 : 0.09;
}

static double
half_a_wave (int t)
{
  return (1 + cos (3.14159265358979 * t / 12)) / 2;
}

static void
test_rules (void)
{
  const NnTrainSettings base = {
    .epochs = 12,
    .batch = 1,
    .base_rate = 0.1,
    .momentum = 0.8,
    .weight_decay = 0.01,
    .gamma = 9,
    .power = 9,
    .step_epochs = 4,
    .step_factor = 0.3,
    .scale = 1.0 / 256,
  };
  static const struct
  {
    NnSchedule schedule;
    double (*factor) (int t);
  } schedules[] = {
    { NN_SCHEDULE_CONSTANT, constant },
    { NN_SCHEDULE_STEP, by_steps },
    { NN_SCHEDULE_COSINE, half_a_wave },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (schedules); i++)
    for (NnOptimizer optimizer = NN_OPTIMIZER_SGD; optimizer <= NN_OPTIMIZER_ADAM; optimizer++)
      {
        NnTrainSettings settings = base;

        settings.schedule = schedules[i].schedule;
        settings.optimizer = optimizer;
        assert_rule (settings, schedules[i].factor);
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

/* The level times 1 - b to 1 + b, but never more than white. With a tiny rate the weight is the sum
 * of what was seen. */
static void
test_brightness (void)
{
  const guint8 levels[] = { 100, 240 };

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autoptr (NnDataset) data = train_case_dataset (1, 1, 2);
      g_autoptr (BasePool) pool = base_pool_new (1);
      g_autoptr (NnGraph) graph = train_case_linear (1, 2);
      g_autoptr (NnTraining) training = NULL;
      g_autoptr (GError) error = NULL;
      NnTrainSettings settings;
      double least = 255, most = 0, before = 0, mean = 0;
      int n = 0;

      nn_train_settings_init (&settings);
      settings.epochs = 400;
      settings.batch = 1;
      settings.base_rate = 1;
      settings.schedule = NN_SCHEDULE_CONSTANT;
      settings.momentum = settings.weight_decay = 0;
      settings.scale = 1e-5;
      settings.brightness = 0.5;
      data->pixels[0] = levels[i];
      training = nn_training_new (graph, data, data, &settings, &error);
      g_assert_no_error (error);
      while (n < settings.epochs)
        {
          double p = 1 / (1 + exp ((double) train_case_parameter (graph, "scores", 1)[0] -
                                   (double) train_case_parameter (graph, "scores", 1)[1]));
          double level;

          nn_training_advance (training, pool, NULL, &error); /* the batch, and the test */
          nn_training_advance (training, pool, NULL, &error);
          level = ((double) train_case_parameter (graph, "scores", 0)[0] - before) /
                  (settings.scale * p);
          before = train_case_parameter (graph, "scores", 0)[0];
          if (n < 20) /* while p is not small */
            {
              least = MIN (least, level);
              most = MAX (most, level);
              mean += level / 20;
            }
          n++;
        }
      g_test_message ("%u: %g to %g, mean %g", levels[i], least, most, mean);
      g_assert_cmpfloat (least, >=, 0.5 * levels[i] - 1);
      g_assert_cmpfloat (most, <=, MIN (1.5 * levels[i], 255) + 1);
      g_assert_cmpfloat (least, <, 0.8 * levels[i]);
      g_assert_cmpfloat (most, >, levels[i] == 240 ? 254 : 120);
    }
}

/* Of each channel of the input its own mean and scale, in its own order. */
static void
test_input (void)
{
  const guint8 colours[] = { 10, 100, 250 };
  g_autoptr (NnDataset) data = nn_dataset_new (1, 2, 2, 3, 2);
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 12; i++)
    data->pixels[i] = colours[i % 3];
  for (int bgr = 0; bgr <= 1; bgr++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (3, 2, 2), &error);
      NnShape shape = { .rank = 2, .dims = { 2, 12 } };
      NnValue scores = nn_graph_add_linear (graph, "scores", 0, nn_tensor_new (&shape),
                                            nn_tensor_new (&NN_SHAPE_1 (2)), &error);
      NnTrainSettings settings;

      nn_graph_add_softmax (graph, "prob", scores, &error);
      g_assert_no_error (error);
      nn_train_settings_init (&settings);
      settings.epochs = settings.batch = 1;
      settings.base_rate = 1;
      settings.bgr = bgr;
      for (int c = 0; c < 3; c++)
        {
          settings.mean[c] = 20 + c;
          settings.scales[c] = c == 2 ? 0 : 0.01 * (c + 1);
        }
      train_case_run (graph, data, data, &settings, pool, NULL, NULL, &error);
      g_assert_no_error (error);
      for (int i = 0; i < 12; i++) /* the first update is half of what was seen */
        {
          int c = i / 4;
          double level = colours[bgr ? 2 - c : c] - settings.mean[c];

          g_assert_cmpfloat_with_epsilon (train_case_parameter (graph, "scores", 0)[i],
                                          0.5 * level * (c == 2 ? 1.0 / 256 : 0.01 * (c + 1)),
                                          1e-5);
        }
    }
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
  g_test_add_func ("/nn/train/rules", test_rules);
  g_test_add_func ("/nn/train/brightness", test_brightness);
  g_test_add_func ("/nn/train/batch-is-mean", test_batch_is_mean);
  g_test_add_func ("/nn/train/augmentation", test_augmentation);
  g_test_add_func ("/nn/train/input", test_input);
  g_test_add_func ("/nn/train/test-error", test_test_error);
  return g_test_run ();
}
