// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* What our SQLite files have in common: how they are opened, recognised and checked, and the
 * sentence for each failure. Errors are as in store/session.h. */

/* A kind of file. */
typedef struct
{
  gint32 application_id;
  gint32 version;     /* user_version */
  const char *schema; /* CREATE TABLE statements, each ending in ";\n" */
} StoreSchema;

typedef struct
{
  sqlite3 *handle;
  char *name; /* of the file, for messages */
} StoreDatabase;

/* Opens an existing file (with flags SQLITE_OPEN_CREATE, also none) so that it can do no harm. The
 * content is not looked at. */
StoreDatabase *store_database_open (const char *path, int flags, GError **error);
void store_database_close (StoreDatabase *database);

/* The first n bytes of the file, untouched: an unfinished change or a log is left as it is. Read by
 * SQLite's own hand, because whoever else opens and closes the file in this process ends the locks
 * of those who have it open (https://www.sqlite.org/howtocorrupt.html, 2.2). FALSE when it has
 * fewer. */
gboolean store_database_read_header (const char *path, guint8 *header, int n);

/* Whether the file is of this kind and version, with exactly its tables. */
gboolean store_database_check (StoreDatabase *database, const StoreSchema *schema, GError **error);

/* Whether every page is sound; reads the whole file. */
gboolean store_database_check_pages (StoreDatabase *database, GError **error);

/* Makes the tables in an empty file, in one transaction that the caller began. */
gboolean store_database_make (StoreDatabase *database, const StoreSchema *schema, GError **error);

/* Runs statements that return nothing; makes one that the caller finalises; and runs one whose only
 * row has a number first. Errors name the database as people know it. */
gboolean store_database_execute (StoreDatabase *database, const char *sql, GError **error);
sqlite3_stmt *store_database_prepare (StoreDatabase *database, const char *sql, GError **error);
gboolean store_database_number (StoreDatabase *database,
                                const char *sql,
                                gint64 *number,
                                GError **error);

/* The sentence for the last failure of SQLite, or for content that makes no sense. Both return
 * FALSE. */
gboolean store_database_set_error (StoreDatabase *database, GError **error);
gboolean store_database_set_damaged (StoreDatabase *database, GError **error);

/* Column `i` of the row as a number within these limits, a float 0 .. 1, or a text or blob of at
 * most max_size bytes; FALSE for everything else, also for a wrong type. */
gboolean store_column_number (sqlite3_stmt *row, int i, guint64 max, guint64 *number);
gboolean store_column_confidence (sqlite3_stmt *row, int i, float *confidence);
gboolean store_column_text (sqlite3_stmt *row, int i, gsize max_size, char **text);
gboolean store_column_bytes (sqlite3_stmt *row, int i, gsize max_size, GBytes **bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDatabase, store_database_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
