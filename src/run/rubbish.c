// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/rubbish-private.h"

#include "base/error.h"
#include "base/pool.h"
#include "base/random.h"
#include "config.h"
#include "nn/executor.h"
#include "run/networks-private.h"
#include "run/scorer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define WHITE 255

/* Batches a thread between two looks whether it was cancelled. */
#define ROUND_BATCHES 2

/* Between two reports, in microseconds. */
#define REPORT_INTERVAL (G_USEC_PER_SEC / 20)

/* What a network takes an image for. */
typedef struct
{
  guint class_index;
  float confidence;
} Verdict;

typedef struct
{
  const RunRubbishSettings *settings;
  RunNetworkInfo *info;
  guint n_classes;
  gsize size; /* of an image */
  float *mean, *scale;
  guint micro_batch;
  NnExecutor **executors; /* one a thread */
  guint n_threads;
  guint first;       /* image of the round */
  Verdict *verdicts; /* of the round's images */
} Noise;

RunRubbish *
run_rubbish_ref (RunRubbish *rubbish)
{
  g_atomic_ref_count_inc (&rubbish->ref_count);
  return rubbish;
}

void
run_rubbish_unref (RunRubbish *rubbish)
{
  if (rubbish == NULL || !g_atomic_ref_count_dec (&rubbish->ref_count))
    return;
  run_network_info_unref (rubbish->network);
  g_free (rubbish->accepted);
  g_free (rubbish);
}

