// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sessions.h"

G_BEGIN_DECLS

/* What a session's job works at; RunWork says which. */
typedef enum
{
  RUN_SESSION_UNKNOWN, /* work that this program does not know */
  RUN_SESSION_RUN,     /* evolution or ascent */
  RUN_SESSION_TRAINING,
  RUN_SESSION_RETRAINING, /* its generations are rounds */
  RUN_SESSION_PERTURB,    /* its generations are iterations */
} RunSessionKind;

/* The user's sessions, in <user data>/fooled/sessions; what is listed is the plain data of
 * store/sessions.h, and the errors are those. Every function may be called from any thread, and all
 * but the first two, run_session_is_name, run_session_kind and run_session_method read or write
 * files. */

/* Caller frees. */
char *run_sessions_folder (void);

/* Of a file for a new session, which is not there yet. Caller frees. */
char *run_sessions_new_path (void);

/* The path of the session with that file name, without a folder, in the user's folder.
 * BASE_ERROR_NOT_FOUND also when name is NULL. Caller frees. */
char *run_sessions_find (const char *name, GError **error);

/* Whether a file of this name, with or without a folder, should be a session. */
gboolean run_session_is_name (const char *name);

/* StoreSessionEntry *, owned by the array; see store_sessions_list. What was deleted more than 30
 * days ago goes for good. */
GPtrArray *run_sessions_list (GError **error);

RunSessionKind run_session_kind (const StoreSessionInfo *info);

/* How its images are made, translated, for people; where this program does not know that method,
 * the word in the file. Borrowed from the info or static. */
const char *run_session_method (const StoreSessionInfo *info);

/* Its picture, at most RUN_SESSION_PICTURE_MAX pixels a side; NULL when it has none that can be
 * read. Caller unrefs. */
#define RUN_SESSION_PICTURE_MAX 1024
BaseImage *run_session_picture (const StoreSessionInfo *info);

/* Also while a run goes on in it. */
gboolean run_session_rename (const char *path, const char *name, GError **error);

/* A copy under another name among the sessions, from which to go on differently. The path of the
 * copy; caller frees. */
char *run_session_branch (const char *path, const char *name, GError **error);

/* A copy in one file, which replaces what is at the target, but never a session that somebody
 * writes to (BASE_ERROR_LOCKED) nor the session itself (BASE_ERROR_EXISTS). */
gboolean run_session_export (const char *path, const char *target, GError **error);

/* A copy of a file from anywhere among the sessions, after all of it has been checked. Its path;
 * caller frees. */
char *run_session_import (const char *path, GError **error);

/* Out of the list, and back: what deleting returned is what is restored. Both return the new path;
 * caller frees. */
char *run_session_delete (const char *path, GError **error);
char *run_session_restore (const char *deleted, GError **error);

G_END_DECLS
