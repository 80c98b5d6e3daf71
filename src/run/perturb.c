// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/perturb-private.h"

struct _RunPerturb
{
  RunPerturbChannel *channel;
  GThread *thread;
  guint64 picture_number; /* of the last one that was set */
};

RunPerturb *
run_perturb_new (RunPerturbNotify notify, gpointer notify_data)
{
  RunPerturb *perturb = g_new0 (RunPerturb, 1);

  perturb->channel = run_perturb_channel_new (notify, notify_data);
  perturb->thread = g_thread_new ("fooled-perturb", run_perturb_thread_main, perturb->channel);
  return perturb;
}

void
run_perturb_free (RunPerturb *perturb)
{
  RunPerturbWishes *wishes;

  if (perturb == NULL)
    return;
  wishes = run_perturb_channel_lock (perturb->channel, TRUE);
  run_perturb_wishes_clear (wishes);
  wishes->quit = TRUE;
  run_perturb_channel_unlock (perturb->channel);
  g_thread_join (perturb->thread);
  run_perturb_channel_free (perturb->channel);
  g_free (perturb);
}

void
run_perturb_set_network (RunPerturb *perturb, const char *network)
{
  RunPerturbWishes *wishes;

  g_return_if_fail (perturb != NULL && network != NULL);

  wishes = run_perturb_channel_lock (perturb->channel, TRUE);
  g_free (wishes->network);
  wishes->network = g_strdup (network);
  wishes->has_blend = FALSE;
  run_perturb_channel_unlock (perturb->channel);
}

void
run_perturb_set_picture (RunPerturb *perturb, BaseImage *image)
{
  RunPerturbWishes *wishes;
  BaseImage *old;

  g_return_if_fail (perturb != NULL);

  wishes = run_perturb_channel_lock (perturb->channel, TRUE);
  old = wishes->picture;
  wishes->has_picture = TRUE;
  wishes->picture = image != NULL ? base_image_ref (image) : NULL;
  wishes->picture_number = ++perturb->picture_number;
  wishes->has_blend = FALSE;
  run_perturb_channel_unlock (perturb->channel);
  base_image_unref (old);
}

void
run_perturb_search (RunPerturb *perturb, const AscPerturbSettings *settings)
{
  RunPerturbWishes *wishes;

  g_return_if_fail (perturb != NULL && settings != NULL);

  wishes = run_perturb_channel_lock (perturb->channel, TRUE);
  wishes->has_search = TRUE;
  wishes->search = *settings;
  wishes->has_blend = FALSE;
  run_perturb_channel_unlock (perturb->channel);
}

void
run_perturb_cancel (RunPerturb *perturb)
{
  g_return_if_fail (perturb != NULL);

  run_perturb_channel_lock (perturb->channel, TRUE);
  run_perturb_channel_unlock (perturb->channel);
}

void
run_perturb_set_blend (RunPerturb *perturb, double blend)
{
  RunPerturbWishes *wishes;

  g_return_if_fail (perturb != NULL);
  g_return_if_fail (blend >= 0 && blend <= 1);

  wishes = run_perturb_channel_lock (perturb->channel, FALSE);
  wishes->has_blend = TRUE;
  wishes->blend = blend;
  run_perturb_channel_unlock (perturb->channel);
}

RunPerturbSnapshot *
run_perturb_take_snapshot (RunPerturb *perturb)
{
  g_return_val_if_fail (perturb != NULL, NULL);
  return run_perturb_channel_take (perturb->channel, 0);
}

RunPerturbSnapshot *
run_perturb_wait (RunPerturb *perturb, guint milliseconds)
{
  g_return_val_if_fail (perturb != NULL, NULL);
  return run_perturb_channel_take (perturb->channel, milliseconds);
}
