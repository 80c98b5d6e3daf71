// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/mpi-ranks.h"

#include "config.h"

#include <glib/gi18n.h>
#include <mpi.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "base/error.h"
#include "cluster/mpi-place.h"
#include "run/ranks.h"

/* So many bytes count as one, and so large a part of a word travels at once: MPI counts in int. */
#define UNIT  64
#define CHUNK (1 << 28)

/* Looks that follow each other at once, and then the naps between them, in microseconds. */
#define N_LOOKS    100
#define SHORT_NAP  20
#define LONG_NAP   200
#define BROKEN_NAP 10000

#define MAX_DESCRIPTION 128

typedef struct
{
  BaseRanks base;
  MPI_Datatype unit; /* UNIT bytes */
  gboolean broken;

  /* The word under way. */
  guint64 size;
  guint8 *word; /* NULL: its size is awaited */
  guint64 received;
  MPI_Request word_request;

  /* The exchange under way. */
  MPI_Request exchange_request;
  guint8 *all; /* what all ranks give, rank by rank */
  gsize all_size;
  int *counts, *places; /* (n_ranks) in units */
} MpiRanks;

static void
check (MpiRanks *ranks, int code)
{
  char text[MPI_MAX_ERROR_STRING] = "";
  int length;

  if (code == MPI_SUCCESS || ranks->broken)
    return;
  ranks->broken = TRUE;
  MPI_Error_string (code, text, &length);
  g_printerr ("%s: ", g_get_prgname ());
  g_printerr (_ ("Rank %u cannot reach the others any more: %s"), ranks->base.rank, text);
  g_printerr ("\n");
  raise (SIGTERM);
}

/* FALSE when it was interrupted. */
static gboolean
await (MpiRanks *ranks, MPI_Request *request, const gint *interrupt)
{
  gulong nap = SHORT_NAP;

  for (guint i = 0;; i++)
    {
      int done = 0;

      if (ranks->broken)
        g_usleep (BROKEN_NAP);
      else
        check (ranks, MPI_Test (request, &done, MPI_STATUS_IGNORE));
      if (done && !ranks->broken)
        return TRUE;
      if (ranks->broken || (interrupt != NULL && g_atomic_int_get (interrupt) != 0))
        return FALSE;
      if (i < N_LOOKS)
        sched_yield ();
      else
        {
          g_usleep (nap);
          nap = MIN (2 * nap, LONG_NAP);
        }
    }
}

static void
tell (BaseRanks *base, GBytes *word)
{
  MpiRanks *ranks = (MpiRanks *) base;
  gsize size;
  const guint8 *data = g_bytes_get_data (word, &size);
  guint64 length = size;
  MPI_Request request;

  check (ranks, MPI_Ibcast (&length, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD, &request));
  if (!await (ranks, &request, NULL))
    return;
  for (gsize sent = 0; sent < size; sent += CHUNK)
    {
      check (ranks, MPI_Ibcast ((gpointer) (data + sent), (int) MIN (size - sent, CHUNK), MPI_BYTE,
                                0, MPI_COMM_WORLD, &request));
      if (!await (ranks, &request, NULL))
        return;
    }
}

static void
receive_more (MpiRanks *ranks)
{
  gpointer to = ranks->word != NULL ? ranks->word + ranks->received : (gpointer) &ranks->size;
  int n = ranks->word != NULL ? (int) MIN (ranks->size - ranks->received, CHUNK) : 1;

  if (ranks->word_request == MPI_REQUEST_NULL && !ranks->broken)
    check (ranks, MPI_Ibcast (to, n, ranks->word != NULL ? MPI_BYTE : MPI_UINT64_T, 0,
                              MPI_COMM_WORLD, &ranks->word_request));
}

static GBytes *
listen (BaseRanks *base, const gint *interrupt)
{
  MpiRanks *ranks = (MpiRanks *) base;
  GBytes *word;

  for (;;)
    {
      receive_more (ranks);
      if (!await (ranks, &ranks->word_request, interrupt))
        return NULL;
      if (ranks->word == NULL)
        {
          ranks->word = g_malloc (MAX (ranks->size, 1));
          ranks->received = 0;
        }
      else
        ranks->received = MIN (ranks->received + CHUNK, ranks->size);
      if (ranks->received < ranks->size)
        continue;
      word = g_bytes_new_take (g_steal_pointer (&ranks->word), ranks->size);
      return word;
    }
}

