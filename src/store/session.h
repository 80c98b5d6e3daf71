// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "evolve/archive.h"
#include "store/lock.h"

G_BEGIN_DECLS

/* A session: one run on the disk, one SQLite file. What store_session_write has accepted is on the
 * disk when it returns (write-ahead log, synchronous = FULL), whole or not at all.
 *
 * A handle may go from thread to thread, but only one at a time may use it. At most one handle, in
 * any process, writes to a session; others may read it meanwhile, each time what was last written.
 *
 * Every function that takes an error may fail with BASE_ERROR_INVALID (the file is damaged),
 * _FOREIGN (not a session), _NEWER, _LOCKED, _READ_ONLY, _NO_SPACE, _NOT_FOUND (no such file), or,
 * for what else the system reports, G_FILE_ERROR. A file that cannot be used is left as it is. */
typedef struct _StoreSession StoreSession;

#define STORE_SESSION_SUFFIX ".fooled-session"

/* What a list shows of a session. Texts are UTF-8 and never NULL in what is read; NULL counts as
 * empty where it is written. */
typedef struct
{
  char *name;           /* the user's; at most 4096 bytes, like the next seven */
  char *work;           /* the kind of job: "evolve", "ascend", ... */
  char *method;         /* "cppn", "pixels", "ascent", ... */
  char *network_id;     /* of the network card */
  char *network_name;   /* for people */
  char *network_sha256; /* of the file of weights, in hexadecimal */
  char *state;          /* a word: "running", "paused", "finished", ...; the caller's */
  char *settings;       /* key=value lines, the caller's; at most 1 MB */
  gint64 created;       /* Unix time in seconds; set by store_session_create_with */
  gint64 changed;       /* of the last write; set by store_session_write */
  guint64 generation;
  guint64 evaluations;
  double seconds; /* of running, >= 0 */
  float median;   /* confidence, 0 .. 1 */
  guint n_classes;
  guint n_filled;  /* cells with a champion, <= n_classes */
  GBytes *picture; /* a small PNG, at most 16 MB; NULL = none */

  /* Of what was read; not written. */
  char *path;
  guint64 file_size; /* bytes, with what still lies in the write-ahead log */
  gboolean read_only;
} StoreSessionInfo;

StoreSessionInfo *store_session_info_new (void);
StoreSessionInfo *store_session_info_copy (const StoreSessionInfo *info);
void store_session_info_free (StoreSessionInfo *info);

/* A class that an image took, with the confidence that it got for it, 0 .. 1. */
typedef struct
{
  guint class_index;
  float confidence;
} StoreCrown;

/* An image that was champion of some class at its moment; or without crowns, because people chose
 * it as a parent or began the run with it. Kept for ancestry and the time-lapse. */
typedef struct
{
  EvoOrigin origin; /* an evaluation that no other has, less than 2^63; a parent's is less */
  GBytes *genome;   /* evo_genome_serialise; NULL of an image that was not evolved, */
  BaseImage *image; /* which then is here; else NULL */
  guint n_crowns;
  StoreCrown *crowns; /* n_crowns */
} StoreIndividual;

/* What read functions return: with all that it holds. */
void store_individual_free (StoreIndividual *individual);

/* A cell of the archive. */
typedef struct
{
  guint class_index;
  guint64 evaluation; /* of the individual that holds it */
  float confidence;   /* exactly as it was scored */
  guint64 improvements;
  guint n_top;
  EvoRanking top[EVO_TOP];
} StoreChampion;

/* Something that a kind of work keeps under a name of its own, such as "rubbish-3", with a dash and
 * at most 64 bytes long; written once it stays, however often the state changes. Bytes: at most 256
 * MB. */
typedef struct
{
  char *name;
  GBytes *bytes;
} StorePart;

