// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/widen.h"

#include "base/error.h"
#include "base/random.h"
#include "nn/architectures.h"
#include "nn/executor.h"
#include "nn/ops.h"
#include "train-case.h"

#include <math.h>
#include <string.h>

static NnTensor *
random_tensor (int rank, int a, int b, int c, int d, guint64 key)
{
  NnShape shape = { .rank = rank, .dims = { a, b, c, d } };
  NnTensor *tensor = nn_tensor_new (&shape);
  BaseRandom random;

  base_random_init (&random, 5, key, 0);
  for (gsize i = 0; i < nn_shape_size (&shape); i++)
    tensor->data[i] = (float) (0.4 * base_random_normal (&random));
  return tensor;
}

static NnGraph *
lenet (void)
{
  return nn_lenet_new (10, 3);
}

static NnGraph *
without_softmax (void)
{
  NnGraph *graph = nn_graph_new ("data", &NN_SHAPE_3 (1, 6, 6), NULL);

  nn_graph_add_linear (graph, "fc", 0, random_tensor (2, 4, 36, 0, 0, 1), NULL, NULL);
  return graph;
}

/* As SqueezeNet ends, with a reshape that says how many classes there are. */
static NnGraph *
convolution (void)
{
  NnGraph *graph = nn_graph_new ("data", &NN_SHAPE_3 (3, 6, 6), NULL);
  NnWindow window = nn_window_square (3, 1, 0);
  NnValue value = nn_graph_add_conv (graph, "conv", 0, &window, 1, random_tensor (4, 5, 3, 3, 3, 1),
                                     random_tensor (1, 5, 0, 0, 0, 2), NULL);

  value = nn_graph_add_relu (graph, "relu", value, NULL);
  value = nn_graph_add_global_average_pool (graph, "mean", value, NULL);
  value = nn_graph_add_reshape (graph, "vector", value, &NN_SHAPE_1 (5), NULL);
  nn_graph_add_softmax (graph, "prob", value, NULL);
  return graph;
}

/* What comes after the softmax is only its shape. */
static NnGraph *
in_another_shape (void)
{
  NnGraph *graph = lenet ();
  NnValue value =
      nn_graph_add_reshape (graph, "column", nn_graph_output (graph), &NN_SHAPE_3 (10, 1, 1), NULL);

  nn_graph_add_flatten (graph, "flat", value, NULL);
  return graph;
}

static float *
compute (const NnGraph *graph)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 2, NN_FORWARD_ONLY, &error);
  gsize n_out = 2 * nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  BaseRandom random;

  g_assert_no_error (error);
  base_random_init (&random, 6, 0, 0);
  for (gsize i = 0; i < 2 * nn_shape_size (nn_graph_shape (graph, 0)); i++)
    nn_executor_input (executor)[i] = (float) base_random_uniform (&random);
  return g_memdup2 (nn_executor_forward (executor), n_out * sizeof (float));
}

/* Among the classes that there were the proportions stay; the new ones begin faint and different.
 */
static void
test_old_classes (void)
{
  static NnGraph *(*const cases[]) (void) = { lenet, without_softmax, convolution,
                                              in_another_shape };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int n_more = 0; n_more <= 2; n_more++)
      {
        g_autoptr (NnGraph) graph = cases[i]();
        g_autoptr (GError) error = NULL;
        g_autoptr (NnGraph) wide = nn_graph_widen (graph, n_more, 1, &error);
        g_autoptr (NnGraph) again = nn_graph_widen (graph, n_more, 1, NULL);
        gsize n_old = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
        gsize n = n_old + (gsize) n_more;
        g_autofree float *before = compute (graph), *after = NULL, *after_again = NULL;

        g_assert_no_error (error);
        g_assert_cmpuint (nn_shape_size (nn_graph_shape (wide, nn_graph_output (wide))), ==, n);
        g_assert_true (nn_graph_node (wide, nn_graph_output (wide))->op == &nn_op_softmax);
        after = compute (wide);
        after_again = compute (again);
        g_assert_cmpmem (after, 2 * n * sizeof (float), after_again, 2 * n * sizeof (float));
        for (gsize image = 0; image < 2; image++)
          for (gsize j = 1; j < n_old; j++)
            {
              const float *a = before + image * n_old, *b = after + image * n;
              double was = i == 1 ? a[j] - a[0] : log (a[j] / a[0]);

              g_assert_cmpfloat_with_epsilon (log (b[j] / b[0]), was, 1e-4);
            }
        if (n_more == 2)
          g_assert_cmpfloat (after[n - 1], !=, after[n - 2]);
      }
}

static void
test_refused (void)
{
  g_autoptr (NnGraph) sigmoid = without_softmax ();
  g_autoptr (NnGraph) used_twice = without_softmax ();
  g_autoptr (NnGraph) nothing = nn_graph_new ("data", &NN_SHAPE_1 (4), NULL);
  const NnGraph *const graphs[] = { sigmoid, used_twice, nothing };
  NnValue value = nn_graph_add_relu (used_twice, "relu", 1, NULL);

  nn_graph_add_sigmoid (sigmoid, "sigmoid", 1, NULL);
  nn_graph_add_sum (used_twice, "sum", 1, value, NULL);
  nn_graph_add_softmax (nothing, "prob", 0, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (graphs); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (nn_graph_widen (graphs[i], 1, 1, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, i == 0 ? "sigmoid" : i == 1 ? "sum" : "data"));
    }
}

