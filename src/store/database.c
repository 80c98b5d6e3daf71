// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define BUSY_TIMEOUT_MS 10000

gboolean
store_database_set_damaged (StoreDatabase *database, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“%s” is damaged. It was left as it is; move it away or bring back a copy."),
               database->name);
  return FALSE;
}

gboolean
store_database_set_error (StoreDatabase *database, GError **error)
{
  int extended = sqlite3_extended_errcode (database->handle);
  int code = extended & 0xff;

  if (code == SQLITE_FULL)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NO_SPACE,
                 _ ("“%s” cannot be saved: the disk is full. Make room and try again."),
                 database->name);
  /* So it calls a quota, and a limit on the size of files, too. */
  else if (extended == SQLITE_IOERR_WRITE || extended == SQLITE_IOERR_SHMSIZE)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NO_SPACE,
                 _ ("“%s” cannot be saved: the disk is full or takes no more. Make room and try "
                    "again."),
                 database->name);
  else if (code == SQLITE_NOTADB)
    g_set_error (error, BASE_ERROR, BASE_ERROR_FOREIGN,
                 _ ("“%s” is damaged or not a file of this program. It was left as it is; move it "
                    "away or bring back a copy."),
                 database->name);
  else if (code == SQLITE_CORRUPT || code == SQLITE_TOOBIG || code == SQLITE_FORMAT)
    store_database_set_damaged (database, error);
  else if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    g_set_error (error, BASE_ERROR, BASE_ERROR_LOCKED,
                 _ ("“%s” is in use by another program; try again."), database->name);
  else if (code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_PERM ||
           code == SQLITE_AUTH)
    g_set_error (error, BASE_ERROR, BASE_ERROR_READ_ONLY,
                 _ ("“%s” cannot be opened or changed; see whether its folder can be written."),
                 database->name);
  else
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, _ ("“%s” cannot be used: %s."),
                 database->name, sqlite3_errmsg (database->handle));
  return FALSE;
}

gboolean
store_database_execute (StoreDatabase *database, const char *sql, GError **error)
{
  if (sqlite3_exec (database->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  return store_database_set_error (database, error);
}

sqlite3_stmt *
store_database_prepare (StoreDatabase *database, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (database->handle, sql, -1, &statement, NULL) != SQLITE_OK)
    store_database_set_error (database, error);
  return statement;
}

gboolean
store_database_number (StoreDatabase *database, const char *sql, gint64 *number, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) != SQLITE_ROW)
    return store_database_set_error (database, error);
  *number = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

