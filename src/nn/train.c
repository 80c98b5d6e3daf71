// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/train-private.h"

#include "config.h"

#include "base/error.h"
#include "base/random.h"
#include "nn/train-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A batch is cut into chunks, each the work of one executor on any thread. Where the cuts are
 * depends on the batch alone, and the chunks' gradients are summed in order, so the threads cannot
 * change a bit of the result. Large batches have larger chunks: this bounds the memory. */
#define MIN_CHUNK  16
#define MAX_CHUNKS 16

/* --- One chunk --- */

/* Forward and backward over one chunk of the batch. Leaves its gradients in its executor. */
static void
learn_chunk (gpointer user_data, guint task, guint worker)
{
  NnTraining *training = user_data;
  guint chunk = training->waiting[task];
  NnExecutor *executor = training->executors[chunk];
  gsize picture_size = nn_shape_size (nn_graph_shape (training->graph, 0));
  float *input = nn_executor_input (executor);
  gsize first = (gsize) chunk * training->chunk;
  int *labels = training->labels + first;
  float *score_gradients = training->score_gradients + first * training->n_classes;
  int n = MIN (training->chunk, (int) (training->count - first));
  const float *probabilities;

  for (int i = 0; i < n; i++)
    {
      guint place = training->first + first + i;

      nn_train_write_augmented (training, place, input + i * picture_size);
      labels[i] = training->data->labels[training->order[place]];
    }
  /* The rest of the last batch of an epoch counts nothing. It is the chunk's own pictures again, so
   * that batch normalisation sees no others. */
  for (int i = n; i < training->chunk; i++)
    {
      labels[i] = -1;
      memcpy (input + i * picture_size, input + (i - n) * picture_size,
              picture_size * sizeof (float));
    }

  probabilities = nn_executor_forward (executor);
  training->losses[chunk] =
      n * nn_cross_entropy (probabilities, labels, training->chunk, training->n_classes,
                            1.0f / (float) training->count, score_gradients);
  nn_executor_backward (executor, training->scores, score_gradients);
  training->learned[chunk] = TRUE;
}

/* --- One update --- */

static gboolean
went_astray (const NnTraining *training, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("Training went astray in epoch %d: the loss is no longer a number. Lower the "
                  "learning rate (now %g)."),
               training->epoch, training->settings.base_rate);
  return FALSE;
}

/* How many chunks of the batch are not learned. */
static guint
find_waiting (NnTraining *training)
{
  guint n_chunks = (training->count + training->chunk - 1) / training->chunk;
  guint n = 0;

  for (guint i = 0; i < n_chunks; i++)
    if (!training->learned[i])
      training->waiting[n++] = i;
  return n;
}

static void
begin_batch (NnTraining *training)
{
  training->count = MIN ((guint) training->settings.batch, training->data->n - training->first);
  memset (training->learned, 0, training->n_chunks * sizeof *training->learned);
  training->under_way = TRUE;
}

/* *loss is the sum over the pictures. */
static gboolean
update (NnTraining *training, BasePool *pool, double *loss, GError **error)
{
  guint batch = (guint) training->settings.batch;
  guint n_batches = (training->data->n + batch - 1) / batch;
  int n_chunks = (training->count + training->chunk - 1) / training->chunk;

  *loss = 0;
  for (int i = 0; i < n_chunks; i++)
    *loss += training->losses[i];
  if (!isfinite (*loss))
    return went_astray (training, error);
  training->rate = nn_train_rate (&training->settings, training->n_updates, n_batches);
  base_pool_run (pool, training->slices->len, nn_train_update_slice, training, NULL);
  training->n_updates++;
  return TRUE;
}

/* The loss shows only at the next batch what an update has done; after the last one, this does. */
static gboolean
weights_are_finite (const NnTraining *training)
{
  for (guint i = 0; i < training->slices->len; i++)
    {
      const NnTrainSlice *slice = &g_array_index (training->slices, NnTrainSlice, i);

      for (gsize j = 0; j < slice->size; j++)
        if (!isfinite (slice->weights[j]))
          return FALSE;
    }
  return TRUE;
}

/* Goes on with the batch. FALSE with an error, or when it was interrupted. */
static gboolean
train_batch (NnTraining *training, BasePool *pool, const gint *interrupt, GError **error)
{
  double loss;

  if (!training->under_way)
    begin_batch (training);
  base_pool_run (pool, find_waiting (training), learn_chunk, training, interrupt);
  if (find_waiting (training) > 0 || !update (training, pool, &loss, error))
    return FALSE;
  training->under_way = FALSE;
  training->total_loss += loss;
  training->first += training->count;
  if (training->first < training->data->n)
    return TRUE;
  training->stage = NN_TRAIN_TEST;
  nn_train_test_restart (&training->test);
  return weights_are_finite (training) || went_astray (training, error);
}

/* --- Epochs --- */

/* Each epoch starts from the order of the file, so that it does not depend on earlier ones. */
void
nn_train_shuffle (NnTraining *training)
{
  BaseRandom random;

  base_random_init (&random, training->settings.seed, training->epoch, NN_TRAIN_STREAM_SHUFFLE);
  for (guint i = 0; i < training->data->n; i++)
    {
      guint j = base_random_below (&random, i + 1);

      training->order[i] = training->order[j];
      training->order[j] = i;
    }
}

