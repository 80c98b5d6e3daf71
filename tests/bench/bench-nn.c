// SPDX-License-Identifier: GPL-3.0-or-later
// Images a second of the LeNet: bench-nn [threads] [batch] [seconds] [f|g], where f is forward only
// and g forward and input gradient. Each thread has an executor of its own. The figure a second of
// processor time is the one to compare when other programs are at work.
#include "base/pool.h"
#include "base/random.h"
#include "nn/architectures.h"
#include "nn/executor.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct
{
  NnExecutor *executor;
  NnValue output;
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
  int batch = nn_executor_batch (worker->executor);
  g_autofree float *seed = g_new0 (float, (gsize) batch * 10);

  for (int i = 0; i < batch; i++)
    seed[i * 10 + i % 10] = 1;
  worker->processor_seconds = -thread_seconds ();
  while (g_get_monotonic_time () < worker->end)
    {
      nn_executor_forward (worker->executor);
      if (worker->gradient)
        nn_executor_backward (worker->executor, worker->output, seed);
      worker->images += batch;
    }
  worker->processor_seconds += thread_seconds ();
}

int
main (int argc, char **argv)
{
  guint n_threads = argc > 1 ? CLAMP (atoi (argv[1]), 1, 64) : 1;
  int batch = argc > 2 ? CLAMP (atoi (argv[2]), 1, 4096) : 20;
  double seconds = argc > 3 ? CLAMP (atof (argv[3]), 0.1, 600) : 2;
  gboolean gradient = argc > 4 && argv[4][0] == 'g';
  g_autoptr (NnGraph) graph = nn_lenet_new (10, 1);
  g_autoptr (BasePool) pool = base_pool_new (n_threads);
  g_autofree Worker *workers = g_new0 (Worker, n_threads);
  guint64 images = 0;
  double processor_seconds = 0;
  BaseRandom random;
  gint64 start;

  base_random_init (&random, 1, 0, 0);
  for (guint i = 0; i < n_threads; i++)
    {
      float *input;

      workers[i].gradient = gradient;
      workers[i].output = nn_graph_output (graph);
      workers[i].executor =
          nn_executor_new (graph, batch, gradient ? NN_INPUT_GRADIENT : NN_FORWARD_ONLY, NULL);
      input = nn_executor_input (workers[i].executor);
      for (int j = 0; j < batch * 784; j++)
        input[j] = (float) base_random_uniform (&random);
    }
  start = g_get_monotonic_time ();
  for (guint i = 0; i < n_threads; i++)
    workers[i].end = start + (gint64) (seconds * 1e6);
  base_pool_run (pool, n_threads, work, workers, NULL);
  seconds = (g_get_monotonic_time () - start) / 1e6;
  for (guint i = 0; i < n_threads; i++)
    {
      images += workers[i].images;
      processor_seconds += workers[i].processor_seconds;
      nn_executor_free (workers[i].executor);
    }
  printf ("LeNet %s, %u threads, batch %d: %.0f images/s, %.0f a processor second\n",
          gradient ? "forward + input gradient" : "forward", n_threads, batch, images / seconds,
          images / processor_seconds);
  return 0;
}
