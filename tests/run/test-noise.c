// SPDX-License-Identifier: GPL-3.0-or-later
#include "perturb-fixture.h"

#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "formats/network.h"
#include "nn/executor.h"
#include "run/noise.h"
#include "run/planes.h"

#define PATIENCE 60000

static RunHost *host; /* of all jobs here */

/* The next snapshot in this state. Caller unrefs. */
static RunNoiseSnapshot *
await (RunJob *job, RunState state)
{
  for (;;)
    {
      g_autoptr (RunNoiseSnapshot) snapshot = run_job_wait (job, PATIENCE);

      g_assert_nonnull (snapshot);
      g_assert_cmpfloat (snapshot->job.fraction, <=, 1);
      if (snapshot->job.state == state)
        return g_steal_pointer (&snapshot);
    }
}

/* The same, once some images are scored. */
static RunNoiseSnapshot *
await_some (RunJob *job, RunState state)
{
  g_autoptr (RunNoiseSnapshot) snapshot = NULL;

  do
    {
      g_clear_pointer (&snapshot, run_job_snapshot_unref);
      snapshot = await (job, state);
    }
  while (snapshot->rubbish == NULL);
  return g_steal_pointer (&snapshot);
}

static RunRubbish *
score (const char *network, RunNoise noise, guint n, guint64 seed, guint n_threads)
{
  const RunRubbishSettings settings = { .noise = noise, .n_images = n, .seed = seed };
  g_autoptr (RunJob) job = run_noise_job_new (host, NULL, NULL);
  g_autoptr (RunNoiseSnapshot) end = NULL;
  RunRubbish *rubbish;
  guint sum = 0;

  run_noise_start (job, network, &settings, n_threads);
  end = await (job, RUN_STATE_FINISHED);
  rubbish = run_rubbish_ref (end->rubbish);
  g_assert_cmpfloat (end->job.fraction, ==, 1);
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

/* However often it is interrupted, the counts are the same. */
static void
test_pause (void)
{
  const RunRubbishSettings settings = { .n_images = 20000, .seed = 3 };
  g_autoptr (RunRubbish) whole = score (COLOUR, RUN_NOISE_UNIFORM, 20000, 3, 1);
  g_autoptr (RunJob) job = run_noise_job_new (host, NULL, NULL);
  g_autoptr (RunNoiseSnapshot) last = NULL;
  guint n_scored = 0, n_pauses = 0;

  run_noise_start (job, COLOUR, &settings, 3);
  do
    {
      g_clear_pointer (&last, run_job_snapshot_unref);
      run_job_pause (job);
      do
        {
          g_clear_pointer (&last, run_job_snapshot_unref);
          last = run_job_wait (job, PATIENCE);
          g_assert_nonnull (last);
        }
      while (last->job.state != RUN_STATE_PAUSED && last->job.state != RUN_STATE_FINISHED);
      if (last->rubbish != NULL)
        {
          g_assert_cmpuint (last->rubbish->n_scored, >=, n_scored);
          n_scored = last->rubbish->n_scored;
        }
      n_pauses += last->job.state == RUN_STATE_PAUSED ? 1 : 0;
      if (last->job.state == RUN_STATE_PAUSED)
        run_job_resume (job);
      g_usleep (200);
    }
  while (last->job.state != RUN_STATE_FINISHED);
  g_assert_cmpuint (n_pauses, >, 0);
  assert_same (last->rubbish, whole);
}

static void
test_step (void)
{
  const RunRubbishSettings settings = { .n_images = RUN_RUBBISH_MAX, .seed = 1 };
  g_autoptr (RunJob) job = run_noise_job_new (host, NULL, NULL);
  g_autoptr (RunNoiseSnapshot) paused = NULL;
  g_autoptr (RunNoiseSnapshot) stepped = NULL;

  run_noise_start (job, GREY, &settings, 2);
  run_job_pause (job);
  paused = await (job, RUN_STATE_PAUSED);
  run_job_step (job);
  do
    {
      g_clear_pointer (&stepped, run_job_snapshot_unref);
      stepped = await_some (job, RUN_STATE_PAUSED);
    }
  while (paused->rubbish != NULL && stepped->rubbish->n_scored == paused->rubbish->n_scored);
  g_assert_cmpuint (stepped->rubbish->n_scored, <, RUN_RUBBISH_MAX);
}

static void
test_cancel (void)
{
  const RunRubbishSettings settings = { .n_images = RUN_RUBBISH_MAX, .seed = 1 };
  g_autoptr (RunJob) job = run_noise_job_new (host, NULL, NULL);
  g_autoptr (RunNoiseSnapshot) running = NULL;
  g_autoptr (RunNoiseSnapshot) end = NULL;

  run_noise_start (job, GREY, &settings, 2);
  running = await_some (job, RUN_STATE_RUNNING);
  g_assert_cmpuint (running->rubbish->n_scored, <, RUN_RUBBISH_MAX);
  run_job_cancel (job);
  end = await (job, RUN_STATE_IDLE);
  g_assert_null (end->rubbish);
  g_assert_cmpstr (end->job.message, ==, NULL);
}

static void
assert_fails (const char *network, guint n_images, const char *mentions)
{
  const RunRubbishSettings settings = { .n_images = n_images };
  g_autoptr (RunJob) job = run_noise_job_new (host, NULL, NULL);
  g_autoptr (RunNoiseSnapshot) end = NULL;

  run_noise_start (job, network, &settings, 1);
  end = await (job, RUN_STATE_FAILED);
  g_assert_nonnull (strstr (end->job.message, mentions));
  g_assert_null (end->rubbish);
}

static void
test_errors (void)
{
  assert_fails (GREY, 0, "1000000");
  assert_fails (GREY, RUN_RUBBISH_MAX + 1, "1000000");
  assert_fails ("no-such-network", 10, "no-such-network");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  perturb_networks_create ();
  g_test_add_func ("/noise/threads", test_threads);
  g_test_add_func ("/noise/counts", test_counts);
  g_test_add_func ("/noise/one", test_one);
  g_test_add_func ("/noise/cancel", test_cancel);
  g_test_add_func ("/noise/pause", test_pause);
  g_test_add_func ("/noise/step", test_step);
  g_test_add_func ("/noise/errors", test_errors);
  host = run_host_new ();
  result = g_test_run ();
  run_host_free (host);
  perturb_networks_remove ();
  return result;
}
