// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/perturb.h"
#include "base/pool.h"
#include "formats/network.h"
#include "run/host.h"

G_BEGIN_DECLS

/* The pool of n_threads (0 = one a processor), for this job alone until it is given back. Whoever
 * has it is interrupted when another waits and its turn is over: then `interrupt`, which must stay
 * valid until the pool is given back, becomes non-zero. NULL when `interrupt` becomes non-zero
 * before the turn comes; run_host_wake tells the host that it did. */
BasePool *run_host_borrow (RunHost *host, guint n_threads, gint *interrupt);
void run_host_give_back (RunHost *host);

/* The same without waiting, for work of a moment, which nobody interrupts: NULL while somebody has
 * the pool or waits for it. */
BasePool *run_host_try_borrow (RunHost *host, guint n_threads);

/* NULL = the process is alone. */
BaseRanks *run_host_ranks (RunHost *host);

/* The same as ascent takes it, for one pass through a network at a time. */
AscLender run_host_lender (RunHost *host);

/* How many threads the pool of n_threads has. */
guint run_host_n_threads (guint n_threads);

/* A network (fmt_network_load), from memory while its files are the ones that were read, under
 * whichever of its names. Reading goes on on a thread of its own: G_IO_ERROR_CANCELLED as soon as
 * `abandon` is non-zero (run_host_wake tells). on_wait, which may be NULL, is called once before it
 * waits. Caller unrefs. */
FmtNetwork *run_host_network (RunHost *host,
                              const char *id_or_path,
                              const gint *abandon,
                              void (*on_wait) (gpointer data),
                              gpointer wait_data,
                              GError **error);

/* Somebody's `interrupt` or `abandon` has become non-zero. */
void run_host_wake (RunHost *host);

G_END_DECLS
