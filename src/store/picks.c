// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/picks.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "base/error.h"

/* A pick is kept as the very PNG file that "Save" would write, so there is one format to read.
 * The hash of the genome, or of the pixels without one, makes "the same network, class and image" a
 * unique key of fixed size. */
#define SCHEMA                                                                                     \
  "CREATE TABLE picks ("                                                                           \
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"                                                        \
  "  created INTEGER NOT NULL,"                                                                    \
  "  network TEXT NOT NULL,"                                                                       \
  "  class INTEGER NOT NULL,"                                                                      \
  "  genome_sha256 TEXT NOT NULL,"                                                                 \
  "  png BLOB NOT NULL,"                                                                           \
  "  UNIQUE (network, class, genome_sha256));"
#define SCHEMA_VERSION 1

/* "FOOL": tells our files from other programs' databases. */
#define APPLICATION_ID 0x464f4f4c

#define BUSY_TIMEOUT_MS 10000

struct _StorePicks
{
  sqlite3 *database;
  char *name; /* of the file, for messages */
};

void
store_pick_free (StorePick *pick)
{
  if (pick == NULL)
    return;
  store_specimen_unref (pick->specimen);
  g_free (pick);
}

static gboolean
set_error (StorePicks *picks, GError **error)
{
  int code = sqlite3_errcode (picks->database) & 0xff;

  switch (code)
    {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("The file of picks “%s” is damaged. It was left as it is; move it away to "
                      "begin a new one."),
                   picks->name);
      break;
    case SQLITE_FULL:
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
                   _ ("The picks could not be saved in “%s”: the disk is full."), picks->name);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                   _ ("The file of picks “%s” is in use by another program; try again."),
                   picks->name);
      break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ACCES,
                   _ ("The file of picks “%s” cannot be opened or changed; see whether its folder "
                      "can be written."),
                   picks->name);
      break;
    default:
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO,
                   _ ("The file of picks “%s” cannot be used: %s."), picks->name,
                   sqlite3_errmsg (picks->database));
      break;
    }
  return FALSE;
}

static gboolean
execute (StorePicks *picks, const char *sql, GError **error)
{
  if (sqlite3_exec (picks->database, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  return set_error (picks, error);
}

static sqlite3_stmt *
prepare (StorePicks *picks, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (picks->database, sql, -1, &statement, NULL) != SQLITE_OK)
    set_error (picks, error);
  return statement;
}

/* The one number that `sql` asks for. */
static gboolean
query_number (StorePicks *picks, const char *sql, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = prepare (picks, sql, error);
  gboolean done;

  if (statement == NULL)
    return FALSE;
  done = sqlite3_step (statement) == SQLITE_ROW;
  if (done)
    *number = sqlite3_column_int64 (statement, 0);
  else
    set_error (picks, error);
  sqlite3_finalize (statement);
  return done;
}

static gboolean
check_integrity (StorePicks *picks, GError **error)
{
  sqlite3_stmt *statement = prepare (picks, "PRAGMA quick_check (1)", error);
  gboolean intact;

  if (statement == NULL)
    return FALSE;
  intact = sqlite3_step (statement) == SQLITE_ROW &&
           g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;
  if (!intact && (sqlite3_errcode (picks->database) & 0xff) != SQLITE_ROW)
    set_error (picks, error);
  else if (!intact)
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                 _ ("The file of picks “%s” is damaged. It was left as it is; move it away to "
                    "begin a new one."),
                 picks->name);
  sqlite3_finalize (statement);
  return intact;
}

/* Inside a transaction, so that of two programs that start at once only one makes the table. */
static gboolean
check_schema (StorePicks *picks, GError **error)
{
  gint64 version, application, n_tables;

  if (!query_number (picks, "PRAGMA user_version", &version, error) ||
      !query_number (picks, "PRAGMA application_id", &application, error) ||
      !query_number (picks, "SELECT count (*) FROM sqlite_master", &n_tables, error))
    return FALSE;

  if (version == 0 && application == 0 && n_tables == 0)
    {
      g_autofree char *sql =
          g_strdup_printf (SCHEMA "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                           APPLICATION_ID, SCHEMA_VERSION);

      return execute (picks, sql, error);
    }
  if (application != APPLICATION_ID)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("“%s” belongs to another program; it was left as it is. Move it away to "
                      "begin a new file of picks."),
                   picks->name);
      return FALSE;
    }
  if (version != SCHEMA_VERSION)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("The file of picks “%s” comes from a newer version of this program; update "
                      "the program to use it."),
                   picks->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
