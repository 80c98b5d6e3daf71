// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/team.h"

#define MAX_UNITS 100
#define N_PARTS   300

typedef struct
{
  BaseTeam *team;
  guint n_threads;
  guint n_units; /* of the part under way */
  gint runs[MAX_UNITS];
  gint inside[8];
  gint n_clashes;  /* a thread in two ranges at once, or a unit that is none */
  gint n_wrong;    /* a part that returned too soon, or did a unit not once */
  guint64 n_parts; /* only the leader's */
} Job;

static void
do_units (gpointer data, guint first, guint end, guint worker)
{
  Job *job = data;

  if (worker >= job->n_threads || first >= end || end > job->n_units)
    {
      g_atomic_int_inc (&job->n_clashes);
      return;
    }
  if (g_atomic_int_add (&job->inside[worker], 1) != 0)
    g_atomic_int_inc (&job->n_clashes);
  for (guint unit = first; unit < end; unit++)
    g_atomic_int_inc (&job->runs[unit]);
  g_atomic_int_add (&job->inside[worker], -1);
}

static void
lead (gpointer data)
{
  Job *job = data;

  for (guint i = 0; i < N_PARTS; i++)
    {
      job->n_units = (i * 7) % (MAX_UNITS + 1);
      base_team_share (job->team, job->n_units, do_units, job);
      for (guint unit = 0; unit < MAX_UNITS; unit++)
        {
          job->n_wrong += g_atomic_int_get (&job->runs[unit]) != (unit < job->n_units);
          g_atomic_int_set (&job->runs[unit], 0);
        }
      job->n_parts++;
    }
}

/* Each unit of each part once, and all of a part before the next one, for any number of threads; a
 * part that somebody does not finish would hang here. */
static void
test_every_unit_once (void)
{
  for (guint n_threads = 1; n_threads <= 5; n_threads++)
    {
      g_autoptr (BasePool) pool = base_pool_new (n_threads);
      g_autoptr (BaseTeam) team = base_team_new (pool);
      Job job = { .team = team, .n_threads = n_threads };

      for (guint i = 0; i < 20; i++)
        base_team_run (team, lead, &job);
      g_assert_cmpint (job.n_clashes, ==, 0);
      g_assert_cmpint (job.n_wrong, ==, 0);
      g_assert_cmpuint (job.n_parts, ==, 20 * N_PARTS);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/team/every-unit-once", test_every_unit_once);
  return g_test_run ();
}
