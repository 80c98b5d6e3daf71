// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/session-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define TOP_SIZE 8 /* see session-write.c */

/* All champions together; a small hostile file could ask for far more. */
#define MAX_CHAMPIONS_SIZE ((gsize) 2 << 30)

void
store_individual_free (StoreIndividual *individual)
{
  if (individual == NULL)
    return;
  g_clear_pointer (&individual->genome, g_bytes_unref);
  g_clear_pointer (&individual->image, base_image_unref);
  g_free (individual->crowns);
  g_free (individual);
}

static guint32
get_32 (const guint8 *in)
{
  return in[0] | (guint32) in[1] << 8 | (guint32) in[2] << 16 | (guint32) in[3] << 24;
}

static gboolean
take_top (StoreChampion *champion, sqlite3_stmt *row, int i)
{
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize size;

  if (!store_column_bytes (row, i, EVO_TOP * TOP_SIZE, &bytes))
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  champion->n_top = (guint) (size / TOP_SIZE);
  for (guint j = 0; j < champion->n_top; j++)
    {
      guint32 bits = get_32 (data + j * TOP_SIZE + 4);
      float confidence;

      memcpy (&confidence, &bits, sizeof bits);
      champion->top[j].class_index = get_32 (data + j * TOP_SIZE);
      champion->top[j].confidence = confidence;
      if (champion->top[j].class_index >= STORE_MAX_CLASSES ||
          !(confidence >= 0 && confidence <= 1))
        return FALSE;
    }
  return size % TOP_SIZE == 0;
}

static gboolean
take_parent (sqlite3_stmt *row, int i, guint64 evaluation, guint64 *parent)
{
  *parent = EVO_NO_PARENT;
  return sqlite3_column_type (row, i) == SQLITE_NULL ||
         (evaluation > 0 && store_column_number (row, i, evaluation - 1, parent));
}

static gboolean
take_champion (StoreHeldCell *cell, sqlite3_stmt *row)
{
  guint64 class_index;

  if (!store_column_number (row, 0, STORE_MAX_CLASSES - 1, &class_index) ||
      !store_column_number (row, 1, G_MAXINT64, &cell->champion.evaluation) ||
      !store_column_confidence (row, 2, &cell->champion.confidence) ||
      !store_column_number (row, 3, G_MAXINT64, &cell->champion.improvements) ||
      !take_top (&cell->champion, row, 4) ||
      !store_column_number (row, 5, G_MAXINT64, &cell->origin.generation) ||
      !take_parent (row, 6, cell->champion.evaluation, &cell->origin.parent))
    return FALSE;
  cell->champion.class_index = (guint) class_index;
  cell->origin.evaluation = cell->champion.evaluation;
  return TRUE;
}

static void
held_cell_clear (gpointer data)
{
  StoreHeldCell *cell = data;

  g_clear_pointer (&cell->genome, g_bytes_unref);
  g_clear_pointer (&cell->image, base_image_unref);
}

static gint
compare_classes (gconstpointer a, gconstpointer b)
{
  guint x = ((const StoreHeldCell *) a)->champion.class_index;
  guint y = ((const StoreHeldCell *) b)->champion.class_index;

  return x < y ? -1 : x > y;
}

/* Classes that one image holds come one after the other and share it. */
static gboolean
take_held_body (StoreSession *session,
                StoreHeldCell *cell,
                GArray *cells,
                gsize *size,
                GError **error)
{
  const StoreHeldCell *last =
      cells->len > 0 ? &g_array_index (cells, StoreHeldCell, cells->len - 1) : NULL;
  const StoreBody *body;

  if (last != NULL && last->champion.evaluation == cell->champion.evaluation)
    {
      cell->genome = last->genome != NULL ? g_bytes_ref (last->genome) : NULL;
      cell->image = last->image != NULL ? base_image_ref (last->image) : NULL;
      return TRUE;
    }
  body = store_bodies_read (session, cell->champion.evaluation, error);
  if (body == NULL)
    return FALSE;
  *size += g_bytes_get_size (body->bytes);
  return (*size <= MAX_CHAMPIONS_SIZE && store_body_get (body, &cell->genome, &cell->image)) ||
         store_database_set_damaged (session->database, error);
}

/* What is read in several steps is of one moment: a transaction that only reads. */
static gboolean
begin_reading (StoreSession *session, GError **error)
{
  return store_database_execute (session->database, "BEGIN", error);
}