prepare_database (StorePicks *picks, GError **error)
{
  gint64 version;

  if (!query_number (picks, "PRAGMA user_version", &version, error))
    return FALSE;
  /* A complete file is only read here: a file that cannot be written can still be shown. */
  if (version != 0)
    return check_schema (picks, error) && check_integrity (picks, error);

  if (!execute (picks, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!check_schema (picks, error))
    {
      sqlite3_exec (picks->database, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  return execute (picks, "COMMIT", error);
}

StorePicks *
store_picks_open (const char *path, GError **error)
{
  g_autoptr (StorePicks) picks = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  folder = g_path_get_dirname (path);
  picks = g_new0 (StorePicks, 1);
  picks->name = g_filename_display_name (path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;
      g_autofree char *name = g_filename_display_name (folder);

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                   _ ("The folder “%s” for picks cannot be made: %s."), name, g_strerror (code));
      return NULL;
    }
  if (sqlite3_open_v2 (path, &picks->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
      SQLITE_OK)
    {
      set_error (picks, error);
      return NULL;
    }
  sqlite3_busy_timeout (picks->database, BUSY_TIMEOUT_MS);
  /* A hostile file must not run functions of its own, and every change reaches the disk. */
  sqlite3_db_config (picks->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (picks->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_exec (picks->database, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
  if (!prepare_database (picks, error))
    return NULL;
  return g_steal_pointer (&picks);
}

void
store_picks_close (StorePicks *picks)
{
  if (picks == NULL)
    return;
  sqlite3_close (picks->database);
  g_free (picks->name);
  g_free (picks);
}

/* Binds the key that makes a pick unique to parameters 1 to 3. */
static void
bind_key (sqlite3_stmt *statement, const StoreSpecimen *specimen)
{
  g_autoptr (GBytes) identity = store_specimen_identity (specimen);
  char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, identity);

  sqlite3_bind_text (statement, 1, specimen->network_id != NULL ? specimen->network_id : "", -1,
                     SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 2, specimen->class_index);
  sqlite3_bind_text (statement, 3, hash, -1, g_free);
}

gint64
store_picks_add (StorePicks *picks, const StoreSpecimen *specimen, GError **error)
{
  g_autoptr (GBytes) png = NULL;
  sqlite3_stmt *statement;
  gint64 id = -1;
  gsize size;
  gconstpointer data;

  g_return_val_if_fail (picks != NULL && specimen != NULL, -1);

  png = store_specimen_encode (specimen, error);
  if (png == NULL)
    return -1;
  /* Only a row that is written is returned: where there is one already, it is set to what it is. */
  statement = prepare (picks,
                       "INSERT INTO picks (network, class, genome_sha256, created, png)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)"
                       " ON CONFLICT (network, class, genome_sha256) DO UPDATE SET class = class"
                       " RETURNING id",
                       error);
  if (statement == NULL)
    return -1;
  bind_key (statement, specimen);
  sqlite3_bind_int64 (statement, 4, g_get_real_time ());
  data = g_bytes_get_data (png, &size);
  sqlite3_bind_blob64 (statement, 5, data, size, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    id = sqlite3_column_int64 (statement, 0);
  /* The change is complete with the step after the row. */
  if (id >= 0 && sqlite3_step (statement) != SQLITE_DONE)
    id = -1;
  if (id < 0)
    set_error (picks, error);
  sqlite3_finalize (statement);
  return id;
}

gboolean
store_picks_remove (StorePicks *picks, gint64 id, GError **error)
{
  sqlite3_stmt *statement;
  gboolean done;

  g_return_val_if_fail (picks != NULL, FALSE);

  statement = prepare (picks, "DELETE FROM picks WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  done = sqlite3_step (statement) == SQLITE_DONE;
  if (!done)
    set_error (picks, error);
  else if (sqlite3_changes (picks->database) == 0)
    {
      done = FALSE;
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND, _ ("The pick is not in “%s” any more."),
                   picks->name);
    }
  sqlite3_finalize (statement);
  return done;
}

static StorePick *
read_pick (StorePicks *picks, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GBytes) png = NULL;
  StoreSpecimen *specimen;
  StorePick *pick;
  gconstpointer data = sqlite3_column_blob (statement, 2);

  png = g_bytes_new (data, (gsize) sqlite3_column_bytes (statement, 2));
  specimen = store_specimen_decode (png, picks->name, error);
  if (specimen == NULL)
    return NULL;
  pick = g_new0 (StorePick, 1);
  pick->id = sqlite3_column_int64 (statement, 0);
  pick->created = sqlite3_column_int64 (statement, 1);
  pick->specimen = specimen;
  return pick;
}

GPtrArray *
store_picks_list (StorePicks *picks, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  sqlite3_stmt *statement;
  int code;

  g_return_val_if_fail (picks != NULL, NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_pick_free);
  statement = prepare (picks, "SELECT id, created, png FROM picks ORDER BY id DESC", error);
  if (statement == NULL)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      g_autoptr (GError) cause = NULL;
      StorePick *pick = read_pick (picks, statement, &cause);

      /* One pick that cannot be read must not hide the others. */
      if (pick != NULL)
        g_ptr_array_add (list, pick);
      else
        g_message ("A pick was left out: %s", cause->message);
    }
  if (code != SQLITE_DONE)
    set_error (picks, error);
  sqlite3_finalize (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&list) : NULL;
}
