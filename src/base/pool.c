// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pool.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How far below the user interface the compute threads stand; 19 would starve them. */
#define COMPUTE_NICENESS 5

typedef struct
{
  BasePool *pool;
  guint index;
} Worker;

/* People see that something goes on. */
#define WATCH_US (100 * G_TIME_SPAN_MILLISECOND)

struct _BasePool
{
  guint n_threads;
  GThread **threads; /* n_threads */
  Worker *workers;   /* n_threads */

  GMutex mutex; /* protects everything below */
  GCond work_cond;
  GCond done_cond;
  gboolean quit;
  guint n_tasks;
  guint next_task;
  guint n_active; /* workers inside a task */
  BaseTask task;
  gpointer data;
  const gint *interrupt;
  BaseWatch watch; /* of the calling thread; NULL = none */
  gpointer watch_data;
};

static gboolean
has_work (BasePool *pool)
{
  if (pool->next_task < pool->n_tasks && pool->interrupt != NULL &&
      g_atomic_int_get (pool->interrupt) != 0)
    pool->next_task = pool->n_tasks;
  return pool->next_task < pool->n_tasks;
}

void
base_pool_lower_priority (void)
{
#ifdef __linux__
  /* On Linux niceness belongs to a thread. Failing is harmless: the window is a little less
   * smooth. */
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), COMPUTE_NICENESS);
#endif
}

static gpointer
worker_main (gpointer data)
{
  Worker *worker = data;
  BasePool *pool = worker->pool;

  base_pool_lower_priority ();
  g_mutex_lock (&pool->mutex);
  while (!pool->quit)
    {
      BaseTask task;
      gpointer task_data;
      guint index;

      if (!has_work (pool))
        {
          if (pool->n_active == 0)
            g_cond_signal (&pool->done_cond);
          g_cond_wait (&pool->work_cond, &pool->mutex);
          continue;
        }
      index = pool->next_task++;
      task = pool->task;
      task_data = pool->data;
      pool->n_active++;
      g_mutex_unlock (&pool->mutex);

      task (task_data, index, worker->index);

      g_mutex_lock (&pool->mutex);
      pool->n_active--;
    }
  g_mutex_unlock (&pool->mutex);
  return NULL;
}

BasePool *
base_pool_new (guint n_threads)
{
  BasePool *pool = g_new0 (BasePool, 1);

  if (n_threads == 0)
    n_threads = g_get_num_processors ();
  pool->n_threads = n_threads;
  g_mutex_init (&pool->mutex);
  g_cond_init (&pool->work_cond);
  g_cond_init (&pool->done_cond);
  pool->threads = g_new0 (GThread *, n_threads);
  pool->workers = g_new0 (Worker, n_threads);
  for (guint i = 0; i < n_threads; i++)
    {
      pool->workers[i] = (Worker){ .pool = pool, .index = i };
      pool->threads[i] = g_thread_new ("fooled-compute", worker_main, &pool->workers[i]);
    }
  return pool;
}

void
base_pool_free (BasePool *pool)
{
  if (pool == NULL)
    return;

  g_mutex_lock (&pool->mutex);
  pool->quit = TRUE;
  g_cond_broadcast (&pool->work_cond);
  g_mutex_unlock (&pool->mutex);
  for (guint i = 0; i < pool->n_threads; i++)
    g_thread_join (pool->threads[i]);

  g_cond_clear (&pool->done_cond);
  g_cond_clear (&pool->work_cond);
  g_mutex_clear (&pool->mutex);
  g_free (pool->threads);
  g_free (pool->workers);
  g_free (pool);
}

guint
base_pool_n_threads (const BasePool *pool)
{
  return pool->n_threads;
}

void
base_pool_set_watch (BasePool *pool, BaseWatch watch, gpointer data)
{
  pool->watch = watch;
  pool->watch_data = data;
}

/* Until they are done, or it is time to look. With the lock. */
static void
wait_for_workers (BasePool *pool)
{
  if (pool->watch == NULL)
    {
      g_cond_wait (&pool->done_cond, &pool->mutex);
      return;
    }
  if (g_cond_wait_until (&pool->done_cond, &pool->mutex, g_get_monotonic_time () + WATCH_US))
    return;
  g_mutex_unlock (&pool->mutex);
  pool->watch (pool->watch_data);
  g_mutex_lock (&pool->mutex);
}

void
base_pool_run (BasePool *pool, guint n_tasks, BaseTask task, gpointer data, const gint *interrupt)
{
  g_mutex_lock (&pool->mutex);
  g_assert (pool->next_task >= pool->n_tasks && pool->n_active == 0);
  pool->task = task;
  pool->data = data;
  pool->interrupt = interrupt;
  pool->n_tasks = n_tasks;
  pool->next_task = 0;
  g_cond_broadcast (&pool->work_cond);
  while (has_work (pool) || pool->n_active > 0)
    wait_for_workers (pool);
  pool->n_tasks = pool->next_task = 0;
  pool->interrupt = NULL;
  g_mutex_unlock (&pool->mutex);
}
