// SPDX-License-Identifier: GPL-3.0-or-later
#include "perturb-fixture.h"

#include "base/error.h"
#include "base/random.h"
#include "nn/executor.h"
#include "run/planes.h"

static RunRubbish *
score (const char *network, RunNoise noise, guint n, guint64 seed, guint n_threads)
{
  const RunRubbishSettings settings = { .noise = noise, .n_images = n, .seed = seed };
  g_autoptr (GError) error = NULL;
  RunRubbish *rubbish = run_rubbish (network, &settings, n_threads, NULL, NULL, NULL, &error);
  guint sum = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (rubbish->n_scored, ==, n);
  g_assert_cmpuint (rubbish->n_classes, ==, N_CLASSES);
  g_assert_cmpstr (rubbish->network->id, ==, network);
  for (guint i = 0; i < N_CLASSES; i++)
    sum += rubbish->accepted[i];
  g_assert_cmpuint (sum, ==, rubbish->n_accepted);
  if (rubbish->n_accepted > 0)
    g_assert_cmpfloat (rubbish->mean_confidence, >, RUN_RUBBISH_THRESHOLD);
  return rubbish;
}

static void
assert_same (const RunRubbish *a, const RunRubbish *b)
{
  g_assert_cmpuint (a->n_accepted, ==, b->n_accepted);
  g_assert_cmpfloat (a->mean_confidence, ==, b->mean_confidence);
  g_assert_cmpmem (a->accepted, sizeof (guint[N_CLASSES]), b->accepted, sizeof (guint[N_CLASSES]));
}

/* No whole number of batches. */
static void
test_threads (void)
{
  const guint n = 1013;

  for (RunNoise noise = 0; noise < RUN_N_NOISES; noise++)
    {
      g_autoptr (RunRubbish) alone = score (COLOUR, noise, n, 7, 1);
      g_autoptr (RunRubbish) other = score (COLOUR, noise, n, 8, 1);

      for (guint n_threads = 2; n_threads <= 5; n_threads++)
        {
          g_autoptr (RunRubbish) together = score (COLOUR, noise, n, 7, n_threads);

          assert_same (alone, together);
        }
      g_assert_cmpuint (alone->n_accepted, >, 0);
      g_assert_cmpfloat (alone->mean_confidence, !=, other->mean_confidence);
    }
}

/* One image after the other, through the network alone. */
static void
count (const char *name, RunNoise noise, guint n, guint64 seed, guint accepted[N_CLASSES])
{
  g_autoptr (FmtNetwork) network = fmt_network_load (name, NULL);
  g_autoptr (AscNetwork) ascent = run_planes_network (network, NULL);
  g_autoptr (NnExecutor) executor = nn_executor_new (network->graph, 1, NN_FORWARD_ONLY, NULL);

  for (guint image = 0; image < n; image++)
    {
      g_autofree float *levels = g_new (float, ascent->size);
      const float *confidences;
      BaseRandom random;

      base_random_init (&random, seed, 0, image);
      for (gsize i = 0; i < ascent->size; i++)
        levels[i] = noise == RUN_NOISE_UNIFORM ? (float) base_random_below (&random, 256)
                                               : (float) (255 * base_random_normal (&random));
      asc_network_feed (ascent, levels, nn_executor_input (executor));
      confidences = nn_executor_forward (executor);
      for (guint i = 0; i < N_CLASSES; i++)
        if (confidences[i] > 0.5f)
          accepted[i]++;
    }
}

static void
test_counts (void)
{
  const char *networks[] = { GREY, COLOUR };
  const guint n = 333;

  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    for (RunNoise noise = 0; noise < RUN_N_NOISES; noise++)
      {
        g_autoptr (RunRubbish) rubbish = score (networks[i], noise, n, 5, 2);
        guint accepted[N_CLASSES] = { 0 };

        count (networks[i], noise, n, 5, accepted);
        g_assert_cmpmem (rubbish->accepted, sizeof accepted, accepted, sizeof accepted);
      }
}

static void
test_one (void)
{
  g_autoptr (RunRubbish) rubbish = score (GREY, RUN_NOISE_NORMAL, 1, 5, 4);

  g_assert_cmpuint (rubbish->n_accepted, <=, 1);
}

typedef struct
{
  GCancellable *cancellable;
  RunRubbish *last;
} Watch;

static void
on_progress (gpointer data, RunRubbish *so_far)
{
  Watch *watch = data;

  if (watch->last != NULL)
    {
      g_assert_cmpuint (so_far->n_scored, >, watch->last->n_scored);
      g_assert_cmpuint (so_far->n_accepted, >=, watch->last->n_accepted);
    }
  g_clear_pointer (&watch->last, run_rubbish_unref);
  watch->last = run_rubbish_ref (so_far);
  if (watch->cancellable != NULL)
    g_cancellable_cancel (watch->cancellable);
}

static void
test_cancel (void)
{
  const RunRubbishSettings settings = { .n_images = RUN_RUBBISH_MAX, .seed = 1 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Watch watch = { .cancellable = cancellable };

  g_assert_null (run_rubbish (GREY, &settings, 2, on_progress, &watch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_nonnull (watch.last);
  g_assert_cmpuint (watch.last->n_scored, <, RUN_RUBBISH_MAX);

  /* And before it begins. */
  g_clear_error (&error);
  g_clear_pointer (&watch.last, run_rubbish_unref);
  g_assert_null (run_rubbish (GREY, &settings, 2, on_progress, &watch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (watch.last);
}

static void
test_progress (void)
{
  const RunRubbishSettings settings = { .n_images = 20000, .seed = 1 };
  Watch watch = { NULL };
  g_autoptr (RunRubbish) rubbish =
      run_rubbish (GREY, &settings, 2, on_progress, &watch, NULL, NULL);

  g_assert_nonnull (watch.last);
  g_assert_cmpuint (rubbish->n_accepted, >=, watch.last->n_accepted);
  run_rubbish_unref (watch.last);
}

static void
test_errors (void)
{
  RunRubbishSettings settings = { .n_images = 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (run_rubbish (GREY, &settings, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  g_clear_error (&error);
  settings.n_images = RUN_RUBBISH_MAX + 1;
  g_assert_null (run_rubbish (GREY, &settings, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  g_clear_error (&error);
  settings.n_images = 10;
  g_assert_null (run_rubbish ("no-such-network", &settings, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  perturb_networks_create ();
  g_test_add_func ("/rubbish/threads", test_threads);
  g_test_add_func ("/rubbish/counts", test_counts);
  g_test_add_func ("/rubbish/one", test_one);
  g_test_add_func ("/rubbish/cancel", test_cancel);
  g_test_add_func ("/rubbish/progress", test_progress);
  g_test_add_func ("/rubbish/errors", test_errors);
  result = g_test_run ();
  perturb_networks_remove ();
  return result;
}
