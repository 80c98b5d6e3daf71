// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/random.h"

G_BEGIN_DECLS

/* evo_geometric_gap, and evo_polynomial_step in whole grey levels, from tables of where their
 * distribution functions rise (Chen and Asau 1974): a quarter of the time, the same numbers from
 * the same random numbers, but where a number lies within rounding errors of a rise. A table takes
 * as long as some thousand numbers without it. */
#define EVO_PIXEL_STEPS_PAY 2000

#define EVO_STEP_LEVELS 255
#define EVO_STEP_GUIDES 2048
#define EVO_TABLE_GAPS  128

typedef struct
{
  double eta, chance;
  double rises[2 * EVO_STEP_LEVELS + 1]; /* of the random number: from here on the step is that */
  guint16 guides[EVO_STEP_GUIDES];       /* where to begin to look, for each range of the number */
  double keeps[EVO_TABLE_GAPS + 1];      /* the chance that so many in a row stay as they are */
  guint8 gap_guides[EVO_STEP_GUIDES + 1];
} EvoPixelSteps;

/* 0 < chance < 1 */
void evo_pixel_steps_init (EvoPixelSteps *steps, double eta, double chance);

/* -255 .. 255 */
int evo_pixel_steps_step (const EvoPixelSteps *steps, BaseRandom *random);

gsize evo_pixel_steps_gap (const EvoPixelSteps *steps, gsize limit, BaseRandom *random);

G_END_DECLS
