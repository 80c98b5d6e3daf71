// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/genome.h"

G_BEGIN_DECLS

/* "eta=15 pixel-chance=0.10000000000000001 ... coordinates=unit": every number with the digits that
 * bring it back exactly. Caller frees. */
char *store_variation_to_string (const EvoVariation *variation);

/* The way back. What the text does not name is as evo_variation_init has it; names that are not
 * ours are left out. FALSE when a number is not one or outside its range. */
gboolean store_variation_from_string (const char *text, EvoVariation *variation);

G_END_DECLS
