// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/session-private.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* The header of an SQLite file (its file format, 1.3). */
#define HEADER_SIZE        72
#define HEADER_MAGIC       "SQLite format 3"
#define HEADER_VERSION     60
#define HEADER_APPLICATION 68

#define CLOSE_TIMEOUT_MS 200

/* "FOOS". `body` is a genome or an image: see session-bodies.c. The parts are "picture" and
 * "state", deflated. */
const StoreSchema store_session_schema = {
  .application_id = 0x464f4f53,
  .version = 1,
  .schema = "CREATE TABLE session (id INTEGER PRIMARY KEY, name TEXT NOT NULL, work TEXT NOT NULL,"
            " method TEXT NOT NULL, network_id TEXT NOT NULL, network_name TEXT NOT NULL,"
            " network_sha256 TEXT NOT NULL, state TEXT NOT NULL, settings TEXT NOT NULL,"
            " created INTEGER NOT NULL, changed INTEGER NOT NULL, generation INTEGER NOT NULL,"
            " evaluations INTEGER NOT NULL, seconds REAL NOT NULL, median REAL NOT NULL,"
            " n_classes INTEGER NOT NULL, n_filled INTEGER NOT NULL);\n"
            "CREATE TABLE part (name TEXT PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL)"
            " WITHOUT ROWID;\n"
            "CREATE TABLE individual (evaluation INTEGER PRIMARY KEY, generation INTEGER NOT NULL,"
            " parent INTEGER, is_image INTEGER NOT NULL, size INTEGER NOT NULL,"
            " packing INTEGER NOT NULL, body BLOB NOT NULL);\n"
            "CREATE TABLE crown (evaluation INTEGER NOT NULL, class INTEGER NOT NULL,"
            " confidence REAL NOT NULL, PRIMARY KEY (evaluation, class)) WITHOUT ROWID;\n"
            "CREATE TABLE champion (class INTEGER PRIMARY KEY, evaluation INTEGER NOT NULL,"
            " confidence REAL NOT NULL, improvements INTEGER NOT NULL, top BLOB NOT NULL);\n",
};

static gboolean
set_system_error (const char *path, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (code == EEXIST)
    g_set_error (error, BASE_ERROR, BASE_ERROR_EXISTS,
                 _ ("There is a file “%s” already; it was left as it is. Choose another name."),
                 name);
  else if (code == ENOENT)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND, _ ("There is no file “%s”."), name);
  else if (code == EACCES || code == EROFS || code == EPERM)
    g_set_error (error, BASE_ERROR, BASE_ERROR_READ_ONLY,
                 _ ("“%s” cannot be opened or changed; see whether its folder can be written."),
                 name);
  else if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NO_SPACE,
                 _ ("“%s” cannot be saved: the disk is full. Make room and try again."), name);
  else
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                 _ ("“%s” cannot be used: %s."), name, g_strerror (code));
  return FALSE;
}

static guint32
get_32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

gint64
store_session_now (void)
{
  return MAX (g_get_real_time (), 0) / G_USEC_PER_SEC;
}

gboolean
store_session_identify (const char *path, GError **error)
{
  guint8 header[HEADER_SIZE] = { 0 };
  g_autofree char *name = g_filename_display_name (path);
  GStatBuf status;

  if (g_stat (path, &status) != 0 || faccessat (AT_FDCWD, path, R_OK, AT_EACCESS) != 0)
    return set_system_error (path, errno, error);
  if (!S_ISREG (status.st_mode) || !store_database_read_header (path, header, sizeof header) ||
      memcmp (header, HEADER_MAGIC, sizeof HEADER_MAGIC) != 0 ||
      get_32 (header + HEADER_APPLICATION) != (guint32) store_session_schema.application_id)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_FOREIGN,
                   _ ("“%s” is not a session of this program; it was left as it is."), name);
      return FALSE;
    }
  if (get_32 (header + HEADER_VERSION) > (guint32) store_session_schema.version)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NEWER,
                   _ ("“%s” comes from a newer version of this program; update the program to use "
                      "it."),
                   name);
      return FALSE;
    }
  return TRUE;
}

#define TEMPORARY ".fooled-"

gboolean
store_session_is_temporary (const char *name)
{
  return g_str_has_prefix (name, TEMPORARY);
}

