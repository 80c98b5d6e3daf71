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
  float *picture;    /* what `shown` has */
  float *next;       /* what the next iteration looks at; clipped already */
  guint n_done;      /* iterations */
  gboolean is_shown; /* the last of them showed a picture */
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

/* What an iteration made of a climb, for other ranks; beside it goes a picture. */
typedef struct
{
  AscClimbState state;
  gboolean is_shown;
  float objective, confidence;
  gint first[ASC_N_MARKS];
  float best_confidence;
  guint best_iteration;
} AscOutcome;

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

  BaseRanks *ranks;     /* NULL = alone; then none of what follows is there */
  AscOutcome *outcomes; /* (n_climbs) */
  gboolean *takes_part; /* (n_climbs) in the present iteration, which may be complete already */
  gboolean parts_noted; /* for the present iteration */
  BasePiece *pieces;    /* (2 n_climbs), n_pieces of them; must stay while `exchanging` */
  guint n_pieces;
  gboolean exchanging;

  GMutex mutex;          /* for what follows, and the workers' `taken`, while tasks run */
  AscClimbing **waiting; /* those of the present iteration that no worker has begun */
  guint next_waiting;
};

/* Has the present iteration to be made? */
gboolean asc_climb_waits (const AscAscent *ascent, const AscClimbing *climb);

/* Where it begins, before iteration 0. */
void asc_climb_start (const AscAscent *ascent, AscClimbing *climb);

/* `next` becomes the picture shown. */
void asc_climb_show (AscClimbing *climb);

/* Which climbs the present iteration is about, before the first of them is made. */
void asc_ascent_note_parts (AscAscent *ascent);

/* Once the rank's own climbs are done: those of all. FALSE when it was interrupted: call again. */
gboolean asc_ascent_exchange (AscAscent *ascent);

/* A BaseTask: goes on with a climb that was interrupted, or begins one that waits. */
void asc_climb_work (gpointer data, guint task, guint thread);

G_END_DECLS
