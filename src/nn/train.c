// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/train.h"

#include "config.h"

#include "base/error.h"
#include "base/random.h"
#include "nn/executor.h"
#include "nn/ops.h"
#include "nn/train-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A batch is cut into chunks, each the work of one executor on any thread. Where the cuts are
 * depends on the batch alone, and the chunks' gradients are summed in order, so the threads cannot
 * change a bit of the result. Large batches have larger chunks: this bounds the memory. */
#define MIN_CHUNK  16
#define MAX_CHUNKS 16

/* Parameters that one task updates. */
#define SLICE 4096

/* Pictures that one task of nn_test_error classifies. */
#define TEST_CHUNK 50

/* As in Caffe's LeNet, where lr_mult is 2 for the biases. */
#define BIAS_RATE_FACTOR 2.0

/* The first part of a random stream's key is the seed, the second the epoch, the third one of
 * these, for augmentation plus the place of the picture in the epoch. */
enum
{
  STREAM_SHUFFLE = 0,
  STREAM_AUGMENT = 1,
};

/* Part of one parameter tensor, small enough that all threads have work. */
typedef struct
{
  NnValue node;
  int parameter; /* 0 = weights, 1 = bias */
  gsize first;
  gsize size;      /* 1 .. SLICE */
  float *weights;  /* first of the slice, in the graph */
  float *velocity; /* size */
} Slice;

typedef struct
{
  NnGraph *graph;
  const NnDataset *data;
  const NnTrainSettings *settings;
  NnValue scores; /* before the softmax */
  int n_classes;
  GArray *slices;  /* Slice */
  float *velocity; /* every parameter, in the order of the slices */

  int chunk;
  int n_chunks;
  NnExecutor **executors; /* n_chunks */
  float *score_gradients; /* (n_chunks * chunk, n_classes) */
  int *labels;            /* (n_chunks * chunk) */
  double *losses;         /* (n_chunks), sums */

  guint *order; /* (data->n), the pictures as this epoch has them */
  int epoch;
  guint first;     /* the batch begins here in order */
  guint count;     /* and has so many pictures */
  guint n_updates; /* so far */
  double rate;     /* of this update */
} Trainer;

/* --- One chunk --- */

/* One picture as the network wants it. Pixels that the shift brings in are black. */
static void
write_picture (const Trainer *trainer, guint place, float *input)
{
  const NnTrainSettings *settings = trainer->settings;
  const NnDataset *data = trainer->data;
  int width = data->width;
  int height = data->height;
  const guint8 *pixels = data->pixels + (gsize) trainer->order[place] * width * height;
  float scale = (float) settings->scale;
  int shift_x = 0;
  int shift_y = 0;
  gboolean mirror = FALSE;

  if (settings->shift > 0 || settings->mirror)
    {
      BaseRandom random;

      base_random_init (&random, settings->seed, trainer->epoch, STREAM_AUGMENT + (guint64) place);
      shift_x = (int) base_random_below (&random, 2 * settings->shift + 1) - settings->shift;
      shift_y = (int) base_random_below (&random, 2 * settings->shift + 1) - settings->shift;
      mirror = settings->mirror && base_random_chance (&random, 0.5);
    }
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        int from_x = (mirror ? width - 1 - x : x) - shift_x;
        int from_y = y - shift_y;
        gboolean inside = from_x >= 0 && from_x < width && from_y >= 0 && from_y < height;

        *input++ = inside ? scale * (float) pixels[from_y * width + from_x] : 0.0f;
      }
}