char *
store_session_temporary (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *temporary = g_build_filename (folder, TEMPORARY "XXXXXX", NULL);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_system_error (folder, errno, error);
      return NULL;
    }
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_system_error (path, errno, error);
      return NULL;
    }
  close (fd);
  return g_steal_pointer (&temporary);
}

static int
sync_path (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  int code = 0;

  if (fd < 0)
    return errno;
  /* Not every file system can do it of a folder. */
  if (fsync (fd) != 0 && errno != EINVAL)
    code = errno;
  close (fd);
  return code;
}

/* Where the file system cannot rename without replacing, a second name does the same. */
static int
rename_to_free (const char *from, const char *to)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return errno;
  if (link (from, to) != 0)
    return errno;
  g_unlink (from);
  return 0;
}

gboolean
store_session_publish (const char *temporary, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int code = sync_path (temporary);

  if (code == 0)
    code = rename_to_free (temporary, path);
  if (code == 0)
    code = sync_path (folder);
  return code == 0 || set_system_error (path, code, error);
}

void
store_session_drop (const char *temporary)
{
  g_unlink (temporary);
  store_session_remove_logs (temporary);
}

/* The empty session in a file of its own; errors name the one that it is to become. */
static StoreDatabase *
make_file (const char *temporary, const char *path, const StoreSessionInfo *info, GError **error)
{
  g_autoptr (StoreDatabase) database =
      store_database_open (temporary, SQLITE_OPEN_READWRITE, error);

  if (database == NULL)
    return NULL;
  g_free (database->name);
  database->name = g_filename_display_name (path);
  if (store_database_execute (database, "BEGIN IMMEDIATE", error) &&
      store_database_make (database, &store_session_schema, error) &&
      store_session_put_info (database, info, error) &&
      store_session_put_part (database, "picture", info->picture, error) &&
      store_database_execute (database, "COMMIT", error))
    return g_steal_pointer (&database);
  return NULL;
}

static gboolean
make_file_with (const char *temporary,
                const char *path,
                const StoreCheckpoint *checkpoint,
                GError **error)
{
  g_autoptr (StoreSession) session = g_new0 (StoreSession, 1);

  session->bodies = store_bodies_new ();
  session->database = make_file (temporary, path, checkpoint->info, error);
  return session->database != NULL && store_session_write_checkpoint (session, checkpoint, error);
}

/* A log that a killed program left, or a change that it had begun, is brought to an end by the next
 * one that may write. This does so for one that only reads, where SQLite cannot. */
static void
recover (const char *path)
{
  g_autoptr (StoreLock) lock = store_lock_take (path, NULL);
  g_autoptr (StoreDatabase) database = NULL;
  gint64 version;

  if (lock != NULL)
    database = store_database_open (path, SQLITE_OPEN_READWRITE, NULL);
  if (database != NULL)
    store_database_number (database, "PRAGMA user_version", &version, NULL);
}

static gboolean
open_to_read (StoreSession *session, GError **error)
{
  session->database = store_database_open (session->path, SQLITE_OPEN_READONLY, error);
  if (session->database == NULL)
    return FALSE;
  if (store_database_check (session->database, &store_session_schema, NULL))
    return TRUE;
  if ((sqlite3_errcode (session->database->handle) & 0xff) == SQLITE_CANTOPEN ||
      (sqlite3_errcode (session->database->handle) & 0xff) == SQLITE_READONLY)
    recover (session->path);
  return store_database_check (session->database, &store_session_schema, error);
}

static gboolean
open_to_write (StoreSession *session, GError **error)
{
  if (session->lock == NULL)
    session->lock = store_lock_take (session->path, error);
  if (session->lock == NULL)
    return FALSE;
  session->database = store_database_open (session->path, SQLITE_OPEN_READWRITE, error);
  if (session->database == NULL)
    return FALSE;
  if (sqlite3_db_readonly (session->database->handle, "main") != 0)
    return set_system_error (session->path, EACCES, error);
  return store_database_check (session->database, &store_session_schema, error) &&
         store_database_check_pages (session->database, error) &&
         store_database_execute (session->database, "PRAGMA journal_mode = WAL", error) &&
         /* Opens the log at once: SQLite could not any more when the file has another name. */
         store_database_execute (session->database, "BEGIN IMMEDIATE; COMMIT", error);
}

