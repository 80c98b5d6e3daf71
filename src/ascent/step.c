// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/step.h"

#include <float.h>
#include <math.h>

#include "ascent/masks.h"
#include "ascent/start.h"

void
asc_stepper_init (AscStepper *stepper, const AscNetwork *network, const AscRules *rules)
{
  stepper->network = network;
  stepper->rules = *rules;
  stepper->blur = rules->blur > 0 ? asc_blur_new (rules->blur) : NULL;
}

void
asc_stepper_clear (AscStepper *stepper)
{
  g_clear_pointer (&stepper->blur, asc_blur_free);
}

gsize
asc_stepper_scratch (const AscStepper *stepper)
{
  const AscNetwork *network = stepper->network;
  gsize size = MAX (network->size, 2 * (gsize) network->height * network->width);

  if (stepper->blur != NULL)
    size = MAX (size, asc_blur_scratch (stepper->blur, network->height, network->width));
  return size;
}

double
asc_stepper_rate (const AscStepper *stepper, double confidence, double squared_norm)
{
  const AscRules *rules = &stepper->rules;
  double gain = rules->early;

  if (rules->step == ASC_STEP_CONSTANT)
    return rules->rate;
  if (rules->objective == ASC_OBJECTIVE_CONFIDENCE)
    gain = MIN (gain, rules->late * (1 - confidence));
  return MIN (rules->max_rate, gain / squared_norm);
}

/* x, less the mean, after the step and the decay. */
static gboolean
move (const AscStepper *stepper,
      float rate,
      const float *restrict picture,
      const float *restrict gradient,
      float *restrict x)
{
  const float *restrict mean = stepper->network->mean;
  float keep = (float) (1 - stepper->rules.decay);
  int infinite = 0;

  for (gsize i = 0; i < stepper->network->size; i++)
    {
      x[i] = ((picture[i] - mean[i]) + rate * gradient[i]) * keep;
      infinite |= !(fabsf (x[i]) <= FLT_MAX);
    }
  return !infinite;
}

static void
clear_small (const AscStepper *stepper, const float *gradient, float *x, float *scratch)
{
  const AscNetwork *network = stepper->network;
  const AscRules *rules = &stepper->rules;
  gsize n_pixels = (gsize) network->height * network->width;

  if (rules->small_value > 0)
    asc_clear_small_values (x, network->size, rules->small_value, scratch);
  if (rules->small_norm > 0)
    asc_clear_small_norms (x, network->channels, n_pixels, rules->small_norm, scratch);
  if (rules->small_benefit > 0)
    asc_clear_small_benefits (x, gradient, network->channels, n_pixels, rules->small_benefit, FALSE,
                              scratch);
  if (rules->small_absolute_benefit > 0)
    asc_clear_small_benefits (x, gradient, network->channels, n_pixels,
                              rules->small_absolute_benefit, TRUE, scratch);
}

gboolean
asc_stepper_step (const AscStepper *stepper,
                  guint iteration,
                  double rate,
                  const float *picture,
                  const float *gradient,
                  float *next,
                  float *scratch)
{
  const AscNetwork *network = stepper->network;

  if (!move (stepper, (float) rate, picture, gradient, next))
    return FALSE;
  if (stepper->blur != NULL && iteration % stepper->rules.blur_every == 0)
    asc_blur (stepper->blur, network->channels, network->height, network->width, next, scratch);
  clear_small (stepper, gradient, next, scratch);
  for (gsize i = 0; i < network->size; i++)
    next[i] = asc_clip (next[i] + network->mean[i]);
  return TRUE;
}
