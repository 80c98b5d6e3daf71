// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/experiment-private.h"
#include "store/specimen.h"

G_BEGIN_DECLS

/* What a cell of the view holds, with all that says how it was made; NULL when it is empty or not
 * there. */
StoreSpecimen *run_specimen_of_champion (const RunExperiment *experiment, guint class_index);
StoreSpecimen *run_specimen_of_child (const RunExperiment *experiment, guint child);

G_END_DECLS
