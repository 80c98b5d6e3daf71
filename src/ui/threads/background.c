// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threads/background.h"

typedef struct
{
  GWeakRef owner;
  GApplication *application; /* NULL in tests */
  gpointer job;
  GDestroyNotify free_job;
  GCancellable *cancellable; /* NULL in the queue */
  FooledWork work;
  FooledWorkDone done;
  GError *error;
} Background;

static void
finished (GObject *source, GAsyncResult *result, gpointer data)
{
  Background *background = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&background->owner);

  if (owner != NULL && !g_cancellable_is_cancelled (background->cancellable))
    background->done (owner, background->job, background->error);
  g_weak_ref_clear (&background->owner);
  background->free_job (background->job);
  g_clear_object (&background->cancellable);
  g_clear_error (&background->error);
  if (background->application != NULL)
    {
      g_application_release (background->application);
      g_object_unref (background->application);
    }
  g_free (background);
}

static GTask *
task_new (GObject *owner,
          gpointer job,
          GDestroyNotify free_job,
          GCancellable *cancellable,
          FooledWork work,
          FooledWorkDone done)
{
  Background *background = g_new0 (Background, 1);
  GTask *task;

  g_weak_ref_init (&background->owner, owner);
  background->job = job;
  background->free_job = free_job;
  background->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  background->work = work;
  background->done = done;
  background->application = g_application_get_default ();
  if (background->application != NULL)
    {
      g_object_ref (background->application);
      g_application_hold (background->application);
    }
  /* Without a source object: the thread may be the last to let go of the task. */
  task = g_task_new (NULL, NULL, finished, background);
  g_task_set_task_data (task, background, NULL);
  return task;
}

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *unused)
{
  Background *background = data;

  background->work (background->job, background->cancellable, &background->error);
  g_task_return_boolean (task, TRUE);
}

void
fooled_background_run (GObject *owner,
                       gpointer job,
                       GDestroyNotify free_job,
                       GCancellable *cancellable,
                       FooledWork work,
                       FooledWorkDone done)
{
  g_autoptr (GTask) task = task_new (owner, job, free_job, cancellable, work, done);

  g_task_run_in_thread (task, work_in_thread);
}

/* What nobody waits for. */
typedef struct
{
  gpointer job;
  GDestroyNotify free_job;
  FooledWork work;
  GTask *task; /* then the rest is NULL */
} Queued;

static void
work_off (gpointer data, gpointer unused)
{
  Queued *queued = data;

  if (queued->task != NULL)
    {
      work_in_thread (queued->task, NULL, g_task_get_task_data (queued->task), NULL);
      g_object_unref (queued->task);
    }
  else
    {
      queued->work (queued->job, NULL, NULL);
      queued->free_job (queued->job);
    }
  g_free (queued);
}

void
fooled_background_queue (GObject *owner,
                         gpointer job,
                         GDestroyNotify free_job,
                         FooledWork work,
                         FooledWorkDone done)
{
  static GThreadPool *queue; /* lives as long as the program */
  Queued *queued = g_new0 (Queued, 1);

  if (queue == NULL)
    queue = g_thread_pool_new (work_off, NULL, 1, TRUE, NULL);
  if (done != NULL)
    queued->task = task_new (owner, job, free_job, NULL, work, done);
  else
    {
      queued->job = job;
      queued->free_job = free_job;
      queued->work = work;
    }
  g_thread_pool_push (queue, queued, NULL);
}
