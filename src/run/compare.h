// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/job.h"
#include "run/networks.h"
#include "store/specimen.h"

G_BEGIN_DECLS

/* Do images that fool one network fool another? (Nguyen, Yosinski and Clune 2015, section 3.5;
 * Szegedy and others 2014, table 2.) Sets of images are shown to networks, one network after the
 * other. As work of a job; see run/job.h. */

/* Where the images of a set come from. */
typedef enum
{
  RUN_IMAGES_FOLDER,  /* a folder, without those in it, or one file */
  RUN_IMAGES_SESSION, /* the champions of a session */
  RUN_IMAGES_PICKS,   /* the user's picks */
} RunImagesSource;

typedef struct
{
  RunImagesSource source;
  char *path; /* of the folder, the file or the session; NULL of the picks */
  char *name; /* what the set is called; NULL = as the path or the session says */
} RunImages;

#define RUN_COMPARE_MAX_SETS     100
#define RUN_COMPARE_MAX_NETWORKS 100
#define RUN_COMPARE_MAX_IMAGES   10000 /* of a set; those beyond are left out */

/* The order for the work. */
typedef struct
{
  guint n_sets;
  RunImages *sets; /* owned, (n_sets) */
  char **networks; /* ids of cards, or files; NULL-terminated */
  guint n_threads; /* 0 = one a processor; they do not change the result */
} RunComparison;

RunComparison *run_comparison_new (void);
/* Copies both texts. path: of the folder, session or image; NULL of the picks. name: how people
 * call it; NULL = by its path. */
void run_comparison_add_set (RunComparison *comparison,
                             RunImagesSource source,
                             const char *path,
                             const char *name);
void run_comparison_free (RunComparison *comparison);

/* An image of a set. */
typedef struct
{
  char *name;           /* file name without a folder, or what it was made for */
  char *label;          /* of the class that it was made for; NULL = it does not say */
  char *original_label; /* of a perturbed picture, what it was taken for before; else NULL */
  BaseImage *image;     /* to be looked at: at most RUN_COMPARED_SIDE a side; NULL = unreadable */
} RunCompared;

#define RUN_COMPARED_SIDE 96

/* A set once it was read. Immutable; reference counted. */
typedef struct
{
  gatomicrefcount ref_count;
  char *name;
  guint n;             /* of images, those that cannot be read included */
  RunCompared *images; /* (n) */
  guint n_unreadable;
  guint n_labelled; /* say what they were made for */
  guint n_left_out; /* sheets, strips and pictures that this program made beside the images */
  char **messages;  /* sentences: what is missing and why; NULL-terminated, at most
                       RUN_COMPARE_MAX_MESSAGES */
} RunComparedSet;

#define RUN_COMPARE_MAX_MESSAGES 20

RunComparedSet *run_compared_set_ref (RunComparedSet *set);
void run_compared_set_unref (RunComparedSet *set);

/* What a network makes of an image. */
typedef enum
{
  RUN_VERDICT_SAME,       /* the class that the image was made for is the most likely one */
  RUN_VERDICT_ORIGINAL,   /* what the picture was before it was perturbed */
  RUN_VERDICT_OTHER,      /* another class */
  RUN_VERDICT_NO_CLASS,   /* the network has no such class */
  RUN_VERDICT_UNREADABLE, /* the image could not be read */
  RUN_N_VERDICTS,
} RunVerdictKind;

typedef struct
{
  RunVerdictKind kind;
  guint class_index; /* the most likely one */
  float confidence;  /* in it, 0 .. 1 */
  float wanted;      /* in the class that the image was made for, 0 .. 1; 0 where there is none */
} RunVerdict;

/* A set before a network. Immutable; reference counted. Classes of two networks are the same when
 * they are called the same: label or synonym, in any case; see compare-names-private.h. For an
 * image that does not say what it was made for, what the first network that can be used says
 * counts. */
typedef struct
{
  gatomicrefcount ref_count;
  guint n;
  RunVerdict *verdicts; /* (n), as the set's images */
  guint count[RUN_N_VERDICTS];
  guint n_judged; /* those that could be the same: SAME, ORIGINAL and OTHER */
  float median;   /* confidence of those that are the same, 0 .. 1; of an even count the mean of the
                     middle two; 0 without any */
} RunComparedCell;

RunComparedCell *run_compared_cell_ref (RunComparedCell *cell);
void run_compared_cell_unref (RunComparedCell *cell);

typedef struct
{
  char *name;           /* as it was asked for */
  RunNetworkInfo *info; /* NULL until it is loaded */
  char *message;        /* why it cannot be used; NULL = it can, as far as is known */
} RunComparedNetwork;

typedef struct
{
  RunJobSnapshot job;
  guint n_sets, n_networks;
  RunComparedSet **sets;        /* (n_sets) NULL = not read yet */
  RunComparedNetwork *networks; /* (n_networks) */
  RunComparedCell **cells;      /* (n_sets, n_networks) NULL = not yet, or not at all: the set is
                                   empty or the network cannot be used */
  double seconds;               /* of running */
} RunCompareSnapshot;

/* Borrowed; NULL as above. */
RunComparedCell *run_compare_cell (const RunCompareSnapshot *snapshot, guint set, guint network);

/* The network's name, as far as it is known. Borrowed. */
const char *run_compared_network_name (const RunComparedNetwork *network);

/* A job whose first snapshots are RunCompareSnapshot. */
RunJob *run_compare_job_new (RunHost *host, RunNotify notify, gpointer notify_data);

/* Takes the comparison over. A step is a set that was read, or a cell. A set or a network that
 * cannot be used has a message in the snapshots, and the rest goes on without it; the start fails
 * with BASE_ERROR_ARGUMENT when there are none or too many, or one network twice. It is not saved.
 */
void run_compare_start (RunJob *job, RunComparison *comparison);

/* The cells as comma-separated values (RFC 4180, but with '\n'), one a line, with a first line of
 * names, for any spreadsheet. Caller frees. */
char *run_compare_to_csv (const RunCompareSnapshot *snapshot);

/* What a cell says in a line: "9 of 10", or that there is no such class. Caller frees. */
char *run_compared_cell_text (const RunComparedCell *cell);

/* The matrix as a picture; texts and title as they go into a PNG. Caller unrefs. */
BaseImage *run_compare_draw (const RunCompareSnapshot *snapshot, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunComparison, run_comparison_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunComparedSet, run_compared_set_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunComparedCell, run_compared_cell_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunCompareSnapshot, run_job_snapshot_unref)

G_END_DECLS
