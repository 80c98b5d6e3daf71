// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ranks.h"

G_BEGIN_DECLS

/* What all jobs of a program share: the compute threads, lent to one job at a time in fair turns,
 * and the networks that are loaded, once each. Any thread may use one. */
typedef struct _RunHost RunHost;

RunHost *run_host_new (void);

/* The one that everything in a program uses at the same time, made where there is none; each caller
 * frees it, and it is gone with the last of them. */
RunHost *run_host_shared (void);

/* From now on these ranks, borrowed, share the work of experiments and of comparing networks;
 * before there is a job. */
void run_host_set_ranks (RunHost *host, BaseRanks *ranks);

/* After the last job is gone. Joins the compute threads; networks that are still being read are
 * left to themselves. NULL is ignored. */
void run_host_free (RunHost *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunHost, run_host_free)

G_END_DECLS
