// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/train-private.h"

#include "train-case.h"

#include <math.h>
#include <string.h>

#define SIDE  20
#define PLANE (SIDE * SIDE)

/* So little that nothing is to be seen of it. */
#define HARDLY 1e-9

static void
draw (const NnDataset *data, guint64 which, double vary, const NnTrainChange *change, float *levels)
{
  BaseRandom random;

  base_random_init (&random, 7, 1, which);
  nn_train_vary (data, 0, &random, vary, change, levels);
}

/* Numbers that all differ, in all channels. */
static NnDataset *
slope_new (guint channels)
{
  NnDataset *data = nn_dataset_new (1, SIDE, SIDE, channels, 2);

  for (gsize i = 0; i < nn_dataset_picture_size (data); i++)
    data->pixels[i] = (guint8) (40 + (i * 7) % 200);
  return data;
}

static void
test_hardly (void)
{
  for (guint channels = 1; channels <= 3; channels += 2)
    {
      g_autoptr (NnDataset) data = slope_new (channels);
      float levels[3 * PLANE];

      for (int mirror = 0; mirror <= 1; mirror++)
        {
          NnTrainChange change = { .shift_x = 2, .shift_y = -1, .mirror = mirror, .factor = 0.5f };

          draw (data, 1, HARDLY, &change, levels);
          for (guint c = 0; c < channels; c++)
            for (int y = 0; y < SIDE; y++)
              for (int x = 0; x < SIDE; x++)
                {
                  int from_x = mirror ? SIDE - 1 - (x - 2) : x - 2, from_y = y + 1;
                  gboolean inside = from_x >= 0 && from_x < SIDE && from_y < SIDE;
                  double level =
                      inside ? data->pixels[(from_y * SIDE + from_x) * (int) channels + (int) c]
                             : 0;

                  g_assert_cmpfloat_with_epsilon (levels[c * PLANE + (guint) (y * SIDE + x)],
                                                  0.5 * level, 0.01);
                }
        }
    }
}

/* Where a picture is transparent it lies on white, as its pixels do. */
static void
test_on_white (void)
{
  g_autoptr (NnDataset) data = slope_new (3);
  NnTrainChange change = { .factor = 1 };
  float levels[3 * PLANE];

  nn_dataset_need_coverage (data);
  for (int i = 0; i < PLANE; i++)
    {
      g_assert_cmpuint (data->coverage[i], ==, 255);
      data->coverage[i] = (guint8) (i % 256);
      for (int c = 0; c < 3; c++) /* no more than what is covered can be dark */
        data->pixels[3 * i + c] = (guint8) (255 - (i % 256) * (c + 1) / 4);
    }
  draw (data, 1, HARDLY, &change, levels);
  for (int i = 0; i < PLANE; i++)
    for (int c = 0; c < 3; c++)
      g_assert_cmpfloat_with_epsilon (levels[c * PLANE + i], data->pixels[3 * i + c], 0.01);
}

/* Of nothing but transparency only the ground is left: white, one colour, a slope or stripes. */
static void
test_grounds (void)
{
  enum
  {
    N_DRAWN = 2000
  };
  g_autoptr (NnDataset) data = nn_dataset_new (1, SIDE, SIDE, 3, 2);
  NnTrainChange change = { .factor = 1 };
  guint n_white = 0, n_flat = 0, n_two = 0, n_clean = 0;

  memset (data->pixels, 255, 3 * PLANE);
  memset (nn_dataset_need_coverage (data), 0, PLANE);
  for (guint64 i = 1; i <= N_DRAWN; i++)
    {
      float levels[3 * PLANE];
      guint n_same = 0, n_colours = 1;

      draw (data, i, 1, &change, levels);
      for (int j = 0; j < PLANE; j++)
        {
          n_same += fabsf (levels[j] - levels[0]) < 0.01f ? 1 : 0;
          n_colours += j > 0 && fabsf (levels[j] - levels[j - 1]) > 0.01f ? 1 : 0;
          g_assert_cmpfloat (levels[j], >=, 0);
          g_assert_cmpfloat (levels[j], <=, 255.01);
        }
      if (n_same == PLANE) /* neither noise nor a rectangle: .5 (1 - .4), of which .3 white and .3
                              of a colour */
        {
          n_clean++;
          n_white += levels[0] == 255 && levels[PLANE] == 255 ? 1 : 0;
          n_flat += levels[0] != 255 ? 1 : 0;
        }
      else
        n_two += n_colours > 1 ? 1 : 0;
    }
  g_test_message ("%u clean: %u white, %u of a colour; %u others", n_clean, n_white, n_flat, n_two);
  /* Of 2000 a share p is within 5 sqrt (p (1 - p) 2000) of 2000 p. */
  g_assert_cmpuint (n_white, >, 180 - 64);
  g_assert_cmpuint (n_white, <, 180 + 64);
  g_assert_cmpuint (n_flat, >, 180 - 64);
  g_assert_cmpuint (n_flat, <, 180 + 64);
  g_assert_cmpuint (n_clean + n_two, ==, N_DRAWN);
}

