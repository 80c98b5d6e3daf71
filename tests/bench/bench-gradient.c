// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx.h"
#include "nn/executor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* bench-gradient FILE.onnx INPUT [CLASS [SECONDS]]: for one image (float32, as the network wants
 * it) writes the confidences and, with a class, the gradient of the logarithm of that class's
 * confidence with respect to the image to standard output, all float32; and to standard error the
 * seconds that loading and a pass took, as "load L forward F gradient G": the shortest of as many
 * passes as fit into SECONDS. What sweep-torchvision.py compares. */

typedef struct
{
  NnGraph *graph;
  float *input;
  gsize n_in, n_out;
  double seconds; /* to measure; 0 = one pass */
} Bench;

static double
seconds_since (gint64 begin)
{
  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

static double
forward (const Bench *bench, float *confidences)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (bench->graph, 1, NN_FORWARD_ONLY, NULL);
  gint64 first = g_get_monotonic_time ();
  double best = 1e9;

  do
    {
      gint64 begin = g_get_monotonic_time ();
      const float *y;

      memcpy (nn_executor_input (executor), bench->input, bench->n_in * sizeof (float));
      y = nn_executor_forward (executor);
      best = MIN (best, seconds_since (begin));
      memcpy (confidences, y, bench->n_out * sizeof (float));
    }
  while (seconds_since (first) < bench->seconds);
  return best;
}

static double
forward_and_back (const Bench *bench, gsize class_index, float *gradient)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (bench->graph, 1, NN_INPUT_GRADIENT, NULL);
  g_autofree float *seed = g_new0 (float, bench->n_out);
  gint64 first = g_get_monotonic_time ();
  double best = 1e9;

  do
    {
      gint64 begin = g_get_monotonic_time ();
      const float *y;

      memcpy (nn_executor_input (executor), bench->input, bench->n_in * sizeof (float));
      y = nn_executor_forward (executor);
      seed[class_index] = 1 / y[class_index];
      nn_executor_backward (executor, nn_graph_output (bench->graph), seed);
      best = MIN (best, seconds_since (begin));
    }
  while (seconds_since (first) < bench->seconds);
  memcpy (gradient, nn_executor_input_gradient (executor), bench->n_in * sizeof (float));
  return best;
}

static gboolean
load (Bench *bench, char **argv, double *seconds)
{
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();
  gsize size;

  bench->graph = fmt_onnx_load (argv[1], &error);
  *seconds = seconds_since (begin);
  if (bench->graph == NULL ||
      !g_file_get_contents (argv[2], (char **) &bench->input, &size, &error))
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  bench->n_in = nn_shape_size (nn_graph_shape (bench->graph, 0));
  bench->n_out = nn_shape_size (nn_graph_shape (bench->graph, nn_graph_output (bench->graph)));
  if (size == bench->n_in * sizeof (float))
    return TRUE;
  g_printerr ("%s has %zu bytes; the network takes %zu numbers\n", argv[2], size, bench->n_in);
  return FALSE;
}

int
main (int argc, char **argv)
{
  Bench bench = { .seconds = argc > 4 ? g_ascii_strtod (argv[4], NULL) : 0 };
  gsize class_index = argc > 3 ? (gsize) atoi (argv[3]) : 0;
  double load_seconds, forward_seconds, gradient_seconds = 0;
  g_autofree float *confidences = NULL, *gradient = NULL;

  if (argc < 3)
    {
      g_printerr ("usage: bench-gradient FILE.onnx INPUT [CLASS [SECONDS]]\n");
      return 2;
    }
  if (!load (&bench, argv, &load_seconds) || class_index >= bench.n_out)
    return 1;
  confidences = g_new (float, bench.n_out);
  forward_seconds = forward (&bench, confidences);
  fwrite (confidences, sizeof (float), bench.n_out, stdout);
  if (argc > 3)
    {
      gradient = g_new (float, bench.n_in);
      gradient_seconds = forward_and_back (&bench, class_index, gradient);
      fwrite (gradient, sizeof (float), bench.n_in, stdout);
    }
  g_printerr ("load %.3f forward %.4f gradient %.4f\n", load_seconds, forward_seconds,
              gradient_seconds);
  nn_graph_free (bench.graph);
  g_free (bench.input);
  return 0;
}
