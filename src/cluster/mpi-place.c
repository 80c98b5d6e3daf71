// SPDX-License-Identifier: GPL-3.0-or-later
/* Where mpirun binds a rank to a core, it has that one; where it binds all of them to a socket, or
 * to nothing, they share. */
#include "cluster/mpi-place.h"

#include <mpi.h>
#include <sched.h>

guint
mpi_place_n_threads (void)
{
  g_autofree cpu_set_t *all = NULL;
  cpu_set_t own;
  MPI_Comm machine;
  int n_ranks;
  guint n_sharing = 0;

  CPU_ZERO (&own);
  if (sched_getaffinity (0, sizeof own, &own) != 0)
    for (guint i = 0; i < MIN (g_get_num_processors (), CPU_SETSIZE); i++)
      CPU_SET (i, &own);
  MPI_Comm_split_type (MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  MPI_Comm_size (machine, &n_ranks);
  all = g_new0 (cpu_set_t, n_ranks);
  MPI_Allgather (&own, sizeof own, MPI_BYTE, all, sizeof own, MPI_BYTE, machine);
  for (int i = 0; i < n_ranks; i++)
    n_sharing += CPU_EQUAL (&all[i], &own) ? 1 : 0;
  MPI_Comm_free (&machine);
  return (guint) MAX (1, CPU_COUNT (&own) / (int) MAX (n_sharing, 1));
}
