// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/session.h"

G_BEGIN_DECLS

/* Larger pictures than any network has are refused: what a session's file says of its genomes need
 * not be true. */
#define RUN_INDIVIDUAL_MAX_SIDE 2048

/* The image, drawn where there is a genome. BASE_ERROR_INVALID. Caller unrefs. */
BaseImage *run_individual_draw (const StoreIndividual *individual, GError **error);

G_END_DECLS
