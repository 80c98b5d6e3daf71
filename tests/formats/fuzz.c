// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include "nn/executor.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Larger graphs are sound too, but take time that is better spent on other files. */
#define MAX_WORK (1 << 16)

/* A trap, which is GLib's own way to die, would end libFuzzer before it keeps the file. */
static void
log_message (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return;
  if (domain == NULL && (level & G_LOG_LEVEL_WARNING) != 0)
    return; /* some loaders of gdk-pixbuf tell of damage so; this program has no such warnings */
  g_printerr ("%s\n", message);
  abort ();
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_log_set_default_handler (log_message, NULL);
  /* Of the kernels, only these have the sanitizers' checks. */
  g_setenv ("FOOLED_INSTRUCTIONS", "baseline", TRUE);
  return 0;
}

char *
fuzz_path (const char *suffix)
{
  static const char in_memory[] = "/dev/shm";
  const char *folder = g_access (in_memory, W_OK) == 0 ? in_memory : g_get_tmp_dir ();

  return g_strdup_printf ("%s/fuzz-%d%s", folder, (int) getpid (), suffix);
}

void
fuzz_check_error (gboolean is_read, const GError *error)
{
  if (is_read != (error == NULL))
    g_error ("neither something read nor an error, or both");
  if (error != NULL &&
      (!g_utf8_validate (error->message, -1, NULL) || !g_str_has_suffix (error->message, ".")))
    g_error ("an unreadable message");
}

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

void
fuzz_run_graph (const NnGraph *graph)
{
  g_autoptr (NnExecutor) executor = NULL, with_gradient = NULL;
  g_autofree float *gradient = NULL;
  gsize n;

  if (!is_small (graph))
    return;
  executor = nn_executor_new (graph, 2, NN_FORWARD_ONLY, NULL);
  if (executor != NULL)
    nn_executor_forward (executor);
  with_gradient = nn_executor_new (graph, 2, NN_INPUT_GRADIENT, NULL);
  if (with_gradient == NULL)
    return;
  n = 2 * nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  gradient = g_new0 (float, n);
  for (gsize i = 0; i < n; i++)
    gradient[i] = 1;
  nn_executor_forward (with_gradient);
  nn_executor_backward (with_gradient, nn_graph_output (graph), gradient);
}
