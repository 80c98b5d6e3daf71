// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/session-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "store/pack.h"

/* The body of an individual is its serialised genome, or of one without a genome its image: width
 * and height (2 bytes each, little-endian), channels (1) and the pixels. One whose parent's body
 * has the same size is kept as the difference to it, but never more than MAX_DEPTH differences in a
 * row, so that any of them is read with a bounded effort. */
#define MAX_DEPTH         8
#define IMAGE_HEADER_SIZE 5

#define MAX_CACHE (96u << 20) /* bytes */

typedef struct
{
  gint64 evaluation; /* the key */
  StoreBody body;
  GList link; /* in `recent`, newest first */
} Entry;

struct _StoreBodies
{
  GHashTable *entries; /* gint64 * in the entry -> Entry * */
  GQueue recent;
  gsize size;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_bytes_unref (entry->body.bytes);
  g_free (entry);
}

StoreBodies *
store_bodies_new (void)
{
  StoreBodies *bodies = g_new0 (StoreBodies, 1);

  bodies->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free);
  g_queue_init (&bodies->recent);
  return bodies;
}

void
store_bodies_clear (StoreBodies *bodies)
{
  g_hash_table_remove_all (bodies->entries);
  g_queue_init (&bodies->recent);
  bodies->size = 0;
}

void
store_bodies_free (StoreBodies *bodies)
{
  if (bodies == NULL)
    return;
  g_hash_table_unref (bodies->entries);
  g_free (bodies);
}

static const StoreBody *
find (StoreBodies *bodies, gint64 evaluation)
{
  Entry *entry = g_hash_table_lookup (bodies->entries, &evaluation);

  if (entry == NULL)
    return NULL;
  g_queue_unlink (&bodies->recent, &entry->link);
  g_queue_push_head_link (&bodies->recent, &entry->link);
  return &entry->body;
}

/* Takes the reference. */
static const StoreBody *
keep (StoreBodies *bodies, gint64 evaluation, GBytes *bytes, gboolean is_image, guint depth)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->evaluation = evaluation;
  entry->body = (StoreBody){ .bytes = bytes, .is_image = is_image, .depth = depth };
  entry->link.data = entry;
  g_hash_table_replace (bodies->entries, &entry->evaluation, entry);
  g_queue_push_head_link (&bodies->recent, &entry->link);
  bodies->size += g_bytes_get_size (bytes);
  while (bodies->size > MAX_CACHE && bodies->recent.length > 1)
    {
      Entry *oldest = g_queue_peek_tail (&bodies->recent);

      g_queue_unlink (&bodies->recent, &oldest->link);
      bodies->size -= g_bytes_get_size (oldest->body.bytes);
      g_hash_table_remove (bodies->entries, &oldest->evaluation);
    }
  return &entry->body;
}

/* One row, still packed. */
typedef struct
{
  gint64 evaluation;
  guint64 size, packing, is_image, parent;
  GBytes *packed;
} Row;

static void
row_clear (gpointer data)
{
  g_bytes_unref (((Row *) data)->packed);
}

static gboolean
read_row (StoreDatabase *database, sqlite3_stmt *statement, Row *row, GError **error)
{
  int code;

  sqlite3_reset (statement);
  sqlite3_bind_int64 (statement, 1, row->evaluation);
  code = sqlite3_step (statement);
  if (code == SQLITE_DONE)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("The image is not in the session “%s”."), database->name);
      return FALSE;
    }
  if (code != SQLITE_ROW)
    return store_database_set_error (database, error);
  if (!store_column_number (statement, 0, STORE_MAX_BODY, &row->size) ||
      !store_column_number (statement, 1, STORE_PACKING_DIFFERENCE, &row->packing) ||
      !store_column_number (statement, 2, 1, &row->is_image) ||
      (row->packing == STORE_PACKING_DIFFERENCE &&
       !store_column_number (statement, 3, (guint64) row->evaluation - 1, &row->parent)) ||
      !store_column_bytes (statement, 4, STORE_MAX_BODY, &row->packed))
    return store_database_set_damaged (database, error);
  return TRUE;
}

/* The rows from the asked one back to a whole one, or to one whose body is in memory. */
static GArray *
read_rows (StoreSession *session, gint64 evaluation, const StoreBody **base, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = store_database_prepare (
      session->database,
      "SELECT size, packing, is_image, parent, body FROM individual WHERE evaluation = ?1", error);
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (Row));

  g_array_set_clear_func (rows, row_clear);
  *base = NULL;
  if (statement == NULL)
    return NULL;
  for (;;)
    {
      Row row = { .evaluation = evaluation };

      if (evaluation < 0 || rows->len > MAX_DEPTH)
        {
          store_database_set_damaged (session->database, error);
          return NULL;
        }
      if (!read_row (session->database, statement, &row, error))
        {
          /* That the asked one is missing may be; that one on the way is, not. */
          if (rows->len > 0 && error != NULL &&
              g_error_matches (*error, BASE_ERROR, BASE_ERROR_NOT_FOUND))
            {
              g_clear_error (error);
              store_database_set_damaged (session->database, error);
            }
          return NULL;
        }
      g_array_append_val (rows, row);
      if (row.packing == STORE_PACKING_WHOLE)
        return g_steal_pointer (&rows);
      evaluation = (gint64) row.parent;
      *base = find (session->bodies, evaluation);
      if (*base != NULL)
        return g_steal_pointer (&rows);
    }
}

