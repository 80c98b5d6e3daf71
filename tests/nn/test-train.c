// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/train.h"

#include "base/error.h"
#include "base/random.h"
#include "train-case.h"

#include <math.h>
#include <string.h>

#define SIDE      8
#define N_CLASSES 3

/* Noise with a bright bar: lying, standing or slanting, anywhere. */
static NnDataset *
bars_new (guint n, guint64 seed)
{
  NnDataset *dataset = train_case_dataset (n, SIDE, N_CLASSES);
  BaseRandom random;

  base_random_init (&random, seed, 0, 0);
  for (guint i = 0; i < n; i++)
    {
      guint8 *pixels = dataset->pixels + i * SIDE * SIDE;
      guint label = base_random_below (&random, N_CLASSES);
      guint at = base_random_below (&random, SIDE);

      for (guint j = 0; j < SIDE * SIDE; j++)
        pixels[j] = base_random_below (&random, 100);
      for (guint j = 0; j < SIDE; j++)
        {
          guint x = label == 0 ? j : label == 1 ? at : (at + j) % SIDE;
          guint y = label == 0 ? at : j;

          pixels[y * SIDE + x] = 200 + base_random_below (&random, 56);
        }
      dataset->labels[i] = label;
    }
  return dataset;
}

static NnTensor *
random_tensor (NnShape shape, BaseRandom *random, double bound)
{
  NnTensor *tensor = nn_tensor_new (&shape);

  for (gsize i = 0; i < nn_shape_size (&shape); i++)
    tensor->data[i] = (float) (bound * (2 * base_random_uniform (random) - 1));
  return tensor;
}

/* conv 6 3x3, max pool 2, ReLU, fully connected: what LeNet has, in small. */
static NnGraph *
small_network (void)
{
  NnWindow window = nn_window_square (3, 1, 1);
  NnWindow pool = nn_window_square (2, 2, 0);
  g_autoptr (GError) error = NULL;
  BaseRandom random;
  NnGraph *graph;
  NnValue value;

  base_random_init (&random, 99, 0, 0);
  graph = nn_graph_new ("data", &NN_SHAPE_3 (1, SIDE, SIDE), &error);
  value = nn_graph_add_conv (
      graph, "conv", 0, &window, 1,
      random_tensor ((NnShape){ .rank = 4, .dims = { 6, 1, 3, 3 } }, &random, 0.5),
      nn_tensor_new (&NN_SHAPE_1 (6)), &error);
  value = nn_graph_add_max_pool (graph, "pool", value, &pool, &error);
  value = nn_graph_add_relu (graph, "relu", value, &error);
  value = nn_graph_add_linear (
      graph, "scores", value,
      random_tensor ((NnShape){ .rank = 2, .dims = { N_CLASSES, 6 * 4 * 4 } }, &random, 0.2),
      nn_tensor_new (&NN_SHAPE_1 (N_CLASSES)), &error);
  nn_graph_add_softmax (graph, "prob", value, &error);
  g_assert_no_error (error);
  return graph;
}

/* With a convolution, batch normalisation and ReLU, as the networks of today. */
static NnGraph *
modern_network (void)
{
  NnWindow window = nn_window_square (3, 1, 1);
  NnWindow pool = nn_window_square (2, 2, 0);
  g_autoptr (GError) error = NULL;
  BaseRandom random;
  NnGraph *graph;
  NnValue value;

  base_random_init (&random, 98, 0, 0);
  graph = nn_graph_new ("data", &NN_SHAPE_3 (1, SIDE, SIDE), &error);
  value = nn_graph_add_conv (
      graph, "conv", 0, &window, 1,
      random_tensor ((NnShape){ .rank = 4, .dims = { 6, 1, 3, 3 } }, &random, 0.5), NULL, &error);
  value = nn_graph_add_learning_batch_norm (graph, "bn", value, 1e-5f, &error);
  value = nn_graph_add_relu (graph, "relu", value, &error);
  value = nn_graph_add_max_pool (graph, "pool", value, &pool, &error);
  value = nn_graph_add_linear (
      graph, "scores", value,
      random_tensor ((NnShape){ .rank = 2, .dims = { N_CLASSES, 6 * 4 * 4 } }, &random, 0.2),
      nn_tensor_new (&NN_SHAPE_1 (N_CLASSES)), &error);
  nn_graph_add_softmax (graph, "prob", value, &error);
  g_assert_no_error (error);
  return graph;
}