StoreDatabase *
store_database_open (const char *path, int flags, GError **error)
{
  g_autoptr (StoreDatabase) database = g_new0 (StoreDatabase, 1);

  database->name = g_filename_display_name (path);
  if (sqlite3_open_v2 (path, &database->handle, flags, NULL) != SQLITE_OK)
    {
      store_database_set_error (database, error);
      return NULL;
    }
  sqlite3_busy_timeout (database->handle, BUSY_TIMEOUT_MS);
  /* A hostile file must not run functions of its own, nor lead a cursor astray. */
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_exec (database->handle, "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
  /* A commit is on the disk before it returns: without a log, FULL leaves out that the journal is
   * gone from its folder. */
  sqlite3_exec (database->handle, "PRAGMA synchronous = EXTRA", NULL, NULL, NULL);
  return g_steal_pointer (&database);
}

gboolean
store_database_read_header (const char *path, guint8 *header, int n)
{
  sqlite3 *handle = NULL;
  sqlite3_file *file = NULL;
  gboolean done =
      sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
      sqlite3_file_control (handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK &&
      file->pMethods != NULL && file->pMethods->xRead (file, header, n, 0) == SQLITE_OK;

  sqlite3_close (handle);
  return done;
}

void
store_database_close (StoreDatabase *database)
{
  if (database == NULL)
    return;
  sqlite3_close (database->handle);
  g_free (database->name);
  g_free (database);
}

/* All statements as SQLite keeps them, in the order in which they were made. */
static char *
read_tables (StoreDatabase *database, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (
      database,
      "SELECT sql FROM sqlite_schema WHERE type <> 'table' OR name <> 'sqlite_sequence'"
      " ORDER BY rowid",
      error);
  g_autoptr (GString) tables = g_string_new (NULL);
  int code;

  if (statement == NULL)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const char *sql = (const char *) sqlite3_column_text (statement, 0);

      /* An index that belongs to a constraint has no text. */
      if (sql != NULL)
        g_string_append_printf (tables, "%s;\n", sql);
    }
  if (code != SQLITE_DONE)
    {
      store_database_set_error (database, error);
      return NULL;
    }
  return g_string_free (g_steal_pointer (&tables), FALSE);
}

gboolean
store_database_check (StoreDatabase *database, const StoreSchema *schema, GError **error)
{
  g_autofree char *tables = NULL;
  gint64 version, application;

  if (!store_database_number (database, "PRAGMA user_version", &version, error) ||
      !store_database_number (database, "PRAGMA application_id", &application, error))
    return FALSE;
  if (application != schema->application_id)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_FOREIGN,
                   _ ("“%s” belongs to another program, or is another kind of file; it was left as "
                      "it is."),
                   database->name);
      return FALSE;
    }
  if (version > schema->version)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NEWER,
                   _ ("“%s” comes from a newer version of this program; update the program to use "
                      "it."),
                   database->name);
      return FALSE;
    }
  tables = read_tables (database, error);
  if (tables == NULL)
    return FALSE;
  if (version != schema->version || !g_str_equal (tables, schema->schema))
    return store_database_set_damaged (database, error);
  return TRUE;
}

gboolean
store_database_check_pages (StoreDatabase *database, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      store_database_prepare (database, "PRAGMA quick_check (1)", error);

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) != SQLITE_ROW)
    return store_database_set_error (database, error);
  if (g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") != 0)
    return store_database_set_damaged (database, error);
  return TRUE;
}

gboolean
store_database_make (StoreDatabase *database, const StoreSchema *schema, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("%sPRAGMA application_id = %d; PRAGMA user_version = %d;",
                                          schema->schema, schema->application_id, schema->version);

  return store_database_execute (database, sql, error);
}

gboolean
store_column_number (sqlite3_stmt *row, int i, guint64 max, guint64 *number)
{
  gint64 value = sqlite3_column_int64 (row, i);

  if (sqlite3_column_type (row, i) != SQLITE_INTEGER || value < 0 || (guint64) value > max)
    return FALSE;
  *number = (guint64) value;
  return TRUE;
}

/* A double holds every float exactly; another double did not come from us. */
gboolean
store_column_confidence (sqlite3_stmt *row, int i, float *confidence)
{
  double value = sqlite3_column_double (row, i);

  if (sqlite3_column_type (row, i) != SQLITE_FLOAT || !(value >= 0 && value <= 1) ||
      (double) (float) value != value)
    return FALSE;
  *confidence = (float) value;
  return TRUE;
}

gboolean
store_column_text (sqlite3_stmt *row, int i, gsize max_size, char **text)
{
  const char *value;
  gsize size;

  if (sqlite3_column_type (row, i) != SQLITE_TEXT)
    return FALSE;
  value = (const char *) sqlite3_column_text (row, i);
  size = (gsize) sqlite3_column_bytes (row, i);
  if (value == NULL || size > max_size || !g_utf8_validate (value, (gssize) size, NULL))
    return FALSE;
  *text = g_strndup (value, size);
  return TRUE;
}

gboolean
store_column_bytes (sqlite3_stmt *row, int i, gsize max_size, GBytes **bytes)
{
  gconstpointer value;
  gsize size;

  if (sqlite3_column_type (row, i) != SQLITE_BLOB)
    return FALSE;
  value = sqlite3_column_blob (row, i);
  size = (gsize) sqlite3_column_bytes (row, i);
  if (size > max_size || (value == NULL && size > 0))
    return FALSE;
  *bytes = g_bytes_new (value, size);
  return TRUE;
}
