// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb-attack.h"

#include <math.h>

#include "ascent/perturb-loss.h"

/* The fast gradient sign method, and its iterated form. */
typedef struct
{
  AscAttack *attack;
  float *picture;  /* (size) */
  float *gradient; /* (size) */
  float towards;   /* -1: down the target's cross-entropy; 1: up that of the picture's own class */
} Sign;

static void
sign_init (Sign *self, AscAttack *attack)
{
  const gsize size = attack->network->size;

  self->attack = attack;
  self->picture = g_new (float, size);
  self->gradient = g_new (float, size);
  self->towards = attack->settings->target == ASC_ANY_OTHER ? 1.0f : -1.0f;
  for (gsize i = 0; i < size; i++)
    self->picture[i] = attack->before[i];
}

static void
sign_clear (Sign *self)
{
  g_free (self->picture);
  g_free (self->gradient);
}

static float
sign_of (float x)
{
  return (float) ((x > 0) - (x < 0));
}

/* The gradient of the cross-entropy at the picture, but for a positive factor, of which the sign
 * knows nothing. */
static gboolean
compute_gradient (Sign *self, GError **error)
{
  AscAttack *attack = self->attack;
  const gint target = attack->settings->target;
  const float *scores = asc_attack_scores (attack, self->picture, error);

  if (scores == NULL)
    return FALSE;
  asc_loss_direction (scores, attack->network->n_classes,
                      target == ASC_ANY_OTHER ? attack->label : (guint) target,
                      attack->score_gradient);
  return asc_attack_backward (attack, self->picture, self->gradient, error);
}

static gboolean
fgsm (Sign *self, GError **error)
{
  AscAttack *attack = self->attack;
  const double given = attack->settings->largest_change;
  gboolean success = FALSE;

  if (!compute_gradient (self, error) || !asc_attack_check_start (attack, self->gradient, error))
    return FALSE;
  for (guint change = 1; change <= ASC_LARGEST_SEARCHED && !success; change++)
    {
      const float e = self->towards * (given > 0 ? (float) given : (float) change);

      for (gsize i = 0; i < attack->network->size; i++)
        self->picture[i] = (float) attack->before[i] + e * sign_of (self->gradient[i]);
      attack->fraction = (double) change / ASC_LARGEST_SEARCHED;
      if (!asc_attack_try (attack, self->picture, &success, error))
        return FALSE;
      if (success)
        asc_attack_keep (attack);
      if (given > 0)
        break;
    }
  return TRUE;
}

gboolean
asc_attack_fgsm (AscAttack *attack, GError **error)
{
  Sign self;
  gboolean result;

  sign_init (&self, attack);
  result = fgsm (&self, error);
  sign_clear (&self);
  return result;
}

/* All steps within `change` grey levels of the picture before. */
static gboolean
climb (Sign *self,
       double change,
       double fraction,
       double fraction_after,
       gboolean *success,
       GError **error)
{
  AscAttack *attack = self->attack;
  const AscPerturbSettings *settings = attack->settings;
  const float e = (float) change, step = self->towards * (float) settings->step;

  for (gsize i = 0; i < attack->network->size; i++)
    self->picture[i] = attack->before[i];
  for (guint iteration = 0; iteration < settings->iterations; iteration++)
    {
      attack->fraction =
          fraction + (fraction_after - fraction) * iteration / (double) settings->iterations;
      if (!compute_gradient (self, error))
        return FALSE;
      if (attack->iterations == 1 && !asc_attack_check_start (attack, self->gradient, error))
        return FALSE;
      for (gsize i = 0; i < attack->network->size; i++)
        {
          const float before = attack->before[i];
          const float x = self->picture[i] + step * sign_of (self->gradient[i]);

          self->picture[i] = CLAMP (x, fmaxf (before - e, 0.0f), fminf (before + e, 255.0f));
        }
    }
  if (!asc_attack_try (attack, self->picture, success, error))
    return FALSE;
  if (*success)
    asc_attack_keep (attack);
  return TRUE;
}

/* Doubles the largest change until one succeeds, then halves the gap below it. */
static gboolean
bim (Sign *self, GError **error)
{
  const AscPerturbSettings *settings = self->attack->settings;
  const double reach = ceil (settings->step * settings->iterations);
  const guint largest = (guint) CLAMP (reach, 1, ASC_LARGEST_SEARCHED);
  guint lower = 0, upper = 0, change = 1, searches = 0;
  guint longest = 2 * g_bit_storage (largest);
  gboolean success;

  if (settings->largest_change > 0)
    return climb (self, settings->largest_change, 0, 1, &success, error);
  while (upper == 0 || upper - lower > 1)
    {
      if (!climb (self, change, (double) searches / longest, (searches + 1.0) / longest, &success,
                  error))
        return FALSE;
      searches++;
      if (success)
        upper = change;
      else
        lower = change;
      if (upper == 0 && change == largest)
        break;
      change = upper == 0 ? MIN (2 * change, largest) : lower + (upper - lower) / 2;
    }
  return TRUE;
}

gboolean
asc_attack_bim (AscAttack *attack, GError **error)
{
  Sign self;
  gboolean result;

  sign_init (&self, attack);
  result = bim (&self, error);
  sign_clear (&self);
  return result;
}
