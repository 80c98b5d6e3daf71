// SPDX-License-Identifier: GPL-3.0-or-later
/* The gradient sign method in many small steps. */
#include "ascent/perturb-sign.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Doubles the largest change until one succeeds, then halves the gap below it; or tries the one
 * that is given. */
typedef struct
{
  AscSign sign;
  guint largest; /* that the steps reach, or that is searched */
  guint change;  /* that is tried now, in grey levels */
  guint lower;   /* the largest one that failed; 0 = none */
  guint upper;   /* the smallest one that succeeded; 0 = none */
  guint searches;
  guint iteration; /* of the present change */
} Bim;

static void
bim_init_settings (AscPerturbSettings *settings)
{
  settings->iterations = ASC_LARGEST_SEARCHED;
}

static gpointer
bim_make (AscAttack *attack)
{
  const AscPerturbSettings *settings = attack->settings;
  Bim *self = g_new0 (Bim, 1);

  asc_sign_init (&self->sign, attack);
  self->largest =
      (guint) CLAMP (ceil (settings->step * settings->iterations), 1, ASC_LARGEST_SEARCHED);
  self->change = 1;
  return self;
}

static void
bim_free (gpointer data)
{
  Bim *self = data;

  asc_sign_clear (&self->sign);
  g_free (self);
}

static double
bim_fraction (const Bim *self)
{
  const AscPerturbSettings *settings = self->sign.attack->settings;
  const double share = (double) self->iteration / settings->iterations;

  return settings->largest_change > 0
             ? share
             : (self->searches + share) / (2 * g_bit_storage (self->largest));
}

/* A step, but not further than the largest change from the picture before. */
static AscAttackOutcome
bim_step (Bim *self)
{
  AscSign *sign = &self->sign;
  AscAttack *attack = sign->attack;
  const AscPerturbSettings *settings = attack->settings;
  const float e =
      settings->largest_change > 0 ? (float) settings->largest_change : (float) self->change;
  const float step = sign->towards * (float) settings->step;

  if (!asc_sign_gradient (sign))
    return ASC_ATTACK_LEFT;
  for (gsize i = 0; i < attack->network->size; i++)
    {
      const float before = attack->before[i];
      const float x = sign->picture[i] + step * asc_sign_of (sign->gradient[i]);

      sign->picture[i] = CLAMP (x, fmaxf (before - e, 0.0f), fminf (before + e, 255.0f));
    }
  self->iteration++;
  return ASC_ATTACK_GOING_ON;
}

/* After the last step. */
static AscAttackOutcome
bim_judge (Bim *self)
{
  AscAttack *attack = self->sign.attack;
  gboolean success;

  if (!asc_attack_try (attack, self->sign.picture, &success))
    return ASC_ATTACK_LEFT;
  if (success)
    asc_attack_keep (attack);
  self->searches++;
  if (success)
    self->upper = self->change;
  else
    self->lower = self->change;
  if (attack->settings->largest_change > 0 ||
      (self->upper == 0 ? self->change == self->largest : self->upper - self->lower <= 1))
    return ASC_ATTACK_OVER;
  self->change = self->upper == 0 ? MIN (2 * self->change, self->largest)
                                  : self->lower + (self->upper - self->lower) / 2;
  self->iteration = 0;
  asc_sign_restart (&self->sign);
  return ASC_ATTACK_GOING_ON;
}

static AscAttackOutcome
bim_advance (gpointer data)
{
  Bim *self = data;

  self->sign.attack->fraction = MIN (bim_fraction (self), 1);
  return self->iteration < self->sign.attack->settings->iterations ? bim_step (self)
                                                                   : bim_judge (self);
}

static void
bim_save (gconstpointer data, GByteArray *out)
{
  const Bim *self = data;

  base_pack_u32 (out, self->change);
  base_pack_u32 (out, self->lower);
  base_pack_u32 (out, self->upper);
  base_pack_u32 (out, self->searches);
  base_pack_u32 (out, self->iteration);
  base_pack_f32s (out, self->sign.picture, self->sign.attack->network->size);
}

static void
bim_restore (gpointer data, BaseUnpack *in)
{
  Bim *self = data;

  self->change = base_unpack_u32 (in);
  self->lower = base_unpack_u32 (in);
  self->upper = base_unpack_u32 (in);
  self->searches = base_unpack_u32 (in);
  self->iteration = base_unpack_u32 (in);
  base_unpack_require (in, self->change >= 1 && self->change <= self->largest);
  base_unpack_require (in, self->lower <= self->change && self->upper <= self->largest);
  base_unpack_require (in, self->upper == 0 || self->lower < self->upper);
  base_unpack_require (in, self->iteration <= self->sign.attack->settings->iterations);
  asc_unpack_floats (in, self->sign.picture, self->sign.attack->network->size);
}

const AscAttackRow asc_attack_bim = {
  .info = {
    .name = "bim",
    .title = N_ ("Small steps (iterated gradient sign)"),
    .explanation = N_ ("The fast gradient sign in many small steps, looking again after each. "
                        "Finds smaller changes than one step."),
    .has_largest_change = TRUE,
    .iterations = N_ ("steps, all of which are taken"),
  },
  .init_settings = bim_init_settings,
  .make = bim_make,
  .free = bim_free,
  .advance = bim_advance,
  .save = bim_save,
  .restore = bim_restore,
};
