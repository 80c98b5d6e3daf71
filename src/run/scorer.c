// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/scorer-private.h"

#include <string.h>

#include "nn/executor.h"
#include "nn/few-rows.h"

/* A pause answers after one layer of a micro-batch, which should not take long, even where more
 * images at once would be faster: with AVX2 some 50 ms. The paper's 200 offspring make eight
 * micro-batches of at most the limit, which 2, 4 and 8 threads share evenly. */
#define MICRO_BATCH_WORK  3.6e9 /* multiplications of the largest layer */
#define MICRO_BATCH_LIMIT 25

/* Of fewer images some layers take the sums in another order. Where many are best at once, half as
 * many cost more than what a second thread gains. */
#define LEAST_AT_ONCE (NN_FEW_ROWS + 1)
#define MANY_AT_ONCE  16
#define FAIR_PARTS    8

struct _RunScorer
{
  FmtNetwork *network;
  guint micro_batch;
  guint n_classes;
  guint n_crops;          /* of each image; each takes a slot of the batch */
  gsize input_size;       /* floats of one crop */
  NnExecutor **executors; /* n_threads */
  gboolean *held;         /* n_threads: a pass was interrupted */
  guint n_threads;
  gboolean shares; /* a micro-batch is worth several threads */
};

/* Multiplications for one image, about: every weight meets every position of its output map. */
static double
node_work (const NnNode *node)
{
  double positions = 1;
  double work = 0;

  for (int i = 1; i < node->output.rank; i++)
    positions *= node->output.dims[i];
  for (int i = 0; i < node->n_parameters; i++)
    work += positions * nn_shape_size (&node->parameters[i]->shape);
  return work;
}

guint
run_scorer_micro_batch (const FmtNetwork *network, guint n_crops)
{
  double best = nn_graph_recommended_batch (network->graph), work = 1;

  for (NnValue i = 0; i < nn_graph_n_nodes (network->graph); i++)
    work = MAX (work, node_work (nn_graph_node (network->graph, i)));
  return (guint) CLAMP (MIN (best, MICRO_BATCH_WORK / work) / n_crops, 1, MICRO_BATCH_LIMIT);
}

guint
run_scorer_fair_batch (guint usual, guint n_images)
{
  guint n_parts = MAX ((n_images + usual - 1) / usual, 1);

  if (usual < MANY_AT_ONCE && n_parts < FAIR_PARTS)
    n_parts = MAX (n_parts, MIN (n_images / LEAST_AT_ONCE, FAIR_PARTS));
  return CLAMP ((n_images + n_parts - 1) / n_parts, MIN (LEAST_AT_ONCE, usual), usual);
}

guint
run_scorer_small_micro_batch (const FmtNetwork *network, guint n_crops, guint most_images)
{
  guint usual = run_scorer_micro_batch (network, n_crops);

  return nn_graph_is_worth_sharing (network->graph, 1) ? MIN (usual, most_images) : usual;
}

RunScorer *
run_scorer_new (FmtNetwork *network, guint n_crops, guint n_threads, GError **error)
{
  return run_scorer_new_small (network, n_crops, G_MAXUINT, n_threads, error);
}

RunScorer *
run_scorer_new_small (FmtNetwork *network,
                      guint n_crops,
                      guint most_images,
                      guint n_threads,
                      GError **error)
{
  g_autoptr (RunScorer) scorer = g_new0 (RunScorer, 1);

  scorer->network = fmt_network_ref (network);
  scorer->micro_batch = run_scorer_small_micro_batch (network, n_crops, most_images);
  scorer->shares =
      nn_graph_is_worth_sharing (network->graph, (int) (scorer->micro_batch * n_crops));
  scorer->n_classes = fmt_network_n_classes (network);
  scorer->n_crops = n_crops;
  scorer->input_size = nn_shape_size (nn_graph_shape (network->graph, 0));
  scorer->executors = g_new0 (NnExecutor *, n_threads);
  scorer->held = g_new0 (gboolean, n_threads);
  scorer->n_threads = n_threads;
  for (guint i = 0; i < n_threads; i++)
    {
      scorer->executors[i] = nn_executor_new (
          network->graph, (int) (scorer->micro_batch * scorer->n_crops), NN_FORWARD_ONLY, error);
      if (scorer->executors[i] == NULL)
        return NULL;
    }
  return g_steal_pointer (&scorer);
}

