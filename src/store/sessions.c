// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sessions.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "base/error.h"
#include "store/session-private.h"

#define TRASH       "trash"
#define MAX_NUMBERS 1000 /* of files with one name */

void
store_session_entry_free (StoreSessionEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->path);
  store_session_info_free (entry->info);
  g_clear_error (&entry->error);
  g_free (entry);
}

static StoreSessionEntry *
read_entry (const char *path)
{
  StoreSessionEntry *entry = g_new0 (StoreSessionEntry, 1);
  g_autoptr (StoreSession) session = store_session_open (path, TRUE, &entry->error);

  entry->path = g_strdup (path);
  entry->is_open = store_lock_is_held (path);
  if (session != NULL)
    entry->info = store_session_info (session, &entry->error);
  return entry;
}

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  const StoreSessionEntry *x = *(StoreSessionEntry *const *) a;
  const StoreSessionEntry *y = *(StoreSessionEntry *const *) b;

  if (x->info == NULL || y->info == NULL)
    return x->info == y->info ? strcmp (x->path, y->path) : x->info == NULL ? 1 : -1;
  if (x->info->changed != y->info->changed)
    return x->info->changed > y->info->changed ? -1 : 1;
  return strcmp (y->path, x->path);
}

/* The sessions of a folder, full paths. Hidden files are those that are just being made. */
static GPtrArray *
list_paths (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &cause);
  const char *name;

  if (dir == NULL && !g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (*name != '.' && g_str_has_suffix (name, STORE_SESSION_SUFFIX))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  return g_steal_pointer (&paths);
}

GPtrArray *
store_sessions_list (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) paths = NULL;
  GPtrArray *entries;

  g_return_val_if_fail (folder != NULL, NULL);

  paths = list_paths (folder, error);
  if (paths == NULL)
    return NULL;
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) store_session_entry_free);
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (entries, read_entry (g_ptr_array_index (paths, i)));
  g_ptr_array_sort (entries, compare_entries);
  return entries;
}

/* "name", "name-2", "name-3" ... */
static char *
numbered_path (const char *folder, const char *name, guint number)
{
  g_autofree char *stem = g_strdup (name);
  g_autofree char *file = NULL;

  if (g_str_has_suffix (stem, STORE_SESSION_SUFFIX))
    stem[strlen (stem) - strlen (STORE_SESSION_SUFFIX)] = '\0';
  file = number < 2 ? g_strconcat (stem, STORE_SESSION_SUFFIX, NULL)
                    : g_strdup_printf ("%s-%u" STORE_SESSION_SUFFIX, stem, number);
  return g_build_filename (folder, file, NULL);
}

char *
store_sessions_new_path (const char *folder)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *second = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  g_autofree char *name = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  /* A run that began in the same second may not be on the disk yet. */
  name = g_strdup_printf ("%s-%06d", second, g_date_time_get_microsecond (now));

  for (guint number = 1;; number++)
    {
      g_autofree char *path = numbered_path (folder, name, number);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

static gboolean
put_name (StoreDatabase *database, const char *sql, const char *name, GError **error)
{
  sqlite3_stmt *statement;

  if (strlen (name) > STORE_MAX_WORD || !g_utf8_validate (name, -1, NULL))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("This name is too long for a session; choose a shorter one."));
      return FALSE;
    }
  statement = store_database_prepare (database, sql, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
  if (sqlite3_bind_parameter_count (statement) > 1)
    sqlite3_bind_int64 (statement, 2, store_session_now ());
  return store_session_run (database, statement, error);
}

#define SET_NAME "UPDATE session SET name = ?1"

/* Beside whoever writes to it: that is one short transaction, for which the two wait for each
 * other. */
static gboolean
rename_open (const char *path, const char *name, GError **error)
{
  g_autoptr (StoreDatabase) database = store_database_open (path, SQLITE_OPEN_READWRITE, error);

  return database != NULL && store_database_check (database, &store_session_schema, error) &&
         put_name (database, SET_NAME, name, error);
}

gboolean
store_session_rename (const char *path, const char *name, GError **error)
{
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (path != NULL && name != NULL, FALSE);

  session = store_session_open (path, FALSE, &cause);
  if (session != NULL)
    return put_name (session->database, SET_NAME, name, error);
  if (g_error_matches (cause, BASE_ERROR, BASE_ERROR_LOCKED))
    return rename_open (path, name, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
copy_into (StoreSession *source, const char *target, const char *name, GError **error)
{
  g_autoptr (StoreDatabase) copy = NULL;

  if (!store_session_copy_into (source, target, error))
    return FALSE;
  if (name == NULL)
    return TRUE;
  copy = store_database_open (target, SQLITE_OPEN_READWRITE, error);
  return copy != NULL &&
         put_name (copy, "UPDATE session SET name = ?1, created = ?2, changed = ?2", name, error);
}

static gboolean
copy_session (StoreSession *source, const char *target, const char *name, GError **error)
{
  g_autofree char *temporary = store_session_temporary (target, error);
  gboolean done;

  if (temporary == NULL)
    return FALSE;
  done = copy_into (source, temporary, name, error) &&
         store_session_publish (temporary, target, error);
  if (!done)
    store_session_drop (temporary);
  return done;
}

gboolean
store_session_copy (const char *path, const char *target, const char *name, GError **error)
{
  g_autoptr (StoreSession) source = NULL;

  g_return_val_if_fail (path != NULL && target != NULL, FALSE);

  source = store_session_open (path, TRUE, error);
  return source != NULL && copy_session (source, target, name, error);
}

/* Whether every genome and image can be unpacked; in the order in which each was made from the one
 * before, that is quick. */
static gboolean
check_bodies (StoreSession *session, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (
      session->database, "SELECT evaluation FROM individual ORDER BY evaluation", error);
  guint64 evaluation;
  int code;

  if (statement == NULL)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      if (!store_column_number (statement, 0, G_MAXINT64, &evaluation))
        return store_database_set_damaged (session->database, error);
      if (store_bodies_read (session, evaluation, error) == NULL)
        return FALSE;
    }
  return code == SQLITE_DONE || store_database_set_error (session->database, error);
}

/* Every page, all that is needed to go on, and every image. */
static gboolean
check_all (StoreSession *session, GError **error)
{
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (GArray) cells = NULL;

  if (!store_database_check_pages (session->database, error))
    return FALSE;
  info = store_session_info (session, error);
  state = info != NULL ? store_session_read_state (session, error) : NULL;
  cells = state != NULL ? store_session_read_champions (session, error) : NULL;
  return cells != NULL && check_bodies (session, error);
}

char *
store_session_import (const char *path, const char *folder, GError **error)
{
  g_autoptr (StoreSession) source = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (path != NULL && folder != NULL, NULL);

  source = store_session_open (path, TRUE, error);
  if (source == NULL || !check_all (source, error))
    return NULL;
  name = g_path_get_basename (path);
  for (guint number = 1;; number++)
    {
      g_autofree char *target = numbered_path (folder, name, number);
      g_autoptr (GError) cause = NULL;

      if (copy_session (source, target, NULL, &cause))
        return g_steal_pointer (&target);
      if (!g_error_matches (cause, BASE_ERROR, BASE_ERROR_EXISTS) || number == MAX_NUMBERS)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return NULL;
        }
    }
}

