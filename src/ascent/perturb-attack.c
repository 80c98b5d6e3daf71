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

/* The confidence that is wanted is one of 32-bit numbers, of which the log odds are known to this.
 */
#define SURE_LEAD 2e-3

static gboolean
all_finite (const float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (numbers[i]))
      return FALSE;
  return TRUE;
}

static gboolean
check_finite (AscAttack *attack, const float *numbers, gsize n)
{
  if (all_finite (numbers, n))
    return TRUE;
  g_set_error_literal (&attack->error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("The network's answer to the picture is not a number, so that there is "
                          "no way to go. Its weights may be damaged."));
  return FALSE;
}

/* The pool, or NULL, for one pass. */
static BasePool *
borrow (AscAttack *attack)
{
  const AscLender *lender = &attack->lender;
  BasePool *pool = lender->lend != NULL ? lender->lend (lender->data) : NULL;

  asc_gradient_set_pool (attack->gradient, pool);
  return pool;
}

static void
give_back (AscAttack *attack, BasePool *pool)
{
  if (pool != NULL)
    attack->lender.give_back (attack->lender.data);
}

static const float *
forward (AscAttack *attack)
{
  BasePool *pool = borrow (attack);
  gboolean complete = asc_gradient_forward (attack->gradient, attack->interrupt);
  const float *scores;

  give_back (attack, pool);
  if (!complete)
    return NULL;
  scores = asc_gradient_scores (attack->gradient, 0);
  return check_finite (attack, scores, attack->network->n_classes) ? scores : NULL;
}

const float *
asc_attack_scores (AscAttack *attack, const float *picture)
{
  asc_gradient_feed (attack->gradient, 0, picture);
  return forward (attack);
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
  if (attack->settings->confidence > 0 &&
      asc_loss_lead (scores, n, highest) < asc_log_odds (attack->settings->confidence) + SURE_LEAD)
    return FALSE;
  return scores[highest] - rival > LEAD * fabsf (scores[highest]);
}

gboolean
asc_attack_aim (const AscAttack *attack, const float *scores, guint *k)
{
  const gint target = attack->settings->target;

  if (target != ASC_ANY_OTHER)
    *k = (guint) target;
  else if (attack->settings->confidence > 0)
    *k = asc_highest_score (scores, attack->network->n_classes, (gint) attack->label);
  else
    *k = attack->label;
  return *k != attack->label;
}

static gboolean
check_start (AscAttack *attack, const float *gradient)
{
  for (gsize i = 0; i < attack->network->size; i++)
    if (gradient[i] != 0)
      return TRUE;
  g_set_error_literal (&attack->error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                       _ ("The gradient at this picture is zero: no small change to it changes "
                          "the network's answer. Choose another picture."));
  return FALSE;
}

gboolean
asc_attack_backward (AscAttack *attack, const float *picture, float *picture_gradient)
{
  BasePool *pool;
  gboolean complete;

  /* The last layer of all notices no interruption, and here it may be the only one. */
  if (attack->interrupt != NULL && g_atomic_int_get (attack->interrupt) != 0)
    return FALSE;
  pool = borrow (attack);
  complete = asc_gradient_backward (attack->gradient, attack->network->scores,
                                    attack->score_gradient, attack->interrupt);
  give_back (attack, pool);
  if (!complete)
    return FALSE;
  asc_gradient_get (attack->gradient, 0, picture_gradient);
  attack->iterations++;
  asc_network_round (attack->network, picture, attack->tried);
  if (attack->watch != NULL)
    attack->watch (attack->watch_data);
  return check_finite (attack, picture_gradient, attack->network->size) &&
         (attack->iterations > 1 || check_start (attack, picture_gradient));
}

gboolean
asc_attack_try (AscAttack *attack, const float *picture, gboolean *success)
{
  const float *scores;

  asc_network_round (attack->network, picture, attack->tried);
  asc_gradient_feed_levels (attack->gradient, 0, attack->tried);
  scores = forward (attack);
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
asc_attack_try_smaller (AscAttack *attack, const float *picture, gboolean *success)
{
  if (!asc_attack_try (attack, picture, success))
    return FALSE;
  if (*success && asc_attack_distance (attack, attack->tried) < attack->best_distance)
    asc_attack_keep (attack);
  return TRUE;
}

void
asc_unpack_floats (BaseUnpack *in, float *numbers, gsize n)
{
  base_unpack_require (in, base_unpack_f32s (in, numbers, n) && all_finite (numbers, n));
}

void
asc_unpack_doubles (BaseUnpack *in, double *numbers, gsize n)
{
  gboolean ok = base_unpack_f64s (in, numbers, n);

  for (gsize i = 0; i < n; i++)
    ok &= isfinite (numbers[i]);
  base_unpack_require (in, ok);
}
