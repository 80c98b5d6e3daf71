// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/session.h"

G_BEGIN_DECLS

/* The sessions of a folder, and what is done with their files. Every function may be called from
 * any thread. None overwrites a file; the errors are those of store/session.h, with
 * BASE_ERROR_EXISTS where a file is in the way. */

typedef struct
{
  char *path;
  StoreSessionInfo *info; /* NULL when it cannot be read: */
  GError *error;          /* the sentence that says why; else NULL */
  gboolean is_open;       /* somebody writes to it: this or another window */
} StoreSessionEntry;

void store_session_entry_free (StoreSessionEntry *entry);

/* All *.fooled-session files of the folder, last changed first, those that cannot be read at the
 * end: StoreSessionEntry *, owned by the array. A folder that does not exist is empty. */
GPtrArray *store_sessions_list (const char *folder, GError **error);

/* A file name in the folder that is free: "2026-11-27-201530-123456.fooled-session". Caller frees.
 */
char *store_sessions_new_path (const char *folder);

/* Changes the name in the file, also while somebody writes to it: checkpoints whose name is NULL
 * leave it as it is. */
gboolean store_session_rename (const char *path, const char *name, GError **error);

/* Copies what is on the disk at one moment, also while it is being written, into one complete file
 * without a log beside it: a branch, or an export. `name`, if not NULL, becomes the copy's. */
gboolean store_session_copy (const char *path,
                             const char *target,
                             const char *name,
                             GError **error);

/* Copies a file from outside into the folder after checking all of it. Returns the new path; caller
 * frees. */
char *store_session_import (const char *path, const char *folder, GError **error);

/* Gives a session that nobody uses the name of another, which goes, unless somebody writes to that
 * one (BASE_ERROR_LOCKED). On one disk. */
gboolean store_session_replace (const char *path, const char *target, GError **error);

/* Moves the file into the folder "trash" beside it, and back. Returns the new path; caller frees.
 * BASE_ERROR_LOCKED while it is open for writing. */
char *store_session_delete (const char *path, GError **error);
char *store_session_restore (const char *trashed, GError **error);

/* Removes for good what was deleted from the folder before this Unix time in seconds, and what
 * programs that were killed left there: files that they were making before it, and locks that
 * nobody holds of sessions that are not there. */
void store_sessions_tidy (const char *folder, gint64 before);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSessionEntry, store_session_entry_free)

G_END_DECLS