/* lock: taken already, or NULL; taken over. */
static StoreSession *
open_session (const char *path, gboolean read_only, StoreLock *lock, GError **error)
{
  g_autoptr (StoreSession) session = g_new0 (StoreSession, 1);

  session->path = g_strdup (path);
  session->lock = lock;
  session->bodies = store_bodies_new ();
  if (!store_session_identify (path, error) ||
      !(read_only ? open_to_read (session, error) : open_to_write (session, error)))
    return NULL;
  session->is_sound = TRUE;
  return g_steal_pointer (&session);
}

StoreSession *
store_session_open (const char *path, gboolean read_only, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return open_session (path, read_only, NULL, error);
}

StoreLock *
store_session_reserve (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return store_lock_take (path, error);
  set_system_error (folder, errno, error);
  return NULL;
}

void
store_session_remove_logs (const char *path)
{
  static const char *const ends[] = { "-wal", "-shm", "-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *log = g_strconcat (path, ends[i], NULL);

      g_unlink (log);
    }
}

/* Of a file that is elsewhere by now, left by a program that was killed. */
static void
remove_left_logs (const char *path)
{
  GStatBuf status;

  if (g_lstat (path, &status) != 0 && errno == ENOENT)
    store_session_remove_logs (path);
}

/* Nobody else can come to write to it before this one does. */
StoreSession *
store_session_create_with (const char *path,
                           StoreLock **lock,
                           const StoreCheckpoint *checkpoint,
                           GError **error)
{
  g_autofree char *temporary = NULL;
  gboolean done;

  g_return_val_if_fail (path != NULL && lock != NULL && checkpoint != NULL, NULL);

  temporary = store_session_temporary (path, error);
  if (temporary == NULL)
    return NULL;
  if (*lock == NULL)
    *lock = store_lock_take (path, error);
  done = *lock != NULL && make_file_with (temporary, path, checkpoint, error);
  if (done)
    remove_left_logs (path);
  done = done && store_session_publish (temporary, path, error);
  if (!done)
    store_session_drop (temporary);
  return done ? open_session (path, FALSE, g_steal_pointer (lock), error) : NULL;
}

/* SQLite reads it all in one transaction and writes only what is in use. */
gboolean
store_session_copy_into (StoreSession *session, const char *target, GError **error)
{
  sqlite3_stmt *statement = store_database_prepare (session->database, "VACUUM INTO ?1", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, target, -1, SQLITE_STATIC);
  return store_session_run (session->database, statement, error);
}

gboolean
store_session_has_moved (const StoreSession *session)
{
  int moved = FALSE;

  sqlite3_file_control (session->database->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved;
}

gboolean
store_session_put_back (StoreSession **session, GError **error)
{
  StoreSession *old = *session;
  g_autofree char *path = g_strdup (old->path);
  g_autofree char *temporary = store_session_temporary (path, error);
  gboolean done;

  if (temporary == NULL)
    return FALSE;
  done = store_session_copy_into (old, temporary, error);
  if (done)
    remove_left_logs (path);
  if (!done || !store_session_publish (temporary, path, error))
    {
      store_session_drop (temporary);
      return FALSE;
    }
  /* Closed first: it takes its log's name away. */
  old->is_sound = FALSE;
  store_session_close (old);
  *session = open_session (path, FALSE, NULL, error);
  return *session != NULL;
}

void
store_session_close (StoreSession *session)
{
  if (session == NULL)
    return;
  /* One complete file without a log: readers need no right to write beside it. While somebody
   * reads it this fails, and the log stays until the next time. */
  if (session->lock != NULL && session->is_sound)
    {
      sqlite3_busy_timeout (session->database->handle, CLOSE_TIMEOUT_MS);
      sqlite3_exec (session->database->handle, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    }
  store_database_close (session->database);
  store_lock_release (session->lock);
  store_bodies_free (session->bodies);
  g_free (session->path);
  g_free (session);
}

guint64
store_frame_end (guint64 evaluations, guint frame, guint n_frames)
{
  guint64 whole, rest;

  g_return_val_if_fail (frame < n_frames, evaluations);

  /* evaluations * (frame + 1) / n_frames, which might not fit. */
  whole = evaluations / n_frames;
  rest = evaluations % n_frames;
  return whole * (frame + 1) + rest * (frame + 1) / n_frames;
}
