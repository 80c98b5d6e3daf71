// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/picks.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "store/database.h"

/* A pick is kept as the very PNG file that "Save" would write, so there is one format to read.
 * The hash of the genome, or of the pixels without one, makes "the same network, class and image" a
 * unique key of fixed size. "FOOL" tells our files from other programs' databases. */
#define APPLICATION_ID 0x464f4f4c
#define PICKS_TABLE                                                                                \
  "CREATE TABLE picks ("                                                                           \
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"                                                        \
  "  created INTEGER NOT NULL,"                                                                    \
  "  network TEXT NOT NULL,"                                                                       \
  "  class INTEGER NOT NULL,"                                                                      \
  "  genome_sha256 TEXT NOT NULL,"                                                                 \
  "  png BLOB NOT NULL,"                                                                           \
  "  UNIQUE (network, class, genome_sha256));\n"
#define NOTES_TABLE                                                                                \
  "CREATE TABLE notes ("                                                                           \
  "  pick INTEGER PRIMARY KEY,"                                                                    \
  "  note TEXT NOT NULL);\n"

/* Before there were notes, and with them. */
static const StoreSchema old_schema = { APPLICATION_ID, 1, PICKS_TABLE };
static const StoreSchema schema = { APPLICATION_ID, 2, PICKS_TABLE NOTES_TABLE };

struct _StorePicks
{
  StoreDatabase *database;
  gboolean has_notes;
};

void
store_pick_free (StorePick *pick)
{
  if (pick == NULL)
    return;
  store_specimen_unref (pick->specimen);
  g_free (pick->note);
  g_free (pick);
}

