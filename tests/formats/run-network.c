// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx.h"
#include "nn/executor.h"

#include <stdio.h>
#include <string.h>

/* run-network FILE.onnx < images > confidences, all float32: what compare-onnxruntime.mjs compares
 * with another runtime. */

#define BATCH 16

static void
run (const NnGraph *graph, NnExecutor *executor)
{
  gsize n_in = nn_shape_size (nn_graph_shape (graph, 0));
  gsize n_out = nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  float *input = nn_executor_input (executor);
  gsize n;

  memset (input, 0, BATCH * n_in * sizeof (float));
  while ((n = fread (input, n_in * sizeof (float), BATCH, stdin)) > 0)
    fwrite (nn_executor_forward (executor), n_out * sizeof (float), n, stdout);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (NnExecutor) executor = NULL;

  if (argc != 2)
    {
      g_printerr ("usage: run-network FILE.onnx < images > confidences\n");
      return 2;
    }
  graph = fmt_onnx_load (argv[1], &error);
  if (graph != NULL)
    executor = nn_executor_new (graph, BATCH, NN_FORWARD_ONLY, &error);
  if (executor == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  run (graph, executor);
  return 0;
}
