// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/network.h"
#include "ascent/rules.h"
#include "base/pack.h"
#include "base/pool.h"
#include "base/ranks.h"

G_BEGIN_DECLS

/* Gradient ascent for many classes at once (Nguyen, Yosinski and Clune 2015, section 3.7): one
 * climb a class, all of them one iteration at a time. */
typedef struct _AscAscent AscAscent;

/* The confidences whose first iteration is recorded. */
typedef enum
{
  ASC_MARK_TOP_1, /* the class is the most likely one */
  ASC_MARK_99,    /* p > 0.99 */
  ASC_MARK_999,
  ASC_MARK_9999,
  ASC_N_MARKS,
} AscMark;

typedef enum
{
  ASC_CLIMB_GOING_ON,
  ASC_CLIMB_COMPLETE,      /* all iterations are done, or it is high enough */
  ASC_CLIMB_ZERO_GRADIENT, /* nothing pulls: it stays where it is */
  ASC_CLIMB_NOT_A_NUMBER,  /* the network's answer or the gradient was none; the last picture with
                              an answer is kept, or the start */
} AscClimbState;

/* One class's climb, after its last complete iteration; before the first one all zeros. Read-only.
 * After an interruption some climbs are an iteration ahead of the others; those that were
 * interrupted are where they were. */
typedef struct
{
  guint class_index;
  AscClimbState state;
  const float *picture; /* (channels, height, width) grey levels, clipped: what was recorded */
  float objective;      /* of that picture */
  float confidence;     /* of that picture for the class, 0 .. 1; 0 for a unit that is no class */
  gint first[ASC_N_MARKS]; /* iteration, from 0; -1 = not yet */
  float best_confidence;   /* over all iterations; really the highest one */
  guint best_iteration;
} AscClimb;

/* classes: n_classes class indices (units for ASC_OBJECTIVE_UNIT), copied. Climb i of a seed begins
 * from the stream (seed, 0, its class), so a class climbs the same whatever others are chosen and
 * however many threads there are. Memory: asc_ascent_memory, and for each of n_threads the
 * network's values and gradients for one picture. The network must outlive the ascent. Errors:
 * rules out of range, a layer that is not there or has no such unit. */
AscAscent *asc_ascent_new (const AscNetwork *network,
                           const AscRules *rules,
                           guint64 seed,
                           guint n_classes,
                           const guint *classes,
                           guint n_threads,
                           GError **error);
void asc_ascent_free (AscAscent *ascent);

/* Makes room for a pool of n_threads, >= 1, between two calls of asc_ascent_advance. Fails without
 * the memory; then nothing has changed. */
gboolean asc_ascent_set_n_threads (AscAscent *ascent, guint n_threads, GError **error);

/* From now on these ranks, borrowed, share the climbs, each of which is a part: what an iteration
 * made of a climb, its next picture included, goes from the rank whose it is to all others, 4
 * (channels height width) + 48 bytes about. Between two calls of asc_ascent_advance; NULL = alone.
 */
void asc_ascent_set_ranks (AscAscent *ascent, BaseRanks *ranks);

/* Works on the present iteration of every climb. TRUE when it is complete; FALSE when `interrupt`
 * became non-zero, which is looked at within a gradient, too: call again to go on where it stopped,
 * with the same result. The pool must have
 * at most n_threads threads. When every climb has ended it returns TRUE at once. */
gboolean asc_ascent_advance (AscAscent *ascent, BasePool *pool, const gint *interrupt);

guint asc_ascent_iteration (const AscAscent *ascent);  /* complete ones */
gboolean asc_ascent_is_over (const AscAscent *ascent); /* no climb goes on */

/* Between two calls of asc_ascent_advance only. */
guint asc_ascent_n_climbs (const AscAscent *ascent);
const AscClimb *asc_ascent_climb (const AscAscent *ascent, guint index);

/* Bytes that an ascent of so many classes keeps, without the network's values. */
guint64 asc_ascent_memory (const AscNetwork *network, guint n_classes);

/* Between two calls of asc_ascent_advance, also when the last one was interrupted. */
void asc_ascent_save (const AscAscent *ascent, GByteArray *out);

/* An ascent that goes on exactly as the saved one would have, with any number of threads. The
 * arguments are those that it was made with. Errors: as for asc_ascent_new; the bytes are damaged,
 * of another version, or of another run. */
AscAscent *asc_ascent_restore (const AscNetwork *network,
                               const AscRules *rules,
                               guint64 seed,
                               guint n_classes,
                               const guint *classes,
                               guint n_threads,
                               BaseUnpack *in,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AscAscent, asc_ascent_free)

G_END_DECLS
