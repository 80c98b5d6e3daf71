// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threads/background.h"

typedef struct
{
  GWeakRef owner;
  GApplication *application; /* NULL in tests */
  gpointer job;
  GDestroyNotify free_job;
  GCancellable *cancellable;
  FooledWork work;
  FooledWorkDone done;
  GError *error;
} Background;

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *unused)
{
  Background *background = data;

  background->work (background->job, background->cancellable, &background->error);
  g_task_return_boolean (task, TRUE);
}

static void
finished (GObject *source, GAsyncResult *result, gpointer data)
{
  Background *background = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&background->owner);

  if (owner != NULL && !g_cancellable_is_cancelled (background->cancellable))
    background->done (owner, background->job, background->error);
  g_weak_ref_clear (&background->owner);
  background->free_job (background->job);
  g_object_unref (background->cancellable);
  g_clear_error (&background->error);
  if (background->application != NULL)
    g_application_release (background->application);
  g_free (background);
}

void
fooled_background_run (GObject *owner,
                       gpointer job,
                       GDestroyNotify free_job,
                       GCancellable *cancellable,
                       FooledWork func,
                       FooledWorkDone done)
{
  Background *background = g_new0 (Background, 1);
  g_autoptr (GTask) task = NULL;

  g_weak_ref_init (&background->owner, owner);
  background->application = g_application_get_default ();
  background->job = job;
  background->free_job = free_job;
  background->cancellable = g_object_ref (cancellable);
  background->work = func;
  background->done = done;
  if (background->application != NULL)
    g_application_hold (background->application);
  /* Without a source object: the thread may be the last to let go of the task. */
  task = g_task_new (NULL, NULL, finished, background);
  g_task_set_task_data (task, background, NULL);
  g_task_run_in_thread (task, work);
}
