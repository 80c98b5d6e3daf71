// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/blur.h"
#include "ascent/network.h"
#include "ascent/rules.h"

G_BEGIN_DECLS

/* From one picture of a climb to the next: what an iteration does once the gradient is known. */
typedef struct
{
  const AscNetwork *network; /* borrowed */
  AscRules rules;
  AscBlur *blur; /* NULL = none */
} AscStepper;

void asc_stepper_init (AscStepper *stepper, const AscNetwork *network, const AscRules *rules);
void asc_stepper_clear (AscStepper *stepper);

/* Floats of scratch that a step needs. */
gsize asc_stepper_scratch (const AscStepper *stepper);

/* What the gradient is multiplied by. squared_norm > 0 is the gradient's. */
double asc_stepper_rate (const AscStepper *stepper, double confidence, double squared_norm);

/* Step, decay, blur, masks and the next iteration's clip: from picture and gradient to next. FALSE
 * when the step leads out of the numbers; next is undefined then. */
gboolean asc_stepper_step (const AscStepper *stepper,
                           guint iteration,
                           double rate,
                           const float *picture,
                           const float *gradient,
                           float *next,
                           float *scratch);

G_END_DECLS
