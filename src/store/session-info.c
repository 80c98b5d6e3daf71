// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/session-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "store/pack.h"

/* The texts of the info in the order of the table's columns. */
#define N_TEXTS 8

static void
list_texts (StoreSessionInfo *info, char **texts[N_TEXTS])
{
  texts[0] = &info->name;
  texts[1] = &info->work;
  texts[2] = &info->method;
  texts[3] = &info->network_id;
  texts[4] = &info->network_name;
  texts[5] = &info->network_sha256;
  texts[6] = &info->state;
  texts[7] = &info->settings;
}

static gsize
max_text_size (guint i)
{
  return i == N_TEXTS - 1 ? STORE_MAX_SETTINGS : STORE_MAX_WORD;
}

StoreSessionInfo *
store_session_info_new (void)
{
  return g_new0 (StoreSessionInfo, 1);
}

StoreSessionInfo *
store_session_info_copy (const StoreSessionInfo *info)
{
  StoreSessionInfo *copy = g_memdup2 (info, sizeof *info);
  char **texts[N_TEXTS];

  list_texts (copy, texts);
  for (guint i = 0; i < N_TEXTS; i++)
    *texts[i] = g_strdup (*texts[i]);
  copy->path = g_strdup (info->path);
  copy->picture = info->picture != NULL ? g_bytes_ref (info->picture) : NULL;
  return copy;
}

void
store_session_info_free (StoreSessionInfo *info)
{
  char **texts[N_TEXTS];

  if (info == NULL)
    return;
  list_texts (info, texts);
  for (guint i = 0; i < N_TEXTS; i++)
    g_free (*texts[i]);
  g_free (info->path);
  g_clear_pointer (&info->picture, g_bytes_unref);
  g_free (info);
}

gboolean
store_session_run (StoreDatabase *database, sqlite3_stmt *statement, GError **error)
{
  int code = sqlite3_step (statement);

  if (code != SQLITE_DONE)
    store_database_set_error (database, error);
  sqlite3_finalize (statement);
  return code == SQLITE_DONE;
}

/* What is too long or makes no sense is not written, for it could not be read again. */
static gboolean
check_info (StoreDatabase *database, const StoreSessionInfo *info, GError **error)
{
  StoreSessionInfo shallow = *info;
  char **texts[N_TEXTS];
  gboolean sound = info->created >= 0 && info->generation <= G_MAXINT64 &&
                   info->evaluations <= G_MAXINT64 && isfinite (info->seconds) &&
                   info->seconds >= 0 && info->median >= 0 && info->median <= 1 &&
                   info->n_classes <= STORE_MAX_CLASSES && info->n_filled <= info->n_classes &&
                   (info->picture == NULL || g_bytes_get_size (info->picture) <= STORE_MAX_PICTURE);

  list_texts (&shallow, texts);
  for (guint i = 0; i < N_TEXTS; i++)
    if (*texts[i] != NULL)
      sound =
          sound && strlen (*texts[i]) <= max_text_size (i) && g_utf8_validate (*texts[i], -1, NULL);
  if (!sound)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The session “%s” could not be saved: its name, its settings or a number are "
                    "outside their limits."),
                 database->name);
  return sound;
}

gboolean
store_session_put_info (StoreDatabase *database, const StoreSessionInfo *info, GError **error)
{
  StoreSessionInfo shallow = *info;
  sqlite3_stmt *statement;
  char **texts[N_TEXTS];

  if (!check_info (database, info, error))
    return FALSE;
  statement = store_database_prepare (
      database,
      "INSERT INTO session (id, name, work, method, network_id, network_name, network_sha256,"
      " state, settings, created, changed, generation, evaluations, seconds, median, n_classes,"
      " n_filled) VALUES (1, COALESCE (?1, ''), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11,"
      " ?12, ?13, ?14, ?15)"
      " ON CONFLICT DO UPDATE SET name = COALESCE (?1, name), work = ?2, method = ?3,"
      " network_id = ?4, network_name = ?5, network_sha256 = ?6, state = ?7, settings = ?8, "
      "changed = ?9,"
      " generation = ?10, evaluations = ?11, seconds = ?12, median = ?13, n_classes = ?14,"
      " n_filled = ?15",
      error);
  if (statement == NULL)
    return FALSE;
  list_texts (&shallow, texts);
  for (guint i = 0; i < N_TEXTS; i++)
    if (texts[i] == &shallow.name && shallow.name == NULL)
      sqlite3_bind_null (statement, (int) i + 1);
    else
      sqlite3_bind_text (statement, (int) i + 1, *texts[i] != NULL ? *texts[i] : "", -1,
                         SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 9, store_session_now ());
  sqlite3_bind_int64 (statement, 10, (gint64) info->generation);
  sqlite3_bind_int64 (statement, 11, (gint64) info->evaluations);
  sqlite3_bind_double (statement, 12, info->seconds);
  sqlite3_bind_double (statement, 13, info->median);
  sqlite3_bind_int64 (statement, 14, info->n_classes);
  sqlite3_bind_int64 (statement, 15, info->n_filled);
  return store_session_run (database, statement, error);
}

