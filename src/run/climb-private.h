// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/ascent.h"
#include "evolve/search.h"
#include "formats/network.h"
#include "run/settings.h"

G_BEGIN_DECLS

/* Gradient ascent as a run: one climb a wanted class, whose images come to the archive as offspring
 * do. An image is the climb's picture in whole grey levels, which is what a file can hold; where
 * the network sees only the middle of its pictures, the mean colour surrounds it. The archive is
 * offered what the network says of that image, not of the climb's fractions of grey levels, and
 * only when the climb itself has got higher than its class's champion. */
typedef struct _RunClimb RunClimb;

/* Errors: asc_ascent_new's; too many classes for the memory that RUN_CLIMB_MAX_MEMORY allows. The
 * network must outlive the climb. */
#define RUN_CLIMB_MAX_MEMORY ((guint64) 4 << 30)
RunClimb *run_climb_new (const FmtNetwork *network,
                         const RunSettings *settings,
                         guint micro_batch,
                         guint n_threads,
                         EvoScore score,
                         gpointer score_data,
                         GError **error);
void run_climb_free (RunClimb *climb);

/* Before a pool of so many threads is used; see asc_ascent_set_n_threads. */
gboolean run_climb_set_n_threads (RunClimb *climb, guint n_threads, GError **error);

/* As evo_search_advance, an iteration of every climb being a generation. TRUE at once when all of
 * them are over. */
gboolean run_climb_advance (RunClimb *climb, BasePool *pool, const gint *interrupt);
gboolean run_climb_is_over (const RunClimb *climb);

/* Complete iterations, and images scored. */
guint64 run_climb_iteration (const RunClimb *climb);
guint64 run_climb_evaluations (const RunClimb *climb);

/* Between two calls of run_climb_advance only. A climb's offspring is its image that was scored
 * last; `image` is NULL when none was. */
const EvoArchive *run_climb_archive (const RunClimb *climb);
const AscAscent *run_climb_ascent (const RunClimb *climb);
guint run_climb_n_offspring (const RunClimb *climb);
const EvoOffspring *run_climb_offspring (const RunClimb *climb, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunClimb, run_climb_free)

G_END_DECLS
