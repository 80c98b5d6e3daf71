// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"
#include "run/perturb.h"

G_BEGIN_DECLS

/* What a search came to; `snapshot` has a result. */
void cli_perturb_print (const RunPerturbSnapshot *snapshot);
void cli_perturb_print_json (const RunPerturbSnapshot *snapshot, const char *image);

/* Writes before.png, change.png, after.png, and all three into all.png. */
gboolean cli_perturb_save (const RunPerturbSnapshot *snapshot, const char *folder, GError **error);

G_END_DECLS
