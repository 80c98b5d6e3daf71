// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe.h"
#include "nn/executor.h"

/* A libFuzzer target, see fuzz-onnx.c: a .caffemodel becomes an error or a graph that works. */

/* Larger graphs are sound too, but take time that is better spent on other files. */
#define MAX_WORK (1 << 16)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
is_small (const NnGraph *graph)
{
  double work = 0;

  for (NnValue i = 0; i < nn_graph_n_nodes (graph); i++)
    {
      const NnNode *node = nn_graph_node (graph, i);
      double positions = (double) nn_shape_size (&node->output);

      work += positions;
      for (int j = 0; j < node->n_parameters; j++)
        work += positions / node->output.dims[0] * nn_shape_size (&node->parameters[j]->shape);
    }
  return work <= MAX_WORK;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FmtCaffeInput input = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph =
      fmt_caffe_parse_bytes (g_bytes_new_static (data, size), "fuzz", &input, NULL, &error);
  g_autoptr (NnExecutor) executor = NULL;

  if ((graph == NULL) != (error != NULL))
    g_error ("neither a graph nor an error, or both");
  if (error != NULL && !g_utf8_validate (error->message, -1, NULL))
    g_error ("an unreadable message");
  if (graph == NULL || !is_small (graph))
    return 0;
  executor = nn_executor_new (graph, 2, NN_FORWARD_ONLY, NULL);
  if (executor != NULL)
    nn_executor_forward (executor);
  return 0;
}