/* Everybody's bytes in one block, each rank's from a whole unit on. */
static void
lay_out (MpiRanks *ranks, const BasePiece *pieces, guint n)
{
  guint n_ranks = ranks->base.n_ranks;
  g_autofree gsize *sizes = g_new0 (gsize, n_ranks);
  gsize n_units = 0;

  for (guint i = 0; i < n; i++)
    sizes[pieces[i].owner] += pieces[i].size;
  for (guint i = 0; i < n_ranks; i++)
    {
      ranks->counts[i] = (int) ((sizes[i] + UNIT - 1) / UNIT);
      ranks->places[i] = (int) n_units;
      n_units += ranks->counts[i];
    }
  if (n_units * UNIT > ranks->all_size)
    {
      ranks->all_size = n_units * UNIT;
      g_free (ranks->all);
      ranks->all = g_malloc0 (ranks->all_size);
    }
}

/* Copies the pieces of this rank into the block, or those of all others out of it. */
static void
copy (MpiRanks *ranks, const BasePiece *pieces, guint n, gboolean own)
{
  g_autofree gsize *at = g_new (gsize, ranks->base.n_ranks);

  for (guint i = 0; i < ranks->base.n_ranks; i++)
    at[i] = (gsize) ranks->places[i] * UNIT;
  for (guint i = 0; i < n; i++)
    {
      const BasePiece *piece = &pieces[i];
      guint8 *place = ranks->all + at[piece->owner];

      at[piece->owner] += piece->size;
      if ((piece->owner == ranks->base.rank) != own || piece->size == 0)
        continue;
      if (own)
        memcpy (place, piece->bytes, piece->size);
      else
        memcpy (piece->bytes, place, piece->size);
    }
}

static gboolean
exchange (BaseRanks *base, const BasePiece *pieces, guint n, const gint *interrupt)
{
  MpiRanks *ranks = (MpiRanks *) base;

  if (ranks->exchange_request == MPI_REQUEST_NULL && !ranks->broken)
    {
      lay_out (ranks, pieces, n);
      copy (ranks, pieces, n, TRUE);
      check (ranks, MPI_Iallgatherv (MPI_IN_PLACE, 0, ranks->unit, ranks->all, ranks->counts,
                                     ranks->places, ranks->unit, MPI_COMM_WORLD,
                                     &ranks->exchange_request));
    }
  if (!await (ranks, &ranks->exchange_request, interrupt))
    return FALSE;
  copy (ranks, pieces, n, FALSE);
  return TRUE;
}

/* Rank 0 says who differs. */
static gboolean
compute_the_same (const MpiRanks *ranks, GError **error)
{
  g_autofree char *own = run_ranks_describe ();
  char text[MAX_DESCRIPTION] = "";
  g_autofree char *all = g_malloc0 ((gsize) ranks->base.n_ranks * MAX_DESCRIPTION);

  g_strlcpy (text, own, sizeof text);
  MPI_Allgather (text, sizeof text, MPI_CHAR, all, sizeof text, MPI_CHAR, MPI_COMM_WORLD);
  for (guint i = 1; i < ranks->base.n_ranks; i++)
    {
      const char *other = all + (gsize) i * MAX_DESCRIPTION;

      if (g_str_equal (other, all))
        continue;
      if (ranks->base.rank == 0)
        g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                     _ ("Rank 0 computes with %s, rank %u with %s, which has other last bits. Use "
                        "the same version of Fooled everywhere, and FOOLED_INSTRUCTIONS=avx2 or "
                        "=baseline on all ranks (“mpirun -x FOOLED_INSTRUCTIONS=avx2 …”)."),
                     all, i, other);
      return FALSE;
    }
  return TRUE;
}

BaseRanks *
mpi_ranks_new (GError **error)
{
  MpiRanks *ranks = g_new0 (MpiRanks, 1);
  int rank, n_ranks;

  MPI_Comm_set_errhandler (MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  MPI_Comm_size (MPI_COMM_WORLD, &n_ranks);
  MPI_Type_contiguous (UNIT, MPI_BYTE, &ranks->unit);
  MPI_Type_commit (&ranks->unit);
  ranks->base = (BaseRanks){ .rank = (guint) rank,
                             .n_ranks = (guint) n_ranks,
                             .n_threads = mpi_place_n_threads (),
                             .tell = tell,
                             .listen = listen,
                             .exchange = exchange };
  ranks->word_request = ranks->exchange_request = MPI_REQUEST_NULL;
  ranks->counts = g_new0 (int, n_ranks);
  ranks->places = g_new0 (int, n_ranks);
  if (compute_the_same (ranks, error))
    return &ranks->base;
  mpi_ranks_free (&ranks->base);
  return NULL;
}

void
mpi_ranks_free (BaseRanks *base)
{
  MpiRanks *ranks = (MpiRanks *) base;

  if (ranks == NULL)
    return;
  MPI_Type_free (&ranks->unit);
  g_free (ranks->word);
  g_free (ranks->all);
  g_free (ranks->counts);
  g_free (ranks->places);
  g_free (ranks);
}

gboolean
mpi_ranks_are_broken (const BaseRanks *ranks)
{
  return ((const MpiRanks *) ranks)->broken;
}
