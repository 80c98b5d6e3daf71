// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/compare.h"
#include "run/experiment.h"
#include "run/retraining.h"

G_BEGIN_DECLS

/* The experiments of Nguyen, Yosinski and Clune, "Deep neural networks are easily fooled" (CVPR
 * 2015), each a row of a table: how it is done here, and what the paper says came out. */

/* What carries one out. */
typedef enum
{
  RUN_FIGURE_RUN,        /* one run, evolution or ascent (run/experiment.h) */
  RUN_FIGURE_RETRAINING, /* run/retraining.h */
  RUN_FIGURE_TRANSFER,   /* a run, a second network that is trained, and a comparison */
} RunFigureKind;

/* What came out here. What the kind does not make is NULL. */
typedef struct
{
  const RunSnapshot *run; /* the run's last */
  const RunResult *end;
  const RunRetrainingSnapshot *retraining;
  const RunCompareSnapshot *comparison; /* one set; the run's network, then the second one */
} RunOutcome;

typedef enum
{
  RUN_VALUE_CONFIDENCE, /* 0 .. 1 */
  RUN_VALUE_SHARE,      /* the same, counted */
  RUN_VALUE_COUNT,
  RUN_VALUE_SECONDS,
} RunValueKind;

/* One number of a figure. */
typedef struct
{
  const char *name;  /* for files: "median" */
  const char *title; /* translate it */
  RunValueKind kind;
  double (*measure) (const RunOutcome *outcome); /* not a number where nothing came out */
  const char *paper;  /* what the paper says; translate it. NULL = nothing that was verified */
  const char *source; /* where; translate it. NULL without it */
} RunFigureValue;

#define RUN_FIGURE_MAX_VALUES 4

typedef struct
{
  const char *name;    /* for the command line: "mnist-direct" */
  const char *title;   /* translate it */
  const char *section; /* of the paper: "3.1" */
  RunFigureKind kind;
  const char *networks[3];     /* ids of cards: the paper's, then what may take its place */
  const char *paper_network;   /* what the paper had; translate it */
  const char *network_remark;  /* how ours differs though it is the first of `networks`; translate
                                  it. NULL = it does not */
  RunMethod method;            /* of the run */
  const char *preset;          /* of an ascent, asc_preset_find */
  const char *classes;         /* run_parse_classes; NULL = all */
  guint batch, n_crops;        /* of an evolution; 0 = as by default */
  guint64 generations;         /* with which it ends; 0 = with the evaluations */
  guint64 default_evaluations; /* where the paper's are too many for one machine; else 0 */
  const char *budget;          /* the paper's; translate it */
  const char *remark;          /* what else the paper says; translate it. May be NULL */
  RunFigureValue values[RUN_FIGURE_MAX_VALUES]; /* ended by one without a name, or full */
} RunFigure;

/* The table, in the paper's order. */
const RunFigure *run_figures (guint *n);
const RunFigure *run_figure_find (const char *name); /* NULL = there is none */

/* Fills in all that the figure says; seed, threads and network are the caller's. Takes settings
 * that were initialised. Its classes are not among them: how many there are is the network's. */
void run_figure_settings (const RunFigure *figure, RunSettings *settings);

/* The first of its networks that is here; caller frees. *note becomes a sentence where it is not
 * the paper's own, and says how to get that; else NULL; caller frees. BASE_ERROR_NOT_FOUND, with
 * such a sentence, when none is here. */
char *run_figure_network (const RunFigure *figure, char **note, GError **error);

/* 0 .. RUN_FIGURE_MAX_VALUES */
guint run_figure_n_values (const RunFigure *figure);

/* As people read it: "99.99 %". Caller frees. */
char *run_figure_value_text (const RunFigureValue *value, double number);

/* Whether a run with the settings `saved` carries out what `wanted` says: all but when it ends and
 * the threads is the same. */
gboolean run_figure_is_same (const RunSettings *wanted, const RunSettings *saved);

G_END_DECLS
