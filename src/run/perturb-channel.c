// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/perturb-private.h"

void
run_perturb_wishes_clear (RunPerturbWishes *wishes)
{
  g_free (wishes->network);
  base_image_unref (wishes->picture);
  *wishes = (RunPerturbWishes){ 0 };
}

RunPerturbChannel *
run_perturb_channel_new (RunPerturbNotify notify, gpointer notify_data)
{
  RunPerturbChannel *channel = g_new0 (RunPerturbChannel, 1);

  g_mutex_init (&channel->mutex);
  g_cond_init (&channel->wished_cond);
  g_cond_init (&channel->full_cond);
  channel->cancellable = g_cancellable_new ();
  channel->notify = notify;
  channel->notify_data = notify_data;
  return channel;
}

void
run_perturb_channel_free (RunPerturbChannel *channel)
{
  run_perturb_wishes_clear (&channel->wishes);
  run_perturb_snapshot_unref (channel->snapshot);
  g_object_unref (channel->cancellable);
  g_cond_clear (&channel->full_cond);
  g_cond_clear (&channel->wished_cond);
  g_mutex_clear (&channel->mutex);
  g_free (channel);
}

RunPerturbWishes *
run_perturb_channel_lock (RunPerturbChannel *channel, gboolean cancel)
{
  g_mutex_lock (&channel->mutex);
  if (cancel)
    {
      channel->wishes.has_search = FALSE;
      g_cancellable_cancel (channel->cancellable);
    }
  return &channel->wishes;
}

void
run_perturb_channel_unlock (RunPerturbChannel *channel)
{
  g_cond_signal (&channel->wished_cond);
  g_mutex_unlock (&channel->mutex);
}

RunPerturbSnapshot *
run_perturb_channel_take (RunPerturbChannel *channel, guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * (gint64) 1000;
  RunPerturbSnapshot *snapshot;

  g_mutex_lock (&channel->mutex);
  while (channel->snapshot == NULL && milliseconds > 0)
    if (!g_cond_wait_until (&channel->full_cond, &channel->mutex, end))
      break;
  snapshot = g_steal_pointer (&channel->snapshot);
  g_mutex_unlock (&channel->mutex);
  return snapshot;
}

static gboolean
has_wishes (const RunPerturbWishes *wishes)
{
  return wishes->quit || wishes->network != NULL || wishes->has_picture || wishes->has_blend ||
         wishes->has_search;
}

GCancellable *
run_perturb_channel_await (RunPerturbChannel *channel, RunPerturbWishes *wishes)
{
  GCancellable *cancellable = g_cancellable_new ();

  g_mutex_lock (&channel->mutex);
  while (!has_wishes (&channel->wishes))
    g_cond_wait (&channel->wished_cond, &channel->mutex);
  *wishes = channel->wishes;
  channel->wishes = (RunPerturbWishes){ 0 };
  /* From here on a cancel is for these. */
  g_object_unref (channel->cancellable);
  channel->cancellable = g_object_ref (cancellable);
  g_mutex_unlock (&channel->mutex);
  return cancellable;
}

void
run_perturb_channel_post (RunPerturbChannel *channel, RunPerturbSnapshot *snapshot)
{
  RunPerturbSnapshot *old;

  g_mutex_lock (&channel->mutex);
  old = channel->snapshot;
  if (old != NULL && snapshot->message == NULL)
    snapshot->message = g_steal_pointer (&old->message);
  channel->snapshot = snapshot;
  g_cond_signal (&channel->full_cond);
  g_mutex_unlock (&channel->mutex);

  if (old == NULL && channel->notify != NULL)
    channel->notify (channel->notify_data);
  run_perturb_snapshot_unref (old);
}