/* One bright corner a class. */
static NnDataset *
corners_new (guint n_classes)
{
  NnDataset *data = train_case_dataset (60, 28, n_classes);
  BaseRandom random;

  base_random_init (&random, 9, 0, 0);
  for (guint i = 0; i < data->n; i++)
    {
      guint label = i % n_classes;

      data->labels[i] = (guint8) label;
      for (guint j = 0; j < 28 * 28; j++)
        data->pixels[i * 28 * 28 + j] = (guint8) base_random_below (&random, 60);
      for (guint j = 0; j < 100; j++)
        data->pixels[i * 28 * 28 + (j / 10 + label % 2 * 18) * 28 + j % 10 + label / 2 * 18] = 255;
    }
  return data;
}

static gboolean
same_parameters (const NnGraph *a, const NnGraph *b, const char *node)
{
  const NnTensor *x = nn_graph_node (a, nn_graph_find (a, node))->parameters[0];
  const NnTensor *y = nn_graph_node (b, nn_graph_find (b, node))->parameters[0];

  return nn_shape_equal (&x->shape, &y->shape) &&
         memcmp (x->data, y->data, nn_shape_size (&x->shape) * sizeof (float)) == 0;
}

/* A LeNet of two classes learns a third and a fourth, with all layers or the last one alone. */
static void
test_learns (void)
{
  g_autoptr (NnDataset) two = corners_new (2), four = corners_new (4);
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (NnGraph) first = nn_lenet_new (2, 3);
  g_autoptr (GError) error = NULL;
  NnTrainSettings settings;

  nn_train_settings_init (&settings);
  settings.epochs = 10;
  settings.batch = 10;
  g_assert_true (train_case_run (first, two, two, &settings, pool, NULL, NULL, &error));
  g_assert_cmpfloat (nn_test_error (first, two, settings.scale, pool, NULL), ==, 0);
  for (int last = 0; last <= 1; last++)
    {
      g_autoptr (NnGraph) wide = nn_graph_widen (first, 2, 1, &error);

      settings.last_layer = last;
      settings.epochs = last ? 20 : 10;
      g_assert_true (train_case_run (wide, four, four, &settings, pool, NULL, NULL, &error));
      g_assert_cmpfloat (nn_test_error (wide, four, settings.scale, pool, NULL), ==, 0);
      g_assert_true (same_parameters (wide, first, "conv1") == last);
      g_assert_true (same_parameters (wide, first, "ip1") == last);
    }
}

/* What cannot learn says so; scaling the input stays as it is. */
static void
test_fixed (void)
{
  g_autoptr (NnDataset) data = train_case_dataset (20, 6, 4);
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (NnGraph) constant = nn_graph_new ("data", &NN_SHAPE_3 (1, 6, 6), NULL);
  g_autoptr (NnGraph) scaled = nn_graph_new ("data", &NN_SHAPE_3 (1, 6, 6), NULL);
  g_autoptr (NnGraph) norm = nn_vgg7_new (1, 32, 4, 1);
  g_autoptr (NnDataset) large = train_case_dataset (20, 32, 4);
  g_autoptr (GError) error = NULL;
  NnTrainSettings settings;
  NnTensor *scale = nn_tensor_new (&NN_SHAPE_3 (1, 6, 6));
  NnTensor *number = random_tensor (1, 36, 0, 0, 0, 4);
  NnValue value;

  nn_train_settings_init (&settings);
  settings.epochs = 1;
  for (gsize i = 0; i < 36; i++)
    scale->data[i] = 3;
  memset (data->pixels, 100, 20 * 36);
  value = nn_graph_add_scale_shift (scaled, "scale", 0, scale, NULL, NULL);
  value = nn_graph_add_linear (scaled, "fc", value, random_tensor (2, 4, 36, 0, 0, 1), NULL, NULL);
  nn_graph_add_softmax (scaled, "prob", value, NULL);
  g_assert_true (train_case_run (scaled, data, data, &settings, pool, NULL, NULL, &error));
  g_assert_cmpfloat (train_case_parameter (scaled, "scale", 0)[7], ==, 3);

  value = nn_graph_add (constant, &nn_op_constant, "numbers", 0, NULL, NULL, 1, &number, &error);
  g_assert_no_error (error);
  value = nn_graph_add_linear (constant, "fc", 0, random_tensor (2, 4, 36, 0, 0, 1), NULL, NULL);
  nn_graph_add_softmax (constant, "prob", value, NULL);
  g_assert_false (train_case_run (constant, data, data, &settings, pool, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "numbers"));
  g_clear_error (&error);
  settings.last_layer = TRUE;
  g_assert_true (train_case_run (constant, data, data, &settings, pool, NULL, NULL, &error));
  g_assert_false (train_case_run (norm, large, large, &settings, pool, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  g_clear_error (&error);
  nn_graph_set_output (scaled, 1);
  g_assert_false (train_case_run (scaled, data, data, &settings, pool, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/widen/old-classes", test_old_classes);
  g_test_add_func ("/nn/widen/refused", test_refused);
  g_test_add_func ("/nn/widen/learns", test_learns);
  g_test_add_func ("/nn/widen/fixed", test_fixed);
  return g_test_run ();
}