void
run_scorer_set_pool (RunScorer *scorer, guint workspace, BasePool *pool)
{
  /* Without memory for it the calling thread stays alone. */
  nn_executor_set_pool (scorer->executors[workspace], scorer->shares ? pool : NULL, NULL);
}

void
run_scorer_free (RunScorer *scorer)
{
  if (scorer == NULL)
    return;
  for (guint i = 0; i < scorer->n_threads; i++)
    g_clear_pointer (&scorer->executors[i], nn_executor_free);
  g_free (scorer->executors);
  g_free (scorer->held);
  fmt_network_unref (scorer->network);
  g_free (scorer);
}

/* The mean over an image's crops, (n_crops, n_classes). */
static void
average (const RunScorer *scorer, const float *crops, float *confidences)
{
  for (guint i = 0; i < scorer->n_classes; i++)
    {
      double sum = 0;

      for (guint crop = 0; crop < scorer->n_crops; crop++)
        sum += (double) crops[(gsize) crop * scorer->n_classes + i];
      confidences[i] = (float) (sum / scorer->n_crops);
    }
}

/* The first n_crops of each image. */
static void
preprocess (const RunScorer *scorer, BaseImage *const *images, guint n, guint n_crops, float *input)
{
  gsize used = (gsize) n * n_crops, room = (gsize) scorer->micro_batch * scorer->n_crops;

  for (gsize i = 0; i < used; i++)
    fmt_network_preprocess (scorer->network, images[i / n_crops], (guint) (i % n_crops),
                            input + i * scorer->input_size);
  memset (input + used * scorer->input_size, 0,
          (room - used) * scorer->input_size * sizeof (float));
}

/* (n, n_crops, n_classes), the workspace's; NULL when it was interrupted. */
static const float *
run_network (RunScorer *scorer,
             guint workspace,
             BaseImage *const *images,
             guint n,
             guint n_crops,
             const gint *interrupt)
{
  NnExecutor *executor = scorer->executors[workspace];
  const float *output;

  if (!scorer->held[workspace])
    preprocess (scorer, images, n, n_crops, nn_executor_input (executor));
  output = nn_executor_forward_until (executor, interrupt);
  scorer->held[workspace] = output == NULL;
  return output;
}

gboolean
run_scorer_screen (gpointer data,
                   guint workspace,
                   BaseImage *const *images,
                   guint n,
                   const gint *interrupt,
                   float *confidences)
{
  RunScorer *scorer = data;
  const float *output = run_network (scorer, workspace, images, n, 1, interrupt);

  if (output == NULL)
    return FALSE;
  memcpy (confidences, output, (gsize) n * scorer->n_classes * sizeof (float));
  return TRUE;
}

gboolean
run_scorer_score (gpointer data,
                  guint workspace,
                  BaseImage *const *images,
                  guint n,
                  const gint *interrupt,
                  float *confidences)
{
  RunScorer *scorer = data;
  const float *output = run_network (scorer, workspace, images, n, scorer->n_crops, interrupt);

  if (output == NULL)
    return FALSE;
  if (scorer->n_crops == 1)
    memcpy (confidences, output, (gsize) n * scorer->n_classes * sizeof (float));
  else
    for (guint i = 0; i < n; i++)
      average (scorer, output + (gsize) i * scorer->n_crops * scorer->n_classes,
               confidences + (gsize) i * scorer->n_classes);
  return TRUE;
}
