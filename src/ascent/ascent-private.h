// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/ascent.h"
#include "ascent/gradient.h"
#include "ascent/step.h"
#include "ascent/target.h"

G_BEGIN_DECLS

/* One class's climb. */
typedef struct
{
  AscClimb shown;
  float *picture; /* what `shown` has */
  float *next;    /* what the next iteration looks at; clipped already */
  guint n_done;   /* iterations */
} AscClimbing;

/* What the network said of a climb's next picture. */
typedef struct
{
  gboolean finite;
  float objective, confidence;
  gboolean is_top; /* the class is the most likely one */
} AscAnswer;

typedef enum
{
  ASC_STAGE_BEGIN,
  ASC_STAGE_FORWARD,
  ASC_STAGE_BACKWARD,
} AscStage;

/* What one thread works with, and the iteration that it works at. A climb does not change until its
 * iteration is complete; one that was interrupted stays with the worker, which goes on with it. */
typedef struct
{
  AscGradient *gradient;
  float *value_gradient; /* d objective / d the objective's layer; zeros between two uses */
  float *direction;      /* (size) d objective / d grey level */
  float *scratch;
  gboolean taken;     /* a task works with it */
  AscClimbing *climb; /* NULL = none */
  AscStage stage;
  AscAnswer answer; /* once the forward pass is complete */
} AscWorker;

struct _AscAscent
{
  const AscNetwork *network;
  AscStepper stepper;
  guint64 seed;
  AscTarget target;
  guint n_climbs;
  AscClimbing *climbs;
  float *pictures; /* two for each climb, one block */
  guint n_workers;
  AscWorker *workers;
  guint iteration;
  const gint *interrupt;

  GMutex mutex;          /* for what follows, and the workers' `taken`, while tasks run */
  AscClimbing **waiting; /* those of the present iteration that no worker has begun */
  guint next_waiting;
};

/* A BaseTask: goes on with a climb that was interrupted, or begins one that waits. */
void asc_climb_work (gpointer data, guint task, guint thread);

G_END_DECLS
