// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/mailbox-private.h"

struct _RunMailbox
{
  GMutex mutex; /* protects everything below */
  GCond full_cond;
  RunJobSnapshot *snapshot; /* NULL = empty; ours alone until it is taken */
  guint64 serial;
  guint64 last_taken;
};

RunMailbox *
run_mailbox_new (void)
{
  RunMailbox *mailbox = g_new0 (RunMailbox, 1);

  g_mutex_init (&mailbox->mutex);
  g_cond_init (&mailbox->full_cond);
  return mailbox;
}

void
run_mailbox_free (RunMailbox *mailbox)
{
  if (mailbox == NULL)
    return;
  run_job_snapshot_unref (mailbox->snapshot);
  g_cond_clear (&mailbox->full_cond);
  g_mutex_clear (&mailbox->mutex);
  g_free (mailbox);
}

gboolean
run_mailbox_post (RunMailbox *mailbox, RunJobSnapshot *snapshot, guint64 serial)
{
  RunJobSnapshot *old;

  g_mutex_lock (&mailbox->mutex);
  old = mailbox->snapshot;
  /* A failure's message belongs to that state: what comes after it has overcome it. */
  if (old != NULL && old->state != RUN_STATE_FAILED && snapshot->message == NULL)
    snapshot->message = g_steal_pointer (&old->message);
  mailbox->snapshot = snapshot;
  mailbox->serial = serial;
  g_cond_signal (&mailbox->full_cond);
  g_mutex_unlock (&mailbox->mutex);

  run_job_snapshot_unref (old);
  return old == NULL;
}

static RunJobSnapshot *
take_locked (RunMailbox *mailbox)
{
  if (mailbox->snapshot != NULL)
    mailbox->last_taken = mailbox->serial;
  return g_steal_pointer (&mailbox->snapshot);
}

RunJobSnapshot *
run_mailbox_take (RunMailbox *mailbox)
{
  RunJobSnapshot *snapshot;

  g_mutex_lock (&mailbox->mutex);
  snapshot = take_locked (mailbox);
  g_mutex_unlock (&mailbox->mutex);
  return snapshot;
}

RunJobSnapshot *
run_mailbox_wait (RunMailbox *mailbox, guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * (gint64) 1000;
  RunJobSnapshot *snapshot;

  g_mutex_lock (&mailbox->mutex);
  while (mailbox->snapshot == NULL)
    if (!g_cond_wait_until (&mailbox->full_cond, &mailbox->mutex, end))
      break;
  snapshot = take_locked (mailbox);
  g_mutex_unlock (&mailbox->mutex);
  return snapshot;
}

gboolean
run_mailbox_is_full (RunMailbox *mailbox)
{
  gboolean full;

  g_mutex_lock (&mailbox->mutex);
  full = mailbox->snapshot != NULL;
  g_mutex_unlock (&mailbox->mutex);
  return full;
}

guint64
run_mailbox_last_taken (RunMailbox *mailbox)
{
  guint64 serial;

  g_mutex_lock (&mailbox->mutex);
  serial = mailbox->last_taken;
  g_mutex_unlock (&mailbox->mutex);
  return serial;
}