/* Inside a transaction, so that of two programs that start at once only one makes the table. */
static gboolean
make_table (StoreDatabase *database, GError **error)
{
  gint64 version;

  if (!store_database_execute (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (store_database_number (database, "PRAGMA user_version", &version, error) &&
      (version != 0 || store_database_make (database, &schema, error)) &&
      store_database_execute (database, "COMMIT", error))
    return TRUE;
  sqlite3_exec (database->handle, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/* Adds what the older version does not have. Of two programs that start at once only one does. */
static gboolean
add_notes (StoreDatabase *database, GError **error)
{
  gint64 version;

  if (!store_database_execute (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (store_database_number (database, "PRAGMA user_version", &version, error) &&
      (version != old_schema.version ||
       store_database_execute (database, NOTES_TABLE "PRAGMA user_version = 2;", error)) &&
      store_database_execute (database, "COMMIT", error))
    return TRUE;
  sqlite3_exec (database->handle, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/* Sound picks without notes can be shown, whatever keeps the file from being changed. */
static gboolean
upgrade (StorePicks *picks, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (!store_database_check (picks->database, &old_schema, error) ||
      !store_database_check_pages (picks->database, error))
    return FALSE;
  picks->has_notes = add_notes (picks->database, &cause);
  if (!picks->has_notes)
    g_message ("Notes cannot be kept: %s", cause->message);
  return TRUE;
}

static gboolean
prepare_database (StorePicks *picks, GError **error)
{
  StoreDatabase *database = picks->database;
  gint64 version, application, n_tables;

  if (!store_database_number (database, "PRAGMA user_version", &version, error) ||
      !store_database_number (database, "PRAGMA application_id", &application, error) ||
      !store_database_number (database, "SELECT count (*) FROM sqlite_schema", &n_tables, error))
    return FALSE;
  if (version == 0 && application == 0 && n_tables == 0 && !make_table (database, error))
    return FALSE;
  if (version == old_schema.version && application == APPLICATION_ID)
    return upgrade (picks, error);
  /* A complete file is only read here: a file that cannot be written can still be shown. */
  picks->has_notes = TRUE;
  return store_database_check (database, &schema, error) &&
         store_database_check_pages (database, error);
}

StorePicks *
store_picks_open (const char *path, GError **error)
{
  g_autoptr (StorePicks) picks = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;
      g_autofree char *name = g_filename_display_name (folder);

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                   _ ("The folder “%s” for picks cannot be made: %s."), name, g_strerror (code));
      return NULL;
    }
  picks = g_new0 (StorePicks, 1);
  picks->database = store_database_open (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  if (picks->database == NULL || !prepare_database (picks, error))
    return NULL;
  return g_steal_pointer (&picks);
}

void
store_picks_close (StorePicks *picks)
{
  if (picks == NULL)
    return;
  store_database_close (picks->database);
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

/* id, created: 0 = new ones. */
static gint64
insert (StorePicks *picks,
        const StoreSpecimen *specimen,
        gint64 wanted_id,
        gint64 created,
        GError **error)
{
  g_autoptr (GBytes) png = NULL;
  sqlite3_stmt *statement;
  gint64 id = -1;
  gsize size;
  gconstpointer data;

  png = store_specimen_encode (specimen, error);
  if (png == NULL)
    return -1;
  /* Only a row that is written is returned: where there is one already, it is set to what it is. */
  statement = store_database_prepare (
      picks->database,
      "INSERT INTO picks (network, class, genome_sha256, created, png, id)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
      " ON CONFLICT (network, class, genome_sha256) DO UPDATE SET class = class"
      " RETURNING id",
      error);
  if (statement == NULL)
    return -1;
  bind_key (statement, specimen);
  sqlite3_bind_int64 (statement, 4, created != 0 ? created : g_get_real_time ());
  data = g_bytes_get_data (png, &size);
  sqlite3_bind_blob64 (statement, 5, data, size, SQLITE_STATIC);
  if (wanted_id > 0)
    sqlite3_bind_int64 (statement, 6, wanted_id); /* else NULL, and SQLite chooses one */
  if (sqlite3_step (statement) == SQLITE_ROW)
    id = sqlite3_column_int64 (statement, 0);
  /* The change is complete with the step after the row. */
  if (id >= 0 && sqlite3_step (statement) != SQLITE_DONE)
    id = -1;
  if (id < 0)
    store_database_set_error (picks->database, error);
  sqlite3_finalize (statement);
  return id;
}

gint64
store_picks_add (StorePicks *picks, const StoreSpecimen *specimen, GError **error)
{
  g_return_val_if_fail (picks != NULL && specimen != NULL, -1);

  return insert (picks, specimen, 0, 0, error);
}

gint64
store_picks_restore (StorePicks *picks, const StorePick *pick, GError **error)
{
  gint64 id;

  g_return_val_if_fail (picks != NULL && pick != NULL && pick->specimen != NULL, -1);

  id = insert (picks, pick->specimen, pick->id, pick->created, error);
  if (id >= 0 && pick->note != NULL && !store_picks_set_note (picks, id, pick->note, error))
    return -1;
  return id;
}

/* Runs a statement with the id, and the text if it is not NULL. */
static gboolean
run_for_pick (StorePicks *picks, const char *sql, gint64 id, const char *text, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (picks->database, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  if (text != NULL)
    sqlite3_bind_text (statement, 2, text, -1, SQLITE_TRANSIENT);
  return sqlite3_step (statement) == SQLITE_DONE ||
         store_database_set_error (picks->database, error);
}

gboolean
store_picks_set_note (StorePicks *picks, gint64 id, const char *note, GError **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (picks != NULL, FALSE);

  if (!picks->has_notes && !add_notes (picks->database, error))
    return FALSE;
  picks->has_notes = TRUE;
  if (note == NULL || *note == '\0')
    return run_for_pick (picks, "DELETE FROM notes WHERE pick = ?1", id, NULL, error);
  if (strlen (note) > STORE_NOTE_MAX)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                           _ ("The note is too long to be kept; shorten it."));
      return FALSE;
    }
  text = g_utf8_make_valid (note, -1);
  return run_for_pick (picks,
                       "INSERT INTO notes (pick, note) SELECT id, ?2 FROM picks WHERE id = ?1"
                       " ON CONFLICT (pick) DO UPDATE SET note = excluded.note",
                       id, text, error);
}

gboolean
store_picks_remove (StorePicks *picks, gint64 id, GError **error)
{
  sqlite3_stmt *statement;
  gboolean done;

  g_return_val_if_fail (picks != NULL, FALSE);

  statement = store_database_prepare (picks->database, "DELETE FROM picks WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  done = sqlite3_step (statement) == SQLITE_DONE;
  if (!done)
    store_database_set_error (picks->database, error);
  else if (sqlite3_changes (picks->database->handle) == 0)
    {
      done = FALSE;
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND, _ ("The pick is not in “%s” any more."),
                   picks->database->name);
    }
  sqlite3_finalize (statement);
  /* A note that stayed behind would do no harm: an id is never given twice. */
  if (done && picks->has_notes)
    run_for_pick (picks, "DELETE FROM notes WHERE pick = ?1", id, NULL, NULL);
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
  specimen = store_specimen_decode (png, picks->database->name, error);
  if (specimen == NULL)
    return NULL;
  pick = g_new0 (StorePick, 1);
  pick->id = sqlite3_column_int64 (statement, 0);
  pick->created = sqlite3_column_int64 (statement, 1);
  pick->specimen = specimen;
  if (sqlite3_column_type (statement, 3) == SQLITE_TEXT)
    pick->note = g_utf8_make_valid ((const char *) sqlite3_column_text (statement, 3),
                                    sqlite3_column_bytes (statement, 3));
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
  statement = store_database_prepare (
      picks->database,
      picks->has_notes ? "SELECT id, created, png, note FROM picks LEFT JOIN notes ON pick = id"
                         " ORDER BY id DESC"
                       : "SELECT id, created, png, NULL FROM picks ORDER BY id DESC",
      error);
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
    store_database_set_error (picks->database, error);
  sqlite3_finalize (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&list) : NULL;
}
