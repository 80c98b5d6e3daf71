// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pool.h"

G_BEGIN_DECLS

/* The threads of a pool together at one piece of work that has many short parts, one after the
 * other: one thread leads, and shares what it can with the others, which stay awake between the
 * parts. To wake threads for each part, as base_pool_run does, takes longer than the part. The
 * leader never waits for a thread that has not begun: on a busy machine it does all by itself. */
typedef struct _BaseTeam BaseTeam;

/* The pool has to outlive the team. */
BaseTeam *base_team_new (BasePool *pool);
void base_team_free (BaseTeam *team);

/* Runs `lead` in one of the pool's threads and returns when it has ended; to be called as
 * base_pool_run is. */
void base_team_run (BaseTeam *team, void (*lead) (gpointer data), gpointer data);

/* Units first .. end - 1 of a part; `worker` as in a BaseTask. */
typedef void (*BaseTeamPart) (gpointer data, guint first, guint end, guint worker);

/* Only from inside `lead`: units 0 .. n_units - 1, cut into a few ranges for each thread. A thread
 * begins with its own ones, the same in each part, because it made what is there before and has it
 * in its cache; then it helps the others. Returns when all have ended. */
void base_team_share (BaseTeam *team, guint n_units, BaseTeamPart part, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseTeam, base_team_free)

G_END_DECLS
