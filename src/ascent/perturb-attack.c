// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb-attack.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ascent/perturb-loss.h"
#include "base/error.h"

/* A lead that sums in another order, as in another batch, do not turn; of the highest score. */
#define LEAD 1e-5f

static gboolean
all_finite (const float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (numbers[i]))
      return FALSE;
  return TRUE;
}

static gboolean
check_finite (const float *numbers, gsize n, GError **error)
{
  if (all_finite (numbers, n))
    return TRUE;
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("The network's answer to the picture is not a number, so that there is "
                          "no way to go. Its weights may be damaged."));
  return FALSE;
}

static const float *
forward (AscAttack *attack, GError **error)
{
  const float *scores;

  if (g_cancellable_set_error_if_cancelled (attack->cancellable, error))
    return NULL;
  asc_gradient_forward (attack->gradient, NULL);
  scores = asc_gradient_scores (attack->gradient, 0);
  return check_finite (scores, attack->network->n_classes, error) ? scores : NULL;
}

const float *
asc_attack_scores (AscAttack *attack, const float *picture, GError **error)
{
  asc_gradient_feed (attack->gradient, 0, picture);
  return forward (attack, error);
}

gboolean
asc_attack_succeeds (const AscAttack *attack, const float *scores)
{
  const guint n = attack->network->n_classes;
  const gint target = attack->settings->target;
  const guint highest = asc_highest_score (scores, n, -1);
  const float rival = target == ASC_ANY_OTHER
                          ? scores[attack->label]
                          : scores[asc_highest_score (scores, n, (gint) highest)];

  if (target == ASC_ANY_OTHER ? highest == attack->label : (gint) highest != target)
    return FALSE;
  return scores[highest] - rival > LEAD * fabsf (scores[highest]);
}

gboolean
asc_attack_backward (AscAttack *attack,
                     const float *picture,
                     float *picture_gradient,
                     GError **error)
{
  if (g_cancellable_set_error_if_cancelled (attack->cancellable, error))
    return FALSE;
  asc_gradient_backward (attack->gradient, attack->network->scores, attack->score_gradient, NULL);
  asc_gradient_get (attack->gradient, 0, picture_gradient);
  attack->iterations++;
  asc_network_round (attack->network, picture, attack->tried);
  if (attack->progress != NULL)
    attack->progress (attack->progress_data, attack->fraction, attack->iterations, attack->tried);
  return check_finite (picture_gradient, attack->network->size, error);
}

gboolean
asc_attack_check_start (const AscAttack *attack, const float *gradient, GError **error)
{
  for (gsize i = 0; i < attack->network->size; i++)
    if (gradient[i] != 0)
      return TRUE;
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                       _ ("The gradient at this picture is zero: no small change to it changes "
                          "the network's answer. Choose another picture."));
  return FALSE;
}

gboolean
asc_attack_try (AscAttack *attack, const float *picture, gboolean *success, GError **error)
{
  const float *scores;

  asc_network_round (attack->network, picture, attack->tried);
  asc_gradient_feed_levels (attack->gradient, 0, attack->tried);
  scores = forward (attack, error);
  if (scores == NULL)
    return FALSE;
  *success = asc_attack_succeeds (attack, scores);
  return TRUE;
}

guint64
asc_attack_distance (const AscAttack *attack, const guint8 *levels)
{
  guint64 sum = 0;

  for (gsize i = 0; i < attack->network->size; i++)
    {
      const int change = levels[i] - attack->before[i];

      sum += (guint64) (change * change);
    }
  return sum;
}

void
asc_attack_keep (AscAttack *attack)
{
  attack->best_distance = asc_attack_distance (attack, attack->tried);
  memcpy (attack->best, attack->tried, attack->network->size);
}

gboolean
asc_attack_try_smaller (AscAttack *attack, const float *picture, gboolean *success, GError **error)
{
  if (!asc_attack_try (attack, picture, success, error))
    return FALSE;
  if (*success && asc_attack_distance (attack, attack->tried) < attack->best_distance)
    asc_attack_keep (attack);
  return TRUE;
}