static void
noise_clear (Noise *noise)
{
  for (guint i = 0; i < noise->n_threads; i++)
    g_clear_pointer (&noise->executors[i], nn_executor_free);
  g_free (noise->executors);
  g_clear_pointer (&noise->info, run_network_info_unref);
  g_free (noise->mean);
  g_free (noise->scale);
  g_free (noise->verdicts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Noise, noise_clear)

static gboolean
noise_init (Noise *noise,
            FmtNetwork *network,
            const RunRubbishSettings *settings,
            guint n_threads,
            GError **error)
{
  *noise = (Noise){
    .settings = settings,
    .info = run_network_info_of (network),
    .n_classes = fmt_network_n_classes (network),
    .size = nn_shape_size (nn_graph_shape (network->graph, 0)),
    .micro_batch = run_scorer_micro_batch (network, 1),
    .n_threads = n_threads,
  };
  noise->mean = g_new (float, noise->size);
  noise->scale = g_new (float, noise->size);
  fmt_network_input_space (network, noise->mean, noise->scale);
  noise->verdicts = g_new (Verdict, (gsize) noise->micro_batch * n_threads * ROUND_BATCHES);
  noise->executors = g_new0 (NnExecutor *, n_threads);
  for (guint i = 0; i < n_threads; i++)
    {
      noise->executors[i] =
          nn_executor_new (network->graph, (int) noise->micro_batch, NN_FORWARD_ONLY, error);
      if (noise->executors[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
draw (const Noise *noise, guint image, float *input)
{
  BaseRandom random;

  base_random_init (&random, noise->settings->seed, 0, image);
  for (gsize i = 0; i < noise->size; i++)
    {
      double level = noise->settings->noise == RUN_NOISE_UNIFORM
                         ? base_random_below (&random, WHITE + 1)
                         : WHITE * base_random_normal (&random);

      input[i] = ((float) level - noise->mean[i]) * noise->scale[i];
    }
}

static Verdict
judge (const float *confidences, guint n_classes)
{
  EvoRanking top[EVO_TOP];

  evo_top (confidences, n_classes, top);
  return (Verdict){ .class_index = top[0].class_index, .confidence = top[0].confidence };
}

static void
score_batch (gpointer data, guint task, guint worker)
{
  Noise *noise = data;
  NnExecutor *executor = noise->executors[worker];
  guint begin = task * noise->micro_batch; /* in the round */
  guint n = MIN (noise->micro_batch, noise->settings->n_images - noise->first - begin);
  float *input = nn_executor_input (executor);
  const float *confidences;

  for (guint i = 0; i < n; i++)
    draw (noise, noise->first + begin + i, input + i * noise->size);
  memset (input + n * noise->size, 0, (noise->micro_batch - n) * noise->size * sizeof *input);
  confidences = nn_executor_forward (executor);
  for (guint i = 0; i < n; i++)
    noise->verdicts[begin + i] =
        judge (confidences + (gsize) i * noise->n_classes, noise->n_classes);
}

/* How far the counting is. */
typedef struct
{
  guint n_scored;
  guint n_accepted;
  double sum; /* of the accepted ones' confidences, in the images' order */
  guint *accepted;
  gint64 start; /* as g_get_monotonic_time says it */
} Count;

static void
count_verdicts (Count *count, const Verdict *verdicts, guint n)
{
  for (guint i = 0; i < n; i++)
    if (verdicts[i].confidence > (float) RUN_RUBBISH_THRESHOLD)
      {
        count->n_accepted++;
        count->sum += (double) verdicts[i].confidence;
        count->accepted[verdicts[i].class_index]++;
      }
  count->n_scored += n;
}

static RunRubbish *
new_rubbish (const Noise *noise, const Count *count)
{
  RunRubbish *rubbish = g_new0 (RunRubbish, 1);

  g_atomic_ref_count_init (&rubbish->ref_count);
  rubbish->settings = *noise->settings;
  rubbish->network = run_network_info_ref (noise->info);
  rubbish->n_scored = count->n_scored;
  rubbish->n_accepted = count->n_accepted;
  rubbish->mean_confidence = count->n_accepted > 0 ? count->sum / count->n_accepted : 0;
  rubbish->n_classes = noise->n_classes;
  rubbish->accepted = g_memdup2 (count->accepted, noise->n_classes * sizeof *count->accepted);
  rubbish->seconds = (double) (g_get_monotonic_time () - count->start) / G_USEC_PER_SEC;
  return rubbish;
}

/* Returns how many images it scored. */
static guint
score_round (Noise *noise, BasePool *pool, guint first)
{
  guint n_left = noise->settings->n_images - first;
  guint n_batches = MIN (noise->n_threads * ROUND_BATCHES, (n_left - 1) / noise->micro_batch + 1);

  noise->first = first;
  base_pool_run (pool, n_batches, score_batch, noise, NULL);
  return MIN (n_batches * noise->micro_batch, n_left);
}

static gboolean
check (const RunRubbishSettings *settings, GError **error)
{
  if (settings->n_images >= 1 && settings->n_images <= RUN_RUBBISH_MAX)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("The number of images of noise has to be from 1 to %d."), RUN_RUBBISH_MAX);
  return FALSE;
}

RunRubbish *
run_rubbish_score (FmtNetwork *network,
                   const RunRubbishSettings *settings,
                   guint n_threads,
                   RunRubbishProgress progress,
                   gpointer progress_data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (BasePool) pool = NULL;
  g_auto (Noise) noise = { NULL };
  g_autofree guint *accepted = NULL;
  Count count = { .start = g_get_monotonic_time () };
  gint64 next_report = 0;

  g_return_val_if_fail (network != NULL && settings != NULL, NULL);
  g_return_val_if_fail (settings->noise < RUN_N_NOISES, NULL);

  if (!check (settings, error))
    return NULL;
  pool = base_pool_new (n_threads);
  if (!noise_init (&noise, network, settings, base_pool_n_threads (pool), error))
    return NULL;
  count.accepted = accepted = g_new0 (guint, noise.n_classes);
  while (count.n_scored < settings->n_images)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      count_verdicts (&count, noise.verdicts, score_round (&noise, pool, count.n_scored));
      if (progress != NULL && g_get_monotonic_time () >= next_report)
        {
          g_autoptr (RunRubbish) so_far = new_rubbish (&noise, &count);

          progress (progress_data, so_far);
          next_report = g_get_monotonic_time () + REPORT_INTERVAL;
        }
    }
  return new_rubbish (&noise, &count);
}

RunRubbish *
run_rubbish (const char *network,
             const RunRubbishSettings *settings,
             guint n_threads,
             RunRubbishProgress progress,
             gpointer progress_data,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (FmtNetwork) loaded = NULL;

  g_return_val_if_fail (network != NULL && settings != NULL, NULL);

  if (!check (settings, error))
    return NULL;
  loaded = fmt_network_load (network, error);
  return loaded != NULL ? run_rubbish_score (loaded, settings, n_threads, progress, progress_data,
                                             cancellable, error)
                        : NULL;
}
