// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/pixel-steps.h"

#include <math.h>

/* The inverse of evo_polynomial_step. */
static double
number_of (double step, double eta)
{
  if (step < 0)
    return 0.5 * pow (1 + step, eta + 1);
  return 1 - 0.5 * pow (1 - step, eta + 1);
}

static void
fill_steps (EvoPixelSteps *steps)
{
  guint place = 0;

  steps->rises[0] = 0;
  for (int level = 1 - EVO_STEP_LEVELS; level <= EVO_STEP_LEVELS; level++)
    steps->rises[level + EVO_STEP_LEVELS] = number_of ((level - 0.5) / EVO_STEP_LEVELS, steps->eta);
  for (guint i = 0; i < EVO_STEP_GUIDES; i++)
    {
      while (place < 2 * EVO_STEP_LEVELS && steps->rises[place + 1] <= (double) i / EVO_STEP_GUIDES)
        place++;
      steps->guides[i] = (guint16) place;
    }
}

static void
fill_gaps (EvoPixelSteps *steps)
{
  guint gap = 0;

  for (guint i = 0; i <= EVO_TABLE_GAPS; i++)
    steps->keeps[i] = exp (i * log1p (-steps->chance));
  for (guint i = EVO_STEP_GUIDES + 1; i-- > 0;)
    {
      while (gap < EVO_TABLE_GAPS && steps->keeps[gap + 1] >= (i + 1.0) / EVO_STEP_GUIDES)
        gap++;
      steps->gap_guides[i] = (guint8) gap;
    }
}

void
evo_pixel_steps_init (EvoPixelSteps *steps, double eta, double chance)
{
  g_return_if_fail (chance > 0 && chance < 1);

  steps->eta = eta;
  steps->chance = chance;
  fill_steps (steps);
  fill_gaps (steps);
}

int
evo_pixel_steps_step (const EvoPixelSteps *steps, BaseRandom *random)
{
  double u = base_random_uniform (random);
  guint place = steps->guides[(guint) (u * EVO_STEP_GUIDES)];

  while (place < 2 * EVO_STEP_LEVELS && u >= steps->rises[place + 1])
    place++;
  return (int) place - EVO_STEP_LEVELS;
}

gsize
evo_pixel_steps_gap (const EvoPixelSteps *steps, gsize limit, BaseRandom *random)
{
  double v = 1.0 - base_random_uniform (random), gap;
  guint n = steps->gap_guides[(guint) (v * EVO_STEP_GUIDES)];

  while (n < EVO_TABLE_GAPS && v <= steps->keeps[n + 1])
    n++;
  if (n < EVO_TABLE_GAPS)
    return MIN (n, limit);
  gap = log (v) / log1p (-steps->chance);
  return gap < (double) limit ? (gsize) gap : limit;
}
