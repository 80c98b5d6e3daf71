// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/saver-private.h"

#include "base/pool.h"

/* How long it waits for a checkpoint before it says that it is time for one. A little longer than
 * the job leaves between two, so that those of complete steps come first. */
#define PATIENCE (42 * G_USEC_PER_SEC / 10)

struct _RunSaver
{
  char *path;
  RunSaverNotify notify;
  gpointer notify_data;
  GThread *thread;

  GMutex mutex; /* guards what follows */
  GCond cond;
  RunCheckpoint *checkpoint; /* to be written, or being written */
  gboolean quit;
  GError *error; /* of the last one */

  /* The thread's own. */
  StoreSession *session;    /* NULL before the first checkpoint, and when it cannot be made */
  RunCheckpoint *unwritten; /* of earlier attempts */
};

static gboolean
write_checkpoint (RunSaver *saver, RunCheckpoint *checkpoint, GError **error)
{
  if (saver->session == NULL)
    saver->session = store_session_create (saver->path, checkpoint->info, error);
  else
    g_clear_pointer (&checkpoint->info->name, g_free); /* the user may have chosen another one */
  return saver->session != NULL && run_checkpoint_write (checkpoint, saver->session, error);
}

/* With the mutex held: FALSE when nothing has come for long. */
static gboolean
wait (RunSaver *saver)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (saver->checkpoint == NULL && !saver->quit)
    if (!g_cond_wait_until (&saver->cond, &saver->mutex, end))
      return saver->checkpoint != NULL || saver->quit;
  return TRUE;
}

static gpointer
thread_main (gpointer data)
{
  RunSaver *saver = data;

  base_pool_lower_priority ();
  g_mutex_lock (&saver->mutex);
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      RunCheckpoint *checkpoint = saver->checkpoint;

      if (checkpoint == NULL && saver->quit)
        break;
      if (checkpoint == NULL)
        {
          if (!wait (saver))
            {
              g_mutex_unlock (&saver->mutex);
              saver->notify (saver->notify_data);
              g_mutex_lock (&saver->mutex);
            }
          continue;
        }
      g_mutex_unlock (&saver->mutex);
      if (saver->unwritten != NULL)
        run_checkpoint_prepend (checkpoint, g_steal_pointer (&saver->unwritten));
      if (write_checkpoint (saver, checkpoint, &error))
        run_checkpoint_free (checkpoint);
      else
        saver->unwritten = checkpoint;
      g_mutex_lock (&saver->mutex);
      saver->checkpoint = NULL;
      g_clear_error (&saver->error);
      saver->error = g_steal_pointer (&error);
      g_cond_broadcast (&saver->cond);
      g_mutex_unlock (&saver->mutex);
      saver->notify (saver->notify_data);
      g_mutex_lock (&saver->mutex);
    }
  g_mutex_unlock (&saver->mutex);
  return NULL;
}

RunSaver *
run_saver_new (const char *path, StoreSession *session, RunSaverNotify notify, gpointer notify_data)
{
  RunSaver *saver = g_new0 (RunSaver, 1);

  saver->path = g_strdup (path);
  saver->session = session;
  saver->notify = notify;
  saver->notify_data = notify_data;
  g_mutex_init (&saver->mutex);
  g_cond_init (&saver->cond);
  saver->thread = g_thread_new ("fooled-saver", thread_main, saver);
  return saver;
}

void
run_saver_free (RunSaver *saver)
{
  if (saver == NULL)
    return;
  g_mutex_lock (&saver->mutex);
  saver->quit = TRUE;
  g_cond_broadcast (&saver->cond);
  g_mutex_unlock (&saver->mutex);
  g_thread_join (saver->thread);
  run_checkpoint_free (saver->unwritten);
  store_session_close (saver->session);
  g_clear_error (&saver->error);
  g_cond_clear (&saver->cond);
  g_mutex_clear (&saver->mutex);
  g_free (saver->path);
  g_free (saver);
}

const char *
run_saver_path (const RunSaver *saver)
{
  return saver->path;
}

gboolean
run_saver_is_idle (RunSaver *saver)
{
  gboolean idle;

  g_mutex_lock (&saver->mutex);
  idle = saver->checkpoint == NULL;
  g_mutex_unlock (&saver->mutex);
  return idle;
}

void
run_saver_put (RunSaver *saver, RunCheckpoint *checkpoint)
{
  g_mutex_lock (&saver->mutex);
  g_assert (saver->checkpoint == NULL);
  saver->checkpoint = checkpoint;
  g_cond_broadcast (&saver->cond);
  g_mutex_unlock (&saver->mutex);
}

void
run_saver_wait (RunSaver *saver)
{
  g_mutex_lock (&saver->mutex);
  while (saver->checkpoint != NULL)
    g_cond_wait (&saver->cond, &saver->mutex);
  g_mutex_unlock (&saver->mutex);
}

gboolean
run_saver_result (RunSaver *saver, GError **error)
{
  gboolean written;

  g_mutex_lock (&saver->mutex);
  written = saver->error == NULL;
  if (!written && error != NULL)
    *error = g_error_copy (saver->error);
  g_mutex_unlock (&saver->mutex);
  return written;
}
