// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/noise.h"
#include "run/perturb.h"

G_BEGIN_DECLS

/* The sentences of the Perturb page. Caller frees what is not const. */

/* The one sentence that says what is seen: what the network takes the picture for, how far the
 * search is, or what came of it and, when nothing did, what to try next. target: as it is chosen
 * now. NULL snapshot: nothing yet. */
char *fooled_perturb_sentence (const RunPerturbSnapshot *snapshot, int target);

/* What the network takes the blended picture for: of the labels before and after, and of what it
 * names when that is neither. */
char *fooled_perturb_between_text (const RunPerturbSnapshot *snapshot);

/* How large the change is, and whether people see it (run/sight.h). With a result. */
char *fooled_perturb_change_text (const RunPerturbSnapshot *snapshot);

/* The same in the literature's term. */
char *fooled_perturb_change_tooltip (const RunPerturbResult *result);

/* "963 of 1000 noise images were taken for something (more than 50 % sure)." */
char *fooled_rubbish_text (const RunRubbish *rubbish);

G_END_DECLS
