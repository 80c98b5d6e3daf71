// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "run/job.h"
#include "run/networks.h"
#include "run/settings.h"
#include "store/specimen.h"

G_BEGIN_DECLS

typedef enum
{
  RUN_VIEW_CHAMPIONS, /* one cell a class */
  RUN_VIEW_OFFSPRING, /* one cell a child of the last complete generation */
} RunView;

/* One cell of the grid. */
typedef struct
{
  guint index;          /* class, or child */
  gboolean filled;      /* an empty champion cell has no image */
  guint class_index;    /* the cell's class, or the child's most likely one */
  float confidence;     /* for class_index, 0 .. 1 */
  guint64 generation;   /* in which the image was found */
  guint64 evaluation;   /* its number, as in its StoreSpecimen */
  guint64 improvements; /* champions: how often the cell changed; a rise means "just improved" */
  guint n_won;          /* offspring: cells of the archive that it took */
  BaseImage *image;     /* sRGB, made for the cell size of the view (base_image_for_cell) */
} RunCell;

/* Confidence over evaluations, thinned evenly so that it never holds more than RUN_HISTORY_MAX
 * points; the last point is the present. */
#define RUN_HISTORY_MAX 1024

typedef struct
{
  guint64 evaluations;
  float min, median, max;   /* 0 .. 1 */
  float p10, p25, p75, p90; /* percentiles; the median where a session was saved without them */
  float seconds;            /* of running; < 0 = unknown, as of a session of an older version */
} RunHistoryPoint;

/* What a run, evolution or ascent, shows at one moment. A new number empties the grid. */
typedef struct
{
  RunJobSnapshot job;
  RunNetworkInfo *network; /* NULL before one was loaded */
  RunSettings *settings;   /* in force; NULL without a run */
  RunMethod method;
  guint64 seed;
  gboolean *wanted; /* (the network's n_classes) classes that the run is for; NULL = all of them */
  RunView view;
  guint cell_size; /* device pixels that the images were made for; RUN_NO_CELLS = there are none */
  guint n_cells;   /* cells of the whole view */
  guint n_changed; /* entries of `changed`: all cells that changed since the last snapshot that was
                      TAKEN */
  RunCell *changed;
  guint64 generation; /* complete ones */
  double beginning;   /* of the images of an evolution's first generation, how many are scored: 0 ..
                         1; 1 ever after */
  guint64 last_generation; /* with which it ends at the latest; 0 = nobody knows */
  guint64 evaluations;
  guint64 passes; /* of the network forward, one a crop: the evaluations times the crops, fewer with
                     screening */
  double evaluations_per_second; /* over the last second or so of running; 0 when not running */
  double seconds;                /* of running, pauses left out */
  float min, median, mean, max;  /* of the champions' confidences, 0 .. 1 */
  guint n_history;
  RunHistoryPoint *history;
  gboolean is_bred; /* the last generation was bred by hand */
  guint n_undo;     /* choices that run_experiment_undo can take back */
  guint64 n_undone; /* how often it did; a rise means that what follows was chosen before */
  RunView undone_view;
  guint n_chosen;
  guint64 *chosen;         /* evaluation numbers of the parents */
  gint selected_index;     /* cell of `view` that is selected, or -1 */
  StoreSpecimen *selected; /* its image; NULL when nothing is selected or the cell is empty */
} RunSnapshot;

/* An empty one, to be filled in. */
RunSnapshot *run_snapshot_new (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunSnapshot, run_job_snapshot_unref)

G_END_DECLS
