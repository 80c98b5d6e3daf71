// SPDX-License-Identifier: GPL-3.0-or-later
/* The share of pictures for which a network has the wrong answer. */
#include "nn/train-private.h"

#include "nn/train-check.h"

/* Pictures that one task classifies. */
#define TEST_CHUNK 50

void
nn_train_test_init (NnTrainTest *test,
                    const NnGraph *graph,
                    const NnDataset *data,
                    const NnTrainSettings *settings)
{
  guint n_chunks = (data->n + TEST_CHUNK - 1) / TEST_CHUNK;

  *test = (NnTrainTest){
    .data = data,
    .input = nn_train_input (settings),
    .n_classes = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph))),
    .n_chunks = n_chunks,
    .waiting = g_new0 (guint, n_chunks),
    .done = g_new0 (gboolean, n_chunks),
    .n_wrong = g_new0 (guint, n_chunks),
    .said = g_new0 (guint16, data->n),
  };
}

void
nn_train_test_clear (NnTrainTest *test)
{
  g_clear_pointer (&test->waiting, g_free);
  g_clear_pointer (&test->done, g_free);
  g_clear_pointer (&test->n_wrong, g_free);
  g_clear_pointer (&test->said, g_free);
}

void
nn_train_test_restart (NnTrainTest *test)
{
  for (guint i = 0; i < test->n_chunks; i++)
    test->done[i] = FALSE;
}

/* Not-a-number is never right. */
static gboolean
is_right (const float *probabilities, gsize n_classes, guint label)
{
  for (gsize i = 0; i < n_classes; i++)
    if (i != label && !(probabilities[label] > probabilities[i]))
      return FALSE;
  return TRUE;
}

static guint16
most_likely (const float *probabilities, gsize n_classes)
{
  gsize best = 0;

  for (gsize i = 1; i < n_classes; i++)
    if (probabilities[i] > probabilities[best])
      best = i;
  return (guint16) best;
}

static void
test_chunk (gpointer user_data, guint task, guint worker)
{
  const NnTrainTest *test = user_data;
  guint chunk = test->waiting[task];
  NnExecutor *executor = test->executors[worker];
  gsize size = (gsize) test->data->width * test->data->height * test->data->channels;
  gsize first = (gsize) chunk * TEST_CHUNK;
  gsize n = MIN (TEST_CHUNK, test->data->n - first);
  float *input = nn_executor_input (executor);
  const float *probabilities;

  for (gsize i = 0; i < n; i++)
    nn_train_write_picture (test->data, (guint) (first + i), &test->input, input + i * size);
  probabilities = nn_executor_forward (executor);
  test->n_wrong[chunk] = 0;
  for (gsize i = 0; i < n; i++)
    {
      const float *of_picture = probabilities + i * test->n_classes;

      test->said[first + i] = most_likely (of_picture, test->n_classes);
      if (!is_right (of_picture, test->n_classes, test->data->labels[first + i]))
        test->n_wrong[chunk]++;
    }
  test->done[chunk] = TRUE;
}

static guint
find_waiting (const NnTrainTest *test)
{
  guint n = 0;

  for (guint i = 0; i < test->n_chunks; i++)
    if (!test->done[i])
      test->waiting[n++] = i;
  return n;
}

static double
share_of_wrong (const NnTrainTest *test)
{
  guint total = 0;

  for (guint i = 0; i < test->n_chunks; i++)
    total += test->n_wrong[i];
  return (double) total / test->data->n;
}

double
nn_train_test_advance (NnTrainTest *test,
                       const NnGraph *graph,
                       BasePool *pool,
                       const gint *interrupt,
                       GError **error)
{
  g_autoptr (GPtrArray) executors =
      g_ptr_array_new_with_free_func ((GDestroyNotify) nn_executor_free);

  for (guint i = 0; i < base_pool_n_threads (pool); i++)
    {
      NnExecutor *executor = nn_executor_new (graph, TEST_CHUNK, NN_FORWARD_ONLY, error);

      if (executor == NULL)
        return -1;
      g_ptr_array_add (executors, executor);
    }
  test->executors = (NnExecutor **) executors->pdata;
  base_pool_run (pool, find_waiting (test), test_chunk, test, interrupt);
  test->executors = NULL;
  return find_waiting (test) > 0 ? -1 : share_of_wrong (test);
}

double
nn_test_error (const NnGraph *graph,
               const NnDataset *data,
               double scale,
               BasePool *pool,
               GError **error)
{
  const NnTrainSettings settings = { .scale = scale };
  NnTrainTest test;
  double result;

  g_return_val_if_fail (graph != NULL && data != NULL && pool != NULL, -1);

  if (!nn_train_check_data (graph, data, error))
    return -1;
  nn_train_test_init (&test, graph, data, &settings);
  result = nn_train_test_advance (&test, graph, pool, NULL, error);
  nn_train_test_clear (&test);
  return result;
}