static void
copy_all (const NnGraph *graph, GArray *copy)
{
  g_array_set_size (copy, 0);
  for (NnValue value = 0; value < nn_graph_n_nodes (graph); value++)
    {
      const NnNode *node = nn_graph_node (graph, value);

      for (int i = 0; i < node->n_parameters; i++)
        g_array_append_vals (copy, node->parameters[i]->data,
                             nn_shape_size (&node->parameters[i]->shape));
    }
}

static GArray *
all_parameters (const NnGraph *graph)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (float));

  copy_all (graph, copy);
  return copy;
}

static gboolean
same_bits (const GArray *a, const GArray *b)
{
  return a->len == b->len && memcmp (a->data, b->data, a->len * sizeof (float)) == 0;
}

static NnTrainSettings
small_settings (void)
{
  NnTrainSettings settings;

  nn_train_settings_init (&settings);
  settings.epochs = 6;
  settings.batch = 40; /* two chunks of 16 and one of 8 */
  settings.base_rate = 0.02;
  settings.seed = 5;
  return settings;
}

static NnTrainSettings
modern_settings (void)
{
  NnTrainSettings settings = small_settings ();

  settings.optimizer = NN_OPTIMIZER_ADAM;
  settings.base_rate = 0.01;
  settings.schedule = NN_SCHEDULE_COSINE;
  settings.brightness = 0.3;
  settings.vary = 0.2;
  return settings;
}

typedef struct
{
  int n_calls;
  int n_epochs;
  double first_loss, last_loss;
  double last_error;
  NnTrainProgress previous;
} Watch;

static void
watch (const NnTrainProgress *progress, gpointer data)
{
  Watch *seen = data;

  g_assert_cmpint (progress->epoch, ==, seen->n_epochs + 1);
  /* The last batch and the test are at the same place. */
  g_assert_cmpuint (progress->done + (progress->test_error >= 0), >,
                    progress->epoch == seen->previous.epoch ? seen->previous.done : 0);
  g_assert_cmpuint (progress->done, <=, progress->total);
  g_assert_cmpfloat (progress->loss, >, 0);
  if (progress->test_error < 0)
    {
      g_assert_cmpfloat (progress->test_error, ==, -1);
    }
  else
    {
      seen->n_epochs++;
      if (progress->epoch == 1)
        seen->first_loss = progress->loss;
      seen->last_loss = progress->loss;
      seen->last_error = progress->test_error;
    }
  seen->previous = *progress;
  seen->n_calls++;
}

