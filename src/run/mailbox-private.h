// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/job.h"

G_BEGIN_DECLS

/* Holds at most one snapshot; a newer one replaces one that was not taken. One thread posts,
 * another takes. */
typedef struct _RunMailbox RunMailbox;

RunMailbox *run_mailbox_new (void);
void run_mailbox_free (RunMailbox *mailbox);

/* Takes over the snapshot; serials start at 1 and rise. A message of the one that it replaces
 * passes to it when it has none, so that none is lost; that of a failure goes with its state.
 * Returns TRUE when the mailbox was empty. */
gboolean run_mailbox_post (RunMailbox *mailbox, RunJobSnapshot *snapshot, guint64 serial);

/* NULL when it is empty. */
RunJobSnapshot *run_mailbox_take (RunMailbox *mailbox);
RunJobSnapshot *run_mailbox_wait (RunMailbox *mailbox, guint milliseconds);

gboolean run_mailbox_is_full (RunMailbox *mailbox);

/* The serial of the newest snapshot that was taken; 0 = none yet. A snapshot that is taken while a
 * new one is being made only means that some cells are sent twice. */
guint64 run_mailbox_last_taken (RunMailbox *mailbox);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunMailbox, run_mailbox_free)

G_END_DECLS