gboolean
store_session_put_part (StoreDatabase *database, const char *name, GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) packed = NULL;
  sqlite3_stmt *statement;
  StorePacking packing;

  if (bytes == NULL)
    return TRUE;
  packed = store_pack (bytes, NULL, STORE_PACK_FASTEST, &packing);
  statement = store_database_prepare (
      database, "INSERT OR REPLACE INTO part (name, size, data) VALUES (?1, ?2, ?3)", error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, (gint64) g_bytes_get_size (bytes));
  sqlite3_bind_blob64 (statement, 3, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed),
                       SQLITE_STATIC);
  return store_session_run (database, statement, error);
}

/* *bytes stays NULL when there is no such part. */
static gboolean
read_part (StoreDatabase *database,
           const char *name,
           gsize max_size,
           GBytes **bytes,
           GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      store_database_prepare (database, "SELECT size, data FROM part WHERE name = ?1", error);
  g_autoptr (GBytes) packed = NULL;
  guint64 size;
  int code;

  *bytes = NULL;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
  code = sqlite3_step (statement);
  if (code == SQLITE_DONE)
    return TRUE;
  if (code != SQLITE_ROW)
    return store_database_set_error (database, error);
  if (store_column_number (statement, 0, max_size, &size) &&
      store_column_bytes (statement, 1, max_size + max_size / 64 + 64, &packed))
    *bytes = store_unpack (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), size,
                           STORE_PACKING_WHOLE, NULL);
  return *bytes != NULL || store_database_set_damaged (database, error);
}

GBytes *
store_session_read_state (StoreSession *session, GError **error)
{
  GBytes *state;

  g_return_val_if_fail (session != NULL, NULL);

  if (!read_part (session->database, "state", STORE_MAX_STATE, &state, error))
    return NULL;
  return state != NULL ? state : g_bytes_new (NULL, 0);
}

GBytes *
store_session_read_part (StoreSession *session, const char *name, gsize max_size, GError **error)
{
  GBytes *bytes = NULL;

  g_return_val_if_fail (session != NULL && name != NULL, NULL);

  if (read_part (session->database, name, MIN (max_size, STORE_MAX_STATE), &bytes, error) &&
      bytes == NULL)
    store_database_set_damaged (session->database, error);
  return bytes;
}

static gboolean
take_row (StoreSessionInfo *info, sqlite3_stmt *row)
{
  guint64 created, changed, n_classes, n_filled;
  char **texts[N_TEXTS];

  list_texts (info, texts);
  for (guint i = 0; i < N_TEXTS; i++)
    if (!store_column_text (row, (int) i, max_text_size (i), texts[i]))
      return FALSE;
  info->seconds = sqlite3_column_double (row, 12);
  if (!store_column_number (row, 8, G_MAXINT64, &created) ||
      !store_column_number (row, 9, G_MAXINT64, &changed) ||
      !store_column_number (row, 10, G_MAXINT64, &info->generation) ||
      !store_column_number (row, 11, G_MAXINT64, &info->evaluations) ||
      sqlite3_column_type (row, 12) != SQLITE_FLOAT || !isfinite (info->seconds) ||
      info->seconds < 0 || !store_column_confidence (row, 13, &info->median) ||
      !store_column_number (row, 14, STORE_MAX_CLASSES, &n_classes) ||
      !store_column_number (row, 15, n_classes, &n_filled))
    return FALSE;
  info->created = (gint64) created;
  info->changed = (gint64) changed;
  info->n_classes = (guint) n_classes;
  info->n_filled = (guint) n_filled;
  return TRUE;
}

static guint64
file_size (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (guint64) status.st_size : 0;
}

StoreSessionInfo *
store_session_info (StoreSession *session, GError **error)
{
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autofree char *log = NULL;
  int code;

  g_return_val_if_fail (session != NULL, NULL);

  statement = store_database_prepare (
      session->database,
      "SELECT name, work, method, network_id, network_name, network_sha256, state, settings,"
      " created, changed, generation, evaluations, seconds, median, n_classes, n_filled"
      " FROM session WHERE id = 1",
      error);
  if (statement == NULL)
    return NULL;
  code = sqlite3_step (statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    {
      store_database_set_error (session->database, error);
      return NULL;
    }
  if (code != SQLITE_ROW || !take_row (info, statement))
    {
      store_database_set_damaged (session->database, error);
      return NULL;
    }
  if (!read_part (session->database, "picture", STORE_MAX_PICTURE, &info->picture, error))
    return NULL;
  log = g_strconcat (session->path, "-wal", NULL);
  info->path = g_strdup (session->path);
  info->file_size = file_size (session->path) + file_size (log);
  info->read_only = session->lock == NULL;
  return g_steal_pointer (&info);
}