/* A log beside the file goes with it; the index of that log is made anew. */
static void
move_log (const char *from, const char *to)
{
  g_autofree char *log = g_strconcat (from, "-wal", NULL);
  g_autofree char *new_log = g_strconcat (to, "-wal", NULL);
  g_autofree char *index = g_strconcat (from, "-shm", NULL);

  if (g_file_test (log, G_FILE_TEST_EXISTS))
    g_rename (log, new_log);
  g_unlink (index);
}

static char *
move_session (const char *path, const char *folder, GError **error)
{
  g_autoptr (StoreLock) lock = NULL;
  g_autofree char *name = g_path_get_basename (path);

  /* What a killed program left in the log goes into the file. Where that cannot be done the file
   * may be moved all the same. */
  store_session_close (store_session_open (path, FALSE, NULL));
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND, _ ("There is no file “%s”."), shown);
      return NULL;
    }
  lock = store_lock_take (path, error);
  if (lock == NULL)
    return NULL;
  g_mkdir_with_parents (folder, 0700);
  for (guint number = 1;; number++)
    {
      g_autofree char *target = numbered_path (folder, name, number);
      g_autoptr (GError) cause = NULL;

      if (store_session_publish (path, target, &cause))
        {
          move_log (path, target);
          return g_steal_pointer (&target);
        }
      if (!g_error_matches (cause, BASE_ERROR, BASE_ERROR_EXISTS) || number == MAX_NUMBERS)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return NULL;
        }
    }
}

char *
store_session_delete (const char *path, GError **error)
{
  g_autofree char *folder = NULL, *trash = NULL;
  char *trashed;

  g_return_val_if_fail (path != NULL, NULL);

  folder = g_path_get_dirname (path);
  trash = g_build_filename (folder, TRASH, NULL);
  trashed = move_session (path, trash, error);
  /* The time of the deletion, for store_sessions_tidy. */
  if (trashed != NULL)
    g_utime (trashed, NULL);
  return trashed;
}

char *
store_session_restore (const char *trashed, GError **error)
{
  g_autofree char *trash = NULL, *folder = NULL;

  g_return_val_if_fail (trashed != NULL, NULL);

  trash = g_path_get_dirname (trashed);
  folder = g_path_get_dirname (trash);
  return move_session (trashed, folder, error);
}

gboolean
store_session_replace (const char *path, const char *target, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (StoreLock) lock = NULL;
  int code;

  g_return_val_if_fail (path != NULL && target != NULL, FALSE);

  lock = store_lock_take (target, error);
  if (lock == NULL)
    return FALSE;
  store_session_remove_logs (target);
  if (g_rename (path, target) == 0)
    return TRUE;
  code = errno;
  name = g_filename_display_name (target);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               _ ("“%s” could not be replaced: %s."), name, g_strerror (code));
  return FALSE;
}

static void
remove_older (const char *path, gint64 before)
{
  GStatBuf status;

  if (g_lstat (path, &status) != 0 || status.st_mtime >= before)
    return;
  g_unlink (path);
  store_session_remove_logs (path);
}

/* Taken and released a lock's file is gone; whoever is about to make the session holds it. */
static void
remove_left_lock (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    store_lock_release (store_lock_take (path, NULL));
}

static void
remove_left (const char *folder, gint64 before)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *locked = store_lock_name_of (name);
      g_autofree char *path = g_build_filename (folder, locked != NULL ? locked : name, NULL);

      if (locked != NULL && g_str_has_suffix (locked, STORE_SESSION_SUFFIX))
        remove_left_lock (path);
      else if (store_session_is_temporary (name))
        remove_older (path, before);
    }
}

void
store_sessions_tidy (const char *folder, gint64 before)
{
  g_autofree char *trash = NULL;
  g_autoptr (GPtrArray) paths = NULL;

  g_return_if_fail (folder != NULL);

  trash = g_build_filename (folder, TRASH, NULL);
  paths = list_paths (trash, NULL);
  for (guint i = 0; paths != NULL && i < paths->len; i++)
    remove_older (g_ptr_array_index (paths, i), before);
  remove_left (folder, before);
  remove_left (trash, before);
}
