// SPDX-License-Identifier: GPL-3.0-or-later
/* The fast gradient sign method: one step. */
#include "ascent/perturb-sign.h"

#include "config.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  AscSign sign;
  guint change; /* grey levels that are tried next; 0 = the gradient is not known yet */
} Fgsm;

static gpointer
fgsm_make (AscAttack *attack)
{
  Fgsm *self = g_new0 (Fgsm, 1);

  asc_sign_init (&self->sign, attack);
  return self;
}

static void
fgsm_free (gpointer data)
{
  Fgsm *self = data;

  asc_sign_clear (&self->sign);
  g_free (self);
}

static AscAttackOutcome
fgsm_advance (gpointer data)
{
  Fgsm *self = data;
  AscSign *sign = &self->sign;
  AscAttack *attack = sign->attack;
  const double given = attack->settings->largest_change;
  const float e = sign->towards * (given > 0 ? (float) given : (float) self->change);
  gboolean success;

  if (self->change == 0)
    {
      asc_sign_restart (sign);
      if (!asc_sign_gradient (sign))
        return ASC_ATTACK_LEFT;
      self->change = 1;
      return ASC_ATTACK_GOING_ON;
    }
  for (gsize i = 0; i < attack->network->size; i++)
    sign->picture[i] = (float) attack->before[i] + e * asc_sign_of (sign->gradient[i]);
  attack->fraction = (double) self->change / ASC_LARGEST_SEARCHED;
  if (!asc_attack_try (attack, sign->picture, &success))
    return ASC_ATTACK_LEFT;
  if (success)
    asc_attack_keep (attack);
  self->change++;
  return success || given > 0 || self->change > ASC_LARGEST_SEARCHED ? ASC_ATTACK_OVER
                                                                     : ASC_ATTACK_GOING_ON;
}

static void
fgsm_save (gconstpointer data, GByteArray *out)
{
  const Fgsm *self = data;

  base_pack_u32 (out, self->change);
  base_pack_f32s (out, self->sign.gradient, self->sign.attack->network->size);
}

static void
fgsm_restore (gpointer data, BaseUnpack *in)
{
  Fgsm *self = data;

  self->change = base_unpack_u32 (in);
  base_unpack_require (in, self->change <= ASC_LARGEST_SEARCHED + 1);
  asc_unpack_floats (in, self->sign.gradient, self->sign.attack->network->size);
}

const AscAttackRow asc_attack_fgsm = {
  .info = {
    .name = "fgsm",
    .title = N_ ("One step (fast gradient sign)"),
    .explanation = N_ ("One step: every pixel becomes a little lighter or darker, whichever "
                        "misleads the network more. Very fast."),
    .has_largest_change = TRUE,
  },
  .make = fgsm_make,
  .free = fgsm_free,
  .advance = fgsm_advance,
  .save = fgsm_save,
  .restore = fgsm_restore,
};
