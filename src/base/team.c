// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/team.h"

/* Ranges of units for each thread: a few, so that one that starts late does not hold up the others.
 */
#define RANGES 3

/* How often a thread looks for work before it lets others have the processor in between. */
#define PATIENCE 2000

struct _BaseTeam
{
  BasePool *pool;
  void (*lead) (gpointer data);
  gpointer lead_data;
  guint leader; /* the thread's number in the pool */
  gint led;     /* atomic, like all that follow: somebody leads */
  gint over;

  /* The part under way. Whoever takes a range may read it; it stays as it is until all have ended.
   */
  BaseTeamPart part;
  gpointer data;
  guint n_units;
  guint n_threads;
  gint *free;   /* (n_threads, RANGES) */
  gint n_going; /* ranges that have not ended */
};

BaseTeam *
base_team_new (BasePool *pool)
{
  BaseTeam *team = g_new0 (BaseTeam, 1);

  team->pool = pool;
  team->n_threads = base_pool_n_threads (pool);
  team->free = g_new0 (gint, team->n_threads * RANGES);
  return team;
}

void
base_team_free (BaseTeam *team)
{
  if (team == NULL)
    return;
  g_free (team->free);
  g_free (team);
}

static void
relax (guint *n_looks)
{
  if (++*n_looks % PATIENCE == 0)
    g_thread_yield ();
#if defined __x86_64__ || defined __i386__
  else
    __builtin_ia32_pause ();
#endif
}

static guint
begin_of (const BaseTeam *team, guint range)
{
  return (guint) ((guint64) team->n_units * range / (team->n_threads * RANGES));
}

static gboolean
do_range (BaseTeam *team, guint range, guint worker)
{
  if (!g_atomic_int_get (&team->free[range]) ||
      !g_atomic_int_compare_and_exchange (&team->free[range], TRUE, FALSE))
    return FALSE;
  team->part (team->data, begin_of (team, range), begin_of (team, range + 1), worker);
  g_atomic_int_add (&team->n_going, -1);
  return TRUE;
}

/* The thread's own ranges, and then the last ones of the others. */
static gboolean
do_ranges (BaseTeam *team, guint worker)
{
  gboolean done = FALSE;

  for (guint i = 0; i < RANGES; i++)
    done |= do_range (team, worker * RANGES + i, worker);
  for (guint i = 1; i < team->n_threads; i++)
    for (guint k = RANGES; k-- > 0;)
      done |= do_range (team, (worker + i) % team->n_threads * RANGES + k, worker);
  return done;
}

static void
join (gpointer data, guint task, guint worker)
{
  BaseTeam *team = data;
  guint n_looks = 0;

  if (g_atomic_int_compare_and_exchange (&team->led, FALSE, TRUE))
    {
      team->leader = worker;
      team->lead (team->lead_data);
      g_atomic_int_set (&team->over, TRUE);
      return;
    }
  while (!g_atomic_int_get (&team->over))
    if (do_ranges (team, worker))
      n_looks = 0;
    else
      relax (&n_looks);
}

void
base_team_run (BaseTeam *team, void (*lead) (gpointer data), gpointer data)
{
  team->lead = lead;
  team->lead_data = data;
  team->led = team->over = FALSE;
  base_pool_run (team->pool, base_pool_n_threads (team->pool), join, team, NULL);
}

void
base_team_share (BaseTeam *team, guint n_units, BaseTeamPart part, gpointer data)
{
  guint n_ranges = team->n_threads * RANGES, n_looks = 0;

  team->part = part;
  team->data = data;
  team->n_units = n_units;
  g_atomic_int_set (&team->n_going, (gint) MIN (n_units, n_ranges));
  for (guint i = 0; i < n_ranges; i++)
    if (begin_of (team, i) < begin_of (team, i + 1))
      g_atomic_int_set (&team->free[i], TRUE);
  do_ranges (team, team->leader);
  while (g_atomic_int_get (&team->n_going) > 0)
    relax (&n_looks);
}
