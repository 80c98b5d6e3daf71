// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/archive.h"
#include "run/checkpoint-private.h"

G_BEGIN_DECLS

/* Takes down which images became champions of what, for the session: from it come ancestors and the
 * time-lapse. Belongs to the job's thread. */
typedef struct _RunRecorder RunRecorder;

/* chains: an image comes from the one that was taken down before it for the same class; else from
 * its origin's parent. */
RunRecorder *run_recorder_new (guint n_classes, gboolean chains);
void run_recorder_free (RunRecorder *recorder);

/* The champions that a complete generation brought. */
void run_recorder_note (RunRecorder *recorder, const EvoArchive *archive, guint64 generation);

/* An image that was chosen as a parent, whether it was a champion or not: its children lead back to
 * it. */
void run_recorder_note_parent (RunRecorder *recorder,
                               const EvoOrigin *origin,
                               const EvoGenome *genome);

/* All that is there has been saved: it comes from a session. */
void run_recorder_restored (RunRecorder *recorder, const EvoArchive *archive);

/* Everything since the last call, and every champion that has changed since. */
void run_recorder_save (RunRecorder *recorder,
                        const EvoArchive *archive,
                        RunCheckpoint *checkpoint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunRecorder, run_recorder_free)

G_END_DECLS
