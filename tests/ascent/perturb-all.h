// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/perturb.h"

G_BEGIN_DECLS

/* A whole search in one go. Caller frees. */
AscPerturbation *perturb_all (const AscNetwork *network,
                              const guint8 *levels,
                              const AscPerturbSettings *settings,
                              GError **error);

/* The run's own result, as one of the caller's. */
AscPerturbation *perturb_result (const AscPerturbRun *run, gsize size);

G_END_DECLS
