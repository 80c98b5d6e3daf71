// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/bench.h"

#include "base/error.h"
#include "base/random.h"
#include "config.h"
#include "nn/cpu.h"
#include "nn/executor.h"
#include "run/image-gradient-private.h"
#include "run/scorer-private.h"
#include "run/settings.h"

#include <glib/gi18n-lib.h>

#define WARM_UP (G_USEC_PER_SEC / 2)
#define MEASURE (2 * G_USEC_PER_SEC)
#define SEED    1

/* Genomes as they are after so many mutations: about as large as champions. */
#define MUTATIONS 20

typedef struct
{
  FmtNetwork *network;
  guint n_crops;
  BasePool *pool;
  guint batch;

  NnExecutor **executors; /* one a thread */
  guint n_executors;
  guint micro_batch;
  float *gradient; /* of the output, (micro_batch, n_classes); NULL = forward only */

  EvoSearch *search;

  RunImageGradient *image_gradient;
  struct
  {
    EvoGenome *genome;
    BaseImage *image;
    float *levels, *confidences, *weights;
  } * genomes; /* one a thread */
} Bench;

/* One round of work; returns how many images it dealt with. */
typedef guint (*Step) (Bench *bench);

/* Images a second. */
static double
measure (Bench *bench, Step step)
{
  gint64 begin = g_get_monotonic_time (), now;
  guint64 n_images = 0;

  while (g_get_monotonic_time () - begin < WARM_UP)
    step (bench);
  begin = g_get_monotonic_time ();
  do
    {
      n_images += step (bench);
      now = g_get_monotonic_time ();
    }
  while (now - begin < MEASURE);
  return (double) n_images * G_USEC_PER_SEC / (double) (now - begin);
}

static void
run_executor (gpointer data, guint task, guint worker)
{
  Bench *bench = data;
  NnExecutor *executor = bench->executors[worker];

  nn_executor_forward (executor);
  if (bench->gradient != NULL)
    nn_executor_backward (executor, nn_graph_output (bench->network->graph), bench->gradient);
}

static guint
step_network (Bench *bench)
{
  guint n_tasks = (bench->batch + bench->micro_batch - 1) / bench->micro_batch;

  base_pool_run (bench->pool, n_tasks, run_executor, bench, NULL);
  return n_tasks * bench->micro_batch;
}

static guint
step_search (Bench *bench)
{
  evo_search_advance (bench->search, bench->pool, NULL);
  return bench->batch;
}

/* Noise of the size that preprocessed pictures have. */
static void
fill (NnExecutor *executor, const FmtNetwork *network)
{
  const FmtCard *card = network->card;
  gsize plane = (gsize) card->width * card->height;
  gsize n =
      (gsize) nn_executor_batch (executor) * nn_shape_size (nn_graph_shape (network->graph, 0));
  float *input = nn_executor_input (executor);
  BaseRandom random;

  base_random_init (&random, SEED, 0, 0);
  for (gsize i = 0; i < n; i++)
    input[i] =
        (float) (base_random_uniform (&random) * 255 * card->scale[i / plane % card->channels]);
}

static gboolean
make_executors (Bench *bench, NnExecutorFlags flags, GError **error)
{
  for (guint i = 0; i < bench->n_executors; i++)
    {
      bench->executors[i] =
          nn_executor_new (bench->network->graph, (int) bench->micro_batch, flags, error);
      if (bench->executors[i] == NULL)
        return FALSE;
      fill (bench->executors[i], bench->network);
    }
  return TRUE;
}

static void
free_executors (Bench *bench)
{
  for (guint i = 0; i < bench->n_executors; i++)
    g_clear_pointer (&bench->executors[i], nn_executor_free);
}

static gboolean
measure_network (Bench *bench, NnExecutorFlags flags, double *per_second, GError **error)
{
  gboolean ok = make_executors (bench, flags, error);

  if (ok)
    *per_second = measure (bench, step_network);
  free_executors (bench);
  return ok;
}

static gboolean
measure_gradient (Bench *bench, double *per_second, GError **error)
{
  guint n_classes = fmt_network_n_classes (bench->network);
  gboolean ok;

  bench->gradient = g_new0 (float, (gsize) bench->micro_batch *n_classes);
  for (guint i = 0; i < bench->micro_batch; i++)
    bench->gradient[(gsize) i * n_classes + i % n_classes] = 1;
  ok = measure_network (bench, NN_INPUT_GRADIENT, per_second, error);
  g_clear_pointer (&bench->gradient, g_free);
  return ok;
}