/* What is saved at once. */
typedef struct
{
  const StoreSessionInfo *info;   /* all fields but the last three and `created`; its picture or its
                                     name NULL = the one before stays */
  GBytes *state;                  /* all that the work needs to go on and the rest does not tell, at
                                     most 256 MB; NULL = unchanged */
  const StoreChampion *champions; /* the cells that changed since the last write */
  guint n_champions;
  const StoreIndividual *individuals; /* new since the last write, by rising evaluation; one that
                                         is there already stays as it is */
  guint n_individuals;
  const StorePart *parts; /* new since the last write; one that is there already is replaced */
  guint n_parts;
} StoreCheckpoint;

/* Makes a file with its first checkpoint in it (nobody ever sees the file without) and opens it.
 * BASE_ERROR_EXISTS when there is such a file. The folder is made if need be. *lock: what was
 * reserved, or NULL; it is the session's where that could be made, and *lock NULL. */
StoreSession *store_session_create_with (const char *path,
                                         StoreLock **lock,
                                         const StoreCheckpoint *checkpoint,
                                         GError **error);

/* The right to create a session at this path, long before there is anything to save: until then
 * store_lock_is_held tells others that somebody is at work there. Makes its folder. */
StoreLock *store_session_reserve (const char *path, GError **error);

/* To write, it must not be open for writing anywhere (BASE_ERROR_LOCKED); reading is always
 * possible. */
StoreSession *store_session_open (const char *path, gboolean read_only, GError **error);
void store_session_close (StoreSession *session);

/* Whether the file of a session that is open for writing was removed, or has another name by now.
 */
gboolean store_session_has_moved (const StoreSession *session);

/* Then makes one with all that was written so far in its place, as long as that is free, and goes
 * on with that one: *session. Where none could be made, *session stays as it was; where it was made but
 * cannot be opened, *session is NULL. */
gboolean store_session_put_back (StoreSession **session, GError **error);

/* As it is on the disk now. Caller frees with store_session_info_free. */
StoreSessionInfo *store_session_info (StoreSession *session, GError **error);

/* In one transaction. On failure nothing of it is kept and it may be tried again. Each champion's
 * individual must be in this checkpoint or an earlier one. */
gboolean store_session_write (StoreSession *session,
                              const StoreCheckpoint *checkpoint,
                              GError **error);

/* The state of the last write that had one; empty bytes before that. Caller unrefs. */
GBytes *store_session_read_state (StoreSession *session, GError **error);

/* A part as it was written; BASE_ERROR_INVALID where there is none, or more than max_size bytes.
 * Caller unrefs. */
GBytes *store_session_read_part (StoreSession *session,
                                 const char *name,
                                 gsize max_size,
                                 GError **error);

/* A champion with the image that holds the cell; classes may share one. */
typedef struct
{
  StoreChampion champion;
  EvoOrigin origin;
  GBytes *genome;
  BaseImage *image;
} StoreHeldCell;

/* All occupied cells by rising class: StoreHeldCell, owned by the array. */
GArray *store_session_read_champions (StoreSession *session, GError **error);

/* Who holds a cell, with which confidence. BASE_ERROR_NOT_FOUND while it is empty. */
gboolean store_session_find_champion (StoreSession *session,
                                      guint class_index,
                                      guint64 *evaluation,
                                      float *confidence,
                                      GError **error);

/* From the first image of the line to the given one, with their crowns: StoreIndividual *, owned by
 * the array. BASE_ERROR_NOT_FOUND when the session does not have it. */
GPtrArray *store_session_read_ancestors (StoreSession *session, guint64 evaluation, GError **error);

/* The images with from <= evaluation < to that held a class at the end of that span, each with just
 * the crowns that it held then, by rising evaluation: what a time-lapse has to change for one
 * frame. StoreIndividual *, owned by the array. */
GPtrArray *store_session_read_crowns (StoreSession *session,
                                      guint64 from,
                                      guint64 to,
                                      GError **error);

/* The end of the span of frame 0 .. n_frames - 1, when a time-lapse of that many evaluations has
 * n_frames >= 1; the span begins where that of the frame before ends, the first at 0. */
guint64 store_frame_end (guint64 evaluations, guint frame, guint n_frames);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSessionInfo, store_session_info_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreIndividual, store_individual_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSession, store_session_close)

G_END_DECLS
