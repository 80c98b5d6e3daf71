// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/session.h"

G_BEGIN_DECLS

/* What a job saves at one moment: a StoreCheckpoint that owns what is in it. The work fills in what
 * has changed since the one before. */
typedef struct
{
  StoreSessionInfo *info; /* owned; `work` and `state` are the job's to fill in */
  GBytes *state;          /* everything that the work needs to go on exactly; owned */
  GArray *champions;      /* StoreChampion, by rising class */
  GArray *individuals;    /* StoreIndividual, owned by the array, by rising evaluation */
  GArray *parts;          /* StorePart, owned by the array */
} RunCheckpoint;

RunCheckpoint *run_checkpoint_new (void);
void run_checkpoint_free (RunCheckpoint *checkpoint);

/* Takes an image with its genome or picture, references to which it takes, and n_crowns crowns,
 * which it copies. */
void run_checkpoint_add_individual (RunCheckpoint *checkpoint, const StoreIndividual *individual);

/* Takes a reference on the bytes. */
void run_checkpoint_add_part (RunCheckpoint *checkpoint, const char *name, GBytes *bytes);

/* Puts before a checkpoint what an older one holds that was never written. Takes over the older
 * one. */
void run_checkpoint_prepend (RunCheckpoint *checkpoint, RunCheckpoint *older);

/* As store_session_write. */
gboolean run_checkpoint_write (const RunCheckpoint *checkpoint,
                               StoreSession *session,
                               GError **error);

/* The first one of a session, which comes to be with it; see store_session_create_with. */
StoreSession *run_checkpoint_create (const RunCheckpoint *checkpoint,
                                     const char *path,
                                     StoreLock **lock,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunCheckpoint, run_checkpoint_free)

G_END_DECLS