const StoreBody *
store_bodies_read (StoreSession *session, guint64 evaluation, GError **error)
{
  const StoreBody *body;
  g_autoptr (GArray) rows = NULL;

  if (evaluation > G_MAXINT64)
    evaluation = G_MAXINT64;
  body = find (session->bodies, (gint64) evaluation);
  if (body != NULL)
    return body;
  rows = read_rows (session, (gint64) evaluation, &body, error);
  if (rows == NULL)
    return NULL;
  for (guint i = rows->len; i-- > 0;)
    {
      const Row *row = &g_array_index (rows, Row, i);
      gsize n;
      gconstpointer packed = g_bytes_get_data (row->packed, &n);
      guint depth = row->packing == STORE_PACKING_WHOLE ? 0 : body->depth + 1;
      GBytes *bytes = store_unpack (packed, n, row->size, (StorePacking) row->packing,
                                    body != NULL ? body->bytes : NULL);

      if (bytes == NULL || depth > MAX_DEPTH ||
          (depth > 0 && (row->is_image != 0) != body->is_image))
        {
          if (bytes != NULL)
            g_bytes_unref (bytes);
          store_database_set_damaged (session->database, error);
          return NULL;
        }
      body = keep (session->bodies, row->evaluation, bytes, row->is_image != 0, depth);
    }
  return body;
}

static GBytes *
image_to_bytes (const BaseImage *image)
{
  gsize n = base_image_size (image);
  guint8 *bytes = g_malloc (IMAGE_HEADER_SIZE + n);

  bytes[0] = (guint8) image->width;
  bytes[1] = (guint8) (image->width >> 8);
  bytes[2] = (guint8) image->height;
  bytes[3] = (guint8) (image->height >> 8);
  bytes[4] = (guint8) image->channels;
  memcpy (bytes + IMAGE_HEADER_SIZE, image->pixels, n);
  return g_bytes_new_take (bytes, IMAGE_HEADER_SIZE + n);
}

static BaseImage *
image_from_bytes (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint width, height, channels;
  BaseImage *image;

  if (size < IMAGE_HEADER_SIZE)
    return NULL;
  width = data[0] | (guint) data[1] << 8;
  height = data[2] | (guint) data[3] << 8;
  channels = data[4];
  if (width < 1 || width > BASE_IMAGE_MAX_SIDE || height < 1 || height > BASE_IMAGE_MAX_SIDE ||
      (channels != 1 && channels != 3) ||
      size != IMAGE_HEADER_SIZE + (gsize) width * height * channels)
    return NULL;
  image = base_image_new (width, height, channels);
  memcpy (image->pixels, data + IMAGE_HEADER_SIZE, size - IMAGE_HEADER_SIZE);
  return image;
}

gboolean
store_body_get (const StoreBody *body, GBytes **genome, BaseImage **image)
{
  *genome = NULL;
  *image = NULL;
  if (body->is_image)
    *image = image_from_bytes (body->bytes);
  else
    *genome = g_bytes_ref (body->bytes);
  return *genome != NULL || *image != NULL;
}

/* The parent's body, if this one may be kept as a difference to it. A parent that is not in the
 * session is none: *base becomes NULL. */
static gboolean
find_base (StoreSession *session,
           const StoreIndividual *individual,
           const StoreBody **base,
           GError **error)
{
  g_autoptr (GError) cause = NULL;

  *base = NULL;
  if (individual->origin.parent == EVO_NO_PARENT)
    return TRUE;
  *base = store_bodies_read (session, individual->origin.parent, &cause);
  if (*base == NULL && !g_error_matches (cause, BASE_ERROR, BASE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (*base != NULL &&
      ((*base)->is_image != (individual->genome == NULL) || (*base)->depth >= MAX_DEPTH))
    *base = NULL;
  return TRUE;
}

gboolean
store_bodies_write (StoreSession *session, const StoreIndividual *individual, GError **error)
{
  StoreDatabase *database = session->database;
  sqlite3_stmt *statement;
  g_autoptr (GBytes) bytes = NULL, packed = NULL;
  const StoreBody *base;
  StorePacking packing;
  guint depth;

  if (!find_base (session, individual, &base, error))
    return FALSE;
  bytes = individual->genome != NULL ? g_bytes_ref (individual->genome)
                                     : image_to_bytes (individual->image);
  if (g_bytes_get_size (bytes) > STORE_MAX_BODY)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("An image of the session “%s” is too large to be saved."), database->name);
      return FALSE;
    }
  packed = store_pack (bytes, base != NULL ? base->bytes : NULL, STORE_PACK_DEFAULT, &packing);
  depth = packing == STORE_PACKING_WHOLE ? 0 : base->depth + 1;

  statement = store_database_prepare (
      database,
      "INSERT INTO individual (evaluation, generation, parent, is_image, size, packing, body)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
      error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) individual->origin.evaluation);
  sqlite3_bind_int64 (statement, 2, (gint64) individual->origin.generation);
  if (individual->origin.parent != EVO_NO_PARENT)
    sqlite3_bind_int64 (statement, 3, (gint64) individual->origin.parent);
  sqlite3_bind_int (statement, 4, individual->genome == NULL);
  sqlite3_bind_int64 (statement, 5, (gint64) g_bytes_get_size (bytes));
  sqlite3_bind_int (statement, 6, (int) packing);
  sqlite3_bind_blob64 (statement, 7, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed),
                       SQLITE_STATIC);
  if (!store_session_run (database, statement, error))
    return FALSE;
  if (sqlite3_changes (database->handle) > 0)
    keep (session->bodies, (gint64) individual->origin.evaluation, g_steal_pointer (&bytes),
          individual->genome == NULL, depth);
  return TRUE;
}