/* How far the middle of a dark disc gets, and how large it becomes. */
static void
test_places (void)
{
  g_autoptr (NnDataset) data = nn_dataset_new (1, SIDE, SIDE, 1, 2);
  NnTrainChange change = { .factor = 1 };
  double least = 1e9, most = 0, farthest = 0, area = 0;

  memset (data->pixels, 255, PLANE);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      if (hypot (x - 9.5, y - 9.5) < 6)
        {
          data->pixels[y * SIDE + x] = 0;
          area++;
        }
  for (guint64 i = 1; i <= 1000; i++)
    {
      float levels[PLANE];
      double n = 0, sum_x = 0, sum_y = 0;
      g_autoptr (NnDataset) copy = nn_dataset_new (1, SIDE, SIDE, 1, 2);

      /* The disc is all that is covered; however recoloured it is darker than white, so that it is
       * seen where the ground is white. */
      memcpy (copy->pixels, data->pixels, PLANE);
      nn_dataset_need_coverage (copy);
      for (int j = 0; j < PLANE; j++)
        copy->coverage[j] = data->pixels[j] == 0 ? 255 : 0;
      draw (copy, i, 1, &change, levels);
      if (levels[0] != 255 || levels[SIDE - 1] != 255 || levels[PLANE - 1] != 255 ||
          levels[PLANE - SIDE] != 255 || levels[1] != 255 || levels[PLANE - 2] != 255)
        continue;
      for (int j = 0; j < PLANE; j++)
        {
          double dark = levels[j] < 255 ? 1 : 0;

          n += dark;
          sum_x += dark * (j % SIDE - 9.5);
          sum_y += dark * (j / SIDE - 9.5); // NOLINT(bugprone-integer-division)
        }
      least = MIN (least, n / area);
      most = MAX (most, n / area);
      farthest = MAX (farthest, hypot (sum_x, sum_y) / n);
    }
  g_test_message ("%g to %g of its area, moved by up to %g", least, most, farthest);
  g_assert_cmpfloat (least, <, 0.6);
  g_assert_cmpfloat (least, >, 0.25);
  g_assert_cmpfloat (most, >, 1.3);
  g_assert_cmpfloat (farthest, >, 0.08 * SIDE);
}

/* The random numbers are all that it depends on. */
static void
test_deterministic (void)
{
  g_autoptr (NnDataset) data = slope_new (3);
  NnTrainChange change = { .factor = 1 };
  float levels[3][3 * PLANE];

  draw (data, 1, 1, &change, levels[0]);
  draw (data, 1, 1, &change, levels[1]);
  draw (data, 2, 1, &change, levels[2]);
  g_assert_cmpmem (levels[0], sizeof levels[0], levels[1], sizeof levels[1]);
  g_assert_true (memcmp (levels[0], levels[2], sizeof levels[0]) != 0);
}

static NnGraph *
train (guint n_threads, guint64 seed, double vary)
{
  NnGraph *graph = train_case_linear (SIDE, 2);
  g_autoptr (NnDataset) data = train_case_dataset (100, SIDE, 2);
  g_autoptr (BasePool) pool = base_pool_new (n_threads);
  g_autoptr (GError) error = NULL;
  NnTrainSettings settings;

  nn_dataset_need_coverage (data);
  for (gsize i = 0; i < 100 * PLANE; i++)
    {
      data->pixels[i] = (guint8) (i * 13);
      data->coverage[i] = (guint8) (255 - (i * 13 % 256));
      data->labels[i / PLANE] = i / PLANE % 2;
    }
  nn_train_settings_init (&settings);
  settings.epochs = 2;
  settings.batch = 40;
  settings.seed = seed;
  settings.vary = vary;
  train_case_run (graph, data, data, &settings, pool, NULL, NULL, &error);
  g_assert_no_error (error);
  return graph;
}

/* Bit for bit, whatever the number of threads. */
static void
test_threads (void)
{
  g_autoptr (NnGraph) one = train (1, 3, 1);
  g_autoptr (NnGraph) other = train (1, 4, 1);
  g_autoptr (NnGraph) weaker = train (1, 3, 0.5);
  const float *weights = train_case_parameter (one, "scores", 0);
  const gsize size = 2 * PLANE * sizeof (float);

  for (guint n_threads = 2; n_threads <= 5; n_threads++)
    {
      g_autoptr (NnGraph) many = train (n_threads, 3, 1);

      g_assert_cmpmem (weights, size, train_case_parameter (many, "scores", 0), size);
    }
  g_assert_true (memcmp (weights, train_case_parameter (other, "scores", 0), size) != 0);
  g_assert_true (memcmp (weights, train_case_parameter (weaker, "scores", 0), size) != 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/train-vary/hardly", test_hardly);
  g_test_add_func ("/nn/train-vary/on-white", test_on_white);
  g_test_add_func ("/nn/train-vary/grounds", test_grounds);
  g_test_add_func ("/nn/train-vary/places", test_places);
  g_test_add_func ("/nn/train-vary/deterministic", test_deterministic);
  g_test_add_func ("/nn/train-vary/threads", test_threads);
  return g_test_run ();
}
