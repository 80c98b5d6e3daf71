// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/ascent.h"
#include "run/settings.h"
#include "run/snapshot.h"

G_BEGIN_DECLS

/* Runs, evolution or ascent, as work of a job; its snapshots are RunSnapshot. See run/job.h. */

/* A job whose first snapshots are RunSnapshot. */
RunJob *run_experiment_job_new (RunHost *host, RunNotify notify, gpointer notify_data);

/* A new run from these settings (copied); see run_job_start. */
void run_experiment_start (RunJob *job,
                           const RunSettings *settings,
                           const char *session,
                           gboolean paused);

/* Settings that take effect in the run under way: with its next generation, but stop conditions with
 * the one under way. Those that need a restart (run_settings_need_restart) are ignored. Settings out
 * of range change nothing, and a snapshot's `message` says so. A stop condition that has passed
 * counts again when it changes. */
void run_experiment_change (RunJob *job, const RunSettings *settings);

/* What snapshots show, of this run and later ones. cell_size in device pixels. Changing either
 * resends all cells; another view also ends the selection. RUN_NO_CELLS: nobody looks at them, so
 * that none are sent and no image is made for them. */
#define RUN_NO_CELLS      0
#define RUN_MIN_CELL_SIZE 16
#define RUN_MAX_CELL_SIZE 1024
void run_experiment_set_view (RunJob *job, RunView view, guint cell_size);

/* Which cell of the view fills `selected`; -1 = none. */
void run_experiment_select (RunJob *job, gint index);

/* Breeding by hand, as in Picbreeder: the next generation is RUN_BREED_BATCH offspring of the
 * chosen images and of nothing else, and the run pauses when they are there; one that is under way
 * is completed first. The images are the offspring or champions of the run with these n >= 1
 * evaluation numbers, wherever a snapshot shows them; `view`, in which they were chosen, is given
 * back by an undo. What the offspring win enters the archive, and the generation after it is the
 * champions' again. When one of the images is not there any more, nothing happens but a message. */
#define RUN_BREED_BATCH       35
#define RUN_BREED_MAX_PARENTS 1024
void run_experiment_breed (RunJob *job, guint n, const guint64 *evaluations, RunView view);

/* Shows again what the offspring were chosen from that were bred by hand last: the images are as
 * they were, and the snapshot names the parents. The archive keeps what it has won. Ends where
 * evolution went on by itself. */
void run_experiment_undo (RunJob *job);

typedef struct
{
  gboolean is_filled;
  float confidence; /* for its class, 0 .. 1 */
  EvoOrigin origin;
} RunChampion;

/* What a run came to, at one moment that the latest snapshot shows, too. */
typedef struct
{
  char *archive_hash;   /* evo_archive_hash */
  GArray *champions;    /* RunChampion in class order */
  GArray *climbs;       /* how each climb of an ascent went: AscClimb in class order, without the
                           pictures; NULL of an evolution */
  RunSettings settings; /* in force */
} RunResult;

/* Only while a run is paused or finished; else NULL. Waits for the job. */
RunResult *run_experiment_result (RunJob *job);
void run_result_free (RunResult *result);

/* The champion of a class with its image and all that is known of it, one at a time: a thousand at
 * once would fill the memory. NULL of an empty cell; otherwise as run_experiment_result. Caller
 * unrefs. */
StoreSpecimen *run_experiment_champion (RunJob *job, guint class_index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunResult, run_result_free)

G_END_DECLS
