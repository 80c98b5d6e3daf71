// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/polynomial.h"

#include <math.h>

double
evo_polynomial_step (double eta, BaseRandom *random)
{
  double u = base_random_uniform (random);
  double exponent = 1.0 / (eta + 1.0);

  if (u < 0.5)
    return pow (2.0 * u, exponent) - 1.0;
  return 1.0 - pow (2.0 * (1.0 - u), exponent);
}

gsize
evo_geometric_gap (double chance, gsize limit, BaseRandom *random)
{
  double gap;

  if (chance >= 1.0)
    return 0;
  if (!(chance > 0.0))
    return limit;

  /* Inverse of the distribution function: P (gap >= k) = (1 - chance)^k. */
  gap = log (1.0 - base_random_uniform (random)) / log1p (-chance);
  return gap < (double) limit ? (gsize) gap : limit;
}
