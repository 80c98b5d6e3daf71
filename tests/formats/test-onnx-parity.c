// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "formats/onnx.h"
#include "nn/executor.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Whole networks against PyTorch (tests/formats/parity/make.py): confidences, and the gradient of
 * the logarithm of the greatest one. */

static char *
find (const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_test_build_filename (G_TEST_DIST, "formats", "parity", file, NULL);
}

static float *
load_expected (const char *name, gsize *n)
{
  g_autofree char *path = find (name, ".expected");
  char *content;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  *n = size / sizeof (float);
  return (float *) (gpointer) content;
}

static double
cosine (gsize n, const float *a, const float *b)
{
  double ab = 0, aa = 0, bb = 0;

  for (gsize i = 0; i < n; i++)
    {
      ab += (double) a[i] * (double) b[i];
      aa += (double) a[i] * (double) a[i];
      bb += (double) b[i] * (double) b[i];
    }
  g_assert_cmpfloat (bb, >, 0);
  g_assert_cmpfloat_with_epsilon (sqrt (aa / bb), 1, 1e-3);
  return ab / sqrt (aa * bb);
}

static void
test_network (gconstpointer data)
{
  const char *name = data;
  g_autofree char *path = find (name, ".onnx");
  g_autofree float *expected = NULL, *seed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = fmt_onnx_load (path, &error);
  g_autoptr (NnExecutor) executor = NULL;
  gsize n, n_in, n_out, best = 0;
  const float *confidences;
  NnValue output;

  g_assert_no_error (error);
  output = nn_graph_output (graph);
  n_in = nn_shape_size (nn_graph_shape (graph, 0));
  n_out = nn_shape_size (nn_graph_shape (graph, output));
  expected = load_expected (name, &n);
  g_assert_cmpuint (n, ==, 2 * n_in + n_out);

  /* Two images, so that the second shows what the first leaves behind. */
  executor = nn_executor_new (graph, 2, NN_INPUT_GRADIENT, &error);
  g_assert_no_error (error);
  memset (nn_executor_input (executor), 0, n_in * sizeof (float));
  memcpy (nn_executor_input (executor) + n_in, expected, n_in * sizeof (float));
  confidences = nn_executor_forward (executor) + n_out;
  for (gsize i = 0; i < n_out; i++)
    {
      g_assert_cmpfloat_with_epsilon (confidences[i], expected[n_in + i], 1e-5f);
      if (confidences[i] > confidences[best])
        best = i;
    }
  seed = g_new0 (float, 2 * n_out);
  seed[n_out + best] = 1 / confidences[best];
  nn_executor_backward (executor, output, seed);
  g_assert_cmpfloat (
      cosine (n_in, nn_executor_input_gradient (executor) + n_in, expected + n_in + n_out), >=,
      0.9999);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "vision-transformer", "swin",   "convnext", "maxvit",
                                       "efficientnet",       "mixture" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/onnx-parity/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_network);
    }
  return g_test_run ();
}