/* Forward and backward over one chunk of the batch. Leaves its gradients in its executor. */
static void
learn_chunk (gpointer user_data, guint task, guint worker)
{
  Trainer *trainer = user_data;
  NnExecutor *executor = trainer->executors[task];
  gsize picture_size = nn_shape_size (nn_graph_shape (trainer->graph, 0));
  float *input = nn_executor_input (executor);
  gsize first = (gsize) task * trainer->chunk;
  int *labels = trainer->labels + first;
  float *score_gradients = trainer->score_gradients + first * trainer->n_classes;
  int n = MIN (trainer->chunk, (int) (trainer->count - first));
  const float *probabilities;

  for (int i = 0; i < n; i++)
    {
      guint place = trainer->first + first + i;

      write_picture (trainer, place, input + i * picture_size);
      labels[i] = trainer->data->labels[trainer->order[place]];
    }
  for (int i = n; i < trainer->chunk; i++)
    labels[i] = -1; /* the rest of the last batch of an epoch: counts nothing */

  probabilities = nn_executor_forward (executor);
  trainer->losses[task] =
      n * nn_cross_entropy (probabilities, labels, trainer->chunk, trainer->n_classes,
                            1.0f / (float) trainer->count, score_gradients);
  nn_executor_backward (executor, trainer->scores, score_gradients);
}

/* --- One update --- */

/* v <- momentum v + rate (g + decay w); w <- w - v, over one slice. */
static void
update_slice (gpointer user_data, guint task, guint worker)
{
  const Trainer *trainer = user_data;
  const Slice *slice = &g_array_index (trainer->slices, Slice, task);
  int n_chunks = (trainer->count + trainer->chunk - 1) / trainer->chunk;
  float momentum = (float) trainer->settings->momentum;
  float decay = (float) trainer->settings->weight_decay;
  float rate = (float) (trainer->rate * (slice->parameter == 0 ? 1.0 : BIAS_RATE_FACTOR));
  float gradient[SLICE];

  for (int chunk = 0; chunk < n_chunks; chunk++)
    {
      const float *part = nn_executor_parameter_gradient (trainer->executors[chunk], slice->node,
                                                          slice->parameter) +
                          slice->first;

      if (chunk == 0)
        memcpy (gradient, part, slice->size * sizeof (float));
      else
        for (gsize i = 0; i < slice->size; i++)
          gradient[i] += part[i];
    }
  for (gsize i = 0; i < slice->size; i++)
    {
      slice->velocity[i] =
          momentum * slice->velocity[i] + rate * (gradient[i] + decay * slice->weights[i]);
      slice->weights[i] -= slice->velocity[i];
    }
}

static gboolean
went_astray (const Trainer *trainer, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("Training went astray in epoch %d: the loss is no longer a number. Lower the "
                  "learning rate (now %g)."),
               trainer->epoch, trainer->settings->base_rate);
  return FALSE;
}

/* One batch. *loss is its sum over the pictures. */
static gboolean
update (Trainer *trainer, BasePool *pool, double *loss, GError **error)
{
  const NnTrainSettings *settings = trainer->settings;
  int n_chunks = (trainer->count + trainer->chunk - 1) / trainer->chunk;

  base_pool_run (pool, n_chunks, learn_chunk, trainer, NULL);
  *loss = 0;
  for (int i = 0; i < n_chunks; i++)
    *loss += trainer->losses[i];
  if (!isfinite (*loss))
    return went_astray (trainer, error);
  trainer->rate =
      settings->base_rate * pow (1.0 + settings->gamma * trainer->n_updates, -settings->power);
  base_pool_run (pool, trainer->slices->len, update_slice, trainer, NULL);
  trainer->n_updates++;
  return TRUE;
}

/* The loss shows only at the next batch what an update has done; after the last one, this does. */
static gboolean
weights_are_finite (const Trainer *trainer)
{
  for (guint i = 0; i < trainer->slices->len; i++)
    {
      const Slice *slice = &g_array_index (trainer->slices, Slice, i);

      for (gsize j = 0; j < slice->size; j++)
        if (!isfinite (slice->weights[j]))
          return FALSE;
    }
  return TRUE;
}

/* Each epoch starts from the order of the file, so that it does not depend on earlier ones. */
static void
shuffle (Trainer *trainer)
{
  BaseRandom random;

  base_random_init (&random, trainer->settings->seed, trainer->epoch, STREAM_SHUFFLE);
  for (guint i = 0; i < trainer->data->n; i++)
    {
      guint j = base_random_below (&random, i + 1);

      trainer->order[i] = trainer->order[j];
      trainer->order[j] = i;
    }
}