static void
test_learns (void)
{
  g_autoptr (NnDataset) train = bars_new (620, 1);
  g_autoptr (NnDataset) test = bars_new (333, 2);
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (NnGraph) graph = small_network ();
  g_autoptr (GError) error = NULL;
  NnTrainSettings settings = small_settings ();
  Watch seen = { 0 };
  double before = nn_test_error (graph, test, settings.scale, pool, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (before, >, 0.4);
  train_case_run (graph, train, test, &settings, pool, watch, &seen, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seen.n_epochs, ==, settings.epochs);
  g_assert_cmpint (seen.n_calls, ==, settings.epochs * 17); /* 620 / 40, rounded up, and a test */
  g_assert_cmpfloat (seen.last_loss, <, 0.3 * seen.first_loss);
  g_assert_cmpfloat (seen.last_error, <, 0.05);
  g_assert_cmpfloat (seen.last_error, ==,
                     nn_test_error (graph, test, settings.scale, pool, &error));
}

/* Batch normalisation computes in another way than it learns: the test shows that both agree. */
static void
test_learns_modern (void)
{
  g_autoptr (NnDataset) train = bars_new (620, 1);
  g_autoptr (NnDataset) test = bars_new (333, 2);
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (NnGraph) graph = modern_network ();
  g_autoptr (GError) error = NULL;
  NnTrainSettings settings = modern_settings ();
  Watch seen = { 0 };

  train_case_run (graph, train, test, &settings, pool, watch, &seen, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seen.n_epochs, ==, settings.epochs);
  g_assert_cmpfloat (seen.last_loss, <, 0.3 * seen.first_loss);
  g_assert_cmpfloat (seen.last_error, <, 0.05);
}

static GArray *
train_small (guint n_threads, guint64 seed, int shift, gboolean mirror)
{
  g_autoptr (NnDataset) train = bars_new (210, 1);
  g_autoptr (NnDataset) test = bars_new (20, 2);
  g_autoptr (BasePool) pool = base_pool_new (n_threads);
  g_autoptr (NnGraph) graph = small_network ();
  g_autoptr (GError) error = NULL;
  NnTrainSettings settings = small_settings ();

  settings.epochs = 2;
  settings.seed = seed;
  settings.shift = shift;
  settings.mirror = mirror;
  train_case_run (graph, train, test, &settings, pool, NULL, NULL, &error);
  g_assert_no_error (error);
  return all_parameters (graph);
}

static void
test_threads (void)
{
  g_autoptr (GArray) one = train_small (1, 5, 1, TRUE);

  for (guint n_threads = 1; n_threads <= 3; n_threads++)
    {
      g_autoptr (GArray) many = train_small (n_threads, 5, 1, TRUE);

      g_assert_true (same_bits (one, many));
    }
}

/* Each of these settings must matter, or the comparison above proves nothing. */
static void
test_settings_matter (void)
{
  g_autoptr (GArray) plain = train_small (2, 5, 0, FALSE);
  g_autoptr (GArray) other_seed = train_small (2, 6, 0, FALSE);
  g_autoptr (GArray) shifted = train_small (2, 5, 1, FALSE);
  g_autoptr (GArray) mirrored = train_small (2, 5, 0, TRUE);

  g_assert_false (same_bits (plain, other_seed));
  g_assert_false (same_bits (plain, shifted));
  g_assert_false (same_bits (plain, mirrored));
  g_assert_false (same_bits (shifted, mirrored));
}

static gpointer
keep_interrupting (gpointer data)
{
  gint *flags = data;

  while (!g_atomic_int_get (&flags[1]))
    {
      g_atomic_int_set (&flags[0], 1);
      g_usleep (50);
      g_atomic_int_set (&flags[0], 0);
      g_usleep (300);
    }
  return NULL;
}

/* Saved at times, in the middle of epochs, batches and tests, and restored into another copy of the
 * network as it was before training, for another number of threads. */
static GArray *
train_in_pieces (NnGraph *(*network) (void),
                 NnTrainSettings settings,
                 guint64 key,
                 double *test_error)
{
  g_autoptr (NnDataset) train = bars_new (210, 1);
  g_autoptr (NnDataset) test = bars_new (120, 2);
  g_autoptr (NnGraph) graph = network ();
  g_autoptr (NnTraining) training = NULL;
  g_autoptr (GError) error = NULL;
  NnTrainingState state = NN_TRAINING_GOING_ON;
  guint n_threads = 1 + key % 3, n_restored = 0, n_advanced = 0;
  gint flags[2] = { 0 };
  GThread *thread = key > 0 ? g_thread_new ("interrupter", keep_interrupting, flags) : NULL;
  NnTrainProgress progress;
  BaseRandom random;

  settings.epochs = 3;
  settings.shift = 1;
  settings.mirror = TRUE;
  base_random_init (&random, 7, key, 0);
  training = nn_training_new (graph, train, test, &settings, &error);
  while (state == NN_TRAINING_GOING_ON)
    {
      g_autoptr (BasePool) pool = base_pool_new (n_threads);

      state = nn_training_advance (training, pool, &flags[0], &error);
      g_assert_no_error (error);
      /* How often it is interrupted is a matter of luck. */
      n_advanced++;
      if (key > 0 && (n_advanced % 4 == 0 || base_random_chance (&random, 0.3)))
        {
          g_autoptr (GByteArray) bytes = g_byte_array_new ();
          g_autoptr (GByteArray) again = g_byte_array_new ();
          BaseUnpack in;

          nn_training_save (training, bytes);
          nn_training_free (training);
          nn_graph_free (graph);
          graph = network ();
          base_unpack_init (&in, bytes->data, bytes->len);
          training = nn_training_restore (graph, train, test, &settings, &in, &error);
          g_assert_no_error (error);
          g_assert_true (base_unpack_finish (&in, NULL));
          nn_training_save (training, again);
          g_assert_cmpmem (again->data, again->len, bytes->data, bytes->len);
          n_threads = 1 + n_threads % 3;
          n_restored++;
        }
    }
  g_atomic_int_set (&flags[1], 1);
  if (thread != NULL)
    g_thread_join (thread);
  g_assert_true (key == 0 || n_restored > 0);
  nn_training_progress (training, &progress);
  g_assert_cmpint (progress.epoch, ==, settings.epochs);
  *test_error = progress.test_error;
  return all_parameters (graph);
}

static void
assert_same_in_pieces (NnGraph *(*network) (void), NnTrainSettings settings)
{
  double expected_error;
  g_autoptr (GArray) expected = train_in_pieces (network, settings, 0, &expected_error);

  for (guint64 key = 1; key < 7; key++)
    {
      double test_error;
      g_autoptr (GArray) result = train_in_pieces (network, settings, key, &test_error);

      g_assert_true (same_bits (result, expected));
      g_assert_cmpfloat (test_error, ==, expected_error);
    }
}

static void
test_in_pieces (void)
{
  assert_same_in_pieces (small_network, small_settings ());
}

/* Adam's moments and the statistics of a batch normalisation are saved, too. */
static void
test_in_pieces_modern (void)
{
  assert_same_in_pieces (modern_network, modern_settings ());
}

/* Without leave to work nothing changes, and more epochs can be added to those that were. */
static void
test_more_epochs (void)
{
  const gint always = 1;
  g_autoptr (NnDataset) train = bars_new (210, 1);
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (NnGraph) graph = small_network ();
  g_autoptr (NnGraph) longer = small_network ();
  g_autoptr (GArray) before = all_parameters (graph);
  g_autoptr (GArray) after = NULL;
  g_autoptr (GArray) expected = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (NnTraining) training = NULL;
  g_autoptr (NnTraining) restored = NULL;
  g_autoptr (GError) error = NULL;
  NnTrainSettings settings = small_settings ();
  NnTrainingState state = NN_TRAINING_GOING_ON;
  BaseUnpack in;

  settings.epochs = 4;
  g_assert_true (train_case_run (longer, train, train, &settings, pool, NULL, NULL, &error));
  settings.epochs = 2;
  training = nn_training_new (graph, train, train, &settings, &error);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (nn_training_advance (training, pool, &always, &error), ==,
                     NN_TRAINING_GOING_ON);
  after = all_parameters (graph);
  g_assert_true (same_bits (after, before));
  while (state == NN_TRAINING_GOING_ON)
    state = nn_training_advance (training, pool, NULL, &error);
  nn_training_save (training, bytes);
  settings.epochs = 4;
  base_unpack_init (&in, bytes->data, bytes->len);
  restored = nn_training_restore (graph, train, train, &settings, &in, &error);
  g_assert_no_error (error);
  do
    state = nn_training_advance (restored, pool, NULL, &error);
  while (state == NN_TRAINING_GOING_ON);
  g_clear_pointer (&after, g_array_unref);
  after = all_parameters (graph);
  expected = all_parameters (longer);
  g_assert_true (same_bits (after, expected));
}

/* What does not fit is refused, and the network stays as it was. */
static void
test_damaged (void)
{
  g_autoptr (NnDataset) train = bars_new (60, 1);
  g_autoptr (NnDataset) other = bars_new (60, 2);
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (NnGraph) graph = small_network ();
  g_autoptr (NnGraph) fresh = small_network ();
  g_autoptr (GArray) before = all_parameters (fresh);
  g_autoptr (GArray) after = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (NnTraining) training = NULL;
  g_autoptr (GError) error = NULL;
  NnTrainSettings settings = small_settings (), wrong;
  BaseUnpack in;

  training = nn_training_new (graph, train, train, &settings, &error);
  nn_training_advance (training, pool, NULL, &error);
  nn_training_save (training, bytes);
  wrong = settings;
  wrong.momentum = 0.5;
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_null (nn_training_restore (fresh, train, train, &wrong, &in, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  g_clear_error (&error);
  wrong = settings;
  wrong.optimizer = NN_OPTIMIZER_ADAM;
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_null (nn_training_restore (fresh, train, train, &wrong, &in, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  g_clear_error (&error);
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_null (nn_training_restore (fresh, train, other, &settings, &in, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  for (gsize size = 0; size < bytes->len; size += 1 + size / 50)
    {
      g_autofree guint8 *part = g_memdup2 (bytes->data, size);

      base_unpack_init (&in, part, size);
      g_assert_null (nn_training_restore (fresh, train, train, &settings, &in, NULL));
    }
  memset (bytes->data + bytes->len - 4, 0xff, 4);
  base_unpack_init (&in, bytes->data, bytes->len);
  g_clear_error (&error);
  g_assert_null (nn_training_restore (fresh, train, train, &settings, &in, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  after = all_parameters (fresh);
  g_assert_true (same_bits (after, before));
}

static void
test_astray (void)
{
  g_autoptr (NnDataset) train = bars_new (210, 1);
  g_autoptr (BasePool) pool = base_pool_new (2);
  NnTrainSettings settings = small_settings ();

  settings.base_rate = 1e30;
  for (int batch = 40; batch <= 210; batch += 170) /* 210: the only update is the bad one */
    {
      g_autoptr (NnGraph) graph = small_network ();
      g_autoptr (GError) error = NULL;

      settings.batch = batch;
      settings.epochs = batch == 40 ? 5 : 3;
      g_assert_false (train_case_run (graph, train, train, &settings, pool, NULL, NULL, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "learning rate"));
    }
}

static void
assert_bad_setting (const NnTrainSettings *settings)
{
  g_autoptr (NnDataset) data = bars_new (10, 1);
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (NnGraph) graph = small_network ();
  g_autoptr (GError) error = NULL;

  g_assert_false (train_case_run (graph, data, data, settings, pool, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
}

static void
test_bad_settings (void)
{
#define ASSERT_BAD(setting, value)                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    NnTrainSettings settings = small_settings ();                                                  \
                                                                                                   \
    settings.setting = value;                                                                      \
    assert_bad_setting (&settings);                                                                \
  }                                                                                                \
  G_STMT_END
  ASSERT_BAD (epochs, 0);
  ASSERT_BAD (batch, 0);
  ASSERT_BAD (batch, -64);
  ASSERT_BAD (batch, 1 << 20);
  ASSERT_BAD (base_rate, 0);
  ASSERT_BAD (base_rate, -0.01);
  ASSERT_BAD (base_rate, (double) NAN);
  ASSERT_BAD (base_rate, (double) INFINITY);
  ASSERT_BAD (momentum, -0.1);
  ASSERT_BAD (momentum, 1.1);
  ASSERT_BAD (weight_decay, -0.1);
  ASSERT_BAD (gamma, -1);
  ASSERT_BAD (power, -1);
  ASSERT_BAD (scale, 0);
  ASSERT_BAD (shift, -1);
  ASSERT_BAD (shift, SIDE);
  ASSERT_BAD (brightness, 1.1);
  ASSERT_BAD (brightness, -0.1);
  ASSERT_BAD (vary, 1.1);
  ASSERT_BAD (vary, -0.1);
#undef ASSERT_BAD
  NnTrainSettings step = small_settings (), adam = small_settings ();

  step.schedule = NN_SCHEDULE_STEP;
  step.step_epochs = 0;
  assert_bad_setting (&step);
  step.step_epochs = 1;
  step.step_factor = 2;
  assert_bad_setting (&step);
  adam.optimizer = NN_OPTIMIZER_ADAM;
  adam.momentum = 1;
  assert_bad_setting (&adam);
}

static void
test_bad_data (void)
{
  g_autoptr (NnDataset) good = bars_new (10, 1);
  g_autoptr (NnDataset) wrong_size = train_case_dataset (10, SIDE + 1, N_CLASSES);
  g_autoptr (NnDataset) too_many_classes = train_case_dataset (10, SIDE, N_CLASSES + 1);
  const NnDataset *const bad[] = { wrong_size, too_many_classes };
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (NnGraph) graph = small_network ();
  NnTrainSettings settings = small_settings ();

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (train_case_run (graph, bad[i], good, &settings, pool, NULL, NULL, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_clear_error (&error);
      g_assert_false (train_case_run (graph, good, bad[i], &settings, pool, NULL, NULL, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_clear_error (&error);
      g_assert_cmpfloat (nn_test_error (graph, bad[i], 1, pool, &error), <, 0);
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/train/learns", test_learns);
  g_test_add_func ("/nn/train/learns-modern", test_learns_modern);
  g_test_add_func ("/nn/train/threads", test_threads);
  g_test_add_func ("/nn/train/settings-matter", test_settings_matter);
  g_test_add_func ("/nn/train/in-pieces", test_in_pieces);
  g_test_add_func ("/nn/train/in-pieces-modern", test_in_pieces_modern);
  g_test_add_func ("/nn/train/more-epochs", test_more_epochs);
  g_test_add_func ("/nn/train/damaged", test_damaged);
  g_test_add_func ("/nn/train/astray", test_astray);
  g_test_add_func ("/nn/train/bad-settings", test_bad_settings);
  g_test_add_func ("/nn/train/bad-data", test_bad_data);
  return g_test_run ();
}
