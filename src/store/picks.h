// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/specimen.h"

G_BEGIN_DECLS

/* The images that the user starred, kept in an SQLite file. Safe to open from two processes at
 * once; every change is on the disk when the call returns. A handle may go from thread to thread,
 * but only one at a time may use it. Errors are those of store/session.h. */
typedef struct _StorePicks StorePicks;

typedef struct
{
  gint64 id;      /* in the file, stable */
  gint64 created; /* Unix time in microseconds */
  StoreSpecimen *specimen;
} StorePick;

void store_pick_free (StorePick *pick);

/* Opens or makes the file and its folder. A file that is damaged or from a newer program is an
 * error that says so; it is never overwritten. */
StorePicks *store_picks_open (const char *path, GError **error);
void store_picks_close (StorePicks *picks);

/* The id of the new pick, or of the one that already has the same network, class and genome; -1
 * on failure. */
gint64 store_picks_add (StorePicks *picks, const StoreSpecimen *specimen, GError **error);
gboolean store_picks_remove (StorePicks *picks, gint64 id, GError **error);

/* All picks, newest first: StorePick *, owned by the array. */
GPtrArray *store_picks_list (StorePicks *picks, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StorePicks, store_picks_close)

G_END_DECLS
