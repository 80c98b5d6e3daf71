// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/snapshot.h"

G_BEGIN_DECLS

/* Holds at most one snapshot; a newer one replaces one that was not taken. */
typedef struct _RunMailbox RunMailbox;

RunMailbox *run_mailbox_new (void);
void run_mailbox_free (RunMailbox *mailbox);

/* Takes over the snapshot. Returns TRUE when the mailbox was empty. Snapshots hold all cells that
 * changed since the last taken one, so the poster must know what was taken: see _last_taken. */
gboolean run_mailbox_post (RunMailbox *mailbox, RunSnapshot *snapshot, guint64 serial);

RunSnapshot *run_mailbox_take (RunMailbox *mailbox);
RunSnapshot *run_mailbox_wait (RunMailbox *mailbox, guint milliseconds);

/* The serial of the newest snapshot that was taken; 0 = none yet. A snapshot that is taken while a
 * new one is being made only means that some cells are sent twice. */
guint64 run_mailbox_last_taken (RunMailbox *mailbox);

G_END_DECLS
