// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "formats/network.h"
#include "run/noise.h"

G_BEGIN_DECLS

/* A count of what a network takes noise for, as a part of some work. The counts of the first images
 * are the same whatever the number of threads and however often it was saved and restored. Belongs
 * to the job's thread. */
typedef struct _RunNoiseCount RunNoiseCount;

/* Takes a reference to the network; the host must outlive it. n_threads: 0 = one a processor. */
RunNoiseCount *run_noise_count_new (RunHost *host,
                                    FmtNetwork *network,
                                    const RunRubbishSettings *settings,
                                    guint n_threads,
                                    GError **error);
void run_noise_count_free (RunNoiseCount *count);

/* Scores a batch a thread. FALSE when `interrupt` came first: it goes on there the next time. */
gboolean run_noise_count_advance (RunNoiseCount *count, gint *interrupt);
gboolean run_noise_count_is_over (const RunNoiseCount *count);

/* The latest; NULL before the first images are scored. Caller unrefs. */
RunRubbish *run_noise_count_result (RunNoiseCount *count);

/* Appends it. */
void run_noise_count_save (const RunNoiseCount *count, GByteArray *out);

/* With the same network. NULL with an error. */
RunNoiseCount *run_noise_count_restore (RunHost *host,
                                        FmtNetwork *network,
                                        guint n_threads,
                                        BaseUnpack *in,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunNoiseCount, run_noise_count_free)

G_END_DECLS