static gboolean
train_epoch (Trainer *trainer,
             BasePool *pool,
             NnTrainProgress *state,
             NnTrainProgressFunc progress,
             gpointer progress_data,
             GCancellable *cancellable,
             GError **error)
{
  double total_loss = 0;

  shuffle (trainer);
  for (trainer->first = 0; trainer->first < trainer->data->n; trainer->first += trainer->count)
    {
      double loss;

      trainer->count = MIN ((guint) trainer->settings->batch, trainer->data->n - trainer->first);
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !update (trainer, pool, &loss, error))
        return FALSE;
      total_loss += loss;
      state->done = trainer->first + trainer->count;
      state->loss = total_loss / state->done;
      if (progress != NULL && state->done < state->total)
        progress (state, progress_data);
    }
  return weights_are_finite (trainer) || went_astray (trainer, error);
}

/* --- Set-up --- */

static void
add_slices (Trainer *trainer)
{
  float *velocity;

  trainer->velocity = g_new0 (float, nn_graph_n_parameters (trainer->graph));
  velocity = trainer->velocity;
  for (NnValue value = 0; value < nn_graph_n_nodes (trainer->graph); value++)
    {
      const NnNode *node = nn_graph_node (trainer->graph, value);

      for (int i = 0; i < node->n_parameters; i++)
        {
          NnTensor *tensor = node->parameters[i];
          gsize size = nn_shape_size (&tensor->shape);

          for (gsize first = 0; first < size; first += SLICE)
            {
              Slice slice = {
                .node = value,
                .parameter = i,
                .first = first,
                .size = MIN (SLICE, size - first),
                .weights = tensor->data + first,
                .velocity = velocity,
              };

              g_array_append_val (trainer->slices, slice);
              velocity += slice.size;
            }
        }
    }
}

