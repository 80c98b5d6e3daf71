// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb-sign.h"

#include "ascent/perturb-loss.h"

void
asc_sign_restart (AscSign *self)
{
  for (gsize i = 0; i < self->attack->network->size; i++)
    self->picture[i] = self->attack->before[i];
}

void
asc_sign_init (AscSign *self, AscAttack *attack)
{
  const gsize size = attack->network->size;

  self->attack = attack;
  self->picture = g_new (float, size);
  self->gradient = g_new0 (float, size);
  self->towards =
      attack->settings->target == ASC_ANY_OTHER && attack->settings->confidence == 0 ? 1.0f : -1.0f;
  asc_sign_restart (self);
}

void
asc_sign_clear (AscSign *self)
{
  g_free (self->picture);
  g_free (self->gradient);
}

float
asc_sign_of (float x)
{
  return (float) ((x > 0) - (x < 0));
}

gboolean
asc_sign_gradient (AscSign *self)
{
  AscAttack *attack = self->attack;
  const float *scores = asc_attack_scores (attack, self->picture);

  guint k;

  if (scores == NULL)
    return FALSE;
  asc_attack_aim (attack, scores, &k);
  asc_loss_direction (scores, attack->network->n_classes, k, attack->score_gradient);
  return asc_attack_backward (attack, self->picture, self->gradient);
}
