// SPDX-License-Identifier: GPL-3.0-or-later
/* The rubbish baseline, as work and as a part of it: a round is one batch a thread. */
#include "run/noise-private.h"

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

struct _RunNoiseCount
{
  RunHost *host;
  guint n_threads;
  RunRubbishSettings settings;
  FmtNetwork *network;
  guint n_classes;
  gsize size; /* of an image */
  float *mean, *scale;
  guint micro_batch;
  guint n_batches;
  Batch *batches; /* (n_batches) of the round */
  const gint *interrupt;
  RunRubbish *so_far; /* a private one, to be copied */
  RunRubbish *shown;  /* a copy of it as it is, or NULL */
  double sum;         /* of the accepted ones' confidences, in the images' order */
};

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

void
run_noise_count_free (RunNoiseCount *noise)
{
  if (noise == NULL)
    return;
  for (guint i = 0; i < noise->n_batches; i++)
    {
      g_clear_pointer (&noise->batches[i].executor, nn_executor_free);
      g_free (noise->batches[i].verdicts);
    }
  g_free (noise->batches);
  run_rubbish_unref (noise->so_far);
  run_rubbish_unref (noise->shown);
  g_free (noise->mean);
  g_free (noise->scale);
  g_clear_pointer (&noise->network, fmt_network_unref);
  g_free (noise);
}

