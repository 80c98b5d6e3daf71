// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/session-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

/* Bytes of one class in the column `top`: its number and the bits of its confidence. */
#define TOP_SIZE 8

static gboolean
set_argument_error (StoreSession *session, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("The session “%s” could not be saved: its images contradict each other."),
               session->database->name);
  return FALSE;
}

static gboolean
is_confidence (float value)
{
  return value >= 0 && value <= 1;
}

static void
put_32 (guint8 *out, guint32 value)
{
  for (guint i = 0; i < 4; i++)
    out[i] = (guint8) (value >> (8 * i));
}

static gboolean
write_crowns (StoreSession *session, const StoreIndividual *individual, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (
      session->database,
      "INSERT INTO crown (evaluation, class, confidence) VALUES (?1, ?2, ?3)"
      " ON CONFLICT DO NOTHING",
      error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < individual->n_crowns; i++)
    {
      const StoreCrown *crown = &individual->crowns[i];

      if (!is_confidence (crown->confidence) || crown->class_index >= STORE_MAX_CLASSES)
        return set_argument_error (session, error);
      sqlite3_reset (statement);
      sqlite3_bind_int64 (statement, 1, (gint64) individual->origin.evaluation);
      sqlite3_bind_int64 (statement, 2, crown->class_index);
      sqlite3_bind_double (statement, 3, crown->confidence);
      if (sqlite3_step (statement) != SQLITE_DONE)
        return store_database_set_error (session->database, error);
    }
  return TRUE;
}

static gboolean
write_individuals (StoreSession *session, const StoreCheckpoint *checkpoint, GError **error)
{
  for (guint i = 0; i < checkpoint->n_individuals; i++)
    {
      const StoreIndividual *individual = &checkpoint->individuals[i];

      if (individual->origin.evaluation > G_MAXINT64 ||
          individual->origin.generation > G_MAXINT64 ||
          (individual->origin.parent != EVO_NO_PARENT &&
           individual->origin.parent >= individual->origin.evaluation) ||
          (individual->genome == NULL) == (individual->image == NULL))
        return set_argument_error (session, error);
      if (!store_bodies_write (session, individual, error) ||
          !write_crowns (session, individual, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_champion (StoreSession *session,
                sqlite3_stmt *statement,
                const StoreChampion *champion,
                GError **error)
{
  guint8 top[EVO_TOP * TOP_SIZE];

  if (!is_confidence (champion->confidence) || champion->class_index >= STORE_MAX_CLASSES ||
      champion->evaluation > G_MAXINT64 || champion->improvements > G_MAXINT64 ||
      champion->n_top > EVO_TOP)
    return set_argument_error (session, error);
  for (guint i = 0; i < champion->n_top; i++)
    {
      guint32 bits;

      memcpy (&bits, &champion->top[i].confidence, sizeof bits);
      put_32 (top + i * TOP_SIZE, champion->top[i].class_index);
      put_32 (top + i * TOP_SIZE + 4, bits);
    }
  sqlite3_reset (statement);
  sqlite3_bind_int64 (statement, 1, champion->class_index);
  sqlite3_bind_int64 (statement, 2, (gint64) champion->evaluation);
  sqlite3_bind_double (statement, 3, champion->confidence);
  sqlite3_bind_int64 (statement, 4, (gint64) champion->improvements);
  sqlite3_bind_blob (statement, 5, top, (int) champion->n_top * TOP_SIZE, SQLITE_TRANSIENT);
  if (sqlite3_step (statement) != SQLITE_DONE)
    return store_database_set_error (session->database, error);
  /* Nothing is put in where there is no such individual. */
  return sqlite3_changes (session->database->handle) == 1 || set_argument_error (session, error);
}

static gboolean
write_champions (StoreSession *session, const StoreCheckpoint *checkpoint, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (
      session->database,
      "INSERT OR REPLACE INTO champion (class, evaluation, confidence, improvements, top)"
      " SELECT ?1, evaluation, ?3, ?4, ?5 FROM individual WHERE evaluation = ?2",
      error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < checkpoint->n_champions; i++)
    if (!write_champion (session, statement, &checkpoint->champions[i], error))
      return FALSE;
  return TRUE;
}

/* The session's own parts have names without a dash. */
static gboolean
write_parts (StoreSession *session, const StoreCheckpoint *checkpoint, GError **error)
{
  for (guint i = 0; i < checkpoint->n_parts; i++)
    {
      const StorePart *part = &checkpoint->parts[i];

      if (strchr (part->name, '-') == NULL || strlen (part->name) > STORE_MAX_PART_NAME ||
          g_bytes_get_size (part->bytes) > STORE_MAX_STATE)
        return set_argument_error (session, error);
      if (!store_session_put_part (session->database, part->name, part->bytes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_all (StoreSession *session, const StoreCheckpoint *checkpoint, GError **error)
{
  if (checkpoint->state != NULL && g_bytes_get_size (checkpoint->state) > STORE_MAX_STATE)
    return set_argument_error (session, error);
  return write_individuals (session, checkpoint, error) &&
         write_champions (session, checkpoint, error) && write_parts (session, checkpoint, error) &&
         store_session_put_info (session->database, checkpoint->info, error) &&
         store_session_put_part (session->database, "picture", checkpoint->info->picture, error) &&
         store_session_put_part (session->database, "state", checkpoint->state, error) &&
         store_database_execute (session->database, "COMMIT", error);
}

gboolean
store_session_write_checkpoint (StoreSession *session,
                                const StoreCheckpoint *checkpoint,
                                GError **error)
{
  if (!store_database_execute (session->database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (write_all (session, checkpoint, error))
    return TRUE;
  /* SQLite may have done it already. */
  sqlite3_exec (session->database->handle, "ROLLBACK", NULL, NULL, NULL);
  store_bodies_clear (session->bodies);
  return FALSE;
}

gboolean
store_session_write (StoreSession *session, const StoreCheckpoint *checkpoint, GError **error)
{
  g_return_val_if_fail (session != NULL && checkpoint != NULL && checkpoint->info != NULL, FALSE);

  if (session->lock == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_READ_ONLY,
                   _ ("“%s” was opened to be looked at only, so it is not saved."),
                   session->database->name);
      return FALSE;
    }
  if (!store_session_write_checkpoint (session, checkpoint, error))
    return FALSE;
  /* It is on the disk, in the log. Who copies or moves the file while it is open takes no log with
   * it, so that the file itself has it, too; where it cannot, it comes with the next one. */
  sqlite3_wal_checkpoint_v2 (session->database->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
                             NULL);
  return TRUE;
}
