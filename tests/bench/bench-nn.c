// SPDX-License-Identifier: GPL-3.0-or-later
// Images a second: bench-nn [--architecture=lenet|squeezenet|alexnet | --network=FILE.onnx]
// [threads] [batch] [seconds] [f|g|1], where f is forward only, g forward and input gradient, and 1
// forward with all threads at the same images; batch 0 is the recommended one. Otherwise each
// thread has an executor of its own. The figure a second of processor time is the one to compare
// when other programs are at work.
#include "bench-networks.h"

#include "base/pool.h"
#include "base/random.h"
#include "formats/onnx.h"
#include "nn/cpu.h"
#include "nn/executor.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct
{
  NnExecutor *executor;
  NnValue output;
  gsize n_classes;
  gboolean gradient;
  gint64 end; /* monotonic microseconds */
  guint64 images;
  double processor_seconds;
} Worker;

static double
thread_seconds (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void
work (gpointer data, guint task, guint thread)
{
  Worker *worker = (Worker *) data + task;
  gsize seed_size = (gsize) nn_executor_batch (worker->executor) * worker->n_classes;
  g_autofree float *seed = g_new0 (float, seed_size);

  for (gsize i = 0; i < seed_size; i += worker->n_classes)
    seed[i] = 1;
  worker->processor_seconds = -thread_seconds ();
  while (g_get_monotonic_time () < worker->end)
    {
      nn_executor_forward (worker->executor);
      if (worker->gradient)
        nn_executor_backward (worker->executor, worker->output, seed);
      worker->images += nn_executor_batch (worker->executor);
    }
  worker->processor_seconds += thread_seconds ();
}

static NnExecutor *
executor_new (const NnGraph *graph, int batch, gboolean gradient)
{
  NnExecutor *executor =
      nn_executor_new (graph, batch, gradient ? NN_INPUT_GRADIENT : NN_FORWARD_ONLY, NULL);
  float *input = nn_executor_input (executor);
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (gsize i = 0; i < batch * nn_shape_size (nn_graph_shape (graph, 0)); i++)
    input[i] = (float) base_random_uniform (&random);
  nn_executor_forward (executor); /* has all memory in place before the clock starts */
  return executor;
}

int
main (int argc, char **argv)
{
  g_autofree char *architecture = NULL, *network = NULL, *kernels = NULL;
  const GOptionEntry entries[] = { { "architecture", 'a', 0, G_OPTION_ARG_STRING, &architecture,
                                     "lenet, squeezenet or alexnet", "NAME" },
                                   { "network", 'n', 0, G_OPTION_ARG_FILENAME, &network,
                                     "an ONNX file", "FILE" },
                                   { NULL } };
  g_autoptr (GOptionContext) options = g_option_context_new ("[threads] [batch] [seconds] [f|g]");
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (BasePool) pool = NULL;
  g_autofree Worker *workers = NULL;
  guint n_threads;
  int batch;
  double seconds, processor_seconds = 0;
  gboolean gradient, together;
  guint n_workers;
  guint64 images = 0;
  gint64 start;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  graph = network != NULL ? fmt_onnx_load (network, &error)
                          : bench_network_new (architecture != NULL ? architecture : "lenet");
  if (graph == NULL)
    {
      fprintf (stderr, "%s\n", error != NULL ? error->message : "There is no such architecture.");
      return 2;
    }
  n_threads = argc > 1 ? CLAMP (atoi (argv[1]), 1, 64) : 1;
  batch = argc > 2 ? CLAMP (atoi (argv[2]), 0, 4096) : 0;
  if (batch == 0)
    batch = nn_graph_recommended_batch (graph);
  seconds = argc > 3 ? CLAMP (atof (argv[3]), 0.1, 600) : 2;
  gradient = argc > 4 && argv[4][0] == 'g';
  together = argc > 4 && argv[4][0] == '1';
  n_workers = together ? 1 : n_threads;

  pool = base_pool_new (n_threads);
  workers = g_new0 (Worker, n_workers);
  for (guint i = 0; i < n_workers; i++)
    {
      workers[i].gradient = gradient;
      workers[i].output = nn_graph_output (graph);
      workers[i].n_classes = nn_shape_size (nn_graph_shape (graph, workers[i].output));
      workers[i].executor = executor_new (graph, batch, gradient);
    }
  if (together)
    nn_executor_set_pool (workers[0].executor, pool, NULL);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < n_workers; i++)
    workers[i].end = start + (gint64) (seconds * 1e6);
  if (together)
    work (workers, 0, 0);
  else
    base_pool_run (pool, n_threads, work, workers, NULL);
  seconds = (g_get_monotonic_time () - start) / 1e6;
  for (guint i = 0; i < n_workers; i++)
    {
      images += workers[i].images;
      processor_seconds += workers[i].processor_seconds;
      nn_executor_free (workers[i].executor);
    }
  kernels = nn_describe_kernels ();
  printf ("%s %s, %s, %u threads, batch %d: %.1f images/s, %.1f a processor second\n",
          network != NULL        ? network
          : architecture != NULL ? architecture
                                 : "lenet",
          kernels, gradient ? "forward + input gradient" : "forward", n_threads, batch,
          images / seconds, images / processor_seconds);
  return 0;
}
