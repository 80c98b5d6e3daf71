// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ranks.h"

G_BEGIN_DECLS

/* Experiments, and comparisons of networks, that several processes share (base/ranks.h). Rank 0
 * runs its jobs as ever, with a host that has the ranks (run_host_set_ranks); all others do nothing
 * but run_ranks_follow. They have the network, the settings and the state of the search, or the
 * images that the network is to see, from rank 0, and need no file. */

/* "0.1.0 AVX-512": what the last bits of confidences depend on, beside the network; it has to be
 * the same on all ranks. Caller frees. */
char *run_ranks_describe (void);

/* Does what rank 0 says until that is the end: TRUE. `stopped`, asked ten times a second, may ask
 * to leave off: FALSE without an error. Errors: what goes wrong on this rank alone, such as too
 * little memory; or its archive is another than rank 0's. */
gboolean run_ranks_follow (BaseRanks *ranks, gboolean (*stopped) (void), GError **error);

/* Rank 0, when all its jobs have ended: tells the others that it is the end. FALSE when they are in
 * the middle of a step and would not hear it. */
gboolean run_ranks_end (BaseRanks *ranks);

G_END_DECLS
