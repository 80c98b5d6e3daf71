// SPDX-License-Identifier: GPL-3.0-or-later
/* The rubbish baseline as work: a round is one batch a thread. */
#include "run/noise.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "nn/executor.h"
#include "run/host-private.h"
#include "run/networks-private.h"
#include "run/scorer-private.h"
#include "run/work-private.h"
#include "run/works-private.h"

#define WHITE 255

typedef struct
{
  char *network;
  RunRubbishSettings settings;
  guint n_threads;
} Order;

/* What a network takes an image for. */
typedef struct
{
  guint class_index;
  float confidence;
} Verdict;

/* Of a round, which may be interrupted in the middle of the network. */
typedef struct
{
  NnExecutor *executor;
  Verdict *verdicts; /* (micro_batch) */
  gboolean drawn, judged;
} Batch;

typedef struct
{
  RunContext *context;
  Order *order;
  FmtNetwork *network;
  guint n_classes;
  gsize size; /* of an image */
  float *mean, *scale;
  guint micro_batch;
  guint n_batches;
  Batch *batches; /* (n_batches) of the round */
  const gint *interrupt;
  RunRubbish *so_far; /* a private one, to be copied */
  double sum;         /* of the accepted ones' confidences, in the images' order */
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

static RunRubbish *
copy (const RunRubbish *rubbish)
{
  RunRubbish *new = g_memdup2 (rubbish, sizeof *rubbish);

  g_atomic_ref_count_init (&new->ref_count);
  run_network_info_ref (new->network);
  new->accepted = g_memdup2 (rubbish->accepted, rubbish->n_classes * sizeof *rubbish->accepted);
  return new;
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->network);
  g_free (order);
}

static Order *
order_new (const char *network, const RunRubbishSettings *settings, guint n_threads)
{
  Order *order = g_new (Order, 1);

  *order = (Order){ g_strdup (network), *settings, n_threads };
  return order;
}

static void
noise_free (gpointer state)
{
  Noise *noise = state;

  for (guint i = 0; i < noise->n_batches; i++)
    {
      g_clear_pointer (&noise->batches[i].executor, nn_executor_free);
      g_free (noise->batches[i].verdicts);
    }
  g_free (noise->batches);
  run_rubbish_unref (noise->so_far);
  g_free (noise->mean);
  g_free (noise->scale);
  g_clear_pointer (&noise->network, fmt_network_unref);
  order_free (noise->order);
  g_free (noise);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Noise, noise_free)

static gboolean
make_batches (Noise *noise, GError **error)
{
  noise->micro_batch = run_scorer_micro_batch (noise->network, 1);
  noise->n_batches = run_host_n_threads (noise->order->n_threads);
  noise->batches = g_new0 (Batch, noise->n_batches);
  for (guint i = 0; i < noise->n_batches; i++)
    {
      Batch *batch = &noise->batches[i];

      batch->verdicts = g_new (Verdict, noise->micro_batch);
      batch->executor =
          nn_executor_new (noise->network->graph, (int) noise->micro_batch, NN_FORWARD_ONLY, error);
      if (batch->executor == NULL)
        return FALSE;
    }
  return TRUE;
}

