// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/lock.h"
#include "store/session.h"

G_BEGIN_DECLS

/* Limits of what is read and written, in bytes. */
#define STORE_MAX_WORD      4096
#define STORE_MAX_SETTINGS  (1u << 20)
#define STORE_MAX_PICTURE   (16u << 20)
#define STORE_MAX_STATE     (256u << 20)
#define STORE_MAX_PART_NAME 64
#define STORE_MAX_BODY      (64u << 20) /* a genome or an image */
#define STORE_MAX_CLASSES   (1u << 24)

typedef struct _StoreBodies StoreBodies;

struct _StoreSession
{
  StoreDatabase *database;
  StoreLock *lock;   /* NULL of one that is only read */
  gboolean is_sound; /* it was opened completely */
  char *path;
  StoreBodies *bodies;
};

extern const StoreSchema store_session_schema;

/* A genome or an image as bytes; see session-bodies.c. */
typedef struct
{
  GBytes *bytes; /* owned */
  gboolean is_image;
  guint depth; /* differences between it and a whole one */
} StoreBody;

/* The bodies that were used last are kept in memory: they are what the next ones differ from. */
StoreBodies *store_bodies_new (void);
void store_bodies_free (StoreBodies *bodies);
void store_bodies_clear (StoreBodies *bodies);

/* BASE_ERROR_NOT_FOUND when there is no such individual. The body belongs to the session and is
 * good until the next call. */
const StoreBody *store_bodies_read (StoreSession *session, guint64 evaluation, GError **error);

/* Within the caller's transaction. */
gboolean store_bodies_write (StoreSession *session,
                             const StoreIndividual *individual,
                             GError **error);

/* Turns a body into what it is: one of the two becomes not NULL. FALSE when it is neither. */
gboolean store_body_get (const StoreBody *body, GBytes **genome, BaseImage **image);

/* Writes every field of the one row of the session, and its parts "picture" and "state" where they
 * are not NULL, within the caller's transaction. */
gboolean store_session_put_info (StoreDatabase *database,
                                 const StoreSessionInfo *info,
                                 GError **error);
gboolean store_session_put_part (StoreDatabase *database,
                                 const char *name,
                                 GBytes *bytes,
                                 GError **error);

/* Runs a statement that returns no rows, and finalises it. */
gboolean store_session_run (StoreDatabase *database, sqlite3_stmt *statement, GError **error);

/* Unix time in seconds; a clock that is set to before 1970 counts as 0. */
gint64 store_session_now (void);

/* Whether the file looks like a session, before SQLite touches anything. */
gboolean store_session_identify (const char *path, GError **error);

/* Makes a new temporary file beside `path`; its name, which the caller frees. And gives a complete
 * one the name `path` that nothing has yet (BASE_ERROR_EXISTS), for good; or removes it. */
char *store_session_temporary (const char *path, GError **error);
gboolean store_session_publish (const char *temporary, const char *path, GError **error);
void store_session_drop (const char *temporary);

/* Whether a file of this name, without folders, is one that is being made, or was. */
gboolean store_session_is_temporary (const char *name);

/* What SQLite has beside a file would be taken for that of the next file of this name. */
void store_session_remove_logs (const char *path);

/* Copies it whole into an empty file. */
gboolean store_session_copy_into (StoreSession *session, const char *target, GError **error);

/* store_session_write, but for the right to it. */
gboolean store_session_write_checkpoint (StoreSession *session,
                                         const StoreCheckpoint *checkpoint,
                                         GError **error);

G_END_DECLS
