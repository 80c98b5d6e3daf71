// SPDX-License-Identifier: GPL-3.0-or-later
#include "zoo.h"

#include "formats/onnx.h"
#include "nn/executor.h"

#include <glib/gstdio.h>
#include <math.h>

/* Well-known networks written as ONNX and read again compute the same. */

static float *
compute (const NnGraph *graph, gsize *n)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 1, NN_FORWARD_ONLY, NULL);
  gsize n_in = nn_shape_size (nn_graph_shape (graph, 0));

  for (gsize i = 0; i < n_in; i++)
    nn_executor_input (executor)[i] = sinf ((float) i);
  *n = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  return g_memdup2 (nn_executor_forward (executor), *n * sizeof (float));
}

static NnGraph *
save_and_load (const NnGraph *graph)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "fooled-zoo-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  NnGraph *loaded;

  g_close (g_mkstemp (path), NULL);
  g_assert_true (fmt_onnx_save (graph, path, &error));
  loaded = fmt_onnx_load (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return loaded;
}

/* Rounding differs where batch normalisation was put into the convolution. */
static void
test_same (gconstpointer data)
{
  g_autoptr (NnGraph) graph = zoo_new (data);
  g_autoptr (NnGraph) loaded = save_and_load (graph);
  gsize n, n_loaded;
  g_autofree float *expected = compute (graph, &n);
  g_autofree float *found = compute (loaded, &n_loaded);
  float least = 1, most = 0;

  g_assert_cmpuint (n, ==, n_loaded);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpfloat_with_epsilon (found[i], expected[i], 1e-5f);
      least = MIN (least, expected[i]);
      most = MAX (most, expected[i]);
    }
  g_assert_cmpfloat (most, >, 1.2f * least);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/onnx-zoo/googlenet", "googlenet", test_same);
  g_test_add_data_func ("/onnx-zoo/mobilenet-v2", "mobilenet-v2", test_same);
  g_test_add_data_func ("/onnx-zoo/operators", "operators", test_same);
  g_test_add_data_func ("/onnx-zoo/resnet-18", "resnet-18", test_same);
  g_test_add_data_func ("/onnx-zoo/squeezenet-1.1", "squeezenet-1.1", test_same);
  return g_test_run ();
}