static void
end_reading (StoreSession *session)
{
  sqlite3_exec (session->database->handle, "COMMIT", NULL, NULL, NULL);
}

static gboolean
read_cells (StoreSession *session, GArray *cells, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (
      session->database,
      "SELECT c.class, c.evaluation, c.confidence, c.improvements, c.top, i.generation, i.parent"
      " FROM champion AS c LEFT JOIN individual AS i ON i.evaluation = c.evaluation"
      " ORDER BY c.evaluation",
      error);
  gsize size = 0;
  int code;

  if (statement == NULL)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      StoreHeldCell cell = { .genome = NULL };

      if (!take_champion (&cell, statement))
        return store_database_set_damaged (session->database, error);
      if (!take_held_body (session, &cell, cells, &size, error))
        return FALSE;
      g_array_append_val (cells, cell);
    }
  return code == SQLITE_DONE || store_database_set_error (session->database, error);
}

GArray *
store_session_read_champions (StoreSession *session, GError **error)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, TRUE, sizeof (StoreHeldCell));
  gboolean done;

  g_return_val_if_fail (session != NULL, NULL);

  g_array_set_clear_func (cells, held_cell_clear);
  if (!begin_reading (session, error))
    return NULL;
  done = read_cells (session, cells, error);
  end_reading (session);
  if (!done)
    return NULL;
  g_array_sort (cells, compare_classes);
  return g_steal_pointer (&cells);
}

gboolean
store_session_find_champion (StoreSession *session,
                             guint class_index,
                             guint64 *evaluation,
                             float *confidence,
                             GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  int code;

  g_return_val_if_fail (session != NULL, FALSE);

  statement = store_database_prepare (
      session->database, "SELECT evaluation, confidence FROM champion WHERE class = ?1", error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, class_index);
  code = sqlite3_step (statement);
  if (code == SQLITE_DONE)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                 _ ("The session has no image for class %u yet."), class_index);
  else if (code != SQLITE_ROW)
    store_database_set_error (session->database, error);
  else if (!store_column_number (statement, 0, G_MAXINT64, evaluation) ||
           !store_column_confidence (statement, 1, confidence))
    store_database_set_damaged (session->database, error);
  else
    return TRUE;
  return FALSE;
}

static gboolean
take_crown (GArray *crowns, sqlite3_stmt *row, int i)
{
  StoreCrown crown;
  guint64 class_index;

  if (!store_column_number (row, i, STORE_MAX_CLASSES - 1, &class_index) ||
      !store_column_confidence (row, i + 1, &crown.confidence))
    return FALSE;
  crown.class_index = (guint) class_index;
  g_array_append_val (crowns, crown);
  return TRUE;
}

static gboolean
read_crowns_of (StoreSession *session, StoreIndividual *individual, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (
      session->database, "SELECT class, confidence FROM crown WHERE evaluation = ?1 ORDER BY class",
      error);
  g_autoptr (GArray) crowns = g_array_new (FALSE, FALSE, sizeof (StoreCrown));
  int code;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) individual->origin.evaluation);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    if (!take_crown (crowns, statement, 0))
      return store_database_set_damaged (session->database, error);
  if (code != SQLITE_DONE)
    return store_database_set_error (session->database, error);
  individual->n_crowns = crowns->len;
  individual->crowns = (StoreCrown *) g_array_free (g_steal_pointer (&crowns), FALSE);
  return TRUE;
}

/* All but the crowns. */
static StoreIndividual *
read_individual (StoreSession *session, guint64 evaluation, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (
      session->database, "SELECT generation, parent FROM individual WHERE evaluation = ?1", error);
  g_autoptr (StoreIndividual) individual = g_new0 (StoreIndividual, 1);
  const StoreBody *body;

  if (statement == NULL)
    return NULL;
  individual->origin.evaluation = evaluation;
  /* A missing one is found out here. */
  body = store_bodies_read (session, evaluation, error);
  if (body == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, (gint64) evaluation);
  if (sqlite3_step (statement) != SQLITE_ROW)
    {
      store_database_set_error (session->database, error);
      return NULL;
    }
  if (!store_column_number (statement, 0, G_MAXINT64, &individual->origin.generation) ||
      !take_parent (statement, 1, evaluation, &individual->origin.parent) ||
      !store_body_get (body, &individual->genome, &individual->image))
    {
      store_database_set_damaged (session->database, error);
      return NULL;
    }
  return g_steal_pointer (&individual);
}

