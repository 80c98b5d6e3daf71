// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/perturb.h"

G_BEGIN_DECLS

/* What the controlling thread wants and the workbench has not begun: of each kind the latest. They
 * are fulfilled in this order. */
typedef struct
{
  gboolean quit;
  char *network; /* NULL = no other one; owned */
  gboolean has_picture;
  BaseImage *picture; /* owned; NULL = none */
  guint64 picture_number;
  gboolean has_blend;
  double blend;
  gboolean has_search;
  AscPerturbSettings search;
} RunPerturbWishes;

void run_perturb_wishes_clear (RunPerturbWishes *wishes);

/* Between the controlling thread and that of the workbench. */
typedef struct
{
  GMutex mutex; /* protects everything below but notify */
  GCond wished_cond;
  GCond full_cond;
  RunPerturbWishes wishes;
  GCancellable *cancellable;    /* of the work that was begun last */
  RunPerturbSnapshot *snapshot; /* NULL = none that has not been taken; ours alone */
  RunPerturbNotify notify;
  gpointer notify_data;
} RunPerturbChannel;

RunPerturbChannel *run_perturb_channel_new (RunPerturbNotify notify, gpointer notify_data);
void run_perturb_channel_free (RunPerturbChannel *channel);

/* On the controlling thread: lock, change the wishes, unlock. A wish for a search
 * that was not begun is gone, and the one that goes on is cancelled, where `cancel` is TRUE. */
RunPerturbWishes *run_perturb_channel_lock (RunPerturbChannel *channel, gboolean cancel);
void run_perturb_channel_unlock (RunPerturbChannel *channel);

/* NULL when none came within the time. */
RunPerturbSnapshot *run_perturb_channel_take (RunPerturbChannel *channel, guint milliseconds);

/* On the workbench's thread: waits for wishes and takes them. Caller clears them, and unrefs what
 * cancels the work among them. */
GCancellable *run_perturb_channel_await (RunPerturbChannel *channel, RunPerturbWishes *wishes);

/* Takes over the snapshot; it replaces one that was not taken, whose message passes to it when it
 * has none. */
void run_perturb_channel_post (RunPerturbChannel *channel, RunPerturbSnapshot *snapshot);

/* The thread's body; data is the RunPerturbChannel. */
gpointer run_perturb_thread_main (gpointer data);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunPerturbWishes, run_perturb_wishes_clear)

G_END_DECLS
