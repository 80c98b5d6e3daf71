// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/perturb.h"
#include "base/image.h"
#include "evolve/archive.h"
#include "run/job.h"
#include "run/networks.h"
#include "run/noise.h"
#include "store/specimen.h"

G_BEGIN_DECLS

/* The workbench of adversarial examples, as work of a job: a network, a picture, and the search for
 * the change that misleads the network; beside them the count of what it takes noise for. What is
 * set is there from the next snapshot on; of each kind the latest wins. A search can be paused,
 * resumed and stepped like all work; run_job_cancel ends the workbench itself.
 *
 * Of networks that look at several crops of a picture the workbench takes the one in the middle. */

/* A job with an empty workbench that is not saved. Its snapshots are RunPerturbSnapshot. */
RunJob *run_perturb_job_new (RunHost *host, RunNotify notify, gpointer notify_data);

/* An empty one again; from its first picture or count on it is saved in a session of that path,
 * which must not exist yet: network, picture, search and count, which go on exactly where they
 * were. run_job_open opens it; where its network is missing or has changed, a snapshot's `message`
 * says so and only the picture is there. */
void run_perturb_begin (RunJob *job, const char *session);

/* Loads another network (id of a card, or a file) and looks at the picture with it. Ends the search
 * that goes on. When it cannot be loaded, the one before stays with its result, and a snapshot's
 * `message` says why. */
void run_perturb_set_network (RunJob *job, const char *network);

/* The picture to be changed; any size, made to fit the network, unless it has the size of the
 * network's input: that is taken as it is, so that a saved result comes back unchanged. Ends the
 * search that goes on; forgets the result. What is set while an older picture has not been looked
 * at replaces it: a pen may send many. Takes a reference: write to it no more. NULL: no picture. */
void run_perturb_set_picture (RunJob *job, BaseImage *image);

/* Looks for a change; ends the search that goes on. Ignored without a network and a picture. */
void run_perturb_search (RunJob *job, const AscPerturbSettings *settings);
void run_perturb_stop (RunJob *job); /* search or count for good; what was tried last stays */

/* Counts anew what the network takes noise for; ends the search, or the count, that goes on. What
 * was counted stays until another network is loaded. Ignored without a network. */
void run_perturb_try_noise (RunJob *job, const RunRubbishSettings *settings);

/* Where between before (0) and after (1) `between` looks; the latest wins. Ignored without a
 * result. */
void run_perturb_set_blend (RunJob *job, double blend);

typedef enum
{
  RUN_PERTURB_IDLE,
  RUN_PERTURB_LOADING,   /* reading the network */
  RUN_PERTURB_SEARCHING, /* for a change, though it may be paused */
  RUN_PERTURB_TRYING,    /* noise, though it may be paused */
} RunPerturbState;

/* A picture as the network is given it, and what it takes it for. Immutable, reference counted. */
typedef struct
{
  gatomicrefcount ref_count;
  BaseImage *image; /* the part that the network sees: its input size */
  BaseImage *whole; /* the picture with that part in it: what is saved, so that every program that
                       crops it finds the same */
  guint n_classes;
  float *confidences; /* (n_classes), 0 .. 1 */
  guint n_top;
  EvoRanking top[EVO_TOP];
} RunLook;

RunLook *run_look_ref (RunLook *look);
void run_look_unref (RunLook *look);

/* What a finished search came to; plain numbers as in AscPerturbation. */
typedef struct
{
  AscPerturbSettings settings;
  gboolean success;
  guint label; /* before */
  guint label_after;
  gint target;       /* as in the settings */
  double distortion; /* pixels in 0 .. 1 */
  guint max_change;  /* grey levels */
  guint iterations;
  double seconds;
} RunPerturbResult;

typedef struct
{
  RunJobSnapshot job; /* its fraction is the search's */
  RunPerturbState state;
  RunNetworkInfo *network; /* NULL before one was loaded */
  char *network_key;       /* the same as it was set: id of a card, or a file; NULL */
  BaseImage *picture;      /* as it was set; NULL = none */
  guint64 picture_number;  /* rises with every picture that was set */
  RunLook *before;         /* NULL without a picture */
  RunLook *after;   /* while searching: the picture that is tried, its confidences being those of
                       the last look, first `before`; after a search was stopped: what was tried
                       last; NULL before any search and after one that failed */
  RunLook *between; /* at `blend`; NULL without a result */
  double blend;     /* 1 with each new result */
  gboolean has_result;
  RunPerturbResult result;
  guint iterations;    /* gradients of the search so far */
  RunRubbish *rubbish; /* of noise, so far; NULL = the network has seen none */
} RunPerturbSnapshot;

/* An empty one, to be filled in. */
RunPerturbSnapshot *run_perturb_snapshot_new (void);

/* The picture after, with all that says how it was made, as it is saved. NULL without a result.
 * Caller unrefs. */
StoreSpecimen *run_perturb_specimen (const RunPerturbSnapshot *snapshot);

/* The change as a picture: mid grey + factor * (after - before), cut off at 0 and 255. Pictures of
 * one size. Caller unrefs. */
BaseImage *run_perturb_change_image (const BaseImage *before,
                                     const BaseImage *after,
                                     double factor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunLook, run_look_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunPerturbSnapshot, run_job_snapshot_unref)

G_END_DECLS