static gboolean
trainer_init (Trainer *trainer,
              NnGraph *graph,
              const NnDataset *data,
              const NnTrainSettings *settings,
              GError **error)
{
  NnValue output = nn_graph_output (graph);
  gsize rows;

  *trainer = (Trainer){
    .graph = graph,
    .data = data,
    .settings = settings,
    .scores = nn_graph_node (graph, output)->inputs[0],
    .n_classes = nn_shape_size (nn_graph_shape (graph, output)),
    .slices = g_array_new (FALSE, FALSE, sizeof (Slice)),
    .chunk =
        MIN (settings->batch, MAX (MIN_CHUNK, (settings->batch + MAX_CHUNKS - 1) / MAX_CHUNKS)),
  };
  trainer->n_chunks = (settings->batch + trainer->chunk - 1) / trainer->chunk;
  rows = (gsize) trainer->n_chunks * trainer->chunk;
  add_slices (trainer);
  trainer->score_gradients = g_new0 (float, rows * trainer->n_classes);
  trainer->labels = g_new0 (int, rows);
  trainer->losses = g_new0 (double, trainer->n_chunks);
  trainer->order = g_new0 (guint, data->n);
  trainer->executors = g_new0 (NnExecutor *, trainer->n_chunks);
  for (int i = 0; i < trainer->n_chunks; i++)
    {
      trainer->executors[i] =
          nn_executor_new (graph, trainer->chunk, NN_PARAMETER_GRADIENTS, error);
      if (trainer->executors[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
trainer_clear (Trainer *trainer)
{
  for (int i = 0; i < trainer->n_chunks && trainer->executors != NULL; i++)
    g_clear_pointer (&trainer->executors[i], nn_executor_free);
  g_clear_pointer (&trainer->executors, g_free);
  g_clear_pointer (&trainer->order, g_free);
  g_clear_pointer (&trainer->losses, g_free);
  g_clear_pointer (&trainer->labels, g_free);
  g_clear_pointer (&trainer->score_gradients, g_free);
  g_clear_pointer (&trainer->velocity, g_free);
  g_clear_pointer (&trainer->slices, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trainer, trainer_clear)

gboolean
nn_train (NnGraph *graph,
          const NnDataset *train,
          const NnDataset *test,
          const NnTrainSettings *settings,
          BasePool *pool,
          NnTrainProgressFunc progress,
          gpointer progress_data,
          GCancellable *cancellable,
          GError **error)
{
  g_auto (Trainer) trainer = { 0 };

  g_return_val_if_fail (graph != NULL && train != NULL && test != NULL, FALSE);
  g_return_val_if_fail (settings != NULL && pool != NULL, FALSE);
  g_return_val_if_fail (nn_graph_node (graph, nn_graph_output (graph))->op == &nn_op_softmax,
                        FALSE);

  if (!nn_train_check_settings (settings, train, error) ||
      !nn_train_check_data (graph, train, error) || !nn_train_check_data (graph, test, error) ||
      !trainer_init (&trainer, graph, train, settings, error))
    return FALSE;

  for (trainer.epoch = 1; trainer.epoch <= settings->epochs; trainer.epoch++)
    {
      NnTrainProgress state = { .epoch = trainer.epoch, .total = train->n, .test_error = -1 };

      if (!train_epoch (&trainer, pool, &state, progress, progress_data, cancellable, error))
        return FALSE;
      state.test_error = nn_test_error (graph, test, settings->scale, pool, error);
      if (state.test_error < 0)
        return FALSE;
      if (progress != NULL)
        progress (&state, progress_data);
    }
  return TRUE;
}

/* --- Test error --- */

typedef struct
{
  const NnDataset *data;
  float scale;
  gsize n_classes;
  NnExecutor **executors; /* one a worker */
  guint *n_wrong;         /* one a task */
} Test;

/* Not-a-number is never right. */
static gboolean
is_right (const float *probabilities, gsize n_classes, guint label)
{
  for (gsize i = 0; i < n_classes; i++)
    if (i != label && !(probabilities[label] > probabilities[i]))
      return FALSE;
  return TRUE;
}

static void
test_chunk (gpointer user_data, guint task, guint worker)
{
  const Test *test = user_data;
  NnExecutor *executor = test->executors[worker];
  gsize size = (gsize) test->data->width * test->data->height * test->data->channels;
  gsize first = (gsize) task * TEST_CHUNK;
  gsize n = MIN (TEST_CHUNK, test->data->n - first);
  const guint8 *pixels = test->data->pixels + first * size;
  float *input = nn_executor_input (executor);
  const float *probabilities;

  for (gsize i = 0; i < n * size; i++)
    input[i] = test->scale * (float) pixels[i];
  probabilities = nn_executor_forward (executor);
  for (gsize i = 0; i < n; i++)
    if (!is_right (probabilities + i * test->n_classes, test->n_classes,
                   test->data->labels[first + i]))
      test->n_wrong[task]++;
}

double
nn_test_error (const NnGraph *graph,
               const NnDataset *test,
               double scale,
               BasePool *pool,
               GError **error)
{
  g_autoptr (GPtrArray) executors = NULL;
  g_autofree guint *n_wrong = NULL;
  guint n_tasks;
  guint total = 0;
  Test work;

  g_return_val_if_fail (graph != NULL && test != NULL && pool != NULL, -1);

  if (!nn_train_check_data (graph, test, error))
    return -1;
  executors = g_ptr_array_new_with_free_func ((GDestroyNotify) nn_executor_free);
  for (guint i = 0; i < base_pool_n_threads (pool); i++)
    {
      NnExecutor *executor = nn_executor_new (graph, TEST_CHUNK, NN_FORWARD_ONLY, error);

      if (executor == NULL)
        return -1;
      g_ptr_array_add (executors, executor);
    }
  n_tasks = (test->n + TEST_CHUNK - 1) / TEST_CHUNK;
  n_wrong = g_new0 (guint, n_tasks);
  work = (Test){
    .data = test,
    .scale = (float) scale,
    .n_classes = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph))),
    .executors = (NnExecutor **) executors->pdata,
    .n_wrong = n_wrong,
  };
  base_pool_run (pool, n_tasks, test_chunk, &work, NULL);
  for (guint i = 0; i < n_tasks; i++)
    total += n_wrong[i];
  return (double) total / test->n;
}
