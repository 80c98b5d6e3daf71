// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/looker-private.h"
#include "run/noise-private.h"
#include "run/perturb.h"
#include "run/work-private.h"

G_BEGIN_DECLS

/* The state of the work in perturb.c; how it is saved is in perturb-save.c. */
typedef struct
{
  RunContext *context;
  char *network; /* what was asked for and could be loaded, or is wanted; NULL = none yet */
  char *wanted;  /* a network to be loaded; NULL = none */
  gboolean loading;
  RunLooker *looker;
  BaseImage *picture; /* as it was set */
  guint64 picture_number;
  guint64 saved_number;                 /* of the picture that the session has */
  guint8 *before_levels, *after_levels; /* those of `before` and `after` */
  RunLook *before, *after, *between;
  RunLook *looked; /* what a search tried when it was looked at last, with its own confidences */
  double blend;
  gboolean has_search; /* to be begun once the network is there */
  AscPerturbSettings search;
  AscPerturbRun *run; /* NULL = no search is under way */
  double seconds;     /* of its running */
  gboolean tried;     /* `after_levels` are newer than `after` */
  gboolean in_part;   /* it was interrupted in the middle of a part */
  gint64 next_look;
  const gint *interrupt; /* while it advances; else NULL */
  gboolean has_result;
  RunPerturbResult result;
  double fraction;
  guint iterations;
  gboolean has_noise; /* to be begun */
  RunRubbishSettings noise;
  RunNoiseCount *count; /* of noise that was tried, with this network; NULL = none */
  gboolean trying;      /* it goes on */
} RunWorkbench;

RunWorkbench *run_workbench_new (RunContext *context);
void run_workbench_free (gpointer bench);

/* What the network takes the picture for, where both are there. */
void run_workbench_look (RunWorkbench *bench);

/* There is a search, in `run`, of which nothing was shown yet. */
void run_workbench_show_search (RunWorkbench *bench);

/* As in RunWork. */
gboolean run_workbench_save (gpointer bench, RunCheckpoint *checkpoint);
gpointer run_workbench_restore (RunContext *context, StoreSession *session, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunWorkbench, run_workbench_free)

G_END_DECLS
