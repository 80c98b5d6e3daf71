// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/genome.h"
#include "run/job.h"

G_BEGIN_DECLS

/* The ways to images that fool a network. */
typedef enum
{
  RUN_METHOD_EVOLVE_CPPN,
  RUN_METHOD_EVOLVE_PIXELS,
  RUN_METHOD_ASCENT, /* gradient ascent; an iteration is a generation, a climb an offspring */
  RUN_METHOD_EVOLVE_CPPN_GRADIENT, /* the first, with children that climb (evolve/search.h) */
  RUN_N_METHODS,
} RunMethod;

/* What everybody knows of a method. */
typedef struct
{
  const char *name;        /* for the command line and files: "cppn" */
  const char *title;       /* in words that a pupil understands, with the field's behind them;
                                    translate it */
  const char *explanation; /* a sentence; translate it */
  const RunWork *work;
  gboolean is_evolution;
  EvoEncoding encoding; /* of an evolution */
  gboolean climbs;      /* an evolution with EvoVariation.gradient_share; others leave it alone */
} RunMethodInfo;

/* method < RUN_N_METHODS */
const RunMethodInfo *run_method (RunMethod method);

/* By name; FALSE when there is none. */
gboolean run_method_find (const char *name, RunMethod *method);

/* The names of all, for a message: "cppn, pixels, ...". Caller frees. */
char *run_method_names (void);

G_END_DECLS
