// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/networks.h"
#include "run/settings.h"

G_BEGIN_DECLS

/* From here on, people are told before a run takes as much. */
#define RUN_MUCH_MEMORY ((guint64) 100 * 1000 * 1000)

/* About how many bytes a run comes to take for its images and what describes them: the champions of
 * all wanted classes, of which evolution keeps the genomes, and two generations of offspring, or
 * the pictures that climb. The network and what is shown are left out. G_MAXUINT64 where the number
 * does not fit. */
guint64 run_memory_estimate (const RunSettings *settings, const RunNetworkInfo *network);

/* Whether the system would give so much; nothing is kept of it. The error says what to choose
 * instead. */
gboolean run_memory_check (guint64 bytes, GError **error);

G_END_DECLS
