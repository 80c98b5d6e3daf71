// SPDX-License-Identifier: GPL-3.0-or-later
/* Evolved images for a quiz: made on the spot, or champions and picks that are there. */
#include "run/quiz-make-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/compare-set-private.h"
#include "run/experiment.h"

/* How far images are evolved: until the network is that sure of all of them, but no longer than so
 * many generations. A large network gets fewer, which takes about a minute. */
#define ENOUGH            0.99
#define SMALL_GENERATIONS 100
#define LARGE_GENERATIONS 40
#define LARGE_BATCH       50
#define SMALL_SIDE        64 /* of its input, pixels: up to here a network is small */
#define MAX_RUNS          6

/* An image is worth a round when the network believes in it; others only where there are too few.
 */
#define BELIEVED 0.5f

#define WAIT_MS 100

static gboolean
is_small (const RunNetworkInfo *network)
{
  return MAX (network->width, network->height) <= SMALL_SIDE;
}

/* One after the other with patterns and, where pixels have a chance, with static. */
static void
init_settings (const RunQuizMaker *maker, guint number, RunSettings *settings)
{
  const RunNetworkInfo *network = maker->network;
  gboolean small = is_small (network);

  run_settings_init (settings, maker->order->network);
  run_settings_use_paper (settings);
  settings->method = small && number % 2 == 1 ? RUN_METHOD_EVOLVE_PIXELS : RUN_METHOD_EVOLVE_CPPN;
  settings->seed = maker->order->seed + number;
  settings->n_crops = 1;
  if (!small)
    settings->batch = LARGE_BATCH;
  settings->stop_generations = small ? SMALL_GENERATIONS : LARGE_GENERATIONS;
  settings->stop_confidence = ENOUGH;
  settings->n_wanted = network->n_classes;
  settings->wanted = g_new (gboolean, network->n_classes);
  for (guint i = 0; i < network->n_classes; i++)
    settings->wanted[i] = run_quiz_class_is_fit (network, i);
}

/* Until it has ended. */
static gboolean
follow (const RunQuizMaker *maker, RunJob *job, double done, double part, GError **error)
{
  for (;;)
    {
      g_autoptr (RunSnapshot) snapshot = run_job_wait (job, WAIT_MS);

      if (g_cancellable_set_error_if_cancelled (maker->cancellable, error))
        return FALSE;
      if (snapshot == NULL)
        continue;
      run_quiz_tell (maker, RUN_QUIZ_EVOLVED, done + part * MAX (snapshot->job.fraction, 0));
      if (snapshot->job.state == RUN_STATE_FINISHED)
        return TRUE;
      if (snapshot->job.state == RUN_STATE_FAILED || snapshot->job.message != NULL)
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, "%s",
                       snapshot->job.message != NULL ? snapshot->job.message
                                                     : _ ("The images could not be evolved."));
          return FALSE;
        }
    }
}

/* Adds the images of one run. */
static gboolean
evolve (const RunQuizMaker *maker, guint number, guint n, GPtrArray *images, GError **error)
{
  g_autoptr (RunJob) job = run_experiment_job_new (maker->host, NULL, NULL);
  g_autoptr (RunResult) result = NULL;
  double done = MIN (1, (double) images->len / n);
  RunSettings settings;

  init_settings (maker, number, &settings);
  run_experiment_set_view (job, RUN_VIEW_CHAMPIONS, RUN_NO_CELLS);
  run_experiment_start (job, &settings, NULL, FALSE);
  run_settings_clear (&settings);
  if (!follow (maker, job, done, (1 - done) * MIN (1, (double) maker->network->n_classes / n),
               error))
    return FALSE;
  result = run_experiment_result (job);
  for (guint i = 0; result != NULL && i < result->champions->len; i++)
    {
      g_autoptr (StoreSpecimen) champion = run_experiment_champion (job, i);

      if (champion != NULL)
        g_ptr_array_add (images, base_image_ref (champion->image));
    }
  return TRUE;
}

gboolean
run_quiz_is_evolved (const RunSourceImage *image)
{
  return image->image != NULL && image->original.label == NULL;
}

/* From a session or the picks. */
static void
read_images (const RunQuizMaker *maker, GPtrArray *images, char **note)
{
  RunSourceSet *set = run_source_set_new (&maker->order->images);

  for (guint i = 0; i < set->images->len; i++)
    {
      const RunSourceImage *image = set->images->pdata[i];

      if (run_quiz_is_evolved (image))
        g_ptr_array_add (images, base_image_ref (image->image));
    }
  if (set->messages->len > 0)
    *note = g_strdup (set->messages->pdata[0]);
  else if (images->len == 0)
    *note = g_strdup_printf (_ ("There are no evolved images in “%s”."), set->name);
  run_source_set_free (set);
}

/* At random, but first those that the network believes in. */
static GPtrArray *
choose (const RunQuizMaker *maker, GPtrArray *images, guint n)
{
  GPtrArray *rounds = g_ptr_array_new_with_free_func ((GDestroyNotify) run_quiz_round_free);
  g_autoptr (GPtrArray) others =
      g_ptr_array_new_with_free_func ((GDestroyNotify) run_quiz_round_free);
  BaseRandom random;

  run_quiz_random (maker, RUN_QUIZ_STREAM_EVOLVED, 0, &random);
  while (images->len > 0 && rounds->len < n && !g_cancellable_is_cancelled (maker->cancellable))
    {
      guint next = base_random_below (&random, images->len);
      RunQuizRound *round =
          run_quiz_round_of (maker, RUN_QUIZ_EVOLVED, images->pdata[next], RUN_QUIZ_NOTHING);

      g_ptr_array_remove_index (images, next);
      if (round != NULL)
        g_ptr_array_add (round->look.top[0].confidence >= BELIEVED ? rounds : others, round);
    }
  while (others->len > 0 && rounds->len < n)
    g_ptr_array_add (rounds, g_ptr_array_steal_index (others, 0));
  return rounds;
}

GPtrArray *
run_quiz_collect_evolved (const RunQuizMaker *maker, guint n, char **note, GError **error)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func ((GDestroyNotify) base_image_unref);

  if (maker->order->evolve)
    {
      for (guint i = 0; i < MAX_RUNS && images->len < n; i++)
        if (!evolve (maker, i, n, images, error))
          return NULL;
    }
  else
    read_images (maker, images, note);
  return choose (maker, images, n);
}
