// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/specimen.h"

G_BEGIN_DECLS

/* The images that the user starred, kept in an SQLite file. Safe to open from two processes at
 * once; every change is on the disk when the call returns. A handle may go from thread to thread,
 * but only one at a time may use it. A file of the older version, without notes, is changed to the
 * newer one when it is opened, or else, where that cannot be, with the first note. Errors are those
 * of store/session.h. */
typedef struct _StorePicks StorePicks;

typedef struct
{
  gint64 id;      /* in the file, stable */
  gint64 created; /* Unix time in microseconds */
  StoreSpecimen *specimen;
  char *note; /* what the user wrote about it, UTF-8; NULL = nothing */
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

/* Puts a pick back that was removed, as it was: with its place, its time and its note. Its id, or
 * that of the one that is there by now. */
gint64 store_picks_restore (StorePicks *picks, const StorePick *pick, GError **error);

/* What is written about a pick, at most STORE_NOTE_MAX bytes; NULL or "" = nothing. */
#define STORE_NOTE_MAX (64 << 10)
gboolean store_picks_set_note (StorePicks *picks, gint64 id, const char *note, GError **error);

/* All picks, newest first: StorePick *, owned by the array. */
GPtrArray *store_picks_list (StorePicks *picks, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StorePicks, store_picks_close)

G_END_DECLS