static gboolean
measure_search (Bench *bench, EvoEncoding encoding, double *per_second, GError **error)
{
  g_autoptr (RunScorer) scorer =
      run_scorer_new (bench->network, bench->n_crops, bench->n_executors, error);
  EvoSearchSettings settings = {
    .encoding = encoding,
    .width = fmt_network_image_width (bench->network),
    .height = fmt_network_image_height (bench->network),
    .channels = bench->network->card->channels,
    .n_classes = fmt_network_n_classes (bench->network),
    .seed = SEED,
    .batch = bench->batch,
    .micro_batch = bench->micro_batch,
  };

  if (scorer == NULL)
    return FALSE;
  evo_variation_init (&settings.variation);
  bench->search = evo_search_new (&settings, run_scorer_score, scorer);
  *per_second = measure (bench, step_search);
  g_clear_pointer (&bench->search, evo_search_free);
  return TRUE;
}

static void
take_gradient (gpointer data, guint task, guint worker)
{
  Bench *bench = data;
  guint n_classes = fmt_network_n_classes (bench->network);

  evo_genome_render (bench->genomes[worker].genome, bench->genomes[worker].image);
  run_image_gradient_take (bench->image_gradient, worker, bench->genomes[worker].image,
                           task % n_classes, NULL, bench->genomes[worker].confidences,
                           bench->genomes[worker].levels);
  evo_genome_gradient (bench->genomes[worker].genome, bench->genomes[worker].levels,
                       bench->genomes[worker].weights);
}

static guint
step_genomes (Bench *bench)
{
  base_pool_run (bench->pool, bench->n_executors, take_gradient, bench, NULL);
  return bench->n_executors;
}

static void
make_genome (Bench *bench, guint index)
{
  const FmtNetwork *network = bench->network;
  guint width = fmt_network_image_width (network), height = fmt_network_image_height (network);
  guint channels = network->card->channels;
  EvoVariation variation;
  BaseRandom random;
  EvoGenome *genome;

  evo_variation_init (&variation);
  base_random_init (&random, SEED, 0, index);
  genome = evo_genome_new_random (EVO_ENCODING_CPPN, width, height, channels, &variation, &random);
  for (guint i = 0; i < MUTATIONS; i++)
    evo_genome_mutate (genome, &variation, 0, &random);
  bench->genomes[index].genome = genome;
  bench->genomes[index].image = base_image_new (width, height, channels);
  bench->genomes[index].levels = g_new (float, (gsize) width *height *channels);
  bench->genomes[index].confidences = g_new (float, fmt_network_n_classes (network));
  bench->genomes[index].weights = g_new (float, evo_genome_n_weights (genome) + 1);
}

static gboolean
measure_genomes (Bench *bench, double *per_second, GError **error)
{
  bench->image_gradient = run_image_gradient_new (bench->network, 1, bench->n_executors, error);
  if (bench->image_gradient == NULL)
    return FALSE;
  bench->genomes = g_malloc0_n (bench->n_executors, sizeof *bench->genomes);
  for (guint i = 0; i < bench->n_executors; i++)
    make_genome (bench, i);
  *per_second = measure (bench, step_genomes);
  for (guint i = 0; i < bench->n_executors; i++)
    {
      evo_genome_free (bench->genomes[i].genome);
      base_image_unref (bench->genomes[i].image);
      g_free (bench->genomes[i].levels);
      g_free (bench->genomes[i].confidences);
      g_free (bench->genomes[i].weights);
    }
  g_clear_pointer (&bench->genomes, g_free);
  g_clear_pointer (&bench->image_gradient, run_image_gradient_free);
  return TRUE;
}

static gboolean
measure_all (Bench *bench, RunBenchResult *result, GError **error)
{
  return measure_network (bench, NN_FORWARD_ONLY, &result->forward_per_second, error) &&
         measure_gradient (bench, &result->gradient_per_second, error) &&
         measure_genomes (bench, &result->genome_gradient_per_second, error) &&
         measure_search (bench, EVO_ENCODING_CPPN, &result->evolve_cppn_per_second, error) &&
         measure_search (bench, EVO_ENCODING_PIXELS, &result->evolve_pixels_per_second, error);
}

gboolean
run_bench (const char *network,
           guint batch,
           guint n_threads,
           RunBenchResult *result,
           GError **error)
{
  Bench bench = { .batch = batch };
  gboolean ok;

  g_return_val_if_fail (network != NULL && result != NULL, FALSE);

  if (batch < RUN_MIN_BATCH || batch > RUN_MAX_BATCH)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("The batch has to be from %d to %d images."), RUN_MIN_BATCH, RUN_MAX_BATCH);
      return FALSE;
    }
  bench.network = fmt_network_load (network, error);
  if (bench.network == NULL)
    return FALSE;
  bench.pool = base_pool_new (n_threads);
  bench.n_executors = base_pool_n_threads (bench.pool);
  bench.executors = g_new0 (NnExecutor *, bench.n_executors);
  bench.n_crops = fmt_network_n_crops (bench.network, 0, NULL);
  bench.micro_batch = run_scorer_micro_batch (bench.network, bench.n_crops);
  ok = measure_all (&bench, result, error);
  g_free (bench.executors);
  base_pool_free (bench.pool);
  fmt_network_unref (bench.network);
  return ok;
}

char *
run_describe_kernels (void)
{
  return nn_describe_kernels ();
}