static void
begin_epoch (NnTraining *training)
{
  training->epoch++;
  training->first = 0;
  training->total_loss = 0;
  training->test_error = -1;
  training->has_said = FALSE;
  training->stage = NN_TRAIN_BATCH;
  nn_train_shuffle (training);
}

static gboolean
test_epoch (NnTraining *training, BasePool *pool, const gint *interrupt, GError **error)
{
  double result;

  nn_graph_parameters_changed (training->graph);
  result = nn_train_test_advance (&training->test, training->graph, pool, interrupt, error);

  if (result < 0)
    return FALSE;
  training->test_error = result;
  training->has_said = TRUE;
  training->stage = training->epoch < training->settings.epochs ? NN_TRAIN_EPOCH : NN_TRAIN_OVER;
  return TRUE;
}

NnTrainingState
nn_training_advance (NnTraining *training, BasePool *pool, const gint *interrupt, GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (training != NULL && pool != NULL, NN_TRAINING_FAILED);

  nn_training_sum_some (training);
  if (training->stage == NN_TRAIN_EPOCH)
    begin_epoch (training);
  if (training->stage == NN_TRAIN_BATCH)
    train_batch (training, pool, interrupt, &failure);
  else if (training->stage == NN_TRAIN_TEST)
    test_epoch (training, pool, interrupt, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NN_TRAINING_FAILED;
    }
  return training->stage == NN_TRAIN_OVER ? NN_TRAINING_OVER : NN_TRAINING_GOING_ON;
}

const guint16 *
nn_training_said (const NnTraining *training)
{
  g_return_val_if_fail (training != NULL, NULL);

  return training->has_said ? training->test.said : NULL;
}

void
nn_training_progress (const NnTraining *training, NnTrainProgress *progress)
{
  *progress = (NnTrainProgress){
    .epoch = MAX (training->epoch, 1),
    .done = training->first,
    .total = training->data->n,
    .loss = training->first > 0 ? training->total_loss / training->first : 0,
    .test_error = training->test_error,
  };
}

/* --- Set-up --- */

static gboolean
make_executors (NnTraining *training, GError **error)
{
  training->executors = g_new0 (NnExecutor *, training->n_chunks);
  for (int i = 0; i < training->n_chunks; i++)
    {
      training->executors[i] =
          nn_executor_new (training->graph, training->chunk, NN_PARAMETER_GRADIENTS, error);
      if (training->executors[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

NnTraining *
nn_training_new (NnGraph *graph,
                 const NnDataset *train,
                 const NnDataset *test,
                 const NnTrainSettings *settings,
                 GError **error)
{
  g_autoptr (NnTraining) training = NULL;
  NnValue output;
  gsize rows;

  g_return_val_if_fail (graph != NULL && train != NULL && test != NULL, NULL);
  g_return_val_if_fail (settings != NULL, NULL);
  output = nn_graph_output (graph);

  if (!nn_train_check_settings (settings, train, error) ||
      !nn_train_check_graph (graph, settings, error) ||
      !nn_train_check_data (graph, train, error) || !nn_train_check_data (graph, test, error))
    return NULL;
  training = g_new (NnTraining, 1);
  *training = (NnTraining){
    .graph = graph,
    .data = train,
    .test_data = test,
    .settings = *settings,
    .scores = nn_graph_node (graph, output)->inputs[0],
    .n_classes = nn_shape_size (nn_graph_shape (graph, output)),
    .slices = g_array_new (FALSE, FALSE, sizeof (NnTrainSlice)),
    .chunk =
        MIN (settings->batch, MAX (MIN_CHUNK, (settings->batch + MAX_CHUNKS - 1) / MAX_CHUNKS)),
    .test_error = -1,
  };
  training->n_chunks = (settings->batch + training->chunk - 1) / training->chunk;
  rows = (gsize) training->n_chunks * training->chunk;
  nn_train_add_slices (training);
  training->score_gradients = g_new0 (float, rows * training->n_classes);
  training->labels = g_new0 (int, rows);
  training->losses = g_new0 (double, training->n_chunks);
  training->learned = g_new0 (gboolean, training->n_chunks);
  training->waiting = g_new0 (guint, training->n_chunks);
  training->order = g_new0 (guint, train->n);
  nn_train_test_init (&training->test, graph, test, settings);
  return make_executors (training, error) ? g_steal_pointer (&training) : NULL;
}

void
nn_training_free (NnTraining *training)
{
  if (training == NULL)
    return;
  for (int i = 0; i < training->n_chunks && training->executors != NULL; i++)
    g_clear_pointer (&training->executors[i], nn_executor_free);
  g_free (training->executors);
  g_free (training->order);
  g_free (training->waiting);
  g_free (training->learned);
  g_free (training->losses);
  g_free (training->labels);
  g_free (training->score_gradients);
  g_free (training->squares);
  g_free (training->velocity);
  g_array_unref (training->slices);
  nn_train_test_clear (&training->test);
  g_clear_pointer (&training->sum, g_checksum_free);
  g_free (training->data_checksum);
  g_free (training);
}