static RunRubbish *
new_rubbish (const Noise *noise)
{
  RunRubbish *rubbish = g_new0 (RunRubbish, 1);

  g_atomic_ref_count_init (&rubbish->ref_count);
  rubbish->settings = noise->order->settings;
  rubbish->network =
      run_network_info_of (noise->network);
  rubbish->n_classes = noise->n_classes;
  rubbish->accepted = g_new0 (guint, noise->n_classes);
  return rubbish;
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

static gpointer
make (RunContext *context, gconstpointer data, GError **error)
{
  const Order *order = data;
  g_autoptr (Noise) noise = g_new0 (Noise, 1);

  noise->context = context;
  noise->order = order_new (order->network, &order->settings, order->n_threads);
  if (!check (&order->settings, error))
    return NULL;
  noise->network = run_context_network (context, order->network, error);
  if (noise->network == NULL)
    return NULL;
  noise->n_classes = fmt_network_n_classes (noise->network);
  noise->size = nn_shape_size (nn_graph_shape (noise->network->graph, 0));
  noise->mean = g_new (float, noise->size);
  noise->scale = g_new (float, noise->size);
  fmt_network_input_space (noise->network, noise->mean, noise->scale);
  noise->so_far = new_rubbish (noise);
  return make_batches (noise, error) ? g_steal_pointer (&noise) : NULL;
}

static void
draw (const Noise *noise, guint image, float *input)
{
  BaseRandom random;

  base_random_init (&random, noise->order->settings.seed, 0, image);
  for (gsize i = 0; i < noise->size; i++)
    {
      double level = noise->order->settings.noise == RUN_NOISE_UNIFORM
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

/* In the task-th batch of the round. */
static guint
n_in_batch (const Noise *noise, guint task)
{
  guint begin = noise->so_far->n_scored + task * noise->micro_batch;
  guint n_images = noise->order->settings.n_images;

  return begin < n_images ? MIN (noise->micro_batch, n_images - begin) : 0;
}

static void
score_batch (gpointer data, guint task, guint worker)
{
  Noise *noise = data;
  Batch *batch = &noise->batches[task];
  guint n = n_in_batch (noise, task);
  float *input = nn_executor_input (batch->executor);
  const float *confidences;

  if (batch->judged || n == 0)
    return;
  if (!batch->drawn)
    {
      for (guint i = 0; i < n; i++)
        draw (noise, noise->so_far->n_scored + task * noise->micro_batch + i,
              input + i * noise->size);
      memset (input + n * noise->size, 0, (noise->micro_batch - n) * noise->size * sizeof *input);
      batch->drawn = TRUE;
    }
  confidences = nn_executor_forward_until (batch->executor, noise->interrupt);
  if (confidences == NULL)
    return;
  for (guint i = 0; i < n; i++)
    batch->verdicts[i] = judge (confidences + (gsize) i * noise->n_classes, noise->n_classes);
  batch->judged = TRUE;
}

static gboolean
is_complete (const Noise *noise)
{
  for (guint i = 0; i < noise->n_batches; i++)
    if (!noise->batches[i].judged && n_in_batch (noise, i) > 0)
      return FALSE;
  return TRUE;
}

static void
count_batch (Noise *noise, Batch *batch, guint n)
{
  RunRubbish *so_far = noise->so_far;

  for (guint i = 0; i < n; i++)
    if (batch->verdicts[i].confidence > (float) RUN_RUBBISH_THRESHOLD)
      {
        so_far->n_accepted++;
        noise->sum += (double) batch->verdicts[i].confidence;
        so_far->accepted[batch->verdicts[i].class_index]++;
      }
  so_far->n_scored += n;
  batch->drawn = batch->judged = FALSE;
}

static gboolean
advance (gpointer state, gint *interrupt, RunAdvance *advance, GError **error)
{
  Noise *noise = state;
  RunRubbish *so_far = noise->so_far;
  RunHost *host = run_context_host (noise->context);
  BasePool *pool = run_host_borrow (host, noise->n_batches, interrupt);
  gint64 start = g_get_monotonic_time ();

  *advance = RUN_ADVANCE_INTERRUPTED;
  if (pool == NULL)
    return TRUE;
  noise->interrupt = interrupt;
  base_pool_run (pool, noise->n_batches, score_batch, noise, interrupt);
  run_host_give_back (host);
  so_far->seconds += (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  if (!is_complete (noise))
    return TRUE;
  for (guint i = 0, n; i < noise->n_batches; i++)
    {
      n = MIN (noise->micro_batch, so_far->settings.n_images - so_far->n_scored);
      count_batch (noise, &noise->batches[i], n);
    }
  so_far->mean_confidence = so_far->n_accepted > 0 ? noise->sum / so_far->n_accepted : 0;
  *advance = so_far->n_scored < so_far->settings.n_images ? RUN_ADVANCE_STEP : RUN_ADVANCE_FINISHED;
  return TRUE;
}

static RunObey
obey (gpointer state, const RunTold *told)
{
  return RUN_OBEY_NOTHING;
}

static void
clear_snapshot (gpointer data)
{
  run_rubbish_unref (((RunNoiseSnapshot *) data)->rubbish);
}

static RunJobSnapshot *
show (gpointer state, const RunAudience *audience)
{
  const Noise *noise = state;
  RunNoiseSnapshot *snapshot = g_new0 (RunNoiseSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.clear = clear_snapshot;
  snapshot->job.fraction = -1;
  if (noise == NULL)
    return &snapshot->job;
  snapshot->job.fraction = (double) noise->so_far->n_scored / noise->order->settings.n_images;
  if (noise->so_far->n_scored > 0)
    snapshot->rubbish = copy (noise->so_far);
  return &snapshot->job;
}

RunJob *
run_noise_job_new (RunHost *host, RunNotify notify, gpointer notify_data)
{
  return run_job_new (host, &run_work_noise, notify, notify_data);
}

void
run_noise_start (RunJob *job,
                 const char *network,
                 const RunRubbishSettings *settings,
                 guint n_threads)
{
  g_return_if_fail (job != NULL && network != NULL && settings != NULL);
  g_return_if_fail (settings->noise < RUN_N_NOISES);

  run_job_start (job, &run_work_noise, order_new (network, settings, n_threads), order_free, NULL,
                 FALSE);
}

const RunWork run_work_noise = {
  .name = "noise",
  .make = make,
  .advance = advance,
  .obey = obey,
  .show = show,
  .free = noise_free,
};
