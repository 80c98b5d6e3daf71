// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/random.h"

G_BEGIN_DECLS

/* Polynomial mutation (Deb and Goyal 1996) in units of the gene's range: a step in [-1, 1] with
 * the density (eta + 1) / 2 * (1 - |step|)^eta. The mean of |step| is 1 / (eta + 2). */
double evo_polynomial_step (double eta, BaseRandom *random);

/* How many numbers in a row stay as they are when each changes with `chance`: geometrically
 * distributed, one random number instead of one a gene. At most `limit`. */
gsize evo_geometric_gap (double chance, gsize limit, BaseRandom *random);

G_END_DECLS
