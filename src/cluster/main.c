// SPDX-License-Identifier: GPL-3.0-or-later
/* fooled-mpi: the commands of fooled-cli whose work ranks can share. Rank 0 is fooled-cli: it alone
 * reads the command line, the network and the session, prints and saves. The others do as it says
 * (run/ranks.h). */
#include "config.h"

#include <glib/gi18n.h>
#include <mpi.h>
#include <stdlib.h>

#include "cli/cli-interrupt.h"
#include "cli/cli-output.h"
#include "cli/cli-program.h"
#include "cli/cli-run.h"
#include "cluster/mpi-ranks.h"
#include "run/ranks.h"

/* How long a rank that was told to end leaves it to rank 0, or to mpirun, to end it. */
#define PATIENCE (3 * G_USEC_PER_SEC)

static const CliProgramCommand commands[] = {
  { "evolve", cli_evolve, N_ ("evolve images that fool a network") },
  { "ascend", cli_ascend, N_ ("climb to images that fool a network, along its gradient") },
  { "retrain", cli_retrain,
    N_ ("train networks on images that fooled the ones before, round after round") },
  { "compare", cli_compare, N_ ("see whether images that fool one network fool others") },
  { "reproduce", cli_reproduce,
    N_ ("repeat an experiment of the paper, and show its figures beside the paper's") },
};

static const CliProgram program = { "fooled-mpi", commands, G_N_ELEMENTS (commands) };

static BaseRanks *ranks; /* NULL = there is one rank */

/* Those of all ranks that have nothing more to say to each other. */
static void
finish (void)
{
  int is_over;

  MPI_Finalized (&is_over);
  if (!is_over)
    {
      g_clear_pointer (&ranks, mpi_ranks_free);
      MPI_Finalize ();
    }
}

/* Whatever is left of the others ends, too, and mpirun with this status. */
static G_NORETURN void
abandon (CliStatus status)
{
  MPI_Abort (MPI_COMM_WORLD, status);
  exit (status);
}

/* --help ends the program by itself. */
static void
at_exit (void)
{
  int is_over;

  MPI_Finalized (&is_over);
  if (!is_over && ranks != NULL && ranks->rank == 0)
    run_ranks_end (ranks);
  finish ();
}

static CliStatus
lead (char **argv)
{
  CliStatus status;

  cli_use_ranks (ranks);
  atexit (at_exit);
  status = cli_program_run (&program, argv);
  if (ranks != NULL && (mpi_ranks_are_broken (ranks) || !run_ranks_end (ranks)))
    abandon (status != CLI_OK ? status : CLI_FAILURE);
  finish ();
  return status;
}

static CliStatus
follow (void)
{
  char machine[MPI_MAX_PROCESSOR_NAME] = "";
  g_autoptr (GError) error = NULL;
  int length;

  cli_interrupt_catch ();
  if (run_ranks_follow (ranks, cli_interrupted, &error))
    {
      finish ();
      return CLI_OK;
    }
  if (error != NULL)
    {
      MPI_Get_processor_name (machine, &length);
      /* Translators: the number of a process; the name of its machine; what went wrong. */
      cli_error (_ ("Rank %u on %s: %s"), ranks->rank, machine, error->message);
      abandon (CLI_FAILURE);
    }
  g_usleep (PATIENCE);
  abandon (CLI_INTERRUPTED);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int level, rank, n_ranks;

  cli_program_init (&program);
  MPI_Init_thread (&argc, &argv, MPI_THREAD_SERIALIZED, &level);
  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  MPI_Comm_size (MPI_COMM_WORLD, &n_ranks);
  if (level < MPI_THREAD_SERIALIZED)
    {
      if (rank == 0)
        cli_error (_ ("This MPI was built without support for threads, which is needed."));
      finish ();
      return CLI_FAILURE;
    }
  if (n_ranks > 1)
    ranks = mpi_ranks_new (&error);
  if (n_ranks > 1 && ranks == NULL)
    {
      if (error != NULL)
        cli_error ("%s", error->message);
      finish ();
      return CLI_FAILURE;
    }
  return rank == 0 ? lead (argv) : follow ();
}
