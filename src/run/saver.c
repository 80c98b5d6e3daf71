// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/saver-private.h"

/* No more than five seconds of work may be lost. So the next checkpoint is due this long after the
 * last one was made, and earlier by more than that took to reach the disk: on a busy machine the
 * next one takes as long, or longer. */
#define INTERVAL     (4 * G_USEC_PER_SEC)
#define MIN_INTERVAL (G_USEC_PER_SEC / 2)

/* What one may take, before any has been written. */
#define FIRST_COST (G_USEC_PER_SEC * 2 / 3)

/* How much later it says that it is time, so that checkpoints of complete steps come first. */
#define PATIENCE (G_USEC_PER_SEC / 5)

struct _RunSaver
{
  char *path;
  RunSaverNotify notify;
  gpointer notify_data;
  GThread *thread;

  GMutex mutex; /* guards what follows */
  GCond cond;
  RunCheckpoint *checkpoint; /* to be written, or being written */
  gint64 made;               /* when work on it began */
  gint64 cost;               /* from then to the disk: the most of late */
  gint64 due;                /* when the next one should be made */
  gboolean quit;
  GError *error; /* of the last one */

  /* The thread's own. */
  StoreSession *session;    /* NULL before the first checkpoint, and when it cannot be opened */
  gboolean is_created;      /* there has been one */
  StoreLock *lock;          /* until then: the session is to be this program's; or NULL */
  RunCheckpoint *unwritten; /* of earlier attempts */
};

static gboolean
write_checkpoint (RunSaver *saver, RunCheckpoint *checkpoint, GError **error)
{
  if (saver->session == NULL && !saver->is_created)
    {
      saver->session = run_checkpoint_create (checkpoint, saver->path, &saver->lock, error);
      saver->is_created = saver->session != NULL;
      return saver->is_created;
    }
  if (saver->session == NULL)
    saver->session = store_session_open (saver->path, FALSE, error);
  if (saver->session == NULL || (store_session_has_moved (saver->session) &&
                                 !store_session_put_back (&saver->session, error)))
    return FALSE;
  g_clear_pointer (&checkpoint->info->name, g_free); /* the user may have chosen another one */
  return run_checkpoint_write (checkpoint, saver->session, error);
}

/* The next checkpoint, after what was there at this time. */
static void
plan (RunSaver *saver, gint64 time)
{
  saver->due = time + MAX (INTERVAL - saver->cost * 3 / 2, MIN_INTERVAL);
}

/* With the mutex held: FALSE when nothing has come for long. */
static gboolean
wait (RunSaver *saver)
{
  /* Who was told and has nothing to save is told again later, not at once. */
  gint64 now = g_get_monotonic_time ();
  gint64 end = saver->due + PATIENCE > now ? saver->due + PATIENCE : now + INTERVAL;

  while (saver->checkpoint == NULL && !saver->quit)
    if (!g_cond_wait_until (&saver->cond, &saver->mutex, end))
      return saver->checkpoint != NULL || saver->quit;
  return TRUE;
}

/* Not at the lower priority of those that compute: on a busy machine what is saved would be old. */
static gpointer
thread_main (gpointer data)
{
  RunSaver *saver = data;

  if (saver->session == NULL)
    saver->lock =
        store_session_reserve (saver->path, NULL); /* else the first checkpoint says why */
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
      saver->cost = MAX (g_get_monotonic_time () - saver->made, saver->cost * 3 / 4);
      plan (saver, saver->made);
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
  saver->is_created = session != NULL;
  saver->notify = notify;
  saver->notify_data = notify_data;
  g_mutex_init (&saver->mutex);
  g_cond_init (&saver->cond);
  saver->cost = FIRST_COST;
  plan (saver, g_get_monotonic_time ());
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
  store_lock_release (saver->lock);
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

gint64
run_saver_due (RunSaver *saver)
{
  gint64 due;

  g_mutex_lock (&saver->mutex);
  due = saver->due;
  g_mutex_unlock (&saver->mutex);
  return due;
}

void
run_saver_put (RunSaver *saver, RunCheckpoint *checkpoint, gint64 made)
{
  g_mutex_lock (&saver->mutex);
  g_assert (saver->checkpoint == NULL);
  saver->checkpoint = checkpoint;
  saver->made = made;
  plan (saver, made);
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
