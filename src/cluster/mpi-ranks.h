// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ranks.h"

G_BEGIN_DECLS

/* The ranks of an MPI program. Messages are collective and do not block: whoever waits looks
 * whether they have come, and sleeps in between, so that a rank that waits leaves its processor to
 * others. Any thread may use them, one at a time. Where a message fails, because a rank is gone,
 * the process says so, sends itself SIGTERM, and from then on every wait is interrupted. */

/* After MPI_Init_thread with MPI_THREAD_SERIALIZED. NULL with an error where the ranks do not
 * compute the same (run_ranks_describe), which rank 0 alone gets a sentence for: *error stays NULL
 * on the others. */
BaseRanks *mpi_ranks_new (GError **error);
void mpi_ranks_free (BaseRanks *ranks);

/* Whether a message failed. */
gboolean mpi_ranks_are_broken (const BaseRanks *ranks);

G_END_DECLS