/* From the youngest back. A parent that the session does not have ends the line. */
static gboolean
read_line (StoreSession *session, guint64 evaluation, GPtrArray *line, GError **error)
{
  gsize size = 0;

  while (evaluation != EVO_NO_PARENT)
    {
      g_autoptr (GError) cause = NULL;
      StoreIndividual *individual = read_individual (session, evaluation, &cause);

      if (individual == NULL && line->len > 0 &&
          g_error_matches (cause, BASE_ERROR, BASE_ERROR_NOT_FOUND))
        return TRUE;
      if (individual == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      g_ptr_array_add (line, individual);
      size += individual->genome != NULL ? g_bytes_get_size (individual->genome)
                                         : base_image_size (individual->image);
      if (size > MAX_CHAMPIONS_SIZE)
        return store_database_set_damaged (session->database, error);
      if (!read_crowns_of (session, individual, error))
        return FALSE;
      evaluation = individual->origin.parent;
    }
  return TRUE;
}

GPtrArray *
store_session_read_ancestors (StoreSession *session, guint64 evaluation, GError **error)
{
  g_autoptr (GPtrArray) line = NULL;
  gboolean done;

  g_return_val_if_fail (session != NULL && evaluation != EVO_NO_PARENT, NULL);

  line = g_ptr_array_new_with_free_func ((GDestroyNotify) store_individual_free);
  if (!begin_reading (session, error))
    return NULL;
  done = read_line (session, evaluation, line, error);
  end_reading (session);
  if (!done)
    return NULL;
  for (guint i = 0; i < line->len / 2; i++)
    {
      gpointer other = line->pdata[line->len - 1 - i];

      line->pdata[line->len - 1 - i] = line->pdata[i];
      line->pdata[i] = other;
    }
  return g_steal_pointer (&line);
}

/* The crowns collected so far belong to the last individual. */
static void
hand_over (GPtrArray *list, GArray *crowns)
{
  StoreIndividual *last;

  if (crowns->len == 0)
    return;
  last = g_ptr_array_index (list, list->len - 1);
  last->n_crowns = crowns->len;
  last->crowns = g_memdup2 (crowns->data, crowns->len * sizeof (StoreCrown));
  g_array_set_size (crowns, 0);
}

static gboolean
add_crown (StoreSession *session,
           GPtrArray *list,
           GArray *crowns,
           sqlite3_stmt *row,
           GError **error)
{
  StoreIndividual *last = list->len > 0 ? g_ptr_array_index (list, list->len - 1) : NULL;
  guint64 evaluation;

  if (!store_column_number (row, 0, G_MAXINT64, &evaluation))
    return store_database_set_damaged (session->database, error);
  if (last == NULL || last->origin.evaluation != evaluation)
    {
      hand_over (list, crowns);
      last = read_individual (session, evaluation, error);
      if (last == NULL)
        return FALSE;
      g_ptr_array_add (list, last);
    }
  return take_crown (crowns, row, 1) || store_database_set_damaged (session->database, error);
}

static gboolean
read_span (StoreSession *session, guint64 from, guint64 to, GPtrArray *list, GError **error)
{
  /* With max, SQLite takes the other columns from the row that has it. */
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (
      session->database,
      "SELECT max (evaluation) AS last, class, confidence FROM crown"
      " WHERE evaluation >= ?1 AND evaluation < ?2 GROUP BY class ORDER BY last, class",
      error);
  g_autoptr (GArray) crowns = g_array_new (FALSE, FALSE, sizeof (StoreCrown));
  int code;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) MIN (from, G_MAXINT64));
  sqlite3_bind_int64 (statement, 2, (gint64) MIN (to, G_MAXINT64));
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    if (!add_crown (session, list, crowns, statement, error))
      return FALSE;
  hand_over (list, crowns);
  return code == SQLITE_DONE || store_database_set_error (session->database, error);
}

GPtrArray *
store_session_read_crowns (StoreSession *session, guint64 from, guint64 to, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  gboolean done;

  g_return_val_if_fail (session != NULL, NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_individual_free);
  if (!begin_reading (session, error))
    return NULL;
  done = read_span (session, from, to, list, error);
  end_reading (session);
  return done ? g_steal_pointer (&list) : NULL;
}
