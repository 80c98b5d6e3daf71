// SPDX-License-Identifier: GPL-3.0-or-later
/* Which images are trained on, which are held out, and how they are known again. */
#include "datasets/dataset.h"
#include "run/retraining-private.h"

#include <gio/gio.h>
#include <string.h>

#include "tests/folder.h"
#include "thirds.h"

#define N_TRAIN 6
#define N_TEST  3
#define PIXELS  (THIRDS_SIDE * THIRDS_SIDE)

typedef struct
{
  char *folder;
  RunRetraining order;
  RunRetrainingImages images;
} Fixture;

static void
load (RunRetrainingImages *images, const RunRetraining *order, GError **error)
{
  NnDataset *train, *test;

  data_set_load (order->training.folder, NULL, &train, &test, NULL, NULL, NULL, error);
  g_assert_no_error (*error);
  run_retraining_images_begin (images, order, train, test, error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("fooled-data-XXXXXX", NULL);
  thirds_write (fixture->folder, "train", N_TRAIN, 3);
  thirds_write (fixture->folder, "t10k", N_TEST, 3);
  run_retraining_init (&fixture->order);
  fixture->order.training.folder = fixture->folder;
  fixture->order.n_rounds = 3;
  fixture->order.n_runs = 4;
  fixture->order.n_train_images = 8;
  fixture->order.n_test_images = 3;
  load (&fixture->images, &fixture->order, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  run_retraining_images_clear (&fixture->images);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* Images, each of one grey level of its own. */
static GPtrArray *
make_images (guint n, guint *next_grey)
{
  GPtrArray *images = g_ptr_array_new_with_free_func ((GDestroyNotify) base_image_unref);

  for (guint i = 0; i < n; i++)
    {
      BaseImage *image = base_image_new (THIRDS_SIDE, THIRDS_SIDE, 1);

      memset (image->pixels, (int) (*next_grey)++, PIXELS);
      g_ptr_array_add (images, image);
    }
  return images;
}

/* A round of runs that give as much as they may. */
static void
add_round (Fixture *fixture, guint *next_grey)
{
  for (guint run = 1; run <= fixture->order.n_runs; run++)
    {
      guint n = run_retraining_quota (&fixture->order, run);
      g_autoptr (GPtrArray) images = make_images (n, next_grey);

      run_retraining_images_add (&fixture->images, &fixture->order, images);
    }
}

/* As many as are wanted in all, whatever the numbers are; and each run some where there are. */
static void
test_quota (void)
{
  RunRetraining order;

  run_retraining_init (&order);
  g_assert_cmpuint (run_retraining_n_held_runs (&order), ==, 2);
  for (guint n_runs = 2; n_runs < 12; n_runs++)
    for (guint n_test = 1; n_test < 40; n_test += 3)
      {
        guint n_train = 0, n_held = 0, n_held_runs;

        order.n_runs = n_runs;
        order.n_train_images = 31;
        order.n_test_images = n_test;
        n_held_runs = run_retraining_n_held_runs (&order);
        g_assert_cmpuint (n_held_runs, >=, 1);
        g_assert_cmpuint (n_held_runs, <, n_runs);
        for (guint run = 1; run <= n_runs; run++)
          *(run > n_runs - n_held_runs ? &n_held : &n_train) += run_retraining_quota (&order, run);
        g_assert_cmpuint (n_train, ==, 31);
        g_assert_cmpuint (n_held, ==, n_test);
      }
}

static void
test_seeds (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  RunRetraining order;

  run_retraining_init (&order);
  for (guint seed = 1; seed < 4; seed++)
    for (guint round = 1; round < 16; round++)
      for (guint purpose = 0; purpose < 15; purpose++)
        {
          guint64 value;

          order.training.sgd.seed = seed;
          value = run_retraining_seed (&order, round, purpose);
          g_assert_true (g_hash_table_add (seen, g_memdup2 (&value, sizeof value)));
        }
}

/* No image that is held out is among those that a network is trained on. */
static void
test_held_out (Fixture *fixture, gconstpointer data)
{
  RunRetrainingImages *images = &fixture->images;
  gboolean trained[256] = { FALSE };
  guint next_grey = 0;
  NnDataset second, first = run_retraining_images_for (images, 1);

  g_assert_cmpuint (first.n, ==, N_TRAIN);
  g_assert_cmpuint (first.n_classes, ==, 3);
  add_round (fixture, &next_grey);
  g_assert_cmpuint (next_grey, ==, 11);
  second = run_retraining_images_for (images, 2);
  g_assert_cmpuint (second.n, ==, N_TRAIN + 8);
  g_assert_cmpuint (second.n_classes, ==, 4);
  for (guint i = N_TRAIN; i < second.n; i++)
    {
      g_assert_cmpuint (second.labels[i], ==, 3);
      trained[second.pixels[i * PIXELS]] = TRUE;
    }
  g_assert_cmpuint (images->held_out.n, ==, 3);
  for (guint i = 0; i < images->held_out.n; i++)
    {
      g_assert_cmpuint (images->held_out.labels[i], ==, 3);
      g_assert_false (trained[images->held_out.pixels[i * PIXELS]]);
    }
  /* What comes later joins what is there. */
  add_round (fixture, &next_grey);
  g_assert_cmpuint (run_retraining_images_for (images, 3).n, ==, N_TRAIN + 16);
  g_assert_cmpuint (images->held_out.n, ==, 6);
}

/* In a control noise is trained on, and what evolved is only held out. */
static void
test_control (Fixture *fixture, gconstpointer data)
{
  RunRetrainingImages *images = &fixture->images;
  g_autoptr (GError) error = NULL;
  guint next_grey = 0;
  NnDataset second;

  run_retraining_images_clear (images);
  fixture->order.control = TRUE;
  load (images, &fixture->order, &error);
  g_assert_no_error (error);
  add_round (fixture, &next_grey);
  run_retraining_images_add_noise (images, &fixture->order, 1);
  second = run_retraining_images_for (images, 2);
  g_assert_cmpuint (second.n, ==, N_TRAIN + 8);
  g_assert_cmpuint (images->held_out.n, ==, 3);
  g_assert_cmpuint (images->noise.n, ==, 3);
  for (guint i = N_TRAIN; i < second.n; i++)
    {
      const guint8 *pixels = second.pixels + i * PIXELS;

      g_assert_true (memcmp (pixels, pixels + 1, PIXELS - 1) != 0);
      for (guint j = 0; j < images->noise.n; j++)
        g_assert_true (memcmp (pixels, images->noise.pixels + j * PIXELS, PIXELS) != 0);
      for (guint j = N_TRAIN; j < i; j++)
        g_assert_true (memcmp (pixels, second.pixels + j * PIXELS, PIXELS) != 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retraining-images/quota", test_quota);
  g_test_add_func ("/retraining-images/seeds", test_seeds);
  g_test_add ("/retraining-images/held-out", Fixture, NULL, set_up, test_held_out, tear_down);
  g_test_add ("/retraining-images/control", Fixture, NULL, set_up, test_control, tear_down);
  return g_test_run ();
}
