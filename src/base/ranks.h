// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Several processes that make the same steps of the same work, each with a copy of its state:
 * ranks, as MPI calls them. A step is cut into numbered parts; each rank works at its own, then all
 * exchange what came of them, and every rank goes on with the same state, to the bit. Rank 0 leads:
 * it alone knows what the user wants, reads files, and tells the others. How bytes travel is
 * whoever's who fills in the functions; what breaks there ends the process, so that none of them
 * fails. NULL stands for a process that is alone. */
typedef struct _BaseRanks BaseRanks;

/* Memory that its owner has filled, and all others get. */
typedef struct
{
  guint owner; /* a rank */
  gpointer bytes;
  gsize size; /* the same on every rank */
} BasePiece;

struct _BaseRanks
{
  guint rank, n_ranks; /* of them all, n_ranks >= 2 */
  guint n_threads;     /* compute threads of this rank, where the user has no wish */
  gboolean at_work;    /* rank 0: the others are in the middle of a step */

  /* Rank 0's word to all others. */
  void (*tell) (BaseRanks *ranks, GBytes *word);

  /* Waits for the next word. NULL when `interrupt` became non-zero: call again. Caller unrefs. */
  GBytes *(*listen) (BaseRanks *ranks, const gint *interrupt);

  /* Every rank calls it with the same n pieces, and waits for all of them. FALSE when `interrupt`,
   * which may be NULL, became non-zero: call again with the same pieces, which stay where they are
   * and as they are until then. */
  gboolean (*exchange) (BaseRanks *ranks, const BasePiece *pieces, guint n, const gint *interrupt);
};

/* Whose part it is. Where parts do not come out even, rank 0 has the fewest: it saves, too. */
static inline guint
base_ranks_owner (const BaseRanks *ranks, guint part)
{
  return ranks->n_ranks - 1 - part % ranks->n_ranks;
}

static inline gboolean
base_ranks_own (const BaseRanks *ranks, guint part)
{
  return ranks == NULL || base_ranks_owner (ranks, part) == ranks->rank;
}

G_END_DECLS
