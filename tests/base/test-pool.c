// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pool.h"

#define N_TASKS 1000

typedef struct
{
  gint runs[N_TASKS]; /* how often each task ran; atomic */
  gint inside[64];    /* tasks that a worker is in; atomic */
  gint n_clashes;     /* a worker in two tasks at once, or out of range; atomic */
  guint n_threads;
  gint n_done;       /* atomic */
  gint interrupt_at; /* sets `interrupt` when so many are done; 0 = never */
  gint interrupt;    /* atomic */
} Job;

static void
count_task (gpointer data, guint task, guint worker)
{
  Job *job = data;
  gint done;

  if (worker >= job->n_threads || task >= N_TASKS)
    {
      g_atomic_int_inc (&job->n_clashes);
      return;
    }
  if (g_atomic_int_add (&job->inside[worker], 1) != 0)
    g_atomic_int_inc (&job->n_clashes);
  g_atomic_int_inc (&job->runs[task]);
  g_atomic_int_add (&job->inside[worker], -1);
  done = g_atomic_int_add (&job->n_done, 1) + 1;
  if (done == job->interrupt_at)
    g_atomic_int_set (&job->interrupt, 1);
}

static void
test_every_task_once (gconstpointer data)
{
  guint n_threads = GPOINTER_TO_UINT (data);
  g_autoptr (BasePool) pool = base_pool_new (n_threads);
  guint n_tasks[] = { 0, 1, n_threads, N_TASKS };

  g_assert_cmpuint (base_pool_n_threads (pool), ==, n_threads);
  for (guint i = 0; i < G_N_ELEMENTS (n_tasks); i++)
    {
      g_autofree Job *job = g_new0 (Job, 1);

      job->n_threads = n_threads;
      base_pool_run (pool, n_tasks[i], count_task, job, &job->interrupt);
      g_assert_cmpint (job->n_clashes, ==, 0);
      for (guint task = 0; task < N_TASKS; task++)
        g_assert_cmpint (job->runs[task], ==, task < n_tasks[i] ? 1 : 0);
    }
}

/* Thousands of tiny jobs: an answer that gets lost would hang here. */
static void
test_many_jobs (void)
{
  g_autoptr (BasePool) pool = base_pool_new (3);
  g_autofree Job *job = g_new0 (Job, 1);

  job->n_threads = 3;
  for (guint i = 0; i < 3000; i++)
    base_pool_run (pool, i % 5, count_task, job, NULL);
  g_assert_cmpint (job->n_done, ==, 3000 / 5 * (0 + 1 + 2 + 3 + 4));
  g_assert_cmpint (job->n_clashes, ==, 0);
}

static void
test_interrupt (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autofree Job *job = g_new0 (Job, 1);

  job->n_threads = 2;
  job->interrupt_at = 10;
  base_pool_run (pool, N_TASKS, count_task, job, &job->interrupt);
  /* At most the other worker's task was under way. */
  g_assert_cmpint (job->n_done, >=, 10);
  g_assert_cmpint (job->n_done, <=, 11);
  for (guint task = 0; task < N_TASKS; task++)
    g_assert_cmpint (job->runs[task], ==, task < (guint) job->n_done ? 1 : 0);

  /* The pool is fit for the next job. */
  job->interrupt = 0;
  job->interrupt_at = 0;
  base_pool_run (pool, N_TASKS, count_task, job, &job->interrupt);
  g_assert_cmpint (job->runs[N_TASKS - 1], ==, 1);
  g_assert_cmpint (job->runs[0], ==, 2);
}

static void
test_interrupted_before (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autofree Job *job = g_new0 (Job, 1);

  job->n_threads = 2;
  job->interrupt = 1;
  base_pool_run (pool, N_TASKS, count_task, job, &job->interrupt);
  g_assert_cmpint (job->n_done, ==, 0);
}

static void
wait_for_all (gpointer data, guint task, guint worker)
{
  gint *arrived = data;

  g_atomic_int_inc (arrived);
  while (g_atomic_int_get (arrived) < 4)
    g_thread_yield ();
}

/* Four tasks that each wait for the other three can only end when four threads run them. */
static void
test_tasks_run_at_once (void)
{
  g_autoptr (BasePool) pool = base_pool_new (4);
  gint arrived = 0;

  base_pool_run (pool, 4, wait_for_all, &arrived, NULL);
  g_assert_cmpint (arrived, ==, 4);
}

static void
test_default_size (void)
{
  g_autoptr (BasePool) pool = base_pool_new (0);

  g_assert_cmpuint (base_pool_n_threads (pool), ==, g_get_num_processors ());
}

/* What a task writes is seen by the caller without further locking. */
static void
write_square (gpointer data, guint task, guint worker)
{
  guint *squares = data;

  squares[task] = task * task;
}

static void
test_results_are_visible (void)
{
  g_autoptr (BasePool) pool = base_pool_new (3);
  g_autofree guint *squares = g_new0 (guint, N_TASKS);

  base_pool_run (pool, N_TASKS, write_square, squares, NULL);
  for (guint i = 0; i < N_TASKS; i++)
    g_assert_cmpuint (squares[i], ==, i * i);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/base/pool/every-task-once/1", GUINT_TO_POINTER (1), test_every_task_once);
  g_test_add_data_func ("/base/pool/every-task-once/2", GUINT_TO_POINTER (2), test_every_task_once);
  g_test_add_data_func ("/base/pool/every-task-once/7", GUINT_TO_POINTER (7), test_every_task_once);
  g_test_add_func ("/base/pool/many-jobs", test_many_jobs);
  g_test_add_func ("/base/pool/interrupt", test_interrupt);
  g_test_add_func ("/base/pool/interrupted-before", test_interrupted_before);
  g_test_add_func ("/base/pool/tasks-run-at-once", test_tasks_run_at_once);
  g_test_add_func ("/base/pool/default-size", test_default_size);
  g_test_add_func ("/base/pool/results-are-visible", test_results_are_visible);
  return g_test_run ();
}