static gboolean
make_batches (RunNoiseCount *noise, GError **error)
{
  noise->micro_batch = run_scorer_micro_batch (noise->network, 1);
  noise->n_batches = run_host_n_threads (noise->n_threads);
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
new_rubbish (const RunNoiseCount *noise)
{
  RunRubbish *rubbish = g_new0 (RunRubbish, 1);

  g_atomic_ref_count_init (&rubbish->ref_count);
  rubbish->settings = noise->settings;
  rubbish->network = run_network_info_of (noise->network);
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

RunNoiseCount *
run_noise_count_new (RunHost *host,
                     FmtNetwork *network,
                     const RunRubbishSettings *settings,
                     guint n_threads,
                     GError **error)
{
  g_autoptr (RunNoiseCount) noise = g_new0 (RunNoiseCount, 1);

  if (!check (settings, error))
    return NULL;
  noise->host = host;
  noise->n_threads = n_threads;
  noise->settings = *settings;
  noise->network = fmt_network_ref (network);
  noise->n_classes = fmt_network_n_classes (noise->network);
  noise->size = nn_shape_size (nn_graph_shape (noise->network->graph, 0));
  noise->mean = g_new (float, noise->size);
  noise->scale = g_new (float, noise->size);
  fmt_network_input_space (noise->network, noise->mean, noise->scale);
  noise->so_far = new_rubbish (noise);
  return make_batches (noise, error) ? g_steal_pointer (&noise) : NULL;
}

static void
draw (const RunNoiseCount *noise, guint image, float *input)
{
  BaseRandom random;

  base_random_init (&random, noise->settings.seed, 0, image);
  for (gsize i = 0; i < noise->size; i++)
    {
      double level = noise->settings.noise == RUN_NOISE_UNIFORM
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
n_in_batch (const RunNoiseCount *noise, guint task)
{
  guint begin = noise->so_far->n_scored + task * noise->micro_batch;
  guint n_images = noise->settings.n_images;

  return begin < n_images ? MIN (noise->micro_batch, n_images - begin) : 0;
}

static void
score_batch (gpointer data, guint task, guint worker)
{
  RunNoiseCount *noise = data;
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
is_complete (const RunNoiseCount *noise)
{
  for (guint i = 0; i < noise->n_batches; i++)
    if (!noise->batches[i].judged && n_in_batch (noise, i) > 0)
      return FALSE;
  return TRUE;
}

static void
count_batch (RunNoiseCount *noise, Batch *batch, guint n)
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

gboolean
run_noise_count_advance (RunNoiseCount *noise, gint *interrupt)
{
  RunRubbish *so_far = noise->so_far;
  BasePool *pool = run_host_borrow (noise->host, noise->n_batches, interrupt);
  gint64 start = g_get_monotonic_time ();

  if (pool == NULL)
    return FALSE;
  noise->interrupt = interrupt;
  base_pool_run (pool, noise->n_batches, score_batch, noise, interrupt);
  run_host_give_back (noise->host);
  so_far->seconds += (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  if (!is_complete (noise))
    return FALSE;
  for (guint i = 0, n; i < noise->n_batches; i++)
    {
      n = MIN (noise->micro_batch, so_far->settings.n_images - so_far->n_scored);
      count_batch (noise, &noise->batches[i], n);
    }
  so_far->mean_confidence = so_far->n_accepted > 0 ? noise->sum / so_far->n_accepted : 0;
  g_clear_pointer (&noise->shown, run_rubbish_unref);
  return TRUE;
}

gboolean
run_noise_count_is_over (const RunNoiseCount *noise)
{
  return noise->so_far->n_scored == noise->settings.n_images;
}

RunRubbish *
run_noise_count_result (RunNoiseCount *noise)
{
  if (noise->so_far->n_scored == 0)
    return NULL;
  if (noise->shown == NULL)
    noise->shown = copy (noise->so_far);
  return run_rubbish_ref (noise->shown);
}

/* Of a round under way nothing is kept: it is done again. */
void
run_noise_count_save (const RunNoiseCount *noise, GByteArray *out)
{
  const RunRubbish *so_far = noise->so_far;

  base_pack_u8 (out, (guint8) noise->settings.noise);
  base_pack_u32 (out, noise->settings.n_images);
  base_pack_u64 (out, noise->settings.seed);
  base_pack_u32 (out, so_far->n_scored);
  base_pack_f64 (out, noise->sum);
  base_pack_f64 (out, so_far->seconds);
  base_pack_u32 (out, noise->n_classes);
  base_pack_u32s (out, (const guint32 *) so_far->accepted, noise->n_classes);
}

static void
unpack_counts (BaseUnpack *in, RunNoiseCount *noise)
{
  RunRubbish *so_far = noise->so_far;
  guint64 n_accepted = 0;

  so_far->n_scored = base_unpack_u32 (in);
  noise->sum = base_unpack_f64_in (in, 0, RUN_RUBBISH_MAX);
  so_far->seconds = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  if (base_unpack_require (in, base_unpack_u32 (in) == noise->n_classes))
    base_unpack_u32s (in, so_far->accepted, noise->n_classes);
  for (guint i = 0; i < noise->n_classes; i++)
    n_accepted += so_far->accepted[i];
  if (!base_unpack_require (in, so_far->n_scored <= noise->settings.n_images &&
                                    n_accepted <= so_far->n_scored &&
                                    noise->sum <= (double) n_accepted))
    return;
  so_far->n_accepted = (guint) n_accepted;
  so_far->mean_confidence = n_accepted > 0 ? noise->sum / (double) n_accepted : 0;
}

RunNoiseCount *
run_noise_count_restore (RunHost *host,
                         FmtNetwork *network,
                         guint n_threads,
                         BaseUnpack *in,
                         GError **error)
{
  g_autoptr (RunNoiseCount) noise = NULL;
  RunRubbishSettings settings;

  settings.noise = (RunNoise) base_unpack_u8 (in);
  settings.n_images = base_unpack_u32 (in);
  settings.seed = base_unpack_u64 (in);
  base_unpack_require (in, settings.noise < RUN_N_NOISES);
  if (!base_unpack_check (in, error))
    return NULL;
  noise = run_noise_count_new (host, network, &settings, n_threads, error);
  if (noise == NULL)
    return NULL;
  unpack_counts (in, noise);
  return base_unpack_check (in, error) ? g_steal_pointer (&noise) : NULL;
}

/* --- As work --- */

typedef struct
{
  char *network;
  RunRubbishSettings settings;
  guint n_threads;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->network);
  g_free (order);
}

static gpointer
make (RunContext *context, gconstpointer data, GError **error)
{
  const Order *order = data;
  g_autoptr (FmtNetwork) network = NULL;

  if (!check (&order->settings, error))
    return NULL;
  network = run_context_network (context, order->network, error);
  if (network == NULL)
    return NULL;
  return run_noise_count_new (run_context_host (context), network, &order->settings,
                              order->n_threads, error);
}

static gboolean
advance (gpointer state, gint *interrupt, RunAdvance *advance, GError **error)
{
  RunNoiseCount *noise = state;

  *advance = RUN_ADVANCE_INTERRUPTED;
  if (run_noise_count_advance (noise, interrupt))
    *advance = run_noise_count_is_over (noise) ? RUN_ADVANCE_FINISHED : RUN_ADVANCE_STEP;
  return TRUE;
}

static void
free_count (gpointer state)
{
  run_noise_count_free (state);
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
  RunNoiseCount *noise = state;
  RunNoiseSnapshot *snapshot = g_new0 (RunNoiseSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.clear = clear_snapshot;
  snapshot->job.fraction = -1;
  if (noise == NULL)
    return &snapshot->job;
  snapshot->job.fraction = (double) noise->so_far->n_scored / noise->settings.n_images;
  snapshot->rubbish = run_noise_count_result (noise);
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
  Order order = { .n_threads = n_threads };

  g_return_if_fail (job != NULL && network != NULL && settings != NULL);
  g_return_if_fail (settings->noise < RUN_N_NOISES);

  order.network = g_strdup (network);
  order.settings = *settings;
  run_job_start (job, &run_work_noise, g_memdup2 (&order, sizeof order), order_free, NULL, FALSE);
}

const RunWork run_work_noise = {
  .name = "noise",
  .make = make,
  .advance = advance,
  .obey = obey,
  .show = show,
  .free = free_count,
};
