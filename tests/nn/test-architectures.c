// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/architectures.h"

#include "base/random.h"
#include "nn/executor.h"

#include <math.h>
#include <string.h>

static const float *
parameter (const NnGraph *graph, const char *node, int index)
{
  return nn_graph_node (graph, nn_graph_find (graph, node))->parameters[index]->data;
}

static gboolean
same_weights (const NnGraph *a, const NnGraph *b, const char *node, int n)
{
  return memcmp (parameter (a, node, 0), parameter (b, node, 0), n * sizeof (float)) == 0;
}

static void
test_lenet (void)
{
  g_autoptr (NnGraph) graph = nn_lenet_new (10, 1);
  g_autoptr (NnGraph) again = nn_lenet_new (10, 1);
  g_autoptr (NnGraph) other = nn_lenet_new (10, 2);
  static const struct
  {
    const char *name;
    int n, n_biases;
    double bound;
  } layers[] = {
    { "conv1", 500, 20, 0.34641 },     /* sqrt (3 / 25) */
    { "conv2", 25000, 50, 0.0774597 }, /* sqrt (3 / 500) */
    { "ip1", 400000, 500, 0.0612372 }, /* sqrt (3 / 800) */
    { "ip2", 5000, 10, 0.0774597 },    /* sqrt (3 / 500) */
  };

  g_assert_cmpuint (nn_graph_n_parameters (graph), ==, 431080); /* as the 2014 file has */
  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      const float *weights = parameter (graph, layers[i].name, 0);
      const float *biases = parameter (graph, layers[i].name, 1);
      double largest = 0;
      double sum = 0;

      g_assert_true (same_weights (graph, again, layers[i].name, layers[i].n));
      g_assert_false (same_weights (graph, other, layers[i].name, layers[i].n));
      for (int j = 0; j < layers[i].n; j++)
        {
          largest = MAX (largest, fabs ((double) weights[j]));
          sum += weights[j];
        }
      g_assert_cmpfloat (largest, <=, layers[i].bound + 1e-6);
      g_assert_cmpfloat (largest, >, 0.98 * layers[i].bound);
      /* Five standard deviations of the mean of n uniform numbers. */
      g_assert_cmpfloat (fabs (sum / layers[i].n), <,
                         5 * layers[i].bound / sqrt (3.0 * layers[i].n));
      for (int j = 0; j < layers[i].n_biases; j++)
        g_assert_cmpfloat (biases[j], ==, 0);
    }
}

static void
test_vgg7 (void)
{
  static const int sides[] = { 32, 45, 64 };
  g_autoptr (NnGraph) other = nn_vgg7_new (3, 32, 10, 2);

  for (int channels = 1; channels <= 3; channels += 2)
    for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
      {
        g_autoptr (NnGraph) graph = nn_vgg7_new (channels, sides[i], 10, 1);
        g_autoptr (NnGraph) again = nn_vgg7_new (channels, sides[i], 10, 1);

        /* 3 x 3 kernels, four numbers a channel in each normalisation, and the last layer. */
        g_assert_cmpuint (nn_graph_n_parameters (graph), ==,
                          9 * (channels * 32 + 32 * 32 + 32 * 64 + 64 * 64 + 64 * 128 + 128 * 128) +
                              4 * 2 * (32 + 64 + 128) + 1290);
        g_assert_true (same_weights (graph, again, "conv6", 128 * 128 * 9));
        g_assert_false (same_weights (graph, other, "conv6", 128 * 128 * 9));
      }
}

static void
test_vgg8 (void)
{
  g_autoptr (NnGraph) graph = nn_vgg8_new (3, 40, 112, 1);

  g_assert_cmpuint (nn_graph_n_parameters (graph), ==,
                    9 * (3 * 32 + 32 * 48 + 48 * 48 + 48 * 96 + 96 * 96 + 96 * 192 + 192 * 192) +
                        4 * (32 + 2 * (48 + 96 + 192)) + 193 * 112);
}

static void
test_table (void)
{
  g_autofree char *ids = nn_architecture_ids ();
  g_auto (GStrv) all = g_strsplit (ids, ", ", -1);

  g_assert_cmpuint (g_strv_length (all), ==, 3);
  g_assert_null (nn_architecture_find ("resnet"));
  g_assert_null (nn_architecture_find (NULL));
  for (guint i = 0; all[i] != NULL; i++)
    {
      const NnArchitecture *architecture = nn_architecture_find (all[i]);
      int channels = MAX (architecture->channels, 1);
      g_autoptr (NnGraph) graph = architecture->make (channels, architecture->least_side, 7, 1);
      NnShape shape = NN_SHAPE_3 (channels, architecture->least_side, architecture->least_side);

      g_assert_true (nn_shape_equal (nn_graph_shape (graph, 0), &shape));
      g_assert_cmpuint (nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph))), ==, 7);
    }
}

/* Executors that share memory between layers and those that keep everything say the same. */
static void
test_executors_agree (void)
{
  static const int batches[] = { 1, 16, 50 };
  g_autoptr (NnGraph) graph = nn_lenet_new (10, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (NnExecutor) sharing = nn_executor_new (graph, batches[i], NN_FORWARD_ONLY, &error);
      g_autoptr (NnExecutor) keeping =
          nn_executor_new (graph, batches[i], NN_INPUT_GRADIENT, &error);
      float *input;
      BaseRandom random;

      g_assert_no_error (error);
      base_random_init (&random, 3, 0, 0);
      input = nn_executor_input (sharing);
      for (int j = 0; j < batches[i] * 28 * 28; j++)
        input[j] = (float) base_random_uniform (&random);
      memcpy (nn_executor_input (keeping), input, batches[i] * 28 * 28 * sizeof (float));
      g_assert_cmpmem (nn_executor_forward (sharing), batches[i] * 10 * sizeof (float),
                       nn_executor_forward (keeping), batches[i] * 10 * sizeof (float));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/architectures/lenet", test_lenet);
  g_test_add_func ("/nn/architectures/vgg7", test_vgg7);
  g_test_add_func ("/nn/architectures/vgg8", test_vgg8);
  g_test_add_func ("/nn/architectures/table", test_table);
  g_test_add_func ("/nn/architectures/executors-agree", test_executors_agree);
  return g_test_run ();
}
